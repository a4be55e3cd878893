// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>
#include <QUrlQuery>

#include <functional>

namespace lonieve::services {

/// One request to the backend, before it knows who asks.
struct ApiRequest
{
    QByteArray verb = "GET";
    QString path; ///< "/api/…"
    QUrlQuery query = {};
    QByteArray body = {};
    QByteArray contentType = {}; ///< "" without a body
    bool authorized = true;      ///< carries the access token of the Authorizer
    int attempts = 0;            ///< 0 = three for GET, one for anything else
    int timeoutMs = 20'000;      ///< of one attempt, total

    static ApiRequest get(const QString &path, const QUrlQuery &query = {});
    static ApiRequest post(const QString &path, const QJsonObject &body);
};

using JsonDone = std::function<void(Result<QJsonObject>)>;
using TokenDone = std::function<void(Result<QByteArray>)>;

/// Who lends access tokens to requests. Answers may come at once or later.
class Authorizer
{
public:
    virtual ~Authorizer() = default;
    /// A token that is still valid; refreshes first when it is about to expire.
    virtual void accessToken(QObject *context, TokenDone done) = 0;
    /// The server refused `stale`: one refresh serves everybody who comes with the same one.
    virtual void renewToken(const QByteArray &stale, QObject *context, TokenDone done) = 0;
};

class HttpTransport;

/// A request in flight with its retries. Deletes itself after the answer was delivered or after cancel().
class Call final : public QObject
{
    Q_OBJECT

public:
    /// Drops the request; its callback is never called.
    void cancel();

private:
    friend class HttpTransport;
    Call(HttpTransport *transport, ApiRequest request, QObject *context, JsonDone done);

    void begin();
    void attempt(const QByteArray &token);
    void replied();
    void timedOut();
    void retryOr(Error error);
    void deliver(Result<QJsonObject> result);

    HttpTransport *m_transport;
    ApiRequest m_request;
    QPointer<QObject> m_context;
    JsonDone m_done;
    QPointer<QNetworkReply> m_reply;
    QTimer m_timer;
    QByteArray m_token;
    int m_attempt = 0;
    bool m_renewed = false;
    bool m_over = false;
};

/// JSON over HTTP to one server: time limits, retries with back-off of requests that may be repeated, and the
/// one place where answers and network failures become lonieve::Error. Lives on the GUI thread, never blocks.
/// Does not own the access manager, which tests replace.
class HttpTransport final : public QObject
{
    Q_OBJECT

public:
    explicit HttpTransport(QNetworkAccessManager *manager, QObject *parent = nullptr);
    ~HttpTransport() override;

    void setBaseUrl(const QUrl &url);
    QUrl baseUrl() const { return m_baseUrl; }
    void setAuthorizer(Authorizer *authorizer) { m_authorizer = authorizer; }
    void setLanguage(const QByteArray &language) { m_language = language; }
    /// The first pause between attempts; doubles each time.
    void setBackOff(int firstMs) { m_backOffMs = firstMs; }

    /// Sends it; `done` is called once, never from inside this call, unless `context` dies or it is
    /// cancelled first.
    QPointer<Call> send(ApiRequest request, QObject *context, JsonDone done);
    /// The same with a token of the caller's instead of the Authorizer's.
    QPointer<Call> sendAs(const QByteArray &token, ApiRequest request, QObject *context, JsonDone done);

Q_SIGNALS:
    /// The server was reached (whatever it said), or could not be.
    void reachableChanged(bool reachable);

private:
    friend class Call;
    QNetworkReply *start(const ApiRequest &request, const QByteArray &token);
    void noteReachable(bool reachable);

    QPointer<QNetworkAccessManager> m_manager;
    Authorizer *m_authorizer = nullptr;
    QUrl m_baseUrl;
    QByteArray m_language;
    int m_backOffMs = 400;
    int m_reachable = -1;
};

/// An answer with an error status as lonieve::Error: reads application/problem+json, and makes something
/// sensible of anything else (a proxy's HTML page).
Error errorOfAnswer(int status, const QByteArray &body, int retryAfterSeconds);
/// A failure below HTTP.
Error errorOfNetwork(QNetworkReply::NetworkError error, const QString &text);

} // namespace lonieve::services
