// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/codeimport.h"
#include "server/importer/csvreader.h"
#include "server/importer/demoshop.h"
#include "server/importer/orderimport.h"
#include "tests/support/teststore.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <lzma.h>
#include <zlib.h>

#include <csignal>

using namespace lonieve;
using namespace lonieve::importer;
using namespace lonieve::test;
using namespace Qt::StringLiterals;

namespace {

/// Kinds of dirt that invoices come with, a line or two each.
const QByteArray invoices =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "1001,A1,RED MUG ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n"
    "1001,A2,BLUE MUG,2,2010-12-01 08:27:00,3.39,17850.0,United Kingdom\n"
    "1001,A2,BLUE MUG,2,2010-12-01 08:27:00,3.39,17850.0,United Kingdom\n"      // twice
    "1002,A1,RED MUG,1,2010-12-31 23:59:00,2.55,,France\n"                      // unknown customer
    "1002,PADS,PADS TO MATCH,1,2010-12-31 23:59:00,0.001,,France\n"             // rounds to 0.00
    "1003,A3,\"TIN, \"\"LARGE\"\"\",3,2011-01-04 10:00:00,0.335,12346.0,EIRE\n" // 1.005
    "1004,A4,,5,2011-01-05 10:00:00,0,,United Kingdom\n"
    "1005,A1,RED MUG,4,2011-01-05 11:00:00,0.0,14911.0,EIRE\n"
    "1006,A5,?,-10,2011-01-06 10:00:00,0,,United Kingdom\n"
    "1007,A5,,-3,2011-01-06 10:01:00,0,,United Kingdom\n"
    "A1008,B,Adjust bad debt,1,2011-01-07 10:00:00,-11062.06,,United Kingdom\n"
    "A1009,B,Adjust bad debt,1,2011-01-07 10:01:00,11062.06,,United Kingdom\n"
    "C1010,A1,RED MUG,-2,2011-01-08 10:00:00,2.55,17850.0,United Kingdom\n"
    "C1010,A2,BLUE MUG,-1,2011-01-08 10:00:00,3.39,17850.0,United Kingdom\n"
    "C1011,D,Discount,-1,2011-01-09 10:00:00,27.5,14527.0,United Kingdom\n"
    "C1012,A1,RED MUG,2,2011-01-09 10:00:00,2.55,14527.0,United Kingdom\n"
    "1013,m,Manual,1,2011-07-01 00:30:00,10,13999.0,Germany\n"
    "1013,M,Manual,1,2011-07-01 00:30:00,20,13999.0,Germany\n"
    "1014,A1,RED RETROSPOT MUG,1,2011-07-02 10:00:00,2.55,13999.0,Germany\n"
    "1014,A4,BIG BOX,1,2011-07-02 10:00:00,0,13999.0,Germany\n" // one line only
    "1015,A1,RED MUG,one,2011-07-03 10:00:00,2.55,13999.0,Germany\n"
    "1016,A1,RED MUG,1,03/07/2011 10:00,2.55,13999.0,Germany\n"
    "1017,A1,RED MUG,1,2011-07-03 10:00:00,2.55,13999.0\n"
    ",A1,RED MUG,1,2011-07-03 10:00:00,2.55,13999.0,Germany\n"
    "1018,,RED MUG,1,2011-07-03 10:00:00,2.55,13999.0,Germany\n"
    "1019,A6,=HYPERLINK(1),1,2011-07-03 10:00:00,1.00,13999.0,Germany\n"
    "1020,A6,CAF\xC9,1,2011-07-03 10:00:00,1.00,13999.0,Germany\n";

QByteArray xz(const QByteArray &plain)
{
    QByteArray packed(static_cast<qsizetype>(lzma_stream_buffer_bound(static_cast<size_t>(plain.size()))),
                      '\0');
    size_t used = 0;
    lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t *>(plain.data()),
                            static_cast<size_t>(plain.size()), reinterpret_cast<uint8_t *>(packed.data()),
                            &used, static_cast<size_t>(packed.size()));
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

Result<OrderImportReport> importInvoices(store::Connection &owner, const QByteArray &csv,
                                         QStringList *reported = nullptr)
{
    static const auto mapping = Mapping::preset(u"online-retail"_s);
    auto source = ByteSource::fromBytes(csv);
    if (!source)
        return failure(source.error());
    OrderImportOptions options;
    options.tenant = TestStore::tenant();
    options.fileName = u"test.csv"_s;
    options.reported = [reported](const ReportedLine &line) {
        if (reported)
            *reported << u"%1 %2"_s.arg(line.line).arg(line.reason);
    };
    return importOrders(&owner, std::move(*source), *mapping, options);
}

/// Everything that an import writes, as one text: equal texts, equal stores.
QString content(TestStore &store)
{
    return store.value(uR"(
        select md5(concat(
            (select string_agg(p::text, E'\n' order by p.id) from products p),
            (select string_agg(o::text, E'\n' order by o.id) from orders o),
            (select string_agg(i::text, E'\n' order by i.id) from order_items i),
            (select string_agg(r::text, E'\n' order by r.id) from refunds r),
            (select string_agg(a::text, E'\n' order by a.id) from audit_log a),
            (select string_agg(c::text, E'\n' order by c.id) from gift_codes c),
            (select string_agg(b::text, E'\n' order by b.batch_id) from code_batches b),
            (select string_agg(t.settings::text, E'\n' order by t.id) from tenants t))))"_s);
}

QString violations(TestStore &store)
{
    const auto connection = store.connect();
    static const store::Statement invariants = {"test_invariants",
                                                "select coalesce(string_agg(name || ' ' || sample::text, '; "
                                                "'), '') as broken from money_invariants() "
                                                "where violations > 0"};
    const auto rows = connection->once(TestStore::tenant(), invariants);
    return rows ? rows->text(0, "broken") : rows.error().message;
}

QString figure(const OrderImportReport &report, const QString &name)
{
    for (const Comparison &one : report.comparisons) {
        if (one.figure.trimmed() == name)
            return u"%1|%2|%3"_s.arg(one.file, one.store).arg(static_cast<int>(one.verdict));
    }
    return u"missing"_s;
}

QString realFile()
{
    const QString relative = u"/data/online-retail/online_retail.csv.xz"_s;
    QStringList places;
    if (qEnvironmentVariableIsSet("LONIEVE_SHARED_DATA"))
        places << qEnvironmentVariable("LONIEVE_SHARED_DATA");
    places << qEnvironmentVariable("LONIEVE_SOURCE_DIR") + u"/../shared"_s;
    for (const QString &place : places) {
        if (QFileInfo::exists(place + relative))
            return place + relative;
    }
    return {};
}

QString server()
{
    return qEnvironmentVariable("LONIEVE_BIN_DIR") + u"/lonieve-server"_s;
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dirtyInvoices()
    {
        TestStore store;
        const auto owner = store.connect({});
        QStringList reported;
        const auto report = importInvoices(*owner, invoices, &reported);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message + report.error().sqlState));
        QCOMPARE(reported, (QStringList{u"8 zero_price_blank"_s, u"9 zero_price"_s, u"10 stock_correction"_s,
                                        u"11 stock_correction_blank"_s, u"12 negative_price"_s,
                                        u"17 odd_cancellation"_s, u"21 zero_price"_s, u"22 bad_quantity"_s,
                                        u"23 bad_time"_s, u"24 wrong_columns"_s, u"25 no_order"_s,
                                        u"26 no_product"_s, u"28 unreadable"_s}));
        QVERIFY2(report->consistent, qPrintable(report->toText()));
        QCOMPARE(figure(*report, u"lines"_s), u"27|27|0"_s);
        QCOMPARE(figure(*report, u"invoices with sales"_s), u"7|7|0"_s);
        QCOMPARE(figure(*report, u"cancellations, lines"_s), u"3|3|0"_s);
        // 15.30 + 6.78 + 6.78 + 2.55 + 0.001 + 1.005 + 11062.06 + 10 + 20 + 2.55 + 1
        QCOMPARE(figure(*report, u"gross revenue"_s), u"11,128.026|11,128.03|1"_s);
        QCOMPARE(figure(*report, u"with a customer"_s), u"63.415|63.42|1"_s);
        QCOMPARE(figure(*report, u"gross 2010-12"_s), u"31.411|31.41|1"_s);

        QCOMPARE(
            store.value(u"select string_agg(format('%s %s %s %s %s %s', external_ref, total_amount, "
                        "coalesce(email, '-'), country, status, email_status), E'\\n' order by external_ref) "
                        "from orders where source = 'online-retail'"_s),
            u"1001 28.86 customer-17850@online-retail.invalid United Kingdom paid none\n"
            "1002 2.55 - France paid none\n"
            "1003 1.01 customer-12346@online-retail.invalid EIRE paid none\n"
            "1013 30.00 customer-13999@online-retail.invalid Germany paid none\n"
            "1014 2.55 customer-13999@online-retail.invalid Germany paid none\n"
            "1019 1.00 customer-13999@online-retail.invalid Germany paid none\n"
            "A1009 11062.06 - United Kingdom paid none"_s);
        // Summer time: half past midnight in London is the day before in UTC.
        QCOMPARE(
            store.value(u"select created_at at time zone 'UTC' from orders where external_ref = '1013'"_s),
            u"2011-06-30 23:30:00"_s);
        QCOMPARE(
            store.value(u"select string_agg(format('%s %s %s %s', i.quantity, i.unit_price, i.price, "
                        "i.product_name), E'\\n' order by i.external_ref) from order_items i join orders o "
                        "on o.id = i.order_id where o.external_ref in ('1001', '1003')"_s),
            u"6 2.5500 15.30 RED MUG\n2 3.3900 6.78 BLUE MUG\n2 3.3900 6.78 BLUE MUG\n"
            "3 0.3350 1.01 TIN, \"LARGE\""_s);
        // The name that most sold lines have; products of reported lines are there, too; m is not M.
        QCOMPARE(store.value(u"select string_agg(format('%s=%s/%s', external_ref, name, status), ' ' "
                             "order by external_ref collate \"C\") from products"_s),
                 u"A1=RED MUG/inactive A2=BLUE MUG/inactive A3=TIN, \"LARGE\"/inactive A4=BIG BOX/inactive "
                 "A5=?/inactive A6==HYPERLINK(1)/inactive B=Adjust bad debt/inactive D=Discount/inactive "
                 "M=Manual/inactive "
                 "PADS=PADS TO MATCH/inactive m=Manual/inactive"_s);
        QCOMPARE(store.value(u"select string_agg(format('%s %s %s %s', external_ref, refund_amount, status, "
                             "currency), E'\\n' order by external_ref) from refunds"_s),
                 u"C1010#1 5.10 completed GBP\nC1010#2 3.39 completed GBP\nC1011#1 27.50 completed GBP"_s);
        QVERIFY(report->settingsChanged);
        QCOMPARE(store.value(
                     u"select settings ->> 'currency' || ' ' || (settings ->> 'time_zone') from tenants"_s),
                 u"GBP Europe/London"_s);
        QCOMPARE(violations(store), QString());
    }

    void againChangesNothing()
    {
        TestStore store;
        const auto owner = store.connect({});
        const auto first = importInvoices(*owner, invoices);
        QVERIFY2(first, first ? "" : qPrintable(first.error().message));
        QCOMPARE(first->ordersAdded, 7);
        QCOMPARE(first->refundsAdded, 3);
        const QString before = content(store);
        const auto second = importInvoices(*owner, invoices);
        QVERIFY(second);
        QCOMPARE(second->ordersAdded + second->refundsAdded + second->productsAdded, 0);
        QCOMPARE(second->ordersThere, 7);
        QCOMPARE(second->refundsThere, 3);
        QCOMPARE(second->productsThere, 11);
        QVERIFY(second->consistent);
        QVERIFY(!second->settingsChanged);
        QCOMPARE(content(store), before);
    }

    void longerExportAddsWhatIsNew()
    {
        TestStore store;
        const auto owner = store.connect({});
        const qsizetype half = invoices.indexOf("C1010");
        QVERIFY(importInvoices(*owner, invoices.left(half)));
        const auto rest = importInvoices(*owner, invoices);
        QVERIFY(rest);
        QCOMPARE(rest->ordersAdded, 3);
        QCOMPARE(rest->ordersThere, 4);
        QCOMPARE(rest->refundsAdded, 3);
        QVERIFY(rest->consistent);
    }

    void correctedLinesAreShownNotTaken()
    {
        TestStore store;
        const auto owner = store.connect({});
        QVERIFY(importInvoices(*owner, invoices));
        const QString before = content(store);
        QByteArray corrected = invoices;
        corrected.replace("RED MUG ,6,", "RED MUG ,7,");
        const auto report = importInvoices(*owner, corrected);
        QVERIFY(report);
        QVERIFY(!report->consistent);
        QVERIFY(report->toText().contains(u"DIFFERENT"_s));
        QCOMPARE(content(store), before);
    }

    void aShopWithOrdersKeepsItsCurrency()
    {
        TestStore store;
        store.run(u"insert into orders (tenant_id, email, total_amount, currency, status, paid_at, source, "
                  u"external_ref) "
                  "values ('%1', 'a@x.example', 5, 'USD', 'paid', now(), 'other', '1')"_s.arg(
                      TestStore::tenant().toString(QUuid::WithoutBraces)));
        const auto owner = store.connect({});
        const auto report = importInvoices(*owner, invoices);
        QVERIFY(report);
        QVERIFY(!report->settingsChanged);
        QCOMPARE(report->reportingCurrency, u"USD"_s);
        QVERIFY(report->toText().contains(u"choose the currency GBP"_s));
        QCOMPARE(store.value(u"select settings ->> 'currency' from tenants"_s), u"USD"_s);
    }

    void packedFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("xz") << xz(invoices);
        QTest::newRow("gz") << gzip(invoices);
        QTest::newRow("joined xz") << xz(invoices.left(500)) + xz(invoices.mid(500));
    }
    void packedFiles()
    {
        QFETCH(QByteArray, bytes);
        TestStore store;
        const auto owner = store.connect({});
        const auto report = importInvoices(*owner, bytes);
        QVERIFY(report);
        QCOMPARE(report->ordersAdded, 7);
    }

    void damagedFilesChangeNothing()
    {
        TestStore store;
        const auto owner = store.connect({});
        const QString before = content(store);
        QByteArray openQuote = invoices;
        openQuote.replace("RED RETROSPOT", "\"RED RETROSPOT");
        openQuote.chop(1);
        const QList<std::pair<QByteArray, QString>> broken = {
            {xz(invoices).chopped(60), u"file_truncated"_s},
            {gzip(invoices).chopped(60), u"file_truncated"_s},
            {xz(invoices) + "tail that is no xz stream", u"file_damaged"_s},
            {"Invoice,Stock\n1,2\n", u"missing_columns"_s},
            {"", u"empty_file"_s},
        };
        for (const auto &[bytes, key] : broken) {
            const auto report = importInvoices(*owner, bytes);
            QVERIFY(!report);
            QCOMPARE(report.error().key, key);
        }
        QCOMPARE(content(store), before);
        // And the connection is still good.
        QVERIFY(importInvoices(*owner, invoices));
    }

    void killedHalfWay_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<bool>("written");
        QTest::newRow("after reading") << u"import.staged"_s << false;
        QTest::newRow("in the orders") << u"import.orders_written"_s << false;
        QTest::newRow("before the commit") << u"import.before_commit"_s << false;
        QTest::newRow("after the commit") << u"import.orders_committed"_s << true;
    }
    void killedHalfWay()
    {
#ifndef LONIEVE_FAILPOINTS
        QSKIP("built without crash points");
#endif
        if (!QFileInfo::exists(server()))
            QSKIP("lonieve-server is not built");
        QFETCH(QString, where);
        QFETCH(bool, written);
        TestStore store;
        const TestFolder folder;
        QFile file(folder.path(u"invoices.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(invoices);
        file.close();
        const auto run = [&](const QString &crashAt) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"DATABASE_URL"_s, store.ownerUri());
            if (!crashAt.isEmpty())
                environment.insert(u"LONIEVE_CRASH_AT"_s, crashAt);
            process.setProcessEnvironment(environment);
            process.start(server(),
                          {u"import"_s, u"orders"_s, file.fileName(), u"--preset"_s, u"online-retail"_s,
                           u"--data-dir"_s, folder.path(u"data"_s), u"--json"_s});
            process.waitForFinished(60'000);
            return std::pair(process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode(),
                             process.readAllStandardOutput() + process.readAllStandardError());
        };
        QCOMPARE(run(where).first, -1);
        QCOMPARE(store.value(u"select count(*) from orders"_s), written ? u"7"_s : u"0"_s);
        QCOMPARE(store.value(u"select count(*) from products"_s), written ? u"11"_s : u"0"_s);
        const auto [code, output] = run({});
        QVERIFY2(code == 0, output.constData());
        QCOMPARE(store.value(u"select count(*) from orders"_s), u"7"_s);
        QCOMPARE(store.value(u"select count(*) from order_items"_s), u"11"_s);
        QCOMPARE(store.value(u"select count(*) from refunds"_s), u"3"_s);
        const QString before = content(store);
        QCOMPARE(run({}).first, 0);
        QCOMPARE(content(store), before);
        QCOMPARE(violations(store), QString());
    }

    /// The published file, compared with the published figures.
    void realFileHasThePublishedFigures()
    {
        const QString path = realFile();
        if (path.isEmpty())
            QSKIP("the Online Retail file is not beside the checkout (LONIEVE_SHARED_DATA); only the fixture "
                  "was "
                  "checked");
        TestStore store;
        const auto owner = store.connect({});
        const auto mapping = Mapping::preset(u"online-retail"_s);
        OrderImportOptions options;
        options.tenant = TestStore::tenant();
        auto source = ByteSource::open(path);
        QVERIFY(source);
        const auto report = importOrders(owner.get(), std::move(*source), *mapping, options);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        qInfo("%s", qPrintable(report->toText()));
        QVERIFY(report->consistent);
        const FileFigures &file = report->file;
        QCOMPARE(file.lines, 541'909);
        QCOMPARE(file.stockCodes, 4'070);
        QCOMPARE(file.invoices, 25'900);
        QCOMPARE(file.customers, 4'372);
        QCOMPARE(file.countries, 38);
        QCOMPARE(file.net.text(), "9747747.934");
        QCOMPARE(file.gross.exact.text(), "10666684.544");
        QCOMPARE(file.grossInvoices, 19'960);
        QCOMPARE(file.refundInvoices, 3'836);
        QCOMPARE(file.refunds.lines, 9'288);
        QCOMPARE(file.withCustomer.exact.text(), "8911407.904");
        QCOMPARE(file.grossCustomers, 4'338);
        const QList<std::pair<const char *, const char *>> months = {
            {"2010-12", "823746.14"},   {"2011-01", "691364.56"},  {"2011-02", "523631.89"},
            {"2011-03", "717639.36"},   {"2011-04", "537808.621"}, {"2011-05", "770536.02"},
            {"2011-06", "761739.90"},   {"2011-07", "719221.191"}, {"2011-08", "759138.38"},
            {"2011-09", "1058590.172"}, {"2011-10", "1154979.30"}, {"2011-11", "1509496.33"},
            {"2011-12", "638792.68"}};
        QCOMPARE(file.months.size(), months.size());
        for (const auto &[month, gross] : months)
            QCOMPARE(file.months[QString::fromLatin1(month)].exact.text(2), gross);

        // And the store's own sums, not taken from the report.
        QCOMPARE(store.value(u"select count(*) || ' ' || sum(total_amount) from orders"_s),
                 u"19960 10666684.54"_s);
        QCOMPARE(store.value(u"select count(*) || ' ' || sum(price) from order_items"_s),
                 u"530104 10666684.54"_s);
        QCOMPARE(store.value(u"select count(*) || ' ' || sum(refund_amount) from refunds"_s),
                 u"9288 896812.49"_s);
        QCOMPARE(
            store.value(u"select count(distinct email) || ' ' || sum(total_amount) from orders where email "
                        "is not null"_s),
            u"4338 8911407.90"_s);
        QCOMPARE(store.value(u"select count(*) from products"_s), u"4070"_s);
        QCOMPARE(violations(store), QString());

        auto again = ByteSource::open(path);
        const auto second = importOrders(owner.get(), std::move(*again), *mapping, options);
        QVERIFY(second);
        QCOMPARE(second->ordersAdded + second->refundsAdded + second->productsAdded, 0);
        QCOMPARE(store.value(u"select count(*) || ' ' || sum(price) from order_items"_s),
                 u"530104 10666684.54"_s);
        QVERIFY(second->consistent);
    }

    // ---- Gift codes ----

    void codesLineByLine()
    {
        TestStore store;
        arrangeProducts(store);
        const auto connection = store.connect();
        const QByteArray csv = "code,nominal,product_id,cost_price,currency,expires_at,remark\n"
                               "AAAA-1111-0001,50,%1,37.50,USD,2099-12-31,x\n"
                               "aaaa 1111 0001,50,%1,37.50,,,\n" // the same code
                               "AAAA-1111-0002,100,%1,,,,\n"
                               "AAAA-1111-0003,33,%1,20,,,\n" // unlisted
                               "AAAA-1111-0004,50,00000000-0000-4000-8000-0000000000ff,20,,,\n"
                               "AAAA-1111-0005,fifty,%1,20,,,\n"
                               "AAAA-1111-0006,50,%1,\"20,5\",,,\n"
                               ",50,%1,20,,,\n"
                               "AB,50,%1,20,,,\n"
                               "AAAA\x01-1111,50,%1,20,,,\n"
                               "AAAA-1111-0007,50,%1,20,EUR,,\n"
                               "AAAA-1111-0008,50,%1,20,,2001-01-01,\n"
                               "AAAA-1111-0009,50,%1,20,,soon,\n"
                               "AAAA-1111-0010,50,,20,,,\n"
                               "AAAA-1111-0011,-50,%1,20,,,\n"
                               "SECRETSECRET\xFF,50,%1,20,,,\n";
        CodeImportOptions options;
        options.tenant = TestStore::tenant();
        options.fileName = u"codes.csv"_s;
        const QByteArray text = QByteArray(csv).replace("%1", product1);
        const auto report = importCodes(*connection, *store.vault(), text, options);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message + report.error().sqlState));
        QCOMPARE(report->imported, 2);
        QCOMPARE(report->skipped, 14);
        QStringList outcomes;
        for (const ImportLine &line : report->lines)
            outcomes << u"%1 %2"_s.arg(line.line).arg(line.outcome);
        QCOMPARE(outcomes, (QStringList{u"3 duplicate_in_file"_s, u"5 nominal_unlisted"_s,
                                        u"6 unknown_product"_s, u"7 bad_nominal"_s, u"8 bad_cost"_s,
                                        u"9 bad_code"_s, u"10 bad_code"_s, u"11 bad_code"_s,
                                        u"12 currency_mismatch"_s, u"13 expired"_s, u"14 bad_expiry"_s,
                                        u"15 unknown_product"_s, u"16 bad_nominal"_s, u"17 bad_row"_s}));
        QVERIFY(report->errors.first().contains(u"remark"_s));
        // No code in the report, none in the store.
        const QByteArray json = QJsonDocument(report->toJson()).toJson();
        QVERIFY(!json.contains("1111"));
        QVERIFY(!json.contains("SECRET"));
        QCOMPARE(store.value(
                     u"select count(*) || ' ' || sum(nominal) || ' ' || min(code_last4) from gift_codes"_s),
                 u"2 150.00 0001"_s);
        QCOMPARE(store.value(u"select count(*) from gift_codes where position('AAAA'::bytea in code) > 0"_s),
                 u"0"_s);
        QCOMPARE(store.value(u"select imported || ' ' || file_name from code_batches"_s), u"2 codes.csv"_s);

        // Sealed for its row with the batch's key: what comes out is what went in.
        const auto rows = connection->once(
            TestStore::tenant(),
            {"test_sealed", "select c.id, c.code, b.batch_id, b.wrapped_key, b.key_version from gift_codes c "
                            "join code_batches b using (batch_id) where c.nominal = 50"});
        QVERIFY(rows);
        const auto key =
            store.vault()->unwrap(QUuid(rows->text(0, "batch_id")), rows->bytes(0, "wrapped_key"),
                                  static_cast<int>(rows->integer(0, "key_version")));
        QVERIFY(key);
        const auto plain = store::Vault::open(*key, rows->uuid(0, "id"), rows->bytes(0, "code"));
        QVERIFY(plain);
        QCOMPARE(*plain, "AAAA-1111-0001");

        // The same file again: all are known, and not even an empty batch is left.
        const QString before = content(store);
        const auto again = importCodes(*connection, *store.vault(), text, options);
        QVERIFY(again);
        QCOMPARE(again->imported, 0);
        QCOMPARE(again->skipped, 16);
        QCOMPARE(again->outcomes.value(u"duplicate"_s), 2);
        QCOMPARE(again->batchId, QString());
        QCOMPARE(content(store), before);
    }

    void dryRunOfCodesWritesNothing()
    {
        TestStore store;
        arrangeProducts(store);
        const auto connection = store.connect();
        const QString before = content(store);
        CodeImportOptions options;
        options.tenant = TestStore::tenant();
        options.dryRun = true;
        options.inOneGo = 2;
        const QByteArray text =
            "code,nominal,product_name\nAAAA1,50,card one usa\nAAAA2,50,Card One USA\nAAAA1,50,Card One USA\n"
            "AAAA3,50,Card Two\nAAAA4,50,Card One\nAAAA5,50,Card Nine\n";
        const auto report = importCodes(*connection, *store.vault(), text, options);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->wouldImport, 3);
        QCOMPARE(report->imported, 0);
        QCOMPARE(report->outcomes.keys(),
                 (QStringList{u"ambiguous_product"_s, u"duplicate_in_file"_s, u"unknown_product"_s}));
        QCOMPARE(content(store), before);
    }

    void codesInParts()
    {
        TestStore store;
        arrangeProducts(store);
        const auto connection = store.connect();
        CodeImportOptions options;
        options.tenant = TestStore::tenant();
        const QByteArray header = "\xEF\xBB\xBF"
                                  "Code;Nominal;Product_Id;Cost_Price\r\n";
        const auto part = [&](const QByteArray &codes) {
            QByteArray text = header;
            for (const QByteArray &code : codes.split(' '))
                text += code + ";50;" + product1 + ";30\r\n";
            return importCodes(*connection, *store.vault(), text, options);
        };
        const auto first = part("PART-0001 PART-0002");
        QVERIFY(first);
        options.batchId = first->batchId;
        options.firstLine = 4;
        const auto second = part("PART-0003 PART-0001");
        QVERIFY(second);
        QCOMPARE(second->batchId, first->batchId);
        QCOMPARE(second->lines.size(), 1);
        QCOMPARE(second->lines[0].line, 5);
        QCOMPARE(second->lines[0].outcome, u"duplicate"_s);
        QCOMPARE(store.value(u"select string_agg(imported || '/' || skipped, ',') from code_batches"_s),
                 u"3/1"_s);
    }

    void badCodeFiles_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("key");
        QTest::newRow("empty") << QByteArray() << u"empty_file"_s;
        QTest::newRow("no header") << QByteArray("SECRET-CODE-1,50,x\n") << u"missing_columns"_s;
        QTest::newRow("no nominal") << QByteArray("code,product_id\nSECRET,1\n") << u"missing_columns"_s;
        QTest::newRow("a column twice")
            << QByteArray("code,code,nominal,product_id\n") << u"duplicate_column"_s;
        QTest::newRow("open quote") << QByteArray("code,nominal,product_id\n\"SECRET\nSECRET,1,2\n")
                                    << u"csv_open_quote"_s;
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE"
                                              "c\0o\0",
                                              6)
                                << u"csv_utf16"_s;
    }
    void badCodeFiles()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QString, key);
        TestStore store;
        arrangeProducts(store);
        const auto connection = store.connect();
        CodeImportOptions options;
        options.tenant = TestStore::tenant();
        const auto report = importCodes(*connection, *store.vault(), csv, options);
        QVERIFY(!report);
        QCOMPARE(report.error().key, key);
        QVERIFY2(!report.error().message.contains(u"SECRET"_s), qPrintable(report.error().message));
    }

    void manyCodesInSeveralTransactions()
    {
        TestStore store;
        arrangeProducts(store);
        const auto connection = store.connect();
        QByteArray text = "code,nominal,product_id,cost_price\n";
        for (int i = 0; i < 25'000; ++i)
            text += "MANY-" + QByteArray::number(i).rightJustified(8, '0') + ",50," + product1 + ",30\n";
        CodeImportOptions options;
        options.tenant = TestStore::tenant();
        options.inOneGo = 10'000;
        int told = 0;
        options.progress = [&told](const CodeImportProgress &) { ++told; };
        const auto report = importCodes(*connection, *store.vault(), text, options);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->imported, 25'000);
        QVERIFY(told >= 3);
        QCOMPARE(store.value(u"select count(*) || ' ' || count(distinct batch_id) from gift_codes"_s),
                 u"25000 1"_s);
    }

    // ---- The demo shop ----

    void demoShopIsBelievable()
    {
        TestStore store;
        const auto connection = store.connect();
        QElapsedTimer timer;
        timer.start();
        const auto filled = fillDemoShop(*connection, *store.vault(), TestStore::tenant());
        QVERIFY2(filled, filled ? "" : qPrintable(filled.error().message + filled.error().sqlState));
        qInfo("filled in %lld ms: %s", static_cast<long long>(timer.elapsed()),
              qPrintable(store.value(
                  u"select format('%s products, %s codes, %s orders (%s paid), %s events in %s sessions, %s "
                  u"refunds', "
                  "(select count(*) from products), (select count(*) from gift_codes), "
                  "(select count(*) from orders), (select count(*) from orders where status = 'paid'), "
                  "(select count(*) from events), (select count(distinct session_id) from events), "
                  "(select count(*) from refunds))"_s)));
        QCOMPARE(violations(store), QString());
        const auto yes = [&store](const QString &sql) { return store.value(u"select "_s + sql) == "t"_L1; };
        QVERIFY(yes(
            u"count(*) between 12 and 20 and count(distinct region) >= 3 and count(distinct category) >= 3 "
            "from products where status = 'active'"_s));
        QVERIFY(yes(
            u"min(n) > 100 from (select count(*) as n from gift_codes where status = 'available' group by "
            "product_id) s"_s));
        QVERIFY(yes(u"count(distinct status) >= 3 from orders"_s));
        QVERIFY(yes(u"count(distinct utm_source) >= 4 from orders"_s));
        QVERIFY(yes(u"count(*) between 2000 and 20000 from events"_s));
        QVERIFY(
            yes(u"max(created_at) <= now() and min(created_at) < now() - interval '80 days' from events"_s));
        QVERIFY(
            yes(u"max(created_at) <= now() and max(created_at) > now() - interval '1 hour' from orders"_s));
        QVERIFY(yes(
            u"sum(true_profit) > (select sum(spend) from ad_spend) from orders where currency = 'USD'"_s));
        QVERIFY(yes(u"count(*) > 0 from refunds"_s));
        // Marks on the stock: low and empty ones.
        const auto stock = connection->once(
            TestStore::tenant(),
            {"test_stock", "select count(*) filter (where stock_level = 'low') as low, "
                           "count(*) filter (where stock_level = 'out') as out from get_code_stock()"});
        QVERIFY2(stock, stock ? "" : qPrintable(stock.error().message));
        QCOMPARE(stock->integer(0, "low"), 2);
        QCOMPARE(stock->integer(0, "out"), 1);
        // No work for the jobs: nothing to send, to ask or to release.
        QCOMPARE(store.value(
                     u"select (select count(*) from outbox where status <> 'sent') + (select count(*) from "
                     "payments where next_check_at is not null)"_s),
                 u"0"_s);
        // Once only.
        const QString before = content(store);
        QVERIFY(fillDemoShop(*connection, *store.vault(), TestStore::tenant()));
        QCOMPARE(content(store), before);
    }

private:
    static inline const QByteArray product1 = "10000000-0000-4000-8000-000000000001";

    static void arrangeProducts(TestStore &store)
    {
        store.run(
            u"insert into products (id, tenant_id, name, brand, region, nominals, base_price, currency) "
            u"values "
            "('10000000-0000-4000-8000-000000000001', '%1', 'Card One', 'One', 'USA', '[50, 100]', 100, "
            "'USD'), "
            "('10000000-0000-4000-8000-000000000002', '%1', 'Card One', 'One', 'EUR', '[50]', 100, 'EUR'), "
            "('10000000-0000-4000-8000-000000000003', '%1', 'Card Two', 'Two', 'Global', '[50]', 100, 'USD')"_s
                .arg(TestStore::tenant().toString(QUuid::WithoutBraces)));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
