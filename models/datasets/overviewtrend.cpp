// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec overviewTrend = {
    "overview_trend",
    "dash_overview_trend",
    Role::Viewer,
    {{"from", ParamType::Timestamp, true},
     {"to", ParamType::Timestamp, true},
     {"compare_from", ParamType::Timestamp},
     {"compare_to", ParamType::Timestamp},
     {"currency", ParamType::Text}},
    {
        {"bucket", ColumnType::Timestamp, DATASET_TEXT("Time"),
         DATASET_TEXT(
             "Start of the hour, day, week or month in the reporting zone, by the length of the range")},
        {"revenue", ColumnType::Money, DATASET_TEXT("Revenue"),
         DATASET_TEXT("Sum of the totals of paid orders created in the interval")},
        {"revenue_previous", ColumnType::Money, DATASET_TEXT("Revenue before"),
         DATASET_TEXT("The same interval of the comparison period")},
        {"orders", ColumnType::Integer, DATASET_TEXT("Orders")},
        {"orders_previous", ColumnType::Integer, DATASET_TEXT("Orders before")},
        {"sessions", ColumnType::Integer, DATASET_TEXT("Sessions")},
        {"conversion", ColumnType::Percent, DATASET_TEXT("Conversion"),
         DATASET_TEXT("Sessions with a paid order as a share of all sessions; empty without sessions")},
        {"complete", ColumnType::Flag, DATASET_TEXT("Complete"),
         DATASET_TEXT("No while the interval is still running")},
    },
    false,
    {QStringLiteral("orders"), QStringLiteral("events")},
};

} // namespace lonieve::datasets
