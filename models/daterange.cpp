// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/daterange.h"

#include <array>

namespace lonieve {

namespace {

struct PresetRow
{
    RangePreset preset;
    const char *id;
    int days; ///< rolling presets: their length; 0 = calendar preset
    int months;
};

constexpr std::array<PresetRow, 8> presetRows = {{{RangePreset::Today, "today", 1, 0},
                                                  {RangePreset::Days7, "7d", 7, 0},
                                                  {RangePreset::Days30, "30d", 30, 0},
                                                  {RangePreset::Days90, "90d", 90, 0},
                                                  {RangePreset::Month, "month", 0, 1},
                                                  {RangePreset::Quarter, "quarter", 0, 3},
                                                  {RangePreset::Year, "year", 0, 12},
                                                  {RangePreset::Custom, "custom", 0, 0}}};

const PresetRow &rowOf(RangePreset preset)
{
    for (const PresetRow &row : presetRows) {
        if (row.preset == preset)
            return row;
    }
    return presetRows.back();
}

QDateTime startOfDay(QDate day, const QTimeZone &zone)
{
    return day.startOfDay(zone).toUTC();
}

} // namespace

std::span<const RangePreset> allRangePresets()
{
    static constexpr std::array<RangePreset, 8> all = {
        RangePreset::Today, RangePreset::Days7,   RangePreset::Days30, RangePreset::Days90,
        RangePreset::Month, RangePreset::Quarter, RangePreset::Year,   RangePreset::Custom};
    return all;
}

QString rangePresetId(RangePreset preset)
{
    return QString::fromLatin1(rowOf(preset).id);
}

std::optional<RangePreset> rangePresetOf(QStringView id)
{
    for (const PresetRow &row : presetRows) {
        if (id == QLatin1String(row.id))
            return row.preset;
    }
    return std::nullopt;
}

std::pair<QDate, QDate> presetDays(RangePreset preset, const QDateTime &now, const QTimeZone &zone)
{
    const PresetRow &row = rowOf(preset);
    const QDate today = now.toTimeZone(zone).date();
    if (row.days > 0)
        return {today.addDays(1 - row.days), today};
    if (row.months > 0) {
        const int month = (today.month() - 1) / row.months * row.months + 1;
        return {QDate(today.year(), month, 1), today};
    }
    return {};
}

DateRange rangeOfDays(QDate first, QDate last, const QTimeZone &zone)
{
    if (!first.isValid() || !last.isValid() || last < first)
        return {};
    return {startOfDay(first, zone), startOfDay(last.addDays(1), zone)};
}

DateRange rangeOfPreset(RangePreset preset, const QDateTime &now, const QTimeZone &zone)
{
    const auto [first, last] = presetDays(preset, now, zone);
    return rangeOfDays(first, last, zone);
}

DateRange comparisonRange(RangePreset preset, QDate first, QDate last, const QDateTime &now,
                          const QTimeZone &zone)
{
    if (!first.isValid() || !last.isValid() || last < first)
        return {};
    const PresetRow &row = rowOf(preset);
    const qint64 length = first.daysTo(last) + 1;
    QDate previousFirst = first.addDays(-length);
    QDate previousLast = first.addDays(-1);
    if (row.months > 0) {
        previousFirst = first.addMonths(-row.months);
        previousLast = qMin(previousFirst.addDays(length - 1), first.addDays(-1));
    }
    DateRange range = rangeOfDays(previousFirst, previousLast, zone);
    const QDateTime local = now.toTimeZone(zone);
    if (local.date() == last && previousFirst.daysTo(previousLast) + 1 == length) {
        // The wall clock, not a number of seconds: noon is compared with noon on the day the clocks change.
        const QDateTime sameTime =
            QDateTime(previousLast, QTime(local.time().hour(), local.time().minute()), zone).toUTC();
        if (sameTime > range.from && sameTime < range.to)
            range.to = sameTime;
    }
    return range;
}

} // namespace lonieve
