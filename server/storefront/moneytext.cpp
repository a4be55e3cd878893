// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/moneytext.h"

#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

constexpr char16_t noBreakSpace = 0x00A0;

struct Symbol
{
    const char *currency;
    const char16_t *sign;
};

constexpr std::array symbols = {
    Symbol{"USD", u"$"},  Symbol{"EUR", u"€"},  Symbol{"GBP", u"£"},  Symbol{"RUB", u"₽"},
    Symbol{"TRY", u"₺"},  Symbol{"INR", u"₹"},  Symbol{"JPY", u"¥"},  Symbol{"KZT", u"₸"},
    Symbol{"UAH", u"₴"},  Symbol{"PLN", u"zł"}, Symbol{"BRL", u"R$"}, Symbol{"CAD", u"CA$"},
    Symbol{"AUD", u"A$"},
};

QString signOf(const QString &currency)
{
    for (const Symbol &symbol : symbols) {
        if (currency == QLatin1StringView(symbol.currency))
            return QString::fromUtf16(symbol.sign);
    }
    return {};
}

QString written(const Money &money, Language language, bool dropZeros)
{
    QString decimal = toDecimal(money);
    const bool negative = decimal.startsWith(u'-');
    if (negative)
        decimal.remove(0, 1);
    const qsizetype point = decimal.indexOf(u'.');
    QString whole = point < 0 ? decimal : decimal.left(point);
    QString fraction = point < 0 ? QString() : decimal.mid(point + 1);
    if (dropZeros && fraction.count(u'0') == fraction.size())
        fraction.clear();

    const bool russian = language == Language::Russian;
    // Russian typography groups from five digits on.
    if (!russian || whole.size() > 4) {
        for (qsizetype at = whole.size() - 3; at > 0; at -= 3)
            whole.insert(at, russian ? QChar(noBreakSpace) : QChar(u','));
    }
    QString number = whole;
    if (!fraction.isEmpty())
        number += (russian ? u',' : u'.') + fraction;

    const QString sign = signOf(money.currency);
    QString text;
    if (russian)
        text = number + QChar(noBreakSpace) + (sign.isEmpty() ? money.currency : sign);
    else if (sign.isEmpty() || sign == u"zł"_s)
        text = (sign.isEmpty() ? money.currency : sign) + QChar(noBreakSpace) + number;
    else
        text = sign + number;
    return negative ? u"−"_s + text : text;
}

QString fromDecimal(const QString &decimal, const QString &currency, Language language, bool dropZeros)
{
    const Result<Money> money = parseMoney(decimal, currency);
    return money ? written(*money, language, dropZeros) : decimal + QChar(noBreakSpace) + currency;
}

} // namespace

QString moneyText(const Money &money, Language language)
{
    return written(money, language, false);
}

QString nominalText(const Money &money, Language language)
{
    return written(money, language, true);
}

QString moneyText(const QString &decimal, const QString &currency, Language language)
{
    return fromDecimal(decimal, currency, language, false);
}

QString nominalText(const QString &decimal, const QString &currency, Language language)
{
    return fromDecimal(decimal, currency, language, true);
}

} // namespace lonieve::storefront
