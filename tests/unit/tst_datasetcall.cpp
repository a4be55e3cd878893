// SPDX-License-Identifier: GPL-3.0-or-later
// How a request becomes the call of a dataset's SQL function: only declared parameters, only well-formed
// values.
#include "server/api/datasets.h"
#include "server/api/eventwriter.h"

#include <QTest>

using namespace lonieve;

class tst_DatasetCall final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bindsDeclaredParameters()
    {
        const DatasetSpec *spec = findDataset(u"top_products");
        QVERIFY(spec);
        const auto call = api::datasetCall(
            *spec, QUrlQuery(QStringLiteral("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z&limit=5")));
        QVERIFY(call);
        QCOMPARE(call->sql, QByteArray("select * from dash_top_products(p_from => $1::timestamptz, p_to => "
                                       "$2::timestamptz, p_currency => $3::text, p_limit => $4::int)"));
        QCOMPARE(call->values.size(), 4);
        QCOMPARE(call->values[0].value().value(), QByteArray("2026-01-01T00:00:00.000Z"));
        QVERIFY(!call->values[2].value());
        QCOMPARE(call->values[3].value().value(), QByteArray("5"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("code");
        const QString top = QStringLiteral("top_products");
        const QString range = QStringLiteral("from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z");
        QTest::newRow("missing from") << top << "to=2026-02-01T00:00:00Z"
                                      << "from"
                                      << "required";
        QTest::newRow("no time") << top << "from=yesterday&to=2026-02-01T00:00:00Z"
                                 << "from"
                                 << "not_a_time";
        QTest::newRow("unknown") << top << range + "&tenant=x"
                                 << "tenant"
                                 << "unknown_parameter";
        QTest::newRow("twice") << top << range + "&limit=1&limit=2"
                               << "limit"
                               << "repeated";
        QTest::newRow("negative") << top << range + "&limit=-1"
                                  << "limit"
                                  << "not_a_number";
        QTest::newRow("text for a number") << top << range + "&limit=1;drop"
                                           << "limit"
                                           << "not_a_number";
        QTest::newRow("sort by anything") << "orders"
                                          << "sort=email;--"
                                          << "sort"
                                          << "not_sortable";
        QTest::newRow("sort by a column that cannot") << "orders"
                                                      << "sort=product"
                                                      << "sort"
                                                      << "not_sortable";
        QTest::newRow("amount") << "orders"
                                << "min_amount=1e9"
                                << "min_amount"
                                << "not_an_amount";
        QTest::newRow("flag") << "orders"
                              << "desc=yes"
                              << "desc"
                              << "not_a_flag";
        QTest::newRow("id") << "codes"
                            << "product=1"
                            << "product"
                            << "not_an_id";
        QTest::newRow("long") << "orders"
                              << "search=" + QString(201, u'a') << "search"
                              << "too_long";
    }

    void refuses()
    {
        QFETCH(QString, dataset);
        QFETCH(QString, query);
        QFETCH(QString, field);
        QFETCH(QString, code);
        const auto call = api::datasetCall(*findDataset(dataset), QUrlQuery(query));
        QVERIFY(!call);
        QCOMPARE(call.error().code, ErrorCode::InvalidInput);
        QCOMPARE(call.error().fields.size(), 1);
        QCOMPARE(call.error().fields[0].field, field);
        QCOMPARE(call.error().fields[0].code, code);
    }

    void limitIsCapped()
    {
        const auto call =
            api::datasetCall(*findDataset(u"orders"), QUrlQuery(QStringLiteral("limit=100000")));
        QVERIFY(call);
        QVERIFY(std::any_of(call->values.begin(), call->values.end(),
                            [](const store::Param &value) { return value.value() == QByteArray("1000"); }));
    }

    void eventsAreChecked_data()
    {
        QTest::addColumn<QJsonObject>("event");
        QTest::addColumn<QString>("field");
        const auto event = [](std::initializer_list<QPair<QString, QJsonValue>> members) {
            QJsonObject object{{QStringLiteral("event_type"), QStringLiteral("page_view")},
                               {QStringLiteral("session_id"), QStringLiteral("sess_a")}};
            for (const auto &member : members)
                object.insert(member.first, member.second);
            return object;
        };
        QTest::newRow("good") << event({{"scroll_depth", 50}, {"data", QJsonObject{{"a", 1}}}}) << "";
        QTest::newRow("unknown type") << event({{"event_type", "purchase"}}) << "event_type";
        QTest::newRow("no type") << event({{"event_type", QJsonValue()}}) << "event_type";
        QTest::newRow("no session") << event({{"session_id", QJsonValue()}}) << "session_id";
        QTest::newRow("number for text") << event({{"url", 5}}) << "url";
        QTest::newRow("scroll beyond") << event({{"scroll_depth", 101}}) << "scroll_depth";
        QTest::newRow("negative duration") << event({{"page_duration", -1}}) << "page_duration";
        QTest::newRow("data is a list") << event({{"data", QJsonArray{1}}}) << "data";
        QTest::newRow("data is huge") << event({{"data", QJsonObject{{"a", QString(9000, u'x')}}}}) << "data";
        QTest::newRow("NUL in data") << event({{"data", QJsonObject{{"a", QString(QChar(u'\0'))}}}})
                                     << "data";
        QTest::newRow("NUL in text") << event({{"url", QString(QChar(u'\0'))}}) << "url";
    }

    void eventsAreChecked()
    {
        QFETCH(QJsonObject, event);
        QFETCH(QString, field);
        const auto checked = api::checkedEvent(event, {}, {});
        if (field.isEmpty()) {
            QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
            QVERIFY(!QUuid(checked->value(u"id").toString()).isNull());
            return;
        }
        QVERIFY(!checked);
        QCOMPARE(checked.error().fields.size(), 1);
        QCOMPARE(checked.error().fields[0].field, field);
    }

    void clientsCannotReportMoney()
    {
        for (const char *type : {"payment_success", "payment_redirect", "code_sent"}) {
            const auto checked = api::checkedEvent({{QStringLiteral("event_type"), QLatin1String(type)},
                                                    {QStringLiteral("session_id"), QStringLiteral("s")}},
                                                   {}, {});
            QVERIFY(!checked);
            QCOMPARE(checked.error().key, QStringLiteral("server_event"));
        }
    }

    void sessionComesFromTheCookieWhenTheBodyHasNone()
    {
        const auto checked = api::checkedEvent({{QStringLiteral("event_type"), QStringLiteral("page_view")}},
                                               QStringLiteral("sess_c"), QStringLiteral("visitor_c"));
        QVERIFY(checked);
        QCOMPARE(checked->value(u"session_id").toString(), QStringLiteral("sess_c"));
        QCOMPARE(checked->value(u"visitor_id").toString(), QStringLiteral("visitor_c"));
    }
};

QTEST_APPLESS_MAIN(tst_DatasetCall)
#include "tst_datasetcall.moc"
