// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>

namespace lonieve {
class DatasetTableModel;
}

namespace lonieve::widgets {

/// Paints cells from their raw values: pills for statuses, tabular figures at the right, grey bars for rows
/// that have not arrived.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    int hoveredRow = -1;
};

/// Quiet header: caption text, an arrow on the sorted column, the rule below.
class CellHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit CellHeader(QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize sectionSizeFromContents(int section) const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void paintEvent(QPaintEvent *event) override;
    bool viewportEvent(QEvent *event) override;
};

/// A table of a DatasetTableModel with 32 px rows. Columns share the width by their kind; a click on a
/// sortable header sorts; Return, Enter or a double click opens a row.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    explicit DataTable(QWidget *parent = nullptr);

    void setTableModel(DatasetTableModel *model);
    DatasetTableModel *tableModel() const { return m_model; }
    /// A click opens a row, not only a double click.
    void setActivateOnClick(bool on) { m_activateOnClick = on; }
    /// Columns that give way when the room is short, the first one first.
    void setOptionalColumns(const QStringList &names) { m_optional = names; }
    /// Selects and shows a row; -1 clears.
    void selectRow(int row);
    int selectedRow() const;

Q_SIGNALS:
    void rowActivated(int row);
    void selectionMoved(int row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void hover(int row);
    void fitColumns();
    void sortBy(int section);

    DatasetTableModel *m_model = nullptr;
    CellDelegate *m_delegate;
    CellHeader *m_header;
    bool m_activateOnClick = false;
    bool m_fitting = false;
    QStringList m_optional;
};

} // namespace lonieve::widgets
