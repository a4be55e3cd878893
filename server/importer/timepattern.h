// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QHash>
#include <QTimeZone>

#include <optional>

namespace lonieve::importer {

/// Reads the times of a file. The pattern is made of: year `yyyy` or `yy` (20yy), month `MM`
/// or `M` or `MMM` (English short name), day `dd` or `d`, hour `HH` or `H`, or `hh`/`h` with `AP`, minute
/// `mm`, second `ss`, fraction `SSS` (any number of digits), offset `ZZ` (Z, +01:00, +0100); anything else
/// stands for itself, text in 'quotes' too. Without an offset the time is in `zone`. Not thread-safe: zone
/// look-ups are remembered.
class TimePattern final
{
public:
    static Result<TimePattern> make(const QString &pattern, const QByteArray &zoneId);

    struct Moment
    {
        qint64 utcMs = 0;
        int year = 0; ///< in the zone, for figures by month
        int month = 0;
    };
    std::optional<Moment> parse(QByteArrayView text) const;

private:
    struct Token
    {
        enum Kind {
            Year,
            ShortYear,
            Month,
            MonthName,
            Day,
            Hour,
            Hour12,
            HalfDay,
            Minute,
            Second,
            Fraction,
            Offset,
            Literal
        } kind;
        int least = 1;
        int most = 1;
        QByteArray text = {};
    };
    TimePattern() = default;
    qint64 offsetSeconds(const QDate &date, int hour, int minute) const;

    QList<Token> m_tokens;
    QTimeZone m_zone;
    mutable QHash<qint64, qint64> m_offsets; ///< by local quarter of an hour
};

} // namespace lonieve::importer
