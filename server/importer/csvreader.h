// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/importer/bytesource.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace lonieve::importer {

enum class CsvEncoding {
    Utf8,              ///< a row that is not UTF-8 has the problem InvalidUtf8
    Utf8OrWindows1252, ///< a field that is not UTF-8 is read as Windows-1252
    Windows1252,
};

struct CsvOptions
{
    char delimiter = 0; ///< 0: told from the first row (comma, semicolon, tab or bar)
    CsvEncoding encoding = CsvEncoding::Utf8;
    qsizetype maxField = 64 * 1024;
    qsizetype maxRow = 1024 * 1024;
    int maxColumns = 512;
};

/// What is wrong with one row that can still be told from its neighbours.
enum class CsvProblem { None, InvalidUtf8, NulByte, TextAfterQuote };

/// One record; the views last until the next one is read. Bytes are UTF-8.
class CsvRow final
{
public:
    qint64 line = 0; ///< physical line of the file on which it starts, counted from 1
    CsvProblem problem = CsvProblem::None;

    int count() const { return static_cast<int>(m_ends.size()); }
    QByteArrayView field(int column) const;
    QString text(int column) const { return QString::fromUtf8(field(column)); }

private:
    friend class CsvReader;
    QByteArray m_data;
    QList<qsizetype> m_ends;
};

/// Reads CSV as RFC 4180 has it, and what the world makes of it: CRLF, LF or CR, a byte order mark, another
/// delimiter, line ends within quotes, a quote within an unquoted field (kept as it is). Blank lines are
/// skipped. Memory is bounded by the limits, whatever the file holds. Errors that end the reading: a quote
/// that is never closed, a field or row above the limit, UTF-16, a file that cannot be unpacked.
class CsvReader final
{
public:
    explicit CsvReader(std::unique_ptr<ByteSource> source, CsvOptions options = {});
    ~CsvReader();

    /// False at the end. After an error or the end it stays there.
    Result<bool> next(CsvRow &row);

    char delimiter() const { return m_options.delimiter; }
    const ByteSource &source() const { return *m_source; }

    static QString problemText(CsvProblem problem);

private:
    int peek();
    Result<void> start();
    Result<void> convert(CsvRow &row);
    void detectDelimiter();

    std::unique_ptr<ByteSource> m_source;
    CsvOptions m_options;
    QByteArray m_buffer;
    qsizetype m_next = 0;
    qsizetype m_end = 0;
    qint64 m_line = 1;
    bool m_started = false;
    bool m_ended = false;
    std::optional<Error> m_error;
};

/// One cell for a CSV file that people open in a spreadsheet: quoted where needed, and a text that a
/// spreadsheet would take for a formula gets an apostrophe before it.
QByteArray csvCell(QByteArrayView text);

} // namespace lonieve::importer
