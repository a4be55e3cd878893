// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QDate>
#include <QDateTime>
#include <QList>
#include <QTimeZone>

namespace lonieve {

/// A half-open span of time [from, to) and the one it is compared with. All UTC.
struct Period
{
    QDateTime from;
    QDateTime to;
    QDateTime compareFrom;
    QDateTime compareTo;
    bool operator==(const Period &) const = default;
};

/// The range a person chose: a preset that moves with the clock, or fixed days. Value type; the reporting
/// zone turns it into instants.
struct DateRange
{
    enum class Preset { Today, Days7, Days30, Days90, Month, Quarter, Year, Custom };
    Preset preset = Preset::Days30;
    QDate first; ///< Custom only, inclusive
    QDate last;  ///< Custom only, inclusive

    bool operator==(const DateRange &) const = default;

    /// "today", "7d", "30d", "90d", "month", "quarter", "year" or "2010-12-01..2011-12-10".
    static Result<DateRange> fromText(QStringView text);
    QString toText() const;

    /// Presets start at midnight of the zone and end with the hour that is running, so that a sale of this
    /// minute is inside; they are compared with the same elapsed part of the period before. Fixed days are
    /// compared with as many days before them.
    Period resolve(const QDateTime &now, const QTimeZone &zone) const;
    /// The first and last day shown to people, inclusive, in the zone.
    std::pair<QDate, QDate> days(const QDateTime &now, const QTimeZone &zone) const;
};

/// All presets but Custom, in the order of menus.
QList<DateRange::Preset> rangePresets();

} // namespace lonieve
