// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/mapping.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

// In a namespace Q_INIT_RESOURCE would look for the wrong symbol.
static void initPresets()
{
    Q_INIT_RESOURCE(importer);
}

namespace lonieve::importer {

namespace {

constexpr std::array<const char *, fieldCount> fieldNames = {
    "order",     "sku",      "name",    "quantity", "unitPrice", "amount", "time",   "customer", "email",
    "firstName", "lastName", "country", "city",     "currency",  "brand",  "region", "category"};

constexpr int place(Field field)
{
    return static_cast<int>(field);
}

/// Collects everything that is wrong with a document, so that its author need not find out one by one.
class Complaints final
{
public:
    void add(const QString &field, const QString &message) { m_list.append({field, u"invalid"_s, message}); }
    bool isEmpty() const { return m_list.isEmpty(); }
    tl::unexpected<Error> failed(const QString &origin) const
    {
        QStringList texts;
        for (const FieldError &one : m_list)
            texts << u"%1: %2"_s.arg(one.field, one.message);
        return failure(Error{ErrorCode::InvalidInput, u"invalid_mapping"_s,
                             u"The mapping %1 cannot be used. %2"_s.arg(origin, texts.join(u' ')), m_list});
    }

    /// Members that nobody reads are typing errors more often than comments; comments begin with a "//".
    void unknown(const QJsonObject &object, const QString &path, const QStringList &known)
    {
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (!known.contains(it.key()) && !it.key().startsWith("//"_L1))
                add(path.isEmpty() ? it.key() : path + u'.' + it.key(),
                    u"is not known here; known are %1."_s.arg(known.join(u", "_s)));
        }
    }
    QJsonObject object(const QJsonObject &parent, const QString &name, bool required)
    {
        const QJsonValue value = parent.value(name);
        if (value.isUndefined() && !required)
            return {};
        if (!value.isObject())
            add(name, required && value.isUndefined() ? u"is missing."_s : u"must be an object {…}."_s);
        return value.toObject();
    }
    QString text(const QJsonObject &parent, const QString &path, const QString &name, const QString &standard)
    {
        const QJsonValue value = parent.value(name);
        if (value.isUndefined())
            return standard;
        if (!value.isString())
            add(path + name, u"must be a text."_s);
        return value.toString(standard);
    }

private:
    QList<FieldError> m_list;
};

bool isNumeric(Field field)
{
    return field == Field::Quantity || field == Field::UnitPrice || field == Field::Amount;
}

/// {"startsWith": "C"}, ">0", "text", ["a", "b"], {"blank": true}
void readCondition(Complaints &complaints, const QString &path, const QJsonValue &value, Condition condition,
                   bool numeric, QList<Condition> &out)
{
    using Kind = Condition::Kind;
    if (value.isString()) {
        static const QRegularExpression comparison(u"^\\s*(<=|>=|<|>|=)\\s*(-?[0-9.]+)\\s*$"_s);
        const auto match = comparison.match(value.toString());
        if (match.hasMatch()) {
            static const QHash<QString, Kind> kinds = {{u"<"_s, Kind::Less},
                                                       {u"<="_s, Kind::LessOrEqual},
                                                       {u">"_s, Kind::Greater},
                                                       {u">="_s, Kind::GreaterOrEqual},
                                                       {u"="_s, Kind::NumberEquals}};
            const auto number = Decimal::parse(match.captured(2).toUtf8());
            if (!number) {
                complaints.add(path, u"“%1” does not compare with a number."_s.arg(value.toString()));
                return;
            }
            condition.kind = kinds.value(match.captured(1));
            condition.number = *number;
        } else if (numeric) {
            complaints.add(path, u"“%1” is not a comparison such as \">0\"."_s.arg(value.toString()));
            return;
        } else {
            condition.kind = Kind::Equals;
            condition.texts = {value.toString().toUtf8()};
        }
        out.append(condition);
        return;
    }
    if (value.isArray()) {
        condition.kind = Kind::In;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &one : array) {
            if (!one.isString())
                complaints.add(path, u"must list texts."_s);
            condition.texts.append(one.toString().toUtf8());
        }
        out.append(condition);
        return;
    }
    if (value.isObject() && !value.toObject().isEmpty()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            Condition one = condition;
            if (it.key() == "blank"_L1 && it.value().isBool()) {
                one.kind = it.value().toBool() ? Kind::Blank : Kind::NotBlank;
            } else if ((it.key() == "startsWith"_L1 || it.key() == "notStartsWith"_L1) &&
                       !it.value().toString().isEmpty()) {
                one.kind = it.key() == "startsWith"_L1 ? Kind::StartsWith : Kind::NotStartsWith;
                one.texts = {it.value().toString().toUtf8()};
            } else {
                complaints.add(path + u'.' + it.key(),
                               u"is not a test; tests are startsWith, notStartsWith (a text), blank (true or "
                               u"false)."_s);
                continue;
            }
            out.append(one);
        }
        return;
    }
    complaints.add(path,
                   u"must be a text, a comparison such as \">0\", a list of texts or {\"startsWith\": …}."_s);
}

} // namespace

QString fieldName(Field field)
{
    return QString::fromLatin1(fieldNames[static_cast<size_t>(field)]);
}

Result<Mapping> Mapping::fromJson(const QByteArray &json, const QString &origin)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (!document.isObject()) {
        const qsizetype line = json.left(parseError.offset).count('\n') + 1;
        return failure(ErrorCode::InvalidInput, u"invalid_mapping"_s,
                       u"The mapping %1 is not a JSON object: %2 near line %3."_s
                           .arg(origin, parseError.error == QJsonParseError::NoError
                                            ? u"something else"_s
                                            : parseError.errorString())
                           .arg(line));
    }
    const QJsonObject root = document.object();
    Complaints complaints;
    complaints.unknown(root, {},
                       {u"source"_s, u"title"_s, u"file"_s, u"columns"_s, u"time"_s, u"currency"_s,
                        u"numbers"_s, u"customer"_s, u"product"_s, u"rules"_s});
    Mapping mapping;
    mapping.source = root.value(u"source").toString();
    static const QRegularExpression sourcePattern(u"^[a-z0-9_-]{1,40}$"_s);
    if (!sourcePattern.match(mapping.source).hasMatch() || mapping.source == "shop"_L1)
        complaints.add(u"source"_s,
                       u"must be a short name of a-z, 0-9, - and _ that is not “shop”; imported orders carry "
                       u"it."_s);
    mapping.title = complaints.text(root, {}, u"title"_s, mapping.source);

    const QJsonObject file = complaints.object(root, u"file"_s, false);
    complaints.unknown(file, u"file"_s, {u"delimiter"_s, u"encoding"_s});
    static const QHash<QString, char> delimiters = {{u"auto"_s, 0},   {u","_s, ','},   {u";"_s, ';'},
                                                    {u"tab"_s, '\t'}, {u"\t"_s, '\t'}, {u"|"_s, '|'}};
    const QString delimiter = complaints.text(file, u"file."_s, u"delimiter"_s, u"auto"_s);
    if (!delimiters.contains(delimiter))
        complaints.add(u"file.delimiter"_s, u"must be auto, a comma, a semicolon, tab or |."_s);
    mapping.csv.delimiter = delimiters.value(delimiter);
    static const QHash<QString, CsvEncoding> encodings = {
        {u"utf-8"_s, CsvEncoding::Utf8},
        {u"utf-8-or-windows-1252"_s, CsvEncoding::Utf8OrWindows1252},
        {u"windows-1252"_s, CsvEncoding::Windows1252}};
    const QString encoding = complaints.text(file, u"file."_s, u"encoding"_s, u"utf-8"_s);
    if (!encodings.contains(encoding))
        complaints.add(u"file.encoding"_s, u"must be utf-8, utf-8-or-windows-1252 or windows-1252."_s);
    mapping.csv.encoding = encodings.value(encoding);

    const QJsonObject columns = complaints.object(root, u"columns"_s, true);
    for (auto it = columns.begin(); it != columns.end(); ++it) {
        if (it.key().startsWith("//"_L1))
            continue;
        int found = -1;
        for (int i = 0; i < fieldCount; ++i) {
            if (it.key() == QLatin1String(fieldNames[static_cast<size_t>(i)]))
                found = i;
        }
        if (found < 0) {
            QStringList known;
            for (const char *name : fieldNames)
                known << QString::fromLatin1(name);
            complaints.add(u"columns."_s + it.key(),
                           u"is not a field; fields are %1."_s.arg(known.join(u", "_s)));
        } else if (!it.value().isString() || it.value().toString().isEmpty()) {
            complaints.add(u"columns."_s + it.key(), u"must be the name of a column."_s);
        } else {
            mapping.columns[static_cast<size_t>(found)] = it.value().toString();
        }
    }
    const auto has = [&mapping](Field field) {
        return !mapping.columns[static_cast<size_t>(field)].isEmpty();
    };
    for (const Field field : {Field::Order, Field::Sku, Field::Time}) {
        if (!has(field))
            complaints.add(u"columns."_s + fieldName(field), u"is missing."_s);
    }
    if (has(Field::UnitPrice) == has(Field::Amount))
        complaints.add(u"columns.unitPrice"_s,
                       u"Give a column either for unitPrice or for amount (of the line)."_s);

    const QJsonObject time = complaints.object(root, u"time"_s, true);
    complaints.unknown(time, u"time"_s, {u"format"_s, u"zone"_s});
    mapping.zone = complaints.text(time, u"time."_s, u"zone"_s, u"UTC"_s).toUtf8();
    const auto pattern = TimePattern::make(
        complaints.text(time, u"time."_s, u"format"_s, u"yyyy-MM-dd HH:mm:ss"_s), mapping.zone);
    if (!pattern)
        complaints.add(u"time"_s, pattern.error().message);
    else
        mapping.time = *pattern;

    mapping.currency = complaints.text(root, {}, u"currency"_s, {}).toUtf8();
    static const QRegularExpression currencyPattern(u"^[A-Z]{3}$"_s);
    if (!currencyPattern.match(QString::fromUtf8(mapping.currency)).hasMatch())
        complaints.add(u"currency"_s, u"must be a code of three letters such as GBP."_s);

    const QJsonObject numbers = complaints.object(root, u"numbers"_s, false);
    complaints.unknown(numbers, u"numbers"_s, {u"decimal"_s, u"group"_s, u"strip"_s});
    const QString point = complaints.text(numbers, u"numbers."_s, u"decimal"_s, u"."_s);
    mapping.numbers.group = complaints.text(numbers, u"numbers."_s, u"group"_s, {}).toUtf8();
    if ((point != "."_L1 && point != ","_L1) || mapping.numbers.group == point.toUtf8())
        complaints.add(u"numbers.decimal"_s, u"must be a point or a comma, and not the group mark."_s);
    else
        mapping.numbers.point = point == ","_L1 ? ',' : '.';
    const QJsonArray strip = numbers.value(u"strip").toArray();
    for (const QJsonValue &one : strip)
        mapping.numbers.strip.append(one.toString().toUtf8());

    const QJsonObject customer = complaints.object(root, u"customer"_s, false);
    complaints.unknown(customer, u"customer"_s, {u"email"_s, u"strip"_s});
    mapping.customerTemplate = complaints.text(customer, u"customer."_s, u"email"_s, {}).toUtf8();
    mapping.customerStrip = complaints.text(customer, u"customer."_s, u"strip"_s, {}).toUtf8();
    if (has(Field::Customer) && !has(Field::Email) &&
        (mapping.customerTemplate.count("{id}") != 1 || !mapping.customerTemplate.contains('@')))
        complaints.add(u"customer.email"_s,
                       u"must be an address with {id} in it, such as customer-{id}@shop.invalid."_s);

    const QJsonObject product = complaints.object(root, u"product"_s, true);
    complaints.unknown(product, u"product"_s, {u"brand"_s, u"region"_s, u"category"_s, u"status"_s});
    mapping.brand = complaints.text(product, u"product."_s, u"brand"_s, {}).toUtf8();
    mapping.region = complaints.text(product, u"product."_s, u"region"_s, {}).toUtf8();
    mapping.category = complaints.text(product, u"product."_s, u"category"_s, {}).toUtf8();
    mapping.productStatus = complaints.text(product, u"product."_s, u"status"_s, u"inactive"_s).toUtf8();
    if (mapping.brand.isEmpty() && !has(Field::Brand))
        complaints.add(u"product.brand"_s, u"is missing (or map a column to brand)."_s);
    if (mapping.region.isEmpty() && !has(Field::Region))
        complaints.add(u"product.region"_s, u"is missing (or map a column to region)."_s);
    if (mapping.productStatus != "inactive" && mapping.productStatus != "archived")
        complaints.add(u"product.status"_s,
                       u"must be inactive or archived: an imported product has no codes to sell."_s);

    if (!root.value(u"rules").isArray() || root.value(u"rules").toArray().isEmpty())
        complaints.add(u"rules"_s, u"is missing: a list of rules, the first that fits decides."_s);
    const QJsonArray rules = root.value(u"rules").toArray();
    bool anySale = false;
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const QString path = u"rules[%1]"_s.arg(i);
        if (!rules[i].isObject()) {
            complaints.add(path, u"must be an object {…}."_s);
            continue;
        }
        const QJsonObject object = rules[i].toObject();
        complaints.unknown(object, path, {u"when"_s, u"then"_s, u"reason"_s, u"text"_s});
        Rule rule;
        static const QHash<QString, Verdict> verdicts = {
            {u"sale"_s, Verdict::Sale}, {u"refund"_s, Verdict::Refund}, {u"report"_s, Verdict::Report}};
        const QString then = object.value(u"then").toString();
        if (!verdicts.contains(then))
            complaints.add(path + u".then"_s, u"must be sale, refund or report."_s);
        rule.verdict = verdicts.value(then, Verdict::Report);
        anySale |= rule.verdict == Verdict::Sale;
        rule.reason = object.value(u"reason").toString();
        rule.text = object.value(u"text").toString(rule.reason);
        if (rule.verdict == Verdict::Report && rule.reason.isEmpty())
            complaints.add(path + u".reason"_s, u"is missing: a short key that the report counts by."_s);
        if (!object.value(u"when").isObject() && !object.value(u"when").isUndefined())
            complaints.add(path + u".when"_s, u"must be an object of field: test."_s);
        const QJsonObject when = object.value(u"when").toObject();
        for (auto it = when.begin(); it != when.end(); ++it) {
            Condition condition;
            const QString conditionPath = path + u".when."_s + it.key();
            int found = -1;
            for (int f = 0; f < fieldCount; ++f) {
                if (it.key() == QLatin1String(fieldNames[static_cast<size_t>(f)]))
                    found = f;
            }
            if (it.key().startsWith("column:"_L1) && it.key().size() > 7) {
                condition.column = it.key().mid(7);
                condition.extra = static_cast<int>(mapping.m_extraColumns.indexOf(condition.column));
                if (condition.extra < 0) {
                    condition.extra = static_cast<int>(mapping.m_extraColumns.size());
                    mapping.m_extraColumns << condition.column;
                }
            } else if (found < 0 || mapping.columns[static_cast<size_t>(found)].isEmpty()) {
                complaints.add(conditionPath,
                               u"is not a field that “columns” maps; another column is written "
                               u"\"column:Its name\"."_s);
                continue;
            } else {
                condition.field = static_cast<Field>(found);
            }
            readCondition(complaints, conditionPath, it.value(), condition,
                          condition.column.isEmpty() && isNumeric(condition.field), rule.when);
        }
        mapping.rules.append(rule);
    }
    if (!rules.isEmpty() && !anySale)
        complaints.add(u"rules"_s, u"No rule ends in sale, so nothing would be imported."_s);
    if (!complaints.isEmpty())
        return complaints.failed(origin);
    return mapping;
}

Result<Mapping> Mapping::fromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::NotFound, u"file_unreadable"_s,
                       u"The mapping %1 cannot be opened: %2"_s.arg(path, file.errorString()));
    if (file.size() > 1024 * 1024)
        return failure(ErrorCode::TooLarge, u"invalid_mapping"_s,
                       u"%1 is larger than 1 MiB; is it a mapping?"_s.arg(path));
    return fromJson(file.readAll(), path);
}

QStringList Mapping::presets()
{
    initPresets();
    QStringList names;
    const QFileInfoList files = QDir(u":/importer/presets"_s).entryInfoList({u"*.json"_s});
    for (const QFileInfo &file : files)
        names << file.completeBaseName();
    return names;
}

Result<Mapping> Mapping::preset(const QString &name)
{
    if (!presets().contains(name))
        return failure(ErrorCode::NotFound, u"unknown_preset"_s,
                       u"There is no preset “%1”. There are: %2."_s.arg(name, presets().join(u", "_s)));
    return fromFile(u":/importer/presets/%1.json"_s.arg(name));
}

Result<Layout> Mapping::locate(const CsvRow &header) const
{
    QStringList names;
    for (int i = 0; i < header.count(); ++i)
        names << header.text(i).trimmed();
    const auto find = [&names](const QString &name) -> int {
        const qsizetype exact = names.indexOf(name);
        if (exact >= 0)
            return static_cast<int>(exact);
        for (qsizetype i = 0; i < names.size(); ++i) {
            if (names[i].compare(name, Qt::CaseInsensitive) == 0)
                return static_cast<int>(i);
        }
        return -1;
    };
    Layout layout;
    QStringList missing;
    for (size_t i = 0; i < columns.size(); ++i) {
        layout.column[i] = columns[i].isEmpty() ? -1 : find(columns[i]);
        if (!columns[i].isEmpty() && layout.column[i] < 0)
            missing << u"“%1” (%2)"_s.arg(columns[i], QString::fromLatin1(fieldNames[i]));
    }
    for (const QString &name : m_extraColumns) {
        layout.extra.append(find(name));
        if (layout.extra.last() < 0)
            missing << u"“%1” (a rule)"_s.arg(name);
    }
    if (!missing.isEmpty())
        return failure(ErrorCode::InvalidInput, u"missing_columns"_s,
                       u"The file lacks the columns %1 that the mapping names. It has: %2."_s.arg(
                           missing.join(u", "_s), names.join(u", "_s)));
    return layout;
}

const Rule *Mapping::judge(const CsvRow &row, const Layout &layout) const
{
    using Kind = Condition::Kind;
    const auto holds = [&](const Condition &condition) {
        const int column = condition.extra >= 0 ? layout.extra[condition.extra]
                                                : layout.column[static_cast<size_t>(condition.field)];
        const QByteArrayView value = row.field(column).trimmed();
        switch (condition.kind) {
        case Kind::Equals:
        case Kind::In:
            return std::any_of(condition.texts.begin(), condition.texts.end(),
                               [&](const QByteArray &text) { return value == text; });
        case Kind::StartsWith:
            return value.startsWith(condition.texts.first());
        case Kind::NotStartsWith:
            return !value.startsWith(condition.texts.first());
        case Kind::Blank:
            return value.isEmpty();
        case Kind::NotBlank:
            return !value.isEmpty();
        default:
            break;
        }
        const auto number = Decimal::parse(value, numbers);
        if (!number)
            return false;
        switch (condition.kind) {
        case Kind::Less:
            return *number < condition.number;
        case Kind::LessOrEqual:
            return !(condition.number < *number);
        case Kind::Greater:
            return condition.number < *number;
        case Kind::GreaterOrEqual:
            return !(*number < condition.number);
        default:
            return *number == condition.number;
        }
    };
    for (const Rule &rule : rules) {
        if (std::all_of(rule.when.begin(), rule.when.end(), holds))
            return &rule;
    }
    return nullptr;
}

QByteArray Mapping::customerKey(const CsvRow &row, const Layout &layout) const
{
    if (layout.column[place(Field::Customer)] >= 0) {
        QByteArrayView id = row.field(layout.column[place(Field::Customer)]).trimmed();
        if (!customerStrip.isEmpty() && id.endsWith(customerStrip))
            id.chop(customerStrip.size());
        return id.toByteArray();
    }
    return row.field(layout.column[place(Field::Email)]).trimmed().toByteArray().toLower();
}

std::optional<QByteArray> Mapping::email(const CsvRow &row, const Layout &layout) const
{
    if (layout.column[place(Field::Email)] >= 0) {
        const QByteArray address = row.field(layout.column[place(Field::Email)]).trimmed().toByteArray();
        if (address.indexOf('@') > 0)
            return address;
    }
    if (customerTemplate.isEmpty())
        return std::nullopt;
    const QByteArray id = customerKey(row, layout);
    if (id.isEmpty() || layout.column[place(Field::Customer)] < 0)
        return std::nullopt;
    QByteArray address = customerTemplate;
    address.replace("{id}", id);
    return address;
}

} // namespace lonieve::importer
