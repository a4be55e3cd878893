// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tablefile.h"

#include "models/money.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTimeZone>

#include <xlsxwriter.h>

#include <array>
#include <cmath>
#include <vector>

namespace lonieve::services {

namespace {

constexpr qsizetype rowsInSheet = 1'048'575; // the limit of the format, less the header

tl::unexpected<Error> cannotWrite(const QString &path, const QString &why)
{
    return failure(ErrorCode::Unavailable, QStringLiteral("file_unwritable"),
                   QCoreApplication::translate("Export", "“%1” could not be written: %2")
                       .arg(QDir::toNativeSeparators(path), why));
}

bool isNumber(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("\\A[+-]?[0-9]+([.,][0-9]+)?\\z"));
    return number.match(text).hasMatch();
}

bool hasCurrencyColumn(const DatasetSpec &spec)
{
    return spec.indexOf(u"currency") >= 0;
}

bool needsCurrencyColumn(const DatasetSpec &spec)
{
    if (hasCurrencyColumn(spec))
        return false;
    return std::any_of(spec.columns.begin(), spec.columns.end(), [](const ColumnSpec &column) {
        return (column.type == ColumnType::Money && column.currencyColumn[0] == '\0') || column.seriesOfMoney;
    });
}

QString seriesText(const QJsonArray &values, const ColumnSpec &column, const QString &currency)
{
    QStringList parts;
    for (const QJsonValue &value : values) {
        if (value.isNull())
            parts.append(QString());
        else if (column.seriesOfMoney)
            parts.append(toDecimal({value.toInteger(), currency}));
        else
            parts.append(value.toVariant().toString());
    }
    return parts.join(u' ');
}

/// The value as text that every program reads the same way.
QString plainText(const ColumnSpec &column, const QJsonValue &value, const QString &currency)
{
    if (value.isNull() || value.isUndefined())
        return {};
    switch (column.type) {
    case ColumnType::Money:
        return toDecimal({value.toInteger(), currency});
    case ColumnType::Integer:
        return QString::number(value.toInteger());
    case ColumnType::Number:
    case ColumnType::Percent:
        return QString::number(value.toDouble(), 'g', 15);
    case ColumnType::Flag:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case ColumnType::Series:
        return seriesText(value.toArray(), column, currency);
    case ColumnType::Json:
        return QString::fromUtf8(value.isArray()
                                     ? QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact)
                                     : QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case ColumnType::Text:
    case ColumnType::Id:
    case ColumnType::Status:
        return neutralized(value.toString());
    case ColumnType::Timestamp:
    case ColumnType::Date:
        break;
    }
    return value.toString();
}

void appendCell(QByteArray &csv, const QString &text, bool last)
{
    const bool quote = text.contains(u',') || text.contains(u'"') || text.contains(u'\n') ||
                       text.contains(u'\r') || text.startsWith(u' ') || text.endsWith(u' ');
    if (quote) {
        QString doubled = text;
        doubled.replace(u'"', QLatin1String("\"\""));
        csv += '"' + doubled.toUtf8() + '"';
    } else {
        csv += text.toUtf8();
    }
    csv += last ? "\r\n" : ",";
}

class Workbook
{
public:
    explicit Workbook(const QString &path) : m_book(workbook_new(QFile::encodeName(path).constData()))
    {
        if (!m_book)
            return;
        m_header = workbook_add_format(m_book);
        format_set_bold(m_header);
        format_set_bottom(m_header, LXW_BORDER_THIN);
        m_time = add("yyyy-mm-dd hh:mm:ss");
        m_date = add("yyyy-mm-dd");
        m_integer = add("#,##0");
        m_number = add("#,##0.0#");
        m_percent = add("0.0#\" %\"");
        m_money = {add("#,##0"), add("#,##0.0"), add("#,##0.00"), add("#,##0.000")};
    }
    ~Workbook()
    {
        if (m_book)
            workbook_close(m_book);
    }
    Workbook(const Workbook &) = delete;
    Workbook &operator=(const Workbook &) = delete;

    bool isOpen() const { return m_book; }
    lxw_error close() { return workbook_close(std::exchange(m_book, nullptr)); }
    void add(const Sheet &sheet);

private:
    lxw_format *add(const char *pattern)
    {
        lxw_format *format = workbook_add_format(m_book);
        format_set_num_format(format, pattern);
        return format;
    }
    QByteArray freeName(const QString &title);
    void cell(lxw_worksheet *page, lxw_row_t row, lxw_col_t column, const ColumnSpec &spec,
              const QJsonValue &value, const QString &currency, const QTimeZone &zone);

    lxw_workbook *m_book;
    lxw_format *m_header = nullptr;
    lxw_format *m_time = nullptr;
    lxw_format *m_date = nullptr;
    lxw_format *m_integer = nullptr;
    lxw_format *m_number = nullptr;
    lxw_format *m_percent = nullptr;
    std::array<lxw_format *, 4> m_money = {};
    QStringList m_names;
};

QByteArray Workbook::freeName(const QString &title)
{
    static const QRegularExpression forbidden(QStringLiteral("[\\[\\]:*?/\\\\']"));
    QString name = QString(title).replace(forbidden, QStringLiteral(" ")).simplified().left(31);
    if (name.isEmpty())
        name = QStringLiteral("Sheet");
    const QString stem = name.left(27);
    for (int number = 2; m_names.contains(name, Qt::CaseInsensitive); ++number)
        name = stem + QStringLiteral(" %1").arg(number);
    m_names.append(name);
    return name.toUtf8();
}

lxw_datetime excelTime(const QDateTime &time)
{
    const QDate date = time.date();
    const QTime clock = time.time();
    return {date.year(),  date.month(),   date.day(),
            clock.hour(), clock.minute(), clock.second() + clock.msec() / 1000.0};
}

void Workbook::cell(lxw_worksheet *page, lxw_row_t row, lxw_col_t column, const ColumnSpec &spec,
                    const QJsonValue &value, const QString &currency, const QTimeZone &zone)
{
    if (value.isNull() || value.isUndefined())
        return;
    switch (spec.type) {
    case ColumnType::Money: {
        const int digits = minorDigits(currency);
        // A cell of a spreadsheet is a double; cents are exact in it up to ninety trillion.
        worksheet_write_number(page, row, column,
                               static_cast<double>(value.toInteger()) / std::pow(10.0, digits),
                               m_money[static_cast<std::size_t>(digits)]);
        return;
    }
    case ColumnType::Integer:
        worksheet_write_number(page, row, column, value.toDouble(), m_integer);
        return;
    case ColumnType::Number:
        worksheet_write_number(page, row, column, value.toDouble(), m_number);
        return;
    case ColumnType::Percent:
        worksheet_write_number(page, row, column, value.toDouble(), m_percent);
        return;
    case ColumnType::Flag:
        worksheet_write_boolean(page, row, column, value.toBool(), nullptr);
        return;
    case ColumnType::Timestamp: {
        const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
        if (time.isValid() && time.date().year() >= 1900) {
            lxw_datetime excel = excelTime(time.toTimeZone(zone));
            worksheet_write_datetime(page, row, column, &excel, m_time);
            return;
        }
        break;
    }
    case ColumnType::Date: {
        const QDate date = QDate::fromString(value.toString(), Qt::ISODate);
        if (date.isValid() && date.year() >= 1900) {
            lxw_datetime excel{date.year(), date.month(), date.day(), 0, 0, 0};
            worksheet_write_datetime(page, row, column, &excel, m_date);
            return;
        }
        break;
    }
    case ColumnType::Series:
        worksheet_write_string(page, row, column,
                               seriesText(value.toArray(), spec, currency).left(32'767).toUtf8().constData(),
                               nullptr);
        return;
    default:
        break;
    }
    // Written as text, so that no cell becomes a formula; the apostrophe would be shown.
    const QString text = spec.type == ColumnType::Json ? plainText(spec, value, currency) : value.toString();
    worksheet_write_string(page, row, column, text.left(32'767).toUtf8().constData(), nullptr);
}

void Workbook::add(const Sheet &sheet)
{
    const DatasetSpec *spec = findDataset(sheet.dataset.id);
    lxw_worksheet *page = workbook_add_worksheet(m_book, freeName(sheet.title).constData());
    if (!spec || !page)
        return;
    QTimeZone zone(sheet.dataset.timeZone.toLatin1());
    if (!zone.isValid())
        zone = QTimeZone::utc();
    const bool withCurrency = needsCurrencyColumn(*spec);
    const auto columns = static_cast<lxw_col_t>(spec->columns.size());
    std::vector<int> widths(static_cast<std::size_t>(columns) + 1U, 8);
    for (lxw_col_t c = 0; c < columns; ++c) {
        const QString title = QCoreApplication::translate("Datasets", spec->columns[c].title);
        worksheet_write_string(page, 0, c, title.toUtf8().constData(), m_header);
        widths[c] = static_cast<int>(std::max<qsizetype>(10, title.size() + 2));
    }
    if (withCurrency) {
        worksheet_write_string(page, 0, columns,
                               QCoreApplication::translate("Datasets", "Currency").toUtf8().constData(),
                               m_header);
    }
    const qsizetype rows = std::min(rowsInSheet, sheet.dataset.rows.size());
    for (qsizetype r = 0; r < rows; ++r) {
        const auto row = static_cast<lxw_row_t>(r + 1);
        for (lxw_col_t c = 0; c < columns; ++c) {
            const ColumnSpec &column = spec->columns[c];
            const QString name = QString::fromLatin1(column.name);
            const QJsonValue value = sheet.dataset.rows[r].at(c);
            cell(page, row, c, column, value, sheet.dataset.currencyOf(r, name), zone);
            const qsizetype length =
                column.type == ColumnType::Timestamp ? 20 : value.toVariant().toString().size() + 2;
            widths[c] = static_cast<int>(std::clamp<qsizetype>(length, widths[c], 48));
        }
        if (withCurrency)
            worksheet_write_string(page, row, columns, sheet.dataset.currency.toUtf8().constData(), nullptr);
    }
    for (lxw_col_t c = 0; c < columns; ++c)
        worksheet_set_column(page, c, c, widths[c], nullptr);
    worksheet_freeze_panes(page, 1, 0);
    if (rows > 0)
        worksheet_autofilter(page, 0, 0, static_cast<lxw_row_t>(rows), static_cast<lxw_col_t>(columns - 1));
}

} // namespace

QString neutralized(const QString &cell)
{
    if (cell.isEmpty())
        return cell;
    static const QString dangerous = QStringLiteral("=+-@\t\r");
    // Some programs skip spaces before they look for a formula.
    const QString start = cell.trimmed();
    const QChar first = cell[0] == u'\t' || cell[0] == u'\r' || start.isEmpty() ? cell[0] : start[0];
    if (!dangerous.contains(first) || isNumber(cell))
        return cell;
    return u'\'' + cell;
}

QByteArray toCsv(const Dataset &dataset)
{
    const DatasetSpec *spec = findDataset(dataset.id);
    QByteArray csv;
    if (!spec)
        return csv;
    const bool withCurrency = needsCurrencyColumn(*spec);
    for (qsizetype c = 0; c < spec->columns.size(); ++c) {
        appendCell(csv, QString::fromLatin1(spec->columns[c].name),
                   !withCurrency && c + 1 == spec->columns.size());
    }
    if (withCurrency)
        appendCell(csv, QStringLiteral("currency"), true);
    for (qsizetype row = 0; row < dataset.rows.size(); ++row) {
        for (qsizetype c = 0; c < spec->columns.size(); ++c) {
            const ColumnSpec &column = spec->columns[c];
            appendCell(csv,
                       plainText(column, dataset.rows[row].at(c),
                                 dataset.currencyOf(row, QString::fromLatin1(column.name))),
                       !withCurrency && c + 1 == spec->columns.size());
        }
        if (withCurrency)
            appendCell(csv, dataset.currency, true);
    }
    return csv;
}

Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

Result<void> writeCsv(const QString &path, const Dataset &dataset)
{
    return writeFile(path, toCsv(dataset));
}

Result<void> writeXlsx(const QString &path, const QList<Sheet> &sheets)
{
    const QString beside = path + QStringLiteral(".part");
    {
        Workbook book(beside);
        if (!book.isOpen())
            return cannotWrite(path, QStringLiteral("workbook"));
        for (const Sheet &sheet : sheets)
            book.add(sheet);
        if (const lxw_error error = book.close(); error != LXW_NO_ERROR) {
            QFile::remove(beside);
            return cannotWrite(path, QString::fromUtf8(lxw_strerror(error)));
        }
    }
    QFile::remove(path);
    if (!QFile::rename(beside, path)) {
        QFile::remove(beside);
        return cannotWrite(path, QString());
    }
    return {};
}

QString exportFileName(const QString &dashboard, const QString &part, const QDate &day,
                       const QString &extension)
{
    QStringList parts{dashboard};
    if (!part.isEmpty())
        parts.append(part);
    parts.append(day.toString(Qt::ISODate));
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9._-]+"));
    return parts.join(u'_').replace(odd, QStringLiteral("-")) + u'.' + extension;
}

} // namespace lonieve::services
