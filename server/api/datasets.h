// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "server/store/connection.h"

#include <QUrlQuery>

namespace lonieve::api {

/// The call of a dataset: fixed SQL text made from the spec (never from the request) and its typed values.
struct DatasetCall
{
    QByteArray sql;
    QByteArray name;
    store::Params values;
};

/// Checks the request's parameters against the spec. Unknown and malformed ones are named in the error. Pure.
Result<DatasetCall> datasetCall(const DatasetSpec &spec, const QUrlQuery &query);

/// Turns the function's rows into the dataset's wire form (models/dataset.h): numeric money becomes integer
/// minor units, timestamps become UTC, total_count becomes `total`. `currency` is that of Money columns
/// without their own.
Result<Dataset> datasetOf(const DatasetSpec &spec, const store::Rows &rows, const QString &currency,
                          const QString &timeZone);

} // namespace lonieve::api
