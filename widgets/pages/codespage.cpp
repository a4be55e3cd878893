// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/codespage.h"

#include "models/datasettablemodel.h"
#include "models/money.h"
#include "widgets/cardgrid.h"
#include "widgets/controls.h"
#include "widgets/datatable.h"
#include "widgets/format.h"
#include "widgets/pages/importdialog.h"
#include "widgets/pages/pageheader.h"
#include "widgets/pages/reasondialog.h"
#include "widgets/panels/kpipanel.h"
#include "widgets/panels/tablepanel.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QSplitter>
#include <QStyle>
#include <QTabWidget>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int revealedMs = 60'000;

struct TotalRow
{
    const char *id;
    const char *title;
};
constexpr TotalRow totalRows[] = {
    {"total_available", QT_TRANSLATE_NOOP("Dashboards", "Available codes")},
    {"total_reserved", QT_TRANSLATE_NOOP("Dashboards", "Reserved codes")},
    {"total_sold", QT_TRANSLATE_NOOP("Dashboards", "Sold in 30 days")},
    {"total_attention", QT_TRANSLATE_NOOP("Dashboards", "Low or sold out")},
};

PanelSpec panelSpec(const char *id, const char *title, const char *dataset, QStringList columns)
{
    return {
        .id = id, .kind = PanelKind::Table, .title = title, .dataset = dataset, .values = std::move(columns)};
}

qint64 sumOf(const Dataset &dataset, QStringView column)
{
    qint64 sum = 0;
    for (qsizetype row = 0; row < dataset.rows.size(); ++row)
        sum += dataset.value(row, column).toInteger();
    return sum;
}

int countOf(const Dataset &dataset, QStringView column, QStringView wanted)
{
    int count = 0;
    for (qsizetype row = 0; row < dataset.rows.size(); ++row)
        count += dataset.value(row, column).toString() == wanted ? 1 : 0;
    return count;
}

} // namespace

CodesPage::CodesPage(const DashboardSpec &spec, QWidget *parent)
    : Page(spec, parent)
    , m_header(new PageHeader(this))
    , m_import(makeButton(ButtonVariant::Primary, {}, this))
    , m_refresh(new IconButton(u"refresh"_s, this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_stock(new DatasetModel(*findDataset(u"code_stock"), this))
    , m_batches(new DatasetModel(*findDataset(u"code_batches"), this))
    , m_codes(new DatasetModel(*findDataset(u"codes"), this))
    , m_stockPanel(new TablePanel(panelSpec(
          "code_stock", QT_TRANSLATE_NOOP("Dashboards", "Stock by product and nominal"), "code_stock",
          {u"product_name"_s, u"region"_s, u"nominal"_s, u"available"_s, u"reserved"_s, u"sold"_s, u"other"_s,
           u"sold_30d"_s, u"days_of_cover"_s, u"stock_level"_s})))
    , m_batchPanel(
          new TablePanel(panelSpec("code_batches", QT_TRANSLATE_NOOP("Dashboards", "Imports"), "code_batches",
                                   {u"imported_at"_s, u"file_name"_s, u"imported_by"_s, u"imported"_s,
                                    u"skipped"_s, u"available"_s, u"sold"_s, u"batch_id"_s})))
    , m_codesPanel(new TablePanel(panelSpec("codes", QT_TRANSLATE_NOOP("Dashboards", "Codes"), "codes",
                                            {u"masked"_s, u"product_name"_s, u"nominal"_s, u"status"_s,
                                             u"imported_at"_s, u"sold_at"_s, u"order_id"_s})))
    , m_codesModel(m_codesPanel->tableModel())
    , m_message(makeLabel(TextRole::Caption, QFont::Normal, "secondary", this))
    , m_reveal(makeButton(ButtonVariant::Plain, u"eye"_s, this))
    , m_void(makeButton(ButtonVariant::Danger, u"void"_s, this))
{
    m_import->setObjectName(u"import"_s);
    m_refresh->setObjectName(u"refresh"_s);
    m_reveal->setObjectName(u"reveal"_s);
    m_void->setObjectName(u"void"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::pageMargin, 5 * metric::unit, metric::pageMargin, metric::pageMargin);
    layout->setSpacing(metric::gap);
    layout->addWidget(m_header);
    m_header->addTool(m_import);
    m_header->addTool(m_refresh);
    auto *totals = new CardGrid(this);
    layout->addSpacing(metric::unit);
    layout->addWidget(totals);
    using Summary = KpiPanel::Summary;
    const std::function<Summary(const Dataset &)> summaries[] = {
        [](const Dataset &set) {
            return Summary{
                format::integer(sumOf(set, u"available")),
                tr("in %Ln product and nominal pairs", nullptr, static_cast<int>(set.rows.size()))};
        },
        [](const Dataset &set) {
            return Summary{format::integer(sumOf(set, u"reserved")),
                           tr("held for orders that wait for payment")};
        },
        [](const Dataset &set) {
            return Summary{format::integer(sumOf(set, u"sold_30d")),
                           tr("%1 sold in all").arg(format::integer(sumOf(set, u"sold")))};
        },
        [](const Dataset &set) {
            const int out = countOf(set, u"stock_level", u"out");
            const int low = countOf(set, u"stock_level", u"low");
            return Summary{format::integer(out + low),
                           out + low == 0
                               ? tr("nothing to order")
                               : tr("%1 sold out, %2 low").arg(format::integer(out), format::integer(low)),
                           out > 0   ? Tone::Bad
                           : low > 0 ? Tone::Warning
                                     : Tone::Good};
        },
    };
    for (std::size_t i = 0; i < std::size(totalRows); ++i) {
        auto *card = new KpiPanel({.id = totalRows[i].id,
                                   .kind = PanelKind::Kpi,
                                   .title = totalRows[i].title,
                                   .dataset = "code_stock",
                                   .values = {}},
                                  totals);
        card->setSummary(summaries[i]);
        card->setModel(m_stock);
        totals->addCard(card, 3);
        m_totals.append(card);
        connect(card, &Panel::exportRequested, this, &Page::exportRequested);
        connect(card, &Panel::retryRequested, this, &CodesPage::refresh);
    }

    m_tabs = new QTabWidget(m_splitter);
    m_tabs->setObjectName(u"tabs"_s);
    auto *codesTab = new QWidget;
    auto *codesLayout = new QVBoxLayout(codesTab);
    codesLayout->setContentsMargins(0, 2 * metric::unit, 0, 0);
    codesLayout->setSpacing(2 * metric::unit);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_message, m_reveal, m_void})
        m_codesPanel->addHeaderWidget(widget);
    codesLayout->addWidget(m_codesPanel, 1);
    auto *batchTab = new QWidget;
    auto *batchLayout = new QVBoxLayout(batchTab);
    batchLayout->setContentsMargins(0, 2 * metric::unit, 0, 0);
    batchLayout->addWidget(m_batchPanel);
    m_tabs->addTab(codesTab, {});
    m_tabs->addTab(batchTab, {});
    m_splitter->addWidget(m_stockPanel);
    m_splitter->addWidget(m_tabs);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(metric::gap);
    m_splitter->setStretchFactor(0, 5);
    m_splitter->setStretchFactor(1, 4);
    layout->addWidget(m_splitter, 1);

    m_stockPanel->table()->setOptionalColumns({u"other"_s, u"sold"_s, u"region"_s, u"reserved"_s});
    m_codesPanel->table()->setOptionalColumns({u"product_name"_s, u"sold_at"_s, u"order_id"_s});
    m_batchPanel->table()->setOptionalColumns({u"batch_id"_s, u"sold"_s, u"available"_s, u"imported_by"_s});
    for (TablePanel *panel : {m_stockPanel, m_batchPanel, m_codesPanel}) {
        panel->setFilling(true);
        panel->setMinimumHeight(6 * metric::row);
        connect(panel, &Panel::exportRequested, this, &Page::exportRequested);
    }
    m_stockPanel->setModel(m_stock);
    m_batchPanel->setModel(m_batches);
    m_codesPanel->setModel(m_codes);
    connect(m_stockPanel, &Panel::retryRequested, this, &CodesPage::refresh);
    connect(m_batchPanel, &Panel::retryRequested, this, &CodesPage::refresh);
    connect(m_codesPanel, &Panel::retryRequested, this, [this] {
        if (m_codesShown)
            showCodes();
        else
            refresh();
    });

    connect(m_import, &QPushButton::clicked, this, [this] { startImport(); });
    connect(m_refresh, &QToolButton::clicked, this, &CodesPage::refresh);
    m_refresh->setShortcut(QKeySequence::Refresh);
    connect(m_stock, &DatasetModel::changed, this, &CodesPage::stockChanged);
    connect(m_stockPanel->table(), &DataTable::selectionMoved, this, [this](int row) {
        const DatasetTableModel *model = m_stockPanel->tableModel();
        const QString product = model->raw(row, u"product_id").toString();
        if (row < 0 || product.isEmpty())
            return;
        const QString currency = model->raw(row, u"currency").toString();
        const qint64 nominal = model->raw(row, u"nominal").toInteger();
        showCodesOf(product, toDecimal({nominal, currency}),
                    model->raw(row, u"product_name").toString() + u" · "_s +
                        format::money(nominal, currency));
    });
    connect(m_batchPanel->table(), &DataTable::rowActivated, this, [this](int row) {
        m_batch = m_batchPanel->tableModel()->raw(row, u"batch_id").toString();
        m_product.clear();
        m_nominal.clear();
        m_codesTitle = tr("Import %1").arg(m_batchPanel->tableModel()->raw(row, u"file_name").toString());
        m_tabs->setCurrentIndex(0);
        showCodes();
    });
    connect(m_codesModel, &DatasetTableModel::pageWanted, this, [this](qint64 offset, qint64 limit) {
        if (!m_codesShown)
            return;
        m_codes->setLoading();
        Q_EMIT refreshRequested(codesQuery(offset, limit));
    });
    connect(m_codesModel, &DatasetTableModel::sortWanted, this,
            [this] { m_codes->setQuery(codesQuery(0, DatasetTableModel::pageSize)); });
    connect(m_codesPanel->table(), &DataTable::selectionMoved, this, &CodesPage::updateActions);
    connect(m_codesPanel->table(), &DataTable::rowActivated, this, [this](int row) {
        if (const QString order = m_codesModel->raw(row, u"order_id").toString(); !order.isEmpty())
            Q_EMIT openRequested(u"order"_s, {{u"order"_s, order}});
    });
    connect(m_reveal, &QPushButton::clicked, this, [this] { askReason(true); });
    connect(m_void, &QPushButton::clicked, this, [this] { askReason(false); });
    retranslate();
}

DatasetQuery CodesPage::codesQuery(qint64 offset, qint64 limit) const
{
    QVariantMap params{{u"sort"_s, m_codesModel->sortColumn()},
                       {u"desc"_s, m_codesModel->sortDescending() ? u"true"_s : u"false"_s},
                       {u"limit"_s, limit},
                       {u"offset"_s, offset}};
    for (const auto &[name, value] :
         {std::pair{u"product"_s, m_product}, {u"nominal"_s, m_nominal}, {u"batch"_s, m_batch}}) {
        if (!value.isEmpty())
            params.insert(name, value);
    }
    return {u"codes"_s, params};
}

void CodesPage::showCodesOf(const QString &productId, const QString &nominal, const QString &title)
{
    m_codesTitle = title;
    if (m_codesShown && productId == m_product && nominal == m_nominal && m_batch.isEmpty()) {
        retranslate();
        return;
    }
    m_product = productId;
    m_nominal = nominal;
    m_batch.clear();
    showCodes();
}

void CodesPage::showCodes()
{
    m_codesShown = true;
    m_codes->setQuery(codesQuery(0, DatasetTableModel::pageSize));
    m_codesModel->reload();
    retranslate();
}

void CodesPage::stockChanged()
{
    if (!m_codesShown && m_stock->state() == DatasetModel::State::Error) {
        m_codes->setResult(failure(m_stock->error()));
    } else if (!m_codesShown && m_stock->state() == DatasetModel::State::Empty) {
        Dataset none; // without stock there is no row whose codes could be shown
        none.id = u"codes"_s;
        none.asOf = m_stock->asOf();
        m_codes->setResult(none);
    }
    if (!m_stock->hasData())
        return;
    const QString time = format::clockTime(m_stock->asOf());
    const bool stale = m_stock->state() == DatasetModel::State::Stale;
    m_header->setFreshness(stale ? tr("Saved data as of %1").arg(time) : tr("Updated %1").arg(time),
                           format::exactTime(m_stock->asOf()));
    m_refresh->setEnabled(!m_stock->isRefreshing());
    DataTable *table = m_stockPanel->table();
    if (!m_codesShown && table->selectedRow() < 0 && m_stockPanel->tableModel()->total() > 0)
        table->selectRow(0);
}

void CodesPage::refresh()
{
    for (DatasetModel *model : {m_stock, m_batches}) {
        model->setLoading();
        Q_EMIT refreshRequested(model->query());
    }
    if (m_codesShown)
        m_codesModel->invalidate();
}

void CodesPage::refreshTopics(const QStringList &topics)
{
    for (DatasetModel *model : {m_stock, m_batches}) {
        bool touched = false;
        for (const QString &topic : model->spec().topics)
            touched = touched || topics.contains(topic);
        if (touched) {
            model->setLoading();
            Q_EMIT refreshRequested(model->query());
        }
    }
    if (m_codesShown && topics.contains(u"codes"_s))
        m_codesModel->invalidate();
}

void CodesPage::deliver(const DatasetQuery &query, const Result<Dataset> &result)
{
    for (DatasetModel *model : {m_stock, m_batches}) {
        if (model->query() == query)
            model->setResult(result);
    }
    const qint64 offset = query.params.value(u"offset"_s).toLongLong();
    if (query.id != "codes"_L1 || query != codesQuery(offset, query.params.value(u"limit"_s).toLongLong()))
        return;
    if (result)
        m_codesModel->setPage(offset, *result);
    else
        m_codesModel->pageFailed(offset);
    if (!result || offset == 0 || !m_codes->hasData())
        m_codes->setResult(result);
    updateActions();
}

void CodesPage::deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why)
{
    for (DatasetModel *model : {m_stock, m_batches}) {
        if (model->query() == query)
            model->setStale(dataset, why);
    }
    const qint64 offset = query.params.value(u"offset"_s).toLongLong();
    if (query.id == "codes"_L1 && query == codesQuery(offset, query.params.value(u"limit"_s).toLongLong())) {
        m_codesModel->setPage(offset, dataset);
        m_codes->setStale(dataset, why);
    }
}

QVariantMap CodesPage::viewState() const
{
    return {{u"tab"_s, m_tabs->currentIndex()}, {u"splitter"_s, m_splitter->saveState()}};
}

void CodesPage::restoreViewState(const QVariantMap &state)
{
    m_tabs->setCurrentIndex(state.value(u"tab"_s).toInt());
    m_splitter->restoreState(state.value(u"splitter"_s).toByteArray());
}

QList<Panel *> CodesPage::panels() const
{
    QList<Panel *> all;
    for (KpiPanel *card : m_totals)
        all.append(card);
    return all << m_stockPanel << m_codesPanel << m_batchPanel;
}

void CodesPage::open(const QVariantMap &arguments)
{
    const QString product = arguments.value(u"product"_s).toString();
    const DatasetTableModel *model = m_stockPanel->tableModel();
    for (int row = 0; row < model->rowCount() && !product.isEmpty(); ++row) {
        if (model->raw(row, u"product_id").toString() == product) {
            m_stockPanel->table()->selectRow(row);
            return;
        }
    }
}

ImportDialog *CodesPage::importDialog() const
{
    return m_dialog;
}

ImportDialog *CodesPage::startImport(const QString &path)
{
    if (!m_dialog) {
        m_dialog = new ImportDialog(this);
        connect(m_dialog, &ImportDialog::importRequested, this, &CodesPage::importRequested);
        connect(m_dialog, &ImportDialog::cancelRequested, this, &CodesPage::importCancelRequested);
        connect(m_dialog, &ImportDialog::saveReportRequested, this, &CodesPage::saveReportRequested);
        m_dialog->setAllowed(m_import->isEnabled(), m_import->toolTip());
    }
    if (!path.isEmpty())
        m_dialog->setFile(path);
    m_dialog->open();
    return m_dialog;
}

void CodesPage::setImportProgress(qint64 done, qint64 total)
{
    if (m_dialog)
        m_dialog->setProgress(done, total);
}

void CodesPage::setImportFinished(const Result<ImportReport> &result)
{
    if (m_dialog)
        m_dialog->setFinished(result);
    if (result && !result->dryRun)
        refresh();
}

void CodesPage::askReason(bool reveal)
{
    const int row = m_codesPanel->table()->selectedRow();
    const QString id = m_codesModel->raw(row, u"code_id").toString();
    if (id.isEmpty())
        return;
    const QString masked = m_codesModel->raw(row, u"masked").toString();
    auto *dialog =
        reveal ? new ReasonDialog(
                     tr("Reveal the code"),
                     tr("The whole code %1 will be shown to you for one minute. Your name, the time and the "
                        "reason are written to the audit log.")
                         .arg(masked),
                     tr("Reveal the code"), false, this)
               : new ReasonDialog(tr("Void the code"),
                                  tr("The code %1 will never be sold. This cannot be undone.").arg(masked),
                                  tr("Void the code"), true, this);
    QLineEdit *reason = dialog->addReason(tr("Reason"));
    connect(dialog, &QDialog::accepted, this, [this, id, reason, reveal] {
        if (reveal)
            Q_EMIT revealRequested(id, reason->text().trimmed());
        else
            Q_EMIT voidRequested(id, reason->text().trimmed());
    });
    dialog->open();
}

void CodesPage::setRevealedCode(const QString &codeId, const Result<QString> &code)
{
    if (!code) {
        actionFailed(codeId, code.error());
        return;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("The code"), *code, QMessageBox::Close, this);
    box->setObjectName(u"revealedCode"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("This window closes by itself after one minute."));
    QTimer::singleShot(revealedMs, box, &QDialog::reject);
    box->open();
}

void CodesPage::actionSucceeded(const QString &, const QString &message)
{
    m_codesModel->invalidate();
    showMessage(message, false);
}

void CodesPage::actionFailed(const QString &, const Error &error)
{
    const ErrorWords words = wordsFor(error);
    showMessage(words.title + u". "_s + words.text, true);
}

void CodesPage::showMessage(const QString &text, bool bad)
{
    m_message->setText(text);
    m_message->setProperty("tone", bad ? "bad" : "secondary");
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
}

void CodesPage::updateActions()
{
    const auto why = [this](Role least) {
        if (!context().online)
            return context().offlineReason.isEmpty() ? tr("Not possible while offline")
                                                     : context().offlineReason;
        if (context().role < least)
            return least == Role::Admin ? tr("Only administrators may do this")
                                        : tr("Only managers and administrators may do this");
        return QString();
    };
    const QString import = why(Role::Manager);
    setEnabledWithReason(m_import, import.isEmpty(), import, tr("Add codes from a CSV file"));
    if (m_dialog)
        m_dialog->setAllowed(import.isEmpty(), import);
    const int row = m_codesPanel->table()->selectedRow();
    const QString status = m_codesModel->raw(row, u"status").toString();
    QString reveal = why(Role::Manager);
    if (reveal.isEmpty() && status.isEmpty())
        reveal = tr("Select a code first");
    setEnabledWithReason(m_reveal, reveal.isEmpty(), reveal, tr("Show the whole code; needs a reason"));
    QString revoke = why(Role::Manager);
    if (revoke.isEmpty() && status.isEmpty())
        revoke = tr("Select a code first");
    else if (revoke.isEmpty() && status != "available"_L1 && status != "quarantined"_L1)
        revoke = tr("Only codes that are not sold or reserved can be voided");
    setEnabledWithReason(m_void, revoke.isEmpty(), revoke, tr("Take the code out of the stock for good"));
}

void CodesPage::retranslate()
{
    m_header->setTexts(title(), QCoreApplication::translate("Dashboards", spec().meaning));
    setAccessibleName(title());
    const auto name = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(QString(text).remove(u'&'));
    };
    name(m_import, tr("&Import codes…"));
    name(m_reveal, tr("Re&veal…"));
    name(m_void, tr("V&oid…"));
    m_refresh->setHint(
        tr("Refresh (%1)").arg(QKeySequence(QKeySequence::Refresh).toString(QKeySequence::NativeText)));
    m_tabs->setAccessibleName(tr("Codes and imports"));
    m_tabs->setTabText(0, m_codesTitle.isEmpty() ? tr("Codes") : tr("Codes: %1").arg(m_codesTitle));
    m_tabs->setTabText(1, tr("Imports"));
    m_stockPanel->setEmptyWords(tr("No stock yet"), tr("Import a CSV file of codes to begin selling."));
    m_batchPanel->setEmptyWords(tr("No imports yet"), tr("Import a CSV file of codes to begin selling."));
    m_codesPanel->setEmptyWords(tr("No codes here"), tr("Choose another row above."));
    stockChanged();
    updateActions();
}

void CodesPage::contextChanged()
{
    updateActions();
}

} // namespace lonieve::widgets
