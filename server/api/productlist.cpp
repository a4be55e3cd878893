// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/productlist.h"

#include "server/store/connection.h"

#include <QCryptographicHash>
#include <QMutexLocker>

namespace lonieve::api {

namespace {

constexpr auto freshFor = std::chrono::seconds(1);

/// Prices are text with the currency's digits: a price is never a binary fraction. Rule: product.md, Money
/// path 1.
const store::Statement productsJson = {
    "products_json",
    "select coalesce(jsonb_agg(jsonb_build_object("
    "'id', p.id, 'name', p.name, 'brand', p.brand, 'region', p.region, 'category', p.category,"
    " 'description', p.description, 'imageUrl', p.image_url, 'currency', p.currency,"
    " 'discountPercentage', p.discount_percentage, 'deliveryTime', p.delivery_time, 'features', p.features,"
    " 'nominals', (select jsonb_agg(jsonb_build_object('nominal', n.value,"
    "   'listPrice', money_text(unit_price(n.amount, p.base_price, 0, p.currency), p.currency),"
    "   'price', money_text(unit_price(n.amount, p.base_price, p.discount_percentage, p.currency), "
    "p.currency),"
    "   'available', exists (select 1 from gift_codes c where c.product_id = p.id"
    "                        and c.nominal_minor = (n.amount * 100)::bigint"
    "                        and c.status = 'available')) order by n.amount)"
    "   from (select e.value, (e.value #>> '{}')::numeric as amount from jsonb_array_elements(p.nominals) e) "
    "n)"
    ") order by p.sort_order, p.name), '[]'::jsonb)::text as body from products p where p.status = 'active'"};

} // namespace

ProductList::ProductList(store::Database &database) : m_database(database)
{}

http::Response ProductList::answer(const http::Request &request)
{
    const auto now = std::chrono::steady_clock::now();
    Kept kept;
    bool stale = false;
    {
        const QMutexLocker locker(&m_mutex);
        Kept &shared = m_kept[request.tenant];
        kept = shared;
        stale = kept.body.isEmpty() || now - kept.at > freshFor;
        // One request fetches; the others take what is there, however long that takes.
        if (stale)
            shared.at = now;
    }
    if (stale) {
        const auto rows = m_database.once(request.tenant, productsJson);
        if (!rows) {
            const QMutexLocker locker(&m_mutex);
            m_kept.remove(request.tenant);
            return http::problem(rows.error(), request.requestId);
        }
        kept.body = "{\"products\":" + rows->raw(0, 0) + '}';
        kept.etag =
            '"' + QCryptographicHash::hash(kept.body, QCryptographicHash::Sha1).toHex().left(20) + '"';
        kept.at = std::chrono::steady_clock::now();
        const QMutexLocker locker(&m_mutex);
        m_kept.insert(request.tenant, kept);
    }
    http::Response response;
    if (request.header("if-none-match") == kept.etag) {
        response.status = 304;
    } else {
        response.contentType = "application/json";
        response.body = kept.body;
    }
    response.headers = {{"ETag", kept.etag}, {"Cache-Control", "public, max-age=1"}};
    return response;
}

} // namespace lonieve::api
