// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/orderimport.h"

#include "models/money.h"
#include "server/store/connection.h"
#include "server/store/failpoint.h"

#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {

using store::Connection;
using store::Statement;

// ---- SQL -----------------------------------------------------------------------------------------

const char stageTables[] = R"(
set client_min_messages = warning;
set statement_timeout = 0; -- the COPY lasts as long as the reading
drop table if exists pg_temp.import_lines;
create temp table import_lines (
    line bigint not null, kind "char" not null, doc text, sku text, name text, quantity int,
    unit_price numeric, amount numeric, at timestamptz, email text, first_name text, last_name text,
    country text, city text, currency text, brand text, region text, category text);
reset client_min_messages;
)";
// Without figures the planner would take these for small tables.
const char finishStage[] = "create index on import_lines (doc, line) where kind = 's'; analyze import_lines";
const char copyLines[] = "copy import_lines from stdin";

const Statement lockSource = {"import_lock",
                              "select pg_advisory_xact_lock(hashtextextended('lonieve.import.' || $1, 0))"};
const Statement setMemory = {"import_memory", "set local work_mem = '48MB'"};
const Statement anyPaid = {"import_any_paid",
                           "select exists (select from orders where status = 'paid') as any_paid"};

/// A product's name is what most of its lines call it, sold lines before others, later before earlier.
const Statement addProducts = {"import_add_products", R"(
with names as (
    select sku, name, bool_or(kind = 's') as sold, count(*) as times, max(line) as latest
    from import_lines where name is not null group by sku, name),
best as (
    select distinct on (sku) sku, name from names order by sku, sold desc, times desc, latest desc),
attributes as (
    select sku, max(brand) as brand, max(region) as region, max(category) as category,
           max(currency) as currency
    from import_lines where sku is not null group by sku)
insert into products (name, brand, region, category, nominals, base_price, currency, status, delivery_time,
                      source, external_ref)
select coalesce(b.name, a.sku), coalesce(a.brand, $2), coalesce(a.region, $3), coalesce(a.category, $4),
       '[]', 100, coalesce(a.currency, $5), $6, 'imported', $1, a.sku
from attributes a left join best b using (sku)
on conflict (tenant_id, source, external_ref) do nothing)"};

const Statement findProducts = {"import_find_products", R"(
create temp table import_products on commit drop as
select p.external_ref as sku, p.id, p.name, p.brand, p.created_at = now() as added
from products p
where p.source = current_setting('lonieve.import_source')
  and p.external_ref in (select sku from import_lines))"};
const Statement nameSource = {"import_name_source", "select set_config('lonieve.import_source', $1, true)"};
const Statement countProducts = {"import_count_products", R"(
select count(*) as present, count(*) filter (where added) as added from import_products)"};

const Statement findOrders = {"import_find_orders", R"(
create temp table import_orders on commit drop as
select row_number() over (order by min(l.at), l.doc) as n, l.doc, gen_random_uuid() as id, min(l.at) as at,
       sum(l.amount) as total, min(l.currency) as currency,
       (array_agg(l.email order by l.line) filter (where l.email is not null))[1] as email,
       (array_agg(l.first_name order by l.line) filter (where l.first_name is not null))[1] as first_name,
       (array_agg(l.last_name order by l.line) filter (where l.last_name is not null))[1] as last_name,
       (array_agg(l.country order by l.line) filter (where l.country is not null))[1] as country,
       (array_agg(l.city order by l.line) filter (where l.city is not null))[1] as city
from import_lines l
where l.kind = 's' and not exists (
    select from orders o
    where o.source = current_setting('lonieve.import_source') and o.external_ref = l.doc)
group by l.doc)"};
const Statement analyseOrders = {"import_analyse_orders", "analyze import_orders"};
const Statement analyseProducts = {"import_analyse_products", "analyze import_products"};
const Statement indexOrders = {"import_index_orders", "create index on import_orders (n)"};
const Statement countOrders = {"import_count_orders", R"(
select (select count(*) from import_orders) as missing,
       (select count(distinct doc) from import_lines where kind = 's') as wanted)"};

const Statement addOrders = {"import_add_orders", R"(
insert into orders (id, email, first_name, last_name, total_amount, currency, status, payment_method,
                    email_status, country, city, source, external_ref, created_at, paid_at)
select id, email, first_name, last_name, total, currency, 'paid', 'import', 'none', country, city,
       current_setting('lonieve.import_source'), doc, at, at
from import_orders order by n)"};

const Statement findItems = {"import_find_items", R"(
create temp table import_items on commit drop as
select o.n, o.id as order_id, p.id as product_id, coalesce(l.name, p.name) as product_name,
       p.brand as product_brand, l.amount, l.unit_price, l.quantity, o.currency,
       o.doc || '#' || row_number() over (partition by o.n order by l.line) as external_ref, l.at
from import_orders o
join import_lines l on l.doc = o.doc and l.kind = 's'
join import_products p on p.sku = l.sku
order by o.n, l.line)"};
const Statement indexItems = {"import_index_items", "create index on import_items (n)"};
const Statement countItems = {"import_count_items", "select count(*) as items from import_items"};
const Statement analyseItems = {"import_analyse_items", "analyze import_items"};

// The checks of foreign keys keep their plans for the session. Made while a table is empty, such a plan may
// walk through all orders for every item; new figures make new plans.
const Statement analyseStoreProducts = {"import_analyse_store_products", "analyze products"};
const Statement analyseStoreOrders = {"import_analyse_store_orders", "analyze orders"};

const Statement addItems = {"import_add_items", R"(
insert into order_items (order_id, product_id, product_name, product_brand, nominal, price, unit_price,
                         quantity, currency, external_ref, created_at)
select order_id, product_id, product_name, product_brand, round(unit_price, 2), amount, unit_price, quantity,
       currency, external_ref, at
from import_items where n between $1::bigint and $2::bigint)"};

const Statement countRefunds = {"import_count_refunds",
                                "select count(*) as wanted from import_lines where kind = 'r'"};
/// A cancellation is taken as a whole: when its first line is there, all of it is.
const Statement addRefunds = {"import_add_refunds", R"(
with numbered as (
    select l.*, row_number() over (partition by doc order by line) as ordinal
    from import_lines l where kind = 'r')
insert into refunds (refund_amount, currency, refund_reason, refund_type, status, requested_at, processed_at,
                     source, external_ref)
select n.amount, n.currency, n.doc || ': ' || abs(n.quantity) || ' × ' || coalesce(n.name, n.sku), 'partial',
       'completed', n.at, n.at, current_setting('lonieve.import_source'), n.doc || '#' || n.ordinal
from numbered n
where not exists (
    select from refunds r
    where r.source = current_setting('lonieve.import_source') and r.external_ref = n.doc || '#1')
order by n.line
on conflict (tenant_id, source, external_ref) do nothing
returning 1)"};

const Statement settleTenant = {"import_settle_tenant", R"(
update tenants set settings = settings || jsonb_build_object('currency', $1::text, 'time_zone', $2::text)
where id = current_tenant()
  and (settings ->> 'currency' is distinct from $1::text or settings ->> 'time_zone' is distinct from $2::text)
returning 1)"};
const Statement tenantSettings = {"import_tenant_settings", R"(
select coalesce(settings ->> 'currency', 'USD') as currency, coalesce(settings ->> 'time_zone', 'UTC') as zone
from tenants where id = current_tenant())"};
const Statement writeAudit = {"import_audit", R"(
insert into audit_log (action, object, object_id, detail) values ('orders.import', 'import', $1, $2::jsonb))"};

const Statement storeTotals = {"import_store_totals", R"(
with docs as (select distinct doc from import_lines where kind = 's'),
held as (
    select o.* from orders o join docs d on d.doc = o.external_ref
    where o.source = $1 and o.status = 'paid')
select count(*) filter (where currency = $2) as orders,
       coalesce(sum(total_amount) filter (where currency = $2), 0) as gross,
       coalesce(sum(total_amount) filter (where currency = $2 and email is not null), 0) as known_gross,
       count(distinct email) filter (where currency = $2) as customers,
       count(distinct country) filter (where currency = $2) as countries,
       count(*) as all_orders,
       (select count(*) from order_items i join held h on h.id = i.order_id) as items,
       (select coalesce(sum(i.price), 0) from order_items i join held h on h.id = i.order_id
        where i.currency = $2) as item_gross
from held)"};
const Statement storeRefunds = {"import_store_refunds", R"(
with docs as (select distinct doc from import_lines where kind = 'r')
select count(*) as lines, coalesce(sum(r.refund_amount) filter (where r.currency = $2), 0) as amount,
       count(distinct d.doc) as documents
from refunds r join docs d on d.doc = regexp_replace(r.external_ref, '#[0-9]+$', '')
where r.source = $1 and r.status = 'completed')"};
const Statement storeProducts = {"import_store_products", R"(
select count(*) as products from products
where source = $1 and external_ref in (select sku from import_lines))"};
const Statement storeMonths = {"import_store_months", R"(
select to_char(o.created_at at time zone $3, 'YYYY-MM') as month, sum(o.total_amount) as gross
from orders o
where o.source = $1 and o.currency = $2 and o.status = 'paid'
  and o.external_ref in (select doc from import_lines where kind = 's')
group by 1 order by 1)"};

constexpr qint64 ordersInOneGo = 1000;

} // namespace

void RoundedSum::add(const Decimal &amount, const Decimal &roundedAmount)
{
    exact += amount;
    rounded += roundedAmount;
    ++lines;
}

namespace {

class Job final
{
public:
    Job(Connection *connection, std::unique_ptr<ByteSource> csv, const Mapping &mapping,
        const OrderImportOptions &options)
        : m_connection(connection)
        , m_mapping(mapping)
        , m_options(options)
        , m_reader(std::move(csv), mapping.csv)
        , m_places(qMin(2, minorDigits(QString::fromLatin1(mapping.currency))))
    {}

    Result<OrderImportReport> run()
    {
        auto report = readAndWrite();
        if (m_staged && m_connection->isAlive())
            (void)m_connection->script("reset statement_timeout; drop table pg_temp.import_lines");
        return report;
    }

private:
    Result<OrderImportReport> readAndWrite()
    {
        m_report.dryRun = m_options.dryRun;
        m_report.source = m_mapping.source;
        m_report.currency = QString::fromLatin1(m_mapping.currency);
        m_report.zone = QString::fromLatin1(m_mapping.zone);
        QElapsedTimer timer;
        timer.start();
        CsvRow header;
        const auto first = m_reader.next(header);
        if (!first)
            return failure(first.error());
        if (!*first)
            return failure(ErrorCode::InvalidInput, u"empty_file"_s, u"The file is empty."_s);
        const auto layout = m_mapping.locate(header);
        if (!layout)
            return failure(layout.error());
        m_layout = *layout;
        m_columns = header.count();

        if (m_options.dryRun) {
            readChunk();
            if (m_failed)
                return failure(*m_failed);
        } else {
            if (auto staged = stage(); !staged)
                return failure(staged.error());
        }
        finishFigures();
        m_report.readMs = timer.restart();
        if (!m_options.dryRun) {
            if (auto written = write(); !written)
                return failure(written.error());
            if (auto compared = compareWithStore(); !compared)
                return failure(compared.error());
            m_report.writeMs = timer.elapsed();
        } else {
            compare({});
        }
        return m_report;
    }

    struct StoreFigures
    {
        qint64 orders = 0;
        qint64 allOrders = 0;
        qint64 items = 0;
        qint64 customers = 0;
        qint64 countries = 0;
        qint64 products = 0;
        qint64 refundLines = 0;
        qint64 refundDocuments = 0;
        Decimal gross;
        Decimal itemGross;
        Decimal knownGross;
        Decimal refunds;
        QMap<QString, Decimal> months;
    };
    enum Seen : quint8 { SeenSale = 1, SeenRefund = 2, SeenReported = 4 };
    struct Invoice
    {
        quint8 seen = 0;
        qint16 currency = -1; ///< of its sales, in m_currencies
    };

    void tell(OrderImportProgress::Stage stage, qint64 done, qint64 total)
    {
        if (!m_options.progress)
            return;
        int percent = total > 0 ? static_cast<int>(done * 100 / total) : -1;
        if (stage == OrderImportProgress::Stage::Reading && m_reader.source().size() > 0)
            percent = static_cast<int>(m_reader.source().consumed() * 100 / m_reader.source().size());
        m_options.progress({stage, done, total, percent});
    }

    void report(const CsvRow &row, const QString &reason, const QString &text)
    {
        ++m_report.file.reportedLines;
        ReasonCount &count = m_report.reasons[reason];
        count.text = text;
        ++count.lines;
        if (count.first.size() < 5)
            count.first.append(row.line);
        if (m_options.reported)
            m_options.reported({row.line, reason, text, &row});
    }

    QByteArrayView field(const CsvRow &row, Field name) const
    {
        return row.field(m_layout.column[static_cast<size_t>(name)]).trimmed();
    }

    static void append(QByteArray &out, QByteArrayView value)
    {
        out += '\t';
        if (value.isEmpty()) {
            out += "\\N";
            return;
        }
        for (const char c : value) {
            switch (c) {
            case '\\':
                out += "\\\\";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                out += c;
            }
        }
    }

    /// Judges lines until about 256 KiB of COPY text are there; empty at the end or when reading failed.
    QByteArray readChunk()
    {
        QByteArray out;
        out.reserve(300 * 1024);
        CsvRow row;
        while (out.size() < 256 * 1024) {
            const auto more = m_reader.next(row);
            if (!more) {
                m_failed = more.error();
                m_failed->message += u" Nothing was imported."_s;
                m_ended = true;
                return {};
            }
            if (!*more) {
                m_ended = true;
                break;
            }
            judge(row, out);
            if (m_report.file.lines % 5000 == 0)
                tell(OrderImportProgress::Stage::Reading, m_report.file.lines, 0);
        }
        if (m_ended)
            tell(OrderImportProgress::Stage::Reading, m_report.file.lines, m_report.file.lines);
        return out;
    }

    void judge(const CsvRow &row, QByteArray &out)
    {
        FileFigures &file = m_report.file;
        ++file.lines;
        if (row.problem != CsvProblem::None)
            return report(row, u"unreadable"_s, CsvReader::problemText(row.problem));
        if (row.count() != m_columns)
            return report(row, u"wrong_columns"_s, u"The line does not have as many columns as the header"_s);

        const QByteArrayView doc = field(row, Field::Order);
        const QByteArrayView sku = field(row, Field::Sku);
        const QByteArrayView country = field(row, Field::Country);
        const QByteArray customer = m_mapping.customerKey(row, m_layout);
        Invoice *invoice = nullptr; // valid until the next line
        if (!doc.isEmpty())
            invoice = &m_invoices[doc.toByteArray()];
        if (!sku.isEmpty())
            m_stockCodes.insert(sku.toByteArray());
        if (!customer.isEmpty())
            m_customers.insert(customer);
        if (!country.isEmpty())
            m_countries.insert(country.toByteArray());
        const auto no = [&](const QString &reason, const QString &text) {
            if (invoice)
                invoice->seen |= SeenReported;
            report(row, reason, text);
            // The product is known all the same.
            if (!sku.isEmpty() && sku.size() <= 200)
                write(out, row, 'x', {}, sku, nullptr, nullptr, 0, {});
        };
        if (doc.isEmpty())
            return no(u"no_order"_s, u"The line names no order"_s);
        if (sku.isEmpty())
            return no(u"no_product"_s, u"The line names no product"_s);
        if (doc.size() > 200 || sku.size() > 200)
            return no(u"too_long"_s, u"The order or product number is longer than 200 characters"_s);

        // The numbers.
        qint64 quantity = 1;
        if (m_layout.column[static_cast<size_t>(Field::Quantity)] >= 0) {
            const auto number = Decimal::parse(field(row, Field::Quantity), m_mapping.numbers);
            if (!number || !number->isInteger())
                return no(u"bad_quantity"_s, u"The quantity is not a whole number"_s);
            quantity = number->toInteger();
            if (qAbs(quantity) > 2'000'000'000)
                return no(u"bad_quantity"_s, u"The quantity is too large"_s);
        }
        const bool byAmount = m_layout.column[static_cast<size_t>(Field::Amount)] >= 0;
        const auto price =
            Decimal::parse(field(row, byAmount ? Field::Amount : Field::UnitPrice), m_mapping.numbers);
        if (!price)
            return no(u"bad_price"_s, u"The price is not an amount"_s);
        const Decimal amount = byAmount ? *price : price->times(quantity);
        QByteArray currency = field(row, Field::Currency).toByteArray().toUpper();
        if (currency.isEmpty())
            currency = m_mapping.currency;
        const bool ours = currency == m_mapping.currency;
        if (ours)
            file.net += amount;
        if (currency.size() != 3 ||
            !std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
            return no(u"bad_currency"_s, u"The currency is not a code of three letters"_s);
        const int places = ours ? m_places : qMin(2, minorDigits(QString::fromLatin1(currency)));

        const Rule *rule = m_mapping.judge(row, m_layout);
        if (!rule)
            return no(u"no_rule"_s, u"No rule of the mapping fits the line"_s);
        if (rule->verdict == Verdict::Report)
            return no(rule->reason, rule->text);
        const auto moment = m_mapping.time->parse(field(row, Field::Time));
        if (!moment)
            return no(u"bad_time"_s, u"The time is not written as the mapping says"_s);

        const bool refund = rule->verdict == Verdict::Refund;
        const Decimal positive = refund && amount.sign() < 0 ? -amount : amount;
        const Decimal rounded = positive.rounded(places);
        if (positive.sign() < 0 || (!refund && quantity <= 0))
            return no(u"negative_sale"_s, u"A rule of the mapping takes a negative line for a sale"_s);
        if (refund && rounded.sign() == 0)
            return no(u"rounds_to_zero"_s, u"A refund of less than half the smallest coin"_s);
        if (!(rounded < Decimal::ofInteger(1'000'000'000'000)))
            return no(u"too_large"_s, u"The amount is too large"_s);
        Decimal unit = *price;
        if (byAmount) {
            const auto each = price->dividedBy(quantity);
            if (!each)
                return no(u"bad_quantity"_s, u"The quantity is zero"_s);
            unit = *each;
        }
        if (unit.sign() < 0)
            unit = -unit;
        if (!(unit < Decimal::ofInteger(10'000'000'000)))
            return no(u"too_large"_s, u"The price is too large"_s);

        if (!refund) {
            qsizetype known = m_currencies.indexOf(currency);
            if (known < 0) {
                known = m_currencies.size();
                m_currencies.append(currency);
            }
            if (invoice->currency >= 0 && invoice->currency != known)
                return no(u"mixed_currency"_s,
                          u"The line's currency is not that of its order's first line"_s);
            invoice->currency = static_cast<qint16>(known);
        }
        invoice->seen |= refund ? SeenRefund : SeenSale;
        if (!ours) {
            ++file.otherCurrencyLines;
            ++(refund ? m_otherRefunds : m_otherSales);
        }
        if (refund) {
            if (ours)
                file.refunds.add(positive, rounded);
        } else {
            if (ours) {
                file.gross.add(positive, rounded);
                const QString month = u"%1-%2"_s.arg(moment->year, 4, 10, QLatin1Char('0'))
                                          .arg(moment->month, 2, 10, QLatin1Char('0'));
                file.months[month].add(positive, rounded);
                if (!customer.isEmpty()) {
                    file.withCustomer.add(positive, rounded);
                    m_grossCustomers.insert(customer);
                }
                if (!country.isEmpty())
                    m_grossCountries.insert(country.toByteArray());
            }
        }
        const Written written = {quantity, unit, rounded};
        write(out, row, refund ? 'r' : 's', doc, sku, &written, &currency, moment->utcMs,
              m_mapping.email(row, m_layout).value_or(QByteArray()));
    }

    struct Written
    {
        qint64 quantity = 0;
        Decimal unit;
        Decimal amount;
    };

    void write(QByteArray &out, const CsvRow &row, char kind, QByteArrayView doc, QByteArrayView sku,
               const Written *written, const QByteArray *currency, qint64 utcMs, const QByteArray &email)
    {
        if (m_options.dryRun)
            return;
        out += QByteArray::number(row.line);
        out += '\t';
        out += kind;
        append(out, doc);
        append(out, sku);
        append(out, field(row, Field::Name));
        if (written) {
            append(out, QByteArray::number(written->quantity));
            append(out, written->unit.text());
            append(out, written->amount.text(2));
            append(out, isoText(utcMs));
        } else {
            out += "\t\\N\t\\N\t\\N\t\\N";
        }
        append(out, email);
        append(out, field(row, Field::FirstName));
        append(out, field(row, Field::LastName));
        append(out, field(row, Field::Country));
        append(out, field(row, Field::City));
        append(out, currency ? QByteArrayView(*currency) : QByteArrayView());
        append(out, field(row, Field::Brand));
        append(out, field(row, Field::Region));
        append(out, field(row, Field::Category));
        out += '\n';
    }

    /// Neighbouring lines mostly have the same time.
    QByteArray isoText(qint64 utcMs)
    {
        if (utcMs != m_isoOf || m_iso.isEmpty()) {
            m_isoOf = utcMs;
            m_iso = QDateTime::fromMSecsSinceEpoch(utcMs, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1();
        }
        return m_iso;
    }

    Result<void> stage()
    {
        if (auto made = m_connection->script(stageTables); !made)
            return failure(made.error());
        m_staged = true;
        // A line may add nothing, but a chunk that is empty has seen the end.
        const auto copied = m_connection->copyIn(copyLines, [this] { return readChunk(); });
        if (m_failed)
            return failure(*m_failed);
        if (!copied)
            return failure(copied.error());
        if (auto analysed = m_connection->script(finishStage); !analysed)
            return failure(analysed.error());
        store::failpoint("import.staged");
        return {};
    }

    void finishFigures()
    {
        FileFigures &file = m_report.file;
        file.stockCodes = m_stockCodes.size();
        file.invoices = m_invoices.size();
        file.customers = m_customers.size();
        file.countries = m_countries.size();
        file.grossCustomers = m_grossCustomers.size();
        file.grossCountries = m_grossCountries.size();
        for (const Invoice &invoice : std::as_const(m_invoices)) {
            file.grossInvoices += (invoice.seen & SeenSale) != 0;
            file.refundInvoices += (invoice.seen & SeenRefund) != 0;
            file.reportedOnlyInvoices += invoice.seen == SeenReported;
        }
    }

    Result<void> write()
    {
        const auto written = m_connection->transaction<
            bool>(m_options.tenant, [this](Connection &connection) -> Result<bool> {
            const QString tenant = m_options.tenant.toString(QUuid::WithoutBraces);
            const auto step = [&connection](const Statement &statement,
                                            const store::Params &params = {}) -> Result<store::Rows> {
                return connection.run(statement, params);
            };
            // A second import of the same source waits here and then finds everything there.
            if (auto r = step(lockSource, {tenant + u'.' + m_mapping.source}); !r)
                return failure(r.error());
            if (auto r = step(setMemory); !r)
                return failure(r.error());
            if (auto r = step(nameSource, {m_mapping.source}); !r)
                return failure(r.error());
            const auto paid = step(anyPaid);
            if (!paid)
                return failure(paid.error());
            const bool firstOrders = !paid->flag(0, "any_paid");

            tell(OrderImportProgress::Stage::Products, 0, m_report.file.stockCodes);
            if (auto r = step(addProducts, {m_mapping.source, text(m_mapping.brand), text(m_mapping.region),
                                            text(m_mapping.category), text(m_mapping.currency),
                                            text(m_mapping.productStatus)});
                !r)
                return failure(r.error());
            if (auto r = step(findProducts); !r)
                return failure(r.error());
            const auto products = step(countProducts);
            if (!products)
                return failure(products.error());
            m_report.productsAdded = products->integer(0, "added");
            m_report.productsThere = products->integer(0, "present") - m_report.productsAdded;
            tell(OrderImportProgress::Stage::Products, m_report.file.stockCodes, m_report.file.stockCodes);

            for (const Statement *statement : {&analyseProducts, &findOrders, &indexOrders, &analyseOrders}) {
                if (auto r = step(*statement); !r)
                    return failure(r.error());
            }
            const auto orders = step(countOrders);
            if (!orders)
                return failure(orders.error());
            const qint64 missing = orders->integer(0, "missing");
            m_report.ordersAdded = missing;
            m_report.ordersThere = orders->integer(0, "wanted") - missing;
            m_report.itemsAdded = 0;
            tell(OrderImportProgress::Stage::Orders, 0, missing);
            if (missing > 0) {
                for (const Statement *statement : {&addOrders, &analyseStoreProducts, &analyseStoreOrders,
                                                   &findItems, &indexItems, &analyseItems}) {
                    if (auto r = step(*statement); !r)
                        return failure(r.error());
                }
            }
            if (missing > 0) {
                const auto items = step(countItems);
                if (!items)
                    return failure(items.error());
                m_report.itemsAdded = items->integer(0, "items");
            }
            for (qint64 from = 1; from <= missing; from += ordersInOneGo) {
                const qint64 to = qMin(missing, from + ordersInOneGo - 1);
                if (auto r = step(addItems, {from, to}); !r)
                    return failure(r.error());
                tell(OrderImportProgress::Stage::Orders, to, missing);
                store::failpoint("import.orders_written");
            }

            const auto wanted = step(countRefunds);
            if (!wanted)
                return failure(wanted.error());
            tell(OrderImportProgress::Stage::Refunds, 0, wanted->integer(0, "wanted"));
            const auto refunds = step(addRefunds);
            if (!refunds)
                return failure(refunds.error());
            m_report.refundsAdded = refunds->count();
            m_report.refundsThere = wanted->integer(0, "wanted") - m_report.refundsAdded;
            tell(OrderImportProgress::Stage::Refunds, wanted->integer(0, "wanted"),
                 wanted->integer(0, "wanted"));

            m_report.settingsChanged = false;
            if (firstOrders && missing > 0) {
                const auto settled = step(settleTenant, {text(m_mapping.currency), text(m_mapping.zone)});
                if (!settled)
                    return failure(settled.error());
                m_report.settingsChanged = settled->count() > 0;
            }
            const auto settings = step(tenantSettings);
            if (!settings)
                return failure(settings.error());
            if (!settings->isEmpty()) {
                m_report.reportingCurrency = settings->text(0, "currency");
                m_report.reportingZone = settings->text(0, "zone");
            }
            if (m_report.ordersAdded + m_report.refundsAdded + m_report.productsAdded > 0) {
                const QJsonObject detail{{u"file"_s, m_options.fileName},
                                         {u"orders"_s, m_report.ordersAdded},
                                         {u"refunds"_s, m_report.refundsAdded},
                                         {u"products"_s, m_report.productsAdded}};
                if (auto r = step(writeAudit, {m_mapping.source, detail}); !r)
                    return failure(r.error());
            }
            store::failpoint("import.before_commit");
            return true;
        });
        if (!written)
            return failure(written.error());
        store::failpoint("import.orders_committed");
        if (m_report.ordersAdded > 0) {
            // The planner should know the new rows at once; a store that refuses only plans worse for a
            // while.
            (void)m_connection->script(
                "analyze products; analyze orders; analyze order_items; analyze refunds");
        }
        return {};
    }

    static store::Param text(const QByteArray &value)
    {
        if (value.isEmpty())
            return nullptr;
        return QString::fromUtf8(value);
    }

    Result<void> compareWithStore()
    {
        tell(OrderImportProgress::Stage::Checking, 0, 1);
        StoreFigures store;
        const auto read =
            m_connection->transaction<bool>(m_options.tenant, [&](Connection &connection) -> Result<bool> {
                const store::Params where = {m_mapping.source, text(m_mapping.currency)};
                const auto decimal = [](const store::Rows &rows, int row, const char *name) {
                    return Decimal::parse(rows.raw(row, rows.column(name))).value_or(Decimal());
                };
                const auto totals = connection.run(storeTotals, where);
                if (!totals)
                    return failure(totals.error());
                store.orders = totals->integer(0, "orders");
                store.allOrders = totals->integer(0, "all_orders");
                store.items = totals->integer(0, "items");
                store.customers = totals->integer(0, "customers");
                store.countries = totals->integer(0, "countries");
                store.gross = decimal(*totals, 0, "gross");
                store.itemGross = decimal(*totals, 0, "item_gross");
                store.knownGross = decimal(*totals, 0, "known_gross");
                const auto refunds = connection.run(storeRefunds, where);
                if (!refunds)
                    return failure(refunds.error());
                store.refundLines = refunds->integer(0, "lines");
                store.refundDocuments = refunds->integer(0, "documents");
                store.refunds = decimal(*refunds, 0, "amount");
                const auto products = connection.run(storeProducts, {m_mapping.source});
                if (!products)
                    return failure(products.error());
                store.products = products->integer(0, "products");
                const auto months = connection.run(
                    storeMonths, {m_mapping.source, text(m_mapping.currency), text(m_mapping.zone)});
                if (!months)
                    return failure(months.error());
                store.months.clear();
                for (int i = 0; i < months->count(); ++i)
                    store.months.insert(months->text(i, "month"), decimal(*months, i, "gross"));
                return true;
            });
        if (!read)
            return failure(read.error());
        compare(store);
        tell(OrderImportProgress::Stage::Checking, 1, 1);
        return {};
    }

    void compare(const std::optional<StoreFigures> &store)
    {
        const FileFigures &file = m_report.file;
        const auto number = [](qint64 value) { return Decimal::ofInteger(value).grouped(0); };
        const auto add = [this](Comparison one) {
            if (one.verdict == Comparison::Verdict::Different)
                m_report.consistent = false;
            m_report.comparisons.append(one);
        };
        const auto count = [&](const QString &figure, qint64 inFile, std::optional<qint64> inStore,
                               const QString &note = {}) {
            Comparison one = {figure, number(inFile), {}, Comparison::Verdict::FileOnly, note};
            if (store && inStore) {
                one.store = number(*inStore);
                one.verdict =
                    *inStore == inFile ? Comparison::Verdict::Equal : Comparison::Verdict::Different;
            }
            add(one);
        };
        const auto money = [&](const QString &figure, const RoundedSum &sum, std::optional<Decimal> inStore) {
            Comparison one = {figure, sum.exact.grouped(2), {}, Comparison::Verdict::FileOnly, {}};
            const Decimal difference = sum.rounded - sum.exact;
            if (store && inStore) {
                one.store = inStore->grouped(2);
                if (*inStore == sum.exact)
                    one.verdict = Comparison::Verdict::Equal;
                else if (*inStore == sum.rounded)
                    one.verdict = Comparison::Verdict::Rounding;
                else
                    one.verdict = Comparison::Verdict::Different;
            }
            if (difference.sign() != 0)
                one.note = u"rounding each line to the minor unit: %1%2"_s.arg(
                    difference.sign() > 0 ? u"+"_s : QString(), difference.grouped(3));
            if (one.verdict == Comparison::Verdict::Different)
                one.note = u"expected %1; orders that were there before are not changed"_s.arg(
                    sum.rounded.grouped(2));
            add(one);
        };
        const auto of = [&store](auto member) {
            using Value = std::decay_t<decltype((*store).*member)>;
            return store ? std::optional<Value>((*store).*member) : std::optional<Value>();
        };
        std::optional<qint64> lines;
        std::optional<qint64> documents;
        if (store) {
            lines = store->items + store->refundLines + file.reportedLines;
            documents = store->allOrders + store->refundDocuments + file.reportedOnlyInvoices;
        }
        count(u"lines"_s, file.lines, lines,
              u"items + refunds + %1 reported"_s.arg(number(file.reportedLines)));
        count(u"stock codes"_s, file.stockCodes, of(&StoreFigures::products), u"products"_s);
        count(u"invoices"_s, file.invoices, documents,
              u"orders + refund documents + %1 with reported lines only"_s.arg(
                  number(file.reportedOnlyInvoices)));
        count(u"customers"_s, file.customers, std::nullopt,
              u"%1 of them bought; the others only cancelled or were reported"_s.arg(
                  number(file.grossCustomers)));
        count(u"countries"_s, file.countries, std::nullopt,
              u"%1 of them with sales"_s.arg(number(file.grossCountries)));
        add({u"net of all lines"_s,
             file.net.grouped(2),
             {},
             Comparison::Verdict::FileOnly,
             u"reported lines included"_s});
        money(u"gross revenue"_s, file.gross, of(&StoreFigures::gross));
        money(u"  the same, from items"_s, file.gross, of(&StoreFigures::itemGross));
        count(u"  invoices with sales"_s, file.grossInvoices, of(&StoreFigures::allOrders), u"paid orders"_s);
        count(u"  lines with sales"_s, file.gross.lines + m_otherSales, of(&StoreFigures::items),
              u"order items"_s);
        count(u"  countries with sales"_s, file.grossCountries, of(&StoreFigures::countries));
        count(u"cancellations, invoices"_s, file.refundInvoices, of(&StoreFigures::refundDocuments));
        count(u"cancellations, lines"_s, file.refunds.lines + m_otherRefunds, of(&StoreFigures::refundLines),
              u"refunds"_s);
        money(u"cancellations, amount"_s, file.refunds, of(&StoreFigures::refunds));
        money(u"with a customer"_s, file.withCustomer, of(&StoreFigures::knownGross));
        count(u"  customers who bought"_s, file.grossCustomers, of(&StoreFigures::customers));
        for (auto it = file.months.cbegin(); it != file.months.cend(); ++it) {
            std::optional<Decimal> inStore;
            if (store)
                inStore = store->months.value(it.key());
            money(u"gross "_s + it.key(), it.value(), inStore);
        }
    }

    Connection *m_connection;
    const Mapping &m_mapping;
    const OrderImportOptions &m_options;
    CsvReader m_reader;
    int m_places;
    Layout m_layout;
    int m_columns = 0;
    OrderImportReport m_report;
    QHash<QByteArray, Invoice> m_invoices;
    QList<QByteArray> m_currencies;
    QSet<QByteArray> m_stockCodes;
    QSet<QByteArray> m_customers;
    QSet<QByteArray> m_countries;
    QSet<QByteArray> m_grossCustomers;
    QSet<QByteArray> m_grossCountries;
    qint64 m_otherSales = 0;
    qint64 m_otherRefunds = 0;
    qint64 m_isoOf = 0;
    QByteArray m_iso;
    bool m_staged = false;
    bool m_ended = false;
    std::optional<Error> m_failed;
};

} // namespace

QString OrderImportReport::toText() const
{
    QString out;
    const auto line = [&out](const QString &text = {}) { out += text + u'\n'; };
    const auto number = [](qint64 value) { return Decimal::ofInteger(value).grouped(0); };
    line(dryRun ? u"Orders from “%1”: a dry run, nothing was written"_s.arg(source)
                : u"Orders from “%1”"_s.arg(source));
    line();
    if (!dryRun) {
        line(u"                      added  there already"_s);
        const auto row = [&](const QString &name, qint64 added, qint64 there) {
            line(u"  %1 %2 %3"_s.arg(name, -14).arg(number(added), 10).arg(number(there), 14));
        };
        row(u"products"_s, productsAdded, productsThere);
        row(u"orders"_s, ordersAdded, ordersThere);
        row(u"refunds"_s, refundsAdded, refundsThere);
        line();
    }
    static const QHash<Comparison::Verdict, QString> verdicts = {
        {Comparison::Verdict::Equal, u"equal"_s},
        {Comparison::Verdict::Rounding, u"rounded"_s},
        {Comparison::Verdict::Different, u"DIFFERENT"_s},
        {Comparison::Verdict::FileOnly, QString()}};
    line(u"  %1 %2 %3  %4 %5"_s.arg(u"figure"_s, -24)
             .arg(u"file"_s, 18)
             .arg(u"store"_s, 18)
             .arg(u""_s, -9)
             .arg(u"note"_s));
    for (const Comparison &one : comparisons) {
        QString text = u"  %1 %2 %3  %4 %5"_s.arg(one.figure, -24)
                           .arg(one.file, 18)
                           .arg(one.store.isEmpty() ? u"–"_s : one.store, 18)
                           .arg(verdicts.value(one.verdict), -9)
                           .arg(one.note);
        while (text.endsWith(u' '))
            text.chop(1);
        line(text);
    }
    line();
    line(u"  Amounts in %1, months in %2. Lines that occur twice are two lines: duplicates are kept."_s.arg(
        currency, zone));
    if (file.otherCurrencyLines > 0)
        line(u"  %1 lines are in other currencies; they are imported, but not part of the sums above."_s.arg(
            number(file.otherCurrencyLines)));
    line();
    line(u"  Lines not taken: %1"_s.arg(number(file.reportedLines)));
    for (auto it = reasons.cbegin(); it != reasons.cend(); ++it) {
        QStringList first;
        for (const qint64 at : it->first)
            first << QString::number(at);
        line(u"  %1  %2: %3 (line %4%5)"_s.arg(number(it->lines), 9)
                 .arg(it.key(), it->text, first.join(u", "_s),
                      it->lines > it->first.size() ? u", …"_s : QString()));
    }
    if (!dryRun) {
        line();
        if (settingsChanged)
            line(u"  The shop had no paid orders, so it now reports in %1 and counts days in %2."_s.arg(
                reportingCurrency, reportingZone));
        else if (reportingCurrency == currency)
            line(u"  The shop reports in %1 and counts days in %2."_s.arg(reportingCurrency, reportingZone));
        else
            line(
                u"  The shop keeps reporting in %1 (days in %2); choose the currency %3 to see these orders."_s
                    .arg(reportingCurrency, reportingZone, currency));
        line(u"  Read in %1 s, written and checked in %2 s."_s
                 .arg(static_cast<double>(readMs) / 1000, 0, 'f', 1)
                 .arg(static_cast<double>(writeMs) / 1000, 0, 'f', 1));
    }
    return out;
}

QJsonObject OrderImportReport::toJson() const
{
    static const QHash<Comparison::Verdict, QString> verdicts = {
        {Comparison::Verdict::Equal, u"equal"_s},
        {Comparison::Verdict::Rounding, u"rounded"_s},
        {Comparison::Verdict::Different, u"different"_s},
        {Comparison::Verdict::FileOnly, u"file_only"_s}};
    QJsonArray rows;
    for (const Comparison &one : comparisons)
        rows.append(
            QJsonObject{{u"figure"_s, one.figure.trimmed()},
                        {u"file"_s, QString(one.file).remove(u',')},
                        {u"store"_s, one.store.isEmpty() ? QJsonValue() : QString(one.store).remove(u',')},
                        {u"verdict"_s, verdicts.value(one.verdict)},
                        {u"note"_s, one.note}});
    QJsonObject reported;
    for (auto it = reasons.cbegin(); it != reasons.cend(); ++it)
        reported.insert(it.key(), it->lines);
    return {{u"source"_s, source},
            {u"dryRun"_s, dryRun},
            {u"currency"_s, currency},
            {u"timeZone"_s, zone},
            {u"products"_s, QJsonObject{{u"added"_s, productsAdded}, {u"there"_s, productsThere}}},
            {u"orders"_s, QJsonObject{{u"added"_s, ordersAdded}, {u"there"_s, ordersThere}}},
            {u"items"_s, QJsonObject{{u"added"_s, itemsAdded}}},
            {u"refunds"_s, QJsonObject{{u"added"_s, refundsAdded}, {u"there"_s, refundsThere}}},
            {u"figures"_s, rows},
            {u"consistent"_s, consistent},
            {u"notTaken"_s, file.reportedLines},
            {u"reasons"_s, reported},
            {u"reportingCurrency"_s, reportingCurrency},
            {u"reportingTimeZone"_s, reportingZone},
            {u"settingsChanged"_s, settingsChanged},
            {u"readMs"_s, readMs},
            {u"writeMs"_s, writeMs}};
}

Result<OrderImportReport> importOrders(Connection *connection, std::unique_ptr<ByteSource> csv,
                                       const Mapping &mapping, const OrderImportOptions &options)
{
    if (!connection && !options.dryRun)
        return failure(ErrorCode::Internal, u"store_misuse"_s, u"An import needs a connection."_s);
    return Job(connection, std::move(csv), mapping, options).run();
}

} // namespace lonieve::importer
