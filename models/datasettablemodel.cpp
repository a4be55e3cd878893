// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasettablemodel.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <limits>

namespace lonieve {

namespace {

constexpr int placeholderRows = 12;
constexpr qsizetype keptPages = 60;
constexpr qsizetype pagesAskedAtOnce = 3;

bool isNumeric(ColumnType type)
{
    switch (type) {
    case ColumnType::Integer:
    case ColumnType::Number:
    case ColumnType::Percent:
    case ColumnType::Money:
        return true;
    default:
        return false;
    }
}

bool lessThan(const QJsonValue &a, const QJsonValue &b)
{
    if (a.isDouble() && b.isDouble())
        return a.toDouble() < b.toDouble();
    if (a.isBool() && b.isBool())
        return !a.toBool() && b.toBool();
    return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
}

} // namespace

DatasetTableModel::DatasetTableModel(const DatasetSpec &spec, const QStringList &columns, QObject *parent)
    : QAbstractTableModel(parent), m_spec(spec)
{
    for (const QString &name : columns) {
        if (const int index = spec.indexOf(name); index >= 0)
            m_columns.append(index);
    }
    if (columns.isEmpty()) {
        for (qsizetype i = 0; i < spec.columns.size(); ++i)
            m_columns.append(static_cast<int>(i));
    }
    if (spec.paged) {
        if (const ParamSpec *sort = spec.param(u"sort"); sort && sort->defaultValue)
            m_sortColumn = QString::fromLatin1(sort->defaultValue);
        if (const ParamSpec *desc = spec.param(u"desc"); desc && desc->defaultValue)
            m_sortDescending = QLatin1String(desc->defaultValue) == QLatin1String("true");
    }
    m_askTimer.setSingleShot(true);
    m_askTimer.setInterval(0);
    connect(&m_askTimer, &QTimer::timeout, this, &DatasetTableModel::askForPages);
}

void DatasetTableModel::setFormatter(Formatter text, Formatter toolTip)
{
    m_text = std::move(text);
    m_toolTip = std::move(toolTip);
    retranslate();
}

void DatasetTableModel::setDataset(const Dataset &dataset)
{
    const bool sameCount = rowCount() == dataset.rows.size() && m_total >= 0;
    if (!sameCount)
        beginResetModel();
    m_pages.clear();
    m_inFlight.clear();
    m_total = dataset.rows.size();
    m_asOf = dataset.asOf;
    for (qint64 first = 0; first < m_total; first += pageSize) {
        m_pages.insert(first / pageSize,
                       {dataset.rows.mid(first, pageSize), dataset.currency, m_generation, 0});
    }
    updateCurrencies();
    if (!sameCount)
        endResetModel();
    else if (m_total > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    if (!m_sortColumn.isEmpty() && !m_spec.paged)
        sort(sectionOf(m_sortColumn), m_sortDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void DatasetTableModel::setRowTotal(qint64 total)
{
    total = std::min<qint64>(total, std::numeric_limits<int>::max() / 64);
    const int before = rowCount();
    const int after = static_cast<int>(total);
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_total = total;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_total = total;
        endRemoveRows();
    } else {
        m_total = total;
    }
}

void DatasetTableModel::setPage(qint64 offset, const Dataset &page)
{
    const qint64 number = offset / pageSize;
    const quint64 generation = m_inFlight.take(number);
    if (generation == 0)
        return; // nobody waits for it any more: the filters changed meanwhile
    m_pages.insert(number, {page.rows, page.currency, generation, ++m_useCounter});
    m_asOf = page.asOf;
    setRowTotal(page.total >= 0 ? page.total : offset + page.rows.size());
    updateCurrencies();
    dropOldPages();
    const int first = static_cast<int>(offset);
    const int last = static_cast<int>(std::min<qint64>(offset + pageSize, rowCount())) - 1;
    if (last >= first)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    if (!m_wanted.isEmpty())
        m_askTimer.start();
}

void DatasetTableModel::pageFailed(qint64 offset)
{
    m_inFlight.remove(offset / pageSize);
}

void DatasetTableModel::reload()
{
    beginResetModel();
    m_pages.clear();
    m_inFlight.clear();
    m_wanted.clear();
    m_total = -1;
    ++m_generation;
    endResetModel();
    if (m_spec.paged) {
        m_wanted.append(0);
        m_askTimer.start();
    }
}

void DatasetTableModel::invalidate()
{
    if (!m_spec.paged || m_total < 0)
        return;
    ++m_generation;
    // Views ask for what they show when they repaint; pages out of sight wait until they are scrolled to.
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {RawRole});
    else
        wantPage(0);
}

QJsonValue DatasetTableModel::raw(int row, QStringView column) const
{
    const int index = m_spec.indexOf(column);
    const QJsonArray *cells = rowAt(row);
    if (!cells || index < 0)
        return QJsonValue(QJsonValue::Undefined);
    return cells->at(index);
}

const ColumnSpec &DatasetTableModel::column(int section) const
{
    return m_spec.columns[m_columns.at(section)];
}

int DatasetTableModel::sectionOf(QStringView column) const
{
    return static_cast<int>(m_columns.indexOf(m_spec.indexOf(column)));
}

QString DatasetTableModel::uniformCurrency(int section) const
{
    return m_currencies.value(section);
}

void DatasetTableModel::setSortIndicator(const QString &column, bool descending)
{
    m_sortColumn = column;
    m_sortDescending = descending;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int DatasetTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_total < 0 ? placeholderRows : static_cast<int>(m_total);
}

int DatasetTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

const QJsonArray *DatasetTableModel::rowAt(qint64 row, QString *currency) const
{
    if (row < 0)
        return nullptr;
    const auto page = m_pages.constFind(row / pageSize);
    if (page == m_pages.constEnd() || row % pageSize >= page->rows.size())
        return nullptr;
    if (currency)
        *currency = page->currency;
    return &page->rows.at(row % pageSize);
}

QVariant DatasetTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.column() >= columnCount())
        return {};
    const ColumnSpec &spec = column(index.column());
    switch (role) {
    case TypeRole:
        return static_cast<int>(spec.type);
    case ColumnNameRole:
        return QString::fromLatin1(spec.name);
    case MixedCurrencyRole:
        return m_currencies.contains(index.column()) && m_currencies.value(index.column()).isEmpty();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumeric(spec.type) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        break;
    }
    QString currency;
    if (m_spec.paged && m_total >= 0)
        wantPage(index.row() / pageSize);
    const QJsonArray *cells = rowAt(index.row(), &currency);
    if (role == PlaceholderRole)
        return cells == nullptr;
    if (!cells)
        return {};
    const QJsonValue value = cells->at(m_columns.at(index.column()));
    if (spec.currencyColumn[0] != '\0') {
        const int own = m_spec.indexOf(QString::fromLatin1(spec.currencyColumn));
        if (const QString code = own >= 0 ? cells->at(own).toString() : QString(); !code.isEmpty())
            currency = code;
    }
    switch (role) {
    case RawRole:
        return QVariant::fromValue(value);
    case CurrencyRole:
        return currency;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return m_text ? m_text(spec, value, currency) : value.toVariant().toString();
    case Qt::ToolTipRole:
        return m_toolTip ? m_toolTip(spec, value, currency) : QString();
    default:
        return {};
    }
}

QVariant DatasetTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const ColumnSpec &spec = column(section);
    switch (role) {
    case Qt::DisplayRole: {
        const QString title = QCoreApplication::translate("Datasets", spec.title);
        const QString currency = uniformCurrency(section);
        return currency.isEmpty() ? title : title + QStringLiteral(", ") + currency;
    }
    case Qt::ToolTipRole:
        return spec.definition[0] != '\0' ? QCoreApplication::translate("Datasets", spec.definition)
                                          : QString();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumeric(spec.type) ? Qt::AlignRight : Qt::AlignLeft));
    case SortableRole:
        return m_spec.paged ? spec.sortable : true;
    case ColumnNameRole:
        return QString::fromLatin1(spec.name);
    default:
        return {};
    }
}

void DatasetTableModel::sort(int section, Qt::SortOrder order)
{
    if (section < 0 || section >= columnCount() ||
        !headerData(section, Qt::Horizontal, SortableRole).toBool())
        return;
    const ColumnSpec &spec = column(section);
    setSortIndicator(QString::fromLatin1(spec.name), order == Qt::DescendingOrder);
    if (m_spec.paged) {
        Q_EMIT sortWanted(m_sortColumn, m_sortDescending);
        reload();
        return;
    }
    QList<QJsonArray> rows;
    QString currency;
    for (qint64 row = 0; row < m_total; ++row)
        rows.append(*rowAt(row, &currency));
    const int key = m_columns.at(section);
    std::stable_sort(rows.begin(), rows.end(), [&](const QJsonArray &a, const QJsonArray &b) {
        const QJsonValue left = a.at(key);
        const QJsonValue right = b.at(key);
        // What cannot be computed comes last in both directions.
        if (left.isNull() || right.isNull())
            return !left.isNull() && right.isNull();
        return m_sortDescending ? lessThan(right, left) : lessThan(left, right);
    });
    Q_EMIT layoutAboutToBeChanged();
    for (qint64 first = 0; first < m_total; first += pageSize)
        m_pages.insert(first / pageSize, {rows.mid(first, pageSize), currency, m_generation, 0});
    Q_EMIT layoutChanged();
}

void DatasetTableModel::retranslate()
{
    if (columnCount() == 0)
        return;
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void DatasetTableModel::wantPage(qint64 page) const
{
    const auto known = m_pages.constFind(page);
    if (known != m_pages.constEnd() && known->generation == m_generation)
        return;
    if (m_inFlight.value(page) == m_generation)
        return;
    m_wanted.removeOne(page);
    m_wanted.append(page);
    if (!m_askTimer.isActive())
        m_askTimer.start();
}

void DatasetTableModel::askForPages()
{
    // While the scroll bar is dragged hundreds of pages pass by: only the newest few are worth a request.
    const QList<qint64> wanted = m_wanted.mid(qMax<qsizetype>(0, m_wanted.size() - pagesAskedAtOnce));
    m_wanted.clear();
    for (qint64 page : wanted) {
        if (m_inFlight.value(page) == m_generation)
            continue;
        m_inFlight.insert(page, m_generation);
        Q_EMIT pageWanted(page * pageSize, pageSize);
    }
}

void DatasetTableModel::dropOldPages()
{
    while (m_pages.size() > keptPages) {
        const auto oldest = std::min_element(m_pages.begin(), m_pages.end(),
                                             [](const Page &a, const Page &b) { return a.used < b.used; });
        m_pages.erase(oldest);
    }
}

void DatasetTableModel::updateCurrencies()
{
    QHash<int, QString> found;
    for (int section = 0; section < columnCount(); ++section) {
        const ColumnSpec &spec = column(section);
        if (spec.type != ColumnType::Money)
            continue;
        const int own = m_spec.indexOf(QString::fromLatin1(spec.currencyColumn));
        QSet<QString> seen;
        for (const Page &page : std::as_const(m_pages)) {
            if (own < 0) {
                seen.insert(page.currency);
                continue;
            }
            for (const QJsonArray &row : page.rows) {
                const QString code = row.at(own).toString();
                seen.insert(code.isEmpty() ? page.currency : code);
            }
        }
        found.insert(section, seen.size() == 1 ? *seen.constBegin() : QString());
    }
    if (found != m_currencies) {
        m_currencies = found;
        if (columnCount() > 0)
            Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

} // namespace lonieve
