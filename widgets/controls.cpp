// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls.h"

#include "widgets/format.h"
#include "widgets/icons.h"

#include <QBoxLayout>
#include <QCalendarWidget>
#include <QEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>
#include <QToolTip>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int pillHeight = 20;

qreal digitWidth(const QFontMetricsF &metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = qMax(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls draw(text, x, width) for each digit and each run of other characters.
template <typename Visit>
qreal walkFigures(const QFontMetricsF &metrics, const QString &text, Visit visit)
{
    const qreal cell = digitWidth(metrics);
    qreal x = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        qsizetype end = at;
        qreal width = cell;
        if (text[at].isDigit()) {
            end = at + 1;
        } else {
            while (end < text.size() && !text[end].isDigit())
                ++end;
            width = metrics.horizontalAdvance(text.mid(at, end - at));
        }
        visit(text.mid(at, end - at), x, width, end == at + 1 && text[at].isDigit());
        x += width;
        at = end;
    }
    return x;
}

} // namespace

qreal figuresWidth(const QFont &font, const QString &text)
{
    return walkFigures(QFontMetricsF(font), text, [](const QString &, qreal, qreal, bool) {});
}

void drawFigures(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter->font());
    const qreal width = figuresWidth(painter->font(), text);
    qreal left = rect.left();
    if (alignment & Qt::AlignRight)
        left = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        left = rect.center().x() - width / 2;
    qreal baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (alignment & Qt::AlignTop)
        baseline = rect.top() + metrics.ascent();
    else if (alignment & Qt::AlignBottom)
        baseline = rect.bottom() - metrics.descent();
    walkFigures(metrics, text, [&](const QString &part, qreal x, qreal cell, bool digit) {
        const qreal inset = digit ? (cell - metrics.horizontalAdvance(part)) / 2 : 0;
        painter->drawText(QPointF(left + x + inset, baseline), part);
    });
}

QSize pillSize(const QString &text)
{
    const QFontMetricsF metrics(Theme::font(TextRole::Caption, QFont::Medium));
    return {qCeil(metrics.horizontalAdvance(text)) + 7 * metric::unit, pillHeight};
}

void drawPill(QPainter *painter, const QRectF &rect, const QString &text, Tone tone)
{
    const Tokens &t = tokens();
    const QColor color = t.of(tone);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(Theme::withAlpha(color, tone == Tone::Neutral ? 0.12 : 0.14));
    painter->drawRoundedRect(rect, pillHeight / 2.0, pillHeight / 2.0);
    const qreal dot = 6;
    const QRectF mark(rect.left() + 2 * metric::unit, rect.center().y() - dot / 2, dot, dot);
    painter->setBrush(color);
    painter->drawEllipse(mark);
    painter->setPen(tone == Tone::Neutral ? t.secondary : color);
    painter->setFont(Theme::font(TextRole::Caption, QFont::Medium));
    const QRectF words(mark.right() + 5, rect.top(), rect.right() - mark.right() - 5 - metric::unit,
                       rect.height());
    painter->drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, qCeil(words.width())));
    painter->restore();
}

void paintCard(QPainter *painter, const QRectF &rect, bool hovered, bool focused)
{
    const Tokens &t = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const qreal width = focused ? metric::focusRing : 1;
    painter->setPen(QPen(focused ? t.accent : hovered ? t.strongLine : t.line, width));
    painter->setBrush(t.raised);
    const qreal inset = width / 2;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), metric::cardRadius,
                             metric::cardRadius);
    painter->restore();
}

FigureLabel::FigureLabel(TextRole role, int weight, QWidget *parent)
    : QWidget(parent), m_role(role), m_weight(weight)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FigureLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize FigureLabel::sizeHint() const
{
    const QFont font = Theme::font(m_role, m_weight);
    return {qCeil(figuresWidth(font, m_text)), qCeil(QFontMetricsF(font).height())};
}

QSize FigureLabel::minimumSizeHint() const
{
    return {metric::control, sizeHint().height()};
}

void FigureLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont font = Theme::font(m_role, m_weight);
    while (figuresWidth(font, m_text) > width() && font.pixelSize() > Theme::font(TextRole::Body).pixelSize())
        font.setPixelSize(font.pixelSize() - 1);
    painter.setFont(font);
    painter.setPen(tokens().text);
    drawFigures(&painter, rect(), Qt::AlignLeft | Qt::AlignVCenter, m_text);
}

ElidedLabel::ElidedLabel(QWidget *parent) : QLabel(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {metric::control, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(contentsRect(), static_cast<int>(alignment() | Qt::TextSingleLine),
                     fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        if (fontMetrics().horizontalAdvance(text()) > contentsRect().width())
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
        return true;
    }
    return QLabel::event(event);
}

PillLabel::PillLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void PillLabel::setStatus(const QString &raw)
{
    setPill(format::status(raw), format::statusTone(raw));
}

void PillLabel::setPill(const QString &text, Tone tone)
{
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize PillLabel::sizeHint() const
{
    return pillSize(m_text);
}

void PillLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawPill(&painter, rect(), m_text, m_tone);
}

IconLabel::IconLabel(const QString &name, Tone tone, int size, QWidget *parent)
    : QWidget(parent), m_name(name), m_tone(tone)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QString &name, Tone tone)
{
    m_name = name;
    m_tone = tone;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintIcon(&painter, rect(), m_name, tokens().of(m_tone));
}

IconButton::IconButton(const QString &iconName, QWidget *parent, int size) : QToolButton(parent)
{
    setIcon(widgets::icon(iconName));
    setIconSize({metric::icon, metric::icon});
    setFixedSize(size, size);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

void IconButton::setHint(const QString &text)
{
    setToolTip(text);
    setAccessibleName(text);
}

void IconButton::paintEvent(QPaintEvent *event)
{
    const bool open = menu() && menu()->isVisible();
    if (m_suppressed || (m_host && !m_host->underMouse() && !hasFocus() && !open))
        return;
    if (m_host) {
        QPainter painter(this);
        painter.fillRect(rect().adjusted(1, 1, -1, -1), tokens().raised);
    }
    QToolButton::paintEvent(event);
}

QPushButton *makeButton(ButtonVariant variant, const QString &iconName, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    static constexpr const char *names[] = {"plain", "primary", "danger", "link"};
    button->setProperty("variant", names[static_cast<int>(variant)]);
    button->setAutoDefault(false);
    button->setCursor(Qt::PointingHandCursor);
    if (!iconName.isEmpty()) {
        button->setIcon(icon(iconName));
        button->setIconSize({metric::icon + metric::unit, metric::icon});
    }
    button->setFont(Theme::font(TextRole::Body, QFont::Medium));
    return button;
}

void setEnabledWithReason(QWidget *widget, bool enabled, const QString &reason, const QString &hint)
{
    widget->setEnabled(enabled);
    widget->setToolTip(enabled ? hint : reason);
    widget->setAccessibleDescription(enabled ? hint : reason);
}

Select::Select(QWidget *parent) : QComboBox(parent)
{
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
}

void Select::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    QPainter painter(this);
    const QRectF place(width() - metric::icon - 8, (height() - metric::icon) / 2.0, metric::icon,
                       metric::icon);
    paintIcon(&painter, place, u"chevron-down"_s, isEnabled() ? tokens().secondary : tokens().disabled);
}

void Select::wheelEvent(QWheelEvent *event)
{
    // Scrolling a page must not change a filter that happens to be under the pointer.
    event->ignore();
}

DateField::DateField(QWidget *parent) : QDateEdit(parent)
{
    setCalendarPopup(true);
    setDisplayFormat(u"dd.MM.yyyy"_s);
}

void DateField::paintEvent(QPaintEvent *event)
{
    QDateEdit::paintEvent(event);
    QPainter painter(this);
    const QRectF place(width() - metric::icon - 8, (height() - metric::icon) / 2.0, metric::icon,
                       metric::icon);
    paintIcon(&painter, place, u"calendar"_s, isEnabled() ? tokens().secondary : tokens().disabled);
}

void Check::paintEvent(QPaintEvent *event)
{
    QCheckBox::paintEvent(event);
    if (!isChecked())
        return;
    QStyleOptionButton option;
    initStyleOption(&option);
    const QRect box = style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, this);
    QPainter painter(this);
    paintIcon(&painter, QRectF(box).adjusted(3, 3, -3, -3), u"check"_s, tokens().onAccent);
}

Skeleton::Skeleton(Shape shape, QWidget *parent) : QWidget(parent), m_shape(shape)
{}

void Skeleton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::blend(tokens().raised, tokens().text, 0.07));
    const auto bar = [&](qreal x, qreal y, qreal w, qreal h) {
        painter.drawRoundedRect(QRectF(x, y, w, h), metric::unit, metric::unit);
    };
    const qreal w = width();
    const qreal h = height();
    switch (m_shape) {
    case Shape::Figure:
        bar(0, 4, qMin(w * 0.55, 160.0), 22);
        bar(0, h - 14, w * 0.7, 10);
        break;
    case Shape::Chart: {
        constexpr qreal heights[] = {0.45, 0.6, 0.5, 0.72, 0.66, 0.8, 0.58, 0.7, 0.9, 0.76, 0.62, 0.84};
        const qreal step = w / std::size(heights);
        for (std::size_t i = 0; i < std::size(heights); ++i)
            bar(static_cast<qreal>(i) * step, h - h * heights[i] * 0.8, step * 0.7, h * heights[i] * 0.8);
        break;
    }
    case Shape::Rows:
        for (int row = 0; row * metric::row + 10 < h; ++row)
            bar(0, row * metric::row + 11, w * (row % 3 == 0 ? 0.9 : row % 3 == 1 ? 0.72 : 0.82), 10);
        break;
    }
}

QLabel *makeLabel(TextRole role, int weight, const char *tone, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setFont(Theme::font(role, weight));
    label->setTextFormat(Qt::PlainText);
    if (tone[0] != '\0')
        label->setProperty("tone", tone);
    return label;
}

StateMessage::StateMessage(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(u"empty"_s, Tone::Neutral, metric::bigIcon, this))
    , m_title(makeLabel(TextRole::Body, QFont::DemiBold, "", this))
    , m_text(makeLabel(TextRole::Body, QFont::Normal, "secondary", this))
    , m_action(makeButton(ButtonVariant::Plain, u"refresh"_s, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::cardPadding, metric::unit, metric::cardPadding, metric::unit);
    layout->setSpacing(2 * metric::unit);
    layout->addStretch();
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_text);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch();
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    connect(m_action, &QPushButton::clicked, this, &StateMessage::actionRequested);
}

void StateMessage::setMessage(const QString &iconName, Tone tone, const QString &title, const QString &text,
                              const QString &action, const QString &actionIcon)
{
    m_icon->setIcon(iconName, tone);
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!m_compact && !text.isEmpty());
    m_title->setToolTip(m_compact ? text : QString());
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    if (!actionIcon.isEmpty())
        m_action->setIcon(icon(actionIcon));
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void StateMessage::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    delete layout();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * metric::unit);
    row->addWidget(m_icon);
    row->addWidget(m_title, 1);
    row->addWidget(m_action);
    m_icon->setFixedSize(metric::icon, metric::icon);
    m_title->setWordWrap(true);
    m_title->setFont(Theme::font(TextRole::Body, QFont::Medium));
    m_action->setIcon({});
    m_text->hide();
    m_action->setProperty("variant", "link");
}

} // namespace lonieve::widgets
