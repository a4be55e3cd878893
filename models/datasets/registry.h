// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"

#include <QtGlobal>

// Marks a text for the translators' context "Datasets"; the texts are looked up where they are shown.
#define DATASET_TEXT(text) QT_TRANSLATE_NOOP("Datasets", text)

namespace lonieve::datasets {

extern const DatasetSpec overviewKpis;
extern const DatasetSpec overviewTrend;
extern const DatasetSpec topProducts;
extern const DatasetSpec recentOrders;
extern const DatasetSpec orders;
extern const DatasetSpec codeStock;
extern const DatasetSpec codeBatches;
extern const DatasetSpec codes;
extern const DatasetSpec currencies;

} // namespace lonieve::datasets
