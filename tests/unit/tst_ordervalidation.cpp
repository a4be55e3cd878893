// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/domain/ordervalidation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::domain;

namespace {

QJsonObject goodBody()
{
    // The guide's example.
    return QJsonDocument::fromJson(R"({
        "productId": "3b241101-e2bb-4255-8caf-4136c566a962", "nominal": 100, "price": 75.00,
        "email": "customer@example.com", "firstName": "John", "lastName": "Doe", "deliveryType": "myself",
        "recipientEmail": null, "giftMessage": null, "sessionId": "sess_abc123",
        "utm": {"utm_source": "facebook", "utm_medium": "cpc", "utm_campaign": "black_friday"}})")
        .object();
}

} // namespace

class TestOrderValidation final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheGuidesExample();
    void takesGifts();
    void takesUnusualButGoodValues_data();
    void takesUnusualButGoodValues();
    void refusesHostileValues_data();
    void refusesHostileValues();
    void namesEveryWrongValue();
    void dropsWhatItDoesNotKnow();
    void readsForms();
};

void TestOrderValidation::takesTheGuidesExample()
{
    const auto order = validatedOrder(goodBody());
    QVERIFY(order);
    QCOMPARE(order->value(u"nominal"_s), QJsonValue(u"100"_s));
    QCOMPARE(order->value(u"price"_s), QJsonValue(u"75"_s));
    QCOMPARE(order->value(u"quantity"_s), QJsonValue(1));
    QCOMPARE(order->value(u"email"_s), QJsonValue(u"customer@example.com"_s));
    QCOMPARE(order->value(u"recipientEmail"_s), QJsonValue(QJsonValue::Null));
    QCOMPARE(order->value(u"utm"_s).toObject().value(u"utm_medium"_s), QJsonValue(u"cpc"_s));
    QCOMPARE(order->value(u"locale"_s), QJsonValue(QJsonValue::Null));
}

void TestOrderValidation::takesGifts()
{
    QJsonObject body = goodBody();
    body[u"deliveryType"_s] = u"gift"_s;
    body[u"recipientEmail"_s] = u" Friend@example.org "_s;
    body[u"giftMessage"_s] = u"С днём рождения!\r\nYour 🎁"_s;
    const auto order = validatedOrder(body);
    QVERIFY(order);
    QCOMPARE(order->value(u"recipientEmail"_s), QJsonValue(u"Friend@example.org"_s));
    QCOMPARE(order->value(u"giftMessage"_s), QJsonValue(u"С днём рождения!\nYour 🎁"_s));

    // For myself the gift's values are checked and then forgotten.
    body[u"deliveryType"_s] = u"myself"_s;
    const auto own = validatedOrder(body);
    QVERIFY(own);
    QVERIFY(own->value(u"recipientEmail"_s).isNull());
    QVERIFY(own->value(u"giftMessage"_s).isNull());
}

void TestOrderValidation::takesUnusualButGoodValues_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QJsonValue>("expected");
    const auto same = [](const char *tag, const QString &field, const QJsonValue &value) {
        QTest::newRow(tag) << field << value << value;
    };
    QTest::newRow("cents") << u"price"_s << QJsonValue(0.1) << QJsonValue(u"0.1"_s);
    QTest::newRow("many digits") << u"price"_s << QJsonValue(123456.78) << QJsonValue(u"123456.78"_s);
    QTest::newRow("largest") << u"nominal"_s << QJsonValue(1000000) << QJsonValue(u"1000000"_s);
    same("plus in e-mail", u"email"_s, u"a.b+tag@mail.example.co.uk"_s);
    same("punycode", u"email"_s, u"x@xn--e1afmkfd.xn--p1ai"_s);
    same("ten", u"quantity"_s, 10);
    same("long name", u"firstName"_s, QString(100, u'ё'));
    same("apostrophe", u"lastName"_s, u"O’Brien-Łukasz"_s);
    same("markup is only text", u"firstName"_s, u"<script>alert(1)</script>"_s);
    same("SQL is only text", u"firstName"_s, u"'; drop table orders; --"_s);
    same("affiliate", u"ref"_s, u"partner-7"_s);
    same("Russian", u"locale"_s, u"ru"_s);
    QTest::newRow("blank name") << u"firstName"_s << QJsonValue(u"   "_s) << QJsonValue(QJsonValue::Null);
}

void TestOrderValidation::takesUnusualButGoodValues()
{
    QFETCH(const QString, field);
    QFETCH(const QJsonValue, value);
    QFETCH(const QJsonValue, expected);
    QJsonObject body = goodBody();
    body[field] = value;
    const auto order = validatedOrder(body);
    QVERIFY2(order, order ? "" : qPrintable(order.error().fields.value(0).code));
    QCOMPARE(order->value(field), expected);
}

void TestOrderValidation::refusesHostileValues_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *tag, const QString &field, const QJsonValue &value, const QString &code) {
        QTest::newRow(tag) << field << value << code;
    };
    const QJsonValue absent(QJsonValue::Undefined);
    row("no product", u"productId"_s, absent, u"required"_s);
    row("product number", u"productId"_s, 7, u"not_text"_s);
    row("product SQL", u"productId"_s, u"1' or '1'='1"_s, u"malformed"_s);
    row("product braces", u"productId"_s, u"{3b241101-e2bb-4255-8caf-4136c566a9}"_s, u"malformed"_s);
    row("product and more", u"productId"_s, u"3b241101-e2bb-4255-8caf-4136c566a962x"_s, u"too_long"_s);
    row("no nominal", u"nominal"_s, absent, u"required"_s);
    row("nominal text", u"nominal"_s, u"100"_s, u"not_a_number"_s);
    row("nominal list", u"nominal"_s, QJsonArray{100}, u"not_a_number"_s);
    row("nominal zero", u"nominal"_s, 0, u"not_positive"_s);
    row("nominal negative", u"nominal"_s, -100, u"not_positive"_s);
    row("nominal huge", u"nominal"_s, 1e300, u"too_large"_s);
    row("nominal tiny", u"nominal"_s, 1e-300, u"too_precise"_s);
    row("no price", u"price"_s, QJsonValue::Null, u"required"_s);
    row("price of a hair less", u"price"_s, 74.9999999, u"too_precise"_s);
    row("price negative", u"price"_s, -0.01, u"not_positive"_s);
    row("no e-mail", u"email"_s, u""_s, u"required"_s);
    row("e-mail without at", u"email"_s, u"customer.example.com"_s, u"not_an_email"_s);
    row("e-mail two", u"email"_s, u"a@example.com,b@example.com"_s, u"not_an_email"_s);
    row("e-mail with header", u"email"_s, u"a@example.com\r\nBcc: x@example.com"_s, u"control_character"_s);
    row("e-mail with NUL", u"email"_s, QString(u"a@example.com"_s + QChar(0) + u"x"_s),
        u"control_character"_s);
    row("e-mail with name", u"email"_s, u"<a@example.com>"_s, u"not_an_email"_s);
    row("e-mail dots", u"email"_s, u"a..b@example.com"_s, u"not_an_email"_s);
    row("e-mail host", u"email"_s, u"root@localhost"_s, u"not_an_email"_s);
    row("e-mail address literal", u"email"_s, u"a@[127.0.0.1]"_s, u"not_an_email"_s);
    row("e-mail quoted", u"email"_s, u"\"a b\"@example.com"_s, u"not_an_email"_s);
    row("e-mail local too long", u"email"_s, QString(QString(65, u'a') + u"@example.com"_s),
        u"not_an_email"_s);
    row("e-mail too long", u"email"_s,
        QString(u"a@"_s + QString(60, u'b') + u'.' + QString(250, u'c') + u".com"_s), u"too_long"_s);
    row("e-mail Unicode", u"email"_s, u"почта@пример.рф"_s, u"not_an_email"_s);
    row("first name long", u"firstName"_s, QString(101, u'a'), u"too_long"_s);
    row("first name object", u"firstName"_s, QJsonObject{{u"$ne"_s, 1}}, u"not_text"_s);
    row("first name escape", u"firstName"_s, u"a\u001b[31m"_s, u"control_character"_s);
    row("first name override", u"firstName"_s, u"abc\u202etxt.exe"_s, u"control_character"_s);
    row("first name lines", u"firstName"_s, u"John\nDoe"_s, u"control_character"_s);
    row("last name half a character", u"lastName"_s, QString(u"x"_s + QChar(0xd800)), u"control_character"_s);
    row("last name boolean", u"lastName"_s, true, u"not_text"_s);
    row("no delivery", u"deliveryType"_s, absent, u"required"_s);
    row("unknown delivery", u"deliveryType"_s, u"Gift"_s, u"not_a_choice"_s);
    row("recipient bad", u"recipientEmail"_s, u"friend"_s, u"not_an_email"_s);
    row("message long", u"giftMessage"_s, QString(501, u'x'), u"too_long"_s);
    row("message bell", u"giftMessage"_s, u"ding\a"_s, u"control_character"_s);
    row("no session", u"sessionId"_s, absent, u"required"_s);
    row("session with blank", u"sessionId"_s, u"sess abc"_s, u"malformed"_s);
    row("session long", u"sessionId"_s, QString(129, u's'), u"too_long"_s);
    row("quantity zero", u"quantity"_s, 0, u"out_of_range"_s);
    row("quantity eleven", u"quantity"_s, 11, u"out_of_range"_s);
    row("quantity half", u"quantity"_s, 1.5, u"out_of_range"_s);
    row("quantity text", u"quantity"_s, u"2"_s, u"out_of_range"_s);
    row("quantity wraps around", u"quantity"_s, 4294967297.0, u"out_of_range"_s);
    row("utm list", u"utm"_s, QJsonArray{}, u"not_an_object"_s);
    row("ref with slash", u"ref"_s, u"../x"_s, u"malformed"_s);
    row("locale unknown", u"locale"_s, u"tlh"_s, u"not_a_choice"_s);
}

void TestOrderValidation::refusesHostileValues()
{
    QFETCH(const QString, field);
    QFETCH(const QJsonValue, value);
    QFETCH(const QString, code);
    QJsonObject body = goodBody();
    if (value.isUndefined())
        body.remove(field);
    else
        body[field] = value;
    const auto order = validatedOrder(body);
    QVERIFY(!order);
    QCOMPARE(order.error().code, ErrorCode::InvalidInput);
    QCOMPARE(order.error().key, u"validation_failed"_s);
    QCOMPARE(order.error().fields.size(), 1);
    QCOMPARE(order.error().fields.first().field, field);
    QCOMPARE(order.error().fields.first().code, code);
    QVERIFY(!order.error().fields.first().message.isEmpty());
}

void TestOrderValidation::namesEveryWrongValue()
{
    const auto order =
        validatedOrder({{u"deliveryType"_s, u"gift"_s},
                        {u"utm"_s, QJsonObject{{u"utm_source"_s, 1}, {u"utm_term"_s, QString(201, u'x')}}}});
    QVERIFY(!order);
    QStringList fields;
    for (const FieldError &error : order.error().fields)
        fields.append(error.field);
    QCOMPARE(fields, QStringList({u"productId"_s, u"nominal"_s, u"price"_s, u"email"_s, u"recipientEmail"_s,
                                  u"sessionId"_s, u"utm.utm_source"_s, u"utm.utm_term"_s}));
}

void TestOrderValidation::dropsWhatItDoesNotKnow()
{
    QJsonObject body = goodBody();
    body[u"status"_s] = u"paid"_s;
    body[u"tenantId"_s] = u"x"_s;
    body[u"utm"_s] = QJsonObject{{u"utm_source"_s, u"a"_s}, {u"gclid"_s, u"b"_s}};
    const auto order = validatedOrder(body);
    QVERIFY(order);
    QVERIFY(!order->contains(u"status"_s));
    QVERIFY(!order->contains(u"tenantId"_s));
    QCOMPARE(order->value(u"utm"_s).toObject().keys(), QStringList{u"utm_source"_s});
}

void TestOrderValidation::readsForms()
{
    const QUrlQuery form(
        u"productId=3b241101-e2bb-4255-8caf-4136c566a962&nominal=100&price=75.50&quantity=2"
        u"&email=a%40example.com&firstName=&deliveryType=myself&sessionId=s1&utm_source=x%20y"_s);
    const auto order = validatedOrder(orderBodyFromForm(form));
    QVERIFY(order);
    QCOMPARE(order->value(u"price"_s), QJsonValue(u"75.5"_s));
    QCOMPARE(order->value(u"quantity"_s), QJsonValue(2));
    QCOMPARE(order->value(u"email"_s), QJsonValue(u"a@example.com"_s));
    QCOMPARE(order->value(u"utm"_s).toObject().value(u"utm_source"_s), QJsonValue(u"x y"_s));

    const auto wrong = validatedOrder(orderBodyFromForm(QUrlQuery(u"nominal=abc&price=nan&quantity=1e9"_s)));
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().fields.at(1).code, u"not_a_number"_s);
}

QTEST_GUILESS_MAIN(TestOrderValidation)
#include "tst_ordervalidation.moc"
