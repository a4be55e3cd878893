// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

class QStackedWidget;

namespace lonieve::widgets {

class CommandPalette;
class Page;
class Sidebar;
class StatusBanner;
class ToastArea;

/// The inside of the main window: sidebar, banner, pages, toasts and the palette over them. It owns the pages
/// that are added; the app decides which is shown.
class MainFrame final : public QWidget
{
    Q_OBJECT

public:
    explicit MainFrame(QWidget *parent = nullptr);

    Sidebar *sidebar() const { return m_sidebar; }
    StatusBanner *banner() const { return m_banner; }
    ToastArea *toasts() const { return m_toasts; }
    CommandPalette *palettePopup() const { return m_palette; }

    void addPage(Page *page);
    Page *page(const QString &id) const;
    Page *currentPage() const;
    void setCurrent(const QString &id);

Q_SIGNALS:
    void currentChanged(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    Sidebar *m_sidebar;
    StatusBanner *m_banner;
    QStackedWidget *m_stack;
    ToastArea *m_toasts;
    CommandPalette *m_palette;
    QHash<QString, Page *> m_pages;
};

} // namespace lonieve::widgets
