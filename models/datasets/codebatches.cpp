// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasets/registry.h"

namespace lonieve::datasets {

const DatasetSpec codeBatches = {
    "code_batches",
    "list_code_batches",
    Role::Viewer,
    {},
    {
        {"batch_id", ColumnType::Id, DATASET_TEXT("Batch")},
        {"imported_at", ColumnType::Timestamp, DATASET_TEXT("Imported")},
        {"imported_by", ColumnType::Text, DATASET_TEXT("By")},
        {"file_name", ColumnType::Text, DATASET_TEXT("File")},
        {"imported", ColumnType::Integer, DATASET_TEXT("Codes")},
        {"skipped", ColumnType::Integer, DATASET_TEXT("Not taken"),
         DATASET_TEXT("Lines that the import refused")},
        {"available", ColumnType::Integer, DATASET_TEXT("Available")},
        {"sold", ColumnType::Integer, DATASET_TEXT("Sold")},
    },
    false,
    {QStringLiteral("codes")},
};

} // namespace lonieve::datasets
