// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/panel.h"

namespace lonieve::widgets {

/// The panel for a description. Never null.
Panel *createPanel(const PanelSpec &spec, QWidget *parent = nullptr);

} // namespace lonieve::widgets
