// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/csvpreview.h"

#include <QtTest>

using namespace lonieve;
using namespace Qt::StringLiterals;

class TestCsvPreview final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsQuotesAndLineNumbers();
    void delimiters();
    void cutFiles();
    void limit();
    void refusals();
    void problems();
};

namespace {
const QByteArray product("00000001-0000-4000-8000-00000000000b");
}

void TestCsvPreview::readsQuotesAndLineNumbers()
{
    const QByteArray csv = "\xEF\xBB\xBF"
                           "Code, Nominal ,product_id,cost_price,colour\r\n"
                           "\"A,\"\"1\"\"\",25," +
                           product +
                           ",20.5,red\r\n"
                           "\r\n"
                           "\"two\nlines\",10," +
                           product +
                           ",,blue\r\n"
                           "C,10," +
                           product + ",1,x\n";
    const Result<CsvPreview> preview = previewCodeCsv(csv, true);
    QVERIFY(preview);
    QCOMPARE(preview->header,
             (QStringList{u"code"_s, u"nominal"_s, u"product_id"_s, u"cost_price"_s, u"colour"_s}));
    QCOMPARE(preview->unknown, QStringList{u"colour"_s});
    QVERIFY(preview->missing.isEmpty());
    QCOMPARE(preview->rows.size(), 3);
    QCOMPARE(preview->rows[0].cells[0], u"A,\"1\""_s);
    QCOMPARE(preview->rows[0].line, 2);
    QCOMPARE(preview->rows[1].cells[0], u"two\nlines"_s);
    QCOMPARE(preview->rows[1].line, 4);
    QCOMPARE(preview->rows[2].line, 6);
    QVERIFY(preview->isImportable());
    QVERIFY(!preview->truncated);
    for (const CsvPreview::Row &row : preview->rows)
        QCOMPARE(row.problem, QString());
}

void TestCsvPreview::delimiters()
{
    for (const char delimiter : {',', ';', '\t'}) {
        QByteArray csv = "code,nominal,product_id\nA,25," + product + '\n';
        csv.replace(',', delimiter);
        const Result<CsvPreview> preview = previewCodeCsv(csv, true);
        QVERIFY(preview);
        QCOMPARE(preview->delimiter, QChar(delimiter));
        QCOMPARE(preview->rows.size(), 1);
        QCOMPARE(preview->rows[0].problem, QString());
    }
}

void TestCsvPreview::cutFiles()
{
    // Cut inside a character and inside a line: the broken line is left out and no error is told.
    const QByteArray whole = "code,nominal,product_id\nA,25," + product + "\nB\xC3";
    const Result<CsvPreview> preview = previewCodeCsv(whole, false);
    QVERIFY(preview);
    QCOMPARE(preview->rows.size(), 1);
    QVERIFY(preview->truncated);
    // Cut inside quotes.
    const Result<CsvPreview> quoted = previewCodeCsv("code,nominal,product_id\nA,25,x\n\"B\n", false);
    QVERIFY(quoted);
    QCOMPARE(quoted->rows.size(), 1);
}

void TestCsvPreview::limit()
{
    QByteArray csv = "code,nominal,product_id\n";
    for (int i = 0; i < 150; ++i)
        csv += "A" + QByteArray::number(i) + ",25," + product + '\n';
    const Result<CsvPreview> preview = previewCodeCsv(csv, true, 100);
    QVERIFY(preview);
    QCOMPARE(preview->rows.size(), 100);
    QVERIFY(preview->truncated);
}

void TestCsvPreview::refusals()
{
    QCOMPARE(previewCodeCsv("", true).error().key, u"empty"_s);
    QCOMPARE(previewCodeCsv("  \n\n", true).error().key, u"empty"_s);
    QCOMPARE(previewCodeCsv("code\n\xFF\xFE\n", true).error().key, u"not_utf8"_s);
    const Result<CsvPreview> open = previewCodeCsv("code,nominal,product_id\nA,1,x\n\"B,2,y\n", true);
    QVERIFY(!open);
    QCOMPARE(open.error().key, u"open_quote"_s);
    QVERIFY(open.error().message.contains(u'3'));
    const Result<CsvPreview> lacking = previewCodeCsv("code,nominal\nA,25\n", true);
    QVERIFY(lacking);
    QCOMPARE(lacking->missing, QStringList{u"product_id"_s});
    QVERIFY(!lacking->isImportable());
    QVERIFY(!previewCodeCsv("code,nominal,product_id\n", true)->isImportable());
}

void TestCsvPreview::problems()
{
    const QByteArray csv = "code,nominal,product_id,cost_price\n"
                           ",25," +
                           product +
                           ",1\n"
                           "A,-5," +
                           product +
                           ",1\n"
                           "A,25,not-a-uuid,1\n"
                           "A,25," +
                           product +
                           ",cheap\n"
                           "A,25\n"
                           "A,25," +
                           product + ",\n";
    const Result<CsvPreview> preview = previewCodeCsv(csv, true);
    QVERIFY(preview);
    for (int row = 0; row < 5; ++row)
        QVERIFY2(!preview->rows[row].problem.isEmpty(), qPrintable(QString::number(row)));
    QVERIFY(preview->rows[5].problem.isEmpty());
}

QTEST_GUILESS_MAIN(TestCsvPreview)
#include "tst_csvpreview.moc"
