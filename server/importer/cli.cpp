// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/cli.h"

#include "server/importer/codeimport.h"
#include "server/importer/csvreader.h"
#include "server/importer/mapping.h"
#include "server/importer/orderimport.h"
#include "server/settings.h"
#include "server/store/cluster.h"
#include "server/store/connection.h"
#include "server/store/vault.h"

#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>
#include <optional>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {

const QUuid defaultTenant(u"00000000-0000-4000-8000-000000000001"_s);

const QList<OptionSpec> importOptions = {
    {"--preset", "NAME", "orders: one of the mappings that the program brings (online-retail)"},
    {"--mapping", "FILE", "orders: a mapping of your own; docs/import.md describes it"},
    {"--product", "UUID", "codes: the product of lines that name none"},
    {"--tenant", "UUID", "the shop; the default is the first one"},
    {"--report", "FILE", "write every line that was not taken to this CSV file"},
    {"--dry-run", "", "check everything, write nothing"},
    {"--json", "", "the report as one JSON object"},
    {"--quiet", "", "no progress"},
};

int fail(const Error &error)
{
    std::fprintf(stderr, "lonieve-server import: %s\n", qPrintable(error.message));
    return error.key == "usage"_L1 ? 2 : 1;
}

Error usage(const QString &message)
{
    return {ErrorCode::InvalidInput, u"usage"_s, message};
}

/// One line on a terminal that is written over; elsewhere a line now and then.
class Progress final
{
public:
    explicit Progress(bool quiet) : m_quiet(quiet), m_terminal(isatty(STDERR_FILENO) == 1)
    {
        m_timer.start();
        m_sinceShown.start();
    }
    ~Progress() { finish(); }

    void show(const QString &stage, qint64 done, qint64 total, int percent, const QString &unit)
    {
        if (m_quiet)
            return;
        if (stage != m_stage) {
            finish();
            m_stage = stage;
            m_timer.restart();
        } else if (m_sinceShown.elapsed() < (m_terminal ? 200 : 5000) && percent != 100) {
            return;
        }
        m_sinceShown.restart();
        const qint64 ms = qMax<qint64>(1, m_timer.elapsed());
        QString text = u"%1: %L2"_s.arg(stage).arg(done);
        if (total > 0)
            text += u" of %L1"_s.arg(total);
        text += u' ' + unit;
        if (percent >= 0)
            text += u", %1 %"_s.arg(percent);
        if (ms > 500)
            text += u", %L1 %2/s"_s.arg(done * 1000 / ms).arg(unit);
        std::fprintf(stderr, m_terminal ? "\r\x1b[K%s" : "%s\n", qPrintable(text));
        std::fflush(stderr);
        m_open = m_terminal;
    }

    void finish()
    {
        if (m_open)
            std::fputc('\n', stderr);
        m_open = false;
    }

private:
    bool m_quiet;
    bool m_terminal;
    bool m_open = false;
    QString m_stage;
    QElapsedTimer m_timer;
    QElapsedTimer m_sinceShown;
};

/// The CSV of lines that were not taken. Writes into a temporary name, so that half a report never looks
/// whole.
class ReportFile final
{
public:
    Result<void> open(const QString &path, const QByteArray &header)
    {
        m_path = path;
        m_file.setFileName(path + u".part"_s);
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
            return failure(ErrorCode::InvalidInput, u"report_unwritable"_s,
                           u"The report %1 cannot be written: %2"_s.arg(path, m_file.errorString()));
        m_file.write(header);
        return {};
    }
    bool isOpen() const { return m_file.isOpen(); }
    void line(const QByteArray &cells)
    {
        if (m_file.isOpen())
            m_file.write(cells + "\n");
    }
    Result<void> close()
    {
        if (!m_file.isOpen())
            return {};
        const bool good = m_file.flush() && m_file.error() == QFileDevice::NoError;
        m_file.close();
        QFile::remove(m_path);
        if (!good || !m_file.rename(m_path))
            return failure(ErrorCode::Internal, u"report_unwritable"_s,
                           u"The report %1 could not be written to its end."_s.arg(m_path));
        return {};
    }

private:
    QString m_path;
    QFile m_file;
};

/// Where the import goes: the private cluster of the data directory, or DATABASE_URL.
struct Store
{
    std::unique_ptr<store::Cluster> cluster;
    QString ownerUri;
    std::unique_ptr<store::Connection> connection;
};

Result<Store> openStore(const Settings &settings, const QString &role)
{
    Store opened;
    opened.ownerUri = settings.value("DATABASE_URL");
    if (opened.ownerUri.isEmpty()) {
        auto cluster = store::Cluster::attach(settings.dataDir());
        if (!cluster)
            return failure(cluster.error());
        opened.cluster = std::move(*cluster);
        opened.ownerUri = opened.cluster->ownerUri();
    }
    if (const auto migrated = store::migrate(opened.ownerUri); !migrated)
        return failure(migrated.error());
    store::ConnectOptions options{opened.ownerUri, role, u"lonieve-import"_s};
    options.statementTimeoutSeconds = 0; // nobody waits at a counter; a busy machine may take its time
    auto connection = store::Connection::open(options);
    if (!connection)
        return failure(connection.error());
    opened.connection = std::move(*connection);
    return opened;
}

Result<QUuid> tenantOf(const Settings &settings)
{
    if (!settings.has("--tenant"))
        return defaultTenant;
    const QUuid tenant(settings.option("--tenant"));
    if (tenant.isNull())
        return failure(usage(u"“%1” is not the id of a shop."_s.arg(settings.option("--tenant"))));
    return tenant;
}

const store::Statement findTenant = {"import_find_tenant", "select name from tenants where id = $1::uuid"};

Result<void> checkTenant(store::Connection &connection, const QUuid &tenant)
{
    const auto rows = connection.once(tenant, findTenant, {tenant});
    if (!rows)
        return failure(rows.error());
    if (rows->isEmpty())
        return failure(ErrorCode::NotFound, u"unknown_tenant"_s,
                       u"There is no shop %1."_s.arg(tenant.toString(QUuid::WithoutBraces)));
    return {};
}

qint64 peakMemoryKiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

/// Where the lines that were not taken go when nobody says: beside the store, so that none is lost.
QString standardReport(const Settings &settings, const QString &kind)
{
    if (settings.has("--report"))
        return settings.option("--report");
    const QString folder = settings.dataDir() + u"/reports"_s;
    if (!QDir().mkpath(folder))
        return {};
    return u"%1/import-%2-%3.csv"_s.arg(folder, kind,
                                        QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s));
}

int importOrderFile(const Settings &settings, const QString &path)
{
    if (settings.has("--preset") == settings.has("--mapping"))
        return fail(usage(u"Say how to read the file: --preset NAME (%1) or --mapping FILE."_s.arg(
            Mapping::presets().join(u", "_s))));
    const auto mapping = settings.has("--preset") ? Mapping::preset(settings.option("--preset"))
                                                  : Mapping::fromFile(settings.option("--mapping"));
    if (!mapping)
        return fail(mapping.error());
    const auto tenant = tenantOf(settings);
    if (!tenant)
        return fail(tenant.error());
    auto source = ByteSource::open(path);
    if (!source)
        return fail(source.error());

    OrderImportOptions options;
    options.tenant = *tenant;
    options.fileName = QFileInfo(path).fileName();
    options.dryRun = settings.has("--dry-run");
    Progress progress(settings.has("--quiet"));
    options.progress = [&progress](const OrderImportProgress &now) {
        static const QHash<int, std::pair<QString, QString>> stages = {{0, {u"reading"_s, u"lines"_s}},
                                                                       {1, {u"products"_s, u"products"_s}},
                                                                       {2, {u"orders"_s, u"orders"_s}},
                                                                       {3, {u"refunds"_s, u"refunds"_s}},
                                                                       {4, {u"checking"_s, u"of 1"_s}}};
        const auto &[stage, unit] = *stages.constFind(static_cast<int>(now.stage));
        if (now.stage != OrderImportProgress::Stage::Checking)
            progress.show(stage, now.done, now.total, now.percent, unit);
    };
    ReportFile report;
    const QString reportPath = standardReport(settings, mapping->source);
    if (!reportPath.isEmpty()) {
        if (const auto opened = report.open(reportPath, "line,reason,message,the line's fields\n"); !opened)
            return fail(opened.error());
    }
    options.reported = [&report](const ReportedLine &line) {
        QByteArray cells = QByteArray::number(line.line) + ',' + csvCell(line.reason.toUtf8()) + ',' +
                           csvCell(line.text.toUtf8());
        for (int i = 0; line.row && i < line.row->count(); ++i)
            cells += ',' + csvCell(line.row->field(i));
        report.line(cells);
    };

    Store opened;
    if (!options.dryRun) {
        auto attached = openStore(settings, {});
        if (!attached)
            return fail(attached.error());
        opened = std::move(*attached);
        if (const auto known = checkTenant(*opened.connection, *tenant); !known)
            return fail(known.error());
    }
    const auto done = importOrders(opened.connection.get(), std::move(*source), *mapping, options);
    progress.finish();
    if (!done) {
        fail(done.error());
        return 1;
    }
    if (const auto closed = report.close(); !closed)
        return fail(closed.error());
    if (settings.has("--json")) {
        QJsonObject json = done->toJson();
        json.insert(u"report"_s, reportPath);
        json.insert(u"peakMemoryKiB"_s, peakMemoryKiB());
        std::printf("%s\n", QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    } else {
        std::printf("%s", qPrintable(done->toText()));
        std::printf("  Peak memory of this program %lld MiB.\n",
                    static_cast<long long>(peakMemoryKiB() / 1024));
        if (!reportPath.isEmpty() && done->file.reportedLines > 0)
            std::printf("  Every line that was not taken, and why: %s\n", qPrintable(reportPath));
    }
    return done->consistent ? 0 : 1;
}

int importCodeFile(const Settings &settings, const QString &path)
{
    const auto tenant = tenantOf(settings);
    if (!tenant)
        return fail(tenant.error());
    CodeImportOptions options;
    options.tenant = *tenant;
    options.fileName = path == "-"_L1 ? QString() : QFileInfo(path).fileName();
    options.dryRun = settings.has("--dry-run");
    if (settings.has("--product")) {
        options.product = QUuid(settings.option("--product"));
        if (options.product.isNull())
            return fail(usage(u"“%1” is not the id of a product."_s.arg(settings.option("--product"))));
    }
    auto source = ByteSource::open(path);
    if (!source)
        return fail(source.error());
    Progress progress(settings.has("--quiet"));
    options.progress = [&progress](const CodeImportProgress &now) {
        const int percent = now.size > 0 ? static_cast<int>(now.consumed * 100 / now.size) : -1;
        progress.show(u"codes"_s, now.lines, 0, percent, u"lines"_s);
    };
    ReportFile report;
    if (settings.has("--report")) {
        if (const auto made = report.open(settings.option("--report"), "line,outcome,message\n"); !made)
            return fail(made.error());
        options.refused = [&report](const ImportLine &line) {
            report.line(QByteArray::number(line.line) + ',' + csvCell(line.outcome.toUtf8()) + ',' +
                        csvCell(line.message.toUtf8()));
        };
    }

    auto opened = openStore(settings, u"lonieve_app"_s);
    if (!opened)
        return fail(opened.error());
    if (const auto known = checkTenant(*opened->connection, *tenant); !known)
        return fail(known.error());
    const auto vault = store::Vault::load(settings.masterKeyFile(), true);
    if (!vault)
        return fail(vault.error());
    if (const auto prepared = (*vault)->prepare(*opened->connection); !prepared)
        return fail(prepared.error());

    QElapsedTimer timer;
    timer.start();
    const auto done = importCodes(*opened->connection, **vault, std::move(*source), options);
    progress.finish();
    if (!done)
        return fail(done.error());
    if (const auto closed = report.close(); !closed)
        return fail(closed.error());
    if (settings.has("--json")) {
        QJsonObject json = done->toJson();
        json.insert(u"ms"_s, timer.elapsed());
        json.insert(u"peakMemoryKiB"_s, peakMemoryKiB());
        std::printf("%s\n", QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
        return done->complete ? 0 : 1;
    }
    if (done->dryRun)
        std::printf("A dry run, nothing was written. Would import %lld, would skip %lld.\n",
                    static_cast<long long>(done->wouldImport), static_cast<long long>(done->skipped));
    else
        std::printf("Imported %lld, skipped %lld, in %.1f s. Batch: %s\n",
                    static_cast<long long>(done->imported), static_cast<long long>(done->skipped),
                    static_cast<double>(timer.elapsed()) / 1000,
                    done->batchId.isEmpty() ? "none" : qPrintable(done->batchId));
    if (done->fulfilled > 0)
        std::printf("Orders that had waited for codes and are complete now: %lld\n",
                    static_cast<long long>(done->fulfilled));
    for (const QString &text : done->errors)
        std::printf("  %s\n", qPrintable(text));
    for (qsizetype i = 0; i < qMin<qsizetype>(20, done->lines.size()); ++i)
        std::printf("  line %lld: %s\n", static_cast<long long>(done->lines[i].line),
                    qPrintable(done->lines[i].message));
    if (done->skipped > 20)
        std::printf("  … and %lld more%s\n", static_cast<long long>(done->skipped - 20),
                    settings.has("--report") ? "; all are in the report" : "; --report FILE writes all");
    return done->complete ? 0 : 1;
}

} // namespace

int runImport(const QStringList &arguments)
{
    const auto settings = Settings::load(arguments, importOptions);
    if (!settings)
        return fail(settings.error());
    if (settings->wantsHelp()) {
        std::printf(
            "%s", qPrintable(helpText(
                      u"lonieve-server import orders|codes FILE [options]"_s,
                      u"Takes over orders or gift codes from a CSV file, plain, .xz or .gz; “-” is standard "
                      u"input. Importing the same file again changes nothing."_s,
                      importOptions)));
        return 0;
    }
    const QStringList &words = settings->positional();
    if (words.size() != 2 || (words[0] != "orders"_L1 && words[0] != "codes"_L1))
        return fail(usage(u"Say what to import and from where: “import orders FILE” or “import codes FILE”; "
                          u"see --help."_s));
    return words[0] == "orders"_L1 ? importOrderFile(*settings, words[1])
                                   : importCodeFile(*settings, words[1]);
}

} // namespace lonieve::importer
