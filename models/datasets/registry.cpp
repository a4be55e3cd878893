// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve {

std::span<const DatasetSpec *const> allDatasets()
{
    static const DatasetSpec *const all[] = {
        &datasets::overviewKpis, &datasets::overviewTrend, &datasets::topProducts,
        &datasets::recentOrders, &datasets::orders,        &datasets::codeStock,
        &datasets::codeBatches,  &datasets::codes,         &datasets::currencies,
    };
    return all;
}

} // namespace lonieve
