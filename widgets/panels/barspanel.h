// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

namespace lonieve::widgets {

class BarList;

/// Horizontal bars from zero with the name above and the figure beside each, largest first as the dataset
/// has them.
class BarsPanel final : public Panel
{
    Q_OBJECT

public:
    explicit BarsPanel(const PanelSpec &spec, QWidget *parent = nullptr);
    QStringList shownTexts() const override;

protected:
    void showData(const Dataset &dataset) override;

private:
    BarList *m_bars;
};

} // namespace lonieve::widgets
