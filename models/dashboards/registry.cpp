// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dashboards/registry.h"

namespace lonieve {

std::span<const DashboardSpec *const> allDashboards()
{
    static const DashboardSpec *const all[] = {&dashboards::overview, &dashboards::orders,
                                               &dashboards::codes};
    return all;
}

const DashboardSpec *findDashboard(QStringView id)
{
    for (const DashboardSpec *spec : allDashboards()) {
        if (id == QLatin1String(spec->id))
            return spec;
    }
    return nullptr;
}

} // namespace lonieve
