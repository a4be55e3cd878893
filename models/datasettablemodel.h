// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QTimer>

#include <functional>

namespace lonieve {

/// The rows of a dataset as an item model: whole, or, for paged datasets, a window into any number of rows
/// that is filled page by page as views ask for it. Raw JSON values sit in RawRole; the text of DisplayRole
/// comes from the formatter that the widgets install. GUI thread; owned by its view's parent.
class DatasetTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        RawRole = Qt::UserRole, ///< QJsonValue
        TypeRole,               ///< int(ColumnType)
        CurrencyRole,           ///< currency of a Money cell
        MixedCurrencyRole,      ///< true when the column's loaded rows are in several currencies
        PlaceholderRole,        ///< true while the row has not arrived
        ColumnNameRole,         ///< the dataset's column name
        SortableRole,           ///< header only
    };

    static constexpr qint64 pageSize = 100;

    using Formatter =
        std::function<QString(const ColumnSpec &, const QJsonValue &value, const QString &currency)>;

    /// Shows `columns` (names) in that order; empty = all. Unknown names are left out.
    explicit DatasetTableModel(const DatasetSpec &spec, const QStringList &columns = {},
                               QObject *parent = nullptr);

    const DatasetSpec &spec() const { return m_spec; }
    /// Text, tooltip of DisplayRole and ToolTipRole. Both may be empty functions.
    void setFormatter(Formatter text, Formatter toolTip = {});

    /// All rows of an unpaged dataset.
    void setDataset(const Dataset &dataset);
    /// One page of a paged dataset; its `total` sets the number of rows.
    void setPage(qint64 offset, const Dataset &page);
    /// The page will be asked for again when a view next needs it.
    void pageFailed(qint64 offset);
    /// Forgets all rows (other filters); shows placeholders and asks for the first page.
    void reload();
    /// Rows may have changed: they stay until the pages in view, asked for again, arrive.
    void invalidate();

    /// The number of rows, -1 before the first page.
    qint64 total() const { return m_total; }
    QJsonValue raw(int row, QStringView column) const;
    const ColumnSpec &column(int section) const;
    int sectionOf(QStringView column) const;
    /// The one currency of a Money column's loaded rows; empty when there are none or several.
    QString uniformCurrency(int section) const;
    QDateTime asOf() const { return m_asOf; }

    QString sortColumn() const { return m_sortColumn; }
    bool sortDescending() const { return m_sortDescending; }
    void setSortIndicator(const QString &column, bool descending);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// After a change of language or locale.
    void retranslate();

Q_SIGNALS:
    /// Rows [offset, offset + limit) are in view and not here.
    void pageWanted(qint64 offset, qint64 limit);
    /// Paged: the server has to sort. The rows are already forgotten and the first page asked for.
    void sortWanted(const QString &column, bool descending);

private:
    struct Page
    {
        QList<QJsonArray> rows;
        QString currency;
        quint64 generation = 0;
        quint64 used = 0;
    };

    const QJsonArray *rowAt(qint64 row, QString *currency = nullptr) const;
    void wantPage(qint64 page) const;
    void askForPages();
    void dropOldPages();
    void setRowTotal(qint64 total);
    void updateCurrencies();

    const DatasetSpec &m_spec;
    QList<int> m_columns;
    Formatter m_text;
    Formatter m_toolTip;
    QHash<qint64, Page> m_pages;
    QHash<int, QString> m_currencies; ///< section → its one currency; empty text = several
    mutable QList<qint64> m_wanted;   ///< newest last
    mutable quint64 m_useCounter = 0;
    QHash<qint64, quint64> m_inFlight; ///< page → generation asked for
    mutable QTimer m_askTimer;
    qint64 m_total = -1;
    quint64 m_generation = 1;
    QDateTime m_asOf;
    QString m_sortColumn;
    bool m_sortDescending = false;
};

} // namespace lonieve
