// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec orders = {
    "orders",
    "list_orders",
    Role::Viewer,
    {{"from", ParamType::Timestamp},
     {"to", ParamType::Timestamp},
     {"status", ParamType::Text},
     {"search",
      ParamType::Text}, // e-mail, order id, bill id or external reference; part of an e-mail is enough
     {"min_amount", ParamType::Amount},
     {"max_amount", ParamType::Amount},
     {"currency", ParamType::Text},
     {"sort", ParamType::Text, false, "created_at"},
     {"desc", ParamType::Flag, false, "true"},
     {"limit", ParamType::Integer, false, "100"},
     {"offset", ParamType::Integer, false, "0"}},
    {
        {"order_id", ColumnType::Id, DATASET_TEXT("Order")},
        {"created_at", ColumnType::Timestamp, DATASET_TEXT("Created"), "", "", false, true},
        {"email", ColumnType::Text, DATASET_TEXT("Customer"), "", "", false, true},
        {"product", ColumnType::Text, DATASET_TEXT("Product")},
        {"quantity", ColumnType::Integer, DATASET_TEXT("Items")},
        {"amount", ColumnType::Money, DATASET_TEXT("Amount"), "", "currency", false, true},
        {"refunded", ColumnType::Money, DATASET_TEXT("Refunded"), "", "currency"},
        {"currency", ColumnType::Text, DATASET_TEXT("Currency")},
        {"status", ColumnType::Status, DATASET_TEXT("Status"), "", "", false, true},
        {"payment_status", ColumnType::Status, DATASET_TEXT("Payment")},
        {"email_status", ColumnType::Status, DATASET_TEXT("E-mail"), "", "", false, true},
        {"utm_source", ColumnType::Text, DATASET_TEXT("Source")},
        {"country", ColumnType::Text, DATASET_TEXT("Country")},
        {"external_ref", ColumnType::Text, DATASET_TEXT("Reference"),
         DATASET_TEXT("The number this order has in the system it was imported from")},
    },
    true,
    {QStringLiteral("orders")},
};

} // namespace lonieve::datasets
