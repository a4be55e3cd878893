// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money.h"
#include "server/storefront/texts.h"

namespace lonieve::storefront {

/// An amount for people: "$1,234.50" in English, "1 234,50 $" with non-breaking spaces in Russian.
QString moneyText(const Money &money, Language language);

/// A face value: like moneyText, without ",00" when it is whole ("$100").
QString nominalText(const Money &money, Language language);

/// The same from decimal text as SQL prints it; the text itself with the currency when it is no amount.
QString moneyText(const QString &decimal, const QString &currency, Language language);
QString nominalText(const QString &decimal, const QString &currency, Language language);

} // namespace lonieve::storefront
