// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

namespace lonieve::widgets {

class LinePlot;

/// Figures over time with Qt Charts: time in the reporting zone, the comparison dashed behind, the running
/// interval dotted, a reading line under the pointer or the arrow keys.
class LinePanel final : public Panel
{
    Q_OBJECT

public:
    explicit LinePanel(const PanelSpec &spec, QWidget *parent = nullptr);
    QStringList shownTexts() const override;

protected:
    void showData(const Dataset &dataset) override;
    bool isEmptyFor(const Dataset &dataset) const override;

private:
    LinePlot *m_plot;
};

} // namespace lonieve::widgets
