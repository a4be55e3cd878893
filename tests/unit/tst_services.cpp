// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/apiclient.h"
#include "services/clock.h"
#include "services/livefeed.h"
#include "services/secretstore.h"
#include "services/serveraddress.h"
#include "services/session.h"
#include "services/settings.h"
#include "tests/support/fakeserver.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::services;
using lonieve::test::FakeServer;

namespace {

/// A server with a sign-in, and everything of the desktop program that talks to it.
struct Desk
{
    FakeServer server;
    QNetworkAccessManager manager;
    FixedClock clock{QDateTime(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC)};
    MemorySecretStore secrets;
    HttpTransport transport{&manager};
    Session session{transport, secrets, clock};
    ApiClient api{transport};

    QByteArray valid = "access-0";
    QString refreshToken = u"refresh-0"_s;
    int logins = 0;
    int refreshes = 0;
    int refreshDelay = 0;
    int refreshStatus = 200;
    int expiresIn = 900;
    FakeServer::Handler other;

    Desk()
    {
        transport.setBackOff(10);
        server.handler = [this](const FakeServer::Request &request) { return answer(request); };
    }

    QJsonObject tokens()
    {
        const int number = logins + refreshes;
        valid = "access-" + QByteArray::number(number);
        refreshToken = u"refresh-%1"_s.arg(number);
        return {{u"accessToken"_s, QString::fromLatin1(valid)},
                {u"expiresIn"_s, expiresIn},
                {u"refreshToken"_s, refreshToken},
                {u"staff"_s, QJsonObject{{u"id"_s, u"s1"_s},
                                         {u"email"_s, u"ann@shop.example"_s},
                                         {u"name"_s, u"Ann"_s},
                                         {u"role"_s, u"manager"_s}}}};
    }

    FakeServer::Answer answer(const FakeServer::Request &request)
    {
        if (request.path == u"/api/admin/auth/login") {
            if (request.json().value(u"password").toString() != u"right")
                return FakeServer::problem(401, u"wrong_credentials"_s, u"no"_s);
            ++logins;
            return FakeServer::json(tokens());
        }
        if (request.path == u"/api/admin/auth/refresh") {
            if (refreshStatus != 200 || request.json().value(u"refreshToken").toString() != refreshToken) {
                auto refused = FakeServer::problem(refreshStatus == 200 ? 401 : refreshStatus,
                                                   u"session_ended"_s, u"ended"_s);
                refused.delayMs = refreshDelay;
                return refused;
            }
            ++refreshes;
            auto renewed = FakeServer::json(tokens());
            renewed.delayMs = refreshDelay;
            return renewed;
        }
        if (request.headers.value("authorization") != "Bearer " + valid)
            return FakeServer::problem(401, u"session_ended"_s, u"ended"_s);
        if (request.path == u"/api/admin/me") {
            return FakeServer::json({{u"tenant"_s, QJsonObject{{u"id"_s, u"t"_s},
                                                               {u"name"_s, u"Lonieve Gift"_s},
                                                               {u"currency"_s, u"USD"_s},
                                                               {u"timeZone"_s, u"Europe/Berlin"_s}}}});
        }
        if (other)
            return other(request);
        return FakeServer::json({});
    }

    bool signIn()
    {
        std::optional<bool> outcome;
        session.signIn(server.url(), u"ann@shop.example"_s, u"right"_s, &session,
                       [&outcome](const Result<void> &result) { outcome = result.has_value(); });
        return QTest::qWaitFor([&] { return outcome.has_value(); }) && *outcome;
    }

    void expireAtServer() { valid = "something else"; }
};

QJsonObject currenciesJson(const QString &currency)
{
    return {{u"dataset"_s, u"currencies"_s},
            {u"asOf"_s, u"2026-11-22T12:00:00.000Z"_s},
            {u"timeZone"_s, u"UTC"_s},
            {u"currency"_s, currency},
            {u"columns"_s, QJsonArray{u"currency"_s, u"paid_orders"_s, u"is_reporting"_s, u"first_order_at"_s,
                                      u"last_order_at"_s}},
            {u"rows"_s, QJsonArray{QJsonArray{currency, 3, true, QJsonValue(), QJsonValue()}}}};
}

} // namespace

class tst_Services final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void signsInAndRemembers();
    void tellsWrongPassword();
    void tellsWhenNothingIsRemembered();
    void restoresAnEarlierSignIn();
    void restoreWithoutSecret();
    void oneRefreshServesManyRefusals();
    void refreshesBeforeExpiry();
    void refusedRefreshEndsTheSignIn();
    void refreshFailingByNetworkKeepsTheSignIn();
    void signOutForgets();
    void readsProblems();
    void makesSenseOfOtherAnswers_data();
    void makesSenseOfOtherAnswers();
    void repeatsGetsWithBackOff();
    void doesNotRepeatPosts();
    void obeysRetryAfter();
    void timesOut();
    void dropsAnswersOfOlderQueries();
    void dropsAnswersForTheDead();
    void doesNotFollowRedirects();
    void encodesParameters();
    void feedTellsTopics();
    void feedSurvivesAnOutage();
    void feedTellsReset();
    void importsInParts();
    void importKeepsQuotedLineBreaksTogether();
    void importCancelsBetweenParts();
    void importStopsAtAnError();
    void importOfNothing();
    void settingsKeepTypes();
    void memorySecretsFailAsAKeyringDoes();
};

void tst_Services::addresses_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url"); // empty = refused
    QTest::addColumn<bool>("warned");
    QTest::newRow("https") << u" https://shop.example/ "_s << u"https://shop.example"_s << false;
    QTest::newRow("path") << u"https://example.org/shop/"_s << u"https://example.org/shop"_s << false;
    QTest::newRow("plain here") << u"http://127.0.0.1:8080"_s << u"http://127.0.0.1:8080"_s << false;
    QTest::newRow("plain ipv6 here") << u"http://[::1]:8080"_s << u"http://[::1]:8080"_s << false;
    QTest::newRow("plain elsewhere") << u"http://shop.example"_s << u"http://shop.example"_s << true;
    QTest::newRow("bare local") << u"localhost:8080"_s << u"http://localhost:8080"_s << false;
    QTest::newRow("bare elsewhere") << u"shop.example"_s << u"https://shop.example"_s << false;
    QTest::newRow("empty") << u"  "_s << QString() << false;
    QTest::newRow("ftp") << u"ftp://shop.example"_s << QString() << false;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString() << false;
    QTest::newRow("user") << u"https://ann:pw@shop.example"_s << QString() << false;
    QTest::newRow("query") << u"https://shop.example/?a=b"_s << QString() << false;
    QTest::newRow("nonsense") << u"https://"_s << QString() << false;
    QTest::newRow("spaces") << u"https://shop example"_s << QString() << false;
}

void tst_Services::addresses()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QFETCH(bool, warned);
    const auto address = ServerAddress::fromText(typed);
    QCOMPARE(address.has_value(), !url.isEmpty());
    if (address) {
        QCOMPARE(address->toText(), url);
        QCOMPARE(address->readableByOthers, warned);
    } else {
        QCOMPARE(address.error().code, ErrorCode::InvalidInput);
        QVERIFY(!address.error().message.isEmpty());
    }
}

void tst_Services::signsInAndRemembers()
{
    Desk desk;
    QSignalSpy notRemembered(&desk.session, &Session::notRemembered);
    QVERIFY(desk.signIn());
    QCOMPARE(desk.session.state(), Session::State::SignedIn);
    QCOMPARE(desk.session.identity().name, u"Ann"_s);
    QCOMPARE(desk.session.identity().role, Role::Manager);
    QCOMPARE(desk.session.identity().timeZone, u"Europe/Berlin"_s);
    QTRY_VERIFY(desk.session.isRemembered());
    const QString name = SecretStore::refreshTokenName(desk.server.url().toString(), u"ann@shop.example"_s);
    QCOMPARE(desk.secrets.secrets.value(name), desk.refreshToken);
    QCOMPARE(desk.secrets.secrets.size(), 1); // and nothing else, above all no access token or password
    QCOMPARE(notRemembered.size(), 0);
}

void tst_Services::tellsWrongPassword()
{
    Desk desk;
    std::optional<Error> error;
    desk.session.signIn(desk.server.url(), u"ann@shop.example"_s, u"wrong"_s, this,
                        [&](const Result<void> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::Unauthorized);
    QCOMPARE(error->key, u"wrong_credentials"_s);
    QCOMPARE(desk.session.state(), Session::State::SignedOut);
    QCOMPARE(desk.refreshes, 0); // a refused password is no reason to refresh
}

void tst_Services::tellsWhenNothingIsRemembered()
{
    Desk desk;
    desk.secrets.available = false;
    QSignalSpy notRemembered(&desk.session, &Session::notRemembered);
    QVERIFY(desk.signIn());
    QTRY_COMPARE(notRemembered.size(), 1);
    QCOMPARE(qvariant_cast<Error>(notRemembered[0][0]).key, u"no_keyring"_s);
    QVERIFY(!desk.session.isRemembered());
    QVERIFY(desk.session.isSignedIn());
}

void tst_Services::restoresAnEarlierSignIn()
{
    Desk desk;
    desk.refreshToken = u"kept"_s;
    const QString name = SecretStore::refreshTokenName(desk.server.url().toString(), u"Ann@Shop.example "_s);
    desk.secrets.secrets.insert(name, u"kept"_s);
    std::optional<bool> outcome;
    desk.session.restore(desk.server.url(), u"ann@shop.example"_s, this,
                         [&](const Result<void> &result) { outcome = result.has_value(); });
    QCOMPARE(desk.session.state(), Session::State::Restoring);
    QTRY_VERIFY(outcome.has_value());
    QVERIFY(*outcome);
    QVERIFY(desk.session.isSignedIn());
    QCOMPARE(desk.logins, 0);
    QTRY_COMPARE(desk.secrets.secrets.value(name), desk.refreshToken); // the rotated one
}

void tst_Services::restoreWithoutSecret()
{
    Desk desk;
    std::optional<Error> error;
    desk.session.restore(desk.server.url(), u"ann@shop.example"_s, this,
                         [&](const Result<void> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::NotFound);
    QCOMPARE(desk.session.state(), Session::State::SignedOut);
    QCOMPARE(desk.server.requests.size(), 0);
}

void tst_Services::oneRefreshServesManyRefusals()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.other = [](const FakeServer::Request &request) {
        return FakeServer::json({{u"path"_s, request.path}});
    };
    desk.expireAtServer();
    desk.refreshDelay = 80;
    QStringList answered;
    for (int i = 0; i < 12; ++i) {
        desk.api.orderDetail(QString::number(i), this, [&answered](const Result<QJsonObject> &result) {
            QVERIFY(result.has_value());
            answered.append(result->value(u"path").toString());
        });
    }
    QTRY_COMPARE(answered.size(), 12);
    QCOMPARE(desk.refreshes, 1);
    answered.removeDuplicates();
    QCOMPARE(answered.size(), 12);
}

void tst_Services::refreshesBeforeExpiry()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.clock.advance(desk.expiresIn - 1);
    bool answered = false;
    desk.api.orderDetail(u"1"_s, this,
                         [&](const Result<QJsonObject> &result) { answered = result.has_value(); });
    QTRY_VERIFY(answered);
    QCOMPARE(desk.refreshes, 1);
    QCOMPARE(desk.server.count(u"/api/admin/orders/1"_s), 1); // the old token was not even tried
}

void tst_Services::refusedRefreshEndsTheSignIn()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QTRY_COMPARE(desk.secrets.secrets.size(), 1);
    QSignalSpy ended(&desk.session, &Session::ended);
    desk.expireAtServer();
    desk.refreshToken = u"revoked"_s;
    QList<ErrorCode> errors;
    for (int i = 0; i < 3; ++i) {
        desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) {
            errors.append(result ? ErrorCode::Internal : result.error().code);
        });
    }
    QTRY_COMPARE(errors.size(), 3);
    QCOMPARE(errors, QList<ErrorCode>(3, ErrorCode::Unauthorized));
    QCOMPARE(ended.size(), 1);
    QCOMPARE(desk.session.state(), Session::State::SignedOut);
    QCOMPARE(desk.server.count(u"/api/admin/auth/refresh"_s), 1);
    QTRY_COMPARE(desk.secrets.secrets.size(), 0);
}

void tst_Services::refreshFailingByNetworkKeepsTheSignIn()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.expireAtServer();
    desk.refreshStatus = 503;
    std::optional<Error> error;
    desk.api.note(u"1"_s, u"x"_s, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::Unavailable);
    QVERIFY(desk.session.isSignedIn());
    desk.refreshStatus = 200;
    bool answered = false;
    desk.api.note(u"1"_s, u"x"_s, this,
                  [&](const Result<QJsonObject> &result) { answered = result.has_value(); });
    QTRY_VERIFY(answered);
}

void tst_Services::signOutForgets()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QTRY_COMPARE(desk.secrets.secrets.size(), 1);
    const QByteArray token = desk.valid;
    desk.session.signOut();
    QCOMPARE(desk.session.state(), Session::State::SignedOut);
    QTRY_COMPARE(desk.secrets.secrets.size(), 0);
    QTRY_COMPARE(desk.server.count(u"/api/admin/auth/logout"_s), 1);
    QCOMPARE(desk.server.requests.last().headers.value("authorization"), "Bearer " + token);
    const qsizetype before = desk.server.requests.size();
    std::optional<Error> error;
    desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->key, u"not_signed_in"_s);
    QCOMPARE(desk.server.requests.size(), before);
}

void tst_Services::readsProblems()
{
    const Error error = errorOfAnswer(
        409,
        R"({"type":"x","title":"t","status":409,"code":"special","message":"Somebody was faster.",
            "requestId":"abc","errors":[{"field":"price","code":"changed","message":"Now 75.00"}],
            "price":"75.00"})",
        7);
    QCOMPARE(error.code, ErrorCode::Conflict);
    QCOMPARE(error.key, u"special"_s);
    QCOMPARE(error.message, u"Somebody was faster."_s);
    QCOMPARE(error.fields, (QList<FieldError>{{u"price"_s, u"changed"_s, u"Now 75.00"_s}}));
    QCOMPARE(error.detail.value(u"price").toString(), u"75.00"_s);
    QCOMPARE(error.detail.value(u"requestId").toString(), u"abc"_s);
    QCOMPARE(error.retryAfterSeconds, 7);
}

void tst_Services::makesSenseOfOtherAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    QTest::newRow("proxy page") << 502 << QByteArray("<html>Bad gateway</html>")
                                << int(ErrorCode::Unavailable);
    QTest::newRow("empty") << 500 << QByteArray() << int(ErrorCode::Internal);
    QTest::newRow("array") << 404 << QByteArray("[1]") << int(ErrorCode::NotFound);
    QTest::newRow("html with 200") << 200 << QByteArray("<html></html>") << int(ErrorCode::Internal);
    QTest::newRow("cut JSON") << 200 << QByteArray("{\"a\":") << int(ErrorCode::Internal);
    QTest::newRow("teapot") << 418 << QByteArray("{}") << int(ErrorCode::InvalidInput);
    QTest::newRow("forbidden") << 403 << QByteArray("{\"code\":\"role_too_low\"}")
                               << int(ErrorCode::Forbidden);
}

void tst_Services::makesSenseOfOtherAnswers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    Desk desk;
    QVERIFY(desk.signIn());
    desk.other = [&](const FakeServer::Request &) { return FakeServer::Answer{status, body}; };
    std::optional<Error> error;
    desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) {
        QVERIFY(!result.has_value());
        error = result.error();
    });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(int(error->code), code);
    QVERIFY(!error->message.isEmpty());
    QVERIFY(!error->message.contains(u'<'));
}

void tst_Services::repeatsGetsWithBackOff()
{
    Desk desk;
    QVERIFY(desk.signIn());
    int calls = 0;
    desk.other = [&](const FakeServer::Request &) {
        ++calls;
        if (calls == 1)
            return FakeServer::Answer{.drop = true};
        if (calls == 2)
            return FakeServer::Answer{503, "{}"};
        return FakeServer::json({{u"ok"_s, true}});
    };
    bool answered = false;
    desk.api.orderDetail(u"1"_s, this,
                         [&](const Result<QJsonObject> &result) { answered = result.has_value(); });
    QTRY_VERIFY(answered);
    QVERIFY(calls >= 3);

    calls = 0;
    desk.other = [&](const FakeServer::Request &) {
        ++calls;
        return FakeServer::Answer{503, "{}"};
    };
    std::optional<Error> error;
    desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::Unavailable);
    QCOMPARE(calls, 3);
}

void tst_Services::doesNotRepeatPosts()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.other = [](const FakeServer::Request &) { return FakeServer::Answer{503, "{}"}; };
    std::optional<Error> error;
    desk.api.resend(u"1"_s, u"lost"_s, this,
                    [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(desk.server.count(u"/api/admin/orders/1/resend"_s), 1);

    // A refund carries a key, so that repeating it is harmless.
    error.reset();
    desk.api.refund(u"1"_s, u"5.00"_s, u"wrong card"_s, u"key-1"_s, this,
                    [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(desk.server.count(u"/api/admin/orders/1/refund"_s), 3);
    QCOMPARE(desk.server.requests.last().json().value(u"requestKey").toString(), u"key-1"_s);
    QCOMPARE(desk.server.requests.last().json().value(u"amount"), QJsonValue(u"5.00"_s));
}

void tst_Services::obeysRetryAfter()
{
    Desk desk;
    QVERIFY(desk.signIn());
    int calls = 0;
    desk.other = [&](const FakeServer::Request &) {
        ++calls;
        auto busy = FakeServer::Answer{429, "{}"};
        busy.extraHeaders = "Retry-After: 3600\r\n";
        return busy;
    };
    std::optional<Error> error;
    desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::RateLimited);
    QCOMPARE(error->retryAfterSeconds, 3600);
    QCOMPARE(calls, 1); // an hour is not waited for
}

void tst_Services::timesOut()
{
    Desk desk;
    desk.transport.setBaseUrl(desk.server.url());
    desk.server.handler = [](const FakeServer::Request &) { return FakeServer::Answer{.silence = true}; };
    ApiRequest request = ApiRequest::get(u"/slow"_s);
    request.authorized = false;
    request.timeoutMs = 60;
    request.attempts = 2;
    std::optional<Error> error;
    desk.transport.send(request, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::Timeout);
    QCOMPARE(desk.server.count(u"/slow"_s), 2);

    desk.server.close();
    QSignalSpy reachable(&desk.transport, &HttpTransport::reachableChanged);
    error.reset();
    QTcpServer probe; // a port where nobody listens
    QVERIFY(probe.listen(QHostAddress::LocalHost));
    const quint16 port = probe.serverPort();
    probe.close();
    desk.transport.setBaseUrl(QUrl(u"http://127.0.0.1:%1"_s.arg(port)));
    desk.transport.send(request, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->key, u"connection_refused"_s);
    QCOMPARE(reachable.size(), 1);
    QCOMPARE(reachable[0][0].toBool(), false);
}

void tst_Services::dropsAnswersOfOlderQueries()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.other = [](const FakeServer::Request &request) {
        auto answer = FakeServer::json(currenciesJson(request.text("currency")));
        if (request.text("currency") == u"OLD")
            answer.delayMs = 150;
        return answer;
    };
    QStringList got;
    const auto keep = [&](const Result<Dataset> &set) {
        QVERIFY2(set.has_value(), set ? "" : qPrintable(set.error().message));
        got.append(set->currency);
    };
    desk.api.getDataset({u"currencies"_s, {{u"currency"_s, u"OLD"_s}}}, this, keep);
    QTRY_COMPARE(desk.server.count(u"/api/admin/datasets/currencies"_s), 1);
    desk.api.getDataset({u"currencies"_s, {{u"currency"_s, u"NEW"_s}}}, this, keep);
    QTRY_COMPARE(got, QStringList{u"NEW"_s});
    QTest::qWait(250); // longer than the older answer takes
    QCOMPARE(got, QStringList{u"NEW"_s});

    got.clear();
    desk.api.getDataset({u"currencies"_s, {{u"currency"_s, u"OLD"_s}}}, this, keep, true);
    desk.api.getDataset({u"currencies"_s, {{u"currency"_s, u"NEW"_s}}}, this, keep, true);
    QTRY_COMPARE(got.size(), 2);
}

void tst_Services::dropsAnswersForTheDead()
{
    Desk desk;
    QVERIFY(desk.signIn());
    desk.other = [](const FakeServer::Request &) { return FakeServer::Answer{.delayMs = 50}; };
    auto context = std::make_unique<QObject>();
    bool called = false;
    desk.api.orderDetail(u"1"_s, context.get(), [&](const Result<QJsonObject> &) { called = true; });
    QTRY_COMPARE(desk.server.count(u"/api/admin/orders/1"_s), 1);
    context.reset();
    bool second = false;
    desk.other = {};
    desk.api.orderDetail(u"2"_s, this, [&](const Result<QJsonObject> &) { second = true; });
    QTRY_VERIFY(second);
    QTest::qWait(100);
    QVERIFY(!called);
}

void tst_Services::doesNotFollowRedirects()
{
    Desk desk;
    QVERIFY(desk.signIn());
    FakeServer elsewhere;
    desk.other = [&](const FakeServer::Request &) {
        auto moved = FakeServer::Answer{302, ""};
        moved.extraHeaders = "Location: " + elsewhere.url().toEncoded() + "/steal\r\n";
        return moved;
    };
    std::optional<Error> error;
    desk.api.orderDetail(u"1"_s, this, [&](const Result<QJsonObject> &result) { error = result.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->key, u"redirected"_s);
    QCOMPARE(elsewhere.requests.size(), 0);
}

void tst_Services::encodesParameters()
{
    Desk desk;
    QVERIFY(desk.signIn());
    const QString email = u"a+b&c=д@shop.example"_s;
    bool answered = false;
    desk.api.getDataset({u"orders"_s,
                         {{u"search"_s, email},
                          {u"desc"_s, true},
                          {u"limit"_s, 50},
                          {u"from"_s, QDateTime(QDate(2026, 1, 2), QTime(3, 4), Qt::UTC)},
                          {u"status"_s, QString()}}},
                        this, [&](const Result<Dataset> &) { answered = true; });
    QTRY_VERIFY(answered);
    const FakeServer::Request &request = desk.server.requests.last();
    QCOMPARE(request.text("search"), email);
    QCOMPARE(request.text("desc"), u"true"_s);
    QCOMPARE(request.text("limit"), u"50"_s);
    QCOMPARE(request.text("from"), u"2026-01-02T03:04:00.000Z"_s);
    QVERIFY(!request.query.hasQueryItem(u"status"_s));
    QVERIFY(request.query.toString(QUrl::FullyEncoded).contains(u"a%2Bb%26c%3D"));

    answered = false;
    desk.api.orderDetail(u"../auth/logout?x=1"_s, this,
                         [&](const Result<QJsonObject> &) { answered = true; });
    QTRY_VERIFY(answered);
    QVERIFY(desk.server.requests.last().path.startsWith(u"/api/admin/orders/"));
}

void tst_Services::feedTellsTopics()
{
    Desk desk;
    QVERIFY(desk.signIn());
    int polls = 0;
    QStringList cursors;
    desk.other = [&](const FakeServer::Request &request) {
        cursors.append(request.text("since"));
        ++polls;
        if (polls == 1)
            return FakeServer::json({{u"cursor"_s, 41}, {u"topics"_s, QJsonArray()}});
        if (polls == 2)
            return FakeServer::json({{u"cursor"_s, 42}, {u"topics"_s, QJsonArray{u"orders"_s, u"codes"_s}}});
        return FakeServer::Answer{.silence = true};
    };
    LiveFeed feed(desk.api);
    QSignalSpy topics(&feed, &LiveFeed::topicChanged);
    QSignalSpy connected(&feed, &LiveFeed::connectedChanged);
    feed.start();
    QTRY_COMPARE(polls, 3);
    QCOMPARE(topics.size(), 2);
    QCOMPARE(topics[0][0].toString(), u"orders"_s);
    QCOMPARE(topics[1][0].toString(), u"codes"_s);
    QCOMPARE(cursors, (QStringList{QString(), u"41"_s, u"42"_s}));
    QCOMPARE(connected.size(), 1);
    feed.stop();
    QVERIFY(!feed.isConnected());
}

void tst_Services::feedSurvivesAnOutage()
{
    Desk desk;
    QVERIFY(desk.signIn());
    int polls = 0;
    desk.other = [&](const FakeServer::Request &request) {
        ++polls;
        if (polls == 1)
            return FakeServer::json({{u"cursor"_s, u"7"_s}});
        if (polls <= 4)
            return FakeServer::Answer{.drop = true};
        if (polls == 5) {
            if (request.text("since") != u"7")
                return FakeServer::Answer{500, "{}"};
            return FakeServer::json({{u"cursor"_s, u"9"_s}, {u"topics"_s, QJsonArray{u"orders"_s}}});
        }
        return FakeServer::Answer{.silence = true};
    };
    LiveFeed feed(desk.api);
    feed.setBackOff(10);
    QSignalSpy topics(&feed, &LiveFeed::topicChanged);
    QSignalSpy connected(&feed, &LiveFeed::connectedChanged);
    feed.start();
    QTRY_COMPARE(topics.size(), 1);
    QCOMPARE(connected.size(), 3); // up, down once, up
    QVERIFY(feed.isConnected());
}

void tst_Services::feedTellsReset()
{
    Desk desk;
    QVERIFY(desk.signIn());
    int polls = 0;
    desk.other = [&](const FakeServer::Request &) {
        ++polls;
        if (polls == 1)
            return FakeServer::json({{u"cursor"_s, u"1"_s}, {u"topics"_s, QJsonArray()}, {u"reset"_s, true}});
        return FakeServer::Answer{.silence = true};
    };
    LiveFeed feed(desk.api);
    QSignalSpy everything(&feed, &LiveFeed::everythingChanged);
    feed.start();
    QTRY_COMPARE(everything.size(), 1);
}

void tst_Services::importsInParts()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QByteArray csv = "\xEF\xBB\xBF"
                     "code,product_id,nominal\n";
    const int lines = 2 * CodeImport::linesPerPart + 17;
    for (int i = 0; i < lines; ++i)
        csv += "CODE-" + QByteArray::number(i) + ",p,50\n";
    QList<FakeServer::Request> parts;
    desk.other = [&](const FakeServer::Request &request) {
        parts.append(request);
        const qint64 rows = request.body.count('\n') - 1;
        return FakeServer::json(
            {{u"imported"_s, rows - 1},
             {u"skipped"_s, 1},
             {u"batchId"_s, u"b-1"_s},
             {u"lines"_s, QJsonArray{QJsonObject{{u"line"_s, request.text("firstLine").toInt()},
                                                 {u"outcome"_s, u"duplicate"_s},
                                                 {u"message"_s, u"Already there."_s}}}}});
    };
    QObject owner;
    CodeImport *job = desk.api.importCodes(csv, u"codes & more.csv"_s, false, &owner);
    QSignalSpy progressed(job, &CodeImport::progressed);
    QSignalSpy finished(job, &CodeImport::finished);
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!job->error());
    QCOMPARE(parts.size(), 3);
    QCOMPARE(parts[0].text("firstLine"), u"2"_s);
    QCOMPARE(parts[1].text("firstLine"), QString::number(2 + CodeImport::linesPerPart));
    QVERIFY(!parts[0].query.hasQueryItem(u"batchId"_s));
    QCOMPARE(parts[2].text("batchId"), u"b-1"_s);
    QCOMPARE(parts[0].text("fileName"), u"codes & more.csv"_s);
    for (const auto &part : parts) {
        QVERIFY(part.body.startsWith("code,product_id,nominal\n"));
        QVERIFY(part.body.count('\n') <= CodeImport::linesPerPart + 1);
    }
    QCOMPARE(job->report().imported, lines - 3);
    QCOMPARE(job->report().skipped, 3);
    QCOMPARE(job->report().lines.size(), 3);
    QCOMPARE(job->report().lines[2].line, 2 + 2 * CodeImport::linesPerPart);
    QCOMPARE(progressed.last()[0].toLongLong(), lines);
    QCOMPARE(progressed.last()[1].toDouble(), 1.0);
    QVERIFY(!job->report().cancelled);
}

void tst_Services::importKeepsQuotedLineBreaksTogether()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QByteArray csv = "code,note\r\n";
    // The last record of the first part spans two lines; it must not be torn apart.
    for (int i = 0; i < CodeImport::linesPerPart - 1; ++i)
        csv += "C" + QByteArray::number(i) + ",x\r\n";
    csv += "\"Q1\",\"two\r\nlines \"\"quoted\"\"\"\r\nLAST,y"; // and no line end at the end
    QList<FakeServer::Request> parts;
    desk.other = [&](const FakeServer::Request &request) {
        parts.append(request);
        return FakeServer::json({{u"imported"_s, 1}, {u"batchId"_s, u"b"_s}});
    };
    QObject owner;
    CodeImport *job = desk.api.importCodes(csv, u"c.csv"_s, false, &owner);
    QSignalSpy finished(job, &CodeImport::finished);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(parts.size(), 2);
    QVERIFY(parts[0].body.endsWith("\"two\r\nlines \"\"quoted\"\"\"\r\n"));
    QCOMPARE(parts[1].body, QByteArray("code,note\r\nLAST,y"));
    QCOMPARE(parts[1].text("firstLine"), QString::number(CodeImport::linesPerPart + 3));
}

void tst_Services::importCancelsBetweenParts()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QByteArray csv = "code\n";
    for (int i = 0; i < 3 * CodeImport::linesPerPart; ++i)
        csv += QByteArray::number(i) + "\n";
    int parts = 0;
    desk.other = [&](const FakeServer::Request &request) {
        ++parts;
        return FakeServer::json({{u"imported"_s, request.body.count('\n') - 1}, {u"batchId"_s, u"b"_s}});
    };
    QObject owner;
    CodeImport *job = desk.api.importCodes(csv, u"c.csv"_s, false, &owner);
    connect(job, &CodeImport::progressed, job, &CodeImport::cancel);
    QSignalSpy finished(job, &CodeImport::finished);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(parts, 1);
    QVERIFY(job->report().cancelled);
    QVERIFY(!job->error());
    QCOMPARE(job->report().imported, CodeImport::linesPerPart); // what was taken is still counted
}

void tst_Services::importStopsAtAnError()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QByteArray csv = "code\n";
    for (int i = 0; i < 2 * CodeImport::linesPerPart; ++i)
        csv += QByteArray::number(i) + "\n";
    int parts = 0;
    desk.other = [&](const FakeServer::Request &) {
        ++parts;
        if (parts == 2)
            return FakeServer::problem(503, u"busy"_s, u"Busy."_s);
        return FakeServer::json({{u"imported"_s, 5000}, {u"batchId"_s, u"b"_s}});
    };
    QObject owner;
    CodeImport *job = desk.api.importCodes(csv, u"c.csv"_s, false, &owner);
    QSignalSpy finished(job, &CodeImport::finished);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(parts, 2); // not repeated
    QVERIFY(job->error().has_value());
    QCOMPARE(job->error()->key, u"busy"_s);
    QCOMPARE(job->report().imported, 5000);
}

void tst_Services::importOfNothing()
{
    Desk desk;
    QVERIFY(desk.signIn());
    QObject owner;
    for (const QByteArray &csv : {QByteArray(), QByteArray("code,nominal\n")}) {
        CodeImport *job = desk.api.importCodes(csv, u"c.csv"_s, false, &owner);
        QSignalSpy finished(job, &CodeImport::finished);
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(job->error().has_value());
        QCOMPARE(job->error()->key, u"file_empty"_s);
    }
    CodeImport *job = desk.api.importCodes(u"/nowhere/at all.csv"_s, false, &owner);
    QSignalSpy finished(job, &CodeImport::finished);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(job->error()->key, u"file_unreadable"_s);
    QCOMPARE(desk.server.count(u"/api/admin/codes/import"_s), 0);
}

void tst_Services::settingsKeepTypes()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"s.ini"_s);
    {
        Settings settings(file);
        QCOMPARE(settings.get(setting::theme), u"system"_s);
        QCOMPARE(settings.get(setting::range), u"30d"_s);
        settings.set(setting::theme, u"dark"_s);
        settings.set(setting::geometry, QByteArray("\0\1\2", 3));
    }
    const Settings settings(file);
    QCOMPARE(settings.get(setting::theme), u"dark"_s);
    QCOMPARE(settings.get(setting::geometry), QByteArray("\0\1\2", 3));
    QCOMPARE(settings.get(setting::dashboard), u"overview"_s);
}

void tst_Services::memorySecretsFailAsAKeyringDoes()
{
    MemorySecretStore store;
    std::optional<Error> error;
    store.read(u"a"_s, this, [&](const Result<QString> &secret) { error = secret.error(); });
    QVERIFY(!error); // never from inside the call
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::NotFound);
    store.available = false;
    error.reset();
    store.write(u"a"_s, u"b"_s, this, [&](const Result<void> &done) { error = done.error(); });
    QTRY_VERIFY(error.has_value());
    QCOMPARE(error->code, ErrorCode::Unavailable);
    QVERIFY(store.secrets.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Services)
#include "tst_services.moc"
