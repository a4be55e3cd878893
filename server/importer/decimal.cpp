// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/decimal.h"

namespace lonieve::importer {

namespace {
constexpr qint64 one = 1'000'000;
}

Decimal Decimal::ofInteger(qint64 value)
{
    Decimal d;
    d.m_value = static_cast<Wide>(value) * one;
    return d;
}

std::optional<Decimal> Decimal::parse(QByteArrayView text, const NumberStyle &style)
{
    text = text.trimmed();
    for (const QByteArray &mark : style.strip) {
        if (mark.isEmpty())
            continue;
        if (text.startsWith(mark))
            text = text.sliced(mark.size()).trimmed();
        else if (text.endsWith(mark))
            text = text.chopped(mark.size()).trimmed();
    }
    bool negative = false;
    if (!text.isEmpty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text = text.sliced(1);
        for (const QByteArray &mark : style.strip) { // -£5
            if (!mark.isEmpty() && text.startsWith(mark))
                text = text.sliced(mark.size());
        }
    }
    qint64 whole = 0;
    qint64 part = 0;
    int places = -1;
    bool any = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            any = true;
            const int digit = c - '0';
            if (places < 0) {
                whole = whole * 10 + digit;
                if (whole >= 1'000'000'000'000'000)
                    return std::nullopt;
            } else if (places < digits) {
                part = part * 10 + digit;
                ++places;
            } else if (digit != 0) {
                return std::nullopt;
            }
            continue;
        }
        if (c == style.point && places < 0) {
            places = 0;
            continue;
        }
        // A group mark stands between digits, with three of them after it.
        const QByteArrayView rest = text.sliced(i);
        if (!style.group.isEmpty() && places < 0 && any && rest.startsWith(style.group)) {
            const QByteArrayView after = rest.sliced(style.group.size());
            const auto digitAt = [&](qsizetype n) {
                return n < after.size() && after[n] >= '0' && after[n] <= '9';
            };
            if (!digitAt(0) || !digitAt(1) || !digitAt(2) || digitAt(3))
                return std::nullopt;
            i += style.group.size() - 1;
            continue;
        }
        return std::nullopt;
    }
    if (!any)
        return std::nullopt;
    for (int p = qMax(places, 0); p < digits; ++p)
        part *= 10;
    Decimal d;
    d.m_value = static_cast<Wide>(whole) * one + part;
    if (negative)
        d.m_value = -d.m_value;
    return d;
}

int Decimal::sign() const
{
    return m_value < 0 ? -1 : m_value > 0 ? 1 : 0;
}

bool Decimal::isInteger() const
{
    return m_value % one == 0;
}

qint64 Decimal::toInteger() const
{
    return static_cast<qint64>(m_value / one);
}

Decimal Decimal::operator-() const
{
    Decimal d;
    d.m_value = -m_value;
    return d;
}

Decimal &Decimal::operator+=(const Decimal &other)
{
    m_value += other.m_value;
    return *this;
}

Decimal Decimal::operator-(const Decimal &other) const
{
    Decimal d;
    d.m_value = m_value - other.m_value;
    return d;
}

Decimal Decimal::times(qint64 factor) const
{
    Decimal d;
    d.m_value = m_value * factor;
    return d;
}

Decimal Decimal::rounded(int places) const
{
    qint64 unit = 1;
    for (int i = places; i < digits; ++i)
        unit *= 10;
    const Wide magnitude = m_value < 0 ? -m_value : m_value;
    const Wide units = (magnitude + unit / 2) / unit;
    Decimal d;
    d.m_value = m_value < 0 ? -(units * unit) : units * unit;
    return d;
}

std::optional<Decimal> Decimal::dividedBy(qint64 divisor) const
{
    if (divisor == 0)
        return std::nullopt;
    const bool negative = (m_value < 0) != (divisor < 0);
    const Wide magnitude = m_value < 0 ? -m_value : m_value;
    const Wide by = divisor < 0 ? -static_cast<Wide>(divisor) : static_cast<Wide>(divisor);
    const Wide quotient = (magnitude + by / 2) / by;
    Decimal d;
    d.m_value = negative ? -quotient : quotient;
    return d;
}

QByteArray Decimal::text(int least) const
{
    const Wide magnitude = m_value < 0 ? -m_value : m_value;
    Wide whole = magnitude / one;
    QByteArray before;
    do {
        before.prepend(static_cast<char>('0' + static_cast<int>(whole % 10)));
        whole /= 10;
    } while (whole > 0);
    QByteArray after = QByteArray::number(static_cast<qint64>(magnitude % one)).rightJustified(digits, '0');
    while (after.size() > least && after.endsWith('0'))
        after.chop(1);
    QByteArray all = m_value < 0 ? "-" + before : before;
    if (!after.isEmpty())
        all += '.' + after;
    return all;
}

QString Decimal::grouped(int least) const
{
    QByteArray all = text(least);
    qsizetype at = all.indexOf('.');
    if (at < 0)
        at = all.size();
    const qsizetype first = all.startsWith('-') ? 1 : 0;
    for (at -= 3; at > first; at -= 3)
        all.insert(at, ',');
    return QString::fromLatin1(all);
}

} // namespace lonieve::importer
