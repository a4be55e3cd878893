// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/demoshop.h"

#include "server/store/connection.h"
#include "server/store/vault.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QStringList>

#include <array>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {

using store::Connection;
using store::Statement;
using store::Vault;

// ---- What the shop sells -------------------------------------------------------------------------

struct DemoProduct
{
    const char *name;
    const char *brand;
    const char *region;
    const char *category;
    const char *currency;
    std::array<int, 5> nominals; ///< 0: none
    int discountTenths;          ///< per cent × 10
    const char *delivery;
    int popularity;
    const char *description;
};

constexpr std::array<DemoProduct, 14> catalogue = {{
    {"Amazon Gift Card",
     "Amazon",
     "USA",
     "Shopping",
     "USD",
     {25, 50, 100, 200, 500},
     80,
     "instant",
     16,
     "Millions of items from one account. Redeemed once, the balance never expires."},
    {"Amazon Gift Card",
     "Amazon",
     "EUR",
     "Shopping",
     "EUR",
     {25, 50, 100, 200, 0},
     70,
     "instant",
     7,
     "For Amazon shops in the euro area. Redeem it in the country that the account belongs to."},
    {"PlayStation Store Card",
     "PlayStation",
     "USA",
     "Gaming",
     "USD",
     {10, 25, 50, 100, 0},
     100,
     "instant",
     13,
     "Games, add-ons and subscriptions for accounts registered in the USA."},
    {"PlayStation Store Card",
     "PlayStation",
     "EUR",
     "Gaming",
     "EUR",
     {20, 50, 100, 0, 0},
     90,
     "instant",
     5,
     "Games, add-ons and subscriptions for accounts registered in the euro area."},
    {"Steam Wallet Code",
     "Steam",
     "Global",
     "Gaming",
     "USD",
     {5, 10, 20, 50, 100},
     120,
     "instant",
     15,
     "Tops up the wallet of any Steam account; the amount is converted to its currency."},
    {"Xbox Gift Card",
     "Xbox",
     "USA",
     "Gaming",
     "USD",
     {10, 25, 50, 100, 0},
     110,
     "instant",
     8,
     "Games and subscriptions for consoles and PC."},
    {"Nintendo eShop Card",
     "Nintendo",
     "USA",
     "Gaming",
     "USD",
     {10, 20, 35, 50, 70},
     60,
     "instant",
     7,
     "Digital games for accounts registered in the USA."},
    {"Roblox Gift Card",
     "Roblox",
     "Global",
     "Gaming",
     "USD",
     {10, 25, 50, 0, 0},
     100,
     "instant",
     9,
     "Robux or a membership, with an exclusive virtual item."},
    {"Netflix Gift Card",
     "Netflix",
     "USA",
     "Entertainment",
     "USD",
     {30, 60, 100, 0, 0},
     50,
     "instant",
     6,
     "Pays for any plan until the balance is used up."},
    {"Spotify Premium Card",
     "Spotify",
     "USA",
     "Entertainment",
     "USD",
     {10, 30, 60, 0, 0},
     80,
     "instant",
     5,
     "Months of music without advertisements."},
    {"Apple Gift Card",
     "Apple",
     "USA",
     "Shopping",
     "USD",
     {10, 25, 50, 100, 200},
     60,
     "instant",
     10,
     "Apps, music, subscriptions and devices with one card."},
    {"Google Play Gift Code",
     "Google Play",
     "USA",
     "Entertainment",
     "USD",
     {10, 25, 50, 100, 0},
     70,
     "instant",
     7,
     "Apps, games and books for accounts registered in the USA."},
    {"Uber Gift Card",
     "Uber",
     "USA",
     "Shopping",
     "USD",
     {25, 50, 100, 0, 0},
     40,
     "1-24h",
     4,
     "Rides and meals in the USA."},
    {"Airbnb Gift Card",
     "Airbnb",
     "USA",
     "Shopping",
     "USD",
     {50, 100, 200, 0, 0},
     50,
     "1-24h",
     3,
     "Stays and experiences anywhere, for accounts registered in the USA."},
}};

/// Stock that shows the marks: product and nominal → codes that are left.
struct Scarce
{
    int product;
    int nominal;
    int left;
};
constexpr std::array<Scarce, 3> scarce = {{{4, 100, 4}, {8, 60, 7}, {7, 50, 0}}};

// ---- Who visits ----------------------------------------------------------------------------------

struct Channel
{
    const char *source; ///< nullptr: direct
    const char *medium;
    const char *campaign;
    const char *referrer;
    int weight;
    int dailySpend; ///< cents
};
constexpr std::array<Channel, 9> channels = {{
    {"google", "cpc", "brand_search", "https://www.google.com/", 18, 310},
    {"google", "cpc", "gift_cards", "https://www.google.com/", 12, 260},
    {"google", "organic", nullptr, "https://www.google.com/", 20, 0},
    {"facebook", "cpc", "gift_season", "https://www.facebook.com/", 12, 280},
    {"facebook", "cpc", "retargeting", "https://www.facebook.com/", 7, 120},
    {"tiktok", "cpc", "gamers", "https://www.tiktok.com/", 8, 190},
    {"newsletter", "email", "weekly", nullptr, 8, 0},
    {"giftguide", "referral", "top_cards", "https://giftguide.example/", 5, 0},
    {nullptr, nullptr, nullptr, nullptr, 20, 0},
}};

const QStringList firstNames = {u"Anna"_s,   u"James"_s,  u"Maria"_s, u"Oleg"_s,  u"Sofia"_s, u"Liam"_s,
                                u"Elena"_s,  u"Noah"_s,   u"Irina"_s, u"Lucas"_s, u"Olga"_s,  u"Ethan"_s,
                                u"Dmitry"_s, u"Chloe"_s,  u"Pavel"_s, u"Grace"_s, u"Ivan"_s,  u"Emma"_s,
                                u"Nina"_s,   u"Daniel"_s, u"Kira"_s,  u"Mateo"_s, u"Vera"_s,  u"Hugo"_s};
const QStringList lastNames = {u"Weber"_s,     u"Smirnova"_s, u"Brown"_s,   u"Petrov"_s, u"Garcia"_s,
                               u"Novak"_s,     u"Taylor"_s,   u"Ivanova"_s, u"Rossi"_s,  u"Miller"_s,
                               u"Dubois"_s,    u"Orlov"_s,    u"Nilsson"_s, u"Costa"_s,  u"Walker"_s,
                               u"Kuznetsov"_s, u"Evans"_s,    u"Popova"_s};
const std::array<std::pair<const char *, int>, 9> countries = {
    {{"US", 46}, {"DE", 12}, {"GB", 9}, {"FR", 7}, {"ES", 6}, {"PL", 5}, {"KZ", 5}, {"GE", 5}, {"CA", 5}}};
const std::array<std::pair<const char *, int>, 3> devices = {
    {{"mobile", 58}, {"desktop", 36}, {"tablet", 6}}};

// ---- SQL -----------------------------------------------------------------------------------------

const Statement isEmpty = {
    "demo_is_empty", "select not exists (select from products) and not exists (select from orders) as empty, "
                     "(select primary_domain from tenants where id = current_tenant()) as domain"};
const Statement lockShop = {
    "demo_lock",
    "select pg_advisory_xact_lock(hashtextextended('lonieve.demo.' || current_tenant()::text, 0))"};
const Statement addProducts = {"demo_products", R"(
insert into products (id, name, brand, region, category, description, nominals, base_price, discount_percentage,
                      currency, delivery_time, terms_conditions, features, sort_order, created_at)
select id, name, brand, region, category, description, nominals, 100, discount, currency, delivery, terms,
       features, place, created_at
from jsonb_to_recordset($1::jsonb) r (id uuid, name text, brand text, region text, category text,
    description text, nominals jsonb, discount numeric, currency text, delivery text, terms text,
    features jsonb, place int, created_at timestamptz))"};
const Statement addBatch = {"demo_batch", R"(
insert into code_batches (batch_id, wrapped_key, key_version, file_name, imported, imported_at)
values ($1, $2, $3::int, $4, $5::int, $6::timestamptz))"};
const Statement addOrders = {"demo_orders", R"(
insert into orders (id, email, first_name, last_name, total_amount, total_cost, total_profit, currency, status,
                    transaction_fees, refund_amount, true_profit, cardlink_bill_id, email_status, email_sent_at,
                    session_id, visitor_id, utm_source, utm_medium, utm_campaign, referrer, device_type, country,
                    delivery_type, recipient_email, gift_message, locale, created_at, paid_at)
select id, email, first_name, last_name, total, cost, profit, currency, status, fees, refunded, true_profit, bill,
       email_status, sent_at, session_id, visitor_id, utm_source, utm_medium, utm_campaign, referrer, device_type,
       country, delivery_type, recipient_email, gift_message, locale, created_at, paid_at
from jsonb_to_recordset($1::jsonb) r (id uuid, email text, first_name text, last_name text, total numeric,
    cost numeric, profit numeric, currency text, status text, fees numeric, refunded numeric,
    true_profit numeric, bill text, email_status text, sent_at timestamptz, session_id text, visitor_id text,
    utm_source text, utm_medium text, utm_campaign text, referrer text, device_type text, country text,
    delivery_type text, recipient_email text, gift_message text, locale text, created_at timestamptz,
    paid_at timestamptz))"};
const Statement addItems = {"demo_items", R"(
insert into order_items (id, order_id, product_id, product_name, product_brand, nominal, price, unit_price,
                         cost_price, profit, margin_percentage, currency, created_at)
select id, order_id, product_id, name, brand, nominal, price, price, cost, price - cost,
       round((price - cost) / price * 100, 2), currency, created_at
from jsonb_to_recordset($1::jsonb) r (id uuid, order_id uuid, product_id uuid, name text, brand text,
    nominal numeric, price numeric, cost numeric, currency text, created_at timestamptz))"};
const Statement addCodes = {"demo_codes", R"(
insert into gift_codes (id, product_id, code, code_index, code_last4, nominal, cost_price, margin_percentage,
                        currency, status, order_item_id, sold_at, batch_id, imported_at, created_at)
select id, product_id, decode(code, 'hex'), decode(code_index, 'hex'), last4, nominal, cost,
       round((nominal - cost) / nominal * 100, 2), currency, status, item, sold_at, batch, imported_at, imported_at
from jsonb_to_recordset($1::jsonb) r (id uuid, product_id uuid, code text, code_index text, last4 text,
    nominal numeric, cost numeric, currency text, status text, item uuid, sold_at timestamptz, batch text,
    imported_at timestamptz))"};
const Statement tieItems = {"demo_tie_items", R"(
update order_items i set gift_code_id = c.id from gift_codes c where c.order_item_id = i.id)"};
const Statement addPayments = {"demo_payments", R"(
insert into payments (id, order_id, bill_id, status, amount, currency, payment_method, processed_at,
                      idempotency_key, received_amount, received_currency, attempts, created_at, updated_at)
select id, order_id, bill, status, amount, currency, 'cardlink', processed_at,
       case when status = 'paid' then bill || ':PAID' end, case when status = 'paid' then amount end,
       case when status = 'paid' then currency end, 1, created_at, processed_at
from jsonb_to_recordset($1::jsonb) r (id uuid, order_id uuid, bill text, status text, amount numeric,
    currency text, processed_at timestamptz, created_at timestamptz))"};
const Statement addFees = {"demo_fees", R"(
insert into transaction_fees (order_id, payment_id, fee_type, fee_amount, fee_percentage, currency, created_at)
select order_id, id, 'payment_gateway', fee, 2.9, currency, processed_at
from jsonb_to_recordset($1::jsonb) r (id uuid, order_id uuid, fee numeric, currency text, status text,
    processed_at timestamptz)
where status = 'paid')"};
const Statement addRefunds = {"demo_refunds", R"(
insert into refunds (order_id, payment_id, refund_amount, currency, refund_reason, refund_type, status,
                     requested_at, processed_at)
select order_id, payment_id, amount, currency, reason, type, 'completed', at, at
from jsonb_to_recordset($1::jsonb) r (order_id uuid, payment_id uuid, amount numeric, currency text,
    reason text, type text, at timestamptz))"};
const Statement addOutbox = {"demo_outbox", R"(
insert into outbox (kind, order_id, dedupe_key, message_id, recipient, payload, status, attempts, created_at,
                    next_attempt_at, sent_at)
select 'order_codes', o.id, 'order_codes:' || o.id, 'order-' || o.id || '@' || $1, coalesce(o.recipient_email, o.email),
       order_message_payload(o.id), 'sent', 1, o.paid_at, o.paid_at, o.email_sent_at
from orders o where o.status = 'paid')"};
const Statement addStatistics = {"demo_statistics", R"(
insert into purchase_stats (product_id, date, real_purchases, displayed_count)
select c.product_id, (c.sold_at at time zone tenant_time_zone())::date, count(*), count(*)
from gift_codes c where c.status = 'sold'
group by 1, 2)"};
const Statement addEvents = {"demo_events", R"(
insert into events (event_type, created_at, session_id, visitor_id, url, referrer, utm_source, utm_medium,
                    utm_campaign, data, device_type, country)
select event_type, created_at, session_id, visitor_id, url, referrer, utm_source, utm_medium, utm_campaign, data,
       device_type, country
from jsonb_to_recordset($1::jsonb) r (event_type text, created_at timestamptz, session_id text,
    visitor_id text, url text, referrer text, utm_source text, utm_medium text, utm_campaign text, data jsonb,
    device_type text, country text))"};
const Statement addSpend = {"demo_spend", R"(
insert into ad_spend (date, utm_source, utm_campaign, spend, currency, clicks, impressions)
select date, source, campaign, spend, 'USD', clicks, impressions
from jsonb_to_recordset($1::jsonb) r (date date, source text, campaign text, spend numeric, clicks int,
    impressions int))"};

constexpr int days = 90;
constexpr quint32 seed = 20'251'109;

QString money(qint64 cents)
{
    return u"%1%2.%3"_s.arg(cents < 0 ? u"-"_s : QString())
        .arg(qAbs(cents) / 100)
        .arg(qAbs(cents) % 100, 2, 10, QLatin1Char('0'));
}

QString id(const QUuid &uuid)
{
    return uuid.toString(QUuid::WithoutBraces);
}

QString iso(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonValue text(const char *value)
{
    return value ? QJsonValue(QString::fromUtf8(value)) : QJsonValue();
}

/// Makes the whole shop in memory; the same from the same seed but for ids, codes and the present time.
class DemoShop final
{
public:
    DemoShop(const Vault &vault, const QUuid &tenant)
        : m_vault(vault), m_tenant(tenant), m_random(seed), m_now(QDateTime::currentDateTimeUtc())
    {}

    void make()
    {
        makeProducts();
        makeStock();
        for (int day = days - 1; day >= 0; --day) {
            // More visitors towards today, and at weekends.
            const QDateTime begin = m_now.addDays(-day - 1);
            const bool weekend = begin.date().dayOfWeek() >= 6;
            const int sessions =
                (15 + (days - day) * 12 / days) * (weekend ? 125 : 100) / 100 + m_random.bounded(6);
            for (int i = 0; i < sessions; ++i)
                makeSession(momentIn(begin), false);
            makeSpend(begin.addSecs(12 * 3600).date(), day);
        }
        // Something has just happened, whenever the demo starts.
        for (const int minutesAgo : {171, 96, 41, 12})
            makeSession(m_now.addSecs(-minutesAgo * 60), true);
    }

    Result<bool> write(Connection &connection, const QString &domain) const
    {
        const auto step = [&connection](const Statement &statement,
                                        const store::Params &params) -> Result<bool> {
            if (auto done = connection.run(statement, params); !done)
                return failure(done.error());
            return true;
        };
        if (auto done = step(addProducts, {m_products}); !done)
            return done;
        for (const Batch &batch : m_batches) {
            if (auto done = step(addBatch, {id(batch.id), store::Param::bytes(batch.key.wrapped),
                                            batch.key.masterVersion, batch.file, batch.codes, m_stocked});
                !done)
                return done;
        }
        const std::array<std::pair<const Statement *, const QJsonArray *>, 6> rows = {
            {{&addOrders, &m_orders},
             {&addItems, &m_items},
             {&addCodes, &m_codes},
             {&tieItems, nullptr},
             {&addPayments, &m_payments},
             {&addFees, &m_payments}}};
        for (const auto &[statement, array] : rows) {
            if (auto done = step(*statement, array ? store::Params{*array} : store::Params{}); !done)
                return done;
        }
        if (auto done = step(addRefunds, {m_refunds}); !done)
            return done;
        if (auto done = step(addOutbox, {domain}); !done)
            return done;
        if (auto done = step(addStatistics, {}); !done)
            return done;
        if (auto done = step(addEvents, {m_events}); !done)
            return done;
        return step(addSpend, {m_spend});
    }

private:
    struct Batch
    {
        QUuid id;
        Vault::DataKey key;
        QString file;
        int codes = 0;
    };
    struct Customer
    {
        QString first;
        QString last;
        QString email;
        QString visitor;
        QString locale;
    };

    template <typename Table>
    const char *pick(const Table &table)
    {
        int total = 0;
        for (const auto &[value, weight] : table)
            total += weight;
        int at = m_random.bounded(total);
        for (const auto &[value, weight] : table) {
            at -= weight;
            if (at < 0)
                return value;
        }
        return table[0].first;
    }

    bool chance(int perCent) { return m_random.bounded(100) < perCent; }

    QString token()
    {
        static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        QString out(22, Qt::Uninitialized);
        for (QChar &c : out)
            c = QLatin1Char(letters[m_random.bounded(62)]);
        return out;
    }

    /// People sleep: the hours before seven get a third of what the others get.
    QDateTime momentIn(const QDateTime &begin)
    {
        for (;;) {
            const QDateTime moment = begin.addSecs(m_random.bounded(24 * 3600 - 1800));
            if (moment.time().hour() >= 7 || chance(33))
                return moment;
        }
    }

    qint64 priceOf(const DemoProduct &product, int nominal) const
    {
        return (static_cast<qint64>(nominal) * (1000 - product.discountTenths) + 5) / 10;
    }

    /// Bought well below the selling price, the more popular the closer.
    qint64 costOf(const DemoProduct &product, int nominal) const
    {
        return priceOf(product, nominal) * (74 + product.popularity / 2) / 100;
    }

    void makeProducts()
    {
        m_stocked = m_now.addDays(-days - 2);
        int place = 0;
        for (const DemoProduct &product : catalogue) {
            const QUuid product_id = QUuid::createUuid();
            m_productIds.append(product_id);
            QJsonArray nominals;
            for (const int nominal : product.nominals) {
                if (nominal > 0)
                    nominals.append(nominal);
            }
            const bool instant = qstrcmp(product.delivery, "instant") == 0;
            const QString region = QString::fromUtf8(product.region);
            m_products.append(QJsonObject{
                {u"id"_s, id(product_id)},
                {u"name"_s, text(product.name)},
                {u"brand"_s, text(product.brand)},
                {u"region"_s, region},
                {u"category"_s, text(product.category)},
                {u"description"_s, text(product.description)},
                {u"nominals"_s, nominals},
                {u"discount"_s, money(product.discountTenths * 10)},
                {u"currency"_s, text(product.currency)},
                {u"delivery"_s, text(product.delivery)},
                {u"terms"_s, u"Codes are single-use and cannot be returned once they were sent."_s},
                {u"features"_s,
                 QJsonArray{instant ? u"The code comes by e-mail within minutes"_s
                                    : u"The code comes by e-mail within a day"_s,
                            region == "Global"_L1 ? u"Works in every country"_s
                                                  : u"For accounts of the region %1"_s.arg(region),
                            u"Can be sent as a gift with a message"_s}},
                {u"place"_s, ++place * 10},
                {u"created_at"_s, iso(m_stocked)},
            });
            Batch batch;
            batch.id = QUuid::createUuid();
            batch.key = m_vault.newDataKey(batch.id);
            batch.file =
                u"%1-%2.csv"_s.arg(QString::fromUtf8(product.brand), region).toLower().replace(u' ', u'-');
            m_batches.append(batch);
        }
    }

    void makeStock()
    {
        for (int product = 0; product < static_cast<int>(catalogue.size()); ++product) {
            for (const int nominal : catalogue[static_cast<size_t>(product)].nominals) {
                if (nominal == 0)
                    continue;
                int left = 55 + m_random.bounded(60);
                for (const Scarce &one : scarce) {
                    if (one.product == product && one.nominal == nominal)
                        left = one.left;
                }
                for (int i = 0; i < left; ++i)
                    makeCode(product, nominal, {}, {}, u"available"_s);
            }
        }
    }

    /// A random code, sealed here. Never from the seeded generator: even demo codes must not be foreseeable.
    void makeCode(int product, int nominal, const QUuid &item, const QDateTime &soldAt, const QString &status)
    {
        static constexpr char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        QString code;
        for (int i = 0; i < 16; ++i) {
            if (i > 0 && i % 4 == 0)
                code += u'-';
            code += QLatin1Char(letters[QRandomGenerator::system()->bounded(32)]);
        }
        const DemoProduct &from = catalogue[static_cast<size_t>(product)];
        Batch &batch = m_batches[product];
        const QUuid row = QUuid::createUuid();
        ++batch.codes;
        m_codes.append(QJsonObject{
            {u"id"_s, id(row)},
            {u"product_id"_s, id(m_productIds[product])},
            {u"code"_s, QString::fromLatin1(Vault::seal(batch.key.key, row, code.toUtf8()).toHex())},
            {u"code_index"_s, QString::fromLatin1(m_vault.blindIndex(m_tenant, code).toHex())},
            {u"last4"_s, Vault::lastFour(code)},
            {u"nominal"_s, nominal},
            {u"cost"_s, money(costOf(from, nominal))},
            {u"currency"_s, text(from.currency)},
            {u"status"_s, status},
            {u"item"_s, item.isNull() ? QJsonValue() : QJsonValue(id(item))},
            {u"sold_at"_s, soldAt.isValid() ? QJsonValue(iso(soldAt)) : QJsonValue()},
            {u"batch"_s, id(batch.id)},
            {u"imported_at"_s, iso(m_stocked)},
        });
    }

    void makeSpend(const QDate &date, int day)
    {
        for (const Channel &channel : channels) {
            if (channel.dailySpend == 0)
                continue;
            const qint64 cents =
                channel.dailySpend * (70 + m_random.bounded(60)) / 100 * (2 * days - day) / (2 * days);
            const int clicks = 6 + m_random.bounded(18);
            m_spend.append(QJsonObject{{u"date"_s, date.toString(Qt::ISODate)},
                                       {u"source"_s, text(channel.source)},
                                       {u"campaign"_s, text(channel.campaign)},
                                       {u"spend"_s, money(cents)},
                                       {u"clicks"_s, clicks},
                                       {u"impressions"_s, clicks * (28 + m_random.bounded(30))}});
        }
    }

    Customer customer()
    {
        if (m_customers.size() > 20 && chance(32))
            return m_customers[m_random.bounded(static_cast<int>(m_customers.size()))];
        Customer made;
        made.first = firstNames[m_random.bounded(static_cast<int>(firstNames.size()))];
        made.last = lastNames[m_random.bounded(static_cast<int>(lastNames.size()))];
        made.email = u"%1.%2%3@example.%4"_s.arg(made.first.toLower(), made.last.toLower())
                         .arg(m_random.bounded(10, 99))
                         .arg(chance(50) ? u"com"_s : u"org"_s);
        made.visitor = u"visitor_"_s + token();
        made.locale = chance(22) ? u"ru"_s : u"en"_s;
        m_customers.append(made);
        return made;
    }

    int product()
    {
        int total = 0;
        for (const DemoProduct &one : catalogue)
            total += one.popularity;
        int at = m_random.bounded(total);
        for (int i = 0; i < static_cast<int>(catalogue.size()); ++i) {
            at -= catalogue[static_cast<size_t>(i)].popularity;
            if (at < 0)
                return i;
        }
        return 0;
    }

    /// One visit: how far it gets down the funnel, and the order when it gets to the end.
    void makeSession(QDateTime at, bool buys)
    {
        int weights = 0;
        for (const Channel &one : channels)
            weights += one.weight;
        int drawn = m_random.bounded(weights);
        const Channel *channel = &channels[0];
        for (const Channel &one : channels) {
            drawn -= one.weight;
            if (drawn < 0) {
                channel = &one;
                break;
            }
        }
        const int chosen = product();
        const DemoProduct &card = catalogue[static_cast<size_t>(chosen)];
        QList<int> nominals;
        for (const int nominal : card.nominals) {
            if (nominal > 0)
                nominals.append(nominal);
        }
        // Cheaper cards sell more often.
        const int nominal = nominals[qMin(m_random.bounded(static_cast<int>(nominals.size())),
                                          m_random.bounded(static_cast<int>(nominals.size())))];
        const QString productId = id(m_productIds[chosen]);
        const QString price = money(priceOf(card, nominal));
        QJsonObject visit{
            {u"session_id"_s, u"sess_"_s + token()},      {u"visitor_id"_s, u"visitor_"_s + token()},
            {u"utm_source"_s, text(channel->source)},     {u"utm_medium"_s, text(channel->medium)},
            {u"utm_campaign"_s, text(channel->campaign)}, {u"device_type"_s, text(pick(devices))},
            {u"country"_s, text(pick(countries))}};
        const auto event = [&](const char *type, const QString &url, const QJsonObject &data) {
            QJsonObject one = visit;
            one.insert(u"event_type"_s, text(type));
            one.insert(u"created_at"_s, iso(at));
            if (!url.isEmpty())
                one.insert(u"url"_s, url);
            if (!data.isEmpty())
                one.insert(u"data"_s, data);
            m_events.append(one);
            at = qMin(at.addSecs(8 + m_random.bounded(70)), m_now);
        };
        const QJsonObject choice{{u"product_id"_s, productId}, {u"nominal"_s, nominal}, {u"price"_s, price}};
        const auto stays = [&](int perCent) {
            const bool drawnStays = chance(perCent);
            return buys || drawnStays;
        };

        // A customer who comes back is the same visitor.
        Customer who;
        const bool buyer = stays(12);
        if (buyer) {
            who = customer();
            visit.insert(u"visitor_id"_s, who.visitor);
        }
        event("page_view", u"/"_s, {{u"page"_s, u"home"_s}});
        if (!buyer && !chance(68))
            return;
        event("view_catalog", u"/catalog"_s, {});
        if (!buyer && !chance(62))
            return;
        event("view_product", u"/product/"_s + productId, {{u"product_id"_s, productId}});
        if (!buyer && !chance(66))
            return;
        event("configurator_open", u"/product/"_s + productId, {{u"product_id"_s, productId}});
        if (!buyer && !chance(42))
            return;
        event("add_to_cart", u"/product/"_s + productId, choice);
        if (!buyer && !chance(55))
            return;
        event("checkout_start", u"/checkout"_s, choice);
        if (!buyer)
            return;
        event("checkout_submit", u"/checkout"_s, choice);
        makeOrder(visit, event, at, *channel, who, chosen, nominal, buys);
    }

    template <typename Event>
    void makeOrder(const QJsonObject &visit, const Event &event, QDateTime &at, const Channel &channel,
                   const Customer &who, int chosen, int nominal, bool buys)
    {
        const DemoProduct &card = catalogue[static_cast<size_t>(chosen)];
        const QUuid order = QUuid::createUuid();
        const QUuid payment = QUuid::createUuid();
        const QString bill = u"demo-%1"_s.arg(id(QUuid::createUuid()).left(18));
        const int drawn = m_random.bounded(100);
        const int drawnQuantity = m_random.bounded(100);
        const int quantity = drawnQuantity < 82 ? 1 : drawnQuantity < 94 ? 2 : 3;
        const QString status = buys || drawn < 84 ? u"paid"_s : drawn < 91 ? u"failed"_s : u"expired"_s;
        const bool paid = status == "paid"_L1;
        const qint64 price = priceOf(card, nominal);
        const qint64 cost = costOf(card, nominal);
        const qint64 total = price * quantity;
        const qint64 fee = paid ? (total * 29 + 500) / 1000 + 30 : 0;
        const QDateTime created = at;
        const QJsonObject bought{{u"order_id"_s, id(order)},
                                 {u"bill_id"_s, bill},
                                 {u"amount"_s, money(total)},
                                 {u"currency"_s, text(card.currency)}};
        event("payment_redirect", {}, bought);
        const QDateTime settled =
            status == "expired"_L1 ? qMin(created.addSecs(3600), m_now) : qMin(at.addSecs(20), m_now);

        // Few orders come back: a whole one (its code is withdrawn), or a part as goodwill.
        qint64 refunded = 0;
        const int drawnRefund = m_random.bounded(100);
        const bool oldEnough = settled < m_now.addDays(-2);
        const bool whole = paid && oldEnough && drawnRefund < 3;
        if (whole)
            refunded = total;
        else if (paid && oldEnough && drawnRefund < 5)
            refunded = total / 10;
        if (refunded > 0) {
            m_refunds.append(QJsonObject{
                {u"order_id"_s, id(order)},
                {u"payment_id"_s, id(payment)},
                {u"amount"_s, money(refunded)},
                {u"currency"_s, text(card.currency)},
                {u"reason"_s, whole ? u"The code had been redeemed before"_s : u"Late delivery"_s},
                {u"type"_s, whole ? u"full"_s : u"partial"_s},
                {u"at"_s, iso(settled.addSecs(6 * 3600 + m_random.bounded(24 * 3600)))}});
        }
        for (int i = 0; i < quantity; ++i) {
            const QUuid item = QUuid::createUuid();
            m_items.append(QJsonObject{{u"id"_s, id(item)},
                                       {u"order_id"_s, id(order)},
                                       {u"product_id"_s, id(m_productIds[chosen])},
                                       {u"name"_s, text(card.name)},
                                       {u"brand"_s, text(card.brand)},
                                       {u"nominal"_s, nominal},
                                       {u"price"_s, money(price)},
                                       {u"cost"_s, paid ? QJsonValue(money(cost)) : QJsonValue()},
                                       {u"currency"_s, text(card.currency)},
                                       {u"created_at"_s, iso(created)}});
            if (paid)
                makeCode(chosen, nominal, item, settled, whole ? u"quarantined"_s : u"sold"_s);
        }
        const bool gift = chance(28);
        const QDateTime sent = qMin(settled.addSecs(2 + m_random.bounded(9)), m_now);
        const qint64 profit = total - cost * quantity;
        QJsonObject row = visit;
        row.insert(u"id"_s, id(order));
        row.insert(u"email"_s, who.email);
        row.insert(u"first_name"_s, who.first);
        row.insert(u"last_name"_s, who.last);
        row.insert(u"locale"_s, who.locale);
        row.insert(u"total"_s, money(total));
        row.insert(u"currency"_s, text(card.currency));
        row.insert(u"status"_s, status);
        row.insert(u"fees"_s, money(fee));
        row.insert(u"refunded"_s, money(refunded));
        row.insert(u"bill"_s, bill);
        row.insert(u"referrer"_s, text(channel.referrer));
        row.insert(u"delivery_type"_s, gift ? u"gift"_s : u"myself"_s);
        row.insert(u"created_at"_s, iso(created));
        row.insert(u"email_status"_s, paid ? u"sent"_s : u"pending"_s);
        if (gift) {
            row.insert(u"recipient_email"_s,
                       u"%1@example.net"_s.arg(
                           firstNames[m_random.bounded(static_cast<int>(firstNames.size()))].toLower()));
            row.insert(u"gift_message"_s,
                       who.locale == "ru"_L1 ? u"С днём рождения!"_s : u"Happy birthday!"_s);
        }
        if (paid) {
            row.insert(u"cost"_s, money(cost * quantity));
            row.insert(u"profit"_s, money(profit));
            row.insert(u"true_profit"_s, money(profit - fee - refunded));
            row.insert(u"paid_at"_s, iso(settled));
            row.insert(u"sent_at"_s, iso(sent));
        }
        m_orders.append(row);
        m_payments.append(QJsonObject{{u"id"_s, id(payment)},
                                      {u"order_id"_s, id(order)},
                                      {u"bill"_s, bill},
                                      {u"status"_s, status},
                                      {u"amount"_s, money(total)},
                                      {u"fee"_s, money(fee)},
                                      {u"currency"_s, text(card.currency)},
                                      {u"processed_at"_s, iso(settled)},
                                      {u"created_at"_s, iso(created)}});
        if (status == "expired"_L1)
            return;
        at = settled;
        if (paid) {
            event("payment_success", {}, bought);
            at = sent;
            event("code_sent", {}, {{u"order_id"_s, id(order)}, {u"codes_count"_s, quantity}});
        }
        event("payment_return", paid ? u"/success"_s : u"/pending"_s, {{u"order_id"_s, id(order)}});
    }

    const Vault &m_vault;
    QUuid m_tenant;
    QRandomGenerator m_random;
    QDateTime m_now;
    QDateTime m_stocked;
    QList<QUuid> m_productIds;
    QList<Batch> m_batches;
    QList<Customer> m_customers;
    QJsonArray m_products;
    QJsonArray m_codes;
    QJsonArray m_orders;
    QJsonArray m_items;
    QJsonArray m_payments;
    QJsonArray m_refunds;
    QJsonArray m_events;
    QJsonArray m_spend;
};

} // namespace

Result<void> fillDemoShop(Connection &connection, Vault &vault, const QUuid &tenant)
{
    DemoShop shop(vault, tenant);
    bool made = false;
    const auto filled = connection.transaction<bool>(tenant, [&](Connection &inside) -> Result<bool> {
        // Two servers that start at once: the second waits here and finds the shop filled.
        if (auto locked = inside.run(lockShop); !locked)
            return failure(locked.error());
        const auto empty = inside.run(isEmpty);
        if (!empty)
            return failure(empty.error());
        if (empty->isEmpty() || !empty->flag(0, "empty"))
            return false;
        if (!made)
            shop.make();
        made = true;
        return shop.write(inside, empty->text(0, "domain"));
    });
    if (!filled)
        return failure(filled.error());
    return {};
}

} // namespace lonieve::importer
