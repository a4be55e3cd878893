// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/shelf.h"

#include "server/store/connection.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 24;

// Prices by the function that orders are priced with. Stock is counted up to eleven: an order holds ten codes
// at most, and counting a million codes for a page would not be worth it.
#define PRODUCT_COLUMNS                                                                                      \
    "p.id, p.name, p.brand, p.region, p.category, p.description, p.currency, p.delivery_time,"               \
    " p.terms_conditions, p.features, trim_scale(p.discount_percentage)::text as discount, p.status,"        \
    " (select coalesce(jsonb_agg(jsonb_build_object("                                                        \
    "    'value', trim_scale(v.nominal)::text,"                                                              \
    "    'list', unit_price(v.nominal, p.base_price, 0, p.currency)::text,"                                  \
    "    'price', unit_price(v.nominal, p.base_price, p.discount_percentage, p.currency)::text,"             \
    "    'available', (select count(*) from (select 1 from gift_codes c where c.product_id = p.id"           \
    "                  and c.nominal_minor = (v.nominal * 100)::bigint and c.status = 'available'"           \
    "                  and c.currency = p.currency and (c.expires_at is null or c.expires_at > now())"       \
    "                  limit 11) counted))"                                                                  \
    "    order by v.nominal), '[]'::jsonb)"                                                                  \
    "  from (select distinct (n.value #>> '{}')::numeric as nominal from jsonb_array_elements(p.nominals) "  \
    "n) v)"                                                                                                  \
    " as priced_nominals"

#define SOLD_LATELY                                                                                          \
    "(select coalesce(sum(s.real_purchases), 0) from purchase_stats s"                                       \
    " where s.product_id = p.id and s.date >= current_date - 30)"

const store::Statement findProducts = {
    "storefront_find",
    "select " PRODUCT_COLUMNS ", p.matches from ("
    "  select p.*, count(*) over () as matches,"
    "    (select min((n.value #>> '{}')::numeric) from jsonb_array_elements(p.nominals) n)"
    "      * p.base_price / 100 * (1 - p.discount_percentage / 100) as lowest_price,"
    "    " SOLD_LATELY " as sold_lately"
    "  from products p"
    "  where p.status = 'active' and jsonb_array_length(p.nominals) > 0"
    "    and ($1 = '' or p.name ilike $1 or p.brand ilike $1 or p.category ilike $1)"
    "    and ($2 = '' or p.brand = $2) and ($3 = '' or p.region = $3) and ($4 = '' or p.category = $4)"
    "  order by"
    "    case when $5 = 'popular' then " SOLD_LATELY " end desc nulls last,"
    "    case when $5 = 'discount' then p.discount_percentage end desc nulls last,"
    "    case when $5 in ('price', 'price-desc') then"
    "      (select min((n.value #>> '{}')::numeric) from jsonb_array_elements(p.nominals) n)"
    "        * p.base_price / 100 * (1 - p.discount_percentage / 100)"
    "        * case when $5 = 'price-desc' then -1 else 1 end end,"
    "    case when $5 = 'name' then lower(p.name) end,"
    "    p.sort_order, p.name, p.id"
    "  limit $6::int offset $7::int"
    ") p order by"
    "  case when $5 = 'popular' then p.sold_lately end desc nulls last,"
    "  case when $5 = 'discount' then p.discount_percentage end desc nulls last,"
    "  case when $5 = 'price' then p.lowest_price end,"
    "  case when $5 = 'price-desc' then p.lowest_price end desc nulls last,"
    "  case when $5 = 'name' then lower(p.name) end, p.sort_order, p.name, p.id"};

const store::Statement facets = {
    "storefront_facets", "select array_to_json(array_agg(distinct brand order by brand)) as brands,"
                         " array_to_json(array_agg(distinct region order by region)) as regions,"
                         " array_to_json(array_agg(distinct category order by category) filter (where "
                         "category <> '')) as categories"
                         " from products where status = 'active' and jsonb_array_length(nominals) > 0"};

const store::Statement popularProducts = {
    "storefront_popular",
    "select " PRODUCT_COLUMNS " from products p"
    " where p.status = 'active' and jsonb_array_length(p.nominals) > 0"
    // A scalar subquery, so that it stays one look into the index for each product.
    "   and (select true from gift_codes c where c.product_id = p.id and c.status = 'available' limit 1)"
    " order by " SOLD_LATELY " desc, p.sort_order, p.name, p.id limit $1::int"};

const store::Statement oneProduct = {"storefront_product",
                                     "select " PRODUCT_COLUMNS " from products p where p.id = $1::uuid"};

const store::Statement statusOfOrder = {"storefront_order_status",
                                        "select order_status($1::uuid, $2::bytea) as status"};

#undef PRODUCT_COLUMNS
#undef SOLD_LATELY

QStringList strings(const QJsonArray &array)
{
    QStringList list;
    for (const QJsonValue &value : array) {
        if (value.isString())
            list.append(value.toString());
    }
    return list;
}

Product productAt(const store::Rows &rows, int row)
{
    Product product;
    product.id = rows.uuid(row, "id");
    product.name = rows.text(row, "name");
    product.brand = rows.text(row, "brand");
    product.region = rows.text(row, "region");
    product.category = rows.text(row, "category");
    product.description = rows.text(row, "description");
    product.currency = rows.text(row, "currency");
    product.deliveryTime = rows.text(row, "delivery_time");
    product.terms = rows.text(row, "terms_conditions");
    product.discount = rows.text(row, "discount");
    const QString status = rows.text(row, "status");
    product.onSale = status == "active"_L1 || status == "out_of_stock"_L1;
    product.archived = !product.onSale;
    if (!rows.isNull(row, "features"))
        product.features = strings(rows.array(row, "features"));
    for (const QJsonValue &value : rows.array(row, "priced_nominals")) {
        const QJsonObject object = value.toObject();
        Nominal nominal;
        nominal.value = object.value("value"_L1).toString();
        const auto list = parseMoney(object.value("list"_L1).toString(), product.currency);
        const auto price = parseMoney(object.value("price"_L1).toString(), product.currency);
        if (!list || !price)
            continue;
        nominal.list = *list;
        nominal.price = *price;
        // A product marked as out of stock is not sold even if codes are left.
        nominal.available = status == "active"_L1 ? object.value("available"_L1).toInt() : 0;
        product.nominals.append(nominal);
    }
    return product;
}

/// What a person typed, as a pattern that matches it anywhere and literally.
QString containing(const QString &typed)
{
    QString pattern = typed.simplified().left(80);
    if (pattern.isEmpty())
        return {};
    for (const char16_t special : {u'\\', u'%', u'_'})
        pattern.replace(QChar(special), u'\\' + QString(QChar(special)));
    return u'%' + pattern + u'%';
}

} // namespace

Shelf::~Shelf() = default;

QStringList sortNames()
{
    return {u"popular"_s, u"price"_s, u"price-desc"_s, u"discount"_s, u"name"_s};
}

const Nominal *Product::nominal(const QString &value) const
{
    const auto wanted = parseMoney(value, currency);
    if (!wanted)
        return nullptr;
    for (const Nominal &candidate : nominals) {
        if (const auto face = parseMoney(candidate.value, currency); face && *face == *wanted)
            return &candidate;
    }
    return nullptr;
}

const Nominal *Product::cheapestAvailable() const
{
    for (const Nominal &candidate : nominals) {
        if (candidate.available > 0)
            return &candidate;
    }
    return nullptr;
}

Result<CatalogPage> StoreShelf::find(const QUuid &tenant, const CatalogQuery &query) const
{
    CatalogPage found;
    const auto choices = m_database.once(tenant, facets);
    if (!choices)
        return failure(choices.error());
    if (!choices->isEmpty()) {
        const auto list = [&](const char *name) {
            return choices->isNull(0, name) ? QStringList() : strings(choices->array(0, name));
        };
        found.brands = list("brands");
        found.regions = list("regions");
        found.categories = list("categories");
    }
    const QString sort = sortNames().contains(query.sort) ? query.sort : sortNames().first();
    found.page = qBound(1, query.page, 1000);
    const auto rows = m_database.once(tenant, findProducts,
                                      {containing(query.search), query.brand, query.region, query.category,
                                       sort, pageSize, (found.page - 1) * pageSize});
    if (!rows)
        return failure(rows.error());
    for (int row = 0; row < rows->count(); ++row)
        found.products.append(productAt(*rows, row));
    found.total = rows->isEmpty() ? 0 : static_cast<int>(rows->integer(0, "matches"));
    found.pages = qMax(1, (found.total + pageSize - 1) / pageSize);
    return found;
}

Result<QList<Product>> StoreShelf::popular(const QUuid &tenant, int count) const
{
    const auto rows = m_database.once(tenant, popularProducts, {count});
    if (!rows)
        return failure(rows.error());
    QList<Product> products;
    for (int row = 0; row < rows->count(); ++row)
        products.append(productAt(*rows, row));
    return products;
}

Result<Product> StoreShelf::product(const QUuid &tenant, const QUuid &id) const
{
    const auto rows = m_database.once(tenant, oneProduct, {id});
    if (!rows)
        return failure(rows.error());
    if (rows->isEmpty())
        return failure(ErrorCode::NotFound, u"not_found"_s, u"There is no such product."_s);
    return productAt(*rows, 0);
}

Result<QJsonObject> StoreShelf::orderStatus(const QUuid &tenant, const QUuid &order,
                                            const QString &token) const
{
    // The store knows tokens by their hash alone.
    const QByteArray hash = QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
    const auto rows = m_database.once(tenant, statusOfOrder, {order, store::Param::bytes(hash)});
    if (!rows)
        return failure(rows.error());
    if (rows->isEmpty())
        return failure(ErrorCode::NotFound, u"not_found"_s, u"There is no such order."_s);
    return rows->object(0, "status");
}

} // namespace lonieve::storefront
