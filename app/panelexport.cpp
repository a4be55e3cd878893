// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panelexport.h"

#include "app/collector.h"
#include "app/report.h"
#include "services/settings.h"
#include "services/tablefile.h"
#include "widgets/format.h"
#include "widgets/pages/page.h"
#include "widgets/panels/panel.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>
#include <QPrintDialog>
#include <QPrinter>
#include <QStandardPaths>

namespace lonieve::app::panelexport {

using namespace Qt::StringLiterals;
using widgets::Panel;

namespace {

constexpr qint64 mostRows = 200'000;

QString say(const char *text)
{
    return QCoreApplication::translate("Export", text);
}

void askWithDialog(QWidget *window, const QString &proposal, std::function<void(const QString &)> answer)
{
    auto *dialog = new QFileDialog(window, say(QT_TRANSLATE_NOOP("Export", "Save as")),
                                   QFileInfo(proposal).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QFileInfo(proposal).suffix());
    dialog->setNameFilter(u"*."_s + QFileInfo(proposal).suffix());
    dialog->selectFile(QFileInfo(proposal).fileName());
    QObject::connect(dialog, &QFileDialog::fileSelected, window,
                     [answer](const QString &path) { answer(path); });
    QObject::connect(dialog, &QDialog::rejected, window, [answer] { answer(QString()); });
    dialog->open();
}

PathAsker &pathAsker()
{
    static PathAsker asker = askWithDialog;
    return asker;
}

Panel *panelOf(const Request &request)
{
    const QList<Panel *> panels = request.page->panels();
    for (Panel *panel : panels) {
        if (panel->id() == request.panelId)
            return panel;
    }
    return nullptr;
}

report::Heading headingOf(const Request &request, const Panel &panel, const Dataset &dataset,
                          const DatasetQuery &query)
{
    report::Heading heading;
    heading.title = panel.title();
    heading.meaning = request.page->title();
    heading.tenant = request.tenant;
    heading.asOf = dataset.asOf;
    const QTimeZone zone = widgets::format::zone();
    const auto time = [&](const char *name) {
        const QVariant value = query.params.value(QLatin1String(name));
        return value.typeId() == QMetaType::QDateTime
                   ? value.toDateTime()
                   : QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    };
    const QDateTime from = time("from");
    const QDateTime to = time("to");
    if (from.isValid() && to.isValid()) {
        heading.range =
            widgets::format::dateSpan(from.toTimeZone(zone).date(), to.addMSecs(-1).toTimeZone(zone).date());
    }
    return heading;
}

QString tabbedText(const Dataset &dataset)
{
    const DatasetSpec *spec = findDataset(dataset.id);
    QString text;
    if (!spec)
        return text;
    QStringList cells;
    for (const ColumnSpec &column : spec->columns)
        cells.append(QCoreApplication::translate("Datasets", column.title));
    text += cells.join(u'\t') + u'\n';
    for (qsizetype row = 0; row < dataset.rows.size(); ++row) {
        cells.clear();
        for (qsizetype i = 0; i < spec->columns.size(); ++i) {
            QString cell = widgets::format::value(
                spec->columns[i], dataset.rows[row].at(i),
                dataset.currencyOf(row, QString::fromLatin1(spec->columns[i].name)), true);
            cells.append(cell.replace(u'\t', u' ').replace(u'\n', u' '));
        }
        text += cells.join(u'\t') + u'\n';
    }
    return text;
}

bool isTable(const Panel &panel)
{
    return panel.spec().kind == PanelKind::Table;
}

Result<void> write(const Request &request, Panel &panel, const Dataset &dataset, const DatasetQuery &query,
                   const QString &path)
{
    if (request.format == u"png")
        return report::writePng(path, &panel);
    if (request.format == u"csv")
        return services::writeCsv(path, dataset);
    if (request.format == u"xlsx")
        return services::writeXlsx(path, {{panel.title(), dataset}});
    const report::Heading heading = headingOf(request, panel, dataset, query);
    if (isTable(panel))
        return report::writePdf(path, heading, {}, {{panel.title(), dataset, panel.spec().values}});
    return report::writePdf(path, heading, {&panel}, {});
}

void print(const Request &request, Panel &panel, const Dataset &dataset, const DatasetQuery &query,
           const Done &done)
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setPageSize(QPageSize(QPageSize::A4));
    printer->setDocName(panel.title());
    auto *dialog = new QPrintDialog(printer.get(), request.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QPointer<Panel> alive(&panel);
    QObject::connect(
        dialog, &QDialog::accepted, request.page, [printer, request, alive, dataset, query, done] {
            if (!alive)
                return;
            const report::Heading heading = headingOf(request, *alive, dataset, query);
            const auto painted =
                isTable(*alive)
                    ? report::paint(*printer, heading, {}, {{alive->title(), dataset, alive->spec().values}})
                    : report::paint(*printer, heading, {alive.data()}, {});
            if (painted)
                done(say(QT_TRANSLATE_NOOP("Export", "Sent to the printer.")));
            else
                done(failure(painted.error()));
        });
    // The printer must outlive the dialog that points at it.
    QObject::connect(dialog, &QObject::destroyed, dialog, [printer] {});
    dialog->open();
}

void withData(const Request &request, services::Settings &settings, Panel &panel, const Dataset &dataset,
              const DatasetQuery &query, const Done &done)
{
    if (request.format == u"copy") {
        QGuiApplication::clipboard()->setText(tabbedText(dataset));
        done(say(QT_TRANSLATE_NOOP("Export", "Copied.")));
        return;
    }
    if (request.format == u"print") {
        print(request, panel, dataset, query, done);
        return;
    }
    QString folder = settings.get(services::setting::exportFolder);
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString proposal = QDir(folder).filePath(services::exportFileName(
        request.page->id(), request.panelId,
        widgets::format::now().toTimeZone(widgets::format::zone()).date(), request.format));
    const QPointer<Panel> alive(&panel);
    pathAsker()(request.window, proposal,
                [request, &settings, alive, dataset, query, done](const QString &path) {
                    if (path.isEmpty() || !alive) {
                        done(QString());
                        return;
                    }
                    const auto written = write(request, *alive, dataset, query, path);
                    if (!written) {
                        done(failure(written.error()));
                        return;
                    }
                    settings.set(services::setting::exportFolder, QFileInfo(path).absolutePath());
                    done(say(QT_TRANSLATE_NOOP("Export", "Saved as %1")).arg(QDir::toNativeSeparators(path)));
                });
}

} // namespace

void setPathAsker(PathAsker asker)
{
    pathAsker() = asker ? std::move(asker) : PathAsker(askWithDialog);
}

void run(const Request &request, services::Settings &settings, services::ApiClient &api, const Done &done)
{
    Panel *panel = panelOf(request);
    if (!panel) {
        done(QString());
        return;
    }
    if (request.pagedQuery && request.format != u"png") {
        const QPointer<Panel> alive(panel);
        collectAll(api, *request.pagedQuery, mostRows, panel,
                   [request, &settings, alive, done](const Result<Dataset> &all) {
                       if (!alive)
                           return;
                       if (all)
                           withData(request, settings, *alive, *all, *request.pagedQuery, done);
                       else
                           done(failure(all.error()));
                   });
        return;
    }
    const DatasetModel *model = panel->model();
    if (request.format != u"png" && (!model || !model->hasData())) {
        done(failure(ErrorCode::Unavailable, u"nothing_to_export"_s,
                     say(QT_TRANSLATE_NOOP("Export", "There is nothing to export yet."))));
        return;
    }
    withData(request, settings, *panel, model ? model->dataset() : Dataset(),
             model ? model->query() : DatasetQuery(), done);
}

} // namespace lonieve::app::panelexport
