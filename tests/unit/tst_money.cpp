// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money.h"

#include <QtTest>

using namespace lonieve;
using namespace Qt::StringLiterals;

class TstMoney final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<qint64>("minor");
        const auto row = [](const char *text, const char *currency, qint64 minor) {
            QTest::addRow("%s %s", text, currency)
                << QString::fromLatin1(text) << QString::fromLatin1(currency) << minor;
        };
        row("75.50", "USD", 7550);
        row("75.5", "USD", 7550);
        row("75", "USD", 7500);
        row("0", "USD", 0);
        row("-3", "USD", -300);
        row(".5", "USD", 50);
        row("5.", "USD", 500);
        row("007.10", "USD", 710);
        row("1.004", "USD", 100);
        row("1.005", "USD", 101); // a double would give 1.00
        row("1.0049999999999", "USD", 100);
        row("2.675", "EUR", 268);
        row("-1.005", "USD", -101); // half away from zero
        row("0.995", "USD", 100);
        row("99.999", "USD", 10000);
        row("1500", "JPY", 1500);
        row("1500.5", "JPY", 1501);
        row("1500.49", "JPY", 1500);
        row("1.2345", "KWD", 1235);
        row("1.2", "KWD", 1200);
        row("92233720368547758.07", "USD", std::numeric_limits<qint64>::max());
    }
    void reads()
    {
        QFETCH(QString, text);
        QFETCH(QString, currency);
        QFETCH(qint64, minor);
        const auto money = parseMoney(text, currency);
        QVERIFY(money);
        QCOMPARE(money->minor, minor);
        QCOMPARE(money->currency, currency);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "-", ".", "-.", "+1", "1e2", "1,50", " 1", "1 ", "1.2.3", "--1", "1-", "NaN", "٣", "0x10",
              "92233720368547758.08", "92233720368547758.075", "922337203685477580700"})
            QTest::addRow("'%s'", text) << QString::fromUtf8(text);
    }
    void refuses()
    {
        QFETCH(QString, text);
        const auto money = parseMoney(text, u"USD"_s);
        QVERIFY(!money);
        QCOMPARE(money.error().code, ErrorCode::InvalidInput);
    }

    void writes_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("text");
        QTest::addRow("cents") << qint64(7550) << u"USD"_s << u"75.50"_s;
        QTest::addRow("below one") << qint64(5) << u"USD"_s << u"0.05"_s;
        QTest::addRow("nothing") << qint64(0) << u"USD"_s << u"0.00"_s;
        QTest::addRow("negative") << qint64(-5) << u"USD"_s << u"-0.05"_s;
        QTest::addRow("no minor unit") << qint64(1500) << u"JPY"_s << u"1500"_s;
        QTest::addRow("three digits") << qint64(1) << u"KWD"_s << u"0.001"_s;
        QTest::addRow("least") << std::numeric_limits<qint64>::min() << u"USD"_s
                               << u"-92233720368547758.08"_s;
    }
    void writes()
    {
        QFETCH(qint64, minor);
        QFETCH(QString, currency);
        QFETCH(QString, text);
        QCOMPARE(toDecimal({minor, currency}), text);
    }

    void goesThereAndBack()
    {
        for (const QString &currency : {u"USD"_s, u"JPY"_s, u"KWD"_s}) {
            for (qint64 minor = -2500; minor <= 2500; ++minor) {
                const auto money = parseMoney(toDecimal({minor, currency}), currency);
                QVERIFY(money);
                QCOMPARE(money->minor, minor);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TstMoney)
#include "tst_money.moc"
