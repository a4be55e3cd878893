// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/format.h"

#include "models/money.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lonieve::widgets::format {

namespace {

constexpr QChar thinSpace(0x202F);
constexpr QChar noBreakSpace(0x00A0);
constexpr QChar minus(0x2212);

struct Settings
{
    QTimeZone zone = QTimeZone::utc();
    std::function<QDateTime()> now;
    bool absoluteTimes = false;
};

Settings &settings()
{
    static Settings instance;
    return instance;
}

// Named and ordered as lupdate expects it, which reads the context from the call and skips calls whose number
// is more than a name.
QString translate(const char *context, const char *source, const char *comment = nullptr, qint64 n = -1)
{
    return QCoreApplication::translate(context, source, comment, static_cast<int>(n));
}

/// Locales that group with a full space get the thin one; others keep their sign.
QString thin(QString text)
{
    return text.replace(noBreakSpace, thinSpace);
}

QString grouped(quint64 value)
{
    return thin(QLocale().toString(static_cast<qulonglong>(value)));
}

QString symbolOf(const QString &currency)
{
    static const QHash<QString, QString> symbols = {
        {u"USD"_s, u"$"_s}, {u"EUR"_s, u"€"_s}, {u"GBP"_s, u"£"_s}, {u"RUB"_s, u"₽"_s},
        {u"JPY"_s, u"¥"_s}, {u"TRY"_s, u"₺"_s}, {u"INR"_s, u"₹"_s}, {u"KZT"_s, u"₸"_s}};
    return symbols.value(currency, currency);
}

/// Puts a currency where the locale puts it; codes of several letters keep a space.
QString withSymbol(const QString &number, const QString &currency, bool negative)
{
    const QString symbol = symbolOf(currency);
    const QString pattern = QLocale().toCurrencyString(1.0, u"¤"_s, 0);
    const bool before = pattern.startsWith(u'¤');
    const bool letters = symbol.size() > 1;
    QString text;
    if (before)
        text =
            symbol + (letters || pattern.contains(noBreakSpace) ? QString(noBreakSpace) : QString()) + number;
    else
        text = number + noBreakSpace + symbol;
    return negative ? minus + text : text;
}

QString unsignedAmount(qint64 minor, const QString &currency)
{
    const int digits = minorDigits(currency);
    quint64 unit = 1;
    for (int i = 0; i < digits; ++i)
        unit *= 10;
    const quint64 value = minor < 0 ? 0 - static_cast<quint64>(minor) : static_cast<quint64>(minor);
    QString text = grouped(value / unit);
    if (digits > 0)
        text += QLocale().decimalPoint() + QString::number(value % unit).rightJustified(digits, u'0');
    return text;
}

/// Scales to K, M, B; the word is translated ("тыс.").
QString compact(double value)
{
    struct Step
    {
        double from;
        const char *text;
    };
    static constexpr Step steps[] = {{1e9, QT_TRANSLATE_NOOP("Format", "%1B")},
                                     {1e6, QT_TRANSLATE_NOOP("Format", "%1M")},
                                     {1e3, QT_TRANSLATE_NOOP("Format", "%1K")}};
    const double size = std::abs(value);
    const auto plain = [](double v) {
        const int decimals = std::abs(v - std::round(v)) < 0.05 ? 0 : (std::abs(v) < 1 ? 2 : 1);
        QLocale locale;
        return thin(locale.toString(v, 'f', decimals));
    };
    for (const Step &step : steps) {
        if (size >= step.from)
            return translate("Format", step.text).arg(plain(size / step.from));
    }
    return plain(size);
}

struct StatusRow
{
    const char *raw;
    const char *text;
    Tone tone;
};

constexpr StatusRow statusRows[] = {
    {"created", QT_TRANSLATE_NOOP("Format", "Created"), Tone::Neutral},
    {"pending", QT_TRANSLATE_NOOP("Format", "Pending"), Tone::Warning},
    {"paid", QT_TRANSLATE_NOOP("Format", "Paid"), Tone::Good},
    {"completed", QT_TRANSLATE_NOOP("Format", "Completed"), Tone::Good},
    {"failed", QT_TRANSLATE_NOOP("Format", "Failed"), Tone::Bad},
    {"expired", QT_TRANSLATE_NOOP("Format", "Expired"), Tone::Neutral},
    {"cancelled", QT_TRANSLATE_NOOP("Format", "Cancelled"), Tone::Neutral},
    {"manual_review", QT_TRANSLATE_NOOP("Format", "Needs review"), Tone::Bad},
    {"refunded", QT_TRANSLATE_NOOP("Format", "Refunded"), Tone::Info},
    {"partially_refunded", QT_TRANSLATE_NOOP("Format", "Partly refunded"), Tone::Info},
    {"sending", QT_TRANSLATE_NOOP("Format", "Sending"), Tone::Info},
    {"sent", QT_TRANSLATE_NOOP("Format", "Sent"), Tone::Good},
    {"delivered", QT_TRANSLATE_NOOP("Format", "Delivered"), Tone::Good},
    {"dead", QT_TRANSLATE_NOOP("Format", "Given up"), Tone::Bad},
    {"none", QT_TRANSLATE_NOOP("Format", "None"), Tone::Neutral},
    {"not_required", QT_TRANSLATE_NOOP("Format", "Not needed"), Tone::Neutral},
    {"available", QT_TRANSLATE_NOOP("Format", "Available"), Tone::Good},
    {"reserved", QT_TRANSLATE_NOOP("Format", "Reserved"), Tone::Warning},
    {"sold", QT_TRANSLATE_NOOP("Format", "Sold"), Tone::Info},
    {"void", QT_TRANSLATE_NOOP("Format", "Void"), Tone::Neutral},
    {"quarantined", QT_TRANSLATE_NOOP("Format", "Quarantined"), Tone::Bad},
    {"out", QT_TRANSLATE_NOOP("Format", "Sold out"), Tone::Bad},
    {"low", QT_TRANSLATE_NOOP("Format", "Low"), Tone::Warning},
    {"ok", QT_TRANSLATE_NOOP("Format", "In stock"), Tone::Good},
};

const StatusRow *statusRow(const QString &raw)
{
    for (const StatusRow &row : statusRows) {
        if (raw.compare(QLatin1String(row.raw), Qt::CaseInsensitive) == 0)
            return &row;
    }
    return nullptr;
}

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

} // namespace

QString dash()
{
    return u"–"_s;
}

void setZone(const QTimeZone &zone)
{
    settings().zone = zone.isValid() ? zone : QTimeZone::utc();
}

QTimeZone zone()
{
    return settings().zone;
}

void setClock(std::function<QDateTime()> now)
{
    settings().now = std::move(now);
}

QDateTime now()
{
    return settings().now ? settings().now() : QDateTime::currentDateTimeUtc();
}

QString amount(qint64 minor, const QString &currency)
{
    const QString text = unsignedAmount(minor, currency);
    return minor < 0 ? minus + text : text;
}

QString money(qint64 minor, const QString &currency)
{
    return withSymbol(unsignedAmount(minor, currency), currency, minor < 0);
}

QString compactMoney(double minor, const QString &currency)
{
    const double value = minor / std::pow(10.0, minorDigits(currency));
    return withSymbol(compact(value), currency, value < 0);
}

QString compactNumber(double value)
{
    const QString text = compact(value);
    return value < 0 ? minus + text : text;
}

QString integer(qint64 value)
{
    const QString text = grouped(value < 0 ? 0 - static_cast<quint64>(value) : static_cast<quint64>(value));
    return value < 0 ? minus + text : text;
}

QString number(double value, int decimals)
{
    const QString text = thin(QLocale().toString(std::abs(value), 'f', decimals));
    return value < 0 ? minus + text : text;
}

QString percent(double value)
{
    return number(value, 1) + noBreakSpace + u'%';
}

void setAbsoluteTimes(bool absolute)
{
    settings().absoluteTimes = absolute;
}

QString relativeTime(const QDateTime &time)
{
    if (!time.isValid())
        return dash();
    const qint64 seconds = time.secsTo(now());
    if (settings().absoluteTimes || seconds < 0 || seconds >= 24 * 3600)
        return shortTime(time);
    if (seconds < 60)
        return translate("Format", "just now");
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    if (hours < 1)
        return translate("Format", "%n min ago", nullptr, minutes);
    return translate("Format", "%n h ago", nullptr, hours);
}

QString exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return dash();
    const QDateTime local = time.toTimeZone(zone());
    return translate("Format", "%1 (%2)")
        .arg(QLocale().toString(local, u"d MMM yyyy, HH:mm:ss"_s),
             zone().displayName(local, QTimeZone::OffsetName));
}

QString shortTime(const QDateTime &time)
{
    if (!time.isValid())
        return dash();
    const QDateTime local = time.toTimeZone(zone());
    const bool thisYear = local.date().year() == now().toTimeZone(zone()).date().year();
    return QLocale().toString(local, thisYear ? u"d MMM, HH:mm"_s : u"d MMM yyyy, HH:mm"_s);
}

QString clockTime(const QDateTime &time)
{
    if (!time.isValid())
        return dash();
    const QDateTime local = time.toTimeZone(zone());
    return local.date() == now().toTimeZone(zone()).date() ? QLocale().toString(local.time(), u"HH:mm"_s)
                                                           : shortTime(time);
}

QString date(QDate date)
{
    return date.isValid() ? QLocale().toString(date, u"d MMM yyyy"_s) : dash();
}

QString dateSpan(QDate first, QDate last)
{
    if (first == last)
        return date(first);
    QString start = u"d MMM yyyy"_s;
    if (first.year() == last.year())
        start = first.month() == last.month() ? u"d"_s : u"d MMM"_s;
    return QLocale().toString(first, start) + u" – "_s + date(last);
}

QString status(const QString &raw)
{
    if (raw.isEmpty())
        return dash();
    if (const StatusRow *row = statusRow(raw))
        return translate("Format", row->text);
    QString text = raw;
    text.replace(u'_', u' ');
    return text.left(1).toUpper() + text.mid(1);
}

Tone statusTone(const QString &raw)
{
    const StatusRow *row = statusRow(raw);
    return row ? row->tone : Tone::Neutral;
}

QString toneIcon(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return u"good"_s;
    case Tone::Warning:
        return u"warning"_s;
    case Tone::Bad:
        return u"error"_s;
    default:
        return u"info"_s;
    }
}

QString value(const ColumnSpec &column, const QJsonValue &value, const QString &currency, bool withCurrency)
{
    if (value.isNull() || value.isUndefined())
        return dash();
    switch (column.type) {
    case ColumnType::Money:
        return withCurrency ? money(value.toInteger(), currency) : amount(value.toInteger(), currency);
    case ColumnType::Integer:
        return integer(value.toInteger());
    case ColumnType::Number:
        return number(value.toDouble());
    case ColumnType::Percent:
        return percent(value.toDouble());
    case ColumnType::Status:
        return status(value.toString());
    case ColumnType::Timestamp:
        return relativeTime(timeOf(value));
    case ColumnType::Date:
        return date(QDate::fromString(value.toString(), Qt::ISODate));
    case ColumnType::Flag:
        return value.toBool() ? translate("Format", "Yes") : translate("Format", "No");
    case ColumnType::Id:
        // A UUID is recognised by its beginning; the whole is in the tooltip.
        return value.toString().size() == 36 ? value.toString().left(8) : value.toString();
    case ColumnType::Text:
        return value.toString().isEmpty() ? dash() : value.toString();
    case ColumnType::Series:
        return translate("Format", "%n values", nullptr, value.toArray().size());
    case ColumnType::Json:
        return QString::fromUtf8(value.isArray()
                                     ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                     : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    }
    return dash();
}

QString toolTip(const ColumnSpec &column, const QJsonValue &value, const QString &currency)
{
    if (value.isNull() || value.isUndefined())
        return column.definition[0] != '\0' ? QCoreApplication::translate("Datasets", column.definition)
                                            : QString();
    switch (column.type) {
    case ColumnType::Timestamp:
        return exactTime(timeOf(value));
    case ColumnType::Money:
        return money(value.toInteger(), currency) + u' ' + currency;
    case ColumnType::Id:
    case ColumnType::Text:
        return value.toString();
    default:
        return {};
    }
}

Change change(const QJsonValue &current, const QJsonValue &previous, const QString &against,
              bool moreIsBetter)
{
    Change result;
    result.against = against;
    if (!current.isDouble() || !previous.isDouble()) {
        result.reason = translate("Format", "Nothing to compare with: one of the two periods has no figure.");
        return result;
    }
    const double before = previous.toDouble();
    const double difference = current.toDouble() - before;
    if (before == 0) {
        if (difference == 0) {
            result.text = translate("Format", "no change");
            result.icon = u"arrow-flat"_s;
        } else {
            result.reason =
                translate("Format", "The period before is zero, so a change in per cent cannot be computed.");
        }
        return result;
    }
    const double percentage = difference / std::abs(before) * 100;
    if (std::abs(percentage) < 0.05) {
        result.text = translate("Format", "no change");
        result.icon = u"arrow-flat"_s;
        return result;
    }
    const bool up = percentage > 0;
    result.text = (up ? u"+"_s : QString(minus)) + number(std::abs(percentage), 1) + noBreakSpace + u'%';
    result.icon = up ? u"arrow-up"_s : u"arrow-down"_s;
    result.tone = up == moreIsBetter ? Tone::Good : Tone::Bad;
    return result;
}

QString against(qint64 days)
{
    if (days <= 1)
        return translate("Format", "vs yesterday");
    return translate("Format", "vs previous %n days", nullptr, days);
}

} // namespace lonieve::widgets::format
