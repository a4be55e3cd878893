// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/csvpreview.h"
#include "models/importreport.h"

#include <QDialog>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace lonieve::widgets {

class StateMessage;

/// Import of gift codes: choose or drop a CSV file, look at its first lines, let the server try without
/// changing anything, import with progress, read what was not taken. The file is read here only for the
/// preview; codes are shown masked. Nobody but the app sends anything.
class ImportDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ImportDialog(QWidget *parent = nullptr);

    /// Replaceable in tests; the default opens the system's dialog.
    void setFileChooser(std::function<void(std::function<void(const QString &)>)> chooser);
    void setFile(const QString &path);
    QString file() const { return m_path; }
    const CsvPreview &preview() const { return m_preview; }
    void setAllowed(bool allowed, const QString &reason);

    void setProgress(qint64 done, qint64 total);
    void setFinished(const Result<ImportReport> &result);
    const ImportReport &report() const { return m_report; }
    /// The report as CSV text, safe to open in a spreadsheet.
    QByteArray reportCsv() const;

    void reject() override;

Q_SIGNALS:
    void importRequested(const QString &path, bool dryRun);
    void cancelRequested();
    /// "Save report": the app chooses a place and writes reportCsv().
    void saveReportRequested(const QByteArray &csv, const QString &suggestedName);

protected:
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum class Step { Choose, Preview, Running, Report };
    void setStep(Step step);
    void retranslate();
    void chooseFile();
    void start(bool dryRun);
    void fillPreview();
    void fillReport();
    void updateButtons();

    std::function<void(std::function<void(const QString &)>)> m_chooser;
    Step m_step = Step::Choose;
    QString m_path;
    CsvPreview m_preview;
    ImportReport m_report;
    bool m_dryRun = false;
    bool m_checked = false; ///< a dry run of this file has been made
    bool m_cancelling = false;
    bool m_allowed = true;
    QString m_notAllowed;
    qint64 m_done = 0;
    qint64 m_total = 0;

    QLabel *m_title;
    QLabel *m_subtitle;
    QStackedWidget *m_stack;
    StateMessage *m_drop;
    QLabel *m_format;
    QLabel *m_summary;
    QLabel *m_problem;
    QTableWidget *m_rows;
    QLabel *m_progressText;
    QProgressBar *m_progress;
    QLabel *m_reportText;
    QLabel *m_reportNote;
    QTableWidget *m_lines;
    QPushButton *m_other;
    QPushButton *m_save;
    QPushButton *m_close;
    QPushButton *m_try;
    QPushButton *m_go;
};

} // namespace lonieve::widgets
