// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDateTime>
#include <QString>
#include <QTimeZone>

#include <optional>
#include <span>

namespace lonieve {

/// The ranges that every dashboard offers. The days are those of the reporting zone; today is the last day.
enum class RangePreset { Today, Days7, Days30, Days90, Month, Quarter, Year, Custom };

/// A half-open interval [from, to) in UTC.
struct DateRange
{
    QDateTime from;
    QDateTime to;

    bool isValid() const { return from.isValid() && to.isValid() && from < to; }
    bool operator==(const DateRange &) const = default;
};

/// All presets in the order of the picker, and their stable ids (today, 7d, 30d, 90d, month, quarter, year,
/// custom).
std::span<const RangePreset> allRangePresets();
QString rangePresetId(RangePreset preset);
std::optional<RangePreset> rangePresetOf(QStringView id);

/// The first and last calendar day (both included) of a preset on the day that `now` falls on in `zone`.
/// Month, quarter and year run from their first day. Custom answers an invalid pair.
std::pair<QDate, QDate> presetDays(RangePreset preset, const QDateTime &now, const QTimeZone &zone);

/// Whole calendar days, both included, as they begin and end in `zone`; 23 and 25 hour days keep their
/// length, a midnight that a clock change skips becomes the first moment of the day.
DateRange rangeOfDays(QDate first, QDate last, const QTimeZone &zone);
DateRange rangeOfPreset(RangePreset preset, const QDateTime &now, const QTimeZone &zone);

/// The period that a range is compared with: as many days directly before it, or, for month, quarter and
/// year, the same days of the month, quarter or year before (never longer than that period). While the last
/// day is still running the comparison stops at the same time of day, so that half a day is never measured
/// against a whole one.
DateRange comparisonRange(RangePreset preset, QDate first, QDate last, const QDateTime &now,
                          const QTimeZone &zone);

} // namespace lonieve
