// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboardspec.h"
#include "models/dataset.h"
#include "models/result.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QVariantMap>

#include <memory>

class QCommandLineParser;

namespace lonieve::widgets {
class Page;
}

namespace lonieve::app {

struct Desk;

/// What a scheduled export was told on the command line, checked.
struct ExportPlan
{
    QString server;
    QString email;
    QString password;
    QList<const DashboardSpec *> dashboards;
    QVariantMap range; ///< state of the range picker
    QString currency;
    QString format;
    QString folder;
    int timeoutSeconds = 120;

    /// Reads the password file, too. Fails with a sentence for the terminal.
    static Result<ExportPlan> fromOptions(const QCommandLineParser &options);
};

/// Signs in, fetches, draws the same pages without a window and writes the files. Emits finished once, after
/// the overall time at the latest.
class HeadlessExport final : public QObject
{
    Q_OBJECT

public:
    HeadlessExport(Desk &desk, ExportPlan plan, QObject *parent = nullptr);
    ~HeadlessExport() override;
    void start();

    const QStringList &files() const { return m_files; }

Q_SIGNALS:
    void finished(int exitCode);

private:
    void nextDashboard();
    void settled();
    void fetch(const DatasetQuery &query);
    void collect();
    void write();
    bool wrote(const Result<void> &result, const QString &path);
    QString pathFor(const QString &part) const;
    void fail(const QString &message);
    void done(int exitCode);

    Desk &m_desk;
    ExportPlan m_plan;
    QTimer m_limit;
    QTimer m_quiet;
    qsizetype m_next = 0;
    std::unique_ptr<widgets::Page> m_page;
    QList<DatasetQuery> m_queries; ///< what the page asked for, one of each dataset, whole
    QList<Dataset> m_collected;    ///< their answers, in the same order
    QStringList m_files;
    int m_pending = 0;
    int m_sizings = 0;
    bool m_over = false;
};

/// Adds the options of the export to a parser, so that --help lists them.
void addExportOptions(QCommandLineParser &parser);

} // namespace lonieve::app
