// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace lonieve::http {

/// Limits of the shell; every one is enforced here, because Qt HttpServer enforces none.
struct Limits
{
    int maxConnections = 4096; ///< above it the longest idle connection is closed first
    qsizetype maxHeader = 16 * 1024;
    qsizetype maxBody = 32 * 1024 * 1024;           ///< of any route; a route's own maxBody is tighter
    std::chrono::milliseconds idle{30'000};         ///< keep-alive without a request
    std::chrono::milliseconds requestTotal{15'000}; ///< first byte to last byte of a request
    std::chrono::milliseconds answerTotal{60'000};  ///< handing over to a handler until its answer
    int lanesThreads[7] = {0, 4, 8, 4, 4, 2, 0};    ///< by Lane
    int laneQueue = 512;                            ///< waiting requests a lane, then 503 with Retry-After
};

struct ListenOptions
{
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 8080;                            ///< 0 picks one
    bool behindProxy = false;                       ///< without it only loopback addresses are accepted
    QList<QPair<QHostAddress, int>> trustedProxies; ///< networks whose X-Forwarded-* count
};

/// Finds the actor of a request from its headers, and the tenant from its host. Called on a worker of the
/// route's lane (Inline and Async routes: never, they are public or authenticate themselves).
using Authenticator = std::function<Result<Actor>(const Request &)>;
/// Called on the event loop, must not block: host → tenant from a cache; null when unknown.
using TenantResolver = std::function<QUuid(const QString &host)>;
/// One line a request for the structured log and the metrics; called on the event loop.
struct AccessRecord
{
    QByteArray method;
    QString path;
    int status;
    qint64 microseconds;
    QString requestId;
    QHostAddress peer;
    const Route *route;
};
using AccessLog = std::function<void(const AccessRecord &)>;

/// The shell around Qt HttpServer: the only file that includes its headers is server/http/server.cpp.
/// Owns the connections, the lanes and the route table. Lives on the thread that made it.
class Server final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Server)

public:
    explicit Server(Limits limits = {}, QObject *parent = nullptr);
    ~Server() override;

    void addRoutes(QList<Route> routes);
    const QList<Route> &routes() const;
    void setAuthenticator(Authenticator authenticator);
    void setTenantResolver(TenantResolver resolver);
    void setAccessLog(AccessLog log);
    /// Called for 404 and 405 of requests that accept HTML, to answer with a page; problem+json otherwise.
    void setErrorPage(std::function<Response(const Request &, const Error &)> page);

    /// Starts to listen; the URL that answers ("http://127.0.0.1:8080").
    Result<QString> listen(const ListenOptions &options);

    /// Stops accepting, answers 503 to new requests on open connections, waits for handlers in hand (at most
    /// `grace`), then closes. Emits stopped().
    void stop(std::chrono::milliseconds grace = std::chrono::seconds(10));

    int connectionCount() const;
    int queued(Lane lane) const;

Q_SIGNALS:
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::http
