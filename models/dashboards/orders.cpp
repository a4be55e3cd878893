// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboards/registry.h"

namespace lonieve::dashboards {

const DashboardSpec orders = {
    "orders",
    DASHBOARD_TEXT("Orders"),
    DASHBOARD_TEXT("Every order, its payment, codes and e-mails on one time line"),
    "orders",
    Role::Viewer,
    {},
    true,
};

} // namespace lonieve::dashboards
