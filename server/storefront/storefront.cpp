// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/storefront.h"

#include "server/storefront/assets.h"
#include "server/storefront/moneytext.h"
#include "server/storefront/storefront_p.h"

#include <QUrl>

#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;
using http::Request;
using http::Response;

namespace {

constexpr int popularCards = 8;
constexpr int fanCards = 3;
constexpr int consentDays = 180;

/// Russian when the browser prefers it to English.
bool prefersRussian(const QByteArray &acceptLanguage)
{
    double russian = 0;
    double english = 0;
    for (const QByteArray &part : acceptLanguage.toLower().split(',')) {
        const QList<QByteArray> fields = part.split(';');
        const QByteArray tag = fields.first().trimmed();
        double weight = 1;
        for (const QByteArray &field : fields.mid(1)) {
            if (field.trimmed().startsWith("q="))
                weight = field.trimmed().mid(2).toDouble();
        }
        if (tag == "ru" || tag.startsWith("ru-"))
            russian = qMax(russian, weight);
        else if (tag == "en" || tag.startsWith("en-"))
            english = qMax(english, weight);
    }
    return russian > english;
}

void addOptions(ctemplate::TemplateDictionary &body, const char *section, const QStringList &values,
                const QString &chosen, const std::function<QString(const QString &)> &label)
{
    for (const QString &value : values) {
        auto &option = *body.AddSectionDictionary(section);
        put(option, "VALUE", value);
        put(option, "LABEL", label(value));
        show(option, "SELECTED", value == chosen);
    }
}

int statusOf(const Error &error)
{
    return http::problem(error, {}).status;
}

} // namespace

Response forward(const Request &request, const QString &path, const QUrlQuery &query, int status)
{
    QUrl url;
    url.setPath(path);
    if (!query.isEmpty())
        url.setQuery(query);
    Response response = Response::redirect(url.toEncoded(), status);
    response.headers.emplaceBack("Cache-Control", "no-store");
    visitOf(request).keepIn(response);
    return response;
}

Storefront::Storefront(Options options)
    : d(std::make_unique<Private>(options, std::make_shared<StoreShelf>(*options.database)))
{}

Storefront::Storefront(Options options, std::shared_ptr<const Shelf> shelf)
    : d(std::make_unique<Private>(std::move(options), std::move(shelf)))
{}

Storefront::~Storefront() = default;

QList<http::Route> Storefront::routes() const
{
    using http::Lane;
    using http::Method;
    using Handler = Response (Private::*)(const Request &, Language) const;
    struct PageRoute
    {
        Method method;
        const char *english;
        const char *russian;
        Handler handler;
        Lane lane;
        const char *summary;
    };
    static constexpr std::array pages = {
        PageRoute{Method::Get, "/", "/ru", &Private::home, Lane::Pages, "Home page"},
        PageRoute{Method::Get, "/catalog", "/ru/catalog", &Private::catalog, Lane::Pages, "Catalogue"},
        PageRoute{Method::Get, "/product/{id}", "/ru/product/{id}", &Private::product, Lane::Pages,
                  "One product and its configurator"},
        PageRoute{Method::Get, "/checkout", "/ru/checkout", &Private::checkout, Lane::Pages, "Checkout form"},
        PageRoute{Method::Post, "/checkout", "/ru/checkout", &Private::submit, Lane::Orders,
                  "Place an order from the form"},
        PageRoute{Method::Get, "/pending", "/ru/pending", &Private::pending, Lane::Pages,
                  "An order that waits for its payment"},
        PageRoute{Method::Get, "/success", "/ru/success", &Private::success, Lane::Pages, "A paid order"},
        PageRoute{Method::Get, "/terms", "/ru/terms", &Private::terms, Lane::Pages, "Terms of sale"},
        PageRoute{Method::Get, "/privacy", "/ru/privacy", &Private::privacy, Lane::Pages, "Privacy"},
        PageRoute{Method::Post, "/consent", "/ru/consent", &Private::consent, Lane::Pages,
                  "Keep the choice about marketing tags"},
    };

    QList<http::Route> routes;
    const Private *shop = d.get();
    for (const PageRoute &page : pages) {
        for (const Language language : {Language::English, Language::Russian}) {
            const bool english = language == Language::English;
            const Handler handler = page.handler;
            routes.append(
                {.method = page.method,
                 .pattern = english ? page.english : page.russian,
                 .lane = page.lane,
                 .handler = [shop, handler, language](
                                const Request &request) { return (shop->*handler)(request, language); },
                 .maxBody = 16 * 1024,
                 .summary = page.summary});
        }
    }
    routes.append({.method = Method::Get,
                   .pattern = "/assets/{file...}",
                   .lane = Lane::Inline,
                   .handler = [](const Request &request) { return Assets::instance().answer(request); },
                   .anyTenant = true,
                   .summary = "Style sheet, script and icon"});
    routes.append({.method = Method::Get,
                   .pattern = "/robots.txt",
                   .lane = Lane::Inline,
                   .handler = [shop](const Request &request) { return shop->robots(request); },
                   .anyTenant = true,
                   .summary = "What search engines may read"});
    return routes;
}

Response Storefront::errorPage(const Request &request, const Error &error) const
{
    return d->error(request, languageOfPath(request.path), error);
}

Response Storefront::Private::error(const Request &request, Language language, const Error &error,
                                    const char *text) const
{
    int status = statusOf(error);
    if (error.key == "method_not_allowed"_L1)
        status = 405;
    if (error.key == "gone"_L1)
        status = 410;
    static constexpr std::array described = {403, 404, 405, 410, 429, 500, 503};
    int words = status == 401 ? 403 : status;
    if (std::find(described.begin(), described.end(), words) == described.end())
        words = status == 504 ? 503 : status < 500 ? 404 : 500;

    Page page(options, request, language, "error.tpl", "error");
    page.setStatus(status);
    page.setUnlisted();
    const QString key = text ? QLatin1StringView(text) + QString() : u"error."_s + QString::number(words);
    const QString heading = page.texts()(key);
    page.setTitle(heading);
    put(page.body(), "STATUS", QString::number(status));
    put(page.body(), "KIND", status >= 500 ? u"bad"_s : u"quiet"_s);
    put(page.body(), "HEADING", heading);
    put(page.body(), "EXPLANATION", page.texts()(key + u"Text"_s));
    if (status >= 500 && !request.requestId.isEmpty())
        put(*page.body().AddSectionDictionary("REFERENCE"), "REFERENCE", request.requestId);
    Response response = page.render();
    if (status == 429 || status == 503)
        response.headers.emplaceBack("Retry-After", QByteArray::number(qMax(1, error.retryAfterSeconds)));
    return response;
}

Response Storefront::Private::home(const Request &request, Language language) const
{
    // Only the bare address chooses a language by itself, and only as long as nobody has chosen one.
    if (language == Language::English && request.queryValue("lang").isEmpty()) {
        const QString remembered = request.cookie("lv_lang");
        const bool russian =
            remembered.isEmpty() ? prefersRussian(request.header("accept-language")) : remembered == "ru"_L1;
        if (russian) {
            Response response = forward(request, u"/ru"_s, request.query, 302);
            response.headers.emplaceBack("Vary", "Accept-Language, Cookie");
            return response;
        }
    }
    const auto popular = shelf->popular(request.tenant, popularCards);
    if (!popular)
        return error(request, language, popular.error());

    Page page(options, request, language, "home.tpl", "home");
    page.setTitle(page.texts()(u"home.pageTitle"_s));
    page.setVary(language == Language::English ? "Accept-Language, Cookie" : QByteArray());
    for (const Product &product : popular->mid(0, fanCards)) {
        const Nominal *shown = product.cheapestAvailable();
        const QString face = shown ? nominalText(shown->value, product.currency, language) : QString();
        putFace(*page.body().AddSectionDictionary("FAN"), product, face, language);
    }
    if (popular->isEmpty())
        show(page.body(), "EMPTY");
    else {
        auto &section = *page.body().AddSectionDictionary("POPULAR");
        for (const Product &product : *popular)
            addCard(section, product, language);
    }
    return page.render();
}

Response Storefront::Private::catalog(const Request &request, Language language) const
{
    CatalogQuery query;
    query.search = request.queryValue("q").simplified().left(80);
    query.brand = request.queryValue("brand").left(200);
    query.region = request.queryValue("region").left(200);
    query.category = request.queryValue("category").left(200);
    query.sort = request.queryValue("sort");
    if (!sortNames().contains(query.sort))
        query.sort = sortNames().first();
    query.page = qBound(1, request.queryValue("page").toInt(), 1000);
    const auto found = shelf->find(request.tenant, query);
    if (!found)
        return error(request, language, found.error());

    if (found->products.isEmpty() && query.page > 1) {
        QUrlQuery first = request.query;
        first.removeAllQueryItems(u"page"_s);
        return forward(request, pathIn(language, u"/catalog"_s), first);
    }

    Page page(options, request, language, "catalog.tpl", "catalog");
    const Texts &texts = page.texts();
    auto &body = page.body();
    page.setTitle(texts(u"catalog.title"_s));
    const bool filtered = !query.search.isEmpty() || !query.brand.isEmpty() || !query.region.isEmpty() ||
                          !query.category.isEmpty();
    if (filtered)
        page.setUnlisted();
    put(body, "Q", query.search);
    const auto same = [](const QString &value) { return value; };
    addOptions(body, "BRAND_OPTION", found->brands, query.brand, same);
    addOptions(body, "REGION_OPTION", found->regions, query.region,
               [&](const QString &region) { return regionText(texts, region); });
    addOptions(body, "CATEGORY_OPTION", found->categories, query.category,
               [&](const QString &category) { return categoryText(texts, category); });
    addOptions(body, "SORT_OPTION", sortNames(), query.sort,
               [&](const QString &sort) { return texts(u"sort."_s + sort); });
    put(body, "COUNT", texts.counted(u"catalog.count"_s, found->total));
    show(body, "CLEAR", filtered);
    if (found->products.isEmpty()) {
        show(body, "NOTHING");
    } else {
        auto &results = *body.AddSectionDictionary("RESULTS");
        for (const Product &product : found->products)
            addCard(results, product, language);
    }
    if (found->pages > 1) {
        auto &pager = *body.AddSectionDictionary("PAGER");
        put(pager, "WHERE",
            texts(u"catalog.where"_s,
                  {{"page", QString::number(found->page)}, {"pages", QString::number(found->pages)}}));
        const auto pageLink = [&](const char *section, int number) {
            QUrlQuery other = request.query;
            other.removeAllQueryItems(u"page"_s);
            other.removeAllQueryItems(u"lang"_s);
            other.addQueryItem(u"page"_s, QString::number(number));
            put(*pager.AddSectionDictionary(section), "URL",
                pathIn(language, u"/catalog"_s) + u'?' + other.toString(QUrl::FullyEncoded));
        };
        if (found->page > 1)
            pageLink("PREVIOUS", found->page - 1);
        if (found->page < found->pages)
            pageLink("NEXT", found->page + 1);
    }

    QJsonObject filters{{u"sort"_s, query.sort}};
    for (const auto &[name, value] :
         {std::pair{"q", query.search}, std::pair{"brand", query.brand}, std::pair{"region", query.region},
          std::pair{"category", query.category}}) {
        if (!value.isEmpty())
            filters.insert(QLatin1StringView(name), value);
    }
    page.addEvent("view_catalog", {{u"filters"_s, filters}, {u"results"_s, found->total}});
    return page.render();
}

Response Storefront::Private::product(const Request &request, Language language) const
{
    const QUuid id(request.params.value(u"id"_s));
    const auto found =
        id.isNull() ? Result<Product>(failure(ErrorCode::NotFound, u"not_found"_s, u"No such product."_s))
                    : shelf->product(request.tenant, id);
    if (!found)
        return error(request, language, found.error());
    const Product &product = *found;
    if (!product.onSale || product.nominals.isEmpty())
        return error(request, language,
                     Error{ErrorCode::NotFound, u"gone"_s, u"This product is no longer sold."_s});

    Page page(options, request, language, "product.tpl", "product");
    const Texts &texts = page.texts();
    auto &body = page.body();
    const QString region = regionText(texts, product.region);
    page.setTitle(product.name + u", "_s + region);
    page.setDescription(texts(u"product.description"_s, {{"name", product.name}, {"region", region}}));

    // What the address asks for, as far as it can be had.
    const Nominal *chosen = product.nominal(request.queryValue("nominal"));
    if (!chosen || chosen->available == 0) {
        if (const Nominal *available = product.cheapestAvailable(); available || !chosen)
            chosen = available;
    }
    const bool sellable = chosen && chosen->available > 0;
    if (!chosen)
        chosen = &product.nominals.first();
    const int most = qBound(1, chosen->available, CheckoutForm::mostCodes);
    const int quantity = qBound(1, request.queryValue("quantity").toInt(), most);
    const bool gift = request.queryValue("deliveryType") == "gift"_L1;

    const auto total = [&](const Money &one, int count) {
        return moneyText(Money{one.minor * count, one.currency}, language);
    };
    putFace(body, product, nominalText(chosen->value, product.currency, language), language);
    put(body, "ID", product.id.toString(QUuid::WithoutBraces));
    put(body, "NAME", product.name);
    if (!product.category.isEmpty()) {
        show(body, "HAS_CATEGORY");
        put(body, "CATEGORY", categoryText(texts, product.category));
    }
    if (!product.description.isEmpty())
        put(*body.AddSectionDictionary("HAS_DESCRIPTION"), "DESCRIPTION", product.description);
    if (!product.features.isEmpty()) {
        auto &features = *body.AddSectionDictionary("HAS_FEATURES");
        for (const QString &feature : product.features)
            put(*features.AddSectionDictionary("FEATURE"), "TEXT", feature);
    }
    if (!product.terms.isEmpty())
        put(*body.AddSectionDictionary("HAS_TERMS"), "TERMS", product.terms);

    for (const Nominal &nominal : product.nominals) {
        auto &choice = *body.AddSectionDictionary("NOMINAL");
        const bool out = nominal.available == 0;
        QStringList totals;
        QStringList lists;
        for (int count = 1; count <= qBound(1, nominal.available, CheckoutForm::mostCodes); ++count) {
            totals.append(total(nominal.price, count));
            lists.append(total(nominal.list, count));
        }
        put(choice, "VALUE", nominal.value);
        put(choice, "FACE", nominalText(nominal.value, product.currency, language));
        put(choice, "PRICE", moneyText(nominal.price, language));
        put(choice, "PRICE_DECIMAL", toDecimal(nominal.price));
        put(choice, "TOTALS", totals.join(u'|'));
        put(choice, "LISTS", nominal.price.minor < nominal.list.minor ? lists.join(u'|') : QString());
        put(choice, "MOST", QString::number(qMin(nominal.available, CheckoutForm::mostCodes)));
        if (out)
            put(choice, "STOCK", texts(u"stock.soldOut"_s));
        else if (nominal.available < CheckoutForm::mostCodes)
            put(choice, "STOCK", texts.counted(u"stock.low"_s, nominal.available));
        else
            put(choice, "STOCK", texts(u"stock.in"_s));
        show(choice, "OUT", out);
        show(choice, "DISABLED", out);
        show(choice, "LOW", !out && nominal.available < CheckoutForm::mostCodes);
        show(choice, "CHECKED", &nominal == chosen && !out);
    }
    show(body, "MYSELF", !gift);
    show(body, "GIFT", gift);
    for (int count = 1; count <= most; ++count) {
        auto &option = *body.AddSectionDictionary("QUANTITY");
        put(option, "VALUE", QString::number(count));
        show(option, "SELECTED", count == quantity);
    }
    const bool discounted = chosen->price.minor < chosen->list.minor;
    put(body, "TOTAL", total(chosen->price, quantity));
    put(body, "LIST", discounted ? total(chosen->list, quantity) : QString());
    put(body, "LIST_CLASS", discounted ? u"secondary"_s : u"secondary hidden"_s);
    put(body, "BUY", texts(sellable ? u"product.buy"_s : u"stock.soldOut"_s));
    show(body, "BUY_DISABLED", !sellable);
    put(body, "FAST",
        product.deliveryTime.isEmpty() || product.deliveryTime == "instant"_L1
            ? texts(u"product.fastInstant"_s)
            : texts(u"product.fastOther"_s, {{"time", product.deliveryTime}}));
    const bool global = product.region.compare("global"_L1, Qt::CaseInsensitive) == 0;
    put(body, "REGION_NOTE",
        global ? texts(u"product.regionGlobal"_s) : texts(u"product.regionNote"_s, {{"region", region}}));

    page.addEvent("view_product", {{u"product_id"_s, product.id.toString(QUuid::WithoutBraces)},
                                   {u"brand"_s, product.brand},
                                   {u"nominal"_s, chosen->value.toDouble()}});
    return page.render();
}

Response Storefront::Private::terms(const Request &request, Language language) const
{
    Page page(options, request, language, "terms.tpl", "terms");
    page.setTitle(page.texts()(u"terms.title"_s));
    return page.render();
}

Response Storefront::Private::privacy(const Request &request, Language language) const
{
    Page page(options, request, language, "privacy.tpl", "privacy");
    page.setTitle(page.texts()(u"privacy.title"_s));
    const bool marketing = request.cookie("lv_consent") == "marketing"_L1;
    put(page.body(), "CHOICE",
        page.texts()(marketing ? u"privacy.nowMarketing"_s : u"privacy.nowNecessary"_s));
    return page.render();
}

Response Storefront::Private::consent(const Request &request, Language language) const
{
    if (!fromOwnPage(request))
        return error(request, language, Error{ErrorCode::Forbidden, u"foreign_origin"_s, u"Not accepted."_s});
    const bool marketing = request.form().queryItemValue(u"choice"_s) == "marketing"_L1;
    Response response = forward(request, pathIn(language, u"/privacy"_s), {});
    response.headers.emplaceBack(
        "Set-Cookie",
        cookieHeader(request, "lv_consent", marketing ? "marketing" : "necessary", consentDays));
    return response;
}

Response Storefront::Private::robots(const Request &) const
{
    Response response = Response::text("User-agent: *\n"
                                       "Disallow: /api/\n"
                                       "Disallow: /checkout\n"
                                       "Disallow: /pending\n"
                                       "Disallow: /success\n"
                                       "Disallow: /ru/checkout\n"
                                       "Disallow: /ru/pending\n"
                                       "Disallow: /ru/success\n");
    response.headers.emplaceBack("Cache-Control", "public, max-age=3600");
    return response;
}

} // namespace lonieve::storefront
