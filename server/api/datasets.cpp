// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/datasets.h"

#include "models/money.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

namespace lonieve::api {

namespace {

constexpr qsizetype longestText = 200;

const char *sqlType(ParamType type)
{
    switch (type) {
    case ParamType::Timestamp:
        return "timestamptz";
    case ParamType::Integer:
        return "int";
    case ParamType::Amount:
        return "numeric";
    case ParamType::Flag:
        return "boolean";
    case ParamType::Uuid:
        return "uuid";
    case ParamType::Text:
        break;
    }
    return "text";
}

/// The value as PostgreSQL reads it, or why it is not one.
Result<QString> checkedValue(const ParamSpec &param, const QString &value)
{
    const auto refuse = [&](const char *code, const QString &message) {
        const FieldError field{QString::fromLatin1(param.name), QString::fromLatin1(code), message};
        return failure(Error{ErrorCode::InvalidInput, QStringLiteral("invalid_parameter"), message, {field}});
    };
    switch (param.type) {
    case ParamType::Timestamp: {
        const QDateTime time = QDateTime::fromString(value, Qt::ISODateWithMs);
        if (!time.isValid() || time.date().year() < 1970 || time.date().year() > 9999)
            return refuse("not_a_time", QStringLiteral("Must be a time such as 2026-01-31T00:00:00Z."));
        return time.toUTC().toString(Qt::ISODateWithMs);
    }
    case ParamType::Integer: {
        bool ok = false;
        const int number = value.toInt(&ok);
        if (!ok || number < 0)
            return refuse("not_a_number", QStringLiteral("Must be a whole number, zero or more."));
        const bool isLimit = QLatin1String(param.name) == u"limit";
        return QString::number(isLimit ? qMin(number, 1000) : number);
    }
    case ParamType::Amount: {
        static const QRegularExpression amount(QStringLiteral("\\A[0-9]{1,12}(\\.[0-9]{1,4})?\\z"));
        if (!amount.match(value).hasMatch())
            return refuse("not_an_amount", QStringLiteral("Must be an amount such as 75.50."));
        return value;
    }
    case ParamType::Flag:
        if (value == u"true" || value == u"1")
            return QStringLiteral("true");
        if (value == u"false" || value == u"0")
            return QStringLiteral("false");
        return refuse("not_a_flag", QStringLiteral("Must be true or false."));
    case ParamType::Uuid: {
        const QUuid id(value);
        if (id.isNull())
            return refuse("not_an_id",
                          QStringLiteral("Must be an id such as 00000000-0000-4000-8000-000000000001."));
        return id.toString(QUuid::WithoutBraces);
    }
    case ParamType::Text:
        if (value.size() > longestText || value.contains(QChar(u'\0')))
            return refuse("too_long", QStringLiteral("Must be at most %1 characters.").arg(longestText));
        return value;
    }
    return value;
}

QJsonValue numberOf(const QByteArray &text)
{
    bool whole = false;
    const qint64 integer = text.toLongLong(&whole);
    return whole ? QJsonValue(integer) : QJsonValue(text.toDouble());
}

Result<QJsonValue> moneyOf(const QByteArray &text, const QString &currency)
{
    const auto money = parseMoney(QString::fromLatin1(text), currency);
    if (!money)
        return failure(ErrorCode::Internal, QStringLiteral("dataset_amount"), money.error().message);
    return QJsonValue(money->minor);
}

Result<QJsonValue> seriesOf(const QByteArray &json, const ColumnSpec &column, const QString &currency)
{
    QJsonArray list = QJsonDocument::fromJson(json).array();
    if (!column.seriesOfMoney)
        return QJsonValue(list);
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonValue amount = list.at(i);
        // A series is a drawing, not an account: cents of a JSON number are exact far beyond any chart.
        const QByteArray text = amount.isString()
                                    ? amount.toString().toLatin1()
                                    : QByteArray::number(amount.toDouble(), 'f', minorDigits(currency));
        const auto minor = moneyOf(text, currency);
        if (!minor)
            return failure(minor.error());
        list[i] = amount.isNull() ? QJsonValue() : *minor;
    }
    return QJsonValue(list);
}

} // namespace

Result<DatasetCall> datasetCall(const DatasetSpec &spec, const QUrlQuery &query)
{
    QList<FieldError> wrong;
    QSet<QString> seen;
    const auto items = query.queryItems(QUrl::FullyDecoded);
    for (const auto &item : items) {
        const QString &name = item.first;
        if (seen.contains(name))
            wrong.append({name, QStringLiteral("repeated"), QStringLiteral("Give it once.")});
        seen.insert(name);
        if (!spec.param(name)) {
            wrong.append({name, QStringLiteral("unknown_parameter"),
                          QStringLiteral("This dataset has no such parameter.")});
        }
    }
    DatasetCall call;
    call.name = QByteArray("dataset_") + spec.id;
    call.sql = QByteArray("select * from ") + spec.sqlFunction + '(';
    for (const ParamSpec &param : spec.params) {
        const QString name = QString::fromLatin1(param.name);
        QString value = query.queryItemValue(name, QUrl::FullyDecoded);
        if (value.isEmpty() && param.defaultValue)
            value = QString::fromLatin1(param.defaultValue);
        if (value.isEmpty() && param.required)
            wrong.append({name, QStringLiteral("required"), QStringLiteral("This dataset needs it.")});
        store::Param bound(nullptr);
        if (!value.isEmpty()) {
            const auto checked = checkedValue(param, value);
            if (checked)
                bound = store::Param(*checked);
            else
                wrong.append(checked.error().fields);
        }
        if (call.values.size() > 0)
            call.sql += ", ";
        call.values.append(bound);
        call.sql += QByteArray("p_") + param.name + " => $" + QByteArray::number(call.values.size()) +
                    "::" + sqlType(param.type);
    }
    call.sql += ')';
    if (spec.paged) {
        const QString sort = query.queryItemValue(QStringLiteral("sort"));
        const int column = sort.isEmpty() ? -1 : spec.indexOf(sort);
        if (!sort.isEmpty() && (column < 0 || !spec.columns[column].sortable)) {
            wrong.append({QStringLiteral("sort"), QStringLiteral("not_sortable"),
                          QStringLiteral("Cannot be sorted by this column.")});
        }
    }
    if (!wrong.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, QStringLiteral("invalid_parameter"),
                             QStringLiteral("Some parameters are not right; see “errors”."), wrong});
    }
    return call;
}

Result<Dataset> datasetOf(const DatasetSpec &spec, const store::Rows &rows, const QString &currency,
                          const QString &timeZone)
{
    Dataset set;
    set.id = QString::fromLatin1(spec.id);
    set.asOf = QDateTime::currentDateTimeUtc();
    set.timeZone = timeZone;
    set.currency = currency;
    if (spec.paged)
        set.total = rows.isEmpty() ? 0 : rows.integer(0, "total_count");

    QList<int> sources;
    for (const ColumnSpec &column : spec.columns) {
        sources.append(rows.column(column.name));
        if (sources.last() < 0) {
            return failure(ErrorCode::Internal, QStringLiteral("dataset_column"),
                           QStringLiteral("The store's function %1 gives no column %2.")
                               .arg(QLatin1String(spec.sqlFunction), QLatin1String(column.name)));
        }
    }
    set.rows.reserve(rows.count());
    for (int row = 0; row < rows.count(); ++row) {
        QJsonArray cells;
        for (qsizetype i = 0; i < spec.columns.size(); ++i) {
            const ColumnSpec &column = spec.columns[i];
            const int source = sources[i];
            if (rows.isNull(row, source)) {
                cells.append(QJsonValue());
                continue;
            }
            const QByteArray raw = rows.raw(row, source);
            QString cellCurrency = currency;
            if (column.currencyColumn[0] != '\0')
                cellCurrency = rows.text(row, column.currencyColumn);
            switch (column.type) {
            case ColumnType::Integer:
            case ColumnType::Number:
            case ColumnType::Percent:
                cells.append(numberOf(raw));
                break;
            case ColumnType::Money:
                if (const auto minor = moneyOf(raw, cellCurrency))
                    cells.append(*minor);
                else
                    return failure(minor.error());
                break;
            case ColumnType::Timestamp:
                cells.append(rows.time(row, column.name).toString(Qt::ISODateWithMs));
                break;
            case ColumnType::Flag:
                cells.append(raw == "t");
                break;
            case ColumnType::Series:
                if (const auto series = seriesOf(raw, column, cellCurrency))
                    cells.append(*series);
                else
                    return failure(series.error());
                break;
            case ColumnType::Json: {
                const QJsonDocument json = QJsonDocument::fromJson(raw);
                cells.append(json.isArray() ? QJsonValue(json.array()) : QJsonValue(json.object()));
                break;
            }
            case ColumnType::Text:
            case ColumnType::Id:
            case ColumnType::Status:
            case ColumnType::Date:
                cells.append(QString::fromUtf8(raw));
                break;
            }
        }
        set.rows.append(cells);
    }
    return set;
}

} // namespace lonieve::api
