// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money.h"

#include <limits>

namespace lonieve {

int minorDigits(const QString &currency)
{
    static const QStringList none = {QStringLiteral("JPY"), QStringLiteral("KRW"), QStringLiteral("VND"),
                                     QStringLiteral("CLP"), QStringLiteral("ISK"), QStringLiteral("UGX"),
                                     QStringLiteral("XAF"), QStringLiteral("XOF"), QStringLiteral("PYG")};
    static const QStringList three = {QStringLiteral("KWD"), QStringLiteral("BHD"), QStringLiteral("OMR"),
                                      QStringLiteral("JOD"), QStringLiteral("TND"), QStringLiteral("IQD")};
    if (none.contains(currency))
        return 0;
    return three.contains(currency) ? 3 : 2;
}

Result<Money> parseMoney(QStringView decimal, const QString &currency)
{
    const auto refuse = [&] {
        return failure(ErrorCode::InvalidInput, QStringLiteral("not_an_amount"),
                       QStringLiteral("“%1” is not an amount such as 75.50.").arg(decimal));
    };
    const int digits = minorDigits(currency);
    qsizetype i = 0;
    const bool negative = !decimal.isEmpty() && decimal[0] == u'-';
    if (negative)
        ++i;
    qint64 value = 0;
    int fraction = -1; // digits read after the point, -1 before it
    bool any = false;
    bool roundUp = false;
    for (; i < decimal.size(); ++i) {
        const QChar c = decimal[i];
        if (c == u'.' && fraction < 0) {
            fraction = 0;
            continue;
        }
        if (c < u'0' || c > u'9')
            return refuse();
        any = true;
        const int digit = c.unicode() - u'0';
        if (fraction >= digits) {
            if (fraction == digits)
                roundUp = digit >= 5;
            ++fraction;
            continue;
        }
        if (value > (std::numeric_limits<qint64>::max() - digit) / 10)
            return refuse();
        value = value * 10 + digit;
        if (fraction >= 0)
            ++fraction;
    }
    if (!any)
        return refuse();
    for (int f = qMax(fraction, 0); f < digits; ++f) {
        if (value > std::numeric_limits<qint64>::max() / 10)
            return refuse();
        value *= 10;
    }
    if (roundUp) {
        if (value == std::numeric_limits<qint64>::max())
            return refuse();
        ++value;
    }
    return Money{negative ? -value : value, currency};
}

QString toDecimal(const Money &money)
{
    const int digits = minorDigits(money.currency);
    const bool negative = money.minor < 0;
    QString text =
        QString::number(negative ? 0 - static_cast<quint64>(money.minor) : static_cast<quint64>(money.minor));
    if (digits > 0) {
        text = text.rightJustified(digits + 1, u'0');
        text.insert(text.size() - digits, u'.');
    }
    return negative ? u'-' + text : text;
}

} // namespace lonieve
