// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/orderspage.h"

#include "models/datasetmodel.h"
#include "models/datasettablemodel.h"
#include "models/money.h"
#include "widgets/controls.h"
#include "widgets/datatable.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/pages/orderdetails.h"
#include "widgets/pages/pageheader.h"
#include "widgets/panels/tablepanel.h"
#include "widgets/rangepicker.h"

#include <QAction>
#include <QBoxLayout>
#include <QCoreApplication>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStyle>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int debounceMs = 250;
constexpr int amountWidth = 92;
constexpr int sideBySide =
    1040; ///< from this width the details stand beside the table, below they lie over it
constexpr const char *statuses[] = {"paid", "pending", "failed", "expired", "manual_review"};

const PanelSpec &tableSpec()
{
    static const PanelSpec spec{.id = "orders_table",
                                .kind = PanelKind::Table,
                                .title = QT_TRANSLATE_NOOP("Dashboards", "All orders"),
                                .dataset = "orders",
                                .values = {u"created_at"_s, u"email"_s, u"product"_s, u"quantity"_s,
                                           u"amount"_s, u"refunded"_s, u"status"_s, u"email_status"_s,
                                           u"utm_source"_s, u"country"_s}};
    return spec;
}

} // namespace

OrdersPage::OrdersPage(const DashboardSpec &spec, QWidget *parent)
    : Page(spec, parent)
    , m_header(new PageHeader(this))
    , m_picker(new RangePicker(RangePicker::AnyTime | RangePicker::Currency, this))
    , m_search(new QLineEdit(this))
    , m_status(new Select(this))
    , m_minimum(new QLineEdit(this))
    , m_maximum(new QLineEdit(this))
    , m_clear(makeButton(ButtonVariant::Link, {}, this))
    , m_count(makeLabel(TextRole::Body, QFont::Normal, "secondary", this))
    , m_debounce(new QTimer(this))
    , m_body(new QWidget(this))
    , m_panel(new TablePanel(tableSpec(), m_body))
    , m_model(m_panel->tableModel())
    , m_state(new DatasetModel(m_model->spec(), this))
    , m_currencies(new DatasetModel(*findDataset(u"currencies"), this))
    , m_details(new OrderDetails(m_body))
{
    m_search->setObjectName(u"search"_s);
    m_status->setObjectName(u"status"_s);
    m_minimum->setObjectName(u"minimum"_s);
    m_maximum->setObjectName(u"maximum"_s);
    m_clear->setObjectName(u"clear"_s);
    m_count->setObjectName(u"count"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::pageMargin, 5 * metric::unit, metric::pageMargin, metric::pageMargin);
    layout->setSpacing(metric::gap);
    layout->addWidget(m_header);
    m_header->addTool(m_picker);
    auto *filters = new QHBoxLayout;
    filters->setContentsMargins(0, metric::unit, 0, 0);
    filters->setSpacing(2 * metric::unit);
    auto *glass = new QAction(icon(u"search"_s), {}, m_search);
    m_search->addAction(glass, QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(false);
    m_search->setMaximumWidth(360);
    m_search->setMinimumWidth(180);
    m_minimum->setFixedWidth(amountWidth);
    m_maximum->setFixedWidth(amountWidth);
    filters->addWidget(m_search, 2);
    filters->addWidget(m_status);
    filters->addWidget(m_minimum);
    auto *to = makeLabel(TextRole::Body, QFont::Normal, "secondary", this);
    to->setText(u"–"_s);
    filters->addWidget(to);
    filters->addWidget(m_maximum);
    filters->addWidget(m_clear);
    filters->addStretch(1);
    filters->addWidget(m_count);
    layout->addLayout(filters);
    layout->addWidget(m_body, 1);
    m_body->installEventFilter(this);
    m_details->hide();
    m_panel->setFilling(true);
    m_panel->setModel(m_state);
    m_panel->table()->setActivateOnClick(true);
    m_panel->table()->setOptionalColumns(
        {u"country"_s, u"utm_source"_s, u"quantity"_s, u"refunded"_s, u"email_status"_s, u"product"_s});

    m_debounce->setSingleShot(true);
    m_debounce->setInterval(debounceMs);
    connect(m_debounce, &QTimer::timeout, this, &OrdersPage::filtersChanged);
    for (QLineEdit *field : {m_search, m_minimum, m_maximum}) {
        connect(field, &QLineEdit::textEdited, m_debounce, qOverload<>(&QTimer::start));
        connect(field, &QLineEdit::returnPressed, this, &OrdersPage::filtersChanged);
    }
    connect(m_status, &QComboBox::currentIndexChanged, this, &OrdersPage::filtersChanged);
    connect(m_picker, &RangePicker::changed, this, &OrdersPage::filtersChanged);
    connect(m_picker, &RangePicker::refreshClicked, this, &OrdersPage::refresh);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        restoreViewState({{u"range"_s, u"any"_s}, {u"search"_s, QString()}, {u"status"_s, QString()}});
        m_search->setFocus();
    });
    connect(m_model, &DatasetTableModel::pageWanted, this, [this](qint64 offset, qint64 limit) {
        m_state->setLoading();
        Q_EMIT refreshRequested(queryFor(offset, limit));
    });
    connect(m_model, &DatasetTableModel::sortWanted, this, [this] {
        m_state->setQuery(queryFor(0, DatasetTableModel::pageSize));
        Q_EMIT viewStateChanged();
    });
    connect(m_panel, &Panel::retryRequested, this, &OrdersPage::refresh);
    connect(m_panel, &Panel::exportRequested, this, &Page::exportRequested);
    connect(m_panel->table(), &DataTable::rowActivated, this, [this](int row) {
        const QString id = m_model->raw(row, u"order_id").toString();
        if (!id.isEmpty())
            showOrder(id);
    });
    connect(m_panel->table(), &DataTable::selectionMoved, this, [this](int row) {
        // With the details open the arrow keys walk through the orders.
        const QString id = m_model->raw(row, u"order_id").toString();
        if (m_details->isVisible() && !id.isEmpty())
            showOrder(id);
    });
    connect(m_currencies, &DatasetModel::changed, this, [this] {
        if (!m_currencies->hasData())
            return;
        QStringList codes{tr("All currencies")};
        for (qsizetype row = 0; row < m_currencies->dataset().rows.size(); ++row)
            codes.append(m_currencies->dataset().value(row, u"currency").toString());
        m_picker->setCurrencies(codes.size() > 2 ? codes : QStringList());
    });

    connect(m_details, &OrderDetails::closeRequested, this, &OrdersPage::closeDetails);
    connect(m_details, &OrderDetails::retryRequested, this, [this] { Q_EMIT orderDetailRequested(m_order); });
    connect(m_details, &OrderDetails::resendRequested, this,
            [this](const QString &reason) { Q_EMIT resendRequested(m_order, reason); });
    connect(m_details, &OrderDetails::refundRequested, this,
            [this](const QString &amount, const QString &reason, const QString &type, const QString &key) {
                Q_EMIT refundRequested(m_order, amount, reason, type, key);
            });
    connect(m_details, &OrderDetails::noteRequested, this,
            [this](const QString &text) { Q_EMIT noteRequested(m_order, text); });
    connect(m_details, &OrderDetails::settleRequested, this,
            [this](const QString &action, const QString &note) {
                Q_EMIT settleRequested(m_order, action, note);
            });
    m_picker->setAnyTime();
    retranslate();
}

DatasetQuery OrdersPage::queryFor(qint64 offset, qint64 limit) const
{
    QVariantMap params{{u"sort"_s, m_model->sortColumn()},
                       {u"desc"_s, m_model->sortDescending() ? u"true"_s : u"false"_s},
                       {u"limit"_s, limit},
                       {u"offset"_s, offset}};
    const DateRange range = m_picker->range();
    if (range.isValid()) {
        params.insert(u"from"_s, range.from.toString(Qt::ISODateWithMs));
        params.insert(u"to"_s, range.to.toString(Qt::ISODateWithMs));
    }
    if (const QString status = m_status->currentData().toString(); !status.isEmpty())
        params.insert(u"status"_s, status);
    if (const QString text = m_search->text().trimmed(); !text.isEmpty())
        params.insert(u"search"_s, text);
    if (!m_picker->currency().isEmpty())
        params.insert(u"currency"_s, m_picker->currency());
    for (const auto &[name, field] : {std::pair{u"min_amount"_s, m_minimum}, {u"max_amount"_s, m_maximum}}) {
        // The currency only sets how many digits are read; three are enough for any.
        const Result<Money> amount =
            parseMoney(field->text().trimmed().replace(u',', u'.'), context().currency);
        if (amount)
            params.insert(name, toDecimal(*amount));
    }
    return {u"orders"_s, params};
}

void OrdersPage::filtersChanged()
{
    m_debounce->stop();
    for (QLineEdit *field : {m_minimum, m_maximum}) {
        const QString text = field->text().trimmed();
        const bool bad =
            !text.isEmpty() && !parseMoney(QString(text).replace(u',', u'.'), context().currency);
        field->setProperty("invalid", bad);
        field->setToolTip(bad ? tr("Enter an amount such as 75.50") : QString());
        field->style()->unpolish(field);
        field->style()->polish(field);
    }
    updateClear();
    const DatasetQuery wanted = queryFor(0, DatasetTableModel::pageSize);
    if (m_started && wanted == m_asked)
        return;
    m_asked = wanted;
    m_started = true;
    m_state->setQuery(wanted);
    m_count->clear();
    m_model->reload();
    Q_EMIT viewStateChanged();
}

void OrdersPage::updateClear()
{
    m_clear->setVisible(!m_search->text().isEmpty() || m_status->currentIndex() > 0 ||
                        !m_minimum->text().isEmpty() || !m_maximum->text().isEmpty() ||
                        !m_picker->isAnyTime());
}

void OrdersPage::refresh()
{
    m_currencies->setLoading();
    Q_EMIT refreshRequested(m_currencies->query());
    if (!m_started) {
        filtersChanged();
    } else {
        m_asked = queryFor(0, DatasetTableModel::pageSize);
        if (m_state->hasData()) {
            m_model->invalidate();
        } else {
            m_state->setQuery(m_asked);
            m_model->reload();
        }
    }
    if (!m_order.isEmpty())
        Q_EMIT orderDetailRequested(m_order);
}

void OrdersPage::refreshTopics(const QStringList &topics)
{
    if (!m_started || !topics.contains(u"orders"_s))
        return;
    if (m_state->hasData())
        m_model->invalidate();
    else
        m_model->reload();
    if (!m_order.isEmpty())
        Q_EMIT orderDetailRequested(m_order);
}

bool OrdersPage::isCurrent(const DatasetQuery &query, qint64 *offset) const
{
    *offset = query.params.value(u"offset"_s).toLongLong();
    return query == queryFor(*offset, query.params.value(u"limit"_s).toLongLong());
}

void OrdersPage::deliver(const DatasetQuery &query, const Result<Dataset> &result)
{
    if (query == m_currencies->query()) {
        m_currencies->setResult(result);
        return;
    }
    qint64 offset = 0;
    if (!isCurrent(query, &offset))
        return;
    if (!result) {
        m_model->pageFailed(offset);
        m_state->setResult(result);
        return;
    }
    m_model->setPage(offset, *result);
    if (offset == 0 || !m_state->hasData() || m_state->state() == DatasetModel::State::Stale)
        m_state->setResult(result);
    showTotal();
}

void OrdersPage::deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why)
{
    if (query == m_currencies->query()) {
        m_currencies->setStale(dataset, why);
        return;
    }
    qint64 offset = 0;
    if (!isCurrent(query, &offset))
        return;
    m_model->setPage(offset, dataset);
    m_state->setStale(dataset, why);
    showTotal();
}

void OrdersPage::showTotal()
{
    m_picker->setRefreshing(false);
    const qint64 total = m_model->total();
    m_count->setText(total < 0 ? QString() : tr("%Ln orders", nullptr, static_cast<int>(total)));
    if (m_state->hasData()) {
        const QString time = format::clockTime(m_state->asOf());
        const bool stale = m_state->state() == DatasetModel::State::Stale;
        m_header->setFreshness(stale ? tr("Saved data as of %1").arg(time) : tr("Updated %1").arg(time),
                               format::exactTime(m_state->asOf()));
    }
}

QVariantMap OrdersPage::viewState() const
{
    QVariantMap state = m_picker->state();
    state.insert(u"search"_s, m_search->text());
    state.insert(u"status"_s, m_status->currentData().toString());
    state.insert(u"minimum"_s, m_minimum->text());
    state.insert(u"maximum"_s, m_maximum->text());
    state.insert(u"sort"_s, m_model->sortColumn());
    state.insert(u"descending"_s, m_model->sortDescending());
    return state;
}

void OrdersPage::restoreViewState(const QVariantMap &state)
{
    {
        const QSignalBlocker quiet(m_status);
        m_picker->restore(state);
        m_search->setText(state.value(u"search"_s).toString());
        m_status->setCurrentIndex(qMax(0, m_status->findData(state.value(u"status"_s).toString())));
        m_minimum->setText(state.value(u"minimum"_s).toString());
        m_maximum->setText(state.value(u"maximum"_s).toString());
        if (state.contains(u"sort"_s))
            m_model->setSortIndicator(state.value(u"sort"_s).toString(),
                                      state.value(u"descending"_s).toBool());
    }
    updateClear();
    if (m_started)
        filtersChanged();
}

QList<Panel *> OrdersPage::panels() const
{
    return {m_panel};
}

void OrdersPage::open(const QVariantMap &arguments)
{
    if (const QString search = arguments.value(u"search"_s).toString(); !search.isEmpty()) {
        m_search->setText(search);
        filtersChanged();
    }
    if (const QString order = arguments.value(u"order"_s).toString(); !order.isEmpty())
        showOrder(order);
}

QString OrdersPage::selectedOrder() const
{
    return m_order;
}

void OrdersPage::showOrder(const QString &orderId)
{
    const bool again = orderId == m_order && m_details->isVisible();
    m_order = orderId;
    m_details->setLoading(orderId);
    const int selected = m_panel->table()->selectedRow();
    if (m_model->raw(selected, u"order_id").toString() != orderId) {
        int found = -1;
        for (int row = 0; row < qMin<qint64>(m_model->total(), DatasetTableModel::pageSize) && found < 0;
             ++row)
            found = m_model->raw(row, u"order_id").toString() == orderId ? row : -1;
        const QSignalBlocker quiet(m_panel->table());
        m_panel->table()->selectRow(found);
    }
    m_details->show();
    layoutDetails();
    if (!again)
        Q_EMIT orderDetailRequested(orderId);
}

void OrdersPage::closeDetails()
{
    m_order.clear();
    m_details->hide();
    layoutDetails();
    m_panel->table()->setFocus();
}

void OrdersPage::layoutDetails()
{
    const QRect place = m_body->rect();
    const bool open = !m_details->isHidden();
    const bool beside = width() >= sideBySide;
    const int drawer = qMin(metric::drawer, place.width());
    m_panel->setGeometry(place.adjusted(0, 0, open && beside ? -(drawer + metric::gap) : 0, 0));
    if (open) {
        m_details->setGeometry(place.right() + 1 - drawer, place.top(), drawer, place.height());
        m_details->raise();
    }
}

bool OrdersPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_body && event->type() == QEvent::Resize)
        layoutDetails();
    return Page::eventFilter(watched, event);
}

void OrdersPage::setOrderDetail(const QString &orderId, const QJsonObject &detail)
{
    if (orderId == m_order)
        m_details->setDetail(orderId, detail);
}

void OrdersPage::setOrderDetailError(const QString &orderId, const Error &error)
{
    if (orderId == m_order)
        m_details->setError(orderId, error);
}

void OrdersPage::actionSucceeded(const QString &orderId, const QString &message)
{
    if (orderId != m_order)
        return;
    m_details->setBusy(false);
    m_details->setActionMessage(message, false);
    Q_EMIT orderDetailRequested(orderId);
}

void OrdersPage::actionFailed(const QString &orderId, const Error &error)
{
    if (orderId != m_order)
        return;
    m_details->setBusy(false);
    const ErrorWords words = wordsFor(error);
    m_details->setActionMessage(words.title + u". "_s + words.text, true);
}

void OrdersPage::retranslate()
{
    m_header->setTexts(title(), QCoreApplication::translate("Dashboards", spec().meaning));
    setAccessibleName(title());
    m_picker->retranslate();
    m_search->setPlaceholderText(tr("E-mail, order, bill or reference"));
    m_search->setAccessibleName(tr("Search orders"));
    m_search->setToolTip(tr("Part of an e-mail address is enough"));
    m_minimum->setPlaceholderText(tr("Min"));
    m_minimum->setAccessibleName(tr("Least amount"));
    m_maximum->setPlaceholderText(tr("Max"));
    m_maximum->setAccessibleName(tr("Largest amount"));
    m_clear->setText(tr("&Clear filters"));
    m_clear->setAccessibleName(tr("Clear filters"));
    m_status->setAccessibleName(tr("Status"));
    {
        const QSignalBlocker quiet(m_status);
        const int index = qMax(0, m_status->currentIndex());
        m_status->clear();
        m_status->addItem(tr("Any status"), QString());
        for (const char *status : statuses)
            m_status->addItem(format::status(QString::fromLatin1(status)), QString::fromLatin1(status));
        m_status->setCurrentIndex(index);
    }
    m_panel->setEmptyWords(tr("No orders here"), tr("Choose a longer range or clear the filters."));
    updateClear();
    showTotal();
}

void OrdersPage::contextChanged()
{
    m_details->setContext(context());
    if (m_started)
        filtersChanged();
}

} // namespace lonieve::widgets
