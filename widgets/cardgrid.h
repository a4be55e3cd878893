// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lonieve::widgets {

/// Twelve equal columns; cards flow into rows by their span, all cards of a row are as high as the highest
/// wants to be. Spans change at the breakpoints of metric::. Owns its cards by parentship.
class CardGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit CardGrid(QWidget *parent = nullptr);

    void addCard(QWidget *card, int span);
    /// The span in use for a card made for `span` columns when `width` pixels are there.
    static int effectiveSpan(int span, int width);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Card
    {
        QWidget *widget;
        int span;
    };

    int arrange(int width, bool apply) const;

    QList<Card> m_cards;
};

} // namespace lonieve::widgets
