// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/codeimport.h"

#include "server/importer/csvreader.h"
#include "server/importer/decimal.h"
#include "server/store/connection.h"
#include "server/store/failpoint.h"
#include "server/store/vault.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>

#include <array>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {

using store::Connection;
using store::Rows;
using store::Statement;
using store::Vault;

constexpr qsizetype shortestCode = 4;
constexpr qsizetype longestCode = 200;
constexpr qsizetype linesKept = 1000;

const Statement selectProducts = {"import_codes_products",
                                  "select id, name, region, currency, nominals from products "
                                  "where status <> 'archived'"};
const Statement selectBatch = {"import_codes_batch",
                               "select wrapped_key, key_version from code_batches where batch_id = $1"};
const Statement createBatch = {"import_codes_create_batch",
                               "select create_code_batch($1, $2, $3::int, $4, $5::uuid)"};
const Statement createTable = {
    "import_codes_table",
    "create temp table incoming_codes (line int, id uuid, product_id uuid, nominal numeric, "
    "cost_price numeric, currency text, code bytea, code_index bytea, code_last4 text, "
    "expires_at timestamptz) on commit drop"};
const char copyCodes[] = "copy incoming_codes (line, id, product_id, nominal, cost_price, currency, code, "
                         "code_index, code_last4, expires_at) from stdin";
const Statement takeCodes = {"import_codes_take", "select line, outcome from take_incoming_codes($1)"};
const Statement fulfilWaiting = {"import_codes_fulfil", "select fulfil_waiting_orders() as fulfilled"};

/// Ends a transaction that must leave nothing behind; never seen by callers.
const QString rolledBack = u"importer_rolled_back"_s;

struct Product
{
    QUuid id;
    QString title;
    QByteArray currency;
    QList<qint64> nominals; ///< in hundredths
};

struct IndexKey
{
    std::array<quint64, 2> half = {};
    bool operator==(const IndexKey &) const = default;
};
size_t qHash(const IndexKey &key, size_t seed = 0)
{
    return static_cast<size_t>(key.half[0]) ^ seed;
}

struct Row
{
    qint64 line = 0;
    QUuid id;
    qsizetype product = 0;
    QByteArray nominal;
    QByteArray cost; ///< empty: unknown
    QByteArray sealed;
    QByteArray index;
    QByteArray lastFour;
    QByteArray expires; ///< empty: never
};

QString outcomeTitle(const QString &outcome)
{
    static const QHash<QString, QString> titles = {
        {u"duplicate"_s, u"Duplicate code"_s},
        {u"duplicate_in_file"_s, u"Code twice in the file"_s},
        {u"unknown_product"_s, u"Unknown product"_s},
        {u"ambiguous_product"_s, u"Several products of that name"_s},
        {u"nominal_unlisted"_s, u"Nominal not offered by the product"_s},
        {u"bad_nominal"_s, u"Nominal is not an amount"_s},
        {u"bad_cost"_s, u"Cost is not an amount"_s},
        {u"bad_code"_s, u"Code cannot be right"_s},
        {u"bad_expiry"_s, u"Expiry is not a date"_s},
        {u"expired"_s, u"Code has expired"_s},
        {u"currency_mismatch"_s, u"Currency is not the product's"_s},
        {u"bad_row"_s, u"Line cannot be read"_s},
    };
    return titles.value(outcome, outcome);
}

/// What the store says of a row that it did not take.
QString storeMessage(const QString &outcome, const QByteArray &lastFour)
{
    if (outcome == "duplicate"_L1)
        return u"This code (…%1) is in the store already. Nothing to do if it was imported before."_s.arg(
            QString::fromUtf8(lastFour));
    if (outcome == "unknown_product"_L1)
        return u"The product was removed meanwhile. Choose another one."_s;
    if (outcome == "nominal_unlisted"_L1)
        return u"The product does not offer this nominal. Add it to the product first."_s;
    return u"The store refused the line (%1)."_s.arg(outcome);
}

class Job final
{
public:
    Job(Connection &connection, Vault &vault, std::unique_ptr<ByteSource> csv,
        const CodeImportOptions &options)
        : m_connection(connection)
        , m_vault(vault)
        , m_options(options)
        , m_reader(std::move(csv), readerOptions())
    {}

    Result<CodeImportReport> run()
    {
        m_report.dryRun = m_options.dryRun;
        if (auto header = readHeader(); !header)
            return failure(header.error());
        if (auto loaded = loadProducts(); !loaded)
            return failure(loaded.error());
        if (auto opened = openBatch(); !opened)
            return failure(opened.error());

        CsvRow row;
        bool committed = false;
        for (;;) {
            const auto more = m_reader.next(row);
            if (!more) {
                if (!committed)
                    return failure(more.error());
                m_report.complete = false;
                m_report.errors << more.error().message;
                break;
            }
            if (!*more)
                break;
            ++m_linesRead;
            consider(row);
            if (m_rows.size() >= m_options.inOneGo) {
                if (auto taken = flush(); !taken)
                    return stopped(taken.error(), committed);
                committed = true;
                tell();
            }
        }
        if (auto taken = flush(); !taken)
            return stopped(taken.error(), committed);
        tell();
        if (m_report.imported > 0) {
            if (auto fulfilled = fulfil(); !fulfilled)
                m_report.errors << u"The codes are in the store, but waiting orders could not be completed "
                                   u"just now; the server does it by itself."_s;
        }
        for (auto it = m_report.outcomes.cbegin(); it != m_report.outcomes.cend(); ++it) {
            m_report.errors << (it.value() == 1
                                    ? u"%1: line %2"_s.arg(outcomeTitle(it.key())).arg(m_firstOf[it.key()])
                                    : u"%1: %2 lines, the first is %3"_s.arg(outcomeTitle(it.key()))
                                          .arg(it.value())
                                          .arg(m_firstOf[it.key()]));
        }
        return m_report;
    }

private:
    static CsvOptions readerOptions()
    {
        CsvOptions options;
        options.maxField = 4096;
        options.maxRow = 64 * 1024;
        return options;
    }

    Result<CodeImportReport> stopped(const Error &error, bool committed)
    {
        if (!committed)
            return failure(error);
        m_report.complete = false;
        m_report.errors << u"The import stopped after line %1: %2 Start it again with the same file; codes "
                           u"that are in the store already are recognised."_s.arg(m_lastTaken)
                               .arg(error.message);
        return m_report;
    }

    Result<void> readHeader()
    {
        CsvRow header;
        const auto more = m_reader.next(header);
        if (!more)
            return failure(more.error());
        if (!*more)
            return failure(ErrorCode::InvalidInput, u"empty_file"_s,
                           u"The file is empty. It needs a first line code,nominal,product_id,cost_price."_s);
        QStringList names;
        QStringList unused;
        const std::array<std::pair<const char *, int *>, 7> known = {{{"code", &m_code},
                                                                      {"nominal", &m_nominal},
                                                                      {"product_id", &m_productId},
                                                                      {"product_name", &m_productName},
                                                                      {"cost_price", &m_cost},
                                                                      {"currency", &m_currency},
                                                                      {"expires_at", &m_expires}}};
        for (int i = 0; i < header.count(); ++i) {
            const QString name = header.text(i).trimmed();
            names << name;
            int *target = nullptr;
            for (const auto &[title, place] : known) {
                if (name.compare(QLatin1String(title), Qt::CaseInsensitive) == 0)
                    target = place;
            }
            if (!target) {
                unused << name;
                continue;
            }
            if (*target >= 0)
                return failure(ErrorCode::InvalidInput, u"duplicate_column"_s,
                               u"The column “%1” is there twice."_s.arg(name));
            *target = i;
        }
        QStringList missing;
        if (m_code < 0)
            missing << u"code"_s;
        if (m_nominal < 0)
            missing << u"nominal"_s;
        if (m_productId < 0 && m_productName < 0 && m_options.product.isNull())
            missing << u"product_id"_s;
        if (!missing.isEmpty()) {
            // A file without a header line has a code where the names should be: it must not be echoed.
            const bool looksLikeHeader = m_code >= 0 || m_nominal >= 0 || m_productId >= 0;
            return failure(ErrorCode::InvalidInput, u"missing_columns"_s,
                           u"The first line must name the columns; missing: %1.%2"_s.arg(
                               missing.join(u", "_s), looksLikeHeader
                                                          ? u" The file has: %1."_s.arg(names.join(u", "_s))
                                                          : QString()));
        }
        unused.removeAll(QString());
        if (!unused.isEmpty())
            m_report.errors << u"Columns that were not used: %1"_s.arg(unused.join(u", "_s));
        return {};
    }

    Result<void> loadProducts()
    {
        const auto rows = m_connection.once(m_options.tenant, selectProducts);
        if (!rows)
            return failure(rows.error());
        for (int i = 0; i < rows->count(); ++i) {
            Product product;
            product.id = rows->uuid(i, "id");
            product.title = rows->text(i, "name") + u' ' + rows->text(i, "region");
            product.currency = rows->text(i, "currency").toUtf8();
            const QJsonArray nominals = rows->array(i, "nominals");
            for (const QJsonValue &nominal : nominals)
                product.nominals.append(qRound64(nominal.toDouble() * 100));
            const qsizetype at = m_products.size();
            m_byId.insert(product.id, at);
            m_byName[rows->text(i, "name").simplified().toCaseFolded()].append(at);
            m_byName[product.title.simplified().toCaseFolded()].append(at);
            m_products.append(product);
        }
        if (!m_options.product.isNull() && !m_byId.contains(m_options.product))
            return failure(
                ErrorCode::NotFound, u"unknown_product"_s,
                u"There is no product %1."_s.arg(m_options.product.toString(QUuid::WithoutBraces)));
        return {};
    }

    Result<void> openBatch()
    {
        m_batch = QUuid(m_options.batchId);
        if (m_batch.isNull()) {
            if (!m_options.batchId.isEmpty())
                return failure(ErrorCode::InvalidInput, u"bad_batch"_s, u"The batch id is not a UUID."_s);
            m_batch = QUuid::createUuid();
        } else {
            const auto rows =
                m_connection.once(m_options.tenant, selectBatch, {m_batch.toString(QUuid::WithoutBraces)});
            if (!rows)
                return failure(rows.error());
            if (!rows->isEmpty()) {
                const auto key = m_vault.unwrap(m_batch, rows->bytes(0, "wrapped_key"),
                                                static_cast<int>(rows->integer(0, "key_version")));
                if (!key)
                    return failure(key.error());
                m_key.key = *key;
                m_batchExists = true;
                m_report.batchId = m_batch.toString(QUuid::WithoutBraces);
                return {};
            }
        }
        m_key = m_vault.newDataKey(m_batch);
        return {};
    }

    void refuse(qint64 line, const QString &outcome, const QString &message)
    {
        ++m_report.skipped;
        ++m_report.outcomes[outcome];
        const auto known = m_firstOf.constFind(outcome);
        if (known == m_firstOf.constEnd() || *known > line)
            m_firstOf.insert(outcome, line);
        const ImportLine refused = {line, outcome, message};
        if (m_report.lines.size() < linesKept)
            m_report.lines.append(refused);
        if (m_options.refused)
            m_options.refused(refused);
    }

    /// Checks one row and, when it can be taken, seals it.
    void consider(const CsvRow &csv)
    {
        Row row;
        row.line = csv.line + qMax(0, m_options.firstLine - 2);
        const auto no = [&](const QString &outcome, const QString &message) {
            refuse(row.line, outcome, message);
        };
        if (csv.problem != CsvProblem::None)
            return no(u"bad_row"_s, CsvReader::problemText(csv.problem));

        // The product.
        const QByteArray productId = csv.field(m_productId).trimmed().toByteArray();
        const QString productName = csv.text(m_productName).simplified();
        if (!productId.isEmpty()) {
            const auto at = m_byId.constFind(QUuid(productId));
            if (at == m_byId.constEnd())
                return no(u"unknown_product"_s,
                          u"There is no product with the id “%1”. Copy the id from Products."_s.arg(
                              QString::fromUtf8(productId).left(60)));
            row.product = *at;
        } else if (!productName.isEmpty()) {
            const QList<qsizetype> named = m_byName.value(productName.toCaseFolded());
            if (named.isEmpty())
                return no(u"unknown_product"_s,
                          u"There is no product called “%1”."_s.arg(productName.left(60)));
            if (named.size() > 1)
                return no(u"ambiguous_product"_s,
                          u"%1 products are called “%2”. Add the region to the name, or give product_id."_s
                              .arg(named.size())
                              .arg(productName.left(60)));
            row.product = named.first();
        } else if (!m_options.product.isNull()) {
            row.product = m_byId.value(m_options.product);
        } else {
            return no(u"unknown_product"_s, u"The product is missing. Fill in product_id."_s);
        }
        const Product &product = m_products[row.product];

        // The amounts.
        const QByteArrayView nominalText = csv.field(m_nominal).trimmed();
        const auto nominal = Decimal::parse(nominalText);
        if (!nominal || nominal->sign() <= 0 || !(nominal->rounded(2) == *nominal))
            return no(u"bad_nominal"_s, nominalText.isEmpty()
                                            ? u"The nominal is missing."_s
                                            : u"“%1” is not a nominal. Write it like 50 or 25.50."_s.arg(
                                                  QString::fromUtf8(nominalText).left(30)));
        if (!product.nominals.contains(nominal->times(100).toInteger()))
            return no(
                u"nominal_unlisted"_s,
                u"%1 does not offer %2. Add the nominal to the product first, or correct the line."_s.arg(
                    product.title, QString::fromLatin1(nominal->text())));
        row.nominal = nominal->text(2);
        const QByteArrayView costText = csv.field(m_cost).trimmed();
        if (!costText.isEmpty()) {
            const auto cost = Decimal::parse(costText);
            if (!cost || cost->sign() < 0 || !(cost->rounded(2) == *cost))
                return no(u"bad_cost"_s, u"“%1” is not a cost. Write it like 37.50, or leave it empty."_s.arg(
                                             QString::fromUtf8(costText).left(30)));
            row.cost = cost->text(2);
        }
        const QByteArray currency = csv.field(m_currency).trimmed().toByteArray().toUpper();
        if (!currency.isEmpty() && currency != product.currency)
            return no(u"currency_mismatch"_s, u"The line is in %1, %2 is sold in %3."_s.arg(
                                                  QString::fromUtf8(currency).left(10), product.title,
                                                  QString::fromUtf8(product.currency)));

        // The expiry: a day counts to its end (UTC).
        const QString expiresText = csv.text(m_expires).trimmed();
        if (!expiresText.isEmpty()) {
            QDateTime expires;
            if (expiresText.size() == 10) {
                const QDate day = QDate::fromString(expiresText, Qt::ISODate);
                if (day.isValid())
                    expires = day.addDays(1).startOfDay(Qt::UTC);
            } else {
                expires = QDateTime::fromString(expiresText, Qt::ISODate);
                if (expires.timeSpec() == Qt::LocalTime)
                    expires.setTimeSpec(Qt::UTC);
            }
            if (!expires.isValid())
                return no(u"bad_expiry"_s,
                          u"“%1” is not a date. Write it like 2027-12-31."_s.arg(expiresText.left(30)));
            if (expires <= QDateTime::currentDateTimeUtc())
                return no(u"expired"_s, u"The code expired on %1."_s.arg(expiresText.left(30)));
            row.expires = expires.toUTC().toString(Qt::ISODate).toLatin1();
        }

        // The code itself.
        const QString code = csv.text(m_code).trimmed();
        if (code.isEmpty())
            return no(u"bad_code"_s, u"The code is missing."_s);
        for (const QChar c : code) {
            if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format ||
                c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph)
                return no(u"bad_code"_s,
                          u"The code holds an invisible character (U+%1). Type it again."_s.arg(
                              static_cast<uint>(c.unicode()), 4, 16, QLatin1Char('0')));
        }
        const qsizetype length = Vault::normalised(code).size();
        if (length < shortestCode)
            return no(u"bad_code"_s, u"The code is shorter than %1 characters."_s.arg(shortestCode));
        if (code.size() > longestCode)
            return no(u"bad_code"_s, u"The code is longer than %1 characters."_s.arg(longestCode));

        row.index = m_vault.blindIndex(m_options.tenant, code);
        row.lastFour = Vault::lastFour(code).toUtf8();
        IndexKey key;
        memcpy(key.half.data(), row.index.constData(),
               qMin<size_t>(16, static_cast<size_t>(row.index.size())));
        if (const auto seen = m_seen.constFind(key); seen != m_seen.constEnd())
            return no(u"duplicate_in_file"_s,
                      u"The same code (…%1) is on line %2 already. Remove one of them."_s
                          .arg(QString::fromUtf8(row.lastFour))
                          .arg(*seen));
        m_seen.insert(key, row.line);
        row.id = QUuid::createUuid();
        row.sealed = Vault::seal(m_key.key, row.id, code.toUtf8());
        m_rows.append(row);
    }

    /// Empty for SQL's null; text columns of ours hold neither tabs nor backslashes unless escaped here.
    static void appendField(QByteArray &out, const QByteArray &value, bool nullIfEmpty = false)
    {
        if (value.isEmpty() && nullIfEmpty) {
            out += "\\N";
            return;
        }
        for (const char c : value) {
            if (c == '\\')
                out += "\\\\";
            else if (c == '\t')
                out += "\\t";
            else
                out += c;
        }
    }

    QByteArray copyText(qsizetype &at) const
    {
        QByteArray out;
        out.reserve(1 << 18);
        for (; at < m_rows.size() && out.size() < (1 << 18) - 2048; ++at) {
            const Row &row = m_rows[at];
            out += QByteArray::number(row.line) + '\t' + row.id.toByteArray(QUuid::WithoutBraces) + '\t' +
                   m_products[row.product].id.toByteArray(QUuid::WithoutBraces) + '\t' + row.nominal + '\t';
            appendField(out, row.cost, true);
            out += '\t' + m_products[row.product].currency + "\t\\\\x" + row.sealed.toHex() + "\t\\\\x" +
                   row.index.toHex() + '\t';
            appendField(out, row.lastFour);
            out += '\t';
            appendField(out, row.expires, true);
            out += '\n';
        }
        return out;
    }

    Result<void> flush()
    {
        if (m_rows.isEmpty())
            return {};
        const QString batch = m_batch.toString(QUuid::WithoutBraces);
        QList<std::pair<qint64, QString>> outcomes;
        qint64 taken = 0;
        const auto done =
            m_connection.transaction<bool>(m_options.tenant, [&](Connection &connection) -> Result<bool> {
                outcomes.clear();
                taken = 0;
                if (!m_batchExists) {
                    const auto created = connection.run(
                        createBatch, {batch, store::Param::bytes(m_key.wrapped), m_key.masterVersion,
                                      m_options.fileName.isEmpty() ? store::Param(nullptr)
                                                                   : store::Param(m_options.fileName),
                                      m_options.staff});
                    if (!created)
                        return failure(created.error());
                }
                if (auto table = connection.run(createTable); !table)
                    return failure(table.error());
                qsizetype at = 0;
                if (auto copied = connection.copyIn(copyCodes, [&] { return copyText(at); }); !copied)
                    return failure(copied.error());
                const auto rows = connection.run(takeCodes, {batch});
                if (!rows)
                    return failure(rows.error());
                const int lineColumn = rows->column("line");
                const int outcomeColumn = rows->column("outcome");
                for (int i = 0; i < rows->count(); ++i) {
                    const QByteArray outcome = rows->raw(i, outcomeColumn);
                    if (outcome == "imported")
                        ++taken;
                    else
                        outcomes.append({rows->raw(i, lineColumn).toLongLong(), QString::fromUtf8(outcome)});
                }
                if (m_options.dryRun || taken == 0)
                    return failure(ErrorCode::Cancelled, rolledBack, QString());
                return true;
            });
        if (!done && done.error().key != rolledBack)
            return failure(done.error());
        if (done) {
            m_batchExists = true;
            m_report.batchId = batch;
            m_report.imported += taken;
            store::failpoint("import.batch_committed");
        } else {
            m_report.wouldImport += taken;
        }
        QHash<qint64, QByteArray> lastFours;
        if (!outcomes.isEmpty()) {
            for (const Row &row : std::as_const(m_rows))
                lastFours.insert(row.line, row.lastFour);
        }
        for (const auto &[line, outcome] : std::as_const(outcomes))
            refuse(line, outcome, storeMessage(outcome, lastFours.value(line)));
        m_lastTaken = m_rows.last().line;
        m_rows.clear();
        return {};
    }

    Result<void> fulfil()
    {
        for (;;) {
            const auto rows = m_connection.once(m_options.tenant, fulfilWaiting);
            if (!rows)
                return failure(rows.error());
            const qint64 now = rows->isEmpty() ? 0 : rows->integer(0, "fulfilled");
            m_report.fulfilled += now;
            if (now < 100)
                return {};
        }
    }

    void tell()
    {
        if (m_options.progress)
            m_options.progress({m_linesRead, m_reader.source().consumed(), m_reader.source().size()});
    }

    Connection &m_connection;
    Vault &m_vault;
    const CodeImportOptions &m_options;
    CsvReader m_reader;
    CodeImportReport m_report;
    int m_code = -1;
    int m_nominal = -1;
    int m_productId = -1;
    int m_productName = -1;
    int m_cost = -1;
    int m_currency = -1;
    int m_expires = -1;
    QList<Product> m_products;
    QHash<QUuid, qsizetype> m_byId;
    QHash<QString, QList<qsizetype>> m_byName;
    QUuid m_batch;
    Vault::DataKey m_key;
    bool m_batchExists = false;
    QList<Row> m_rows;
    QHash<IndexKey, qint64> m_seen;
    QHash<QString, qint64> m_firstOf;
    qint64 m_linesRead = 0;
    qint64 m_lastTaken = 0;
};

} // namespace

QJsonObject CodeImportReport::toJson() const
{
    QJsonArray list;
    for (const ImportLine &line : lines)
        list.append(
            QJsonObject{{u"line"_s, line.line}, {u"outcome"_s, line.outcome}, {u"message"_s, line.message}});
    QJsonObject counts;
    for (auto it = outcomes.cbegin(); it != outcomes.cend(); ++it)
        counts.insert(it.key(), it.value());
    QJsonObject json{
        {u"success"_s, complete},    {u"imported"_s, imported},
        {u"skipped"_s, skipped},     {u"errors"_s, QJsonArray::fromStringList(errors)},
        {u"batchId"_s, batchId},     {u"lines"_s, list},
        {u"outcomes"_s, counts},     {u"dryRun"_s, dryRun},
        {u"fulfilled"_s, fulfilled},
    };
    if (dryRun)
        json.insert(u"wouldImport"_s, wouldImport);
    return json;
}

Result<CodeImportReport> importCodes(Connection &connection, Vault &vault, std::unique_ptr<ByteSource> csv,
                                     const CodeImportOptions &options)
{
    return Job(connection, vault, std::move(csv), options).run();
}

Result<CodeImportReport> importCodes(Connection &connection, Vault &vault, const QByteArray &csv,
                                     const CodeImportOptions &options)
{
    auto source = ByteSource::fromBytes(csv);
    if (!source)
        return failure(source.error());
    return importCodes(connection, vault, std::move(*source), options);
}

} // namespace lonieve::importer
