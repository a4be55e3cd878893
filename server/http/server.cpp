// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/server.h"

#include "server/http/head.h"
#include "server/http/lanes.h"
#include "server/http/router.h"
#include "server/http/wire.h"

#include <QAbstractHttpServer>
#include <QDateTime>
#include <QHttpServerRequest>
#include <QLoggingCategory>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <cerrno>
#include <cstring>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

// How Qt HttpServer is used, and why like this. Each socket has two listeners on readyRead: first the gate of
// this file, then Qt HttpServer's reader. The gate takes the head off the socket, parses it strictly, decides
// (route, size, framing) and, if the request may come in, puts a short head of its own in front of the body:
// a method, "/" and a Content-Length that is known to be right. Qt HttpServer so never sees a byte of framing
// that a stranger has written; it assembles the body and calls handleRequest(). Answers are written by the
// connection itself, found again by number. Nothing of Qt HttpServer outlives handleRequest().

using namespace Qt::StringLiterals;

namespace lonieve::http {

namespace {

Q_LOGGING_CATEGORY(lcHttp, "lonieve.http")

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char *laneNames[] = {"inline", "api", "orders", "callbacks", "staff", "pages", "async"};
constexpr qsizetype smallBody = 64 * 1024; ///< bodies up to this size need no share of the budget
constexpr qint64 maxDrained = 1024 * 1024; ///< of a refused request, read so that the answer arrives
constexpr milliseconds drainTime{2'000};
constexpr rlim_t spareFiles = 32;

qint64 nowMs()
{
    return std::chrono::duration_cast<milliseconds>(Clock::now().time_since_epoch()).count();
}

qint64 nowUs()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

/// IPv4 behind an IPv6 socket arrives as ::ffff:a.b.c.d; everything here compares plain addresses.
QHostAddress plainAddress(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

void raiseFileLimit(int connections)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    const rlim_t wanted = rlim_t(connections) + 1024;
    if (limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        qCWarning(lcHttp, "only %llu open files are allowed; %d connections may be too many",
                  static_cast<unsigned long long>(limit.rlim_cur), connections);
}

/// Whether this descriptor, the lowest that was free, is near the end of what the process may open. Qt's
/// listener spins when there is none left, and the store needs some as well.
bool filesRunOut(qintptr descriptor)
{
    rlimit limit{};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
           rlim_t(descriptor) + spareFiles >= limit.rlim_cur;
}

Error plainError(ErrorCode code, const char *key, const char *message)
{
    return Error{code, QString::fromLatin1(key), QString::fromUtf8(message)};
}

class Connection;

class Shell : public QAbstractHttpServer
{
    Q_DISABLE_COPY_MOVE(Shell)

public:
    Shell(Server *server, const Limits &serverLimits);
    ~Shell() override;

    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override {}

    void accept(qintptr descriptor);
    void forget(Connection *connection);
    bool evictLongestIdle();
    void judge(Connection &connection);
    void refuse(Connection &connection, const Rejection &rejection);
    void dispatch(Connection &connection, QByteArray body);
    void dispatchMissing(Connection &connection, std::shared_ptr<Request> request);
    void finish(Connection &connection, const Wire &wire);
    void answerNow(Connection &connection, Response &&response, const Request &request);
    std::shared_ptr<Ticket> ticketFor(const Connection &connection, const Request &request);
    void deliver();
    void tick();
    void record(const Connection &connection, int status) const;
    QString newRequestId();
    void resolvePeer(const Connection &connection, Request &request) const;
    bool isTrusted(const QHostAddress &address) const;
    void maybeStopped();

    Server *const q;
    const Limits limits;
    Router router;
    Authenticator authenticator;
    TenantResolver tenantResolver;
    AccessLog accessLog;
    std::function<Response(const Request &, const Error &)> errorPage;
    ListenOptions options;

    QTcpServer *listener = nullptr;
    QHash<quint64, Connection *> connections;
    std::atomic_int connectionCount = 0;
    quint64 lastConnection = 0;
    quint64 requestSeed = 0;
    qint64 bodyBudget = 0; ///< bytes of large bodies that may still be announced
    QTimer ticker;
    std::shared_ptr<Mailbox> mailbox;
    std::vector<Answer> answers;
    std::unique_ptr<LanePool> lanes[std::size(laneNames)];
    int inHand = 0; ///< requests whose handler has not answered, their client gone or not
    bool stopping = false;
    bool stoppedEmitted = false;
    qint64 stopDeadline = 0;
};

class Listener final : public QTcpServer
{
public:
    explicit Listener(std::function<void(qintptr)> accept) : m_accept(std::move(accept)) {}
    void handOver(QTcpSocket *socket) { addPendingConnection(socket); }

protected:
    void incomingConnection(qintptr descriptor) override { m_accept(descriptor); }

private:
    std::function<void(qintptr)> m_accept;
};

class Connection final : public QTcpSocket
{
public:
    enum class State {
        Idle,    ///< between requests
        Head,    ///< part of a head has arrived
        Chunked, ///< the gate decodes a chunked body
        Body,    ///< let in; Qt HttpServer assembles the body
        Busy,    ///< with a handler
        Draining ///< refused or answered for good; what still comes is thrown away
    };

    Connection(Shell &owner, quint64 number, QObject *parent) : QTcpSocket(parent), id(number), shell(owner)
    {}

    ~Connection() override
    {
        QObject::disconnect(this, nullptr, &shell, nullptr);
        shell.forget(this);
    }

    qsizetype baseBuffer() const { return shell.limits.maxHeader + 4096; }

    /// Runs before Qt HttpServer's reader, on the same signal. Never closes the socket at once, because that
    /// reader comes next.
    void gate()
    {
        switch (state) {
        case State::Body:
            return;
        case State::Busy:
            dropPipelined();
            return;
        case State::Draining:
            drain();
            return;
        case State::Idle:
        case State::Head:
            takeBack();
            takeHead();
            return;
        case State::Chunked:
            takeBack();
            takeChunks();
            return;
        }
    }

    /// Qt HttpServer's reader has a read transaction open, with nothing in it, whenever it waits.
    void takeBack()
    {
        if (isTransactionStarted())
            commitTransaction();
    }

    void takeHead()
    {
        char buffer[8 * 1024];
        while (const qint64 waiting = bytesAvailable()) {
            const qint64 got = peek(buffer, std::min<qint64>(waiting, sizeof buffer));
            if (got <= 0)
                return;
            qsizetype start = 0;
            if (partial.isEmpty()) {
                // An empty line before a request is an old client's habit.
                while (start < got && (buffer[start] == '\r' || buffer[start] == '\n'))
                    ++start;
                if (start == got) {
                    skip(start);
                    continue;
                }
                begin();
            }
            const qsizetype before = partial.size();
            QByteArrayView bytes(buffer + start, got - start);
            if (before > 0) {
                partial.append(buffer, got);
                bytes = partial;
            }
            const qsizetype end = findHeadEnd(bytes, std::max<qsizetype>(0, before - 3));
            if (end < 0 || (end == 0 && bytes.size() > shell.limits.maxHeader) ||
                end > shell.limits.maxHeader) {
                if (end < 0)
                    shell.refuse(*this, {400, "bad_request", "The request is not HTTP."});
                else if (!bytes.contains('\n'))
                    shell.refuse(*this, {414, "target_too_long", "The request target is too long."});
                else
                    shell.refuse(*this, {431, "header_too_large", "The request header is too large."});
                return;
            }
            if (end == 0) {
                skip(got);
                if (before == 0)
                    partial = bytes.toByteArray();
                continue;
            }
            skip(before > 0 ? end - before : start + end);
            headEnded(bytes.first(end));
            return;
        }
    }

    void begin()
    {
        state = State::Head;
        head = Head(); // a refusal before the head is complete must not speak of the last request
        match = Router::Match();
        startedUs = nowUs();
        deadline = nowMs() + shell.limits.requestTotal.count();
    }

    void headEnded(QByteArrayView bytes)
    {
        const auto rejection = parseHead(bytes, head);
        partial.clear();
        if (rejection) {
            shell.refuse(*this, *rejection);
            return;
        }
        shell.judge(*this);
    }

    /// Called by judge(): the request may come in.
    void admit(qsizetype limit)
    {
        if (head.expectContinue && (head.chunked || head.contentLength > 0) && bytesAvailable() == 0) {
            write("HTTP/1.1 100 Continue\r\n\r\n");
            flush();
        }
        if (head.chunked) {
            state = State::Chunked;
            chunks.emplace(limit);
            takeChunks();
            return;
        }
        // The reader keeps the whole body in the socket's buffer until it is complete.
        if (head.contentLength + 256 > baseBuffer())
            setReadBufferSize(head.contentLength + baseBuffer());
        present(head.contentLength);
    }

    void takeChunks()
    {
        char buffer[16 * 1024];
        while (const qint64 waiting = bytesAvailable()) {
            const qint64 got = peek(buffer, std::min<qint64>(waiting, sizeof buffer));
            if (got <= 0)
                return;
            qsizetype used = 0;
            const auto result = chunks->take({buffer, got}, used);
            skip(used);
            switch (result) {
            case ChunkDecoder::State::More:
                continue;
            case ChunkDecoder::State::Malformed:
                shell.refuse(*this, {400, "bad_request", "The chunked body is malformed."});
                return;
            case ChunkDecoder::State::TooLarge:
                shell.refuse(*this, {413, "too_large", "The body is too large."});
                return;
            case ChunkDecoder::State::Done:
                present(0);
                return;
            }
        }
    }

    /// Puts a head in front of the body that Qt HttpServer's reader, called next, cannot misunderstand.
    void present(qint64 length)
    {
        state = State::Body;
        QByteArray canonical = "GET / HTTP/1.1\r\n\r\n";
        if (length > 0)
            canonical = "POST / HTTP/1.1\r\nContent-Length: " + QByteArray::number(length) + "\r\n\r\n";
        for (auto it = canonical.crbegin(); it != canonical.crend(); ++it)
            ungetChar(*it);
    }

    /// Bytes that come while a request is in hand: a second request, which is never run; the connection ends
    /// with the answer to the first.
    void dropPipelined()
    {
        takeBack();
        while (const qint64 waiting = bytesAvailable()) {
            char buffer[4096];
            const qint64 got = read(buffer, std::min<qint64>(waiting, sizeof buffer));
            if (got <= 0)
                return;
            for (qint64 i = 0; i < got && !closeAfter; ++i)
                closeAfter = buffer[i] != '\r' && buffer[i] != '\n';
            countDrained(got);
        }
    }

    void drain()
    {
        takeBack();
        const qint64 waiting = bytesAvailable();
        if (waiting > 0)
            countDrained(skip(waiting));
    }

    void countDrained(qint64 bytes)
    {
        drained += std::max<qint64>(0, bytes);
        if (drained > maxDrained && !doomed) {
            doomed = true;
            QMetaObject::invokeMethod(this, &QAbstractSocket::abort, Qt::QueuedConnection);
        }
    }

    /// Writes an answer, past Qt's write buffer when the kernel takes it at once, which is nearly always.
    void send(const Wire &wire, bool close)
    {
        const QByteArrayView tail = close         ? QByteArrayView("Connection: close\r\n\r\n")
                                    : head.http11 ? QByteArrayView("\r\n")
                                                  : QByteArrayView("Connection: keep-alive\r\n\r\n");
        iovec parts[3] = {{const_cast<char *>(wire.head.constData()), size_t(wire.head.size())},
                          {const_cast<char *>(tail.data()), size_t(tail.size())},
                          {const_cast<char *>(wire.body.constData()), size_t(wire.body.size())}};
        size_t sent = 0;
        if (bytesToWrite() == 0) {
            msghdr message{};
            message.msg_iov = parts;
            message.msg_iovlen = 3;
            const ssize_t result = ::sendmsg(int(socketDescriptor()), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (result > 0)
                sent = size_t(result);
            // Errors show again in the write below, where Qt deals with them.
        }
        for (const iovec &part : parts) {
            const size_t gone = std::min(sent, part.iov_len);
            sent -= gone;
            if (gone < part.iov_len)
                write(static_cast<const char *>(part.iov_base) + gone, qint64(part.iov_len - gone));
        }
    }

    /// Ends the sending side and reads on for a while: closing with unread input would reset the connection
    /// and take the answer with it.
    void lingerAndClose()
    {
        state = State::Draining;
        partial = QByteArray();
        chunks.reset();
        watchWriting();
        drain();
    }

    /// Between requests, or to the end: how long until somebody looks whether the client still takes its
    /// answer.
    void watchWriting()
    {
        const bool writing = bytesToWrite() > 0;
        const bool draining = state == State::Draining;
        if (draining && !writing)
            endSending();
        deadline = nowMs() + (draining && !writing ? drainTime : shell.limits.idle).count();
        unread = -1;
        if (draining && writing)
            QObject::connect(this, &QTcpSocket::bytesWritten, this, [this] { endSending(); });
    }

    /// Whether the client has read some of its answer since the last look. What the kernel holds counts: that
    /// may be megabytes, for minutes.
    bool readsOn()
    {
        int queued = 0;
        if (socketDescriptor() < 0 || ::ioctl(int(socketDescriptor()), SIOCOUTQ, &queued) != 0)
            queued = 0;
        const qint64 before = std::exchange(unread, bytesToWrite() + queued);
        return unread > 0 && unread != before;
    }

    void endSending()
    {
        if (!sendingEnded && bytesToWrite() == 0 && socketDescriptor() >= 0) {
            sendingEnded = true;
            ::shutdown(int(socketDescriptor()), SHUT_WR);
        }
    }

    const quint64 id;
    Shell &shell;
    State state = State::Idle;
    quint32 serial = 0;
    qint64 deadline = 0;
    qint64 idleSinceUs = 0;
    qint64 startedUs = 0;
    qint64 drained = 0;
    qint64 budget = 0;
    bool closeAfter = false;
    bool doomed = false;
    bool sendingEnded = false;
    qint64 unread = -1;
    QHostAddress peer;
    QByteArray partial;
    Head head;
    Router::Match match;
    std::optional<ChunkDecoder> chunks;
    // Of the request in hand, for the log:
    QString requestId;
    QHostAddress client;
    const Route *route = nullptr;
};

Shell::Shell(Server *server, const Limits &serverLimits) : q(server), limits(serverLimits)
{
    bodyBudget = 8 * limits.maxBody;
    QRandomGenerator::system()->fillRange(reinterpret_cast<quint32 *>(&requestSeed), 2);
    mailbox = std::make_shared<Mailbox>([this] {
        QMetaObject::invokeMethod(
            this, [this] { deliver(); }, Qt::QueuedConnection);
    });
    const milliseconds shortest = std::min({limits.idle, limits.requestTotal, limits.answerTotal});
    ticker.setInterval(std::clamp(shortest / 8, milliseconds(10), milliseconds(500)));
    QObject::connect(&ticker, &QTimer::timeout, this, [this] { tick(); });
}

Shell::~Shell()
{
    mailbox->close();
    for (auto &lane : lanes) {
        if (lane)
            lane->close();
    }
    delete listener; // and the connections, while the members that they use are still there
    for (auto &lane : lanes)
        lane.reset();
}

void Shell::accept(qintptr descriptor)
{
    const bool full = connections.size() >= limits.maxConnections || filesRunOut(descriptor);
    if (full && !evictLongestIdle()) {
        ::close(int(descriptor));
        return;
    }
    auto *connection = new Connection(*this, ++lastConnection, listener);
    if (!connection->setSocketDescriptor(descriptor)) {
        delete connection;
        ::close(int(descriptor));
        return;
    }
    connection->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connection->setReadBufferSize(connection->baseBuffer());
    connection->peer = plainAddress(connection->peerAddress());
    connection->idleSinceUs = nowUs();
    connection->deadline = nowMs() + limits.idle.count();
    connections.insert(connection->id, connection);
    connectionCount = int(connections.size());
    // Before Qt HttpServer connects: the gate must see the bytes first.
    QObject::connect(connection, &QTcpSocket::readyRead, connection, [connection] { connection->gate(); });
    QObject::connect(connection, &QTcpSocket::disconnected, this, [this, connection] { forget(connection); });
    static_cast<Listener *>(listener)->handOver(connection);
}

void Shell::forget(Connection *connection)
{
    if (connections.remove(connection->id) == 0)
        return;
    connectionCount = int(connections.size());
    bodyBudget += connection->budget;
    connection->budget = 0;
    if (connection->state == Connection::State::Busy)
        record(*connection, 499);
    if (stopping)
        QMetaObject::invokeMethod(
            this, [this] { maybeStopped(); }, Qt::QueuedConnection);
}

bool Shell::evictLongestIdle()
{
    Connection *victim = nullptr;
    for (Connection *candidate : std::as_const(connections)) {
        if (candidate->state != Connection::State::Busy &&
            (!victim || candidate->idleSinceUs < victim->idleSinceUs))
            victim = candidate;
    }
    if (!victim)
        return false;
    forget(victim);
    victim->abort();
    return true;
}

/// A whole head has arrived: route it, and decide about its body before a byte of it is kept.
void Shell::judge(Connection &connection)
{
    Head &head = connection.head;
    if (head.rawPath == "*") {
        connection.match = Router::Match();
        connection.match.outcome = Router::Outcome::NoMethod;
        connection.match.path = u"*"_s;
        connection.match.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    } else {
        connection.match = router.find(head.method, head.rawPath);
    }
    if (connection.match.outcome == Router::Outcome::BadPath) {
        refuse(connection, {400, "bad_path", "The path is malformed."});
        return;
    }
    const Route *route = connection.match.route;
    const qsizetype limit = std::min(route ? route->maxBody : smallBody, limits.maxBody);
    if (head.contentLength > limit) {
        refuse(connection, {413, "too_large", "The body is too large."});
        return;
    }
    const qint64 share = head.chunked ? limit : head.contentLength;
    if (share > smallBody) {
        if (share > bodyBudget) {
            refuse(connection, {503, "busy", "Too many large uploads are under way."});
            return;
        }
        bodyBudget -= share;
        connection.budget = share;
    }
    connection.admit(limit);
}

/// Answers what never becomes a request, and ends the connection: its framing cannot be trusted any more.
void Shell::refuse(Connection &connection, const Rejection &rejection)
{
    connection.requestId = newRequestId();
    connection.client = connection.peer;
    connection.route = connection.match.route;
    ++connection.serial;
    bodyBudget += connection.budget;
    connection.budget = 0;
    Error error;
    error.key = QString::fromLatin1(rejection.key);
    error.message = QString::fromLatin1(rejection.message);
    const Wire wire = toWire(problemWithStatus(rejection.status, error, connection.requestId),
                             connection.requestId, false, connection.head.methodName == "HEAD");
    connection.send(wire, true);
    record(connection, rejection.status);
    connection.lingerAndClose();
}

bool Shell::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    auto &connection = *static_cast<Connection *>(socket);
    if (connection.state != Connection::State::Body)
        return true;
    QByteArray body;
    if (connection.chunks) {
        body = std::move(*connection.chunks).body();
        connection.chunks.reset();
    } else if (connection.head.contentLength > 0) {
        body = request.body();
        if (connection.readBufferSize() != connection.baseBuffer())
            connection.setReadBufferSize(connection.baseBuffer());
    }
    bodyBudget += connection.budget;
    connection.budget = 0;
    dispatch(connection, std::move(body));
    return true;
}

void Shell::dispatch(Connection &connection, QByteArray body)
{
    connection.state = Connection::State::Busy;
    connection.deadline = nowMs() + limits.answerTotal.count();
    ++connection.serial;

    Head &head = connection.head;
    Router::Match &match = connection.match;
    auto shared = std::make_shared<Request>();
    Request &request = *shared;
    request.method = head.method;
    request.methodName = head.methodName;
    request.path = match.path;
    if (!head.rawQuery.isEmpty())
        request.query = parseForm(head.rawQuery);
    request.headers = std::move(head.headers);
    request.body = std::move(body);
    request.host = head.host;
    request.hostHeader = head.hostHeader;
    request.requestId = newRequestId();
    for (const auto &[name, value] : std::as_const(match.params))
        request.params.insert(name, value);
    resolvePeer(connection, request);
    connection.requestId = request.requestId;
    connection.client = request.peer;
    connection.route = match.route;

    if (stopping) {
        connection.closeAfter = true;
        Error error = plainError(ErrorCode::Unavailable, "stopping", "The server is stopping.");
        answerNow(connection, problem(error, request.requestId), request);
        return;
    }
    if (!match.route) {
        dispatchMissing(connection, std::move(shared));
        return;
    }
    const Route &route = *match.route;
    if (tenantResolver) {
        request.tenant = tenantResolver(request.host);
        if (request.tenant.isNull() && !route.anyTenant) {
            const Error error =
                plainError(ErrorCode::NotFound, "unknown_host", "There is no shop at this address.");
            answerNow(connection, problem(error, request.requestId), request);
            return;
        }
    }
    if (route.lane == Lane::Inline) {
        answerNow(connection, guarded(request, [&] { return route.handler(request); }), request);
        return;
    }
    const auto ticket = ticketFor(connection, request);
    if (route.lane == Lane::Async) {
        // The handler may answer on this very stack: the answer goes through the mailbox all the same.
        Response failed;
        bool threw = true;
        failed = guarded(request, [&] {
            route.async(request, [ticket](Response response) { ticket->answer(std::move(response)); });
            threw = false;
            return Response();
        });
        if (threw)
            ticket->answer(std::move(failed));
    } else {
        LanePool *pool = lanes[size_t(route.lane)].get();
        const bool taken = pool && pool->push([this, shared, ticket, &route] {
            Request &job = *shared;
            ticket->answer(guarded(job, [&] {
                if (route.access != Access::Public) {
                    if (!authenticator)
                        return problem(plainError(ErrorCode::Unauthorized, "unauthorized", "Sign in first."),
                                       job.requestId);
                    Result<Actor> actor = authenticator(job);
                    if (!actor)
                        return problem(actor.error(), job.requestId);
                    if (actor->kind != Actor::Kind::Staff)
                        return problem(plainError(ErrorCode::Unauthorized, "unauthorized", "Sign in first."),
                                       job.requestId);
                    const Role least = route.access == Access::Admin     ? Role::Admin
                                       : route.access == Access::Manager ? Role::Manager
                                                                         : Role::Viewer;
                    if (actor->role < least)
                        return problem(
                            plainError(ErrorCode::Forbidden, "forbidden", "Your role does not allow this."),
                            job.requestId);
                    job.actor = std::move(*actor);
                }
                return route.handler(job);
            }));
        });
        if (!taken) {
            Error error = plainError(ErrorCode::Unavailable, "busy", "The server is busy; try again.");
            error.retryAfterSeconds = 1;
            ticket->answer(problem(error, request.requestId));
        }
    }
    if (connection.bytesAvailable() > 0)
        connection.dropPipelined();
}

/// 404, 405 and OPTIONS. Pages for people are made on a worker, since a page may need the store.
void Shell::dispatchMissing(Connection &connection, std::shared_ptr<Request> shared)
{
    Request &request = *shared;
    const Router::Match &match = connection.match;
    const bool wrongMethod = match.outcome == Router::Outcome::NoMethod;
    if (wrongMethod && request.method == Method::Options) {
        answerNow(connection, Response::empty().with("Allow", match.allow), request);
        return;
    }
    const int status = wrongMethod ? 405 : 404;
    const Error error =
        wrongMethod ? plainError(ErrorCode::InvalidInput, "method_not_allowed",
                                 "This address does not take this method.")
                    : plainError(ErrorCode::NotFound, "not_found", "There is nothing at this address.");
    const QByteArray allow = wrongMethod ? match.allow : QByteArray();
    const auto adjust = [status, allow](Response &&response) {
        response.status = status;
        if (!allow.isEmpty())
            response.headers.emplaceBack("Allow", allow);
        return std::move(response);
    };
    LanePool *pool = lanes[size_t(Lane::Pages)].get();
    if (errorPage && pool && request.header("accept").contains("text/html")) {
        if (tenantResolver)
            request.tenant = tenantResolver(request.host);
        const auto ticket = ticketFor(connection, request);
        const bool taken = pool->push([this, shared, ticket, error, adjust] {
            ticket->answer(guarded(*shared, [&] { return adjust(errorPage(*shared, error)); }));
        });
        if (taken)
            return;
        ticket->answer(adjust(problemWithStatus(status, error, request.requestId)));
        return;
    }
    answerNow(connection, adjust(problemWithStatus(status, error, request.requestId)), request);
}

std::shared_ptr<Ticket> Shell::ticketFor(const Connection &connection, const Request &request)
{
    ++inHand;
    return std::make_shared<Ticket>(mailbox, connection.id, connection.serial, request.requestId,
                                    request.secure, request.method == Method::Head);
}

void Shell::answerNow(Connection &connection, Response &&response, const Request &request)
{
    finish(connection,
           toWire(std::move(response), request.requestId, request.secure, request.method == Method::Head));
}

/// Writes the answer to the request in hand and gets the connection ready for the next.
void Shell::finish(Connection &connection, const Wire &wire)
{
    const bool close = connection.closeAfter || stopping || !connection.head.keepAlive;
    connection.send(wire, close);
    record(connection, wire.status);
    connection.route = nullptr;
    if (connection.QAbstractSocket::state() != QAbstractSocket::ConnectedState) {
        connection.state = Connection::State::Draining;
        return;
    }
    if (close) {
        connection.lingerAndClose();
        return;
    }
    connection.state = Connection::State::Idle;
    connection.idleSinceUs = nowUs();
    connection.drained = 0;
    connection.watchWriting();
    if (connection.bytesAvailable() > 0) {
        // The next request came along with this one; nobody else will say so.
        QMetaObject::invokeMethod(&connection, &QIODevice::readyRead, Qt::QueuedConnection);
    }
}

void Shell::deliver()
{
    answers.clear();
    mailbox->take(answers);
    for (const Answer &answer : answers) {
        --inHand;
        Connection *connection = connections.value(answer.connection);
        if (connection && connection->serial == answer.serial && connection->state == Connection::State::Busy)
            finish(*connection, answer.wire);
    }
    answers.clear();
    if (stopping)
        maybeStopped();
}

void Shell::tick()
{
    const qint64 now = nowMs();
    QVarLengthArray<Connection *, 64> due;
    for (Connection *connection : std::as_const(connections)) {
        if (connection->deadline <= now)
            due.append(connection);
    }
    for (Connection *connection : due) {
        switch (connection->state) {
        case Connection::State::Idle:
        case Connection::State::Draining:
            if (connection->readsOn()) {
                connection->deadline = now + limits.idle.count();
                break;
            }
            forget(connection);
            connection->abort();
            break;
        case Connection::State::Head:
        case Connection::State::Chunked:
        case Connection::State::Body:
            connection->takeBack();
            refuse(*connection, {408, "request_timeout", "The request took too long to arrive."});
            break;
        case Connection::State::Busy:
            connection->closeAfter = true;
            qCWarning(lcHttp, "request %s: no answer in time", qUtf8Printable(connection->requestId));
            finish(*connection,
                   toWire(problem(plainError(ErrorCode::Timeout, "timeout", "The answer took too long."),
                                  connection->requestId),
                          connection->requestId, false, connection->head.method == Method::Head));
            break;
        }
    }
    if (stopping)
        maybeStopped();
}

void Shell::record(const Connection &connection, int status) const
{
    if (!accessLog)
        return;
    accessLog({connection.head.methodName, connection.match.path, status, nowUs() - connection.startedUs,
               connection.requestId, connection.client, connection.route});
}

QString Shell::newRequestId()
{
    // splitmix64: distinct for 2^64 requests, and no secret.
    quint64 value = (requestSeed += 0x9e3779b97f4a7c15ULL);
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    value ^= value >> 31;
    QString text(16, Qt::Uninitialized);
    for (qsizetype i = 0; i < 16; ++i, value >>= 4)
        text[15 - i] = QLatin1Char("0123456789abcdef"[value & 15]);
    return text;
}

bool Shell::isTrusted(const QHostAddress &address) const
{
    for (const auto &[network, bits] : options.trustedProxies) {
        if (address.isInSubnet(network, bits))
            return true;
    }
    return false;
}

void Shell::resolvePeer(const Connection &connection, Request &request) const
{
    request.peer = connection.peer;
    if (options.trustedProxies.isEmpty() || !isTrusted(connection.peer))
        return;
    // Each proxy appends the address that it saw: the right-most that is not a proxy of ours is the client.
    const QByteArray forwarded = request.header("x-forwarded-for");
    if (!forwarded.isEmpty()) {
        const QList<QByteArray> hops = forwarded.split(',');
        for (qsizetype i = hops.size() - 1; i >= 0; --i) {
            QHostAddress hop;
            if (!hop.setAddress(QString::fromLatin1(hops[i].trimmed())))
                break;
            request.peer = plainAddress(hop);
            if (!isTrusted(request.peer))
                break;
        }
    }
    const QByteArray proto = request.header("x-forwarded-proto");
    request.secure = proto.mid(proto.lastIndexOf(',') + 1).trimmed().toLower() == "https";
}

void Shell::maybeStopped()
{
    if (stoppedEmitted)
        return;
    if (nowMs() < stopDeadline) {
        if (inHand > 0)
            return;
        for (const Connection *connection : std::as_const(connections)) {
            if (connection->bytesToWrite() > 0)
                return;
        }
    } else if (inHand > 0) {
        qCWarning(lcHttp, "stopping with %d requests unanswered", inHand);
    }
    stoppedEmitted = true;
    ticker.stop();
    mailbox->close();
    for (auto &lane : lanes) {
        if (lane)
            lane->close();
    }
    const auto open = connections.values();
    for (Connection *connection : open) {
        forget(connection);
        connection->disconnectFromHost();
        if (connection->QAbstractSocket::state() != QAbstractSocket::UnconnectedState)
            connection->abort();
    }
    Q_EMIT q->stopped();
}

} // namespace

class Server::Private final : public Shell
{
public:
    using Shell::Shell;
};

Server::Server(Limits limits, QObject *parent) : QObject(parent), d(std::make_unique<Private>(this, limits))
{}

Server::~Server() = default;

void Server::addRoutes(QList<Route> routes)
{
    for (Route &route : routes) {
        const bool async = route.lane == Lane::Async;
        if (async ? !route.async : !route.handler)
            qFatal("route %s has no handler for its lane", route.pattern);
        if ((async || route.lane == Lane::Inline) && route.access != Access::Public)
            qFatal("route %s needs a worker to authenticate its callers", route.pattern);
        d->router.add(std::move(route));
    }
}

const QList<Route> &Server::routes() const
{
    return d->router.routes();
}

void Server::setAuthenticator(Authenticator authenticator)
{
    d->authenticator = std::move(authenticator);
}

void Server::setTenantResolver(TenantResolver resolver)
{
    d->tenantResolver = std::move(resolver);
}

void Server::setAccessLog(AccessLog log)
{
    d->accessLog = std::move(log);
}

void Server::setErrorPage(std::function<Response(const Request &, const Error &)> page)
{
    d->errorPage = std::move(page);
}

Result<QString> Server::listen(const ListenOptions &options)
{
    if (d->listener)
        return failure(ErrorCode::Internal, u"already_listening"_s, u"The server listens already."_s);
    if (!options.behindProxy && !options.address.isLoopback())
        return failure(ErrorCode::InvalidInput, u"not_loopback"_s,
                       u"%1 is not a loopback address. The server speaks plain HTTP and listens to other "
                       u"addresses only when a proxy that ends TLS is in front of it (--behind-proxy)."_s.arg(
                           options.address.toString()));
    raiseFileLimit(d->limits.maxConnections);

    Shell *const shell = d.get();
    auto listener = std::make_unique<Listener>([shell](qintptr descriptor) { shell->accept(descriptor); });
    listener->setProxy(QNetworkProxy::NoProxy);
    listener->setListenBacklogSize(1024);
    if (!listener->listen(options.address, options.port))
        return failure(ErrorCode::Unavailable, u"cannot_listen"_s,
                       u"Cannot listen to %1 port %2: %3"_s.arg(options.address.toString())
                           .arg(options.port)
                           .arg(listener->errorString()));
    // Qt stops accepting for good after some errors unless told otherwise.
    QObject::connect(listener.get(), &QTcpServer::acceptError, d.get(), [shell] {
        qCWarning(lcHttp, "cannot accept: %s", qUtf8Printable(shell->listener->errorString()));
        shell->evictLongestIdle();
        QTimer::singleShot(100, shell->listener, [shell] { shell->listener->resumeAccepting(); });
    });

    d->options = options;
    bool used[std::size(laneNames)] = {};
    for (const Route &route : d->router.routes())
        used[size_t(route.lane)] = true;
    used[size_t(Lane::Pages)] = used[size_t(Lane::Pages)] || d->errorPage;
    for (size_t i = 0; i < std::size(laneNames); ++i) {
        if (used[i] && i != size_t(Lane::Inline) && i != size_t(Lane::Async))
            d->lanes[i] = std::make_unique<LanePool>(laneNames[i], std::max(1, d->limits.lanesThreads[i]),
                                                     d->limits.laneQueue);
    }
    d->listener = listener.release();
    d->bind(d->listener);
    d->ticker.start();

    const QString host = options.address.protocol() == QAbstractSocket::IPv6Protocol
                             ? u"[%1]"_s.arg(options.address.toString())
                             : options.address.toString();
    return u"http://%1:%2"_s.arg(host).arg(d->listener->serverPort());
}

void Server::stop(std::chrono::milliseconds grace)
{
    if (d->stopping)
        return;
    d->stopping = true;
    d->stopDeadline = nowMs() + grace.count();
    if (d->listener)
        d->listener->close();
    if (!d->ticker.isActive())
        d->ticker.start();
    QMetaObject::invokeMethod(
        d.get(), [shell = d.get()] { shell->maybeStopped(); }, Qt::QueuedConnection);
}

int Server::connectionCount() const
{
    return d->connectionCount.load();
}

int Server::queued(Lane lane) const
{
    const auto &pool = d->lanes[size_t(lane)];
    return pool ? pool->waiting() : 0;
}

} // namespace lonieve::http
