// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"
#include "models/result.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QVariantMap>

namespace lonieve {

/// A request for a dataset: its id and the values of its parameters by name (see ParamSpec).
struct DatasetQuery
{
    QString id;
    QVariantMap params;
    bool operator==(const DatasetQuery &) const = default;
};

/// An answered dataset: rows as JSON values in the order of the spec's columns. Value type, both ends use it.
/// JSON: {"dataset","asOf","timeZone","currency","columns":[name…],"rows":[[…]…],"total"?}
struct Dataset
{
    QString id;
    QDateTime asOf;   ///< UTC, when the server read it
    QString timeZone; ///< IANA name of the tenant's reporting zone
    QString currency; ///< of Money columns without a currency column
    QList<QJsonArray> rows;
    qint64 total = -1; ///< rows in all, for paged datasets; -1 = not paged

    QJsonObject toJson() const;
    /// Fails when the id is unknown or the columns are not the spec's.
    static Result<Dataset> fromJson(const QJsonObject &json);

    /// The value at a row and a column's name; undefined when there is none.
    QJsonValue value(qsizetype row, QStringView column) const;
    /// The row where `column` has the text `wanted`, or -1.
    qsizetype findRow(QStringView column, QStringView wanted) const;
    /// The currency that the Money value of this column in this row is in.
    QString currencyOf(qsizetype row, QStringView column) const;
};

} // namespace lonieve
