// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sidebar.h"

#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int itemHeight = 34;
constexpr int collapsedWidth = 60;
constexpr int logoSize = 28;
} // namespace

/// One line of the sidebar: icon, title, count or shortcut at the right.
class SidebarButton final : public QAbstractButton
{
public:
    enum class Look { Item, Search, Account };

    SidebarButton(Look look, QWidget *parent) : QAbstractButton(parent), m_look(look)
    {
        setFixedHeight(look == Look::Account ? 48 : itemHeight);
        setCursor(Qt::PointingHandCursor);
        setAttribute(Qt::WA_Hover);
        setCheckable(look == Look::Item);
        setAutoExclusive(look == Look::Item);
        setFocusPolicy(Qt::TabFocus);
    }

    QString itemId;
    QString iconName;
    QString hint;
    QString detail;
    int badge = 0;
    bool compact = false;
    QObject *owner = nullptr; ///< gets the keys that walk the list

    QSize sizeHint() const override { return {itemHeight, height()}; }

protected:
    void focusInEvent(QFocusEvent *event) override
    {
        // The window gives its first widget the focus when it opens; nobody moved it there.
        m_keyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
        QAbstractButton::focusInEvent(event);
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        // The list walks with the arrows. A button group would press what it walks over, and the scroll area
        // in between would scroll.
        const int key = event->key();
        if (owner &&
            (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter))
            QCoreApplication::sendEvent(owner, event);
        else
            QAbstractButton::keyPressEvent(event);
    }

    void paintEvent(QPaintEvent *) override
    {
        const Tokens &t = tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
        QColor fill = Qt::transparent;
        if (isChecked())
            fill = Theme::blend(t.background, t.text, 0.09);
        else if (underMouse())
            fill = Theme::blend(t.background, t.text, 0.05);
        painter.setPen(hasFocus()               ? QPen(t.accent, metric::focusRing)
                       : m_look == Look::Search ? QPen(t.line, 1)
                                                : QPen(Qt::NoPen));
        painter.setBrush(fill);
        painter.drawRoundedRect(area, metric::controlRadius, metric::controlRadius);
        const bool strong = isChecked() || underMouse();
        const QColor text = m_look == Look::Search ? t.secondary : strong ? t.text : t.secondary;
        const qreal size = m_look == Look::Account ? 20 : 18;
        const QRectF place(compact ? (width() - size) / 2 : 9, (height() - size) / 2, size, size);
        paintIcon(&painter, place, iconName, isChecked() ? t.accent : text);
        if (compact)
            return;
        QRectF words(place.right() + 10, 0, width() - place.right() - 20, height());
        QString right = badge > 0 ? format::integer(badge) : hint;
        if (!right.isEmpty()) {
            painter.setFont(Theme::font(TextRole::Caption, badge > 0 ? QFont::DemiBold : QFont::Normal));
            painter.setPen(badge > 0 ? t.bad : t.disabled);
            const qreal wide = figuresWidth(painter.font(), right);
            drawFigures(&painter, words, Qt::AlignRight | Qt::AlignVCenter, right);
            words.setRight(words.right() - wide - 8);
        }
        painter.setFont(Theme::font(TextRole::Body, isChecked() || m_look == Look::Account ? QFont::DemiBold
                                                                                           : QFont::Medium));
        painter.setPen(m_look == Look::Account ? t.text : text);
        if (detail.isEmpty()) {
            painter.drawText(
                words, Qt::AlignVCenter | Qt::AlignLeft,
                painter.fontMetrics().elidedText(this->text(), Qt::ElideRight, qFloor(words.width())));
            return;
        }
        painter.drawText(
            words.adjusted(0, 6, 0, -height() / 2.0 + 1), Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(this->text(), Qt::ElideRight, qFloor(words.width())));
        painter.setFont(Theme::font(TextRole::Caption));
        painter.setPen(t.secondary);
        painter.drawText(words.adjusted(0, height() / 2.0 - 1, 0, -6), Qt::AlignVCenter | Qt::AlignLeft,
                         detail);
    }

private:
    Look m_look;
    bool m_keyboard = false;
};

Sidebar::Sidebar(QWidget *parent)
    : QWidget(parent)
    , m_list(new QWidget)
    , m_listLayout(new QVBoxLayout(m_list))
    , m_palette(new SidebarButton(SidebarButton::Look::Search, this))
    , m_account(new SidebarButton(SidebarButton::Look::Account, this))
{
    setObjectName(u"sidebar"_s);
    setFixedWidth(metric::sidebar);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::gap, 16 + logoSize + 16, metric::gap, metric::gap);
    layout->setSpacing(metric::gap);
    m_palette->iconName = u"search"_s;
    m_palette->setObjectName(u"palette"_s);
    layout->addWidget(m_palette);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_list);
    m_list->setProperty("surface", "page");
    m_listLayout->setContentsMargins(0, 0, 0, 0);
    m_listLayout->setSpacing(2);
    layout->addWidget(scroll, 1);
    m_account->iconName = u"person"_s;
    m_account->setObjectName(u"account"_s);
    m_account->hide();
    layout->addWidget(m_account);
    connect(m_palette, &QAbstractButton::clicked, this, &Sidebar::paletteRequested);
    connect(m_account, &QAbstractButton::clicked, this,
            [this] { Q_EMIT accountMenuRequested(m_account->mapToGlobal(QPoint(0, 0))); });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void Sidebar::setItems(const QList<Item> &items)
{
    m_items = items;
    rebuild();
}

void Sidebar::rebuild()
{
    const bool hadFocus = m_list->isAncestorOf(focusWidget());
    m_buttons.clear();
    while (QLayoutItem *item = m_listLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QString group;
    for (const Item &item : std::as_const(m_items)) {
        if (item.group != group && !m_collapsed) {
            group = item.group;
            if (!group.isEmpty()) {
                auto *label = makeLabel(TextRole::Caption, QFont::Medium, "disabled", m_list);
                label->setText(group);
                label->setContentsMargins(9, metric::gap, 0, metric::unit);
                m_listLayout->addWidget(label);
            }
        }
        auto *button = new SidebarButton(SidebarButton::Look::Item, m_list);
        button->itemId = item.id;
        button->owner = this;
        button->setObjectName(u"sidebar_"_s + item.id);
        button->iconName = item.icon;
        button->badge = item.badge;
        button->compact = m_collapsed;
        button->setText(item.title);
        button->setAccessibleName(item.title);
        button->setAccessibleDescription(item.shortcut);
        button->setToolTip(item.shortcut.isEmpty() ? (m_collapsed ? item.title : QString())
                                                   : item.title + u" ("_s + item.shortcut + u')');
        button->setChecked(item.id == m_current);
        const QString id = item.id;
        connect(button, &QAbstractButton::clicked, this, [this, id] {
            m_current = id;
            Q_EMIT activated(id);
        });
        m_listLayout->addWidget(button);
        m_buttons.append(button);
    }
    m_listLayout->addStretch();
    if (hadFocus) {
        for (SidebarButton *button : std::as_const(m_buttons)) {
            if (button->itemId == m_current)
                button->setFocus();
        }
    }
}

void Sidebar::setCurrent(const QString &id)
{
    m_current = id;
    for (SidebarButton *button : std::as_const(m_buttons)) {
        if (button->itemId == id)
            button->setChecked(true);
    }
}

QString Sidebar::current() const
{
    return m_current;
}

void Sidebar::setBadge(const QString &id, int count)
{
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        if (m_items[i].id == id) {
            m_items[i].badge = count;
            m_buttons[i]->badge = count;
            m_buttons[i]->update();
        }
    }
}

void Sidebar::setStore(const QString &name)
{
    m_store = name;
    update();
}

void Sidebar::setStaff(const QString &name, const QString &role)
{
    m_staff = name;
    m_role = role;
    m_account->setText(name);
    m_account->detail = role;
    m_account->setVisible(!name.isEmpty());
    retranslate();
}

void Sidebar::setCollapsed(bool collapsed)
{
    if (collapsed == m_collapsed)
        return;
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? collapsedWidth : metric::sidebar);
    m_palette->compact = collapsed;
    m_account->compact = collapsed;
    rebuild();
    update();
}

void Sidebar::retranslate()
{
    setAccessibleName(tr("Dashboards"));
    m_palette->setText(tr("Search"));
    m_palette->setAccessibleName(tr("Search or jump to"));
    m_palette->hint = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    m_palette->setToolTip(m_palette->text() + u" ("_s + m_palette->hint + u')');
    m_account->setAccessibleName(tr("Account: %1, %2").arg(m_staff, m_role));
    m_account->setToolTip(tr("Account and settings"));
    m_palette->update();
}

void Sidebar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void Sidebar::keyPressEvent(QKeyEvent *event)
{
    qsizetype at = -1;
    for (qsizetype i = 0; i < m_buttons.size(); ++i) {
        if (m_buttons[i]->hasFocus())
            at = i;
    }
    if (at >= 0 && (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)) {
        const qsizetype next =
            qBound<qsizetype>(0, at + (event->key() == Qt::Key_Down ? 1 : -1), m_buttons.size() - 1);
        m_buttons[next]->setFocus(Qt::TabFocusReason);
        return;
    }
    if (at >= 0 && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
        m_buttons[at]->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

void Sidebar::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), t.background);
    painter.setPen(QPen(t.line, 1));
    painter.drawLine(QPointF(width() - 0.5, 0), QPointF(width() - 0.5, height()));
    const QRectF logo(m_collapsed ? (width() - logoSize) / 2.0 : metric::gap + 4.0, 16, logoSize, logoSize);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    painter.drawRoundedRect(logo, metric::controlRadius + 1, metric::controlRadius + 1);
    paintIcon(&painter, logo.adjusted(5, 5, -5, -5), u"codes"_s, t.onAccent);
    if (m_collapsed)
        return;
    painter.setPen(t.text);
    painter.setFont(Theme::font(TextRole::Section, QFont::DemiBold));
    const QRectF words(logo.right() + 10, logo.top(), width() - logo.right() - 22, logo.height());
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_store.isEmpty() ? u"Lonieve Gift"_s : m_store,
                                                      Qt::ElideRight, qFloor(words.width())));
}

} // namespace lonieve::widgets
