// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <span>

namespace lonieve {

/// Staff roles from least to most powerful.
enum class Role { Viewer, Manager, Admin };

/// How a column travels and is shown. On the wire: Text, Status, Id → string; Integer → number; Percent and
/// Number → number; Money → integer minor units of `currencyColumn`'s value in the row, or of the dataset's
/// currency; Timestamp → ISO 8601 UTC string; Date → "YYYY-MM-DD" in the tenant's zone; Series → array of
/// numbers (minor units when `seriesOfMoney`); Flag → bool; Json → as it is. Any may be null, which is shown
/// as “–”.
enum class ColumnType {
    Text,
    Id,
    Status,
    Integer,
    Number,
    Percent,
    Money,
    Timestamp,
    Date,
    Flag,
    Series,
    Json
};

struct ColumnSpec
{
    const char *name; ///< the SQL function's output column
    ColumnType type;
    const char *title;               ///< source text of the context "Datasets"; sentence case
    const char *definition = "";     ///< what the figure means, shown behind it; context "Datasets"
    const char *currencyColumn = ""; ///< for Money: the column that holds the row's currency, if any
    bool seriesOfMoney = false;
    bool sortable = false; ///< the SQL function accepts this name as p_sort
};

/// A parameter of a dataset. The request names `name`; the server binds it as `p_<name>`.
/// from, to, compare_from, compare_to: ISO 8601 UTC, half-open [from, to). currency: ISO 4217.
enum class ParamType { Timestamp, Text, Integer, Amount, Flag, Uuid };

struct ParamSpec
{
    const char *name;
    ParamType type;
    bool required = false;
    const char *defaultValue =
        nullptr; ///< used when the request leaves it out; nullptr = SQL default applies
};

/// What one dataset is: its id in the URL, the only SQL function it may call, parameters, columns, least
/// role. A paged dataset also takes limit, offset, sort, desc and its function returns a `total_count`
/// column, which the server turns into "total" and takes out of the rows.
struct DatasetSpec
{
    const char *id;
    const char *sqlFunction;
    Role role;
    QList<ParamSpec> params;
    QList<ColumnSpec> columns;
    bool paged = false;
    QStringList topics; ///< change topics that make it stale: "orders", "codes", "events", "products"

    int indexOf(QStringView column) const;
    const ParamSpec *param(QStringView name) const;
};

/// All datasets, in a fixed order. Add one in models/datasets/<name>.cpp and list it in registry.cpp.
std::span<const DatasetSpec *const> allDatasets();
const DatasetSpec *findDataset(QStringView id);

} // namespace lonieve
