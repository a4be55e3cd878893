// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/panelfactory.h"

#include "widgets/panels/barspanel.h"
#include "widgets/panels/kpipanel.h"
#include "widgets/panels/linepanel.h"
#include "widgets/panels/tablepanel.h"

namespace lonieve::widgets {

Panel *createPanel(const PanelSpec &spec, QWidget *parent)
{
    switch (spec.kind) {
    case PanelKind::Kpi:
        return new KpiPanel(spec, parent);
    case PanelKind::Line:
        return new LinePanel(spec, parent);
    case PanelKind::Bars:
        return new BarsPanel(spec, parent);
    case PanelKind::Table:
        break;
    }
    return new TablePanel(spec, parent);
}

} // namespace lonieve::widgets
