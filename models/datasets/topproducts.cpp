// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec topProducts = {
    "top_products",
    "dash_top_products",
    Role::Viewer,
    {{"from", ParamType::Timestamp, true},
     {"to", ParamType::Timestamp, true},
     {"currency", ParamType::Text},
     {"limit", ParamType::Integer, false, "10"}},
    {
        {"product_id", ColumnType::Id, DATASET_TEXT("Product id")},
        {"product_name", ColumnType::Text, DATASET_TEXT("Product")},
        {"brand", ColumnType::Text, DATASET_TEXT("Brand")},
        {"region", ColumnType::Text, DATASET_TEXT("Region")},
        {"orders", ColumnType::Integer, DATASET_TEXT("Orders"),
         DATASET_TEXT("Paid orders with this product")},
        {"quantity", ColumnType::Integer, DATASET_TEXT("Sold"), DATASET_TEXT("Units in paid orders")},
        {"revenue", ColumnType::Money, DATASET_TEXT("Revenue"),
         DATASET_TEXT("Sum of the item prices in paid orders")},
        {"share", ColumnType::Percent, DATASET_TEXT("Share"),
         DATASET_TEXT("Of the revenue of all products in the range")},
    },
    false,
    {QStringLiteral("orders")},
};

} // namespace lonieve::datasets
