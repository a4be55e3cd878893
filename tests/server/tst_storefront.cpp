// SPDX-License-Identifier: GPL-3.0-or-later
// The shop's pages without a store and without a browser: every page is rendered from a shelf of its own.
// LONIEVE_PAGES_DIR=DIR keeps what was rendered, to be looked at.
#include "server/http/head.h"
#include "server/storefront/assets.h"
#include "server/storefront/checkoutform.h"
#include "server/storefront/moneytext.h"
#include "server/storefront/ordermail.h"
#include "server/storefront/page.h"
#include "server/storefront/storefront.h"
#include "server/storefront/templates.h"
#include "server/storefront/texts.h"
#include "server/storefront/visit.h"

#include <QDir>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::storefront;
using http::Method;
using http::Request;
using http::Response;

namespace {

const QUuid amazonId(u"11111111-1111-4111-8111-111111111111"_s);
const QUuid goneId(u"22222222-2222-4222-8222-222222222222"_s);
const QUuid evilId(u"33333333-3333-4333-8333-333333333333"_s);
const QUuid orderId(u"44444444-4444-4444-8444-444444444444"_s);
const QString evil = u"\"><script>alert('x')</script>&{{NAME}}"_s;

Product made(const QUuid &id, const QString &name, const QString &brand, const QString &region,
             const QString &category, const QList<int> &nominals, int discount, int available = 11)
{
    Product product;
    product.id = id;
    product.name = name;
    product.brand = brand;
    product.region = region;
    product.category = category;
    product.currency = u"USD"_s;
    product.deliveryTime = u"instant"_s;
    product.description = u"Spend it on millions of things."_s;
    product.features = {u"Works at once"_s, u"Never expires"_s};
    product.terms = u"Issued under the issuer's own terms."_s;
    product.discount = QString::number(discount);
    product.onSale = true;
    for (const int nominal : nominals)
        product.nominals.append({QString::number(nominal),
                                 {nominal * 100, u"USD"_s},
                                 {nominal * (100 - discount), u"USD"_s},
                                 available});
    return product;
}

class FakeShelf final : public Shelf
{
public:
    FakeShelf()
    {
        products = {made(amazonId, u"Amazon Gift Card"_s, u"Amazon"_s, u"USA"_s, u"Shopping"_s,
                         {25, 50, 100, 200, 500}, 8)};
        products[0].nominals[1].available = 3;
        products[0].nominals[4].available = 0;
        const QList<std::array<const char *, 4>> others = {
            {"Steam Wallet Code", "Steam", "Europe", "Gaming"},
            {"PlayStation Store Card", "PlayStation", "Turkey", "Gaming"},
            {"Xbox Gift Card", "Xbox", "USA", "Gaming"},
            {"Spotify Premium", "Spotify", "Germany", "Music"},
            {"Netflix Gift Card", "Netflix", "Global", "Streaming"},
            {"Apple Gift Card", "Apple", "USA", "Apps"},
            {"Google Play", "Google Play", "UK", "Apps"},
        };
        int discount = 0;
        for (const auto &[name, brand, region, category] : others)
            products.append(made(QUuid::createUuidV5(QUuid(), QByteArray(name)), QLatin1StringView(name),
                                 QLatin1StringView(brand), QLatin1StringView(region),
                                 QLatin1StringView(category), {10, 20, 50}, discount++ % 3 * 5));
        products[7].nominals.clear();
        products[7].nominals.append({u"12.5"_s, {1250, u"USD"_s}, {1250, u"USD"_s}, 0});
        hidden = {made(goneId, u"Gone"_s, u"Gone"_s, u"USA"_s, {}, {10}, 0)};
        hidden[0].onSale = false;
        hidden.append(made(evilId, evil, evil, evil, evil, {10}, 0));
        hidden[1].description = evil;
        hidden[1].features = {evil};
        hidden[1].terms = evil;
    }

    Result<CatalogPage> find(const QUuid &, const CatalogQuery &query) const override
    {
        if (broken)
            return failure(ErrorCode::Unavailable, u"busy"_s, u"No connection."_s);
        CatalogPage page;
        for (const Product &product : products) {
            if (product.name.contains(query.search, Qt::CaseInsensitive))
                page.products.append(product);
        }
        page.total = static_cast<int>(page.products.size());
        page.brands = {u"Amazon"_s, u"Steam"_s};
        page.regions = {u"Europe"_s, u"USA"_s};
        page.categories = {u"Gaming"_s, u"Shopping"_s};
        return page;
    }
    Result<QList<Product>> popular(const QUuid &, int count) const override
    {
        if (broken)
            return failure(ErrorCode::Internal, u"internal"_s, u"Broken."_s);
        return products.mid(0, count);
    }
    Result<Product> product(const QUuid &, const QUuid &id) const override
    {
        for (const Product &product : products + hidden) {
            if (product.id == id)
                return product;
        }
        return failure(ErrorCode::NotFound, u"not_found"_s, u"No such product."_s);
    }
    Result<QJsonObject> orderStatus(const QUuid &, const QUuid &id, const QString &token) const override
    {
        if (id != orderId || token != u"good")
            return failure(ErrorCode::NotFound, u"not_found"_s, u"No such order."_s);
        return order;
    }

    QList<Product> products;
    QList<Product> hidden;
    QJsonObject order;
    bool broken = false;
};

Request get(const QString &path, const QString &query = {}, const QHash<QByteArray, QByteArray> &headers = {})
{
    Request request;
    request.method = Method::Get;
    request.methodName = "GET";
    request.path = path;
    request.query = http::parseForm(query.toUtf8());
    request.headers = headers;
    request.host = u"shop.example"_s;
    request.hostHeader = "shop.example:8080";
    request.requestId = u"0123456789abcdef"_s;
    return request;
}

Request post(const QString &path, const QUrlQuery &form, const QHash<QByteArray, QByteArray> &headers = {})
{
    Request request = get(path, {}, headers);
    request.method = Method::Post;
    request.methodName = "POST";
    request.headers.insert("content-type", "application/x-www-form-urlencoded");
    request.body = form.toString(QUrl::FullyEncoded).toUtf8();
    return request;
}

QByteArray headerOf(const Response &response, const char *name)
{
    QByteArrayList values;
    for (const auto &[header, value] : response.headers) {
        if (header.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value);
    }
    return values.join("\n");
}

/// What page a person would take for what was asked: the value of an attribute in the HTML, unescaped.
QString attribute(const QByteArray &html, const QString &name)
{
    const QRegularExpression pattern(QRegularExpression::escape(name) + u"=\"([^\"]*)\""_s);
    QString value = pattern.match(QString::fromUtf8(html)).captured(1);
    return value.replace(u"&quot;"_s, u"\""_s)
        .replace(u"&#39;"_s, u"'"_s)
        .replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&amp;"_s, u"&"_s);
}

} // namespace

class TestStorefront final : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<FakeShelf> shelf;
    std::unique_ptr<Storefront> shop;
    QJsonObject orderBody;
    QByteArray orderKey;
    int ordersPlaced = 0;
    Result<QJsonObject> orderAnswer = QJsonObject();

    Response ask(const Request &request) const
    {
        const QList<http::Route> routes = shop->routes();
        for (const http::Route &route : routes) {
            const QString pattern = QLatin1StringView(route.pattern);
            Request asked = request;
            bool matches = pattern == request.path;
            if (const qsizetype open = pattern.indexOf(u'{'); open > 0) {
                const QString start = pattern.left(open);
                matches = request.path.startsWith(start) && !request.path.mid(start.size()).contains(u'/');
                asked.params.insert(pattern.mid(open + 1).remove(u'}').remove(u"..."_s),
                                    request.path.mid(start.size()));
            }
            if (matches && route.method == request.method)
                return route.handler(asked);
        }
        return shop->errorPage(request, Error{ErrorCode::NotFound, u"not_found"_s, u"No such page."_s});
    }

    QUrlQuery goodForm() const
    {
        QUrlQuery form;
        form.setQueryItems({{u"productId"_s, amazonId.toString(QUuid::WithoutBraces)},
                            {u"nominal"_s, u"100"_s},
                            {u"quantity"_s, u"2"_s},
                            {u"price"_s, u"92.00"_s},
                            {u"attempt"_s, u"abc"_s},
                            {u"deliveryType"_s, u"myself"_s},
                            {u"email"_s, u"ann@example.com"_s},
                            {u"firstName"_s, u"Ann"_s},
                            {u"terms"_s, u"yes"_s}});
        return form;
    }

    static void keep(const QString &name, const Response &response)
    {
        const QString folder = qEnvironmentVariable("LONIEVE_PAGES_DIR");
        if (folder.isEmpty())
            return;
        QDir().mkpath(folder);
        QFile file(folder + u'/' + name + u".html"_s);
        if (file.open(QIODevice::WriteOnly))
            file.write(response.body);
    }

    static void keepText(const QString &name, const QString &text)
    {
        Response response;
        response.body = text.toUtf8();
        keep(name, response);
    }

private Q_SLOTS:
    void init()
    {
        shelf = std::make_shared<FakeShelf>();
        shelf->order = {{u"status"_s, u"pending"_s},
                        {u"emailStatus"_s, u"pending"_s},
                        {u"email"_s, u"a***@example.com"_s},
                        {u"productName"_s, u"Amazon Gift Card"_s},
                        {u"amount"_s, u"184.00"_s},
                        {u"currency"_s, u"USD"_s},
                        {u"quantity"_s, 2},
                        {u"paymentUrl"_s, u"https://pay.example/pay/bill_1"_s}};
        orderAnswer = QJsonObject{{u"orderId"_s, orderId.toString(QUuid::WithoutBraces)},
                                  {u"paymentUrl"_s, u"https://pay.example/pay/bill_1"_s},
                                  {u"billId"_s, u"bill_1"_s},
                                  {u"accessToken"_s, u"good"_s}};
        ordersPlaced = 0;
        Options options;
        options.siteUrl = u"https://shop.example"_s;
        options.supportEmail = u"help@shop.example"_s;
        options.paymentOrigin = u"https://pay.example/v2"_s;
        options.createOrder = [this](const QJsonObject &body, const Request &request) {
            orderBody = body;
            orderKey = request.header("idempotency-key");
            ++ordersPlaced;
            return orderAnswer;
        };
        shop = std::make_unique<Storefront>(options, shelf);
    }

    void textsMatch()
    {
        const Texts &english = Texts::in(Language::English);
        const Texts &russian = Texts::in(Language::Russian);
        QCOMPARE(english.keys(), russian.keys());
        for (const QString &key : english.keys()) {
            QCOMPARE(english.placeholders(key), russian.placeholders(key));
            QCOMPARE(english.forms(key).isEmpty(), russian.forms(key).isEmpty());
            if (!english.forms(key).isEmpty()) {
                QCOMPARE(english.forms(key), QStringList({u"one"_s, u"other"_s}));
                QCOMPARE(russian.forms(key), QStringList({u"few"_s, u"many"_s, u"one"_s}));
            }
        }
        // Names of places and brands aside, Russian is written in Cyrillic.
        static const QRegularExpression cyrillic(u"[а-яё]"_s, QRegularExpression::CaseInsensitiveOption);
        for (const QString &key : russian.keys()) {
            if (key.startsWith(u"language."_s) || key == u"card.discount" || key == u"order.line" ||
                key == u"order.card" || !russian.forms(key).isEmpty())
                continue;
            QVERIFY2(cyrillic.match(russian(key)).hasMatch(), qPrintable(key));
        }
    }

    void plurals()
    {
        const Texts &russian = Texts::in(Language::Russian);
        QCOMPARE(russian.counted(u"catalog.count"_s, 1), u"1 карта"_s);
        QCOMPARE(russian.counted(u"catalog.count"_s, 3), u"3 карты"_s);
        QCOMPARE(russian.counted(u"catalog.count"_s, 11), u"11 карт"_s);
        QCOMPARE(russian.counted(u"catalog.count"_s, 22), u"22 карты"_s);
        QCOMPARE(russian.counted(u"catalog.count"_s, 0), u"0 карт"_s);
        QCOMPARE(Texts::in(Language::English).counted(u"catalog.count"_s, 1), u"1 card"_s);
        QCOMPARE(Texts::in(Language::English).counted(u"catalog.count"_s, 2), u"2 cards"_s);
    }

    void money_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("russian");
        QTest::newRow("dollars") << qint64(123456) << u"USD"_s << u"$1,234.56"_s << u"1234,56\u00A0$"_s;
        QTest::newRow("many") << qint64(1234567) << u"USD"_s << u"$12,345.67"_s << u"12\u00A0345,67\u00A0$"_s;
        QTest::newRow("yen") << qint64(1500) << u"JPY"_s << u"¥1,500"_s << u"1500\u00A0¥"_s;
        QTest::newRow("cents") << qint64(5) << u"EUR"_s << u"€0.05"_s << u"0,05\u00A0€"_s;
        QTest::newRow("negative") << qint64(-250) << u"GBP"_s << u"−£2.50"_s << u"−2,50\u00A0£"_s;
        QTest::newRow("no sign known") << qint64(100) << u"CHF"_s << u"CHF\u00A01.00"_s << u"1,00\u00A0CHF"_s;
    }
    void money()
    {
        QFETCH(qint64, minor);
        QFETCH(QString, currency);
        QTEST(moneyText(Money{minor, currency}, Language::English), "english");
        QTEST(moneyText(Money{minor, currency}, Language::Russian), "russian");
    }
    void nominals()
    {
        QCOMPARE(nominalText(u"100.00"_s, u"USD"_s, Language::English), u"$100"_s);
        QCOMPARE(nominalText(u"12.5"_s, u"USD"_s, Language::Russian), u"12,50\u00A0$"_s);
    }

    // ---- sessions and clicks

    void firstVisit()
    {
        const Visit visit = visitOf(get(u"/"_s));
        QVERIFY(visit.firstEver);
        QVERIFY(visit.sessionId.startsWith(u"sess_"_s));
        QVERIFY(visit.visitorId.startsWith(u"visitor_"_s));
        QVERIFY(visit.utm.isEmpty());
        QCOMPARE(visit.setCookies.size(), 2);
        QVERIFY(visit.setCookies[0].contains("lv_sess=sess_") &&
                visit.setCookies[0].contains("Max-Age=2592000") && visit.setCookies[0].contains("HttpOnly") &&
                visit.setCookies[0].contains("SameSite=Lax"));
        QVERIFY(visit.setCookies[1].contains("Max-Age=31536000"));
        QVERIFY(!visit.setCookies[0].contains("Secure"));
        Request secure = get(u"/"_s);
        secure.secure = true;
        QVERIFY(visitOf(secure).setCookies[0].contains("; Secure"));
        QVERIFY(visitOf(get(u"/"_s)).sessionId != visit.sessionId);
    }

    void returningVisit()
    {
        const Visit visit =
            visitOf(get(u"/"_s, {}, {{"cookie", "lv_sess=sess_abcdefgh12; lv_visitor=visitor_xyzxyzxyz"}}));
        QCOMPARE(visit.sessionId, u"sess_abcdefgh12"_s);
        QCOMPARE(visit.visitorId, u"visitor_xyzxyzxyz"_s);
        QVERIFY(!visit.firstEver);
        const Visit forged = visitOf(get(u"/"_s, {}, {{"cookie", "lv_sess=sess_<script>; lv_visitor=x"}}));
        QVERIFY(!forged.sessionId.contains(u'<'));
        QVERIFY(forged.firstEver);
    }

    void clicks_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QByteArray>("referer");
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("medium");
        QTest::addColumn<QString>("campaign");
        const QString none;
        QTest::newRow("direct") << u"/"_s << none << QByteArray() << none << none << none;
        QTest::newRow("utm") << u"/"_s << u"utm_source=facebook&utm_medium=cpc&utm_campaign=black+friday"_s
                             << QByteArray("https://l.facebook.com/") << u"facebook"_s << u"cpc"_s
                             << u"black friday"_s;
        QTest::newRow("google") << u"/catalog"_s << none << QByteArray("https://www.google.co.uk/")
                                << u"google"_s << u"organic"_s << none;
        QTest::newRow("yandex") << u"/ru"_s << none << QByteArray("https://ya.ru/search?text=a")
                                << u"yandex"_s << u"organic"_s << none;
        QTest::newRow("yahoo") << u"/"_s << none << QByteArray("https://search.yahoo.co.jp/") << u"yahoo"_s
                               << u"organic"_s << none;
        QTest::newRow("mail is no search") << u"/"_s << none << QByteArray("https://mail.google.com/")
                                           << u"mail.google.com"_s << u"referral"_s << none;
        QTest::newRow("blog") << u"/"_s << none << QByteArray("https://www.blog.example/post?x=1")
                              << u"blog.example"_s << u"referral"_s << none;
        QTest::newRow("own page") << u"/catalog"_s << none << QByteArray("http://shop.example:8080/") << none
                                  << none << none;
        QTest::newRow("back from paying")
            << u"/pending"_s << none << QByteArray("https://pay.example/pay/1") << none << none << none;
        QTest::newRow("app") << u"/"_s << none << QByteArray("android-app://com.example") << none << none
                             << none;
        QTest::newRow("broken") << u"/"_s << none << QByteArray("http://[") << none << none << none;
    }
    void clicks()
    {
        QFETCH(QString, path);
        QFETCH(QString, query);
        QFETCH(QByteArray, referer);
        QHash<QByteArray, QByteArray> headers;
        if (!referer.isEmpty())
            headers.insert("referer", referer);
        const Utm utm = clickOf(get(path, query, headers));
        QTEST(utm.source, "source");
        QTEST(utm.medium, "medium");
        QTEST(utm.campaign, "campaign");
    }

    void lastNonDirectClickWins()
    {
        const Visit ad = visitOf(get(u"/"_s, u"utm_source=facebook&utm_campaign=bf"_s));
        QCOMPARE(ad.setCookies.size(), 3);
        const QByteArray cookie = ad.setCookies[2].left(ad.setCookies[2].indexOf(';'));
        QVERIFY(cookie.startsWith("lv_utm="));
        // A direct visit keeps it, a later referral replaces it.
        QCOMPARE(visitOf(get(u"/"_s, {}, {{"cookie", cookie}})).utm, ad.utm);
        const Visit later =
            visitOf(get(u"/"_s, {}, {{"cookie", cookie}, {"referer", "https://www.bing.com/"}}));
        QCOMPARE(later.utm.source, u"bing"_s);
        QVERIFY(later.utm.campaign.isEmpty());
        // Rubbish in the cookie is no click.
        QVERIFY(visitOf(get(u"/"_s, {}, {{"cookie", "lv_utm=%%%"}})).utm.isEmpty());
    }

    void devices()
    {
        QCOMPARE(deviceTypeOf("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"),
                 u"mobile"_s);
        QCOMPARE(deviceTypeOf("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36"), u"mobile"_s);
        QCOMPARE(deviceTypeOf("Mozilla/5.0 (Linux; Android 14; SM-X700) Safari/537.36"), u"tablet"_s);
        QCOMPARE(deviceTypeOf("Mozilla/5.0 (X11; Linux x86_64) Chrome/120"), u"desktop"_s);
    }

    // ---- pages

    void pages_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("status");
        const QString product = amazonId.toString(QUuid::WithoutBraces);
        const QString order = u"orderId="_s + orderId.toString(QUuid::WithoutBraces) + u"&t="_s;
        const QList<std::tuple<QString, QString, QString, int>> pages = {
            {u"home"_s, u"/"_s, u"lang=en"_s, 200},
            {u"catalog"_s, u"/catalog"_s, {}, 200},
            {u"catalog-none"_s, u"/catalog"_s, u"q=nothing+like+it&brand=Steam"_s, 200},
            {u"product"_s, u"/product/"_s + product, u"nominal=100&quantity=2"_s, 200},
            {u"checkout"_s, u"/checkout"_s, u"productId="_s + product + u"&nominal=100&quantity=2"_s, 200},
            {u"checkout-gift"_s, u"/checkout"_s,
             u"productId="_s + product + u"&nominal=100&quantity=2&deliveryType=gift"_s, 200},
            {u"checkout-few"_s, u"/checkout"_s, u"productId="_s + product + u"&nominal=50&quantity=5"_s, 200},
            {u"pending"_s, u"/pending"_s, order + u"good"_s, 200},
            {u"terms"_s, u"/terms"_s, {}, 200},
            {u"privacy"_s, u"/privacy"_s, {}, 200},
            {u"404"_s, u"/nowhere"_s, {}, 404},
            {u"404-product"_s, u"/product/7"_s, {}, 404},
            {u"410"_s, u"/product/"_s + goneId.toString(QUuid::WithoutBraces), {}, 410},
            {u"404-order"_s, u"/success"_s, order + u"forged"_s, 404},
        };
        for (const auto &[name, path, query, status] : pages) {
            QTest::addRow("en %s", qPrintable(name)) << u"en-"_s + name << path << query << status;
            QTest::addRow("ru %s", qPrintable(name))
                << u"ru-"_s + name << pathIn(Language::Russian, path) << query << status;
        }
    }
    void pages()
    {
        QFETCH(QString, name);
        QFETCH(QString, path);
        QFETCH(QString, query);
        const Response response = ask(get(path, query));
        keep(name, response);
        QTEST(response.status, "status");
        const bool russian = name.startsWith(u"ru"_s);
        QVERIFY(response.body.contains(russian ? "<html lang=\"ru\">" : "<html lang=\"en\">"));
        QCOMPARE(response.body.count("<h1"), 1);
        QVERIFY(response.body.contains("<title>"));
        QVERIFY2(!response.body.contains("{{") && !response.body.contains("[["), "a variable is left over");
        QVERIFY2(!QRegularExpression(u"<script(?![^>]*\\ssrc=)|\\sstyle=|\\son[a-z]+=|<style"_s)
                      .match(QString::fromUtf8(response.body))
                      .hasMatch(),
                 "inline script or style");
        const QByteArray policy = headerOf(response, "Content-Security-Policy");
        for (const char *part : {"default-src 'self'", "script-src 'self'", "style-src 'self'",
                                 "img-src 'self' data:", "form-action 'self' https://pay.example",
                                 "frame-ancestors 'none'", "base-uri 'none'"})
            QVERIFY2(policy.contains(part), part);
        QVERIFY(headerOf(response, "Set-Cookie").contains("lv_sess=sess_"));
        QVERIFY(response.body.contains("data-session=\"sess_"));
        // The other language is one link away, on the same page.
        const QByteArray other =
            (russian ? pathIn(Language::English, path) : pathIn(Language::Russian, path)).toUtf8();
        QVERIFY2(response.body.contains("class=\"language\" href=\"" + other), other.constData());
        if (response.status == 200 && !name.contains(u"checkout"_s) && !name.contains(u"pending"_s) &&
            !name.contains(u"none"_s))
            QVERIFY(response.body.contains("hreflang=\"ru\" href=\"https://shop.example/ru"));
    }

    void valuesAreEscaped()
    {
        const QString id = evilId.toString(QUuid::WithoutBraces);
        for (const Response &response :
             {ask(get(u"/product/"_s + id)), ask(get(u"/checkout"_s, u"nominal=10&productId="_s + id)),
              ask(get(u"/catalog"_s, u"q="_s + QString::fromLatin1(QUrl::toPercentEncoding(evil)))),
              ask(get(u"/"_s, u"utm_source="_s + QString::fromLatin1(QUrl::toPercentEncoding(evil))))}) {
            QCOMPARE(response.status, 200);
            QVERIFY(!response.body.contains("<script>"));
            QVERIFY(!response.body.contains("'x'"));
            QVERIFY(response.body.contains("&lt;script&gt;"));
        }
    }

    void languageOfTheFirstVisit()
    {
        const QHash<QByteArray, QByteArray> russian = {{"accept-language", "ru-RU,ru;q=0.9,en;q=0.8"}};
        const Response first = ask(get(u"/"_s, u"utm_source=vk"_s, russian));
        QCOMPARE(first.status, 302);
        QCOMPARE(headerOf(first, "Location"), "/ru?utm_source=vk");
        QVERIFY(headerOf(first, "Vary").contains("Accept-Language"));
        QVERIFY(headerOf(first, "Set-Cookie").contains("lv_utm="));
        QCOMPARE(ask(get(u"/ru"_s, {}, russian)).status, 200);
        // Whoever has chosen English, or says so in the address, stays; without cookies, too.
        QCOMPARE(ask(get(u"/"_s, u"lang=en"_s, russian)).status, 200);
        auto chosen = russian;
        chosen.insert("cookie", "lv_lang=en");
        QCOMPARE(ask(get(u"/"_s, {}, chosen)).status, 200);
        QCOMPARE(ask(get(u"/"_s, {}, {{"accept-language", "en;q=0.9,ru;q=0.5"}})).status, 200);
        QCOMPARE(ask(get(u"/catalog"_s, {}, russian)).status, 200);
        QVERIFY(headerOf(ask(get(u"/ru/catalog"_s)), "Set-Cookie").contains("lv_lang=ru"));
    }

    void productShowsStockAndPrice()
    {
        const QString path = u"/product/"_s + amazonId.toString(QUuid::WithoutBraces);
        const Response response = ask(get(path, u"nominal=100&quantity=3"_s));
        const QString html = QString::fromUtf8(response.body);
        QVERIFY(html.contains(u"<b data-total>$276.00</b>"_s));
        QVERIFY(html.contains(u"$300.00"_s));
        QVERIFY(html.contains(u"Only 3 left"_s));
        QVERIFY(html.contains(u"Sold out"_s));
        QVERIFY(QRegularExpression(u"value=\"500\"[^>]* disabled"_s).match(html).hasMatch());
        QVERIFY(QRegularExpression(u"value=\"100\"[^>]* checked"_s).match(html).hasMatch());
        // Asking for more than there is gives what there is; asking for a sold-out card, another one.
        QVERIFY(ask(get(path, u"nominal=50&quantity=9"_s)).body.contains("<b data-total>$138.00</b>"));
        QVERIFY(QRegularExpression(u"value=\"25\"[^>]* checked"_s)
                    .match(QString::fromUtf8(ask(get(path, u"nominal=500"_s)).body))
                    .hasMatch());
        for (Nominal &nominal : shelf->products[0].nominals)
            nominal.available = 0;
        QVERIFY(QRegularExpression(u"type=\"submit\" disabled>Sold out"_s)
                    .match(QString::fromUtf8(ask(get(path)).body))
                    .hasMatch());
    }

    void pageEvents()
    {
        const auto eventsOf = [](const Response &response) {
            return QJsonDocument::fromJson(attribute(response.body, u"data-events"_s).toUtf8()).array();
        };
        const QJsonArray catalog = eventsOf(ask(get(u"/catalog"_s, u"brand=Steam"_s)));
        QCOMPARE(catalog.first()["event_type"_L1], u"view_catalog"_s);
        QCOMPARE(catalog.first()["data"_L1]["filters"_L1]["brand"_L1], u"Steam"_s);
        const QString id = amazonId.toString(QUuid::WithoutBraces);
        const QJsonArray product = eventsOf(ask(get(u"/product/"_s + id)));
        QCOMPARE(product.first()["event_type"_L1], u"view_product"_s);
        QCOMPARE(product.first()["data"_L1]["product_id"_L1], id);
        const QJsonArray checkout = eventsOf(ask(get(u"/checkout"_s, u"nominal=100&productId="_s + id)));
        QCOMPARE(checkout.first()["event_type"_L1], u"checkout_start"_s);
    }

    // ---- checkout

    void checkoutGoesToThePaymentPage()
    {
        const Request request = post(u"/checkout"_s, goodForm(),
                                     {{"cookie", "lv_sess=sess_abcdefgh12; lv_visitor=visitor_xyzxyzxyz"},
                                      {"sec-fetch-site", "same-origin"}});
        const Response response = ask(request);
        QCOMPARE(response.status, 303);
        QCOMPARE(headerOf(response, "Location"), "https://pay.example/pay/bill_1");
        QCOMPARE(orderBody["productId"_L1], amazonId.toString(QUuid::WithoutBraces));
        QCOMPARE(orderBody["nominal"_L1], 100);
        QCOMPARE(orderBody["price"_L1], 92);
        QCOMPARE(orderBody["quantity"_L1], 2);
        QCOMPARE(orderBody["sessionId"_L1], u"sess_abcdefgh12"_s);
        QCOMPARE(orderBody["deliveryType"_L1], u"myself"_s);
        QCOMPARE(orderBody["locale"_L1], u"en"_s);
        QVERIFY(!orderBody.contains("recipientEmail"_L1));
        // The same form again is the same order, a changed one is another.
        const QByteArray key = orderKey;
        QVERIFY(key.size() > 20);
        ask(request);
        QCOMPARE(orderKey, key);
        QUrlQuery other = goodForm();
        other.removeQueryItem(u"quantity"_s);
        other.addQueryItem(u"quantity"_s, u"3"_s);
        ask(post(u"/checkout"_s, other, {{"cookie", "lv_sess=sess_abcdefgh12"}}));
        QVERIFY(orderKey != key);
    }

    void unknownPaymentOriginGoesByTheOrdersPage()
    {
        QJsonObject answer = *orderAnswer;
        answer.insert(u"paymentUrl"_s, u"https://elsewhere.example/p"_s);
        orderAnswer = answer;
        const Response response = ask(post(u"/ru/checkout"_s, goodForm()));
        QCOMPARE(response.status, 303);
        const QByteArray location = headerOf(response, "Location");
        QVERIFY(location.startsWith("/ru/pending?orderId="));
        QVERIFY(location.endsWith("&t=good&go=1"));
        shelf->order.insert(u"paymentUrl"_s, u"https://elsewhere.example/p"_s);
        const Response page =
            ask(get(u"/ru/pending"_s, QString::fromLatin1(location.mid(location.indexOf('?') + 1))));
        QCOMPARE(headerOf(page, "Refresh"), "0; url=https://elsewhere.example/p");
        keep(u"ru-pending-go"_s, page);
    }

    void badInputIsKeptAndExplained()
    {
        QUrlQuery form = goodForm();
        form.removeQueryItem(u"email"_s);
        form.removeQueryItem(u"deliveryType"_s);
        form.removeQueryItem(u"terms"_s);
        form.addQueryItem(u"email"_s, u"ann@example"_s);
        form.addQueryItem(u"deliveryType"_s, u"gift"_s);
        form.addQueryItem(u"recipientEmail"_s, u""_s);
        form.addQueryItem(u"giftMessage"_s, u"Happy <birthday>\r\n"_s + QString(600, u'x'));
        const Response response = ask(post(u"/checkout"_s, form));
        keep(u"en-checkout-bad"_s, response);
        QCOMPARE(response.status, 422);
        QCOMPARE(ordersPlaced, 0);
        const QString html = QString::fromUtf8(response.body);
        QVERIFY(html.contains(u"Please correct 4 fields."_s));
        QVERIFY(html.contains(u"value=\"ann@example\""_s));
        QVERIFY(html.contains(u"Happy &lt;birthday&gt;"_s));
        QVERIFY(html.contains(u"the recipient’s e-mail"_s));
        QCOMPARE(html.count(u" autofocus"_s), 1);
        QVERIFY(QRegularExpression(u"name=\"recipientEmail\"[^>]* autofocus"_s).match(html).hasMatch());
        QCOMPARE(html.count(u"aria-invalid=\"true\""_s), 4);
        keep(u"ru-checkout-bad"_s, ask(post(u"/ru/checkout"_s, form)));
    }

    void refusalsOfTheApi_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonObject>("detail");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        const auto code = [](ErrorCode value) { return static_cast<int>(value); };
        QTest::newRow("price") << code(ErrorCode::Conflict) << u"price_changed"_s << QJsonObject() << 409
                               << u"from $90.00 to $92.00"_s;
        QTest::newRow("stock") << code(ErrorCode::Conflict) << u"out_of_stock"_s
                               << QJsonObject{{u"available"_s, 1}} << 409 << u"Only 1 card"_s;
        QTest::newRow("none") << code(ErrorCode::Conflict) << u"out_of_stock"_s
                              << QJsonObject{{u"available"_s, 0}} << 409 << u"just sold out"_s;
        QTest::newRow("inactive") << code(ErrorCode::Unprocessable) << u"product_inactive"_s << QJsonObject()
                                  << 422 << u"no longer sold"_s;
        QTest::newRow("busy") << code(ErrorCode::RateLimited) << u"rate_limited"_s << QJsonObject() << 429
                              << u"Too many attempts"_s;
        QTest::newRow("provider") << code(ErrorCode::Unavailable) << u"payment_provider_unavailable"_s
                                  << QJsonObject() << 503 << u"payment page did not open"_s;
    }
    void refusalsOfTheApi()
    {
        QFETCH(int, code);
        QFETCH(QString, key);
        QFETCH(QJsonObject, detail);
        QFETCH(QString, words);
        Error error{static_cast<ErrorCode>(code), key, u"No."_s};
        error.detail = detail;
        orderAnswer = failure(error);
        QUrlQuery form = goodForm();
        form.removeQueryItem(u"price"_s);
        form.addQueryItem(u"price"_s, u"90.00"_s);
        const Response response = ask(post(u"/checkout"_s, form));
        keep(u"en-refused-"_s + key, response);
        QTEST(response.status, "status");
        const QString html = QString::fromUtf8(response.body);
        QVERIFY2(html.contains(words), qPrintable(html));
        QVERIFY(html.contains(u"value=\"ann@example.com\""_s));
        if (key == u"price_changed")
            QVERIFY(html.contains(u"name=\"price\" value=\"92.00\""_s));
    }

    void fieldErrorsOfTheApi()
    {
        Error error{ErrorCode::InvalidInput, u"validation_failed"_s, u"No."_s};
        error.fields = {{u"email"_s, u"not_an_email"_s, u"This is not an e-mail address."_s}};
        orderAnswer = failure(error);
        const Response response = ask(post(u"/ru/checkout"_s, goodForm()));
        QCOMPARE(response.status, 422);
        QVERIFY(response.body.contains("Это не похоже на адрес почты"));
    }

    void foreignFormsAreRefused()
    {
        for (const QHash<QByteArray, QByteArray> &headers :
             QList<QHash<QByteArray, QByteArray>>{{{"sec-fetch-site", "cross-site"}},
                                                  {{"sec-fetch-site", "same-site"}},
                                                  {{"origin", "https://evil.example"}},
                                                  {{"origin", "null"}},
                                                  {{"origin", "http://shop.example:9999"}}}) {
            const Response response = ask(post(u"/checkout"_s, goodForm(), headers));
            QCOMPARE(response.status, 403);
            QCOMPARE(ordersPlaced, 0);
            QCOMPARE(ask(post(u"/consent"_s, {}, headers)).status, 403);
        }
        QCOMPARE(ask(post(u"/checkout"_s, goodForm(), {{"origin", "http://shop.example:8080"}})).status, 303);
    }

    void consentIsKept()
    {
        QUrlQuery form;
        form.addQueryItem(u"choice"_s, u"marketing"_s);
        const Response response = ask(post(u"/ru/consent"_s, form, {{"sec-fetch-site", "same-origin"}}));
        QCOMPARE(headerOf(response, "Location"), "/ru/privacy");
        QVERIFY(headerOf(response, "Set-Cookie").contains("lv_consent=marketing"));
    }

    // ---- an order's pages

    void orderStates_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("payable");
        QTest::newRow("pending") << u"pending"_s << u"Waiting for payment"_s << true;
        QTest::newRow("failed") << u"failed"_s << u"did not go through"_s << true;
        QTest::newRow("expired") << u"expired"_s << u"time to pay has run out"_s << false;
        QTest::newRow("review") << u"manual_review"_s << u"checking the order"_s << false;
    }
    void orderStates()
    {
        QFETCH(QString, state);
        QFETCH(QString, words);
        shelf->order.insert(u"status"_s, state);
        const QString query = u"t=good&orderId="_s + orderId.toString(QUuid::WithoutBraces);
        const Response response = ask(get(u"/pending"_s, query));
        keep(u"en-pending-"_s + state, response);
        keep(u"ru-pending-"_s + state, ask(get(u"/ru/pending"_s, query)));
        QCOMPARE(response.status, 200);
        QVERIFY(response.body.contains(words.toUtf8()));
        QTEST(response.body.contains("href=\"https://pay.example/pay/bill_1\""), "payable");
        QCOMPARE(headerOf(response, "Referrer-Policy"), "no-referrer");
        QCOMPARE(headerOf(response, "Cache-Control"), "no-store");
        QCOMPARE(response.body.contains("http-equiv=\"refresh\""), state == u"pending");
        QVERIFY(response.body.contains("$184.00"));
        // The pages of the other state send on.
        QVERIFY(headerOf(ask(get(u"/success"_s, query)), "Location").startsWith("/pending?"));
    }

    void orderWithoutPaymentPageYet()
    {
        shelf->order.remove(u"paymentUrl"_s);
        const Response response =
            ask(get(u"/pending"_s, u"t=good&orderId="_s + orderId.toString(QUuid::WithoutBraces)));
        QVERIFY(response.body.contains("Your order is saved"));
        QVERIFY(!response.body.contains("rel=\"noreferrer\""));
    }

    void paidOrder()
    {
        shelf->order.insert(u"status"_s, u"paid"_s);
        const QString query = u"t=good&orderId="_s + orderId.toString(QUuid::WithoutBraces);
        QVERIFY(headerOf(ask(get(u"/ru/pending"_s, query)), "Location").startsWith("/ru/success?"));
        for (const char *delivery : {"pending", "sent", "failed"}) {
            shelf->order.insert(u"emailStatus"_s, QLatin1StringView(delivery));
            for (const QString &path : {u"/success"_s, u"/ru/success"_s}) {
                const Response response = ask(get(path, query));
                keep((path.startsWith(u"/ru"_s) ? u"ru-success-"_s : u"en-success-"_s) +
                         QLatin1StringView(delivery),
                     response);
                QCOMPARE(response.status, 200);
                QVERIFY(response.body.contains("a***@example.com"));
                QCOMPARE(response.body.contains("data-watch"), qstrcmp(delivery, "pending") == 0);
            }
        }
    }

    void failuresOfTheStore()
    {
        shelf->broken = true;
        const Response busy = ask(get(u"/ru/catalog"_s));
        QCOMPARE(busy.status, 503);
        QVERIFY(!headerOf(busy, "Retry-After").isEmpty());
        const Response broken = ask(get(u"/"_s));
        keep(u"en-500"_s, broken);
        QCOMPARE(broken.status, 500);
        QVERIFY(broken.body.contains("0123456789abcdef"));
        const Response method = shop->errorPage(
            get(u"/catalog"_s), Error{ErrorCode::InvalidInput, u"method_not_allowed"_s, u"No."_s});
        QCOMPARE(method.status, 405);
    }

    // ---- assets

    void assets()
    {
        const Assets &assets = Assets::instance();
        QVERIFY2(assets.size("shop.css") < 20 * 1024, "the style sheet has grown too large");
        QVERIFY2(assets.size("shop.js") < 12 * 1024, "the script has grown too large");
        const QString url = QString::fromLatin1(assets.url("shop.css"));
        const Response plain = ask(get(url));
        QCOMPARE(plain.status, 200);
        QVERIFY(headerOf(plain, "Cache-Control").contains("immutable"));
        const Response packed = ask(get(url, {}, {{"accept-encoding", "br;q=1, gzip;q=0.8"}}));
        QCOMPARE(headerOf(packed, "Content-Encoding"), "gzip");
        QVERIFY(packed.body.size() < plain.body.size() / 2);
        QVERIFY(headerOf(ask(get(url, {}, {{"accept-encoding", "gzip;q=0"}})), "Content-Encoding").isEmpty());
        QCOMPARE(ask(get(url, {}, {{"if-none-match", headerOf(plain, "ETag")}})).status, 304);
        // A page of an earlier release still gets a style sheet, but not for keeps.
        const Response old = ask(get(u"/assets/shop.0000000000000000.css"_s));
        QCOMPARE(old.status, 200);
        QCOMPARE(headerOf(old, "Cache-Control"), "no-cache");
        QCOMPARE(ask(get(u"/assets/other.css"_s)).status, 404);
        if (const QString folder = qEnvironmentVariable("LONIEVE_PAGES_DIR"); !folder.isEmpty()) {
            QDir().mkpath(folder + u"/assets"_s);
            for (const char *name : {"shop.css", "shop.js", "icon.svg"}) {
                const QString address = QString::fromLatin1(assets.url(name));
                QFile file(folder + address);
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(ask(get(address)).body);
            }
        }
    }

    // ---- the order e-mail

    void orderMail()
    {
        OrderMailData data;
        data.locale = u"en"_s;
        data.siteUrl = u"https://shop.example"_s;
        data.orderId = orderId.toString(QUuid::WithoutBraces);
        data.codes = {
            {u"Amazon Gift Card"_s, u"Amazon"_s, u"USA"_s, u"100.00"_s, u"USD"_s, u"AAAA-BBBB-CCCC"_s}};
        const MailContent one = renderOrderMail(data);
        QCOMPARE(one.subject, u"Your Amazon Gift Card code"_s);
        for (const QString &part : {one.html, one.text}) {
            QVERIFY(part.contains(u"AAAA-BBBB-CCCC"_s));
            QVERIFY(part.contains(data.orderId));
            QVERIFY(part.contains(u"$100"_s));
            QVERIFY(!part.contains(u"{{"_s));
        }
        QVERIFY(!one.subject.contains(u"AAAA"_s));

        data.locale = u"ru-RU"_s;
        data.codes.append(data.codes.first());
        data.codes[1].code = u"DDDD"_s;
        const MailContent two = renderOrderMail(data);
        QCOMPARE(two.subject, u"Ваши 2 кода подарочных карт"_s);
        QVERIFY(two.text.contains(u"AAAA-BBBB-CCCC"_s) && two.text.contains(u"DDDD"_s));
        keepText(u"mail-ru"_s, two.html);
        keepText(u"mail-en"_s, one.html);
        keepText(u"mail-en-text"_s, one.text);
    }

    void giftMailIsEscaped()
    {
        OrderMailData data;
        data.orderId = u"1"_s;
        data.gift = true;
        data.buyerName = u"Ann\r\nBcc: x@example.com <b>"_s;
        data.giftMessage = u"Happy birthday!\n<img src=x onerror=alert(1)>"_s;
        data.codes = {{u"<Amazon>"_s, u"Amazon"_s, u"USA"_s, u"25"_s, u"USD"_s, u"X&Y<Z"_s}};
        const MailContent mail = renderOrderMail(data);
        QVERIFY(!mail.subject.contains(u'\n') && !mail.subject.contains(u'\r'));
        QVERIFY(!mail.html.contains(u"<img"_s) && !mail.html.contains(u"<Amazon>"_s));
        QVERIFY(mail.html.contains(u"X&amp;Y&lt;Z"_s));
        QVERIFY(mail.text.contains(u"X&Y<Z"_s));
        QVERIFY(mail.text.contains(u"> Happy birthday!"_s));
        keepText(u"mail-gift"_s, mail.html);
    }
};

QTEST_APPLESS_MAIN(TestStorefront)
#include "tst_storefront.moc"
