// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace lonieve::importer {

/// How a file writes numbers.
struct NumberStyle
{
    char point = '.';
    QByteArray group;        ///< between thousands, may be empty; UTF-8
    QList<QByteArray> strip; ///< removed from either end, such as a currency sign
};

/// An exact number with six digits after the point in 128 bits, so that sums over a whole file are exact.
class Decimal final
{
public:
    static constexpr int digits = 6;

    Decimal() = default;
    static Decimal ofInteger(qint64 value);
    /// Blanks around it are allowed; nothing when it is not a number, has more than six digits after the
    /// point that are not zero, or is 10^15 or more.
    static std::optional<Decimal> parse(QByteArrayView text, const NumberStyle &style = {});

    int sign() const;
    bool isInteger() const;
    qint64 toInteger() const; ///< the part before the point
    Decimal operator-() const;
    Decimal &operator+=(const Decimal &other);
    Decimal operator-(const Decimal &other) const;
    Decimal times(qint64 factor) const;
    /// Half away from zero at `places` (0 to 6) digits after the point.
    Decimal rounded(int places) const;
    /// Half away from zero at six digits; nothing for division by zero.
    std::optional<Decimal> dividedBy(qint64 divisor) const;
    bool operator==(const Decimal &other) const = default;
    bool operator<(const Decimal &other) const { return m_value < other.m_value; }

    /// Plain text with a point and at least `least` digits after it, no trailing zeros beyond.
    QByteArray text(int least = 0) const;
    /// The same with commas between thousands, for people.
    QString grouped(int least = 2) const;

private:
    __extension__ using Wide = __int128;
    Wide m_value = 0; ///< millionths
};

} // namespace lonieve::importer
