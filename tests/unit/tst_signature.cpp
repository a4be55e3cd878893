// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/signature.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::integrations;

// The expected values were printed by Node.js 20 running the reference scheme:
//   const {signature, ...data} = JSON.parse(raw);
//   const text = Object.keys(data).sort().map(k => `${k}=${data[k]}`).join('&');
//   createHash('sha256').update(text + secret).digest('hex')
class TestSignature final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersPrintAsJavaScript_data();
    void numbersPrintAsJavaScript();
    void refusesWhatIsNoNumber_data();
    void refusesWhatIsNoNumber();
    void agreesWithTheReference_data();
    void agreesWithTheReference();
    void acceptsNumbersAsSpelled();
    void acceptsOldAndNewSecret();
    void refusesForgeries_data();
    void refusesForgeries();
    void refusesUnreadableBodies_data();
    void refusesUnreadableBodies();
    void keepsNestedValuesApart();
    void spellsAmountsOut_data();
    void spellsAmountsOut();
};

void TestSignature::numbersPrintAsJavaScript_data()
{
    QTest::addColumn<QByteArray>("spelled");
    QTest::addColumn<QString>("printed");
    static const std::pair<const char *, const char *> rows[] = {
        {"75.00", "75"},
        {"75.50", "75.5"},
        {"0", "0"},
        {"-0", "0"},
        {"0.10", "0.1"},
        {"100", "100"},
        {"1e21", "1e+21"},
        {"1e20", "100000000000000000000"},
        {"123456789012345680000", "123456789012345680000"},
        {"1.5e300", "1.5e+300"},
        {"0.000001", "0.000001"},
        {"0.0000001", "1e-7"},
        {"1.25e-9", "1.25e-9"},
        {"-3.140", "-3.14"},
        {"4.35", "4.35"},
        {"9007199254740993", "9007199254740992"},
        {"1E2", "100"},
        {"1e-7", "1e-7"},
        {"5e-324", "5e-324"},
        {"12345678901234567890123", "1.2345678901234568e+22"},
        {"0.1e1", "1"},
        {"100000000000000000000.0", "100000000000000000000"},
    };
    for (const auto &[spelled, printed] : rows)
        QTest::newRow(spelled) << QByteArray(spelled) << QString::fromLatin1(printed);
}

void TestSignature::numbersPrintAsJavaScript()
{
    QFETCH(const QByteArray, spelled);
    QFETCH(const QString, printed);
    QCOMPARE(javascriptNumber(spelled), printed);
}

void TestSignature::refusesWhatIsNoNumber_data()
{
    QTest::addColumn<QByteArray>("spelled");
    for (const char *text : {"", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x10", "NaN", "Infinity", "1e400",
                             "1 ", "1,5", "--1", "-.5"})
        QTest::newRow(*text == '\0' ? "empty" : text) << QByteArray(text);
    QTest::newRow("very long") << QByteArray(5000, '9');
}

void TestSignature::refusesWhatIsNoNumber()
{
    QFETCH(const QByteArray, spelled);
    QCOMPARE(javascriptNumber(spelled), QString());
}

void TestSignature::agreesWithTheReference_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("canonical");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("guide")
        << QByteArray(R"({"bill_id":"bill_abc123","status":"PAID","amount":75.00,"currency":"USD"})")
        << QByteArray("amount=75&bill_id=bill_abc123&currency=USD&status=PAID")
        << QByteArray("10c5d1694b02924e15cd786f0aa9b906b831fb01bdbc4f6f32698094356e1d1d");
    QTest::newRow("flags and null")
        << QByteArray(R"({"status":"PAID","amount":75.50,"currency":"USD","bill_id":"bill_abc123",)"
                      R"("paid_at":"2026-11-22T10:35:42Z","test":false,"note":null})")
        << QByteArray("amount=75.5&bill_id=bill_abc123&currency=USD&note=null&paid_at=2026-11-22T10:35:42Z"
                      "&status=PAID&test=false")
        << QByteArray("d08c74188c528a259840799186970264162fbdeb06ae332f9c02497df8d86359");
    QTest::newRow("order and exponents")
        << QByteArray(R"({"b":1e21,"a":0.0000001,"B":"x&y=z","_":"","10":1,"9":2})")
        << QByteArray("10=1&9=2&B=x&y=z&_=&a=1e-7&b=1e+21")
        << QByteArray("18d2e24713ce848bdbd8d6175576b25fa1662c070aed7b299fd30e5ef0fcec90");
    // U+1F600 sorts before U+FF21 by UTF-16 units, after it by code points.
    QTest::newRow("names beyond ASCII")
        << QByteArray("{\"имя\":\"Ёж\",\"\\uff21\":\"full\",\"\\ud83d\\ude00\":\"smile\","
                      "\"é\":\"\\u00e9\\n\\\"q\\\"\"}")
        << QByteArray("é=é\n\"q\"&имя=Ёж&😀=smile&Ａ=full")
        << QByteArray("8362599a8bb81325d831ef44e5b6dce23fbe9e6d264d2f996b960e5604eb2c55");
}

void TestSignature::agreesWithTheReference()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, canonical);
    QFETCH(const QByteArray, signature);
    const auto members = readMembers(body);
    QVERIFY(members);
    QCOMPARE(canonicalText(*members, NumberForm::JavaScript).value(), canonical);
    QCOMPARE(sign(canonical, "test-secret"), signature);

    QByteArray signedBody = body;
    signedBody.chop(1);
    signedBody += ",\"signature\":\"" + signature + "\"}";
    QVERIFY(verifySignature(signedBody, {"test-secret"}));
    QVERIFY(!verifySignature(signedBody, {"test-secreT"}));
    QVERIFY(!verifySignature(body, {"test-secret"}));
}

void TestSignature::acceptsNumbersAsSpelled()
{
    const QByteArray signature = sign("amount=75.00&bill_id=b1&status=PAID", "s");
    QVERIFY(
        verifySignature("{\"amount\": 75.00, \"bill_id\": \"b1\", \"status\": \"PAID\", \"signature\": \"" +
                            signature + "\"}",
                        {"s"}));
    QVERIFY(!verifySignature(
        "{\"amount\": 75.0, \"bill_id\": \"b1\", \"status\": \"PAID\", \"signature\": \"" + signature + "\"}",
        {"s"}));
}

void TestSignature::acceptsOldAndNewSecret()
{
    const QByteArray body = "{\"a\":\"1\",\"signature\":\"" + sign("a=1", "old") + "\"}";
    QVERIFY(verifySignature(body, {"new", "old"}));
    QVERIFY(verifySignature(body, {"old", "new"}));
    QVERIFY(!verifySignature(body, {"new"}));
    QVERIFY(!verifySignature(body, {}));
}

void TestSignature::refusesForgeries_data()
{
    QTest::addColumn<QByteArray>("body");
    const QByteArray good = sign("amount=75&bill_id=b1", "s");
    QTest::newRow("no signature") << QByteArray(R"({"amount":75,"bill_id":"b1"})");
    QTest::newRow("empty signature") << QByteArray(R"({"amount":75,"bill_id":"b1","signature":""})");
    QTest::newRow("null signature") << QByteArray(R"({"amount":75,"bill_id":"b1","signature":null})");
    QTest::newRow("number") << QByteArray(R"({"amount":75,"bill_id":"b1","signature":1})");
    QTest::newRow("list") << QByteArray("{\"amount\":75,\"bill_id\":\"b1\",\"signature\":[\"" + good +
                                        "\"]}");
    QTest::newRow("shortened") << QByteArray("{\"amount\":75,\"bill_id\":\"b1\",\"signature\":\"" +
                                             good.left(63) + "\"}");
    QTest::newRow("other amount") << QByteArray("{\"amount\":7.5,\"bill_id\":\"b1\",\"signature\":\"" + good +
                                                "\"}");
    QTest::newRow("more members") << QByteArray("{\"amount\":75,\"bill_id\":\"b1\",\"x\":1,\"signature\":\"" +
                                                good + "\"}");
    QTest::newRow("amount twice") << QByteArray(
        "{\"amount\":1,\"amount\":75,\"bill_id\":\"b1\",\"signature\":\"" + good + "\"}");
    QTest::newRow("twice, once escaped")
        << QByteArray("{\"\\u0061mount\":1,\"amount\":75,\"bill_id\":\"b1\",\"signature\":\"" + good + "\"}");
    QTest::newRow("signed with nothing") << QByteArray("{\"amount\":75,\"bill_id\":\"b1\",\"signature\":\"" +
                                                       sign("amount=75&bill_id=b1", "") + "\"}");
    QTest::newRow("nested") << QByteArray("{\"a\":{},\"signature\":\"" + sign("a=[object Object]", "s") +
                                          "\"}");
}

void TestSignature::refusesForgeries()
{
    QFETCH(const QByteArray, body);
    QVERIFY(!verifySignature(body, {"s", ""}));
}

void TestSignature::refusesUnreadableBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *text : {"[]",
                             "null",
                             "1",
                             "{",
                             "{}x",
                             "{\"a\":1,}",
                             "{\"a\" 1}",
                             "{'a':1}",
                             "{\"a\":01}",
                             "{\"a\":+1}",
                             "{\"a\":NaN}",
                             "{\"a\":1e999}",
                             "{\"a\":\"\x01\"}",
                             "{\"a\":\"\\x\"}",
                             "{\"a\":\"\\ud800\"}",
                             "{\"a\":\"\\udc00\\ud800\"}",
                             "{\"a\":\"\xff\"}",
                             "{\"a\":\"\\u12g4\"}",
                             "{\"a\":[1,}",
                             "{\"a\":1 \"b\":2}",
                             "{\"a\":1,\"a\":1}",
                             "{\"a\":truex}"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("deep") << QByteArray("{\"a\":" + QByteArray(100000, '[') + QByteArray(100000, ']') + "}");
}

void TestSignature::refusesUnreadableBodies()
{
    QFETCH(const QByteArray, body);
    const auto members = readMembers(body);
    QVERIFY(!members);
    QCOMPARE(members.error().code, ErrorCode::InvalidInput);
}

void TestSignature::keepsNestedValuesApart()
{
    const auto members = readMembers("{\"a\":{\"b\":[1,\"}]\"]},\"amount\":75.10,\"s\":\"t\"}");
    QVERIFY(members);
    QCOMPARE(members->size(), 3);
    QCOMPARE(members->at(0).kind, RawMember::Kind::Nested);
    QCOMPARE(members->at(0).spelled, u"{\"b\":[1,\"}]\"]}"_s);
    QCOMPARE(findMember(*members, u"amount"_s)->spelled, u"75.10"_s);
    QVERIFY(!findMember(*members, u"b"_s));
    QVERIFY(!canonicalText(*members, NumberForm::JavaScript));
}

void TestSignature::spellsAmountsOut_data()
{
    QTest::addColumn<QString>("spelled");
    QTest::addColumn<QString>("plain");
    static const std::pair<const char *, const char *> rows[] = {
        {"75.00", "75.00"}, {"75", "75"}, {"7.5e1", "75"}, {"-3", "-3"}, {"1e300", ""}, {"abc", ""},
        {"1e-30", ""},      {"NaN", ""},  {"", ""},        {" 5", ""},   {"5;", ""},    {"0.10", "0.10"}};
    for (const auto &[spelled, plain] : rows)
        QTest::newRow(*spelled ? spelled : "empty")
            << QString::fromLatin1(spelled) << QString::fromLatin1(plain);
}

void TestSignature::spellsAmountsOut()
{
    QFETCH(const QString, spelled);
    QFETCH(const QString, plain);
    QCOMPARE(plainAmount(spelled), plain);
}

QTEST_GUILESS_MAIN(TestSignature)
#include "tst_signature.moc"
