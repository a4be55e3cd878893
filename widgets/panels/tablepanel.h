// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasettablemodel.h"
#include "widgets/panels/panel.h"

namespace lonieve::widgets {

class DataTable;

/// A table in a card. Whole datasets come from the DatasetModel; for paged ones it only tells the state, and
/// the page feeds tableModel() with what pageWanted asks for.
class TablePanel final : public Panel
{
    Q_OBJECT

public:
    explicit TablePanel(const PanelSpec &spec, QWidget *parent = nullptr);
    QStringList shownTexts() const override;
    QString definition() const override;

    DataTable *table() const { return m_table; }
    DatasetTableModel *tableModel() const { return m_tableModel; }
    /// Between the title and the panel's own buttons.
    void addHeaderWidget(QWidget *widget);
    void setEmptyWords(const QString &title, const QString &text);
    /// As high as it likes (pages where the table fills the rest).
    void setFilling(bool filling);

protected:
    void showData(const Dataset &dataset) override;
    void retranslate() override;
    QString emptyTitle() const override;
    QString emptyText() const override;
    bool showsOwnLoading() const override { return m_tableModel->spec().paged; }

private:
    DataTable *m_table;
    DatasetTableModel *m_tableModel;
    QString m_emptyTitle;
    QString m_emptyText;
    bool m_filling = false;
};

} // namespace lonieve::widgets
