// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/head.h"
#include "server/http/server.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QMutex>
#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <QWaitCondition>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace lonieve;
using namespace lonieve::http;
using namespace std::chrono_literals;

namespace {

struct Reply
{
    int status = 0; ///< 0: the connection ended first
    QByteArray head;
    QHash<QByteArray, QByteArray> headers;
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// A client that sends exactly the bytes it is told to.
class Raw final
{
    Q_DISABLE_COPY(Raw)

public:
    explicit Raw(quint16 port, int receiveBuffer = 0)
    {
        m_fd = ::socket(AF_INET, SOCK_STREAM, 0);
        if (receiveBuffer > 0)
            ::setsockopt(m_fd, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        const int one = 1;
        ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_open = ::connect(m_fd, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    Raw(Raw &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_open(other.m_open) {}
    Raw &operator=(Raw &&) = delete;
    ~Raw() { close(); }

    bool isOpen() const { return m_open; }

    void close()
    {
        if (m_fd >= 0)
            ::close(std::exchange(m_fd, -1));
    }

    /// Ends with a reset instead of a farewell.
    void reset()
    {
        const linger hard{1, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close();
    }

    bool send(QByteArrayView bytes)
    {
        while (!bytes.isEmpty()) {
            const ssize_t sent = ::send(m_fd, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
            if (sent <= 0)
                return false;
            bytes = bytes.sliced(sent);
        }
        return true;
    }

    bool sendSplit(QByteArrayView bytes)
    {
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            if (!send(bytes.sliced(i, 1)))
                return false;
        }
        return true;
    }

    Reply reply(bool head = false, std::chrono::milliseconds patience = 10s)
    {
        Reply reply;
        QElapsedTimer timer;
        timer.start();
        qsizetype end = -1;
        while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
            if (!more(patience - std::chrono::milliseconds(timer.elapsed())))
                return reply;
        }
        reply.head = m_buffer.first(end + 2);
        m_buffer.remove(0, end + 4);
        const QList<QByteArray> lines = reply.head.split('\n');
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines[i].indexOf(':');
            if (colon > 0)
                reply.headers.insert(lines[i].first(colon).toLower(), lines[i].mid(colon + 1).trimmed());
        }
        const int status = lines.first().mid(9, 3).toInt();
        if (status == 100)
            return this->reply(head, patience);
        const qsizetype length = head ? 0 : reply.headers.value("content-length").toLongLong();
        while (m_buffer.size() < length) {
            if (!more(patience - std::chrono::milliseconds(timer.elapsed())))
                return reply;
        }
        reply.body = m_buffer.first(length);
        m_buffer.remove(0, length);
        reply.status = status;
        return reply;
    }

    /// Whether the server ends the connection; what it still sends is thrown away.
    bool ends(std::chrono::milliseconds patience = 5s)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < patience.count()) {
            if (!more(patience - std::chrono::milliseconds(timer.elapsed())))
                return m_ended;
            m_buffer.clear();
        }
        return false;
    }

    QByteArray buffered() const { return m_buffer; }
    bool more(std::chrono::milliseconds patience)
    {
        pollfd poller{m_fd, POLLIN, 0};
        if (patience.count() <= 0 || ::poll(&poller, 1, int(patience.count())) <= 0)
            return false;
        char bytes[65536];
        const ssize_t got = ::recv(m_fd, bytes, sizeof bytes, 0);
        if (got <= 0) {
            m_ended = true;
            return false;
        }
        m_buffer.append(bytes, got);
        return true;
    }

private:
    int m_fd = -1;
    bool m_open = false;
    bool m_ended = false;
    QByteArray m_buffer;
};

/// What the slow handlers wait for.
class Gate final
{
public:
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_condition.notify_all();
    }
    void shut()
    {
        const std::lock_guard lock(m_mutex);
        m_open = false;
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        ++entered;
        m_condition.wait_for(lock, 20s, [this] { return m_open; });
    }
    std::atomic_int entered = 0;

private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    bool m_open = false;
};

QList<Route> testRoutes(Gate &gate, std::atomic_int &ran, std::vector<std::thread> &threads)
{
    QList<Route> routes;
    const auto add = [&routes](Route route) { routes.append(std::move(route)); };
    const auto describe = [](const Request &request) {
        QJsonObject params;
        for (auto it = request.params.cbegin(); it != request.params.cend(); ++it)
            params.insert(it.key(), it.value());
        return Response::json({{"method", QString::fromLatin1(request.methodName)},
                               {"path", request.path},
                               {"params", params},
                               {"q", request.queryValue("q")},
                               {"cookie", request.cookie("lv_sess")},
                               {"host", request.host},
                               {"peer", request.peer.toString()},
                               {"secure", request.secure},
                               {"tenant", request.tenant.toString(QUuid::WithoutBraces)},
                               {"actor", request.actor.email},
                               {"bodySize", request.body.size()},
                               {"thread", QThread::currentThread()->objectName()}});
    };
    add({.method = Method::Get, .pattern = "/inline", .lane = Lane::Inline, .handler = describe});
    add({.method = Method::Get, .pattern = "/items/{id}", .handler = describe});
    add({.method = Method::Get, .pattern = "/items/{id}/parts/{part}", .handler = describe});
    add({.method = Method::Post, .pattern = "/items/special", .handler = describe});
    add({.method = Method::Delete, .pattern = "/items/{id}", .handler = describe});
    add({.method = Method::Get, .pattern = "/files/{path...}", .handler = describe});
    add({.method = Method::Post, .pattern = "/json", .handler = [](const Request &request) {
             auto object = request.json();
             return object ? Response::json(*object) : problem(object.error(), request.requestId);
         }});
    add({.method = Method::Post, .pattern = "/form", .handler = [](const Request &request) {
             return Response::json({{"name", request.form().queryItemValue("name", QUrl::FullyDecoded)}});
         }});
    add({.method = Method::Post, .pattern = "/echo", .handler = [&ran](const Request &request) {
             ++ran;
             return Response::text(request.body);
         }});
    add({.method = Method::Post,
         .pattern = "/big",
         .handler = [](const Request &request) { return Response::text(request.body); },
         .maxBody = 4 * 1024 * 1024});
    for (const auto &[pattern, lane] :
         {std::pair{"/throw/inline", Lane::Inline}, {"/throw/api", Lane::Api}}) {
        add({.method = Method::Get,
             .pattern = pattern,
             .lane = lane,
             .handler = [](const Request &) -> Response { throw std::runtime_error("on purpose"); }});
    }
    add({.method = Method::Get,
         .pattern = "/throw/async",
         .lane = Lane::Async,
         .async = [](const Request &, const Completion &) { throw 42; }});
    add({.method = Method::Get,
         .pattern = "/async/now",
         .lane = Lane::Async,
         .async = [](const Request &request, const Completion &done) {
             done(Response::text(request.path.toUtf8()));
             done(Response::text("never"));
         }});
    add({.method = Method::Get,
         .pattern = "/async/later/{n}",
         .lane = Lane::Async,
         .async = [&threads](const Request &request, Completion done) {
             threads.emplace_back([body = request.params.value("n").toUtf8(), done = std::move(done)] {
                 std::this_thread::yield();
                 done(Response::text(body));
             });
         }});
    add({.method = Method::Get,
         .pattern = "/async/forgot",
         .lane = Lane::Async,
         .async = [](const Request &, const Completion &) {}});
    add({.method = Method::Get, .pattern = "/split", .handler = [](const Request &) {
             Response response = Response::text("x").with("X-Evil", "a\r\nSet-Cookie: stolen=1");
             response.headers.append(std::pair<QByteArray, QByteArray>{"X-Bad\r\nName", "v"});
             response.headers.append(std::pair<QByteArray, QByteArray>{"Content-Length", "100"});
             response.headers.append(std::pair<QByteArray, QByteArray>{"X-Good", "v"});
             return response;
         }});
    add({.method = Method::Get, .pattern = "/page", .lane = Lane::Pages, .handler = [](const Request &) {
             return Response::html("<p>hi</p>").with("Content-Security-Policy", "default-src 'self'");
         }});
    add({.method = Method::Get,
         .pattern = "/staff",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = describe});
    add({.method = Method::Get, .pattern = "/tenantless", .handler = describe, .anyTenant = true});
    add({.method = Method::Get, .pattern = "/large", .handler = [](const Request &) {
             return Response::text(QByteArray(8 * 1024 * 1024, 'x'));
         }});
    const std::pair<const char *, Lane> slow[] = {{"/slow/api", Lane::Api},
                                                  {"/slow/orders", Lane::Orders},
                                                  {"/slow/callbacks", Lane::Callbacks},
                                                  {"/slow/staff", Lane::Staff},
                                                  {"/slow/pages", Lane::Pages}};
    for (const auto &[pattern, lane] : slow) {
        add({.method = Method::Post, .pattern = pattern, .lane = lane, .handler = [&gate](const Request &) {
                 gate.pass();
                 return Response::text("done");
             }});
    }
    return routes;
}

/// A server on a thread of its own.
class Fixture final
{
    Q_DISABLE_COPY_MOVE(Fixture)

public:
    explicit Fixture(const Limits &limits = {}, const std::function<void(Server &)> &setUp = {},
                     ListenOptions options = {})
    {
        options.port = 0;
        m_thread.start();
        m_context.moveToThread(&m_thread);
        onLoop([&] {
            server = std::make_unique<Server>(limits);
            server->addRoutes(testRoutes(gate, ran, m_threads));
            if (setUp)
                setUp(*server);
            QObject::connect(server.get(), &Server::stopped, &m_context, [this] { stopped = true; });
            const auto url = server->listen(options);
            if (!url)
                qFatal("%s", qUtf8Printable(url.error().message));
            port = quint16(url->mid(url->lastIndexOf(QLatin1Char(':')) + 1).toInt());
        });
    }

    ~Fixture()
    {
        gate.open();
        onLoop([this] { server.reset(); });
        m_thread.quit();
        m_thread.wait();
        for (std::thread &thread : m_threads)
            thread.join();
    }

    void onLoop(const std::function<void()> &work)
    {
        QMetaObject::invokeMethod(&m_context, work, Qt::BlockingQueuedConnection);
    }

    Reply get(const QByteArray &target, const QByteArray &headers = {}, const QByteArray &method = "GET")
    {
        Raw raw(port);
        raw.send(method + ' ' + target + " HTTP/1.1\r\nHost: shop.test\r\n" + headers + "\r\n");
        return raw.reply(method == "HEAD");
    }

    Reply post(const QByteArray &target, const QByteArray &body, const QByteArray &headers = {})
    {
        Raw raw(port);
        raw.send("POST " + target + " HTTP/1.1\r\nHost: shop.test\r\n" + headers +
                 "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        return raw.reply();
    }

    Gate gate;
    std::atomic_int ran = 0;
    std::atomic_bool stopped = false;
    std::unique_ptr<Server> server;
    quint16 port = 0;

private:
    QThread m_thread;
    QObject m_context;
    std::vector<std::thread> m_threads;
};

Limits quick()
{
    Limits limits;
    limits.idle = 300ms;
    limits.requestTotal = 300ms;
    limits.answerTotal = 400ms;
    return limits;
}

QByteArray request(const QByteArray &line, const QByteArray &headers = {})
{
    return line + "\r\nHost: shop.test\r\n" + headers + "\r\n";
}

} // namespace

class tst_Http : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routes_data();
    void routes();
    void head();
    void options();
    void paths_data();
    void paths();
    void parameters();
    void problemShape();
    void errorPage();
    void jsonBodies_data();
    void jsonBodies();
    void forms();
    void securityHeaders();
    void headerInjection();
    void keepAlive();
    void malformed_data();
    void malformed();
    void wellFormedSplit_data();
    void wellFormedSplit();
    void largeBodies();
    void expectContinue();
    void pipelined();
    void asyncAnswers();
    void exceptions();
    void access();
    void tenants();
    void proxies();
    void listenAddresses();
    void queueFull();
    void lanesDoNotStarveEachOther();
    void timers();
    void slowReader();
    void connectionCap();
    void outOfFiles();
    void idleSockets();
    void disconnects_data();
    void disconnects();
    void stopFinishesWork();
    void stopGivesUp();
    void accessLog();
    void chunkDecoder();
};

void tst_Http::routes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("literal") << QByteArray("GET") << QByteArray("/inline") << 200 << QByteArray();
    QTest::newRow("parameter") << QByteArray("GET") << QByteArray("/items/7") << 200 << QByteArray();
    QTest::newRow("literal of another method falls back to the parameter")
        << QByteArray("GET") << QByteArray("/items/special") << 200 << QByteArray();
    QTest::newRow("unknown") << QByteArray("GET") << QByteArray("/nothing") << 404 << QByteArray();
    QTest::newRow("too short") << QByteArray("GET") << QByteArray("/items") << 404 << QByteArray();
    QTest::newRow("empty parameter") << QByteArray("GET") << QByteArray("/items/") << 404 << QByteArray();
    QTest::newRow("too long") << QByteArray("GET") << QByteArray("/items/7/parts") << 404 << QByteArray();
    QTest::newRow("rest empty") << QByteArray("GET") << QByteArray("/files/") << 404 << QByteArray();
    QTest::newRow("wrong method") << QByteArray("POST") << QByteArray("/inline") << 405
                                  << QByteArray("GET, HEAD, OPTIONS");
    QTest::newRow("wrong method, several") << QByteArray("PATCH") << QByteArray("/items/special") << 405
                                           << QByteArray("GET, HEAD, POST, DELETE, OPTIONS");
    QTest::newRow("unknown method") << QByteArray("BREW") << QByteArray("/inline") << 501 << QByteArray();
    QTest::newRow("CONNECT") << QByteArray("CONNECT") << QByteArray("/inline") << 501 << QByteArray();
    QTest::newRow("TRACE") << QByteArray("TRACE") << QByteArray("/inline") << 501 << QByteArray();
    QTest::newRow("lower case") << QByteArray("get") << QByteArray("/inline") << 501 << QByteArray();
}

void tst_Http::routes()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QByteArray, allow);
    Fixture fixture;
    const Reply reply = fixture.get(target, {}, method);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.headers.value("allow"), allow);
    QCOMPARE(reply.headers.value("x-content-type-options"), "nosniff");
    QCOMPARE(reply.headers.value("x-request-id").size(), 16);
}

void tst_Http::head()
{
    Fixture fixture;
    const Reply get = fixture.get("/items/7");
    Raw raw(fixture.port);
    raw.send(request("HEAD /items/7 HTTP/1.1"));
    const Reply head = raw.reply(true);
    QCOMPARE(head.status, 200);
    // "HEAD" is one letter longer than "GET" in the body that is described.
    QCOMPARE(head.headers.value("content-length").toInt(), get.body.size() + 1);
    raw.send(request("HEAD /nothing HTTP/1.1"));
    const Reply missing = raw.reply(true);
    QCOMPARE(missing.status, 404);
    QVERIFY(missing.headers.value("content-length").toInt() > 0);
    // Had either carried a body, this answer would not be found behind it.
    raw.send(request("GET /inline HTTP/1.1"));
    QCOMPARE(raw.reply().json().value("path").toString(), "/inline");
}

void tst_Http::options()
{
    Fixture fixture;
    Reply reply = fixture.get("/items/special", {}, "OPTIONS");
    QCOMPARE(reply.status, 204);
    QCOMPARE(reply.headers.value("allow"), "GET, HEAD, POST, DELETE, OPTIONS");
    QVERIFY(!reply.headers.contains("content-length"));
    reply = fixture.get("*", {}, "OPTIONS");
    QCOMPARE(reply.status, 204);
    QCOMPARE(fixture.get("/nothing", {}, "OPTIONS").status, 404);
}

void tst_Http::paths_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("parameter");
    const auto row = [](const char *name, const char *target, int status, const QString &parameter = {}) {
        QTest::newRow(name) << QByteArray(target) << status << parameter;
    };
    row("plain", "/items/abc", 200, "abc");
    row("escapes", "/items/a%20b%2Bc", 200, "a b+c");
    row("plus stays a plus", "/items/a+b", 200, "a+b");
    row("UTF-8", "/items/%D0%BF%D0%BE%D0%B4", 200, QString::fromUtf8("под"));
    row("escaped percent is decoded once", "/items/%252e%252e", 200, "%2e%2e");
    row("rest", "/files/a/b/c.css", 200, "a/b/c.css");
    row("bad escape", "/items/%zz", 400);
    row("cut escape", "/items/%4", 400);
    row("not UTF-8", "/items/%ff%fe", 400);
    row("overlong UTF-8", "/items/%c0%ae", 400);
    row("NUL", "/items/%00", 400);
    row("line break", "/items/a%0d%0ab", 400);
    row("encoded slash", "/items/a%2Fb", 400);
    row("encoded backslash", "/items/a%5Cb", 400);
    row("dot dot", "/files/../secret", 400);
    row("encoded dot dot", "/files/%2e%2e/secret", 400);
    row("half-encoded dot dot", "/files/.%2E/secret", 400);
    row("dot", "/files/./a", 400);
    row("two slashes first", "//evil.test/items/1", 400);
    row("absolute", "http://evil.test/items/1", 400);
    row("no slash", "items/1", 400);
    row("star", "*", 400);
    row("fragment", "/items/1#x", 400);
    row("raw backslash", "/items/a\\b", 400);
    row("raw high byte", "/items/\xd0\xbf", 400);
}

void tst_Http::paths()
{
    QFETCH(QByteArray, target);
    QFETCH(int, status);
    QFETCH(QString, parameter);
    Fixture fixture;
    const Reply reply = fixture.get(target);
    QCOMPARE(reply.status, status);
    if (status == 200) {
        const QJsonObject params = reply.json().value("params").toObject();
        QCOMPARE(params.value(target.startsWith("/files") ? "path" : "id").toString(), parameter);
    }
}

void tst_Http::parameters()
{
    Fixture fixture;
    const QJsonObject seen = fixture
                                 .get("/items/4/parts/x?q=a+b%26c%2Bd&other=1",
                                      "Cookie: a=1; lv_sess=\"abc\"\r\nCookie: lv_sessx=2\r\n")
                                 .json();
    QCOMPARE(seen.value("params").toObject(), (QJsonObject{{"id", "4"}, {"part", "x"}}));
    QCOMPARE(seen.value("q").toString(), "a b&c+d");
    QCOMPARE(seen.value("cookie").toString(), "abc");
    QCOMPARE(seen.value("host").toString(), "shop.test");
    QCOMPARE(seen.value("peer").toString(), "127.0.0.1");
    QVERIFY(seen.value("thread").toString().startsWith("api"));
}

void tst_Http::problemShape()
{
    Fixture fixture;
    const Reply reply = fixture.get("/nothing");
    QCOMPARE(reply.headers.value("content-type"), "application/problem+json");
    QCOMPARE(reply.json(),
             (QJsonObject{{"type", "urn:lonieve:problem:not_found"},
                          {"title", "Not Found"},
                          {"status", 404},
                          {"code", "not_found"},
                          {"message", "There is nothing at this address."},
                          {"requestId", QString::fromLatin1(reply.headers.value("x-request-id"))}}));

    Error error{ErrorCode::Conflict, "price_changed", "The price is another.", {}, {{"price", "75.00"}}};
    error.detail.insert("status", 1); // detail must not pose as the answer's own members
    const QJsonObject conflict = QJsonDocument::fromJson(problem(error, "id").body).object();
    QCOMPARE(problem(error, "id").status, 409);
    QCOMPARE(conflict.value("price").toString(), "75.00");
    QCOMPARE(conflict.value("status").toInt(), 409);

    error = {ErrorCode::InvalidInput, "invalid", "Wrong.", {{"email", "invalid_email", "No e-mail."}}};
    const QJsonObject invalid = QJsonDocument::fromJson(problem(error, "id").body).object();
    QCOMPARE(
        invalid.value("errors").toArray(),
        (QJsonArray{QJsonObject{{"field", "email"}, {"code", "invalid_email"}, {"message", "No e-mail."}}}));

    const std::pair<ErrorCode, int> statuses[] = {
        {ErrorCode::InvalidInput, 400}, {ErrorCode::Unauthorized, 401}, {ErrorCode::Forbidden, 403},
        {ErrorCode::NotFound, 404},     {ErrorCode::Conflict, 409},     {ErrorCode::Unprocessable, 422},
        {ErrorCode::TooLarge, 413},     {ErrorCode::RateLimited, 429},  {ErrorCode::Unavailable, 503},
        {ErrorCode::Timeout, 504},      {ErrorCode::Internal, 500}};
    for (const auto &[code, status] : statuses)
        QCOMPARE(problem(Error{code, "k", "m"}, "id").status, status);
    Error limited{ErrorCode::RateLimited, "rate_limited", "Slower."};
    limited.retryAfterSeconds = 17;
    QVERIFY(problem(limited, "id").headers.contains(std::pair<QByteArray, QByteArray>{"Retry-After", "17"}));
}

void tst_Http::errorPage()
{
    Fixture fixture({}, [](Server &server) {
        server.setErrorPage([](const Request &request, const Error &error) {
            if (request.path == "/throwing")
                throw std::runtime_error("in the error page");
            return Response::html("<h1>" + error.key.toUtf8() + "</h1>");
        });
    });
    Reply reply = fixture.get("/nothing", "Accept: text/html,*/*\r\n");
    QCOMPARE(reply.status, 404);
    QCOMPARE(reply.body, "<h1>not_found</h1>");
    reply = fixture.get("/json", "Accept: text/html\r\n");
    QCOMPARE(reply.status, 405);
    QCOMPARE(reply.body, "<h1>method_not_allowed</h1>");
    QCOMPARE(reply.headers.value("allow"), "POST, OPTIONS");
    QCOMPARE(fixture.get("/nothing", "Accept: application/json\r\n").headers.value("content-type"),
             "application/problem+json");
    QCOMPARE(fixture.get("/throwing", "Accept: text/html\r\n").status, 500);
}

void tst_Http::jsonBodies_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    const QByteArray json = "application/json";
    QTest::newRow("object") << json << QByteArray(R"({"a":"б"})") << true;
    QTest::newRow("charset") << QByteArray("Application/JSON; charset=utf-8") << QByteArray("{}") << true;
    QTest::newRow("suffix") << QByteArray("application/cloudevents+json") << QByteArray("{}") << true;
    QTest::newRow("surrogate pair") << json << QByteArray(R"({"a":"\ud83c\udf81"})") << true;
    QTest::newRow("escaped backslash before u") << json << QByteArray(R"({"a":"\\u0000 \\ud800"})") << true;
    QTest::newRow("no type") << QByteArray() << QByteArray("{}") << false;
    QTest::newRow("form type") << QByteArray("application/x-www-form-urlencoded") << QByteArray("{}")
                               << false;
    QTest::newRow("plain text") << QByteArray("text/plain") << QByteArray("{}") << false;
    QTest::newRow("empty") << json << QByteArray() << false;
    QTest::newRow("array") << json << QByteArray("[]") << false;
    QTest::newRow("garbage behind") << json << QByteArray("{} x") << false;
    QTest::newRow("cut") << json << QByteArray(R"({"a":)") << false;
    QTest::newRow("invalid UTF-8") << json << QByteArray("{\"a\":\"\xff\"}") << false;
    QTest::newRow("lone high surrogate") << json << QByteArray(R"({"a":"\ud800"})") << false;
    QTest::newRow("lone low surrogate") << json << QByteArray(R"({"a":"\udc00x"})") << false;
    QTest::newRow("high without low") << json << QByteArray(R"({"a":"\ud800A"})") << false;
    QTest::newRow("escaped NUL") << json << QByteArray(R"({"a":"x\u0000"})") << false;
    QTest::newRow("NUL in a key") << json << QByteArray(R"({"\u0000":1})") << false;
    QTest::newRow("raw NUL") << json << QByteArray("{\"a\":\"\0\"}", 10) << false;
    QTest::newRow("too deep") << json << QByteArray(R"({"a":)").repeated(2000) << false;
}

void tst_Http::jsonBodies()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, good);
    Request request;
    if (!type.isEmpty())
        request.headers.insert("content-type", type);
    request.body = body;
    const auto result = request.json();
    QCOMPARE(result.has_value(), good);
    if (!good) {
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QCOMPARE(result.error().key, "invalid_json");
        QCOMPARE(result.error().fields.size(), 1);
    }
}

void tst_Http::forms()
{
    Fixture fixture;
    const QByteArray body = "name=Jos%C3%A9+%26+Ana&x=1";
    QCOMPARE(fixture.post("/form", body, "Content-Type: application/x-www-form-urlencoded\r\n")
                 .json()
                 .value("name")
                 .toString(),
             QString::fromUtf8("José & Ana"));
    QCOMPARE(fixture.post("/form", body, "Content-Type: text/plain\r\n").json().value("name").toString(), "");
}

void tst_Http::securityHeaders()
{
    Fixture fixture;
    for (const QByteArray target :
         {"/inline", "/items/1", "/nothing", "/throw/api", "/items/%zz", "/async/now"}) {
        const Reply reply = fixture.get(target);
        QVERIFY(reply.status > 0);
        QCOMPARE(reply.headers.value("x-content-type-options"), "nosniff");
        QCOMPARE(reply.headers.value("x-frame-options"), "DENY");
        QCOMPARE(reply.headers.value("referrer-policy"), "strict-origin-when-cross-origin");
        QCOMPARE(reply.headers.value("content-security-policy"),
                 "default-src 'none'; frame-ancestors 'none'");
        QCOMPARE(reply.headers.value("cache-control"), "no-store");
        QCOMPARE(reply.headers.value("cross-origin-opener-policy"), "same-origin");
        QVERIFY(!reply.headers.contains("strict-transport-security"));
        QVERIFY(reply.headers.value("date").endsWith(" GMT"));
    }
    const Reply page = fixture.get("/page");
    QCOMPARE(page.head.count("Content-Security-Policy"), 1);
    QCOMPARE(page.headers.value("content-security-policy"), "default-src 'self'");
}

void tst_Http::headerInjection()
{
    Fixture fixture;
    const Reply reply = fixture.get("/split");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, "x");
    QVERIFY(!reply.head.contains("stolen"));
    QVERIFY(!reply.head.contains("X-Bad"));
    QCOMPARE(reply.headers.value("content-length"), "1");
    QCOMPARE(reply.headers.value("x-good"), "v");
}

void tst_Http::keepAlive()
{
    Fixture fixture;
    Raw raw(fixture.port);
    QByteArray lastId;
    for (int i = 0; i < 200; ++i) {
        const QByteArray number = QByteArray::number(i);
        raw.send(i % 2 ? request("GET /items/" + number + " HTTP/1.1")
                       : request("POST /echo HTTP/1.1",
                                 "Content-Length: " + QByteArray::number(number.size()) + "\r\n") +
                             number);
        const Reply reply = raw.reply();
        QCOMPARE(reply.status, 200);
        if (i % 2)
            QCOMPARE(reply.json().value("params").toObject().value("id").toString(), QString::number(i));
        else
            QCOMPARE(reply.body, number);
        QVERIFY(reply.headers.value("x-request-id") != lastId);
        lastId = reply.headers.value("x-request-id");
    }
    raw.send(request("GET /inline HTTP/1.1", "Connection: foo, Close\r\n"));
    QCOMPARE(raw.reply().headers.value("connection"), "close");
    QVERIFY(raw.ends());

    Raw old(fixture.port);
    old.send("GET /inline HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    QCOMPARE(old.reply().headers.value("connection"), "keep-alive");
    old.send("GET /inline HTTP/1.0\r\n\r\n");
    QCOMPARE(old.reply().headers.value("connection"), "close");
    QVERIFY(old.ends());
}

void tst_Http::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray get = "GET /inline HTTP/1.1\r\nHost: a\r\n";
    const QByteArray post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    row("not HTTP", QByteArray("\x16\x03\x01\x02\x00", 5));
    row("no target", "GET\r\nHost: a\r\n\r\n");
    row("no version", "GET /inline\r\nHost: a\r\n\r\n");
    row("two spaces", "GET  /inline HTTP/1.1\r\nHost: a\r\n\r\n");
    row("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
    row("version in lower case", "GET /inline http/1.1\r\nHost: a\r\n\r\n");
    row("HTTP/2", "GET /inline HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    row("HTTP/1.x", "GET /inline HTTP/1.x\r\nHost: a\r\n\r\n");
    row("bare LF", "GET /inline HTTP/1.1\nHost: a\n\n");
    row("bare LF in a header", "GET /inline HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
    row("bare CR in a header", get + "X: a\rb\r\n\r\n");
    row("NUL in a header", get + QByteArray("X: a\0b\r\n\r\n", 10));
    row("NUL in the target", QByteArray("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28));
    row("header without colon", get + "Nonsense\r\n\r\n");
    row("header without name", get + ": x\r\n\r\n");
    row("blank before colon", get + "X : y\r\n\r\n");
    row("folded header", get + "X: a\r\n b\r\n\r\n");
    row("fold in the first header", "GET /inline HTTP/1.1\r\n Host: a\r\n\r\n");
    row("no host", "GET /inline HTTP/1.1\r\n\r\n");
    row("two hosts", get + "Host: b\r\n\r\n");
    row("bad host", "GET /inline HTTP/1.1\r\nHost: a b\r\n\r\n");
    row("host with a path", "GET /inline HTTP/1.1\r\nHost: a/b\r\n\r\n");
    row("host with user", "GET /inline HTTP/1.1\r\nHost: x@a\r\n\r\n");
    row("host with a bad port", "GET /inline HTTP/1.1\r\nHost: a:99999\r\n\r\n");
    row("length and encoding", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc");
    row("encoding and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc");
    row("two lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
    row("list of lengths", post + "Content-Length: 3, 3\r\n\r\nabc");
    row("negative length", post + "Content-Length: -1\r\n\r\n");
    row("signed length", post + "Content-Length: +3\r\n\r\nabc");
    row("hexadecimal length", post + "Content-Length: 0x3\r\n\r\nabc");
    row("empty length", post + "Content-Length:\r\n\r\n");
    row("length beyond 64 bits", post + "Content-Length: 99999999999999999999\r\n\r\n", 413);
    row("encoding unknown", post + "Transfer-Encoding: gzip\r\n\r\n", 501);
    row("encoding twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501);
    row("encoding disguised", post + "Transfer-Encoding: \x0b"
                                     "chunked\r\n\r\n");
    row("encoding listed", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501);
    row("encoding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
    row("negative chunk size", post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n");
    row("chunk longer than said", post + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n");
    row("chunk with bare LF", post + "Transfer-Encoding: chunked\r\n\r\n2\nab\n0\n\n");
    row("chunks too large", post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n", 413);
    row("chunk size overflows", post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", 413);
    row("body over the route's limit", post + "Content-Length: 65537\r\n\r\n", 413);
    row("huge body", post + "Content-Length: 99999999999\r\n\r\n", 413);
    row("body for nobody", "POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413);
    row("expectation", post + "Expect: 200-maybe\r\nContent-Length: 3\r\n\r\n", 417);
    row("long target", "GET /" + QByteArray(20'000, 'a'), 414);
    row("long header", get + "X: " + QByteArray(20'000, 'a'), 431);
    row("long header, complete", get + "X: " + QByteArray(20'000, 'a') + "\r\n\r\n", 431);
    row("many headers", get + QByteArray("X: a\r\n").repeated(200) + "\r\n", 431);
}

/// Whole, and byte by byte, the same refusal; and then the connection is over.
void tst_Http::malformed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    Limits limits;
    limits.requestTotal = 10s;
    Fixture fixture(limits);
    for (const bool split : {false, true}) {
        Raw raw(fixture.port);
        if (split)
            raw.sendSplit(bytes);
        else
            raw.send(bytes);
        const Reply reply = raw.reply();
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers.value("connection"), "close");
        QCOMPARE(reply.headers.value("content-type"), "application/problem+json");
        raw.send(request("GET /inline HTTP/1.1"));
        QVERIFY(raw.ends());
    }
    QCOMPARE(fixture.ran, 0);
    QCOMPARE(fixture.get("/inline").status, 200);
}

void tst_Http::wellFormedSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    const QByteArray post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    QTest::newRow("length") << post + "Content-Length: 5\r\n\r\nhello" << QByteArray("hello");
    QTest::newRow("no body") << post + "\r\n" << QByteArray();
    QTest::newRow("empty lines before")
        << "\r\n\r\n" + post + "Content-Length: 5\r\n\r\nhello" << QByteArray("hello");
    QTest::newRow("body that looks like requests")
        << post + "Content-Length: 38\r\n\r\nGET /inline HTTP/1.1\r\nHost: evil\r\n\r\n0\r\n"
        << QByteArray("GET /inline HTTP/1.1\r\nHost: evil\r\n\r\n0\r\n").first(38);
    QTest::newRow("chunks")
        << post + "Transfer-Encoding: Chunked\r\n\r\n5;x=y\r\nhello\r\n001\r\n!\r\n0\r\nT: x\r\n\r\n"
        << QByteArray("hello!");
    QTest::newRow("chunks of nothing") << post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                       << QByteArray();
    QTest::newRow("blanks around values")
        << post + "X:\t a b \t\r\nContent-Length:5  \r\n\r\nhello" << QByteArray("hello");
    QTest::newRow("HTTP/1.0 without host")
        << QByteArray("POST /echo HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok")
        << QByteArray("ok");
}

/// Whole and byte by byte, twice on one connection, the same answer.
void tst_Http::wellFormedSplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    Fixture fixture;
    for (const bool split : {false, true}) {
        Raw raw(fixture.port);
        for (int i = 0; i < 2; ++i) {
            if (split)
                raw.sendSplit(bytes);
            else
                raw.send(bytes);
            const Reply reply = raw.reply();
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.body, body);
        }
        QCOMPARE(raw.buffered(), QByteArray());
    }
    QCOMPARE(fixture.ran, 4);
}

void tst_Http::largeBodies()
{
    Fixture fixture;
    QByteArray body(4 * 1024 * 1024, Qt::Uninitialized);
    for (qsizetype i = 0; i < body.size(); ++i)
        body[i] = char('a' + i % 23);
    Raw raw(fixture.port);
    for (int i = 0; i < 2; ++i) {
        raw.send(
            request("POST /big HTTP/1.1", "Content-Length: " + QByteArray::number(body.size()) + "\r\n"));
        raw.send(body);
        const Reply reply = raw.reply();
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.body == body);
    }
    raw.send(request("POST /big HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
    for (qsizetype at = 0; at < body.size(); at += 65536)
        raw.send("10000\r\n" + body.mid(at, 65536) + "\r\n");
    raw.send("0\r\n\r\n");
    QVERIFY(raw.reply().body == body);
    // One byte more than the route takes is refused from its header alone.
    raw.send(
        request("POST /big HTTP/1.1", "Content-Length: " + QByteArray::number(body.size() + 1) + "\r\n"));
    QCOMPARE(raw.reply().status, 413);
    // A client that sends a refused body all the same still gets to read the refusal.
    Raw stubborn(fixture.port);
    stubborn.send(request("POST /echo HTTP/1.1", "Content-Length: 500000\r\n") + QByteArray(500'000, 'x'));
    QCOMPARE(stubborn.reply().status, 413);
    QVERIFY(stubborn.ends());
}

void tst_Http::expectContinue()
{
    Fixture fixture;
    Raw raw(fixture.port);
    raw.send(request("POST /echo HTTP/1.1", "Expect: 100-Continue\r\nContent-Length: 5\r\n"));
    while (!raw.buffered().contains("\r\n\r\n"))
        QVERIFY(raw.more(5s));
    QCOMPARE(raw.buffered(), "HTTP/1.1 100 Continue\r\n\r\n");
    raw.send("hello");
    QCOMPARE(raw.reply().body, "hello");
    // Who will be refused is told before the body is sent.
    raw.send(request("POST /echo HTTP/1.1", "Expect: 100-continue\r\nContent-Length: 500000\r\n"));
    QVERIFY(raw.more(5s));
    QVERIFY(raw.buffered().startsWith("HTTP/1.1 413 "));
}

void tst_Http::pipelined()
{
    Fixture fixture;
    {
        // Answered on the spot: in their order.
        Raw raw(fixture.port);
        QByteArray bytes;
        for (int i = 0; i < 20; ++i)
            bytes += request("GET /inline?q=" + QByteArray::number(i) + " HTTP/1.1");
        raw.send(bytes);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(raw.reply().json().value("q").toString(), QString::number(i));
    }
    for (const bool together : {true, false}) {
        // The first is with a worker: the second is never run, and the connection ends with the first's
        // answer.
        const int entered = fixture.gate.entered;
        fixture.gate.shut();
        Raw raw(fixture.port);
        const QByteArray first = request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n");
        const QByteArray second = request("POST /echo HTTP/1.1", "Content-Length: 1\r\n") + "x";
        raw.send(together ? first + second : first);
        QTRY_COMPARE(fixture.gate.entered, entered + 1);
        if (!together) {
            raw.send(second);
            QCOMPARE(fixture.get("/inline").status, 200); // by now the loop has seen it
        }
        fixture.gate.open();
        const Reply reply = raw.reply();
        QCOMPARE(reply.body, "done");
        QCOMPARE(reply.headers.value("connection"), "close");
        QVERIFY(raw.ends());
        QCOMPARE(raw.buffered(), QByteArray());
        QCOMPARE(fixture.ran, 0);
    }
}

void tst_Http::asyncAnswers()
{
    Fixture fixture;
    QCOMPARE(fixture.get("/async/now").body, "/async/now");
    std::vector<Raw> clients;
    for (int i = 0; i < 50; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send(request("GET /async/later/" + QByteArray::number(i) + " HTTP/1.1"));
    }
    for (int i = 0; i < 50; ++i)
        QCOMPARE(clients[size_t(i)].reply().body, QByteArray::number(i));
    const Reply forgot = fixture.get("/async/forgot");
    QCOMPARE(forgot.status, 500);
    QCOMPARE(forgot.json().value("code").toString(), "internal");
}

void tst_Http::exceptions()
{
    Fixture fixture;
    for (const QByteArray target : {"/throw/inline", "/throw/api", "/throw/async"}) {
        Raw raw(fixture.port);
        raw.send(request("GET " + target + " HTTP/1.1"));
        const Reply reply = raw.reply();
        QCOMPARE(reply.status, 500);
        QCOMPARE(reply.json().value("requestId").toString(),
                 QString::fromLatin1(reply.headers.value("x-request-id")));
        QVERIFY(!reply.body.contains("on purpose"));
        raw.send(request("GET /inline HTTP/1.1"));
        QCOMPARE(raw.reply().status, 200);
    }
}

void tst_Http::access()
{
    Fixture closed;
    QCOMPARE(closed.get("/staff", "Authorization: Bearer x\r\n").status, 401);

    Fixture fixture({}, [](Server &server) {
        server.setAuthenticator([](const Request &request) -> Result<Actor> {
            const QByteArray token = request.header("authorization");
            if (QThread::currentThread()->objectName() != "staff0" &&
                !QThread::currentThread()->objectName().startsWith("staff"))
                return failure(ErrorCode::Internal, "thread", "wrong thread");
            Actor actor;
            actor.kind = Actor::Kind::Staff;
            actor.email = "a@shop.test";
            if (token == "Bearer viewer")
                actor.role = Role::Viewer;
            else if (token == "Bearer manager")
                actor.role = Role::Manager;
            else if (token == "Bearer admin")
                actor.role = Role::Admin;
            else if (token == "Bearer customer")
                actor.kind = Actor::Kind::Customer;
            else if (token == "Bearer broken")
                throw std::runtime_error("store is down");
            else
                return failure(ErrorCode::Unauthorized, "unauthorized", "Sign in.");
            return actor;
        });
    });
    const auto with = [&fixture](const QByteArray &token) {
        return fixture.get("/staff", "Authorization: Bearer " + token + "\r\n");
    };
    QCOMPARE(fixture.get("/staff").status, 401);
    QCOMPARE(fixture.get("/staff").headers.value("www-authenticate"), "Bearer");
    QCOMPARE(with("nonsense").status, 401);
    QCOMPARE(with("customer").status, 401);
    QCOMPARE(with("viewer").status, 403);
    QCOMPARE(with("broken").status, 500);
    QCOMPARE(with("manager").status, 200);
    QCOMPARE(with("admin").json().value("actor").toString(), "a@shop.test");
}

void tst_Http::tenants()
{
    const QUuid tenant("00000000-0000-4000-8000-000000000001");
    Fixture fixture({}, [tenant](Server &server) {
        server.setTenantResolver(
            [tenant](const QString &host) { return host == "shop.test" ? tenant : QUuid(); });
    });
    QCOMPARE(fixture.get("/items/1").json().value("tenant").toString(),
             tenant.toString(QUuid::WithoutBraces));
    Raw other(fixture.port);
    other.send("GET /items/1 HTTP/1.1\r\nHost: other.test\r\n\r\n");
    const Reply refused = other.reply();
    QCOMPARE(refused.status, 404);
    QCOMPARE(refused.json().value("code").toString(), "unknown_host");
    other.send("GET /tenantless HTTP/1.1\r\nHost: other.test\r\n\r\n");
    QCOMPARE(other.reply().status, 200);
    Raw upper(fixture.port);
    upper.send("GET /items/1 HTTP/1.1\r\nHost: SHOP.Test:8080\r\n\r\n");
    QCOMPARE(upper.reply().status, 200);
}

void tst_Http::proxies()
{
    {
        Fixture fixture; // nobody is trusted
        const QJsonObject seen =
            fixture.get("/inline", "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n").json();
        QCOMPARE(seen.value("peer").toString(), "127.0.0.1");
        QCOMPARE(seen.value("secure").toBool(), false);
    }
    ListenOptions options;
    options.trustedProxies = {{QHostAddress("127.0.0.0"), 8}, {QHostAddress("10.1.0.0"), 16}};
    Fixture fixture({}, {}, options);
    const auto peer = [&fixture](const QByteArray &forwarded) {
        return fixture.get("/inline", forwarded).json().value("peer").toString();
    };
    QCOMPARE(peer({}), "127.0.0.1");
    QCOMPARE(peer("X-Forwarded-For: 8.8.8.8\r\n"), "8.8.8.8");
    QCOMPARE(peer("X-Forwarded-For: 1.1.1.1, 8.8.8.8\r\n"), "8.8.8.8");
    QCOMPARE(peer("X-Forwarded-For: 1.1.1.1, 8.8.8.8, 10.1.2.3\r\n"), "8.8.8.8");
    QCOMPARE(peer("X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 10.1.2.3\r\n"), "1.1.1.1");
    QCOMPARE(peer("X-Forwarded-For: nonsense, 10.1.2.3\r\n"), "10.1.2.3");
    QCOMPARE(peer("X-Forwarded-For: ::ffff:8.8.4.4\r\n"), "8.8.4.4");
    QCOMPARE(peer("X-Forwarded-For: 2001:db8::1\r\n"), "2001:db8::1");
    const Reply secure = fixture.get("/inline", "X-Forwarded-Proto: https\r\n");
    QCOMPARE(secure.json().value("secure").toBool(), true);
    QVERIFY(secure.headers.value("strict-transport-security").startsWith("max-age="));
    QCOMPARE(fixture.get("/inline", "X-Forwarded-Proto: https, http\r\n").json().value("secure").toBool(),
             false);
}

void tst_Http::listenAddresses()
{
    Server server;
    ListenOptions options;
    options.address = QHostAddress::Any;
    options.port = 0;
    const auto refused = server.listen(options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().key, "not_loopback");
    options.behindProxy = true;
    options.address = QHostAddress::LocalHost;
    const auto url = server.listen(options);
    QVERIFY(url);
    QVERIFY(url->startsWith("http://127.0.0.1:"));
    Server second;
    options.port = quint16(url->mid(17).toInt());
    QCOMPARE(second.listen(options).error().key, "cannot_listen");
}

void tst_Http::queueFull()
{
    Limits limits;
    limits.lanesThreads[int(Lane::Orders)] = 1;
    limits.laneQueue = 2;
    Fixture fixture(limits);
    const QByteArray slow = request("POST /slow/orders HTTP/1.1", "Content-Length: 0\r\n");
    std::vector<Raw> clients;
    clients.emplace_back(fixture.port);
    clients.back().send(slow);
    QTRY_COMPARE(fixture.gate.entered, 1);
    for (int i = 1; i <= 2; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send(slow);
        QTRY_COMPARE(fixture.server->queued(Lane::Orders), i);
    }
    Raw refused(fixture.port);
    refused.send(slow);
    const Reply reply = refused.reply();
    QCOMPARE(reply.status, 503);
    QCOMPARE(reply.headers.value("retry-after"), "1");
    QCOMPARE(reply.json().value("code").toString(), "busy");
    fixture.gate.open();
    for (Raw &client : clients)
        QCOMPARE(client.reply().body, "done");
    refused.send(slow); // the same connection, now that there is room
    QCOMPARE(refused.reply().body, "done");
}

void tst_Http::lanesDoNotStarveEachOther()
{
    Fixture fixture;
    std::vector<Raw> clients;
    for (int i = 0; i < 40; ++i) {
        clients.emplace_back(fixture.port);
        clients.back().send(request("POST /slow/orders HTTP/1.1", "Content-Length: 0\r\n"));
    }
    QTRY_COMPARE(fixture.gate.entered, 8);
    for (const QByteArray target : {"/inline", "/items/1", "/page", "/async/now", "/nothing"})
        QVERIFY(fixture.get(target).status > 0);
    fixture.gate.open();
    for (Raw &client : clients)
        QCOMPARE(client.reply().status, 200);
}

void tst_Http::timers()
{
    Fixture fixture(quick());
    const auto timed = [&fixture](const QByteArray &bytes, bool drip) {
        Raw raw(fixture.port);
        raw.send(bytes);
        // Dripping must not buy time.
        for (int i = 0; drip && i < 200 && !raw.more(10ms); ++i) {
            if (!raw.send("x"))
                break;
        }
        const Reply reply = raw.reply();
        return std::pair{reply.status, raw.ends()};
    };
    QCOMPARE(timed("GET /inline HT", false), (std::pair{408, true}));
    QCOMPARE(timed("GET /inline HTTP/1.1\r\nHost: a\r\nX: ", true), (std::pair{408, true}));
    QCOMPARE(timed(request("POST /echo HTTP/1.1", "Content-Length: 5000\r\n") + "abc", false),
             (std::pair{408, true}));
    QCOMPARE(timed(request("POST /echo HTTP/1.1", "Content-Length: 5000\r\n"), true), (std::pair{408, true}));
    QCOMPARE(timed(request("POST /echo HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "fff\r\n", true),
             (std::pair{408, true}));
    QCOMPARE(timed(request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n"), false),
             (std::pair{504, true}));

    Raw idle(fixture.port);
    QVERIFY(idle.ends());
    Raw used(fixture.port);
    used.send(request("GET /inline HTTP/1.1"));
    QCOMPARE(used.reply().status, 200);
    QVERIFY(used.ends());
    Raw blank(fixture.port);
    for (int i = 0; i < 500 && blank.send("\r\n") && !blank.more(2ms); ++i) {
    }
    QVERIFY(blank.ends());
    QTRY_COMPARE(fixture.server->connectionCount(), 0);
}

/// Eight megabytes to a client that does not read are bounded by the idle timer; one that reads gets all.
void tst_Http::slowReader()
{
    Limits limits = quick();
    Fixture fixture(limits);
    Raw reader(fixture.port);
    reader.send(request("GET /large HTTP/1.1"));
    QCOMPARE(reader.reply().body.size(), 8 * 1024 * 1024);
    // Slower than any timer, but steady; the connection ends only when all of it has been read.
    Raw slow(fixture.port, 32 * 1024);
    slow.send(request("GET /large HTTP/1.1", "Connection: close\r\n"));
    while (slow.more(1s) && slow.buffered().size() < 7 * 1024 * 1024)
        QTest::qWait(slow.buffered().size() / 65536 % 4 == 0 ? 40 : 1);
    QCOMPARE(slow.reply().body.size(), 8 * 1024 * 1024);
    QVERIFY(slow.ends());
    Raw stuck(fixture.port, 32 * 1024);
    stuck.send(request("GET /large HTTP/1.1"));
    QTRY_COMPARE(fixture.server->connectionCount(), 0);
}

void tst_Http::connectionCap()
{
    Limits limits;
    limits.maxConnections = 20;
    Fixture fixture(limits);
    std::vector<Raw> clients;
    clients.emplace_back(fixture.port); // with a handler: never the victim
    clients.back().send(request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n"));
    QTRY_COMPARE(fixture.gate.entered, 1);
    for (int i = 1; i < 20; ++i) {
        clients.emplace_back(fixture.port);
        QTRY_COMPARE(fixture.server->connectionCount(), i + 1);
        clients.back().send(request("GET /inline HTTP/1.1"));
        QCOMPARE(clients.back().reply().status, 200);
    }
    clients[1].send(request("GET /inline HTTP/1.1")); // no longer the longest idle
    QCOMPARE(clients[1].reply().status, 200);
    Raw newcomer(fixture.port);
    newcomer.send(request("GET /inline HTTP/1.1"));
    QCOMPARE(newcomer.reply().status, 200);
    QVERIFY(clients[2].ends());
    QCOMPARE(fixture.server->connectionCount(), 20);
    clients[1].send(request("GET /inline HTTP/1.1"));
    QCOMPARE(clients[1].reply().status, 200);
    fixture.gate.open();
    QCOMPARE(clients[0].reply().body, "done");
}

/// Near the end of the process's files the longest idle connection goes, so that newcomers are served.
void tst_Http::outOfFiles()
{
    Fixture fixture;
    QCOMPARE(fixture.get("/items/1").status, 200);
    QTRY_COMPARE(fixture.server->connectionCount(), 0);
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit tight = before;
    const int highest = ::dup(0);
    ::close(highest);
    tight.rlim_cur = rlim_t(highest) + 60;
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &tight), 0);
    {
        std::vector<Raw> clients;
        for (int i = 0; i < 40; ++i) {
            clients.emplace_back(fixture.port);
            clients.back().send(request("GET /items/1 HTTP/1.1"));
            QCOMPARE(clients.back().reply().status, 200);
        }
        QVERIFY(fixture.server->connectionCount() < 40);
        QVERIFY(clients.front().ends());
    }
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
    QCOMPARE(fixture.get("/inline").status, 200);
}

/// 2,000 silent connections: the others are answered as if they were not there.
void tst_Http::idleSockets()
{
    rlimit files{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max == RLIM_INFINITY ? 16384 : std::min<rlim_t>(files.rlim_max, 16384);
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &files), 0);
    if (files.rlim_cur < 6000)
        QSKIP("this machine allows too few open files");
    Fixture fixture;
    std::vector<Raw> idle;
    idle.reserve(2000);
    for (int i = 0; i < 2000; ++i) {
        idle.emplace_back(fixture.port);
        QVERIFY(idle.back().isOpen());
        if (i % 2)
            idle.back().send("GET /inline HTTP/1.1\r\n");
    }
    QTRY_COMPARE(fixture.server->connectionCount(), 2000);
    std::vector<qint64> times;
    for (int i = 0; i < 50; ++i) {
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(fixture.get(i % 2 ? "/inline" : "/items/1").status, 200);
        times.push_back(timer.nsecsElapsed() / 1000);
    }
    std::sort(times.begin(), times.end());
    qInfo("with 2000 idle connections: median %lld us, slowest of 50 %lld us",
          static_cast<long long>(times[25]), static_cast<long long>(times.back()));
    QVERIFY2(times.back() < 1'000'000, "an answer took more than a second");
}

void tst_Http::disconnects_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray empty = "Content-Length: 0\r\n";
    QTest::newRow("nothing sent") << QByteArray();
    QTest::newRow("in the head") << QByteArray("GET /items/1 HTTP/1.1\r\nHo");
    QTest::newRow("in the body") << request("POST /echo HTTP/1.1", "Content-Length: 10\r\n") + "abc";
    QTest::newRow("in a large body") << request("POST /big HTTP/1.1", "Content-Length: 4000000\r\n") +
                                            QByteArray(100'000, 'x');
    QTest::newRow("in a chunk") << request("POST /echo HTTP/1.1", "Transfer-Encoding: chunked\r\n") +
                                       "5\r\nab";
    QTest::newRow("refused") << QByteArray("GET /inline HTTP/1.1\r\nNonsense\r\n\r\n");
    QTest::newRow("missing") << request("GET /nothing HTTP/1.1");
    QTest::newRow("inline") << request("GET /inline HTTP/1.1");
    QTest::newRow("large answer") << request("GET /large HTTP/1.1");
    QTest::newRow("async at once") << request("GET /async/now HTTP/1.1");
    QTest::newRow("async later") << request("GET /async/later/1 HTTP/1.1");
    QTest::newRow("pipelined") << request("GET /items/1 HTTP/1.1").repeated(3);
    for (const QByteArray lane : {"api", "orders", "callbacks", "staff", "pages"})
        QTest::addRow("lane %s", lane.constData()) << request("POST /slow/" + lane + " HTTP/1.1", empty);
}

/// The client goes before its answer, 500 times, with and without a farewell; nothing is lost or freed twice.
void tst_Http::disconnects()
{
    QFETCH(QByteArray, bytes);
    Limits limits;
    limits.laneQueue = 2000;
    Fixture fixture(limits);
    const bool slow = bytes.contains("/slow/");
    for (int i = 0; i < 500; ++i) {
        if (slow && i % 50 == 49)
            fixture.gate.open(); // some answers come while clients go, some after
        if (slow && i % 50 == 0)
            fixture.gate.shut();
        Raw raw(fixture.port);
        raw.send(bytes);
        if (i % 3 == 0 && !slow)
            raw.more(1ms);
        if (i % 2)
            raw.reset();
        else
            raw.close();
    }
    fixture.gate.open();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.server->connectionCount(), 0, 20'000);
    for (const QByteArray target : {"/inline", "/items/1", "/page", "/async/now"})
        QCOMPARE(fixture.get(target).status, 200);
    fixture.onLoop([&fixture] { fixture.server->stop(10s); });
    QTRY_VERIFY_WITH_TIMEOUT(fixture.stopped, 15'000);
}

void tst_Http::stopFinishesWork()
{
    Fixture fixture;
    Raw working(fixture.port);
    working.send(request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n"));
    Raw open(fixture.port);
    open.send(request("GET /inline HTTP/1.1"));
    QCOMPARE(open.reply().status, 200);
    QTRY_COMPARE(fixture.gate.entered, 1);
    fixture.onLoop([&fixture] { fixture.server->stop(20s); });
    QVERIFY(!Raw(fixture.port).isOpen());
    open.send(request("GET /inline HTTP/1.1"));
    const Reply refused = open.reply();
    QCOMPARE(refused.status, 503);
    QCOMPARE(refused.headers.value("connection"), "close");
    QVERIFY(!fixture.stopped);
    fixture.gate.open();
    QCOMPARE(working.reply().body, "done");
    QTRY_VERIFY(fixture.stopped);
    QTRY_COMPARE(fixture.server->connectionCount(), 0);
}

void tst_Http::stopGivesUp()
{
    Fixture fixture;
    Raw working(fixture.port);
    working.send(request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n"));
    QTRY_COMPARE(fixture.gate.entered, 1);
    fixture.onLoop([&fixture] { fixture.server->stop(100ms); });
    QTRY_VERIFY(fixture.stopped);
    QVERIFY(working.ends());
}

void tst_Http::accessLog()
{
    std::mutex mutex;
    std::vector<AccessRecord> records;
    {
        Fixture fixture({}, [&](Server &server) {
            server.setAccessLog([&](const AccessRecord &record) {
                const std::lock_guard lock(mutex);
                records.push_back(record);
            });
        });
        const Reply reply = fixture.get("/items/5?secret=1");
        fixture.get("/nothing");
        fixture.get("/items/%zz");
        Raw again(fixture.port);
        again.send(request("GET /inline HTTP/1.1"));
        QCOMPARE(again.reply().status, 200);
        again.send("\x16\x03");
        QCOMPARE(again.reply().status, 400);
        QVERIFY(again.ends());
        {
            Raw gone(fixture.port);
            gone.send(request("POST /slow/api HTTP/1.1", "Content-Length: 0\r\n"));
            QTRY_COMPARE(fixture.gate.entered, 1);
        }
        QTRY_COMPARE(fixture.server->connectionCount(), 0);
        const std::lock_guard lock(mutex);
        QCOMPARE(records.size(), 6u);
        QCOMPARE(records[0].method, "GET");
        QCOMPARE(records[0].path, "/items/5");
        QCOMPARE(records[0].status, 200);
        QCOMPARE(records[0].requestId, QString::fromLatin1(reply.headers.value("x-request-id")));
        QVERIFY(records[0].microseconds > 0);
        QCOMPARE(records[0].route->pattern, "/items/{id}");
        QCOMPARE(records[1].status, 404);
        QVERIFY(!records[1].route);
        QCOMPARE(records[2].status, 400);
        QCOMPARE(records[3].path, "/inline");
        QCOMPARE(records[4].status, 400);
        QCOMPARE(records[4].path, QString()); // not the path of the request before
        QCOMPARE(records[5].status, 499);
    }
}

void tst_Http::chunkDecoder()
{
    const QByteArray text = "4\r\nWiki\r\n5;a=\"b\"\r\npedia\r\n0\r\nX: y\r\n\r\nREST";
    for (qsizetype step = 1; step <= text.size(); ++step) {
        ChunkDecoder decoder(9);
        qsizetype at = 0;
        auto state = ChunkDecoder::State::More;
        while (state == ChunkDecoder::State::More && at < text.size()) {
            qsizetype used = 0;
            state = decoder.take(QByteArrayView(text).sliced(at, std::min(step, text.size() - at)), used);
            at += used;
        }
        QCOMPARE(state, ChunkDecoder::State::Done);
        QCOMPARE(text.mid(at), "REST");
        QCOMPARE(std::move(decoder).body(), "Wikipedia");
    }
    ChunkDecoder small(8);
    qsizetype used = 0;
    QCOMPARE(small.take(text, used), ChunkDecoder::State::TooLarge);
    ChunkDecoder endless(1000);
    QByteArray crumbs;
    for (int i = 0; i < 100'000; ++i)
        crumbs += "00000001;" + QByteArray(50, 'x') + "\r\na\r\n";
    QCOMPARE(endless.take(crumbs, used), ChunkDecoder::State::TooLarge);
}

QTEST_GUILESS_MAIN(tst_Http)
#include "tst_http.moc"
