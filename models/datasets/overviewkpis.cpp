// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec overviewKpis = {
    "overview_kpis",
    "dash_overview_kpis",
    Role::Viewer,
    {{"from", ParamType::Timestamp, true},
     {"to", ParamType::Timestamp, true},
     {"compare_from", ParamType::Timestamp},
     {"compare_to", ParamType::Timestamp},
     {"currency", ParamType::Text}},
    {
        {"period", ColumnType::Id, DATASET_TEXT("Period"),
         DATASET_TEXT("today, 7d and 30d end now; range is the range chosen above")},
        {"period_from", ColumnType::Timestamp, DATASET_TEXT("From")},
        {"period_to", ColumnType::Timestamp, DATASET_TEXT("To")},
        {"revenue", ColumnType::Money, DATASET_TEXT("Revenue"),
         DATASET_TEXT("Sum of the totals of paid orders, by the day they were created, before refunds")},
        {"revenue_previous", ColumnType::Money, DATASET_TEXT("Revenue before")},
        {"orders", ColumnType::Integer, DATASET_TEXT("Orders"),
         DATASET_TEXT("Paid orders, by the day they were created")},
        {"orders_previous", ColumnType::Integer, DATASET_TEXT("Orders before")},
        {"aov", ColumnType::Money, DATASET_TEXT("Average order value"),
         DATASET_TEXT("Revenue divided by paid orders")},
        {"aov_previous", ColumnType::Money, DATASET_TEXT("Average order value before")},
        {"sessions", ColumnType::Integer, DATASET_TEXT("Sessions"),
         DATASET_TEXT("Distinct sessions with at least one event")},
        {"sessions_previous", ColumnType::Integer, DATASET_TEXT("Sessions before")},
        {"conversion", ColumnType::Percent, DATASET_TEXT("Conversion"),
         DATASET_TEXT("Sessions with a paid order as a share of all sessions; empty without sessions")},
        {"conversion_previous", ColumnType::Percent, DATASET_TEXT("Conversion before")},
        {"profit", ColumnType::Money, DATASET_TEXT("True profit"),
         DATASET_TEXT(
             "Gross profit less transaction fees, refunds and ad spend; empty when costs are unknown")},
        {"profit_previous", ColumnType::Money, DATASET_TEXT("True profit before")},
        {"refunds", ColumnType::Money, DATASET_TEXT("Refunds"),
         DATASET_TEXT("Refunds completed in the period, whenever the order was placed")},
        {"refunds_previous", ColumnType::Money, DATASET_TEXT("Refunds before")},
        {"revenue_spark", ColumnType::Series, DATASET_TEXT("Revenue by interval"), "", "", true},
        {"orders_spark", ColumnType::Series, DATASET_TEXT("Orders by interval")},
    },
    false,
    {QStringLiteral("orders"), QStringLiteral("events")},
};

} // namespace lonieve::datasets
