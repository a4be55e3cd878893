// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"

#include <QList>
#include <QString>
#include <QVariantMap>

#include <span>

namespace lonieve {

/// The kinds of panel that the factory in widgets/ knows.
enum class PanelKind { Kpi, Table, Line, Bars };

/// One panel: which dataset feeds it and how its columns are used. All texts are source texts of
/// "Dashboards".
struct PanelSpec
{
    const char *id;
    PanelKind kind;
    const char *title;
    const char *dataset;
    int span = 12;             ///< columns of twelve at full width; the grid narrows it at the breakpoints
    const char *rowKey = "";   ///< Kpi: "column=value" picks the row
    const char *category = ""; ///< Line, Bars: column of the x axis
    QStringList
        values; ///< Kpi: the figure; Line, Bars: one column a series; Table: columns shown, empty = all
    const char *compare = ""; ///< Kpi, Line: column with the comparison period's figure
    const char *spark = "";   ///< Kpi: Series column of the sparkline
    QVariantMap params = {};  ///< fixed dataset parameters (limit)
    const char *opens = "";   ///< id of the dashboard or "order" (row's order_id) that a click opens
};

/// A dashboard is data: one page class shows any of them.
struct DashboardSpec
{
    const char *id;
    const char *title;
    const char *meaning; ///< one line under the title
    const char *icon;    ///< resources/icons/<icon>.svg
    Role role;
    QList<PanelSpec> panels; ///< empty for pages with a life of their own (orders, codes)
    bool ownPage = false;
    int refreshSeconds = 0; ///< 0 = only when a topic changes or the person asks
};

/// All dashboards in the order of the sidebar. Add one in models/dashboards/<id>.cpp and list it in
/// registry.cpp.
std::span<const DashboardSpec *const> allDashboards();
const DashboardSpec *findDashboard(QStringView id);

} // namespace lonieve
