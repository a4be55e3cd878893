// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec codes = {
    "codes",
    "list_codes",
    Role::Viewer,
    {{"product", ParamType::Uuid},
     {"nominal", ParamType::Amount},
     {"status", ParamType::Text},
     {"batch", ParamType::Text},
     {"sort", ParamType::Text, false, "imported_at"},
     {"desc", ParamType::Flag, false, "true"},
     {"limit", ParamType::Integer, false, "100"},
     {"offset", ParamType::Integer, false, "0"}},
    {
        {"code_id", ColumnType::Id, DATASET_TEXT("Code id")},
        {"masked", ColumnType::Text, DATASET_TEXT("Code"),
         DATASET_TEXT("Only the last four characters; the rest is sealed")},
        {"product_name", ColumnType::Text, DATASET_TEXT("Product"), "", "", false, true},
        {"nominal", ColumnType::Money, DATASET_TEXT("Nominal"), "", "currency", false, true},
        {"currency", ColumnType::Text, DATASET_TEXT("Currency")},
        {"status", ColumnType::Status, DATASET_TEXT("Status"), "", "", false, true},
        {"batch_id", ColumnType::Id, DATASET_TEXT("Batch")},
        {"imported_at", ColumnType::Timestamp, DATASET_TEXT("Imported"), "", "", false, true},
        {"sold_at", ColumnType::Timestamp, DATASET_TEXT("Sold"), "", "", false, true},
        {"order_id", ColumnType::Id, DATASET_TEXT("Order")},
    },
    true,
    {QStringLiteral("codes")},
};

} // namespace lonieve::datasets
