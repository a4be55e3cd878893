// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/datatable.h"

#include "models/datasettablemodel.h"
#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int cellPadding = 12;
constexpr int measuredRows = 40;
constexpr int widestText = 320;
constexpr int narrowestText = 120;

ColumnType typeOf(const QModelIndex &index)
{
    return static_cast<ColumnType>(index.data(DatasetTableModel::TypeRole).toInt());
}

bool isText(ColumnType type)
{
    return type == ColumnType::Text || type == ColumnType::Json;
}

bool isNumber(ColumnType type)
{
    return type == ColumnType::Integer || type == ColumnType::Number || type == ColumnType::Percent ||
           type == ColumnType::Money;
}

} // namespace

CellDelegate::CellDelegate(QObject *parent) : QStyledItemDelegate(parent)
{}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    if (typeOf(index) == ColumnType::Status)
        return {pillSize(text).width() + 2 * cellPadding, metric::row};
    return {qCeil(figuresWidth(Theme::font(TextRole::Body), text)) + 2 * cellPadding + 2, metric::row};
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Tokens &t = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF cell = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    if (selected)
        painter->fillRect(cell, Theme::blend(t.raised, t.accent, 0.13));
    else if (index.row() == hoveredRow)
        painter->fillRect(cell, Theme::blend(t.raised, t.text, 0.04));
    painter->setPen(QPen(t.line, 1));
    painter->drawLine(QPointF(cell.left(), cell.bottom() - 0.5), QPointF(cell.right(), cell.bottom() - 0.5));
    if (selected && index.column() == 0 && (option.state & QStyle::State_Active))
        painter->fillRect(QRectF(cell.left(), cell.top(), metric::focusRing, cell.height() - 1), t.accent);

    const QRectF inner = cell.adjusted(cellPadding, 0, -cellPadding, 0);
    const ColumnType type = typeOf(index);
    if (index.data(DatasetTableModel::PlaceholderRole).toBool()) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(Theme::blend(t.raised, t.text, 0.07));
        const qreal width =
            inner.width() * (isNumber(type) ? 0.5 : 0.4 + 0.1 * ((index.row() * 7 + index.column()) % 4));
        const qreal left = isNumber(type) ? inner.right() - width : inner.left();
        painter->drawRoundedRect(QRectF(left, inner.center().y() - 5, width, 10), 4, 4);
        painter->restore();
        return;
    }
    const QString text = index.data(Qt::DisplayRole).toString();
    const bool missing = text == format::dash();
    const bool nothing =
        type == ColumnType::Money && index.data(DatasetTableModel::RawRole).toJsonValue().toInteger() == 0;
    painter->setPen(missing || nothing ? t.disabled : t.text);
    painter->setFont(Theme::font(TextRole::Body));
    switch (type) {
    case ColumnType::Status:
        if (!missing) {
            const QSize pill = pillSize(text);
            drawPill(painter,
                     QRectF(inner.left(), inner.center().y() - pill.height() / 2.0 - 0.5,
                            qMin<qreal>(pill.width(), inner.width()), pill.height()),
                     text,
                     format::statusTone(index.data(DatasetTableModel::RawRole).toJsonValue().toString()));
            break;
        }
        [[fallthrough]];
    default:
        if (isNumber(type) || type == ColumnType::Timestamp || type == ColumnType::Date) {
            if (!isNumber(type))
                painter->setPen(missing ? t.disabled : t.secondary);
            drawFigures(painter, inner, Qt::AlignVCenter | (isNumber(type) ? Qt::AlignRight : Qt::AlignLeft),
                        text);
        } else {
            if (type == ColumnType::Id)
                painter->setPen(missing ? t.disabled : t.secondary);
            painter->drawText(inner, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                              painter->fontMetrics().elidedText(text, Qt::ElideRight, qFloor(inner.width())));
        }
        break;
    }
    painter->restore();
}

bool CellDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (event->type() == QEvent::ToolTip) {
        const QString shown = index.data(Qt::DisplayRole).toString();
        QString text = index.data(Qt::ToolTipRole).toString();
        const bool cut = sizeHint(option, index).width() > option.rect.width();
        if (text.isEmpty() || (text == shown && !cut))
            text = cut ? shown : QString();
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(event->globalPos(), text, view->viewport(), option.rect);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

CellHeader::CellHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(48);
    setFixedHeight(metric::row);
    setMouseTracking(true);
}

QSize CellHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), metric::row};
}

QSize CellHeader::sectionSizeFromContents(int section) const
{
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const QFontMetricsF metrics(Theme::font(TextRole::Caption, QFont::Medium));
    return {qCeil(metrics.horizontalAdvance(text)) + 2 * cellPadding + metric::icon, metric::row};
}

void CellHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const auto *table = qobject_cast<const DatasetTableModel *>(model());
    if (!table)
        return;
    const Tokens &t = tokens();
    painter->save();
    painter->setFont(Theme::font(TextRole::Caption, QFont::Medium));
    const bool sorted = table->sortColumn() == QLatin1String(table->column(section).name);
    const QString text = table->headerData(section, Qt::Horizontal).toString();
    const bool right = isNumber(table->column(section).type);
    const int arrow = sorted ? 12 + metric::unit : 0;
    QRectF inner = QRectF(rect).adjusted(cellPadding, 0, -cellPadding, 0);
    const qreal words = qMin<qreal>(painter->fontMetrics().horizontalAdvance(text), inner.width() - arrow);
    const qreal left = right ? inner.right() - words : inner.left();
    painter->setPen(sorted ? t.text : t.secondary);
    painter->drawText(QRectF(left, inner.top(), words + 1, inner.height()),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, qCeil(words) + 1));
    if (sorted) {
        const QRectF place(right ? left - arrow : left + words + metric::unit, inner.center().y() - 6, 12,
                           12);
        paintIcon(painter, place, table->sortDescending() ? u"sort-down"_s : u"sort-up"_s, t.text);
    }
    painter->restore();
}

void CellHeader::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), tokens().raised);
        painter.setPen(QPen(tokens().strongLine, 1));
        painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    }
    QHeaderView::paintEvent(event);
}

bool CellHeader::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::HoverMove) {
        const int section = logicalIndexAt(static_cast<QMouseEvent *>(event)->position().toPoint());
        const bool sortable =
            section >= 0 && model() &&
            model()->headerData(section, Qt::Horizontal, DatasetTableModel::SortableRole).toBool();
        viewport()->setCursor(sortable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    return QHeaderView::viewportEvent(event);
}

DataTable::DataTable(QWidget *parent)
    : QTableView(parent), m_delegate(new CellDelegate(this)), m_header(new CellHeader(this))
{
    setItemDelegate(m_delegate);
    setHorizontalHeader(m_header);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(metric::row);
    verticalHeader()->setDefaultSectionSize(metric::row);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setCornerButtonEnabled(false);
    verticalScrollBar()->setSingleStep(metric::row);
    connect(m_header, &QHeaderView::sectionClicked, this, &DataTable::sortBy);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        viewport()->update();
        m_header->viewport()->update();
    });
}

void DataTable::setTableModel(DatasetTableModel *model)
{
    m_model = model;
    model->setFormatter(
        [model](const ColumnSpec &column, const QJsonValue &value, const QString &currency) {
            const bool mixed =
                column.type == ColumnType::Money &&
                model->uniformCurrency(model->sectionOf(QString::fromLatin1(column.name))).isEmpty();
            return column.type == ColumnType::Money && mixed && value.isDouble()
                       ? format::amount(value.toInteger(), currency) + u'\u00A0' + currency
                       : format::value(column, value, currency, false);
        },
        &format::toolTip);
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &DataTable::fitColumns);
    connect(model, &QAbstractItemModel::dataChanged, this, [this] { fitColumns(); });
    connect(model, &QAbstractItemModel::headerDataChanged, this, [this] { m_header->viewport()->update(); });
    fitColumns();
}

void DataTable::sortBy(int section)
{
    if (!m_model || !m_model->headerData(section, Qt::Horizontal, DatasetTableModel::SortableRole).toBool())
        return;
    const ColumnSpec &column = m_model->column(section);
    const bool same = m_model->sortColumn() == QLatin1String(column.name);
    // Names are looked for from the beginning of the alphabet, figures and times from the largest.
    const bool descending =
        same ? !m_model->sortDescending() : !isText(column.type) && column.type != ColumnType::Status;
    m_model->sort(section, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    scrollToTop();
}

void DataTable::fitColumns()
{
    if (!m_model || m_fitting || m_model->columnCount() == 0)
        return;
    m_fitting = true;
    const int columns = m_model->columnCount();
    const int top = qMax(0, rowAt(0));
    const int bottom = qMin(m_model->rowCount(), top + measuredRows);
    QList<int> widths(columns);
    QList<int> least(columns);
    int sum = 0;
    for (int c = 0; c < columns; ++c) {
        int wide = m_header->sectionSizeFromContents(c).width();
        const bool text = isText(m_model->column(c).type);
        const int head = wide;
        for (int r = top; r < bottom; ++r) {
            const QModelIndex index = m_model->index(r, c);
            if (!index.data(DatasetTableModel::PlaceholderRole).toBool())
                wide = qMax(wide, m_delegate->sizeHint({}, index).width());
        }
        widths[c] = text ? qMin(wide, widestText) : wide;
        least[c] = text ? qMin(widths[c], qMax(head, narrowestText)) : widths[c];
        sum += widths[c];
    }
    int leastSum = 0;
    for (const int width : std::as_const(least))
        leastSum += width;
    QList<int> gone;
    for (const QString &name : std::as_const(m_optional)) {
        const int c = m_model->sectionOf(name);
        if (c < 0 || leastSum <= viewport()->width())
            continue;
        leastSum -= least[c];
        sum -= widths[c];
        widths[c] = least[c] = 0;
        gone.append(c);
    }
    for (int c = 0; c < columns; ++c) {
        if (isColumnHidden(c) != gone.contains(c))
            setColumnHidden(c, gone.contains(c));
    }
    int room = viewport()->width() - sum;
    if (room < 0) {
        // Texts give way first, the widest most; they are cut with an ellipsis.
        int flexible = 0;
        for (int c = 0; c < columns; ++c)
            flexible += widths[c] - least[c];
        int give = qMin(flexible, -room);
        for (int c = 0; c < columns && flexible > 0; ++c) {
            const int own = widths[c] - least[c];
            const int less = qMin(own, (own * give + flexible - 1) / flexible);
            widths[c] -= less;
            give -= less;
            flexible -= own;
        }
    } else if (room > 0) {
        int texts = 0;
        for (int c = 0; c < columns; ++c)
            texts += isText(m_model->column(c).type) ? widths[c] : 0;
        int given = 0;
        int last = columns - 1;
        for (int c = 0; c < columns; ++c) {
            const bool takes = widths[c] > 0 && (texts == 0 || isText(m_model->column(c).type));
            if (!takes)
                continue;
            const int more = room * widths[c] / (texts == 0 ? sum : texts);
            widths[c] += more;
            given += more;
            last = c;
        }
        widths[last] += room - given;
    }
    for (int c = 0; c < columns; ++c) {
        if (!gone.contains(c) && m_header->sectionSize(c) != widths[c])
            m_header->resizeSection(c, widths[c]);
    }
    m_fitting = false;
}

void DataTable::selectRow(int row)
{
    if (row < 0)
        clearSelection();
    else if (m_model && row < m_model->rowCount())
        setCurrentIndex(m_model->index(row, 0));
}

int DataTable::selectedRow() const
{
    const QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    return rows.isEmpty() ? -1 : rows.first().row();
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void DataTable::hover(int row)
{
    if (row == m_delegate->hoveredRow)
        return;
    m_delegate->hoveredRow = row;
    viewport()->update();
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    hover(rowAt(event->pos().y()));
}

void DataTable::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    hover(-1);
}

void DataTable::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const int row = rowAt(event->pos().y());
    if (m_activateOnClick && row >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT rowActivated(row);
}

void DataTable::mouseDoubleClickEvent(QMouseEvent *event)
{
    QTableView::mouseDoubleClickEvent(event);
    const int row = rowAt(event->pos().y());
    if (!m_activateOnClick && row >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT rowActivated(row);
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid())
            Q_EMIT rowActivated(currentIndex().row());
        return;
    }
    QTableView::keyPressEvent(event);
}

void DataTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    if (!currentIndex().isValid() && m_model && m_model->rowCount() > 0 &&
        event->reason() != Qt::MouseFocusReason)
        setCurrentIndex(m_model->index(0, 0));
}

void DataTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved(selectedRow());
}

} // namespace lonieve::widgets
