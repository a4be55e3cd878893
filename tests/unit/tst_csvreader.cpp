// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/csvreader.h"
#include "server/importer/decimal.h"
#include "server/importer/timepattern.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <lzma.h>
#include <zlib.h>

using namespace lonieve;
using namespace lonieve::importer;
using namespace Qt::StringLiterals;

namespace {

QByteArray xz(const QByteArray &plain)
{
    QByteArray packed(static_cast<qsizetype>(lzma_stream_buffer_bound(static_cast<size_t>(plain.size()))),
                      '\0');
    size_t used = 0;
    const lzma_ret code =
        lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t *>(plain.data()),
                                static_cast<size_t>(plain.size()), reinterpret_cast<uint8_t *>(packed.data()),
                                &used, static_cast<size_t>(packed.size()));
    Q_ASSERT(code == LZMA_OK);
    packed.resize(static_cast<qsizetype>(used));
    return packed;
}

QByteArray gzip(const QByteArray &plain)
{
    z_stream stream = {};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))) + 64,
                      '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

/// A device that gives one byte at a time, as a slow pipe may.
class Trickle final : public QIODevice
{
public:
    explicit Trickle(QByteArray bytes) : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        if (m_at >= m_bytes.size() || size < 1)
            return 0;
        *data = m_bytes[m_at++];
        return 1;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

struct Read
{
    QStringList rows; ///< "line:field|field", with "!problem" where there is one
    QString error;
    QString message;
};

Read readAll(std::unique_ptr<ByteSource> source, CsvOptions options = {})
{
    Read read;
    CsvReader reader(std::move(source), options);
    CsvRow row;
    for (;;) {
        auto more = reader.next(row);
        if (!more) {
            read.error = more.error().key;
            read.message = more.error().message;
            // An error stays: it must not turn into a quiet end.
            Q_ASSERT(!reader.next(row));
            return read;
        }
        if (!*more)
            return read;
        QStringList fields;
        for (int i = 0; i < row.count(); ++i)
            fields << row.text(i);
        QString text = u"%1:%2"_s.arg(row.line).arg(fields.join(u'|'));
        if (row.problem != CsvProblem::None)
            text += u"!%1"_s.arg(static_cast<int>(row.problem));
        read.rows << text;
    }
}

Read readAll(const QByteArray &bytes, CsvOptions options = {})
{
    auto source = ByteSource::fromBytes(bytes);
    if (!source)
        return {{}, source.error().key, source.error().message};
    return readAll(std::move(*source), options);
}

} // namespace

class TestCsvReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QStringList>("rows");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QByteArray &bytes, const QStringList &rows,
                            const QString &error = {}) { QTest::newRow(name) << bytes << rows << error; };
        row("empty file", "", {});
        row("only a byte order mark", "\xEF\xBB\xBF", {});
        row("plain", "a,b\n1,2\n", {u"1:a|b"_s, u"2:1|2"_s});
        row("no line end at the end", "a,b\n1,2", {u"1:a|b"_s, u"2:1|2"_s});
        row("CRLF", "a,b\r\n1,2\r\n", {u"1:a|b"_s, u"2:1|2"_s});
        row("CR alone", "a,b\r1,2\r", {u"1:a|b"_s, u"2:1|2"_s});
        row("byte order mark",
            "\xEF\xBB\xBF"
            "a,b\n",
            {u"1:a|b"_s});
        row("blank lines are skipped and counted", "a,b\n\n\r\n1,2\n", {u"1:a|b"_s, u"4:1|2"_s});
        row("an empty quoted field is a row", "a\n\"\"\n", {u"1:a"_s, u"2:"_s});
        row("empty fields", ",\n,,\n", {u"1:|"_s, u"2:||"_s});
        row("delimiter at the very end", "a,b\n1,", {u"1:a|b"_s, u"2:1|"_s});
        row("quotes", "\"a,1\",\"b \"\"x\"\"\"\n", {u"1:a,1|b \"x\""_s});
        row("line ends in quotes", "\"a\nb\r\nc\",d\ne,f\n", {u"1:a\nb\r\nc|d"_s, u"4:e|f"_s});
        row("delimiter in quotes of the first row", "\"a;b;c\",d\n", {u"1:a;b;c|d"_s});
        row("quote within an unquoted field", "x,7\" PLATE\n", {u"1:x|7\" PLATE"_s});
        row("blanks after a closing quote", "\"a\" ,b\n", {u"1:a|b"_s});
        row("text after a closing quote", "h,i\n\"a\"b,c\nd,e\n", {u"1:h|i"_s, u"2:ab|c!3"_s, u"3:d|e"_s});
        row("semicolon", "a;b;1,5\n", {u"1:a|b|1,5"_s});
        row("tab", "a\tb\t1,5\n", {u"1:a|b|1,5"_s});
        row("bar", "a|b|c\n", {u"1:a|b|c"_s});
        row("one column", "a\nb\n", {u"1:a"_s, u"2:b"_s});
        row("UTF-8", "n\nпривет €\n", {u"1:n"_s, u"2:привет €"_s});
        row("not UTF-8", "n\ncaf\xE9\nok\n", {u"1:n"_s, u"2:caf\uFFFD!1"_s, u"3:ok"_s});
        row("a character broken by the delimiter", "n,m\n\xC3,\xA9\n", {u"1:n|m"_s, u"2:\uFFFD|\uFFFD!1"_s});
        row("overlong form", QByteArray("n\n\xC0\xAF\n"), {u"1:n"_s, u"2:\uFFFD\uFFFD!1"_s});
        row("zero byte", QByteArray("n\na\0b\n", 6), {u"1:n"_s, u"2:a"_s + QChar(0) + u"b!2"_s});
        row("zero byte in quotes", QByteArray("n\n\"a\0b\"\n", 8),
            {u"1:n"_s, u"2:a"_s + QChar(0) + u"b!2"_s});
        row("open quote", "a,b\n1,\"2\n3,4\n", {u"1:a|b"_s}, u"csv_open_quote"_s);
        row("open quote at the end", "a\n\"", {u"1:a"_s}, u"csv_open_quote"_s);
        row("UTF-16",
            QByteArray("\xFF\xFE"
                       "a\0,\0",
                       6),
            {}, u"csv_utf16"_s);
        row("long field", "a\n" + QByteArray(70'000, 'x') + "\n", {u"1:a"_s}, u"csv_field_too_large"_s);
        row("runaway quote", "a\n\"" + QByteArray("x\n").repeated(40'000), {u"1:a"_s},
            u"csv_field_too_large"_s);
        row("runaway row of line ends", "a\n\"" + QByteArray(80'000, '\n'), {u"1:a"_s},
            u"csv_field_too_large"_s);
        row("long row", "a\n" + (QByteArray(60'000, 'x') + ',').repeated(20) + "\n", {u"1:a"_s},
            u"csv_row_too_large"_s);
        row("too many columns", QByteArray(600, ','), {}, u"csv_too_many_columns"_s);
        row("broken gzip", QByteArray("\x1F\x8B\x08\x00garbage garbage garbage", 25), {}, u"file_damaged"_s);
        row("broken xz", QByteArray("\xFD\x37zXZ\0garbage garbage garbage", 30), {}, u"file_damaged"_s);
    }
    void reads()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QStringList, rows);
        QFETCH(QString, error);
        const Read read = readAll(bytes);
        QCOMPARE(read.rows, rows);
        QCOMPARE(read.error, error);
        QCOMPARE(read.message.isEmpty(), error.isEmpty());
        // The same through a source that gives one byte at a time.
        Trickle trickle(bytes);
        auto source = ByteSource::fromDevice(&trickle);
        QVERIFY(source);
        const Read slow = readAll(std::move(*source));
        QCOMPARE(slow.rows, rows);
        QCOMPARE(slow.error, error);
    }

    void saysWhereAQuoteWasOpened()
    {
        const Read read = readAll("a,b\n1,2\n3,\"4\n5,6\n");
        QVERIFY2(read.message.contains(u"line 3"_s), qPrintable(read.message));
    }

    void windows1252()
    {
        CsvOptions options;
        options.encoding = CsvEncoding::Utf8OrWindows1252;
        QCOMPARE(readAll("a\ncaf\xE9,\x80 5,é\n", options).rows, (QStringList{u"1:a"_s, u"2:café|€ 5|é"_s}));
        options.encoding = CsvEncoding::Windows1252;
        QCOMPARE(readAll("a\n\xC3\xA9\n", options).rows, (QStringList{u"1:a"_s, u"2:Ã©"_s}));
    }

    void declaredDelimiterWins()
    {
        CsvOptions options;
        options.delimiter = ';';
        QCOMPARE(readAll("a,b,c;d\n", options).rows, QStringList{u"1:a,b,c|d"_s});
    }

    void packed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("packing");
        const QByteArray plain = "a,b\n" + QByteArray("1,\"zwei\"\n").repeated(50'000);
        const QByteArray tail = "3,4\n";
        QTest::newRow("plain") << plain + tail << 0;
        QTest::newRow("xz") << xz(plain + tail) << 1;
        QTest::newRow("gzip") << gzip(plain + tail) << 2;
        QTest::newRow("joined xz") << xz(plain) + xz(tail) << 1;
        QTest::newRow("joined gzip") << gzip(plain) + gzip(tail) << 2;
        QTest::newRow("gzip padded with zeros") << gzip(plain + tail) + QByteArray(700, '\0') << 2;
    }
    void packed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, packing);
        // The name says nothing: the same bytes under any name.
        QTemporaryDir dir;
        const QString path = dir.filePath(u"data.csv"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        auto source = ByteSource::open(path);
        QVERIFY(source);
        QCOMPARE(static_cast<int>((*source)->packing()), packing);
        QCOMPARE((*source)->size(), bytes.size());
        const Read read = readAll(std::move(*source));
        QCOMPARE(read.error, QString());
        QCOMPARE(read.rows.size(), 50'002);
        QCOMPARE(read.rows.last(), u"50002:3|4"_s);
    }

    void truncatedPackingIsAnError()
    {
        const QByteArray plain = "a,b\n" + QByteArray("1,zwei\n").repeated(5'000);
        for (const QByteArray &whole : {xz(plain), gzip(plain)}) {
            for (qsizetype cut = 1; cut < whole.size() - 6; cut += 7) {
                const Read read = readAll(whole.chopped(cut));
                QVERIFY2(read.error == u"file_truncated"_s,
                         qPrintable(u"cut %1 of %2: %3"_s.arg(cut).arg(whole.size()).arg(read.error)));
            }
        }
    }

    void damagedPackingIsAnError()
    {
        const QByteArray plain = "a,b\n" + QByteArray("1,zwei\n").repeated(5'000);
        QByteArray bytes = xz(plain);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
        QCOMPARE(readAll(bytes).error, u"file_damaged"_s);
        bytes = gzip(plain);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
        QCOMPARE(readAll(bytes).error, u"file_damaged"_s);
        QCOMPARE(readAll(xz(plain) + "something else follows").error, u"file_damaged"_s);
    }

    void missingFiles()
    {
        auto missing = ByteSource::open(u"/nonexistent/file.csv"_s);
        QVERIFY(!missing);
        QCOMPARE(missing.error().key, u"file_unreadable"_s);
        QTemporaryDir dir;
        QVERIFY(!ByteSource::open(dir.path()));
    }

    /// Whatever the bytes: it ends, with rows within the limits or an error that says something.
    void survivesAnything()
    {
        QRandomGenerator random(20261122);
        static const QByteArray alphabet("a1,;\t|\"\n\r\0\xC3\xA9\xFF \xEF\xBB\xBF", 17);
        for (int round = 0; round < 4'000; ++round) {
            QByteArray bytes(random.bounded(1, 200), '\0');
            for (char &c : bytes)
                c = alphabet[random.bounded(static_cast<int>(alphabet.size()))];
            CsvOptions options;
            options.maxField = 40;
            options.maxRow = 90;
            options.maxColumns = 12;
            const Read read = readAll(bytes, options);
            QVERIFY(read.rows.size() <= bytes.size());
            QCOMPARE(read.error.isEmpty(), read.message.isEmpty());
            Trickle trickle(bytes);
            auto source = ByteSource::fromDevice(&trickle);
            QVERIFY(source);
            const Read slow = readAll(std::move(*source), options);
            QCOMPARE(slow.rows, read.rows);
            QCOMPARE(slow.error, read.error);
        }
    }

    void cells_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("plain") << QByteArray("abc") << QByteArray("abc");
        QTest::newRow("quote") << QByteArray("a \"b\"") << QByteArray("\"a \"\"b\"\"\"");
        QTest::newRow("formula") << QByteArray("=1+1") << QByteArray("'=1+1");
        QTest::newRow("formula with a comma") << QByteArray("@SUM(A1,B1)") << QByteArray("\"'@SUM(A1,B1)\"");
        QTest::newRow("minus formula") << QByteArray("-A1") << QByteArray("'-A1");
        QTest::newRow("negative number") << QByteArray("-12.50") << QByteArray("-12.50");
        QTest::newRow("lonely minus") << QByteArray("-") << QByteArray("'-");
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void cells()
    {
        QFETCH(QByteArray, text);
        QTEST(csvCell(text), "cell");
    }

    void decimals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<char>("point");
        QTest::addColumn<QByteArray>("group");
        QTest::addColumn<QByteArray>("result"); // empty: refused
        const auto row = [](const char *text, char point, const char *group, const char *result) {
            QTest::addRow("%s %c%s", text, point, group)
                << QByteArray(text) << point << QByteArray(group) << QByteArray(result);
        };
        row("2.55", '.', "", "2.55");
        row(" 2 ", '.', "", "2");
        row("-11062.06", '.', "", "-11062.06");
        row("0.001", '.', "", "0.001");
        row("+3", '.', "", "3");
        row(".5", '.', "", "0.5");
        row("5.", '.', "", "5");
        row("1.234.567,89", ',', ".", "1234567.89");
        row("1 234,5", ',', " ", "1234.5");
        row("1,234", '.', ",", "1234");
        row("12,34", '.', ",", "");
        row("1,2345", '.', ",", "");
        row("1,234", '.', "", "");
        row("1.2.3", '.', "", "");
        row("1e5", '.', "", "");
        row("", '.', "", "");
        row("-", '.', "", "");
        row("abc", '.', "", "");
        row("NaN", '.', "", "");
        row("0.1234567", '.', "", "");
        row("0.1234560000", '.', "", "0.123456");
        row("999999999999999", '.', "", "999999999999999");
        row("1000000000000000", '.', "", "");
        row("£4.20", '.', "", "4.2");
        row("-£4.20", '.', "", "-4.2");
    }
    void decimals()
    {
        QFETCH(QByteArray, text);
        QFETCH(char, point);
        QFETCH(QByteArray, group);
        QFETCH(QByteArray, result);
        NumberStyle style;
        style.point = point;
        style.group = group;
        style.strip = {QByteArray("£")};
        const auto value = Decimal::parse(text, style);
        QCOMPARE(value ? value->text() : QByteArray(), result);
    }

    void decimalArithmetic()
    {
        const auto of = [](const char *text) { return *Decimal::parse(text); };
        QCOMPARE(of("2.55").times(6).text(2), "15.30");
        QCOMPARE(of("0.005").rounded(2).text(2), "0.01");
        QCOMPARE(of("-0.005").rounded(2).text(2), "-0.01");
        QCOMPARE(of("0.0049").rounded(2).text(2), "0.00");
        QCOMPARE(of("168469.60").times(80995).text(2), "13645195252.00");
        QCOMPARE(of("10").dividedBy(3)->text(), "3.333333");
        QVERIFY(!of("10").dividedBy(0));
        QCOMPARE(of("10666684.544").grouped(), u"10,666,684.544"_s);
        QCOMPARE(of("-123.4").grouped(), u"-123.40"_s);
        QCOMPARE(of("-1234").grouped(0), u"-1,234"_s);
    }

    void times_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("utc"); // empty: refused
        const auto row = [](const char *pattern, const char *zone, const char *text, const char *utc) {
            QTest::addRow("%s", text) << QString::fromLatin1(pattern) << QByteArray(zone) << QByteArray(text)
                                      << QString::fromLatin1(utc);
        };
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2010-12-01 08:26:00", "2010-12-01T08:26:00Z");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-07-01 08:26:00", "2011-07-01T07:26:00Z");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-03-27 01:30:00", "2011-03-27T01:30:00Z");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-10-30 01:30:00", "2011-10-30T01:30:00Z");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-02-29 08:26:00", "");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-03-01 24:00:00", "");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-03-01 10:00", "");
        row("yyyy-MM-dd HH:mm:ss", "Europe/London", "2011-03-01 10:00:00x", "");
        row("d/M/yyyy H:mm", "UTC", "1/2/2020 9:05", "2020-02-01T09:05:00Z");
        row("MM/dd/yy hh:mm AP", "UTC", "12/31/20 12:05 am", "2020-12-31T00:05:00Z");
        row("MM/dd/yy hh:mm AP", "UTC", "12/31/20 12:05 PM", "2020-12-31T12:05:00Z");
        row("yyyy-MM-ddTHH:mm:ss.SSSZZ", "UTC", "2020-01-01T00:30:00.25+01:00", "2019-12-31T23:30:00Z");
        row("yyyy-MM-dd'T'HH:mm:ssZZ", "UTC", "2020-01-01T00:30:00Z", "2020-01-01T00:30:00Z");
        row("dd MMM yyyy", "UTC", "05 Mar 2021", "2021-03-05T00:00:00Z");
        row("yyyy-MM-dd", "UTC", "", "");
    }
    void times()
    {
        QFETCH(QString, pattern);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, text);
        QFETCH(QString, utc);
        const auto made = TimePattern::make(pattern, zone);
        QVERIFY(made);
        const auto moment = made->parse(text);
        QCOMPARE(moment ? QDateTime::fromMSecsSinceEpoch(moment->utcMs, Qt::UTC).toString(Qt::ISODate)
                        : QString(),
                 utc);
    }

    void badTimePatterns()
    {
        QVERIFY(!TimePattern::make(u"yyyy-MM-dd"_s, "Mars/Olympus"));
        QVERIFY(!TimePattern::make(u"yyyy-MM"_s, "UTC"));
        QVERIFY(!TimePattern::make(u"yyyy-MM-dd QQ"_s, "UTC"));
        QVERIFY(!TimePattern::make(u"yyyy-MM-dd 'open"_s, "UTC"));
    }
};

QTEST_GUILESS_MAIN(TestCsvReader)
#include "tst_csvreader.moc"
