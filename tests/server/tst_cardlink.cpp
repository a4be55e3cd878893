// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/cardlink.h"
#include "server/integrations/signature.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::integrations;

namespace {

/// Takes callbacks, keeps their bodies, answers with `status`.
class Listener final : public QTcpServer
{
public:
    Listener()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        });
    }

    QString url() const { return u"http://127.0.0.1:%1/hook"_s.arg(serverPort()); }
    int failures = 0; ///< answered with 500 before 200 is answered
    QByteArrayList bodies;

private:
    void read(QTcpSocket *socket)
    {
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        const qsizetype head = buffer.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const qsizetype at = buffer.toLower().indexOf("content-length:");
        const qsizetype length = buffer.mid(at + 15, buffer.indexOf('\r', at) - at - 15).trimmed().toInt();
        if (buffer.size() < head + 4 + length)
            return;
        bodies.append(buffer.mid(head + 4, length));
        buffer.clear();
        socket->write(failures-- > 0 ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
                                     : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
    QHash<QTcpSocket *, QByteArray> m_buffers;
};

/// Answers every request with the same bytes and closes.
class Impostor final
{
public:
    explicit Impostor(const QByteArray &answer)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, &m_server, [socket, answer] {
                socket->readAll();
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
    }
    QString url() const { return u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()); }

private:
    QTcpServer m_server;
};

/// Runs a blocking call on a thread of its own, so that servers on this one can answer.
template <typename Call>
auto meanwhile(Call call)
{
    std::optional<decltype(call())> result;
    std::atomic<bool> done = false;
    std::thread thread([&] {
        result = call();
        done = true;
    });
    const bool finished = QTest::qWaitFor([&] { return done.load(); }, 20'000);
    thread.join();
    Q_UNUSED(finished);
    return *result;
}

QByteArray httpJson(const QJsonObject &object)
{
    const QByteArray body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class TestCardlink final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void makesABillAndAsksAboutIt();
    void sameKeyMakesTheSameBill();
    void callbacksAreSignedAndRepeatedUntilAccepted();
    void callbacksMisbehaveOnDemand();
    void billsExpire();
    void aPersonCanPayDeclineAndLeave();
    void faultsBecomeErrors();
    void slowProvidersTimeOut();
    void unknownBillsAreNotFound();
    void wrongKeysAreRefused();
    void refusesStrangeAnswers_data();
    void refusesStrangeAnswers();
    void neverSpeaksPlainHttpToOthers();
    void errorsHoldNoSecrets();
    void amountsKeepTheirDigits();
    void manyThreadsAtOnce();
    void keepsBillsOverARestart();

private:
    void startSandbox();
    void stopSandbox();
    QJsonObject control(const QString &path, const QJsonObject &body);
    BillRequest request(const QString &order) const;
    Cardlink client(HttpLimits limits = {}) const;

    QTemporaryDir m_dir;
    QProcess m_sandbox;
    QString m_url;
    Listener m_listener;
};

void TestCardlink::initTestCase()
{
    for (const auto &[name, text] : {std::pair("secret", "s3cret\n"), std::pair("key", "key-123\n")}) {
        QFile file(m_dir.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    startSandbox();
}

void TestCardlink::cleanupTestCase()
{
    stopSandbox();
}

void TestCardlink::startSandbox()
{
    m_sandbox.start(QString::fromLocal8Bit(qgetenv("LONIEVE_BIN_DIR")) + u"/lonieve-sandbox"_s,
                    {u"--listen"_s, u"127.0.0.1:0"_s, u"--secret-file"_s, m_dir.filePath(u"secret"_s),
                     u"--api-key-file"_s, m_dir.filePath(u"key"_s), u"--state"_s,
                     m_dir.filePath(u"state"_s)});
    QVERIFY(m_sandbox.waitForReadyRead(20'000));
    const QJsonObject ready = QJsonDocument::fromJson(m_sandbox.readLine()).object();
    QCOMPARE(ready.value(u"event"_s).toString(), u"ready"_s);
    m_url = ready.value(u"url"_s).toString();
}

void TestCardlink::stopSandbox()
{
    m_sandbox.terminate();
    QVERIFY(m_sandbox.waitForFinished(10'000));
    QCOMPARE(m_sandbox.exitCode(), 0);
}

void TestCardlink::init()
{
    control(u"/control/faults"_s, {{u"reset"_s, true}});
    m_listener.bodies.clear();
    m_listener.failures = 0;
}

QJsonObject TestCardlink::control(const QString &path, const QJsonObject &body)
{
    HttpClient http;
    const auto answer = http.post(m_url + path, {"Content-Type: application/json"},
                                  QJsonDocument(body).toJson(QJsonDocument::Compact));
    return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
}

BillRequest TestCardlink::request(const QString &order) const
{
    BillRequest request;
    request.amount = u"75.50"_s;
    request.currency = u"USD"_s;
    request.orderId = order;
    request.customerEmail = u"customer@example.com"_s;
    request.returnUrl = u"http://127.0.0.1:1/pending?orderId="_s + order;
    request.webhookUrl = m_listener.url();
    request.idempotencyKey = u"payment-"_s + order;
    return request;
}

Cardlink TestCardlink::client(HttpLimits limits) const
{
    return Cardlink({m_url, "key-123", limits});
}

void TestCardlink::makesABillAndAsksAboutIt()
{
    Cardlink cardlink = client();
    const auto bill = cardlink.createBill(request(u"order-1"_s));
    QVERIFY2(bill, bill ? "" : qPrintable(bill.error().message));
    QVERIFY(bill->billId.startsWith(u"bill_"_s));
    QCOMPARE(bill->paymentUrl, m_url + u"/pay/"_s + bill->billId);
    const qint64 life = QDateTime::currentDateTimeUtc().secsTo(bill->expiresAt);
    QVERIFY(life > 3500 && life <= 3600);
    const auto status = cardlink.billStatus(bill->billId);
    QVERIFY(status);
    QCOMPARE(status->status, u"PENDING"_s);
    QCOMPARE(status->amount, u"75.50"_s);
    QCOMPARE(status->currency, QString());
}

void TestCardlink::sameKeyMakesTheSameBill()
{
    Cardlink cardlink = client();
    const auto first = cardlink.createBill(request(u"order-2"_s));
    const auto second = cardlink.createBill(request(u"order-2"_s));
    QVERIFY(first && second);
    QCOMPARE(first->billId, second->billId);
    BillRequest other = request(u"order-2"_s);
    other.amount = u"80.00"_s;
    QCOMPARE(cardlink.createBill(other).error().key, u"payment_provider_rejected"_s);
}

void TestCardlink::callbacksAreSignedAndRepeatedUntilAccepted()
{
    Cardlink cardlink = client();
    const auto bill = cardlink.createBill(request(u"order-3"_s));
    QVERIFY(bill);
    m_listener.failures = 2;
    control(u"/control/bills/"_s + bill->billId, {{u"status"_s, u"PAID"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(m_listener.bodies.size(), 3, 15'000);
    for (const QByteArray &body : m_listener.bodies) {
        QVERIFY(verifySignature(body, {"s3cret"}));
        QVERIFY(!verifySignature(body, {"other"}));
        QVERIFY(body.contains("\"amount\":75.50"));
    }
    const auto status = cardlink.billStatus(bill->billId);
    QVERIFY(status);
    QCOMPARE(status->status, u"PAID"_s);
    QVERIFY(!status->response.value(u"paid_at"_s).toString().isEmpty());
}

void TestCardlink::callbacksMisbehaveOnDemand()
{
    Cardlink cardlink = client();
    const auto bill = cardlink.createBill(request(u"order-4"_s));
    QVERIFY(bill);
    control(u"/control/faults"_s, {{u"callbackDuplicate"_s, 4}});
    control(u"/control/bills/"_s + bill->billId, {{u"status"_s, u"FAILED"_s}, {u"callbacks"_s, 2}});
    QTRY_COMPARE(m_listener.bodies.size(), 6);
    QCOMPARE(QSet<QByteArray>(m_listener.bodies.cbegin(), m_listener.bodies.cend()).size(), 1);

    m_listener.bodies.clear();
    control(u"/control/faults"_s, {{u"callbackDuplicate"_s, 0}, {u"callbackBadSignature"_s, 1}});
    control(u"/control/bills/"_s + bill->billId,
            {{u"status"_s, u"PAID"_s}, {u"amount"_s, 1.5}, {u"currency"_s, u"EUR"_s}});
    QTRY_COMPARE(m_listener.bodies.size(), 1);
    QVERIFY(!verifySignature(m_listener.bodies.first(), {"s3cret"}));
    QVERIFY(m_listener.bodies.first().contains("\"amount\":1.5,\"currency\":\"EUR\""));
}

void TestCardlink::billsExpire()
{
    Cardlink cardlink = client();
    BillRequest brief = request(u"order-5"_s);
    brief.expiresInSeconds = 1;
    const auto bill = cardlink.createBill(brief);
    QVERIFY(bill);
    QTRY_COMPARE(m_listener.bodies.size(), 1);
    QVERIFY(m_listener.bodies.first().contains("\"status\":\"EXPIRED\""));
    QCOMPARE(cardlink.billStatus(bill->billId)->status, u"EXPIRED"_s);
}

void TestCardlink::aPersonCanPayDeclineAndLeave()
{
    Cardlink cardlink = client();
    const auto bill = cardlink.createBill(request(u"order-6"_s));
    QVERIFY(bill);
    HttpClient http;
    const auto page = http.get(bill->paymentUrl, {"Accept-Language: en"});
    QVERIFY(page);
    QCOMPARE(page->status, 200);
    QVERIFY(page->body.contains("no real money"));
    QVERIFY(page->body.contains("75.50 USD"));
    QVERIFY(!page->body.contains("<script"));
    QVERIFY(page->body.contains("href=\"http://127.0.0.1:1/pending?orderId=order-6\""));
    QVERIFY(http.get(bill->paymentUrl, {"Accept-Language: ru"})->body.contains("lang=\"ru\""));

    const HttpClient::Headers form = {"Content-Type: application/x-www-form-urlencoded"};
    QCOMPARE(http.post(bill->paymentUrl, form, "action=decline")->status, 303);
    QCOMPARE(cardlink.billStatus(bill->billId)->status, u"FAILED"_s);
    QCOMPARE(http.post(bill->paymentUrl, form, "action=pay")->status, 303);
    QCOMPARE(cardlink.billStatus(bill->billId)->status, u"PAID"_s);
    // What is paid stays paid.
    QCOMPARE(http.post(bill->paymentUrl, form, "action=decline")->status, 303);
    QCOMPARE(cardlink.billStatus(bill->billId)->status, u"PAID"_s);
    QCOMPARE(http.get(m_url + u"/pay/bill_unknown"_s, {})->status, 404);
}

void TestCardlink::faultsBecomeErrors()
{
    Cardlink cardlink = client();
    control(u"/control/faults"_s, {{u"createFail"_s, 1}, {u"createStatus"_s, 503}, {u"statusFail"_s, 1}});
    const auto failed = cardlink.createBill(request(u"order-7"_s));
    QCOMPARE(failed.error().code, ErrorCode::Unavailable);
    const auto bill = cardlink.createBill(request(u"order-7"_s));
    QVERIFY(bill);
    QCOMPARE(cardlink.billStatus(bill->billId).error().code, ErrorCode::Unavailable);
    QVERIFY(cardlink.billStatus(bill->billId));

    QTcpServer unused;
    QVERIFY(unused.listen(QHostAddress::LocalHost));
    const QString gone = u"http://127.0.0.1:%1"_s.arg(unused.serverPort());
    unused.close();
    const auto unreachable = Cardlink({gone, "k"}).createBill(request(u"order-7"_s));
    QCOMPARE(unreachable.error().code, ErrorCode::Unavailable);
    QCOMPARE(unreachable.error().key, u"payment_provider_unavailable"_s);
}

void TestCardlink::slowProvidersTimeOut()
{
    HttpLimits brief;
    brief.total = std::chrono::milliseconds(400);
    Cardlink impatient = client(brief);
    control(u"/control/faults"_s, {{u"createDelayMs"_s, 1500}});
    QElapsedTimer timer;
    timer.start();
    const auto slow = impatient.createBill(request(u"order-8"_s));
    QCOMPARE(slow.error().code, ErrorCode::Timeout);
    QVERIFY(timer.elapsed() < 1400);
    // The bill was made all the same; asking again finds it.
    control(u"/control/faults"_s, {{u"reset"_s, true}, {u"dropAfterCreate"_s, 1}});
    QCOMPARE(impatient.createBill(request(u"order-9"_s)).error().code, ErrorCode::Timeout);
    const auto again = client().createBill(request(u"order-9"_s));
    QVERIFY(again);
    HttpClient http;
    const auto bills = http.get(m_url + u"/control/bills"_s, {});
    int count = 0;
    for (const QJsonValue &bill : QJsonDocument::fromJson(bills->body).object().value(u"bills"_s).toArray())
        count += bill.toObject().value(u"order_id"_s).toString() == u"order-9"_s;
    QCOMPARE(count, 1);
}

void TestCardlink::unknownBillsAreNotFound()
{
    QCOMPARE(client().billStatus(u"bill_nobody"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(client().billStatus(u"x&order_id=order-1"_s).error().code, ErrorCode::NotFound);
}

void TestCardlink::wrongKeysAreRefused()
{
    const auto refused = Cardlink({m_url, "wrong"}).createBill(request(u"order-10"_s));
    QCOMPARE(refused.error().key, u"payment_provider_refused"_s);
    QCOMPARE(refused.error().code, ErrorCode::Internal);
}

void TestCardlink::refusesStrangeAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    const auto bill = [](const QJsonValue &id, const QJsonValue &url) {
        return httpJson({{u"bill_id"_s, id}, {u"payment_url"_s, url}});
    };
    const QString url = u"https://pay.example/x"_s;
    QTest::newRow("not JSON") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<p>x");
    QTest::newRow("nothing") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    QTest::newRow("hangs up") << QByteArray();
    QTest::newRow("no bill") << bill(QJsonValue(), url);
    QTest::newRow("bill number") << bill(7, url);
    QTest::newRow("bill with line") << bill(u"a\nb"_s, url);
    QTest::newRow("bill very long") << bill(QString(300, u'x'), url);
    QTest::newRow("script address") << bill(u"b"_s, u"javascript:alert(1)"_s);
    QTest::newRow("plain http elsewhere") << bill(u"b"_s, u"http://evil.example/x"_s);
    QTest::newRow("address with user") << bill(u"b"_s, u"https://pay.example@evil.example/"_s);
    QTest::newRow("no address") << bill(u"b"_s, QJsonValue());
    QTest::newRow("redirect") << QByteArray(
        "HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n");
    QTest::newRow("endless") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n") +
                                    QByteArray(2'000'000, 'x');
}

void TestCardlink::refusesStrangeAnswers()
{
    QFETCH(const QByteArray, answer);
    const Impostor impostor(answer);
    const BillRequest wanted = request(u"order-11"_s);
    const QString url = impostor.url();
    const auto bill = meanwhile([&] { return Cardlink({url, "k"}).createBill(wanted); });
    QVERIFY(!bill);
    QCOMPARE(bill.error().code, ErrorCode::Unavailable);
}

void TestCardlink::neverSpeaksPlainHttpToOthers()
{
    QVERIFY(HttpClient::isAllowed(u"https://api.cardlink.com/v2"_s));
    QVERIFY(HttpClient::isAllowed(u"http://127.0.0.1:8081"_s));
    QVERIFY(HttpClient::isAllowed(u"http://[::1]:8081/x"_s));
    for (const char *url : {"http://api.cardlink.com/v2", "ftp://127.0.0.1/", "file:///etc/passwd", "",
                            "127.0.0.1", "http://127.0.0.1.evil.example/", "https://user:pw@example.com/"})
        QVERIFY2(!HttpClient::isAllowed(QString::fromLatin1(url)), url);
    const auto bill = Cardlink({u"http://192.0.2.1/v2"_s, "key"}).createBill(request(u"order-12"_s));
    QVERIFY(!bill);
}

void TestCardlink::errorsHoldNoSecrets()
{
    control(u"/control/faults"_s, {{u"createFail"_s, 1}});
    Cardlink cardlink({m_url, "very-secret-key"});
    const auto refused = cardlink.createBill(request(u"order-13"_s));
    QVERIFY(!refused);
    for (const QString &text : {refused.error().message, refused.error().key}) {
        QVERIFY(!text.contains(u"very-secret-key"_s));
        QVERIFY(!text.contains(u"customer@example.com"_s));
    }
}

void TestCardlink::amountsKeepTheirDigits()
{
    BillRequest wanted = request(u"order \"14\"\n"_s);
    wanted.amount = u"90071992547409.93"_s; // more digits than a double keeps
    const QByteArray json = billRequestJson(wanted);
    QVERIFY(json.contains("\"amount\":90071992547409.93,"));
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    QCOMPARE(object.keys(), QStringList({u"amount"_s, u"currency"_s, u"customer_email"_s, u"expires_in"_s,
                                         u"order_id"_s, u"return_url"_s, u"webhook_url"_s}));
    QCOMPARE(object.value(u"order_id"_s).toString(), wanted.orderId);
    wanted.amount = u"1,\"x\":1"_s;
    QVERIFY(!client().createBill(wanted));
}

void TestCardlink::manyThreadsAtOnce()
{
    Cardlink cardlink = client();
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i)
                good += cardlink.createBill(request(u"many-%1-%2"_s.arg(t).arg(i))).has_value();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 160);
}

void TestCardlink::keepsBillsOverARestart()
{
    const auto bill = client().createBill(request(u"order-15"_s));
    QVERIFY(bill);
    control(u"/control/bills/"_s + bill->billId, {{u"status"_s, u"PAID"_s}, {u"callbacks"_s, 0}});
    m_sandbox.kill(); // no chance to tidy up
    QVERIFY(m_sandbox.waitForFinished());
    QFile state(m_dir.filePath(u"state"_s));
    QVERIFY(state.open(QIODevice::Append));
    state.write("{\"id\":\"bill_cut");
    state.close();
    startSandbox();
    const auto status = client().billStatus(bill->billId);
    QVERIFY(status);
    QCOMPARE(status->status, u"PAID"_s);
    QCOMPARE(status->amount, u"75.50"_s);
    QCOMPARE(client().createBill(request(u"order-15"_s))->billId, bill->billId);
}

QTEST_GUILESS_MAIN(TestCardlink)
#include "tst_cardlink.moc"
