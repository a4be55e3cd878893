// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/mapping.h"
#include "server/importer/orderimport.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace lonieve;
using namespace lonieve::importer;
using namespace Qt::StringLiterals;

namespace {

/// A mapping that is good, to break in one place at a time.
QJsonObject good()
{
    return QJsonDocument::fromJson(R"({
        "source": "test-shop",
        "columns": {"order": "Order", "sku": "SKU", "name": "Title", "quantity": "Qty", "unitPrice": "Price",
                    "time": "Date", "email": "Mail", "country": "Country", "currency": "Cur"},
        "time": {"format": "dd.MM.yyyy HH:mm", "zone": "Europe/Berlin"},
        "currency": "EUR",
        "numbers": {"decimal": ",", "group": ".", "strip": ["€"]},
        "product": {"brand": "Test", "region": "EU"},
        "rules": [
            {"when": {"column:State": ["returned", "refunded"]}, "then": "refund"},
            {"when": {"name": {"startsWith": "TEST"}}, "then": "report", "reason": "test", "text": "A test"},
            {"when": {"column:State": "done", "unitPrice": ">=0", "quantity": ">0"}, "then": "sale"}
        ]})")
        .object();
}

Result<Mapping> read(const QJsonObject &json)
{
    return Mapping::fromJson(QJsonDocument(json).toJson(), u"test.json"_s);
}

Result<OrderImportReport> dryRun(const Mapping &mapping, const QByteArray &csv,
                                 QStringList *reported = nullptr)
{
    auto source = ByteSource::fromBytes(csv);
    OrderImportOptions options;
    options.dryRun = true;
    options.reported = [reported](const ReportedLine &line) {
        if (reported)
            *reported << u"%1 %2"_s.arg(line.line).arg(line.reason);
    };
    return importOrders(nullptr, std::move(*source), mapping, options);
}

} // namespace

class TestMapping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void presetsAreGood()
    {
        QVERIFY(Mapping::presets().contains(u"online-retail"_s));
        for (const QString &name : Mapping::presets()) {
            const auto mapping = Mapping::preset(name);
            QVERIFY2(mapping, mapping ? "" : qPrintable(mapping.error().message));
            QCOMPARE(mapping->source, name);
        }
        const auto none = Mapping::preset(u"nope"_s);
        QVERIFY(!none);
        QVERIFY(none.error().message.contains(u"online-retail"_s));
    }

    void documentedPresetIsTheRealOne()
    {
        QFile doc(qEnvironmentVariable("LONIEVE_SOURCE_DIR") + u"/docs/import.md"_s);
        QVERIFY(doc.open(QIODevice::ReadOnly));
        const QByteArray text = doc.readAll();
        const qsizetype begin = text.indexOf("```json\n") + 8;
        const qsizetype end = text.indexOf("```", begin);
        const QJsonDocument documented = QJsonDocument::fromJson(text.mid(begin, end - begin));
        QFile preset(u":/importer/presets/online-retail.json"_s);
        QVERIFY(preset.open(QIODevice::ReadOnly));
        QVERIFY(documented.isObject());
        QCOMPARE(documented, QJsonDocument::fromJson(preset.readAll()));
    }

    void goodMappingIsRead()
    {
        const auto mapping = read(good());
        QVERIFY2(mapping, mapping ? "" : qPrintable(mapping.error().message));
        QCOMPARE(mapping->source, u"test-shop"_s);
        QCOMPARE(mapping->numbers.point, ',');
        QCOMPARE(mapping->rules.size(), 3);
    }

    void badMappings_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonValue>("value"); // undefined: taken away
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *path, const QJsonValue &value, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(path) << value << QString::fromUtf8(says);
        };
        const QJsonValue gone(QJsonValue::Undefined);
        row("no source", "source", gone, "source");
        row("the shop's own source", "source", u"shop"_s, "source");
        row("source with blanks", "source", u"my shop"_s, "source");
        row("typing error at the top", "colums", QJsonObject(), "colums");
        row("unknown field", "columns.prise", u"Price"_s, "columns.prise");
        row("no order column", "columns.order", gone, "columns.order");
        row("no time column", "columns.time", gone, "columns.time");
        row("neither price nor amount", "columns.unitPrice", gone, "unitPrice or for amount");
        row("price and amount", "columns.amount", u"Total"_s, "unitPrice or for amount");
        row("column that is not a text", "columns.sku", 5, "columns.sku");
        row("bad time zone", "time.zone", u"Mars/Base"_s, "Mars/Base");
        row("bad time format", "time.format", u"QQQ"_s, "QQQ");
        row("no currency", "currency", gone, "currency");
        row("lower case currency", "currency", u"eur"_s, "currency");
        row("group mark is the point", "numbers.group", u","_s, "numbers.decimal");
        row("strange delimiter", "file", QJsonObject{{u"delimiter"_s, u"~"_s}}, "file.delimiter");
        row("strange encoding", "file", QJsonObject{{u"encoding"_s, u"ebcdic"_s}}, "file.encoding");
        row("no brand", "product.brand", gone, "product.brand");
        row("sold at once", "product.status", u"active"_s, "product.status");
        row("no rules", "rules", gone, "rules");
        row("empty rules", "rules", QJsonArray(), "rules");
        row("no sale", "rules", QJsonArray{QJsonObject{{u"then"_s, u"report"_s}, {u"reason"_s, u"x"_s}}},
            "ends in sale");
        row("bad verdict", "rules", QJsonArray{QJsonObject{{u"then"_s, u"sell"_s}}}, "rules[0].then");
        row("report without a reason", "rules",
            QJsonArray{QJsonObject{{u"then"_s, u"report"_s}}, QJsonObject{{u"then"_s, u"sale"_s}}},
            "rules[0].reason");
        row("rule on an unmapped field", "rules",
            QJsonArray{QJsonObject{{u"when"_s, QJsonObject{{u"city"_s, u"Rome"_s}}}, {u"then"_s, u"sale"_s}}},
            "rules[0].when.city");
        row("a number that is no comparison", "rules",
            QJsonArray{
                QJsonObject{{u"when"_s, QJsonObject{{u"quantity"_s, u"five"_s}}}, {u"then"_s, u"sale"_s}}},
            "rules[0].when.quantity");
        row("unknown test", "rules",
            QJsonArray{QJsonObject{{u"when"_s, QJsonObject{{u"name"_s, QJsonObject{{u"like"_s, u"a"_s}}}}},
                                   {u"then"_s, u"sale"_s}}},
            "rules[0].when.name.like");
    }
    void badMappings()
    {
        QFETCH(QString, path);
        QFETCH(QJsonValue, value);
        QFETCH(QString, says);
        QJsonObject json = good();
        const QStringList parts = path.split(u'.');
        if (parts.size() == 1) {
            if (value.isUndefined())
                json.remove(parts[0]);
            else
                json.insert(parts[0], value);
        } else {
            QJsonObject inner = json.value(parts[0]).toObject();
            if (value.isUndefined())
                inner.remove(parts[1]);
            else
                inner.insert(parts[1], value);
            json.insert(parts[0], inner);
        }
        const auto mapping = read(json);
        QVERIFY(!mapping);
        QCOMPARE(mapping.error().key, u"invalid_mapping"_s);
        QVERIFY2(mapping.error().message.contains(says), qPrintable(mapping.error().message));
    }

    void brokenJsonSaysWhere()
    {
        const auto mapping = Mapping::fromJson("{\n\"source\": \"x\",\n oops }", u"m.json"_s);
        QVERIFY(!mapping);
        QVERIFY2(mapping.error().message.contains(u"line 3"_s), qPrintable(mapping.error().message));
    }

    void missingColumnsAreNamed()
    {
        const auto mapping = read(good());
        QVERIFY(mapping);
        const auto report = dryRun(*mapping, "Order;SKU;Title;Preis\n");
        QVERIFY(!report);
        QCOMPARE(report.error().key, u"missing_columns"_s);
        for (const QString &text :
             {u"“Qty” (quantity)"_s, u"“Price” (unitPrice)"_s, u"“State” (a rule)"_s, u"Preis"_s})
            QVERIFY2(report.error().message.contains(text), qPrintable(report.error().message));
        QVERIFY(!dryRun(*mapping, ""));
    }

    void judgesLines()
    {
        const auto mapping = read(good());
        QVERIFY(mapping);
        QStringList reported;
        const auto report = dryRun(*mapping,
                                   "Order;SKU;Title;Qty;Price;Date;Mail;Country;Cur;State\n"
                                   "1;A;Apple;2;1.234,505 €;31.12.2020 23:59;Ann@x.example;DE;;done\n"
                                   "1;B;Bean;1;0,005;01.01.2021 00:00;ann@x.example;DE;eur;done\n"
                                   "2;A;Apple;-1;10,00;02.01.2021 10:00;;FR;;returned\n"
                                   "3;A;TEST apple;1;10,00;02.01.2021 10:00;;FR;;done\n"
                                   "4;A;Apple;x;10,00;02.01.2021 10:00;;FR;;done\n"
                                   "4;A;Apple;1;ten;02.01.2021 10:00;;FR;;done\n"
                                   "4;A;Apple;1;10,00;2021-01-02;;FR;;done\n"
                                   "4;A;Apple;1;10,00;02.01.2021 10:00;;FR;;odd\n"
                                   ";A;Apple;1;10,00;02.01.2021 10:00;;FR;;done\n"
                                   "4;;Apple;1;10,00;02.01.2021 10:00;;FR;;done\n"
                                   "4;A;Apple;1;10,00\n"
                                   "4;A;Apple;1,5;10,00;02.01.2021 10:00;;FR;;done\n"
                                   "1;C;Corn;1;10,00;02.01.2021 10:00;;FR;USD;done\n"
                                   "5;C;Corn;1;10,00;02.01.2021 10:00;;FR;USD;done\n"
                                   "5;C;Corn;1;0,001;02.01.2021 10:00;;FR;USD;returned\n",
                                   &reported);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(reported,
                 (QStringList{u"5 test"_s, u"6 bad_quantity"_s, u"7 bad_price"_s, u"8 bad_time"_s,
                              u"9 no_rule"_s, u"10 no_order"_s, u"11 no_product"_s, u"12 wrong_columns"_s,
                              u"13 bad_quantity"_s, u"14 mixed_currency"_s, u"16 rounds_to_zero"_s}));
        const FileFigures &file = report->file;
        QCOMPARE(file.lines, 15);
        QCOMPARE(file.invoices, 5);
        QCOMPARE(file.stockCodes, 3);
        QCOMPARE(file.customers, 1); // folded to one case
        QCOMPARE(file.gross.lines, 2);
        QCOMPARE(file.gross.exact.text(), "2469.015");
        QCOMPARE(file.gross.rounded.text(2), "2469.02"); // 2469.01 + 0.01, each line half up
        QCOMPARE(file.refunds.exact.text(2), "10.00");
        QCOMPARE(file.months.keys(), (QStringList{u"2020-12"_s, u"2021-01"_s}));
        QCOMPARE(file.otherCurrencyLines, 1);
        QCOMPARE(file.reportedLines, 11);
        QVERIFY(report->consistent);
        QVERIFY(!report->toText().isEmpty());
    }

    void customers()
    {
        auto mapping = Mapping::preset(u"online-retail"_s);
        QVERIFY(mapping);
        auto source = ByteSource::fromBytes(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "1,A,,1,2011-01-01 00:00:00,1,17850.0,UK\n"
            "1,A,,1,2011-01-01 00:00:00,1,,UK\n");
        CsvReader reader(std::move(*source));
        CsvRow row;
        QVERIFY(*reader.next(row));
        const auto layout = mapping->locate(row);
        QVERIFY(layout);
        QVERIFY(*reader.next(row));
        QCOMPARE(mapping->email(row, *layout), QByteArray("customer-17850@online-retail.invalid"));
        QVERIFY(*reader.next(row));
        QVERIFY(!mapping->email(row, *layout));
    }
};

QTEST_GUILESS_MAIN(TestMapping)
#include "tst_mapping.moc"
