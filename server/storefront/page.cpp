// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/page.h"

#include "server/storefront/assets.h"
#include "server/storefront/moneytext.h"
#include "server/storefront/templates.h"

#include <QHash>
#include <QJsonDocument>
#include <QUrl>

#include <algorithm>
#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

constexpr int languageDays = 365;
constexpr int hues = 12;

struct BrandHue
{
    const char *brand; ///< lower case, found anywhere in the brand's name
    const char *hue;
};

/// Hues that people connect with a brand; the others get one from their name.
constexpr std::array brandHues = {
    BrandHue{"amazon", "1"},     BrandHue{"steam", "7"},     BrandHue{"playstation", "8"},
    BrandHue{"xbox", "4"},       BrandHue{"spotify", "5"},   BrandHue{"netflix", "0"},
    BrandHue{"apple", "grey"},   BrandHue{"itunes", "11"},   BrandHue{"google", "6"},
    BrandHue{"nintendo", "0"},   BrandHue{"roblox", "grey"}, BrandHue{"uber", "grey"},
    BrandHue{"airbnb", "11"},    BrandHue{"razer", "4"},     BrandHue{"twitch", "9"},
    BrandHue{"discord", "8"},    BrandHue{"starbucks", "5"}, BrandHue{"zalando", "1"},
    BrandHue{"ikea", "7"},       BrandHue{"riot", "0"},      BrandHue{"fortnite", "9"},
    BrandHue{"battle.net", "7"},
};

QString slugOf(const QString &name)
{
    return name.toLower().simplified().replace(u' ', u'-');
}

QString translated(const Texts &texts, const QString &prefix, const QString &name)
{
    const QString key = prefix + slugOf(name);
    return texts.has(key) ? texts(key) : name;
}

QByteArray policy(const QString &paymentOrigin)
{
    // Chromium applies form-action to the redirects that follow a form, too.
    QByteArray formTargets = "'self'";
    if (!paymentOrigin.isEmpty())
        formTargets += ' ' + paymentOrigin.toLatin1();
    return "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src "
           "'none'; "
           "form-action " +
           formTargets + "; frame-ancestors 'none'; base-uri 'none'";
}

/// Analytics of the address that a page is shown under: an order's token is nobody's business.
QString compact(const QJsonArray &array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

} // namespace

void put(ctemplate::TemplateDictionary &dictionary, const char *name, const QString &value)
{
    dictionary.SetValue(name, value.toStdString());
}

void show(ctemplate::TemplateDictionary &dictionary, const char *section, bool shown)
{
    if (shown)
        dictionary.ShowSection(section);
}

Language languageOfPath(const QString &path)
{
    return path == "/ru"_L1 || path.startsWith("/ru/"_L1) ? Language::Russian : Language::English;
}

QString pathIn(Language language, const QString &path)
{
    QString plain = path;
    if (languageOfPath(path) == Language::Russian)
        plain = path.mid(3);
    if (plain.isEmpty())
        plain = u"/"_s;
    if (language == Language::English)
        return plain;
    return plain == "/"_L1 ? u"/ru"_s : u"/ru"_s + plain;
}

QString siteOf(const Options &options, const http::Request &request)
{
    if (!options.siteUrl.isEmpty())
        return options.siteUrl;
    return (request.secure ? u"https://"_s : u"http://"_s) + QString::fromLatin1(request.hostHeader);
}

QString originOf(const QString &address)
{
    const QUrl url(address, QUrl::StrictMode);
    const bool usable =
        url.isValid() && !url.host().isEmpty() && (url.scheme() == "https"_L1 || url.scheme() == "http"_L1);
    return usable ? url.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery |
                                 QUrl::RemoveFragment | QUrl::FullyEncoded)
                  : QString();
}

bool fromOwnPage(const http::Request &request)
{
    const QByteArray site = request.header("sec-fetch-site");
    if (!site.isEmpty())
        return site == "same-origin" || site == "none";
    const QByteArray origin = request.header("origin");
    if (origin.isEmpty())
        return true;
    const QUrl url(QString::fromLatin1(origin), QUrl::StrictMode);
    const int standard = url.scheme() == "https"_L1 ? 443 : 80;
    const QUrl own(u"//"_s + QString::fromLatin1(request.hostHeader), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && url.host() == own.host() &&
           url.port(standard) == own.port(standard);
}

QString hueOf(const QString &brand)
{
    const QString lower = brand.toLower();
    for (const BrandHue &known : brandHues) {
        if (lower.contains(QLatin1StringView(known.brand)))
            return QLatin1StringView(known.hue);
    }
    quint32 mixed = 2166136261U;
    for (const char byte : lower.toUtf8())
        mixed = (mixed ^ static_cast<quint8>(byte)) * 16777619U;
    return QString::number(mixed % hues);
}

QString regionText(const Texts &texts, const QString &region)
{
    return translated(texts, u"region."_s, region);
}

QString categoryText(const Texts &texts, const QString &category)
{
    return translated(texts, u"category."_s, category);
}

void putFace(ctemplate::TemplateDictionary &dictionary, const Product &product, const QString &face,
             Language language)
{
    put(dictionary, "HUE", hueOf(product.brand));
    put(dictionary, "BRAND", product.brand);
    put(dictionary, "FACE", face);
    put(dictionary, "REGION", regionText(Texts::in(language), product.region));
}

void addCard(ctemplate::TemplateDictionary &list, const Product &product, Language language)
{
    const Texts &texts = Texts::in(language);
    auto &card = *list.AddIncludeDictionary("CARD");
    card.SetFilename(templateKey("templates/card.tpl", language));
    const Nominal *cheapest = product.cheapestAvailable();
    QString face;
    if (!product.nominals.isEmpty()) {
        const QString low = nominalText(product.nominals.first().value, product.currency, language);
        const QString high = nominalText(product.nominals.last().value, product.currency, language);
        face = low == high ? low : low + u" – "_s + high;
    }
    putFace(card, product, face, language);
    put(card, "URL", pathIn(language, u"/product/"_s + product.id.toString(QUuid::WithoutBraces)));
    put(card, "NAME", product.name);
    if (!product.category.isEmpty()) {
        show(card, "HAS_CATEGORY");
        put(card, "CATEGORY", categoryText(texts, product.category));
    }
    show(card, "SOLD_OUT", !cheapest);
    if (cheapest) {
        auto &available = *card.AddSectionDictionary("AVAILABLE");
        const QString price = moneyText(cheapest->price, language);
        put(available, "PRICE",
            product.nominals.size() > 1 ? texts(u"card.from"_s, {{"price", price}}) : price);
        if (cheapest->price.minor < cheapest->list.minor) {
            QString percent = product.discount;
            if (language == Language::Russian)
                percent.replace(u'.', u',');
            put(*available.AddSectionDictionary("SAVING"), "DISCOUNT",
                texts(u"card.discount"_s, {{"percent", percent}}));
        }
    }
}

Page::Page(const Options &options, const http::Request &request, Language language, const char *bodyTemplate,
           const char *name)
    : m_options(options)
    , m_request(request)
    , m_language(language)
    , m_texts(Texts::in(language))
    , m_visit(visitOf(request))
    , m_name(name)
    , m_layout("page")
    , m_body(m_layout.AddIncludeDictionary("BODY"))
    , m_description(m_texts(u"layout.description"_s))
{
    m_body->SetFilename(templateKey((QByteArray("templates/") + bodyTemplate).constData(), language));
}

void Page::setTitle(const QString &title)
{
    m_title = title;
}

void Page::setConfidential()
{
    m_confidential = true;
    m_unlisted = true;
}

void Page::addEvent(const char *type, const QJsonObject &data)
{
    m_events.append(QJsonObject{{u"event_type"_s, QLatin1StringView(type)}, {u"data"_s, data}});
}

http::Response Page::render()
{
    const Assets &assets = Assets::instance();
    put(m_layout, "TITLE", m_title.isEmpty() ? u"Lonieve Gift"_s : m_title + u" · Lonieve Gift"_s);
    put(m_layout, "DESCRIPTION", m_description);
    show(m_layout, "NOINDEX", m_unlisted);
    m_layout.SetValue("CSS", assets.url("shop.css").toStdString());
    m_layout.SetValue("JS", assets.url("shop.js").toStdString());
    m_layout.SetValue("ICON", assets.url("icon.svg").toStdString());
    m_layout.SetValue("PAGE", m_name);
    put(m_layout, "SESSION", m_visit.sessionId);
    put(m_layout, "VISITOR", m_visit.visitorId);
    put(m_layout, "UTM",
        QString::fromUtf8(QJsonDocument(m_visit.utm.toJson()).toJson(QJsonDocument::Compact)));
    put(m_layout, "DEVICE", m_visit.deviceType);
    put(m_layout, "EVENTS", compact(m_events));
    show(m_layout, "ON_CATALOG", qstrcmp(m_name, "catalog") == 0);
    if (!m_options.supportEmail.isEmpty())
        put(*m_layout.AddSectionDictionary("SUPPORT"), "SUPPORT_EMAIL", m_options.supportEmail);

    // A page that answered a form has no address of its own to switch to; its GET twin does.
    const QString path = m_request.path;
    QUrl other;
    other.setPath(pathIn(m_language == Language::English ? Language::Russian : Language::English, path));
    QUrlQuery query = m_request.method == http::Method::Post ? QUrlQuery() : m_request.query;
    query.removeAllQueryItems(u"lang"_s);
    if (m_language == Language::Russian)
        query.addQueryItem(u"lang"_s, u"en"_s); // says so to the pages that would choose by cookie
    if (!query.isEmpty())
        other.setQuery(query);
    put(m_layout, "SWITCH", other.toString(QUrl::FullyEncoded));
    if (!m_unlisted) {
        const QString site = siteOf(m_options, m_request);
        auto &alternates = *m_layout.AddSectionDictionary("ALTERNATES");
        put(alternates, "CANONICAL", site + path);
        put(alternates, "ENGLISH", site + pathIn(Language::English, path));
        put(alternates, "RUSSIAN", site + pathIn(Language::Russian, path));
    }
    show(m_layout, "REFRESH", m_refreshing);

    http::Response response =
        http::Response::html(expand("templates/layout.tpl", m_language, m_layout), m_status);
    response.headers.emplaceBack("Content-Security-Policy", policy(originOf(m_options.paymentOrigin)));
    response.headers.emplaceBack("Content-Language", codeOf(m_language));
    response.headers.emplaceBack("Referrer-Policy",
                                 m_confidential ? "no-referrer" : "strict-origin-when-cross-origin");
    response.headers.emplaceBack("Cache-Control", m_confidential ? "no-store" : "private, no-cache");
    if (!m_vary.isEmpty())
        response.headers.emplaceBack("Vary", m_vary);
    if (!m_forwarding.isEmpty())
        response.headers.emplaceBack("Refresh", "0; url=" + m_forwarding);
    m_visit.keepIn(response);
    if (m_request.cookie("lv_lang") != QLatin1StringView(codeOf(m_language)))
        response.headers.emplaceBack("Set-Cookie",
                                     cookieHeader(m_request, "lv_lang", codeOf(m_language), languageDays));
    return response;
}

} // namespace lonieve::storefront
