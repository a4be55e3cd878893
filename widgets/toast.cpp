// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/toast.h"

#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QEvent>
#include <QPainter>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int toastWidth = 380;
constexpr int mostToasts = 4;
constexpr int lifetimeMs = 6000;

class Toast final : public QFrame
{
public:
    Toast(Tone tone, const QString &text, const QString &action, QWidget *parent)
        : QFrame(parent)
        , actionButton(makeButton(ButtonVariant::Link, {}, this))
        , closeButton(new IconButton(u"close"_s, this, 28))
        , m_tone(tone)
    {
        setFixedWidth(toastWidth);
        setAccessibleName(text);
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(metric::cardPadding + 26, 10, 10, 10);
        layout->setSpacing(2 * metric::unit);
        auto *label = makeLabel(TextRole::Body, QFont::Medium, "", this);
        label->setText(text);
        label->setWordWrap(true);
        layout->addWidget(label, 1);
        actionButton->setText(action);
        actionButton->setAccessibleName(action);
        actionButton->setVisible(!action.isEmpty());
        layout->addWidget(actionButton);
        closeButton->setHint(ToastArea::tr("Close this message"));
        layout->addWidget(closeButton);
    }

    QPushButton *actionButton;
    IconButton *closeButton;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(tokens().strongLine, 1));
        painter.setBrush(Theme::blend(tokens().raised, tokens().text, Theme::instance().isDark() ? 0.04 : 0));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metric::cardRadius,
                                metric::cardRadius);
        paintIcon(&painter, QRectF(metric::cardPadding, height() / 2.0 - 9, 18, 18), format::toneIcon(m_tone),
                  tokens().of(m_tone));
    }

private:
    Tone m_tone;
};

} // namespace

ToastArea::ToastArea(QWidget *parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setObjectName(u"toasts"_s);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2 * metric::unit);
    parent->installEventFilter(this);
    hide();
}

void ToastArea::add(Tone tone, const QString &text, const QString &action, const QString &id)
{
    while (count() >= mostToasts) {
        QLayoutItem *oldest = m_layout->takeAt(0);
        delete oldest->widget();
        delete oldest;
    }
    auto *toast = new Toast(tone, text, action, this);
    m_layout->addWidget(toast);
    const auto close = [this, toast] {
        m_layout->removeWidget(toast);
        toast->hide();
        toast->deleteLater();
        place();
    };
    connect(toast->closeButton, &QToolButton::clicked, toast, close);
    connect(toast->actionButton, &QPushButton::clicked, toast, [this, close, id] {
        close();
        Q_EMIT actionRequested(id);
    });
    if (tone != Tone::Bad)
        QTimer::singleShot(lifetimeMs, toast, close);
    toast->show();
    place();
    QAccessibleEvent event(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

int ToastArea::count() const
{
    return m_layout->count();
}

void ToastArea::place()
{
    setVisible(count() > 0);
    if (count() == 0)
        return;
    const QSize wanted(toastWidth, m_layout->totalHeightForWidth(toastWidth) > 0
                                       ? m_layout->totalHeightForWidth(toastWidth)
                                       : m_layout->sizeHint().height());
    setGeometry(parentWidget()->width() - wanted.width() - metric::pageMargin,
                parentWidget()->height() - wanted.height() - metric::pageMargin, wanted.width(),
                wanted.height());
    raise();
}

bool ToastArea::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace lonieve::widgets
