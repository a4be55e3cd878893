// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetmodel.h"
#include "models/importreport.h"
#include "widgets/pages/page.h"

#include <QPointer>

class QLabel;
class QPushButton;
class QSplitter;
class QTabWidget;

namespace lonieve {
class DatasetTableModel;
}

namespace lonieve::widgets {

class IconButton;
class ImportDialog;
class KpiPanel;
class PageHeader;
class TablePanel;

/// Stock by product and nominal with low and out marks, totals above, batches and the codes of the selected
/// row below, and the import of CSV files.
class CodesPage final : public Page
{
    Q_OBJECT

public:
    explicit CodesPage(const DashboardSpec &spec, QWidget *parent = nullptr);

    void refresh() override;
    void refreshTopics(const QStringList &topics) override;
    void deliver(const DatasetQuery &query, const Result<Dataset> &result) override;
    void deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why) override;
    QVariantMap viewState() const override;
    void restoreViewState(const QVariantMap &state) override;
    QList<Panel *> panels() const override;
    void open(const QVariantMap &arguments) override;

    /// Opens the import dialog; with a path the file is chosen already.
    ImportDialog *startImport(const QString &path = {});
    ImportDialog *importDialog() const;

    /// Answers to importRequested: lines so far, then the report of all parts. A cancelled import ends with
    /// a report whose `cancelled` is set.
    void setImportProgress(qint64 done, qint64 total);
    void setImportFinished(const Result<ImportReport> &result);
    /// Answer to revealRequested; the code is shown until the person closes it, for a minute at most.
    void setRevealedCode(const QString &codeId, const Result<QString> &code);
    void actionSucceeded(const QString &codeId, const QString &message);
    void actionFailed(const QString &codeId, const Error &error);

Q_SIGNALS:
    void importRequested(const QString &path, bool dryRun);
    void importCancelRequested();
    /// The app chooses a place and writes `csv` there.
    void saveReportRequested(const QByteArray &csv, const QString &suggestedName);
    void revealRequested(const QString &codeId, const QString &reason);
    void voidRequested(const QString &codeId, const QString &reason);

protected:
    void retranslate() override;
    void contextChanged() override;

private:
    DatasetQuery codesQuery(qint64 offset, qint64 limit) const;
    void stockChanged();
    void showCodesOf(const QString &productId, const QString &nominal, const QString &title);
    void updateActions();
    void askReason(bool reveal);
    void showCodes();
    void showMessage(const QString &text, bool bad);

    PageHeader *m_header;
    QPushButton *m_import;
    IconButton *m_refresh;
    QList<KpiPanel *> m_totals;
    QSplitter *m_splitter;
    QTabWidget *m_tabs;
    DatasetModel *m_stock;
    DatasetModel *m_batches;
    DatasetModel *m_codes;
    TablePanel *m_stockPanel;
    TablePanel *m_batchPanel;
    TablePanel *m_codesPanel;
    DatasetTableModel *m_codesModel;
    QLabel *m_message;
    QPushButton *m_reveal;
    QPushButton *m_void;
    QString m_product;
    QString m_nominal;
    QString m_batch;
    QString m_codesTitle;
    bool m_codesShown = false;
    QPointer<ImportDialog> m_dialog;
};

} // namespace lonieve::widgets
