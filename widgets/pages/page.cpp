// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/page.h"

#include "widgets/format.h"
#include "widgets/pages/codespage.h"
#include "widgets/pages/dashboardpage.h"
#include "widgets/pages/orderspage.h"

#include <QCoreApplication>
#include <QEvent>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

Page::Page(const DashboardSpec &spec, QWidget *parent) : QWidget(parent), m_spec(spec)
{
    setObjectName(id());
    setProperty("surface", "page");
    setAttribute(Qt::WA_StyledBackground);
    setFocusPolicy(Qt::ClickFocus); // where Tab begins after the page was chosen
}

QString Page::title() const
{
    return QCoreApplication::translate("Dashboards", m_spec.title);
}

void Page::setContext(const PageContext &context)
{
    m_context = context;
    format::setZone(QTimeZone(context.timeZone.toLatin1()));
    contextChanged();
    retranslate();
}

void Page::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange)
        retranslate();
    QWidget::changeEvent(event);
}

Page *createPage(const DashboardSpec &spec, QWidget *parent)
{
    const QLatin1String id(spec.id);
    if (id == "orders"_L1)
        return new OrdersPage(spec, parent);
    if (id == "codes"_L1)
        return new CodesPage(spec, parent);
    return new DashboardPage(spec, parent);
}

} // namespace lonieve::widgets
