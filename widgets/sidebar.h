// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace lonieve::widgets {

class SidebarButton;

/// The list of dashboards at the left. Titles are given translated and set again after a change of language.
class Sidebar final : public QWidget
{
    Q_OBJECT

public:
    struct Item
    {
        QString id = {};
        QString title = {};
        QString icon = {};
        QString group = {};    ///< heading above the first item of a group, may be empty
        QString shortcut = {}; ///< shown in the tooltip ("Ctrl+1")
        int badge = 0;
    };

    explicit Sidebar(QWidget *parent = nullptr);

    void setItems(const QList<Item> &items);
    void setCurrent(const QString &id);
    QString current() const;
    void setBadge(const QString &id, int count);
    /// Name of the store above, who is signed in below.
    void setStore(const QString &name);
    void setStaff(const QString &name, const QString &role);
    /// Icons only.
    void setCollapsed(bool collapsed);
    bool isCollapsed() const { return m_collapsed; }

Q_SIGNALS:
    void activated(const QString &id);
    void paletteRequested();
    /// The person at the bottom was clicked: the app shows its menu at this place.
    void accountMenuRequested(const QPoint &globalPosition);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void rebuild();
    void retranslate();

    QList<Item> m_items;
    QList<SidebarButton *> m_buttons;
    QWidget *m_list;
    QVBoxLayout *m_listLayout;
    SidebarButton *m_palette;
    SidebarButton *m_account;
    QString m_current;
    QString m_store;
    QString m_staff;
    QString m_role;
    bool m_collapsed = false;
};

} // namespace lonieve::widgets
