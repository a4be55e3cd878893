// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/daterange.h"

namespace lonieve {

namespace {

struct PresetName
{
    DateRange::Preset preset;
    const char *name;
};

constexpr PresetName presetNames[] = {
    {DateRange::Preset::Today, "today"}, {DateRange::Preset::Days7, "7d"},
    {DateRange::Preset::Days30, "30d"},  {DateRange::Preset::Days90, "90d"},
    {DateRange::Preset::Month, "month"}, {DateRange::Preset::Quarter, "quarter"},
    {DateRange::Preset::Year, "year"},
};

QDateTime midnight(const QDate &day, const QTimeZone &zone)
{
    // startOfDay knows the zones whose clocks jump over midnight.
    return day.startOfDay(zone).toUTC();
}

/// First day of the preset that contains `today`, and of the one before it.
std::pair<QDate, QDate> starts(DateRange::Preset preset, const QDate &today)
{
    switch (preset) {
    case DateRange::Preset::Today:
        return {today, today.addDays(-1)};
    case DateRange::Preset::Days7:
        return {today.addDays(-6), today.addDays(-13)};
    case DateRange::Preset::Days30:
        return {today.addDays(-29), today.addDays(-59)};
    case DateRange::Preset::Days90:
        return {today.addDays(-89), today.addDays(-179)};
    case DateRange::Preset::Month: {
        const QDate first(today.year(), today.month(), 1);
        return {first, first.addMonths(-1)};
    }
    case DateRange::Preset::Quarter: {
        const QDate first(today.year(), (today.month() - 1) / 3 * 3 + 1, 1);
        return {first, first.addMonths(-3)};
    }
    case DateRange::Preset::Year: {
        const QDate first(today.year(), 1, 1);
        return {first, first.addYears(-1)};
    }
    case DateRange::Preset::Custom:
        break;
    }
    return {today, today.addDays(-1)};
}

} // namespace

QList<DateRange::Preset> rangePresets()
{
    QList<DateRange::Preset> all;
    for (const PresetName &entry : presetNames)
        all.append(entry.preset);
    return all;
}

Result<DateRange> DateRange::fromText(QStringView text)
{
    for (const PresetName &entry : presetNames) {
        if (text == QLatin1String(entry.name))
            return DateRange{entry.preset, {}, {}};
    }
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    if (dots > 0) {
        const QDate first = QDate::fromString(text.left(dots).toString(), Qt::ISODate);
        const QDate last = QDate::fromString(text.mid(dots + 2).toString(), Qt::ISODate);
        if (first.isValid() && last.isValid() && first <= last && first.year() >= 1970 && last.year() <= 9999)
            return DateRange{Preset::Custom, first, last};
    }
    return failure(ErrorCode::InvalidInput, QStringLiteral("not_a_range"),
                   QStringLiteral("“%1” is not a range; use today, 7d, 30d, 90d, month, quarter, year or "
                                  "2025-01-01..2025-03-31.")
                       .arg(text));
}

QString DateRange::toText() const
{
    for (const PresetName &entry : presetNames) {
        if (entry.preset == preset)
            return QString::fromLatin1(entry.name);
    }
    return first.toString(Qt::ISODate) + QStringLiteral("..") + last.toString(Qt::ISODate);
}

Period DateRange::resolve(const QDateTime &now, const QTimeZone &zone) const
{
    if (preset == Preset::Custom) {
        const qint64 count = first.daysTo(last) + 1;
        const QDateTime from = midnight(first, zone);
        return {from, midnight(last.addDays(1), zone), midnight(first.addDays(-count), zone), from};
    }
    const QDateTime utc = now.toUTC();
    const qint64 hour = 3600;
    const QDateTime to = QDateTime::fromSecsSinceEpoch((utc.toSecsSinceEpoch() / hour + 1) * hour, Qt::UTC);
    const auto [start, startBefore] = starts(preset, now.toTimeZone(zone).date());
    const QDateTime from = midnight(start, zone);
    const QDateTime compareFrom = midnight(startBefore, zone);
    return {from, to, compareFrom, qMin(compareFrom.addSecs(from.secsTo(to)), from)};
}

std::pair<QDate, QDate> DateRange::days(const QDateTime &now, const QTimeZone &zone) const
{
    if (preset == Preset::Custom)
        return {first, last};
    const QDate today = now.toTimeZone(zone).date();
    return {starts(preset, today).first, today};
}

} // namespace lonieve
