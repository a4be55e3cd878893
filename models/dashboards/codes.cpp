// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboards/registry.h"

namespace lonieve::dashboards {

const DashboardSpec codes = {
    "codes",
    DASHBOARD_TEXT("Codes"),
    DASHBOARD_TEXT("Stock of gift codes by product and nominal, and their import"),
    "codes",
    Role::Viewer,
    {},
    true,
};

} // namespace lonieve::dashboards
