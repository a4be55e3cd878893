// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"
#include "models/result.h"

#include <QByteArray>
#include <QHash>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrlQuery>
#include <QUuid>

#include <functional>
#include <optional>
#include <utility>

namespace lonieve::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };

/// Who is asking, as the shell's Authenticator found out. Nobody for public routes.
struct Actor
{
    enum class Kind { Nobody, Staff, Customer, Partner };
    Kind kind = Kind::Nobody;
    Role role = Role::Viewer; ///< of staff
    QUuid id;                 ///< staff id
    QUuid sessionId;          ///< staff session
    QString email;
};

/// A copy of everything that a handler may need; it outlives the socket. Read-only, any thread.
struct Request
{
    Method method = Method::Get;
    QByteArray methodName; ///< as received
    QString path;          ///< percent-decoded once, starts with '/', no query
    QUrlQuery query;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case; repeated ones joined with ", "
    QByteArray body;
    QHostAddress
        peer; ///< the client: the socket's peer, or X-Forwarded-For's when the peer is a trusted proxy
    bool secure = false;   ///< reached through TLS at a trusted proxy (X-Forwarded-Proto: https)
    QString host;          ///< Host header without port, lower case; "" when absent or malformed
    QByteArray hostHeader; ///< the Host header as received, validated to host[:port], for building own URLs
    QString requestId;     ///< 16 hex digits, also in the answer's X-Request-Id and in the log
    QHash<QString, QString> params; ///< {name} parts of the route's pattern
    Actor actor;
    QUuid tenant; ///< resolved from the host before the handler runs; null only for routes with anyTenant

    QByteArray header(const char *lowerCaseName) const { return headers.value(QByteArray(lowerCaseName)); }
    QString cookie(const char *name) const;
    QString queryValue(const char *name) const;
    /// The body as a JSON object; InvalidInput with field "" when it is not one (or when its type is not
    /// JSON).
    Result<QJsonObject> json() const;
    /// The body as application/x-www-form-urlencoded.
    QUrlQuery form() const;
};

/// What a handler answers. Header values with CR or LF are dropped by the shell and logged.
struct Response
{
    int status = 200;
    QByteArray contentType;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;

    static Response json(const QJsonObject &object, int status = 200);
    static Response html(const QByteArray &utf8, int status = 200);
    static Response text(const QByteArray &utf8, int status = 200);
    static Response redirect(const QByteArray &location, int status = 303);
    static Response empty(int status = 204);
    Response &&with(const QByteArray &name, const QByteArray &value) &&;
};

/// The one place that turns an Error into an HTTP answer: application/problem+json with
/// {type, title, status, code, message, requestId, errors:[{field,code,message}], …detail}; adds Retry-After.
Response problem(const Error &error, const QString &requestId);

/// Gives the answer later, from any thread, once; later calls and calls after the client has gone do nothing.
using Completion = std::function<void(Response)>;

using Handler = std::function<Response(const Request &)>;
using AsyncHandler = std::function<void(const Request &, Completion)>;

/// Where a handler runs. Inline: on the event loop, must not block (health, assets from memory). Any other
/// value: a worker of that lane, each lane with its own bounded queue and threads, so that a slow payment
/// provider cannot starve the dashboards. Async: called on the event loop and answers through Completion.
enum class Lane { Inline, Api, Orders, Callbacks, Staff, Pages, Async };

/// Who may call a route.
enum class Access { Public, Viewer, Manager, Admin };

struct Route
{
    Method method;
    const char
        *pattern; ///< "/api/admin/orders/{id}"; {name} matches one segment; a trailing {name...} the rest
    Access access = Access::Public;
    Lane lane = Lane::Api;
    Handler handler = {};
    AsyncHandler async = {}; ///< with Lane::Async
    qsizetype maxBody = 64 * 1024;
    bool anyTenant = false;   ///< answers without a tenant (health, metrics, callbacks)
    const char *summary = ""; ///< one line for the API document
};

} // namespace lonieve::http
