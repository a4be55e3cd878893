// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/importdialog.h"

#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/panels/panel.h"

#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QMimeData>
#include <QPainter>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStyle>
#include <QTableWidget>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int dialogWidth = 760;
constexpr int dialogHeight = 560;
constexpr qint64 previewBytes = 256 * 1024;
constexpr int previewRows = 100;
constexpr int shownCharacters = 4;

struct OutcomeRow
{
    const char *id;
    const char *text;
};
constexpr OutcomeRow outcomeRows[] = {
    {"duplicate", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Code is known already")},
    {"duplicate_in_file", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Code is twice in the file")},
    {"unknown_product", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Product is unknown")},
    {"nominal_unlisted", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Product has no such nominal")},
    {"invalid_line", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Line cannot be read")},
    {"expired", QT_TRANSLATE_NOOP("lonieve::widgets::ImportDialog", "Code has expired")},
};

/// Whole codes are not for the screen.
QString masked(const QString &code)
{
    return code.size() <= shownCharacters ? QString(code.size(), u'•')
                                          : u"•••• "_s + code.right(shownCharacters);
}

QTableWidget *makeTable(QWidget *parent)
{
    auto *table = new QTableWidget(parent);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metric::row);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    return table;
}

/// The place that shows where a file may be dropped.
class DropWell final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(tokens().strongLine, 1.5);
        pen.setDashPattern({4, 4});
        painter.setPen(pen);
        painter.setBrush(tokens().raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metric::cardRadius,
                                metric::cardRadius);
    }
};

/// A spreadsheet would run cells that begin like a formula.
QString csvCell(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text[0]))
        text.prepend(u'\'');
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n'))
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

} // namespace

ImportDialog::ImportDialog(QWidget *parent)
    : QDialog(parent)
    , m_title(makeLabel(TextRole::Section, QFont::DemiBold, "", this))
    , m_subtitle(makeLabel(TextRole::Body, QFont::Normal, "secondary", this))
    , m_stack(new QStackedWidget(this))
    , m_drop(new StateMessage)
    , m_format(makeLabel(TextRole::Caption, QFont::Normal, "secondary", this))
    , m_summary(makeLabel(TextRole::Body, QFont::Medium, "", this))
    , m_problem(makeLabel(TextRole::Body, QFont::Normal, "bad", this))
    , m_rows(makeTable(this))
    , m_progressText(makeLabel(TextRole::Section, QFont::DemiBold, "", this))
    , m_progress(new QProgressBar(this))
    , m_reportText(makeLabel(TextRole::Section, QFont::DemiBold, "", this))
    , m_reportNote(makeLabel(TextRole::Body, QFont::Normal, "secondary", this))
    , m_lines(makeTable(this))
    , m_other(makeButton(ButtonVariant::Plain, u"file"_s, this))
    , m_save(makeButton(ButtonVariant::Plain, u"download"_s, this))
    , m_close(makeButton(ButtonVariant::Plain, {}, this))
    , m_try(makeButton(ButtonVariant::Plain, {}, this))
    , m_go(makeButton(ButtonVariant::Primary, {}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setObjectName(u"importDialog"_s);
    resize(dialogWidth, dialogHeight);
    m_other->setObjectName(u"other"_s);
    m_save->setObjectName(u"saveReport"_s);
    m_close->setObjectName(u"close"_s);
    m_try->setObjectName(u"try"_s);
    m_go->setObjectName(u"go"_s);
    m_rows->setObjectName(u"previewRows"_s);
    m_lines->setObjectName(u"reportLines"_s);
    m_summary->setObjectName(u"summary"_s);
    m_reportText->setObjectName(u"reportText"_s);
    m_chooser = [this](const std::function<void(const QString &)> &chosen) {
        auto *dialog = new QFileDialog(this, tr("Choose a CSV file of codes"), {},
                                       tr("CSV files (*.csv *.txt);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, chosen);
        dialog->open();
    };

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::pageMargin, metric::pageMargin, metric::pageMargin,
                               metric::pageMargin);
    layout->setSpacing(metric::gap);
    layout->addWidget(m_title);
    m_subtitle->setWordWrap(true);
    layout->addWidget(m_subtitle);
    layout->addWidget(m_stack, 1);

    auto *choose = new DropWell;
    auto *chooseLayout = new QVBoxLayout(choose);
    chooseLayout->setContentsMargins(0, 0, 0, 0);
    chooseLayout->addStretch();
    chooseLayout->addWidget(m_drop);
    m_format->setAlignment(Qt::AlignHCenter);
    m_format->setWordWrap(true);
    chooseLayout->addWidget(m_format);
    chooseLayout->addStretch();
    m_stack->addWidget(choose);

    auto *previewPage = new QWidget;
    auto *previewLayout = new QVBoxLayout(previewPage);
    previewLayout->setContentsMargins(0, 0, 0, 0);
    previewLayout->setSpacing(2 * metric::unit);
    previewLayout->addWidget(m_summary);
    m_problem->setWordWrap(true);
    previewLayout->addWidget(m_problem);
    previewLayout->addWidget(m_rows, 1);
    m_stack->addWidget(previewPage);

    auto *running = new QWidget;
    auto *runningLayout = new QVBoxLayout(running);
    runningLayout->setContentsMargins(0, 0, 0, 0);
    runningLayout->setSpacing(metric::gap);
    runningLayout->addStretch();
    runningLayout->addWidget(m_progressText, 0, Qt::AlignHCenter);
    m_progress->setTextVisible(false);
    runningLayout->addWidget(m_progress);
    runningLayout->addStretch();
    m_stack->addWidget(running);

    auto *reportPage = new QWidget;
    auto *reportLayout = new QVBoxLayout(reportPage);
    reportLayout->setContentsMargins(0, 0, 0, 0);
    reportLayout->setSpacing(2 * metric::unit);
    reportLayout->addWidget(m_reportText);
    m_reportNote->setWordWrap(true);
    reportLayout->addWidget(m_reportNote);
    reportLayout->addWidget(m_lines, 1);
    m_stack->addWidget(reportPage);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * metric::unit);
    buttons->addWidget(m_other);
    buttons->addWidget(m_save);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_try);
    buttons->addWidget(m_go);
    layout->addLayout(buttons);

    connect(m_drop, &StateMessage::actionRequested, this, &ImportDialog::chooseFile);
    connect(m_other, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_close, &QPushButton::clicked, this, &ImportDialog::reject);
    connect(m_try, &QPushButton::clicked, this, [this] { start(true); });
    connect(m_go, &QPushButton::clicked, this, [this] { start(false); });
    connect(m_save, &QPushButton::clicked, this, [this] {
        Q_EMIT saveReportRequested(reportCsv(), QFileInfo(m_path).completeBaseName() + u"-report.csv"_s);
    });
    setStep(Step::Choose);
}

void ImportDialog::setFileChooser(std::function<void(std::function<void(const QString &)>)> chooser)
{
    m_chooser = std::move(chooser);
}

void ImportDialog::setAllowed(bool allowed, const QString &reason)
{
    m_allowed = allowed;
    m_notAllowed = reason;
    updateButtons();
}

void ImportDialog::chooseFile()
{
    m_chooser([this](const QString &path) { setFile(path); });
}

void ImportDialog::setFile(const QString &path)
{
    if (m_step == Step::Running || path.isEmpty())
        return;
    m_path = path;
    m_preview = {};
    m_report = {};
    m_checked = false;
    QFile input(path);
    if (!input.open(QIODevice::ReadOnly)) {
        m_problem->setText(tr("The file cannot be read: %1").arg(input.errorString()));
    } else {
        const QByteArray bytes = input.read(previewBytes);
        const Result<CsvPreview> preview = previewCodeCsv(bytes, input.atEnd(), previewRows);
        if (preview)
            m_preview = *preview;
        m_problem->setText(preview ? QString() : preview.error().message);
    }
    fillPreview();
    setStep(Step::Preview);
}

void ImportDialog::fillPreview()
{
    m_rows->clear();
    QStringList titles{tr("Line"), tr("Check")};
    for (const QString &column : std::as_const(m_preview.header))
        titles.append(m_preview.unknown.contains(column) ? tr("%1 (ignored)").arg(column) : column);
    m_rows->setColumnCount(static_cast<int>(titles.size()));
    m_rows->setHorizontalHeaderLabels(titles);
    m_rows->setRowCount(static_cast<int>(m_preview.rows.size()));
    const int code = m_preview.indexOf(u"code");
    int bad = 0;
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        const CsvPreview::Row &source = m_preview.rows.at(row);
        m_rows->setItem(row, 0, new QTableWidgetItem(QString::number(source.line)));
        for (int cell = 0; cell < m_preview.header.size(); ++cell) {
            const QString text = source.cells.value(cell);
            m_rows->setItem(row, cell + 2, new QTableWidgetItem(cell == code ? masked(text) : text));
        }
        auto *check = new QTableWidgetItem(source.problem.isEmpty() ? tr("Looks right") : source.problem);
        check->setForeground(source.problem.isEmpty() ? tokens().secondary : tokens().bad);
        m_rows->setItem(row, 1, check);
        bad += source.problem.isEmpty() ? 0 : 1;
    }
    m_rows->resizeColumnsToContents();
    QString summary = QFileInfo(m_path).fileName() + u"  ·  "_s;
    summary += m_preview.truncated ? tr("the first %Ln lines", nullptr, m_rows->rowCount())
                                   : tr("%Ln lines", nullptr, m_rows->rowCount());
    if (bad > 0)
        summary += u"  ·  "_s + tr("%Ln to look at", nullptr, bad);
    m_summary->setText(summary);
    if (m_problem->text().isEmpty() && !m_preview.missing.isEmpty()) {
        m_problem->setText(tr("The header lacks: %1. Add the columns and choose the file again.")
                               .arg(m_preview.missing.join(u", "_s)));
    } else if (m_problem->text().isEmpty() && m_preview.rows.isEmpty()) {
        m_problem->setText(tr("The file has a header but no codes."));
    }
    m_problem->setVisible(!m_problem->text().isEmpty());
}

void ImportDialog::start(bool dryRun)
{
    m_dryRun = dryRun;
    m_cancelling = false;
    m_done = 0;
    m_total = 0;
    setStep(Step::Running);
    setProgress(0, 0);
    Q_EMIT importRequested(m_path, dryRun);
}

void ImportDialog::setProgress(qint64 done, qint64 total)
{
    if (m_step != Step::Running)
        return;
    m_done = done;
    m_total = total;
    constexpr int steps = 1000;
    m_progress->setRange(0, total > 0 ? steps : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(done * steps / total));
    QString text = m_dryRun ? tr("Trying") : tr("Importing");
    if (m_cancelling)
        text = tr("Stopping after the part that is being sent");
    else if (total > 0)
        text += u"  ·  "_s + tr("%1 of %2 lines").arg(format::integer(done), format::integer(total));
    m_progressText->setText(text);
    m_progress->setAccessibleName(text);
}

void ImportDialog::setFinished(const Result<ImportReport> &result)
{
    if (!result) {
        const ErrorWords words = wordsFor(result.error());
        m_problem->setText(words.title + u". "_s + words.text);
        m_problem->show();
        setStep(Step::Preview);
        return;
    }
    m_report = *result;
    m_checked = m_checked || m_report.dryRun;
    setStep(Step::Report);
    fillReport();
}

void ImportDialog::fillReport()
{
    const int lines = static_cast<int>(m_report.lines.size());
    if (m_report.dryRun) {
        m_reportText->setText(
            tr("%Ln codes would be imported", nullptr, static_cast<int>(m_report.wouldImport)));
        m_reportNote->setText(tr("Nothing has been changed yet. %Ln lines would not be taken.", nullptr,
                                 static_cast<int>(m_report.skipped)));
    } else {
        m_reportText->setText(
            m_report.cancelled
                ? tr("Stopped: %Ln codes were imported before", nullptr, static_cast<int>(m_report.imported))
                : tr("%Ln codes imported", nullptr, static_cast<int>(m_report.imported)));
        m_reportNote->setText(m_report.skipped == 0 ? tr("Every line was taken.")
                                                    : tr("%Ln lines were not taken:", nullptr,
                                                         static_cast<int>(m_report.skipped)));
    }
    if (m_report.cancelled)
        m_reportNote->setText(m_reportNote->text() + u' ' +
                              tr("Import the same file again to go on; known codes are left out."));
    for (const QString &error : std::as_const(m_report.errors)) {
        if (m_report.lines.isEmpty())
            m_reportNote->setText(m_reportNote->text() + u'\n' + error);
    }
    m_lines->clear();
    m_lines->setColumnCount(3);
    m_lines->setHorizontalHeaderLabels({tr("Line"), tr("Why"), tr("Details")});
    m_lines->setRowCount(lines);
    for (int row = 0; row < lines; ++row) {
        const ImportLine &line = m_report.lines.at(row);
        QString why = line.outcome;
        for (const OutcomeRow &known : outcomeRows) {
            if (line.outcome == QLatin1String(known.id))
                why = tr(known.text);
        }
        m_lines->setItem(row, 0, new QTableWidgetItem(format::integer(line.line)));
        m_lines->setItem(row, 1, new QTableWidgetItem(why));
        m_lines->setItem(row, 2, new QTableWidgetItem(line.message));
    }
    m_lines->resizeColumnsToContents();
    m_lines->setVisible(lines > 0);
}

QByteArray ImportDialog::reportCsv() const
{
    QString text = u"line,outcome,message\r\n"_s;
    for (const ImportLine &line : m_report.lines)
        text += QString::number(line.line) + u',' + csvCell(line.outcome) + u',' + csvCell(line.message) +
                u"\r\n"_s;
    return text.toUtf8();
}

void ImportDialog::setStep(Step step)
{
    m_step = step;
    m_stack->setCurrentIndex(static_cast<int>(step));
    retranslate();
    if (step == Step::Choose)
        m_drop->findChild<QPushButton *>()->setFocus();
    else if (step == Step::Preview && m_go->isEnabled())
        m_try->setFocus();
    else if (step == Step::Report)
        (m_go->isVisible() ? m_go : m_close)->setFocus();
}

void ImportDialog::updateButtons()
{
    const bool choose = m_step == Step::Choose;
    const bool preview = m_step == Step::Preview;
    const bool report = m_step == Step::Report;
    const bool again = report && m_report.dryRun && m_report.wouldImport > 0;
    m_other->setVisible(preview || report);
    m_save->setVisible(report && !m_report.lines.isEmpty());
    m_try->setVisible(preview && !m_checked);
    m_go->setVisible(preview || again);
    setEnabledWithReason(m_try, m_allowed && m_preview.isImportable(),
                         m_allowed ? m_problem->text() : m_notAllowed,
                         tr("The server checks every line and changes nothing"));
    setEnabledWithReason(m_go, m_allowed && (again || m_preview.isImportable()),
                         m_allowed ? m_problem->text() : m_notAllowed);
    m_close->setEnabled(!m_cancelling);
    Q_UNUSED(choose)
}

void ImportDialog::retranslate()
{
    setWindowTitle(tr("Import codes"));
    m_title->setText(tr("Import codes"));
    static constexpr const char *subtitles[] = {
        QT_TR_NOOP("A CSV file with one code in each line. Nothing is sent before you say so."),
        QT_TR_NOOP("The beginning of the file as it would be read. Codes are masked here."),
        QT_TR_NOOP("You can go on working; the window has to stay open."),
        QT_TR_NOOP("What the server made of the file."),
    };
    m_subtitle->setText(tr(subtitles[static_cast<int>(m_step)]));
    m_drop->setMessage(u"upload"_s, Tone::Accent, tr("Drop a CSV file here"), {}, tr("Choose a file…"),
                       u"file"_s);
    m_format->setText(tr("Columns: %1. Required: %2.")
                          .arg(codeImportColumns().join(u", "_s), requiredCodeImportColumns().join(u", "_s)));
    m_rows->setAccessibleName(tr("First lines of the file"));
    m_lines->setAccessibleName(tr("Lines that were not taken"));
    const auto name = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(QString(text).remove(u'&'));
    };
    name(m_other, tr("&Other file…"));
    name(m_save, tr("&Save report…"));
    name(m_try, tr("&Try without importing"));
    name(m_go, tr("&Import codes"));
    name(m_close, m_step == Step::Running  ? tr("&Cancel import")
                  : m_step == Step::Report ? tr("&Close")
                                           : tr("&Cancel"));
    updateButtons();
}

void ImportDialog::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        retranslate();
        if (m_step == Step::Preview)
            fillPreview();
        else if (m_step == Step::Report)
            fillReport();
    }
    QDialog::changeEvent(event);
}

void ImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_step != Step::Running && event->mimeData()->hasUrls() &&
        event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    setFile(event->mimeData()->urls().first().toLocalFile());
    event->acceptProposedAction();
}

void ImportDialog::reject()
{
    if (m_step != Step::Running) {
        QDialog::reject();
        return;
    }
    if (m_cancelling)
        return;
    m_cancelling = true;
    setProgress(m_done, m_total);
    updateButtons();
    Q_EMIT cancelRequested();
}

} // namespace lonieve::widgets
