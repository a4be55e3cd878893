// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/statusbanner.h"

#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int bannerHeight = 40;
}

StatusBanner::StatusBanner(QWidget *parent)
    : QFrame(parent), m_text(new ElidedLabel(this)), m_action(makeButton(ButtonVariant::Link, {}, this))
{
    setObjectName(u"statusBanner"_s);
    m_action->setObjectName(u"bannerAction"_s);
    setFixedHeight(bannerHeight);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metric::pageMargin + metric::bigIcon + metric::unit, 0, metric::pageMargin, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &StatusBanner::actionRequested);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void StatusBanner::show(Tone tone, const QString &text, const QString &action)
{
    m_tone = tone;
    m_text->setText(text);
    setAccessibleName(text);
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    setVisible(true);
    update();
}

void StatusBanner::clear()
{
    m_text->setText({});
    hide();
}

QString StatusBanner::text() const
{
    return m_text->text();
}

void StatusBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = tokens().of(m_tone);
    painter.fillRect(rect(), Theme::blend(tokens().background, color, 0.12));
    painter.setPen(QPen(Theme::blend(tokens().background, color, 0.35), 1));
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    paintIcon(&painter, QRectF(metric::pageMargin, (height() - 18) / 2.0, 18, 18), format::toneIcon(m_tone),
              color);
}

} // namespace lonieve::widgets
