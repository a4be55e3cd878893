// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/csvpreview.h"

#include <QCoreApplication>
#include <QStringDecoder>
#include <QUuid>

#include <optional>

namespace lonieve {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("CsvPreview", source);
}

/// One record after another out of delimited text.
class Reader
{
public:
    Reader(QStringView source, QChar delimiter) : m_source(source), m_delimiter(delimiter) {}

    struct Record
    {
        qint64 line = 0;
        QStringList cells;
        bool openQuote = false;
        bool closed = false; ///< a line end was seen, so the record is whole
    };

    std::optional<Record> next()
    {
        if (m_at >= m_source.size())
            return std::nullopt;
        Record record;
        record.line = m_line;
        QString cell;
        bool quoted = false;
        while (m_at < m_source.size()) {
            const QChar c = m_source[m_at++];
            if (quoted) {
                if (c == u'\n')
                    ++m_line;
                if (c != u'"') {
                    cell += c;
                } else if (m_at < m_source.size() && m_source[m_at] == u'"') {
                    cell += u'"';
                    ++m_at;
                } else {
                    quoted = false;
                }
            } else if (c == u'"' && cell.isEmpty()) {
                quoted = true;
            } else if (c == m_delimiter) {
                record.cells.append(cell);
                cell.clear();
            } else if (c == u'\n' || c == u'\r') {
                if (c == u'\r' && m_at < m_source.size() && m_source[m_at] == u'\n')
                    ++m_at;
                ++m_line;
                record.closed = true;
                break;
            } else {
                cell += c;
            }
        }
        record.cells.append(cell);
        record.openQuote = quoted;
        return record;
    }

private:
    QStringView m_source;
    QChar m_delimiter;
    qsizetype m_at = 0;
    qint64 m_line = 1;
};

QChar guessDelimiter(QStringView source)
{
    const QStringView firstLine = source.left(qMax<qsizetype>(0, source.indexOf(u'\n')));
    const QStringView line = firstLine.isEmpty() ? source : firstLine;
    QChar best = u',';
    for (const QChar candidate : {QChar(u';'), QChar(u'\t')}) {
        if (line.count(candidate) > line.count(best))
            best = candidate;
    }
    return best;
}

QString problemOf(const CsvPreview &preview, const QStringList &cells)
{
    if (cells.size() != preview.header.size()) {
        return text(QT_TRANSLATE_NOOP("CsvPreview", "%1 cells where the header has %2"))
            .arg(cells.size())
            .arg(preview.header.size());
    }
    const auto cell = [&](QStringView column) { return cells.value(preview.indexOf(column)).trimmed(); };
    if (preview.indexOf(u"code") >= 0 && cell(u"code").isEmpty())
        return text(QT_TRANSLATE_NOOP("CsvPreview", "The code is empty"));
    if (preview.indexOf(u"product_id") >= 0 && QUuid(cell(u"product_id")).isNull())
        return text(QT_TRANSLATE_NOOP("CsvPreview", "The product id is not a UUID"));
    if (preview.indexOf(u"nominal") >= 0) {
        bool ok = false;
        if (!(cell(u"nominal").toDouble(&ok) > 0) || !ok)
            return text(QT_TRANSLATE_NOOP("CsvPreview", "The nominal is not a positive number"));
    }
    if (const QString cost = cell(u"cost_price"); !cost.isEmpty()) {
        bool ok = false;
        if (cost.toDouble(&ok) < 0 || !ok)
            return text(QT_TRANSLATE_NOOP("CsvPreview", "The cost is not a number"));
    }
    return {};
}

} // namespace

int CsvPreview::indexOf(QStringView column) const
{
    return static_cast<int>(header.indexOf(column));
}

QStringList codeImportColumns()
{
    return {QStringLiteral("code"),       QStringLiteral("nominal"),  QStringLiteral("product_id"),
            QStringLiteral("cost_price"), QStringLiteral("currency"), QStringLiteral("expires_at")};
}

QStringList requiredCodeImportColumns()
{
    return {QStringLiteral("code"), QStringLiteral("nominal"), QStringLiteral("product_id")};
}

Result<CsvPreview> previewCodeCsv(const QByteArray &bytes, bool complete, int limit)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    QByteArray whole = bytes;
    if (!complete) {
        // The cut may be inside a character; what counts is before the last line end anyway.
        if (const qsizetype end = whole.lastIndexOf('\n'); end >= 0)
            whole.truncate(end + 1);
    }
    const QString source = decoder(whole);
    if (decoder.hasError()) {
        return failure(
            ErrorCode::InvalidInput, QStringLiteral("not_utf8"),
            text(QT_TRANSLATE_NOOP(
                "CsvPreview", "The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.")));
    }
    if (source.trimmed().isEmpty()) {
        return failure(ErrorCode::InvalidInput, QStringLiteral("empty"),
                       text(QT_TRANSLATE_NOOP("CsvPreview", "The file is empty.")));
    }
    CsvPreview preview;
    preview.delimiter = guessDelimiter(source);
    preview.truncated = !complete;
    Reader reader(source, preview.delimiter);
    while (const std::optional<Reader::Record> record = reader.next()) {
        if (record->openQuote) {
            if (!complete)
                break;
            return failure(
                ErrorCode::InvalidInput, QStringLiteral("open_quote"),
                text(QT_TRANSLATE_NOOP("CsvPreview", "A quotation mark opened in line %1 is never closed."))
                    .arg(record->line));
        }
        if (record->cells.size() == 1 && record->cells.first().trimmed().isEmpty())
            continue;
        if (preview.header.isEmpty()) {
            for (const QString &name : record->cells)
                preview.header.append(name.trimmed().toLower());
            continue;
        }
        if (preview.rows.size() >= limit) {
            preview.truncated = true;
            break;
        }
        preview.rows.append({record->line, record->cells, {}});
    }
    for (const QString &column : requiredCodeImportColumns()) {
        if (!preview.header.contains(column))
            preview.missing.append(column);
    }
    const QStringList known = codeImportColumns();
    for (const QString &column : std::as_const(preview.header)) {
        if (!known.contains(column))
            preview.unknown.append(column);
    }
    for (CsvPreview::Row &row : preview.rows)
        row.problem = problemOf(preview, row.cells);
    return preview;
}

} // namespace lonieve
