// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QLineEdit;
class QListView;

namespace lonieve::widgets {

class PaletteModel;

/// Ctrl+K: a list over the window that narrows while typing. The app gives the items and may add results of a
/// search (orders, customers) while the person types.
class CommandPalette final : public QFrame
{
    Q_OBJECT

public:
    struct Item
    {
        QString id = {};
        QString title = {};
        QString detail = {}; ///< second line or group ("Dashboard", an e-mail address)
        QString icon = {};
        QString shortcut = {};
        bool enabled = true;
    };

    explicit CommandPalette(QWidget *parent);

    void setItems(const QList<Item> &items);
    /// Results of queryChanged, shown below the items that match; unfiltered.
    void setSearchResults(const QString &query, const QList<Item> &results);
    /// Shows the palette over the parent, empty and focused.
    void open();

    /// How well `pattern` fits `text`: 0 = not at all; all letters in order are needed. Word starts and runs
    /// count more.
    static int score(const QString &pattern, const QString &text);

Q_SIGNALS:
    void activated(const QString &id);
    void queryChanged(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void retranslate();
    void choose();
    void place();

    QRect m_card;
    QLineEdit *m_input;
    QListView *m_list;
    PaletteModel *m_model;
};

} // namespace lonieve::widgets
