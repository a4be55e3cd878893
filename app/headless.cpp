// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless.h"

#include "app/collector.h"
#include "app/desk.h"
#include "app/report.h"
#include "models/daterange.h"
#include "services/serveraddress.h"
#include "services/tablefile.h"
#include "widgets/format.h"
#include "widgets/pages/page.h"
#include "widgets/panels/panel.h"
#include "widgets/rangepicker.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QScrollArea>
#include <QScrollBar>
#include <QTextStream>

#include <algorithm>
#include <cstdio>

namespace lonieve::app {

using namespace Qt::StringLiterals;
using services::Session;
using widgets::Page;
using widgets::Panel;

namespace {

constexpr int pageWidth = 1280;
constexpr int pageHeight = 900;
constexpr int tallestPicture = 8000;
constexpr int mostSizings = 4;
constexpr int quietMs = 200; // nothing asked for this long after the last answer: the page has settled
constexpr qint64 rowsInFiles = 1'000'000;
constexpr qint64 rowsInReports = 2'000; // a longer table belongs into a spreadsheet; the report says so

void say(FILE *where, const QString &text)
{
    QTextStream stream(where);
    stream << "lonieve-admin: " << text << '\n';
}

tl::unexpected<Error> usage(const QString &message)
{
    return failure(ErrorCode::InvalidInput, u"usage"_s, message);
}

Result<QVariantMap> rangeState(const QString &text)
{
    if (const auto preset = rangePresetOf(text); preset && *preset != RangePreset::Custom)
        return QVariantMap{{u"range"_s, text}};
    const qsizetype dots = text.indexOf(u"..");
    if (dots > 0) {
        const QDate first = QDate::fromString(text.left(dots), Qt::ISODate);
        const QDate last = QDate::fromString(text.mid(dots + 2), Qt::ISODate);
        if (first.isValid() && last.isValid() && first <= last && first.year() >= 1970) {
            return QVariantMap{{u"range"_s, u"custom"_s},
                               {u"first"_s, first.toString(Qt::ISODate)},
                               {u"last"_s, last.toString(Qt::ISODate)}};
        }
    }
    return usage(HeadlessExport::tr("“%1” is not a range; use today, 7d, 30d, 90d, month, quarter, year or "
                                    "2010-12-01..2011-12-10.")
                     .arg(text));
}

/// "kpis" of the dashboard "overview" instead of "overview_kpis" twice.
QString partName(const QString &dashboard, const QString &dataset)
{
    return dataset.startsWith(dashboard + u'_') ? dataset.mid(dashboard.size() + 1)
           : dataset == dashboard               ? QString()
                                                : dataset;
}

} // namespace

void addExportOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"export"_s,
         HeadlessExport::tr(
             "Write a dashboard to files instead of opening the window: overview, orders, codes or all."),
         HeadlessExport::tr("dashboard")},
        {u"password-file"_s,
         HeadlessExport::tr(
             "File with the password of the sign-in, for exports. Never given as an argument."),
         HeadlessExport::tr("file")},
        {u"range"_s,
         HeadlessExport::tr("Range of the export: today, 7d, 30d, 90d, month, quarter, year or "
                            "2010-12-01..2011-12-10."),
         HeadlessExport::tr("range"), u"30d"_s},
        {u"currency"_s,
         HeadlessExport::tr(
             "Currency of the export, for example GBP; the shop's reporting currency otherwise."),
         HeadlessExport::tr("code")},
        {u"format"_s, HeadlessExport::tr("Format of the export: png, pdf, csv or xlsx."),
         HeadlessExport::tr("format"), u"pdf"_s},
        {u"output"_s, HeadlessExport::tr("Folder for the files of the export; made when it is not there."),
         HeadlessExport::tr("folder"), u"."_s},
        {u"timeout"_s, HeadlessExport::tr("Give up the export after so many seconds."),
         HeadlessExport::tr("seconds"), u"120"_s},
    });
}

Result<ExportPlan> ExportPlan::fromOptions(const QCommandLineParser &options)
{
    ExportPlan plan;
    const QString wanted = options.value(u"export"_s);
    if (wanted == u"all") {
        for (const DashboardSpec *spec : allDashboards())
            plan.dashboards.append(spec);
    } else if (const DashboardSpec *spec = findDashboard(wanted)) {
        plan.dashboards.append(spec);
    } else {
        QStringList known;
        for (const DashboardSpec *dashboard : allDashboards())
            known.append(QString::fromLatin1(dashboard->id));
        return usage(
            HeadlessExport::tr("There is no dashboard “%1”; use %2 or all.").arg(wanted, known.join(u", ")));
    }
    plan.format = options.value(u"format"_s);
    if (!QStringList{u"png"_s, u"pdf"_s, u"csv"_s, u"xlsx"_s}.contains(plan.format))
        return usage(HeadlessExport::tr("“%1” is not a format; use png, pdf, csv or xlsx.").arg(plan.format));
    const auto range = rangeState(options.value(u"range"_s));
    if (!range)
        return failure(range.error());
    plan.range = *range;
    plan.currency = options.value(u"currency"_s).toUpper();
    const bool threeLetters =
        plan.currency.size() == 3 && std::all_of(plan.currency.begin(), plan.currency.end(),
                                                 [](QChar c) { return c >= u'A' && c <= u'Z'; });
    if (!plan.currency.isEmpty() && !threeLetters)
        return usage(
            HeadlessExport::tr("“%1” is not a currency such as GBP.").arg(options.value(u"currency"_s)));
    plan.server = options.value(u"server"_s);
    if (const auto address = services::ServerAddress::fromText(plan.server); !address)
        return usage(u"--server: "_s + address.error().message);
    plan.email = options.value(u"email"_s);
    if (plan.email.isEmpty())
        return usage(HeadlessExport::tr("An export needs --email."));
    bool ok = false;
    plan.timeoutSeconds = options.value(u"timeout"_s).toInt(&ok);
    if (!ok || plan.timeoutSeconds < 1 || plan.timeoutSeconds > 86'400)
        return usage(HeadlessExport::tr("--timeout needs a number of seconds."));
    if (!options.isSet(u"password-file"_s))
        return usage(HeadlessExport::tr("An export needs --password-file."));
    QFile file(options.value(u"password-file"_s));
    if (!file.open(QIODevice::ReadOnly))
        return usage(HeadlessExport::tr("The password file “%1” could not be read: %2")
                         .arg(file.fileName(), file.errorString()));
    plan.password = QString::fromUtf8(file.readAll());
    while (plan.password.endsWith(u'\n') || plan.password.endsWith(u'\r'))
        plan.password.chop(1);
    if (plan.password.isEmpty())
        return usage(HeadlessExport::tr("The password file “%1” is empty.").arg(file.fileName()));
    plan.folder = options.value(u"output"_s);
    if (!QDir().mkpath(plan.folder) || !QFileInfo(plan.folder).isWritable())
        return usage(HeadlessExport::tr("“%1” is not a folder that can be written to.").arg(plan.folder));
    return plan;
}

HeadlessExport::HeadlessExport(Desk &desk, ExportPlan plan, QObject *parent)
    : QObject(parent), m_desk(desk), m_plan(std::move(plan)), m_limit(this), m_quiet(this)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this,
            [this] { fail(tr("The export took more than %1 seconds.").arg(m_plan.timeoutSeconds)); });
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quietMs);
    connect(&m_quiet, &QTimer::timeout, this, &HeadlessExport::settled);
}

HeadlessExport::~HeadlessExport() = default;

void HeadlessExport::start()
{
    widgets::format::setAbsoluteTimes(true);
    m_limit.start(m_plan.timeoutSeconds * 1000);
    m_desk.session.setRemember(false);
    const auto address = services::ServerAddress::fromText(m_plan.server);
    if (address->readableByOthers)
        say(stderr, tr("Warning: this connection is not encrypted; use an https address."));
    m_desk.session.signIn(address->url, m_plan.email, std::exchange(m_plan.password, {}), this,
                          [this](const Result<void> &result) {
                              if (result)
                                  nextDashboard();
                              else
                                  fail(tr("Signing in failed: %1").arg(result.error().message));
                          });
}

void HeadlessExport::nextDashboard()
{
    m_page.reset();
    if (m_next >= m_plan.dashboards.size()) {
        done(0);
        return;
    }
    const DashboardSpec &spec = *m_plan.dashboards[m_next++];
    m_queries.clear();
    m_collected.clear();
    m_sizings = 0;
    m_pending = 0;
    m_page.reset(widgets::createPage(spec));
    m_page->setAttribute(Qt::WA_DontShowOnScreen);
    m_page->resize(pageWidth, pageHeight);

    const services::Identity &who = m_desk.session.identity();
    widgets::PageContext context;
    context.role = Role::Viewer; // a report has no buttons for actions
    context.timeZone = who.timeZone;
    context.currency = who.currency;
    m_page->setContext(context);
    if (auto *picker = m_page->findChild<widgets::RangePicker *>()) {
        QVariantMap state = m_plan.range;
        if (!m_plan.currency.isEmpty() && m_plan.currency != who.currency) {
            picker->setCurrencies({who.currency, m_plan.currency});
            state.insert(u"currency"_s, m_plan.currency);
        }
        picker->restore(state);
    }
    connect(m_page.get(), &Page::refreshRequested, this, &HeadlessExport::fetch);
    m_page->show();
    m_page->refresh();
    m_quiet.start();
}

void HeadlessExport::fetch(const DatasetQuery &query)
{
    DatasetQuery whole = query;
    whole.params.remove(u"limit"_s);
    whole.params.remove(u"offset"_s);
    const DatasetSpec *spec = findDataset(query.id);
    if (spec && !spec->paged)
        whole.params = query.params;
    if (query.id != u"currencies" && !m_queries.contains(whole)) {
        m_queries.removeIf([&](const DatasetQuery &known) { return known.id == whole.id; });
        m_queries.append(whole);
    }
    ++m_pending;
    m_quiet.stop();
    m_desk.api.getDataset(
        query, m_page.get(),
        [this, query](const Result<Dataset> &result) {
            --m_pending;
            if (!result) {
                fail(tr("The server did not give “%1”: %2").arg(query.id, result.error().message));
                return;
            }
            m_page->deliver(query, result);
            if (m_pending == 0)
                m_quiet.start();
        },
        true);
}

void HeadlessExport::settled()
{
    if (m_over || !m_page || m_pending > 0)
        return;
    // As tall as everything on it, so that nothing hides behind a scroll bar. Panels grow with their data,
    // and with the page, so it may take more than one step.
    if (auto *scroll = m_page->findChild<QScrollArea *>();
        scroll && scroll->widget() && m_sizings < mostSizings) {
        ++m_sizings;
        const int more = scroll->widget()->sizeHint().height() - scroll->viewport()->height();
        const int height = std::clamp(m_page->height() + more, pageHeight, tallestPicture);
        if (more > 0 && height != m_page->height()) {
            m_page->resize(pageWidth, height);
            m_quiet.start();
            return;
        }
    }
    if (m_plan.format == u"png")
        write();
    else
        collect();
}

void HeadlessExport::collect()
{
    if (m_collected.size() >= m_queries.size()) {
        write();
        return;
    }
    const qint64 most = m_plan.format == u"pdf" ? rowsInReports : rowsInFiles;
    collectAll(m_desk.api, m_queries[m_collected.size()], most, m_page.get(),
               [this](const Result<Dataset> &all) {
                   if (!all) {
                       fail(tr("The server did not give “%1”: %2")
                                .arg(m_queries[m_collected.size()].id, all.error().message));
                       return;
                   }
                   m_collected.append(*all);
                   collect();
               });
}

QString HeadlessExport::pathFor(const QString &part) const
{
    const QDate today = m_desk.clock.now().toTimeZone(widgets::format::zone()).date();
    return QDir(m_plan.folder).filePath(services::exportFileName(m_page->id(), part, today, m_plan.format));
}

bool HeadlessExport::wrote(const Result<void> &result, const QString &path)
{
    if (!result) {
        fail(result.error().message);
        return false;
    }
    m_files.append(path);
    QTextStream(stdout) << path << '\n';
    return true;
}

void HeadlessExport::write()
{
    const QString id = m_page->id();
    if (m_plan.format == u"png") {
        const QString path = pathFor({});
        if (!wrote(report::writePng(path, m_page.get()), path))
            return;
    } else if (m_plan.format == u"csv") {
        for (const Dataset &set : std::as_const(m_collected)) {
            const QString path = pathFor(partName(id, set.id));
            if (!wrote(services::writeCsv(path, set), path))
                return;
        }
    } else if (m_plan.format == u"xlsx") {
        QList<services::Sheet> sheets;
        for (const Dataset &set : std::as_const(m_collected))
            sheets.append({set.id, set});
        const QString path = pathFor({});
        if (!wrote(services::writeXlsx(path, sheets), path))
            return;
    } else {
        report::Heading heading;
        heading.title = m_page->title();
        heading.meaning = QCoreApplication::translate("Dashboards", m_page->spec().meaning);
        heading.tenant = m_desk.session.identity().tenantName;
        if (const auto *picker = m_page->findChild<widgets::RangePicker *>()) {
            const auto [first, last] = picker->days();
            if (first.isValid() && last.isValid())
                heading.range = widgets::format::dateSpan(first, last);
        }
        for (const Dataset &set : std::as_const(m_collected)) {
            if (!heading.asOf.isValid() || set.asOf < heading.asOf)
                heading.asOf = set.asOf;
        }
        QList<Panel *> pictures;
        QList<report::Table> tables;
        const QList<Panel *> panels = m_page->panels();
        for (Panel *panel : panels) {
            if (panel->spec().kind != PanelKind::Table) {
                pictures.append(panel);
                continue;
            }
            for (const Dataset &set : std::as_const(m_collected)) {
                if (set.id == QLatin1String(panel->spec().dataset))
                    tables.append({panel->title(), set, panel->spec().values});
            }
        }
        const QString path = pathFor({});
        if (!wrote(report::writePdf(path, heading, pictures, tables), path))
            return;
    }
    QMetaObject::invokeMethod(this, &HeadlessExport::nextDashboard, Qt::QueuedConnection);
}

void HeadlessExport::fail(const QString &message)
{
    if (m_over)
        return;
    say(stderr, message);
    done(1);
}

void HeadlessExport::done(int exitCode)
{
    if (m_over)
        return;
    m_over = true;
    m_limit.stop();
    m_quiet.stop();
    m_desk.session.signOut();
    // A moment for the sign-out to leave; the export itself is over.
    QTimer::singleShot(300, this, [this, exitCode] { Q_EMIT finished(exitCode); });
}

} // namespace lonieve::app
