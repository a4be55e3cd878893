// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/tablefile.h"

#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::services;

namespace {

Dataset recentOrders()
{
    Dataset set;
    set.id = u"recent_orders"_s;
    set.asOf = QDateTime(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
    set.timeZone = u"Europe/Berlin"_s;
    set.currency = u"USD"_s;
    set.rows = {
        QJsonArray{u"id-1"_s, u"2026-11-22T23:30:00.000Z"_s, u"=HYPERLINK(\"http://x\")"_s,
                   u"Steam, 50 \"EU\""_s, 7500, u"USD"_s, u"paid"_s, u"sent"_s},
        QJsonArray{u"id-2"_s, QJsonValue(), u"@sum(a1)"_s, u"two\nlines"_s, 1999, u"JPY"_s, u"pending"_s,
                   QJsonValue()},
    };
    return set;
}

} // namespace

class tst_ServicesTables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neutralizes_data();
    void neutralizes();
    void csvIsExact();
    void csvNamesTheCurrency();
    void everyDatasetHasItsColumns();
    void xlsxIsTypedAndHasNoFormulas();
    void sheetNamesAreMadeValid();
    void unwritablePlacesAreToldOf();
    void fileNames();
};

void tst_ServicesTables::neutralizes_data()
{
    QTest::addColumn<QString>("cell");
    QTest::addColumn<QString>("written");
    QTest::newRow("text") << u"Ann"_s << u"Ann"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
    QTest::newRow("plus") << u"+cmd|' /C calc'!A0"_s << u"'+cmd|' /C calc'!A0"_s;
    QTest::newRow("minus") << u"-2+3"_s << u"'-2+3"_s;
    QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
    QTest::newRow("tab") << u"\t=1"_s << u"'\t=1"_s;
    QTest::newRow("return") << u"\r=1"_s << u"'\r=1"_s;
    QTest::newRow("spaces before") << u"  =1"_s << u"'  =1"_s;
    QTest::newRow("negative number") << u"-12.50"_s << u"-12.50"_s;
    QTest::newRow("phone") << u"+4930123"_s << u"+4930123"_s;
    QTest::newRow("dash alone") << u"-"_s << u"'-"_s;
    QTest::newRow("e-mail") << u"a@b.example"_s << u"a@b.example"_s;
}

void tst_ServicesTables::neutralizes()
{
    QFETCH(QString, cell);
    QFETCH(QString, written);
    QCOMPARE(neutralized(cell), written);
}

void tst_ServicesTables::csvIsExact()
{
    const QByteArray expected = "order_id,created_at,email,product,amount,currency,status,email_status\r\n"
                                "id-1,2026-11-22T23:30:00.000Z,\"'=HYPERLINK(\"\"http://x\"\")\",\"Steam, 50 "
                                "\"\"EU\"\"\",75.00,USD,paid,sent\r\n"
                                "id-2,,'@sum(a1),\"two\nlines\",1999,JPY,pending,\r\n";
    QCOMPARE(toCsv(recentOrders()), expected);
}

void tst_ServicesTables::csvNamesTheCurrency()
{
    Dataset set;
    set.id = u"top_products"_s;
    set.currency = u"EUR"_s;
    set.rows = {QJsonArray{u"p"_s, u"Steam"_s, u"Steam"_s, u"EU"_s, 3, 4, -5, 12.5}};
    const QList<QByteArray> lines = toCsv(set).split('\n');
    QVERIFY(lines[0].endsWith(",share,currency\r"));
    QCOMPARE(lines[1], QByteArray("p,Steam,Steam,EU,3,4,-0.05,12.5,EUR\r"));
}

void tst_ServicesTables::everyDatasetHasItsColumns()
{
    for (const DatasetSpec *spec : allDatasets()) {
        Dataset set;
        set.id = QString::fromLatin1(spec->id);
        QJsonArray row;
        for (qsizetype i = 0; i < spec->columns.size(); ++i)
            row.append(QJsonValue());
        set.rows = {row};
        const QList<QByteArray> lines = toCsv(set).split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0].count(','), lines[1].count(','));
        QVERIFY(lines[0].startsWith(spec->columns[0].name));
    }
}

void tst_ServicesTables::xlsxIsTypedAndHasNoFormulas()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"t.xlsx"_s);
    QVERIFY(writeXlsx(path, {{u"Recent orders"_s, recentOrders()}}));
    QVERIFY(!QFile::exists(path + u".part"_s));
    QProcess python;
    // Read with the standard library: an .xlsx is a zip of XML.
    python.start(u"/usr/bin/python3"_s, {u"-c"_s,
                                         u"import zipfile,sys\n"
                                         "z=zipfile.ZipFile(sys.argv[1])\n"
                                         "assert z.testzip() is None\n"
                                         "print(z.read('xl/worksheets/sheet1.xml').decode())\n"
                                         "print(z.read('xl/sharedStrings.xml').decode())\n"
                                         "print(z.read('xl/workbook.xml').decode())\n"_s,
                                         path});
    QVERIFY(python.waitForFinished(20'000));
    QCOMPARE(python.exitCode(), 0);
    const QString xml = QString::fromUtf8(python.readAllStandardOutput());
    QVERIFY(!xml.contains(u"<f>"));
    QVERIFY(xml.contains(u"name=\"Recent orders\""));
    QVERIFY(xml.contains(u"=HYPERLINK(")); // as a string, shown as it is
    QVERIFY(xml.contains(u"<v>75</v>"));
    QVERIFY(xml.contains(u"<v>1999</v>")); // yen have no cents
    // 2026-11-23 00:30 in Berlin, as a spreadsheet counts days.
    QVERIFY2(xml.contains(u"<v>46349.0208"), qPrintable(xml));
}

void tst_ServicesTables::sheetNamesAreMadeValid()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"t.xlsx"_s);
    const QString longName = u"A very long title: with [odd] characters / and more"_s;
    QVERIFY(writeXlsx(path,
                      {{longName, recentOrders()}, {longName, recentOrders()}, {QString(), recentOrders()}}));
    QProcess python;
    python.start(u"/usr/bin/python3"_s,
                 {u"-c"_s,
                  u"import zipfile,sys\nprint(len([n for n in zipfile.ZipFile(sys.argv[1]).namelist() "
                  "if n.startswith('xl/worksheets/sheet')]))"_s,
                  path});
    QVERIFY(python.waitForFinished(20'000));
    QCOMPARE(python.readAllStandardOutput().trimmed(), QByteArray("3"));
}

void tst_ServicesTables::unwritablePlacesAreToldOf()
{
    for (const auto &result : {writeCsv(u"/nowhere/at/all.csv"_s, recentOrders()),
                               writeXlsx(u"/nowhere/at/all.xlsx"_s, {{u"a"_s, recentOrders()}})}) {
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().key, u"file_unwritable"_s);
        QVERIFY(result.error().message.contains(u"/nowhere/at/all"));
    }
}

void tst_ServicesTables::fileNames()
{
    const QDate day(2026, 11, 22);
    QCOMPARE(exportFileName(u"overview"_s, u"trend_revenue"_s, day, u"csv"_s),
             u"overview_trend_revenue_2026-11-22.csv"_s);
    QCOMPARE(exportFileName(u"orders"_s, {}, day, u"pdf"_s), u"orders_2026-11-22.pdf"_s);
    QCOMPARE(exportFileName(u"a/../b"_s, u"c d"_s, day, u"png"_s), u"a-..-b_c-d_2026-11-22.png"_s);
}

QTEST_GUILESS_MAIN(tst_ServicesTables)
#include "tst_services_tables.moc"
