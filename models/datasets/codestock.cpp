// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec codeStock = {
    "code_stock",
    "get_code_stock",
    Role::Viewer,
    {},
    {
        {"product_id", ColumnType::Id, DATASET_TEXT("Product id")},
        {"product_name", ColumnType::Text, DATASET_TEXT("Product")},
        {"region", ColumnType::Text, DATASET_TEXT("Region")},
        {"nominal", ColumnType::Money, DATASET_TEXT("Nominal"), "", "currency"},
        {"currency", ColumnType::Text, DATASET_TEXT("Currency")},
        {"available", ColumnType::Integer, DATASET_TEXT("Available"),
         DATASET_TEXT("Codes that can be sold now")},
        {"reserved", ColumnType::Integer, DATASET_TEXT("Reserved"),
         DATASET_TEXT("Held for orders that wait for payment")},
        {"sold", ColumnType::Integer, DATASET_TEXT("Sold")},
        {"other", ColumnType::Integer, DATASET_TEXT("Withdrawn"),
         DATASET_TEXT("Voided, quarantined or expired")},
        {"sold_30d", ColumnType::Integer, DATASET_TEXT("Sold in 30 days")},
        {"days_of_cover", ColumnType::Number, DATASET_TEXT("Days of cover"),
         DATASET_TEXT("Available codes divided by the daily sales of the last 30 days; empty without sales")},
        {"stock_level", ColumnType::Status, DATASET_TEXT("Level"),
         DATASET_TEXT("out: none left; low: fewer than ten; ok: ten or more")},
    },
    false,
    {QStringLiteral("codes"), QStringLiteral("products")},
};

} // namespace lonieve::datasets
