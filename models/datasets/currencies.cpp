// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec currencies = {
    "currencies",
    "list_currencies",
    Role::Viewer,
    {},
    {
        {"currency", ColumnType::Text, DATASET_TEXT("Currency")},
        {"paid_orders", ColumnType::Integer, DATASET_TEXT("Paid orders")},
        {"is_reporting", ColumnType::Flag, DATASET_TEXT("Reporting currency")},
        {"first_order_at", ColumnType::Timestamp, DATASET_TEXT("First order")},
        {"last_order_at", ColumnType::Timestamp, DATASET_TEXT("Last order")},
    },
    false,
    {QStringLiteral("orders")},
};

} // namespace lonieve::datasets
