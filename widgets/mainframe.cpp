// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mainframe.h"

#include "widgets/commandpalette.h"
#include "widgets/pages/page.h"
#include "widgets/sidebar.h"
#include "widgets/statusbanner.h"
#include "widgets/theme.h"
#include "widgets/toast.h"

#include <QBoxLayout>
#include <QResizeEvent>
#include <QStackedWidget>

namespace lonieve::widgets {

namespace {
constexpr int collapseBelow = 860;
}

MainFrame::MainFrame(QWidget *parent)
    : QWidget(parent)
    , m_sidebar(new Sidebar(this))
    , m_banner(new StatusBanner(this))
    , m_stack(new QStackedWidget(this))
    , m_toasts(new ToastArea(this))
    , m_palette(new CommandPalette(this))
{
    setProperty("surface", "page");
    setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sidebar);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_banner);
    right->addWidget(m_stack, 1);
    layout->addLayout(right, 1);
    connect(m_sidebar, &Sidebar::activated, this, &MainFrame::setCurrent);
    connect(m_sidebar, &Sidebar::paletteRequested, m_palette, &CommandPalette::open);
}

void MainFrame::addPage(Page *page)
{
    m_pages.insert(page->id(), page);
    m_stack->addWidget(page);
}

Page *MainFrame::page(const QString &id) const
{
    return m_pages.value(id);
}

Page *MainFrame::currentPage() const
{
    return qobject_cast<Page *>(m_stack->currentWidget());
}

void MainFrame::setCurrent(const QString &id)
{
    Page *page = m_pages.value(id);
    if (!page)
        return;
    m_sidebar->setCurrent(id);
    m_stack->setCurrentWidget(page);
    page->setFocus(Qt::OtherFocusReason);
    Q_EMIT currentChanged(id);
}

void MainFrame::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_sidebar->setCollapsed(event->size().width() < collapseBelow);
}

} // namespace lonieve::widgets
