// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec recentOrders = {
    "recent_orders",
    "dash_recent_orders",
    Role::Viewer,
    {{"limit", ParamType::Integer, false, "10"}},
    {
        {"order_id", ColumnType::Id, DATASET_TEXT("Order")},
        {"created_at", ColumnType::Timestamp, DATASET_TEXT("Created")},
        {"email", ColumnType::Text, DATASET_TEXT("Customer")},
        {"product", ColumnType::Text, DATASET_TEXT("Product"),
         DATASET_TEXT("The first product of the order and how many more there are")},
        {"amount", ColumnType::Money, DATASET_TEXT("Amount"), "", "currency"},
        {"currency", ColumnType::Text, DATASET_TEXT("Currency")},
        {"status", ColumnType::Status, DATASET_TEXT("Status")},
        {"email_status", ColumnType::Status, DATASET_TEXT("E-mail")},
    },
    false,
    {QStringLiteral("orders")},
};

} // namespace lonieve::datasets
