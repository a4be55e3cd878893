// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/visit.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QUrl>

#include <array>
#include <iterator>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

constexpr int sessionDays = 30;
constexpr int visitorDays = 365;
constexpr int clickDays = 30;
constexpr qsizetype longestValue = 200;

struct UtmName
{
    const char *name;
    QString Utm::*member;
};

constexpr std::array utmNames = {
    UtmName{"utm_source", &Utm::source},     UtmName{"utm_medium", &Utm::medium},
    UtmName{"utm_campaign", &Utm::campaign}, UtmName{"utm_content", &Utm::content},
    UtmName{"utm_term", &Utm::term},
};

/// Search engines by the label that precedes their public suffix: google.de, www.google.co.uk, yandex.ru.
constexpr std::array searchEngines = {"google", "bing",  "yandex",    "duckduckgo", "yahoo", "baidu",
                                      "ecosia", "qwant", "startpage", "seznam",     "naver", "rambler",
                                      "kagi",   "brave", "searx",     "ya"};

/// Values go to cookies, the store and pages: one line, bounded.
QString tidy(const QString &value)
{
    QString tidied;
    tidied.reserve(qMin(value.size(), longestValue));
    for (const QChar c : value) {
        if (tidied.size() >= longestValue)
            break;
        if (c.category() != QChar::Other_Control)
            tidied.append(c);
    }
    return tidied.trimmed();
}

QString bareHost(const QString &host)
{
    QString bare = host.toLower();
    return bare.startsWith("www."_L1) ? bare.mid(4) : bare;
}

/// The engine's name when this is a host of a search engine, else "".
QString searchEngineOf(const QString &host)
{
    const QStringList labels = host.split(u'.');
    // The last label is a public suffix; of the rest any may be the engine (search.yahoo.com, yandex.com.tr),
    // but mail.google.com and the like are no searches.
    static const QStringList notSearches = {u"mail"_s, u"docs"_s, u"drive"_s, u"accounts"_s, u"news"_s};
    if (labels.size() < 2 || notSearches.contains(labels.first()))
        return {};
    const auto known = [](const QString &label) {
        return std::any_of(searchEngines.begin(), searchEngines.end(),
                           [&](const char *engine) { return label == QLatin1StringView(engine); });
    };
    // "google.com" and "www.google.com", and second-level suffixes such as co.uk and com.tr.
    for (qsizetype i = labels.size() - 2; i >= 0 && i >= labels.size() - 3; --i) {
        if (known(labels[i]))
            return labels[i] == "ya"_L1 ? u"yandex"_s : labels[i];
    }
    return {};
}

bool isReturnFromPayment(const QString &path)
{
    return path.endsWith("/pending"_L1) || path.endsWith("/success"_L1);
}

QUrl externalReferrer(const http::Request &request)
{
    if (isReturnFromPayment(request.path))
        return {};
    const QUrl url(QString::fromUtf8(request.header("referer")), QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != "http"_L1 && url.scheme() != "https"_L1) || url.host().isEmpty())
        return {};
    if (bareHost(url.host()) == bareHost(request.host))
        return {};
    return url;
}

bool wellFormed(const QString &value, QLatin1StringView prefix)
{
    const QStringView rest = QStringView(value).mid(prefix.size());
    return value.startsWith(prefix) && rest.size() >= 8 && rest.size() <= 64 &&
           std::all_of(rest.begin(), rest.end(), [](QChar c) {
               return c.unicode() < 128 && (c.isLetterOrNumber() || c == u'_' || c == u'-');
           });
}

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

Utm rememberedClick(const http::Request &request)
{
    const QByteArray cookie = request.cookie("lv_utm").toLatin1();
    if (cookie.isEmpty() || cookie.size() > 4096)
        return {};
    const auto decoded =
        QByteArray::fromBase64Encoding(cookie, base64Url | QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? Utm::fromJson(QJsonDocument::fromJson(*decoded).object()) : Utm{};
}

} // namespace

bool Utm::isEmpty() const
{
    return *this == Utm{};
}

QJsonObject Utm::toJson() const
{
    QJsonObject object;
    for (const auto &[name, member] : utmNames) {
        if (!(this->*member).isEmpty())
            object.insert(QLatin1StringView(name), this->*member);
    }
    return object;
}

Utm Utm::fromJson(const QJsonObject &object)
{
    Utm utm;
    for (const auto &[name, member] : utmNames)
        utm.*member = tidy(object.value(QLatin1StringView(name)).toString());
    return utm;
}

Utm clickOf(const http::Request &request)
{
    Utm click;
    for (const auto &[name, member] : utmNames)
        click.*member = tidy(request.queryValue(name));
    if (!click.isEmpty())
        return click;
    const QUrl referrer = externalReferrer(request);
    if (referrer.isEmpty())
        return {};
    const QString host = bareHost(referrer.host());
    if (const QString engine = searchEngineOf(host); !engine.isEmpty())
        return {.source = engine, .medium = u"organic"_s, .campaign = {}, .content = {}, .term = {}};
    return {.source = tidy(host), .medium = u"referral"_s, .campaign = {}, .content = {}, .term = {}};
}

QString deviceTypeOf(const QByteArray &userAgent)
{
    const QByteArray agent = userAgent.toLower();
    if (agent.contains("ipad") || agent.contains("tablet") ||
        (agent.contains("android") && !agent.contains("mobile")))
        return u"tablet"_s;
    if (agent.contains("mobi") || agent.contains("iphone") || agent.contains("android"))
        return u"mobile"_s;
    return u"desktop"_s;
}

QByteArray cookieHeader(const http::Request &request, const char *name, const QByteArray &value, int days)
{
    QByteArray header = QByteArray(name) + '=' + value +
                        "; Path=/; Max-Age=" + QByteArray::number(days * 24 * 60 * 60) +
                        "; HttpOnly; SameSite=Lax";
    if (request.secure)
        header += "; Secure";
    return header;
}

QByteArray randomToken()
{
    quint32 words[4];
    QRandomGenerator::system()->fillRange(words);
    return QByteArray(reinterpret_cast<const char *>(words), sizeof words).toBase64(base64Url);
}

Visit visitOf(const http::Request &request)
{
    Visit visit;
    visit.sessionId = request.cookie("lv_sess");
    if (!wellFormed(visit.sessionId, "sess_"_L1))
        visit.sessionId = u"sess_"_s + QString::fromLatin1(randomToken());
    visit.visitorId = request.cookie("lv_visitor");
    if (!wellFormed(visit.visitorId, "visitor_"_L1)) {
        visit.visitorId = u"visitor_"_s + QString::fromLatin1(randomToken());
        visit.firstEver = true;
    }
    visit.deviceType = deviceTypeOf(request.header("user-agent"));
    visit.referrer =
        externalReferrer(request).toString(QUrl::RemoveUserInfo | QUrl::RemoveFragment).left(500);

    // Both ages count from the latest page, so the cookies are renewed each time.
    visit.setCookies = {cookieHeader(request, "lv_sess", visit.sessionId.toLatin1(), sessionDays),
                        cookieHeader(request, "lv_visitor", visit.visitorId.toLatin1(), visitorDays)};
    visit.utm = clickOf(request);
    if (visit.utm.isEmpty()) {
        visit.utm = rememberedClick(request);
    } else {
        const QByteArray json = QJsonDocument(visit.utm.toJson()).toJson(QJsonDocument::Compact);
        visit.setCookies.append(cookieHeader(request, "lv_utm", json.toBase64(base64Url), clickDays));
    }
    return visit;
}

void Visit::keepIn(http::Response &response) const
{
    for (const QByteArray &cookie : setCookies)
        response.headers.emplaceBack("Set-Cookie", cookie);
}

} // namespace lonieve::storefront
