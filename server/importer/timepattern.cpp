// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/timepattern.h"

#include <array>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {
constexpr std::array<const char *, 12> monthNames = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
}

Result<TimePattern> TimePattern::make(const QString &pattern, const QByteArray &zoneId)
{
    TimePattern made;
    made.m_zone = QTimeZone(zoneId);
    if (!made.m_zone.isValid())
        return failure(
            ErrorCode::InvalidInput, u"unknown_time_zone"_s,
            u"“%1” is not a time zone such as Europe/London or UTC."_s.arg(QString::fromUtf8(zoneId)));
    const QByteArray text = pattern.toUtf8();
    const auto literal = [&made](const QByteArray &piece) {
        if (!made.m_tokens.isEmpty() && made.m_tokens.last().kind == Token::Literal)
            made.m_tokens.last().text += piece;
        else
            made.m_tokens.append({Token::Literal, 1, 1, piece});
    };
    bool year = false;
    bool month = false;
    bool day = false;
    for (qsizetype i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '\'') {
            const qsizetype close = text.indexOf('\'', i + 1);
            if (close < 0)
                return failure(ErrorCode::InvalidInput, u"bad_time_format"_s,
                               u"The time format “%1” has a quote that is not closed."_s.arg(pattern));
            literal(close == i + 1 ? QByteArray("'") : text.mid(i + 1, close - i - 1));
            i = close + 1;
            continue;
        }
        qsizetype run = 1;
        while (i + run < text.size() && text[i + run] == c)
            ++run;
        const int n = static_cast<int>(run);
        bool known = true;
        switch (c) {
        case 'y':
            known = n == 4 || n == 2;
            made.m_tokens.append({n == 4 ? Token::Year : Token::ShortYear, n, n});
            year = true;
            break;
        case 'M':
            known = n <= 3;
            if (n == 3)
                made.m_tokens.append({Token::MonthName, 3, 3});
            else
                made.m_tokens.append({Token::Month, n, 2});
            month = true;
            break;
        case 'd':
            known = n <= 2;
            made.m_tokens.append({Token::Day, n, 2});
            day = true;
            break;
        case 'H':
        case 'h':
            known = n <= 2;
            made.m_tokens.append({c == 'H' ? Token::Hour : Token::Hour12, n, 2});
            break;
        case 'm':
        case 's':
            known = n <= 2;
            made.m_tokens.append({c == 'm' ? Token::Minute : Token::Second, n, 2});
            break;
        case 'S':
            made.m_tokens.append({Token::Fraction, 1, 9});
            break;
        case 'Z':
            made.m_tokens.append({Token::Offset, 1, 6});
            break;
        case 'A':
            known = text.mid(i, 2) == "AP";
            run = 2;
            made.m_tokens.append({Token::HalfDay, 2, 2});
            break;
        default:
            if ((c >= 'a' && c <= 'z') || (c >= 'B' && c <= 'Z' && c != 'T'))
                known = false;
            literal(text.mid(i, run));
        }
        if (!known)
            return failure(ErrorCode::InvalidInput, u"bad_time_format"_s,
                           u"The time format “%1” holds “%2”, which has no meaning; put plain text in "
                           u"'quotes'."_s.arg(pattern, QString::fromUtf8(text.mid(i, run))));
        i += run;
    }
    if (!year || !month || !day)
        return failure(
            ErrorCode::InvalidInput, u"bad_time_format"_s,
            u"The time format “%1” needs a year (yyyy), a month (MM) and a day (dd)."_s.arg(pattern));
    return made;
}

std::optional<TimePattern::Moment> TimePattern::parse(QByteArrayView text) const
{
    text = text.trimmed();
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int ms = 0;
    int half = -1;
    bool twelve = false;
    std::optional<qint64> offset;
    qsizetype at = 0;
    const auto number = [&](int least, int most, int &out) {
        int value = 0;
        int count = 0;
        while (count < most && at < text.size() && text[at] >= '0' && text[at] <= '9') {
            value = value * 10 + (text[at] - '0');
            ++at;
            ++count;
        }
        out = value;
        return count >= least;
    };
    for (const Token &token : m_tokens) {
        bool good = true;
        switch (token.kind) {
        case Token::Year:
            good = number(4, 4, year);
            break;
        case Token::ShortYear:
            good = number(2, 2, year);
            year += 2000;
            break;
        case Token::Month:
            good = number(token.least, 2, month);
            break;
        case Token::MonthName: {
            good = false;
            const QByteArray name = text.toByteArray().mid(at, 3).toLower();
            for (size_t i = 0; i < monthNames.size(); ++i) {
                if (name == monthNames[i]) {
                    month = static_cast<int>(i) + 1;
                    at += 3;
                    good = true;
                }
            }
            break;
        }
        case Token::Day:
            good = number(token.least, 2, day);
            break;
        case Token::Hour:
            good = number(token.least, 2, hour);
            break;
        case Token::Hour12:
            good = number(token.least, 2, hour) && hour >= 1 && hour <= 12;
            twelve = true;
            break;
        case Token::HalfDay: {
            const QByteArray mark = text.toByteArray().mid(at, 2).toLower();
            good = mark == "am" || mark == "pm";
            half = mark == "pm" ? 1 : 0;
            at += 2;
            break;
        }
        case Token::Minute:
            good = number(token.least, 2, minute);
            break;
        case Token::Second:
            good = number(token.least, 2, second);
            break;
        case Token::Fraction: {
            int count = 0;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
                if (count < 3)
                    ms = ms * 10 + (text[at] - '0');
                ++count;
                ++at;
            }
            for (int i = count; i < 3; ++i)
                ms *= 10;
            good = count > 0;
            break;
        }
        case Token::Offset: {
            if (at < text.size() && (text[at] == 'Z' || text[at] == 'z')) {
                ++at;
                offset = 0;
                break;
            }
            good = at < text.size() && (text[at] == '+' || text[at] == '-');
            if (!good)
                break;
            const bool west = text[at] == '-';
            ++at;
            int hours = 0;
            int minutes = 0;
            good = number(2, 2, hours);
            if (good && at < text.size() && text[at] == ':')
                ++at;
            if (good && at < text.size())
                good = number(2, 2, minutes) && minutes < 60;
            good = good && hours <= 15;
            offset = (hours * 60 + minutes) * 60 * (west ? -1 : 1);
            break;
        }
        case Token::Literal:
            good = text.sliced(at).startsWith(token.text);
            at += token.text.size();
            break;
        }
        if (!good || at > text.size())
            return std::nullopt;
    }
    if (at != text.size())
        return std::nullopt;
    if (twelve && half >= 0)
        hour = hour % 12 + 12 * half;
    const QDate date(year, month, day);
    if (!date.isValid() || year < 1970 || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const qint64 local = (date.toJulianDay() - 2440588) * 86400 + hour * 3600 + minute * 60 + second;
    Moment moment;
    if (offset) {
        moment.utcMs = (local - *offset) * 1000 + ms;
        const QDate zoned = QDateTime::fromMSecsSinceEpoch(moment.utcMs, m_zone).date();
        moment.year = zoned.year();
        moment.month = zoned.month();
    } else {
        moment.utcMs = (local - offsetSeconds(date, hour, minute)) * 1000 + ms;
        moment.year = year;
        moment.month = month;
    }
    return moment;
}

qint64 TimePattern::offsetSeconds(const QDate &date, int hour, int minute) const
{
    const qint64 key = (date.toJulianDay() * 24 + hour) * 4 + minute / 15;
    if (const auto known = m_offsets.constFind(key); known != m_offsets.constEnd())
        return *known;
    if (m_offsets.size() > 200'000)
        m_offsets.clear();
    const QDateTime time(date, QTime(hour, minute - minute % 15), m_zone);
    // In the hour that does not exist in spring Qt moves on; the difference of the clocks is then the offset.
    const qint64 local = (date.toJulianDay() - 2440588) * 86400 + hour * 3600 + (minute - minute % 15) * 60;
    const qint64 offset = local - time.toSecsSinceEpoch();
    m_offsets.insert(key, offset);
    return offset;
}

} // namespace lonieve::importer
