// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboardspec.h"

#include <QtGlobal>

// Marks a text for the translators' context "Dashboards".
#define DASHBOARD_TEXT(text) QT_TRANSLATE_NOOP("Dashboards", text)

namespace lonieve::dashboards {

extern const DashboardSpec overview;
extern const DashboardSpec orders;
extern const DashboardSpec codes;

} // namespace lonieve::dashboards
