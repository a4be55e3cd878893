// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/dataset.h"

namespace lonieve {

namespace {

QJsonArray columnNames(const DatasetSpec &spec)
{
    QJsonArray names;
    for (const ColumnSpec &column : spec.columns)
        names.append(QString::fromLatin1(column.name));
    return names;
}

} // namespace

int DatasetSpec::indexOf(QStringView column) const
{
    for (qsizetype i = 0; i < columns.size(); ++i) {
        if (column == QLatin1String(columns[i].name))
            return static_cast<int>(i);
    }
    return -1;
}

const ParamSpec *DatasetSpec::param(QStringView name) const
{
    for (const ParamSpec &candidate : params) {
        if (name == QLatin1String(candidate.name))
            return &candidate;
    }
    return nullptr;
}

const DatasetSpec *findDataset(QStringView id)
{
    for (const DatasetSpec *spec : allDatasets()) {
        if (id == QLatin1String(spec->id))
            return spec;
    }
    return nullptr;
}

QJsonObject Dataset::toJson() const
{
    QJsonObject json{{QStringLiteral("dataset"), id},
                     {QStringLiteral("asOf"), asOf.toUTC().toString(Qt::ISODateWithMs)},
                     {QStringLiteral("timeZone"), timeZone},
                     {QStringLiteral("currency"), currency}};
    if (const DatasetSpec *spec = findDataset(id))
        json.insert(QStringLiteral("columns"), columnNames(*spec));
    QJsonArray list;
    for (const QJsonArray &row : rows)
        list.append(row);
    json.insert(QStringLiteral("rows"), list);
    if (total >= 0)
        json.insert(QStringLiteral("total"), total);
    return json;
}

Result<Dataset> Dataset::fromJson(const QJsonObject &json)
{
    Dataset set;
    set.id = json.value(u"dataset").toString();
    const DatasetSpec *spec = findDataset(set.id);
    if (!spec) {
        return failure(
            ErrorCode::InvalidInput, QStringLiteral("unknown_dataset"),
            QStringLiteral("The server sent a dataset “%1” that this program does not know.").arg(set.id));
    }
    if (json.value(u"columns").toArray() != columnNames(*spec)) {
        return failure(
            ErrorCode::InvalidInput, QStringLiteral("other_columns"),
            QStringLiteral("The columns of “%1” are not the expected ones; program and server differ "
                           "in version.")
                .arg(set.id));
    }
    set.asOf = QDateTime::fromString(json.value(u"asOf").toString(), Qt::ISODateWithMs);
    set.timeZone = json.value(u"timeZone").toString();
    set.currency = json.value(u"currency").toString();
    set.total = json.contains(u"total") ? json.value(u"total").toInteger() : -1;
    const QJsonArray list = json.value(u"rows").toArray();
    set.rows.reserve(list.size());
    for (const QJsonValue &row : list) {
        const QJsonArray cells = row.toArray();
        if (cells.size() != spec->columns.size()) {
            return failure(ErrorCode::InvalidInput, QStringLiteral("row_length"),
                           QStringLiteral("A row of “%1” has %2 values where %3 are expected.")
                               .arg(set.id)
                               .arg(cells.size())
                               .arg(spec->columns.size()));
        }
        set.rows.append(cells);
    }
    return set;
}

QJsonValue Dataset::value(qsizetype row, QStringView column) const
{
    const DatasetSpec *spec = findDataset(id);
    const int index = spec ? spec->indexOf(column) : -1;
    if (index < 0 || row < 0 || row >= rows.size())
        return QJsonValue(QJsonValue::Undefined);
    return rows[row].at(index);
}

qsizetype Dataset::findRow(QStringView column, QStringView wanted) const
{
    for (qsizetype row = 0; row < rows.size(); ++row) {
        if (value(row, column).toString() == wanted)
            return row;
    }
    return -1;
}

QString Dataset::currencyOf(qsizetype row, QStringView column) const
{
    const DatasetSpec *spec = findDataset(id);
    const int index = spec ? spec->indexOf(column) : -1;
    if (index >= 0 && spec->columns[index].currencyColumn[0] != '\0') {
        const QString own = value(row, QString::fromLatin1(spec->columns[index].currencyColumn)).toString();
        if (!own.isEmpty())
            return own;
    }
    return currency;
}

} // namespace lonieve
