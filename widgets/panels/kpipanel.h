// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

#include <functional>

namespace lonieve::widgets {

class Sparkline;

/// Label, figure, change against the comparison with sign, arrow and words, sparkline.
class KpiPanel final : public Panel
{
    Q_OBJECT

public:
    explicit KpiPanel(const PanelSpec &spec, QWidget *parent = nullptr);
    QStringList shownTexts() const override;

    /// For cards that sum up all rows instead of reading one.
    struct Summary
    {
        QString figure;
        QString note;
        Tone tone = Tone::Neutral;
    };
    void setSummary(std::function<Summary(const Dataset &)> summary) { m_summary = std::move(summary); }

protected:
    void showData(const Dataset &dataset) override;
    bool isEmptyFor(const Dataset &dataset) const override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    qsizetype rowOf(const Dataset &dataset) const;
    void activate();

    FigureLabel *m_figure;
    IconLabel *m_arrow;
    QLabel *m_change;
    ElidedLabel *m_against;
    Sparkline *m_spark;
    std::function<Summary(const Dataset &)> m_summary;
};

} // namespace lonieve::widgets
