// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QString>

namespace lonieve {

/// Digits after the point of a currency's minor unit: 2 for most, 0 for JPY, 3 for KWD. Unknown codes count
/// as 2.
int minorDigits(const QString &currency);

/// An exact amount: integer minor units (cents) and an ISO 4217 code. Never a double.
struct Money
{
    qint64 minor = 0;
    QString currency;

    bool operator==(const Money &) const = default;
};

/// Reads plain decimal text ("75.50", "-3", "1e2" is refused) exactly, as PostgreSQL prints numeric.
/// More digits than the currency has are rounded half away from zero. Fails on anything else or on overflow.
Result<Money> parseMoney(QStringView decimal, const QString &currency);

/// Plain decimal text with a point and all minor digits ("75.50"), for SQL and JSON, not for people.
QString toDecimal(const Money &money);

} // namespace lonieve
