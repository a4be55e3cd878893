// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/importer/csvreader.h"
#include "server/importer/decimal.h"
#include "server/importer/timepattern.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace lonieve::importer {

/// The fields of an order line that a mapping can name a column for.
enum class Field {
    Order,
    Sku,
    Name,
    Quantity,
    UnitPrice,
    Amount,
    Time,
    Customer,
    Email,
    FirstName,
    LastName,
    Country,
    City,
    Currency,
    Brand,
    Region,
    Category,
};
constexpr int fieldCount = 17;
QString fieldName(Field field);

enum class Verdict { Sale, Refund, Report };

/// One test of a rule on one field, or on a column of its own.
struct Condition
{
    enum class Kind {
        Equals,
        In,
        StartsWith,
        NotStartsWith,
        Blank,
        NotBlank,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        NumberEquals
    };
    Field field = Field::Order;
    QString column; ///< instead of a field, the name of a column
    int extra = -1; ///< its place in Layout::extra
    Kind kind = Kind::Equals;
    QList<QByteArray> texts;
    Decimal number;
};

struct Rule
{
    QList<Condition> when; ///< all of them
    Verdict verdict = Verdict::Report;
    QString reason; ///< for Report: a stable key
    QString text;   ///< for Report: what people read
};

/// Where a mapping's columns are in one file.
struct Layout
{
    std::array<int, fieldCount> column = {}; ///< -1: not mapped
    QList<int> extra;                        ///< columns that only rules read
};

/// How one shop's CSV becomes products, orders, items and refunds: a JSON document, described in
/// docs/import.md. Immutable after it was read.
class Mapping final
{
public:
    static Result<Mapping> fromJson(const QByteArray &json, const QString &origin);
    static Result<Mapping> fromFile(const QString &path);
    /// One of those that the program brings.
    static Result<Mapping> preset(const QString &name);
    static QStringList presets();

    /// Finds the columns in a file's header; the failure says which are missing and which the file has.
    Result<Layout> locate(const CsvRow &header) const;

    /// The first rule whose conditions all hold; null when none does.
    const Rule *judge(const CsvRow &row, const Layout &layout) const;

    /// The e-mail address of a line's customer, or nothing when it is not known.
    std::optional<QByteArray> email(const CsvRow &row, const Layout &layout) const;
    /// The customer as figures count them; empty: unknown.
    QByteArray customerKey(const CsvRow &row, const Layout &layout) const;

    QString source; ///< orders.source
    QString title;
    CsvOptions csv;
    NumberStyle numbers;
    std::optional<TimePattern> time;
    QByteArray zone;
    QByteArray currency;
    std::array<QString, fieldCount> columns;
    QList<Rule> rules;
    QByteArray customerTemplate; ///< holds {id}
    QByteArray customerStrip;
    QByteArray brand;
    QByteArray region;
    QByteArray category;
    QByteArray productStatus;

private:
    QStringList m_extraColumns;
};

} // namespace lonieve::importer
