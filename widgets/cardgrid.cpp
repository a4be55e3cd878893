// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cardgrid.h"

#include "widgets/theme.h"

#include <QEvent>

namespace lonieve::widgets {

namespace {
constexpr int columns = 12;
constexpr int smallCardsInRow = 640; ///< four figures beside each other, without their sparklines
} // namespace

CardGrid::CardGrid(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void CardGrid::addCard(QWidget *card, int span)
{
    card->setParent(this);
    card->show();
    m_cards.append({card, qBound(1, span, columns)});
    updateGeometry();
}

int CardGrid::effectiveSpan(int span, int width)
{
    if (width >= metric::wideWidth)
        return span;
    if (width >= metric::mediumWidth) {
        // Small cards stay four in a row; a wide and a narrow one come closer to each other.
        if (span <= 3)
            return 3;
        return span < 6 ? 5 : span > 6 && span < 9 ? 7 : span == 6 ? 6 : columns;
    }
    if (span <= 3)
        return width >= smallCardsInRow ? 3 : 6;
    return columns;
}

int CardGrid::arrange(int width, bool apply) const
{
    const qreal column = (width - (columns - 1.0) * metric::gap) / columns;
    int y = 0;
    qsizetype at = 0;
    while (at < m_cards.size()) {
        int used = 0;
        int height = 0;
        qsizetype end = at;
        while (end < m_cards.size()) {
            const int span = effectiveSpan(m_cards[end].span, width);
            if (used > 0 && used + span > columns)
                break;
            used += span;
            height = qMax(height, m_cards[end].widget->sizeHint().height());
            ++end;
        }
        if (apply) {
            int first = 0;
            for (qsizetype i = at; i < end; ++i) {
                const int span = effectiveSpan(m_cards[i].span, width);
                const int left = qRound(first * (column + metric::gap));
                const int right = qRound((first + span) * (column + metric::gap)) - metric::gap;
                m_cards[i].widget->setGeometry(left, y, right - left, height);
                first += span;
            }
        }
        y += height + metric::gap;
        at = end;
    }
    return qMax(0, y - metric::gap);
}

int CardGrid::heightForWidth(int width) const
{
    return arrange(width, false);
}

QSize CardGrid::sizeHint() const
{
    return {metric::mediumWidth, arrange(width(), false)};
}

void CardGrid::resizeEvent(QResizeEvent *)
{
    arrange(width(), true);
    setMinimumHeight(arrange(width(), false));
}

bool CardGrid::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest) {
        setMinimumHeight(arrange(width(), true));
        updateGeometry();
    }
    return QWidget::event(event);
}

} // namespace lonieve::widgets
