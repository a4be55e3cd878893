// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/csvreader.h"

#include <QUtf8StringView>

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {

constexpr qsizetype bufferSize = 256 * 1024;

/// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(QByteArrayView text)
{
    const auto *p = reinterpret_cast<const unsigned char *>(text.data());
    const auto *end = p + text.size();
    while (p < end) {
        if (*p < 0x80) {
            ++p;
            continue;
        }
        int more = 0;
        unsigned low = 0x80;
        unsigned high = 0xBF;
        if (*p >= 0xC2 && *p <= 0xDF) {
            more = 1;
        } else if (*p >= 0xE0 && *p <= 0xEF) {
            more = 2;
            if (*p == 0xE0)
                low = 0xA0;
            if (*p == 0xED)
                high = 0x9F;
        } else if (*p >= 0xF0 && *p <= 0xF4) {
            more = 3;
            if (*p == 0xF0)
                low = 0x90;
            if (*p == 0xF4)
                high = 0x8F;
        } else {
            return false;
        }
        if (end - p <= more || p[1] < low || p[1] > high)
            return false;
        for (int i = 2; i <= more; ++i) {
            if ((p[i] & 0xC0) != 0x80)
                return false;
        }
        p += more + 1;
    }
    return true;
}

QByteArray fromWindows1252(QByteArrayView text)
{
    static constexpr std::array<char16_t, 32> upper = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    QString wide(text.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        wide[i] = c >= 0x80 && c < 0xA0 ? QChar(upper[c - 0x80]) : QChar(char16_t(c));
    }
    return wide.toUtf8();
}

} // namespace

QByteArrayView CsvRow::field(int column) const
{
    if (column < 0 || column >= count())
        return {};
    const qsizetype begin = column == 0 ? 0 : m_ends[column - 1];
    return QByteArrayView(m_data).sliced(begin, m_ends[column] - begin);
}

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, CsvOptions options)
    : m_source(std::move(source)), m_options(options)
{
    m_buffer.resize(bufferSize);
}

CsvReader::~CsvReader() = default;

int CsvReader::peek()
{
    if (m_next < m_end)
        return static_cast<unsigned char>(m_buffer.constData()[m_next]);
    if (m_error || m_ended)
        return -1;
    auto got = m_source->read(m_buffer.data(), m_buffer.size());
    m_next = 0;
    m_end = 0;
    if (!got) {
        m_error = got.error();
        return -1;
    }
    if (*got == 0) {
        m_ended = true;
        return -1;
    }
    m_end = *got;
    return static_cast<unsigned char>(m_buffer.constData()[0]);
}

void CsvReader::detectDelimiter()
{
    std::array<std::pair<char, int>, 4> counts = {{{',', 0}, {';', 0}, {'\t', 0}, {'|', 0}}};
    bool quoted = false;
    for (qsizetype i = m_next; i < m_end; ++i) {
        const char c = m_buffer.constData()[i];
        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '\n' || c == '\r')
            break;
        for (auto &[delimiter, count] : counts)
            count += c == delimiter;
    }
    const auto *best = &counts[0];
    for (const auto &candidate : counts) {
        if (candidate.second > best->second)
            best = &candidate;
    }
    m_options.delimiter = best->first;
}

Result<void> CsvReader::start()
{
    m_started = true;
    // The first row must lie in the buffer for the delimiter to be told: packed files and pipes give little
    // at a time.
    bool quoted = false;
    bool complete = false;
    while (m_end < m_buffer.size() && !(complete && m_end >= 4)) {
        auto got = m_source->read(m_buffer.data() + m_end, m_buffer.size() - m_end);
        if (!got)
            return tl::unexpected(got.error());
        if (*got == 0)
            break;
        for (qsizetype i = m_end; i < m_end + *got; ++i) {
            const char c = m_buffer.constData()[i];
            if (c == '"')
                quoted = !quoted;
            complete |= !quoted && (c == '\n' || c == '\r');
        }
        m_end += *got;
    }
    const QByteArrayView head(m_buffer.constData(), m_end);
    if (head.startsWith("\xFF\xFE") || head.startsWith("\xFE\xFF"))
        return failure(ErrorCode::InvalidInput, u"csv_utf16"_s,
                       u"The file is UTF-16. Save it as “CSV UTF-8” and try again."_s);
    if (head.startsWith("\xEF\xBB\xBF"))
        m_next = 3;
    if (!m_options.delimiter)
        detectDelimiter();
    return {};
}

Result<bool> CsvReader::next(CsvRow &row)
{
    if (m_error)
        return tl::unexpected(*m_error);
    const auto fail = [this](QString key, QString message) -> Result<bool> {
        m_error = Error{ErrorCode::InvalidInput, std::move(key), std::move(message)};
        return tl::unexpected(*m_error);
    };
    if (!m_started) {
        if (auto started = start(); !started) {
            m_error = started.error();
            return tl::unexpected(*m_error);
        }
    }

    enum class At { FieldStart, Plain, Quoted, QuoteInQuoted, Broken };
    for (;;) { // until a row that is not blank
        row.m_data.resize(0);
        row.m_ends.resize(0);
        row.problem = CsvProblem::None;
        row.line = m_line;
        At at = At::FieldStart;
        bool anyQuote = false;
        bool nul = false;
        bool high = false;
        qint64 quoteLine = m_line;
        qsizetype fieldBegin = 0;
        bool complete = false;

        while (!complete) {
            const int c = peek();
            if (c < 0) {
                if (m_error)
                    return tl::unexpected(*m_error);
                if (at == At::Quoted)
                    return fail(u"csv_open_quote"_s,
                                u"The quotation mark opened on line %1 is never closed."_s.arg(quoteLine));
                if (row.m_ends.isEmpty() && row.m_data.isEmpty() && !anyQuote)
                    return false;
                row.m_ends.append(row.m_data.size());
                break;
            }
            // The long runs: everything up to the next character with a meaning goes in one piece.
            if (at == At::Plain || at == At::Quoted || at == At::FieldStart) {
                const char *begin = m_buffer.constData() + m_next;
                const char *end = m_buffer.constData() + m_end;
                const char *p = begin;
                const char delimiter = m_options.delimiter;
                if (at == At::Quoted) {
                    while (p < end && *p != '"' && *p != '\n' && *p != '\r') {
                        nul |= *p == '\0';
                        high |= static_cast<unsigned char>(*p) >= 0x80;
                        ++p;
                    }
                } else {
                    while (p < end && *p != '"' && *p != '\n' && *p != '\r' && *p != delimiter) {
                        nul |= *p == '\0';
                        high |= static_cast<unsigned char>(*p) >= 0x80;
                        ++p;
                    }
                }
                if (p > begin) {
                    row.m_data.append(begin, p - begin);
                    m_next += p - begin;
                    if (at == At::FieldStart)
                        at = At::Plain;
                    if (row.m_data.size() - fieldBegin > m_options.maxField)
                        return fail(u"csv_field_too_large"_s,
                                    at == At::Quoted
                                        ? u"A field that starts on line %1 is longer than %2 bytes; "
                                          u"a quotation mark there is probably never closed."_s.arg(quoteLine)
                                              .arg(m_options.maxField)
                                        : u"A field on line %1 is longer than %2 bytes."_s.arg(m_line).arg(
                                              m_options.maxField));
                    if (row.m_data.size() > m_options.maxRow)
                        return fail(u"csv_row_too_large"_s,
                                    u"The row on line %1 is longer than %2 bytes."_s.arg(row.line).arg(
                                        m_options.maxRow));
                    continue;
                }
            }
            const char ch = static_cast<char>(c);
            ++m_next;
            const auto endField = [&] {
                row.m_ends.append(row.m_data.size());
                fieldBegin = row.m_data.size();
                at = At::FieldStart;
            };
            const bool lineEnd = ch == '\n' || ch == '\r';
            if (lineEnd) {
                const bool crlf = ch == '\r' && peek() == '\n';
                if (at == At::Quoted)
                    row.m_data.append(ch);
                if (crlf) {
                    ++m_next;
                    if (at == At::Quoted)
                        row.m_data.append('\n');
                }
                ++m_line;
                if (at != At::Quoted) {
                    row.m_ends.append(row.m_data.size());
                    complete = true;
                } else if (row.m_data.size() - fieldBegin > m_options.maxField) {
                    return fail(u"csv_field_too_large"_s,
                                u"A field that starts on line %1 is longer than %2 bytes; a quotation mark "
                                u"there is probably never closed."_s.arg(quoteLine)
                                    .arg(m_options.maxField));
                }
                continue;
            }
            switch (at) {
            case At::FieldStart:
                if (ch == '"') {
                    at = At::Quoted;
                    anyQuote = true;
                    quoteLine = m_line;
                    break;
                }
                [[fallthrough]];
            case At::Plain:
                if (ch == m_options.delimiter) {
                    endField();
                } else {
                    row.m_data.append(ch);
                    at = At::Plain;
                }
                break;
            case At::Quoted:
                at = At::QuoteInQuoted; // only the quote itself comes here
                break;
            case At::QuoteInQuoted:
                if (ch == '"') {
                    row.m_data.append('"');
                    at = At::Quoted;
                } else if (ch == m_options.delimiter) {
                    endField();
                } else if (ch == ' ' || ch == '\t') {
                    // Blanks between the closing quote and the delimiter carry nothing.
                } else {
                    row.problem = CsvProblem::TextAfterQuote;
                    row.m_data.append(ch);
                    at = At::Broken;
                }
                break;
            case At::Broken:
                if (ch == m_options.delimiter)
                    endField();
                else
                    row.m_data.append(ch);
                nul |= ch == '\0';
                high |= static_cast<unsigned char>(ch) >= 0x80;
                break;
            }
            if (row.m_data.size() > m_options.maxRow)
                return fail(
                    u"csv_row_too_large"_s,
                    u"The row on line %1 is longer than %2 bytes."_s.arg(row.line).arg(m_options.maxRow));
            if (row.m_ends.size() >= m_options.maxColumns)
                return fail(
                    u"csv_too_many_columns"_s,
                    u"The row on line %1 has more than %2 columns; is the delimiter right?"_s.arg(row.line)
                        .arg(m_options.maxColumns));
        }
        if (row.count() == 1 && row.m_data.isEmpty() && !anyQuote)
            continue; // a blank line
        if (nul)
            row.problem = CsvProblem::NulByte;
        if (high) {
            if (auto converted = convert(row); !converted)
                return tl::unexpected(converted.error());
        }
        return true;
    }
}

Result<void> CsvReader::convert(CsvRow &row)
{
    // Field by field: the halves of a broken character on both sides of a delimiter must not make a whole
    // one.
    bool valid = m_options.encoding != CsvEncoding::Windows1252;
    for (int i = 0; valid && i < row.count(); ++i)
        valid = isUtf8(row.field(i));
    if (valid)
        return {};
    if (m_options.encoding == CsvEncoding::Utf8) {
        if (row.problem == CsvProblem::None)
            row.problem = CsvProblem::InvalidUtf8;
        return {};
    }
    QByteArray data;
    QList<qsizetype> ends;
    for (int i = 0; i < row.count(); ++i) {
        const QByteArrayView field = row.field(i);
        if (m_options.encoding == CsvEncoding::Utf8OrWindows1252 && isUtf8(field))
            data.append(field);
        else
            data.append(fromWindows1252(field));
        ends.append(data.size());
    }
    row.m_data = data;
    row.m_ends = ends;
    return {};
}

QString CsvReader::problemText(CsvProblem problem)
{
    switch (problem) {
    case CsvProblem::None:
        break;
    case CsvProblem::InvalidUtf8:
        return u"The line is not UTF-8; save the file as UTF-8, or declare its encoding."_s;
    case CsvProblem::NulByte:
        return u"The line holds a zero byte; the file is damaged or not a text file."_s;
    case CsvProblem::TextAfterQuote:
        return u"Text follows a closing quotation mark; quotes within a field must be doubled."_s;
    }
    return {};
}

QByteArray csvCell(QByteArrayView text)
{
    QByteArray cell;
    const bool risky = !text.isEmpty() && std::strchr("=+-@\t\r", text.front());
    const bool number =
        risky && (text.front() == '-' || text.front() == '+') && text.size() > 1 &&
        std::all_of(text.begin() + 1, text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    if (risky && !number)
        cell.append('\'');
    cell.append(text);
    const bool quote = cell.contains(',') || cell.contains('"') || cell.contains('\n') ||
                       cell.contains('\r') || cell.contains(';');
    if (!quote)
        return cell;
    cell.replace("\"", "\"\"");
    return '"' + cell + '"';
}

} // namespace lonieve::importer
