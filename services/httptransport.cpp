// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/httptransport.h"

#include "services/errortext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

#include <algorithm>

namespace lonieve::services {

namespace {

constexpr int longestPauseMs = 10'000;

bool worthRepeating(const Error &error)
{
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout ||
           error.code == ErrorCode::RateLimited;
}

struct StatusRow
{
    int status;
    ErrorCode code;
};

constexpr StatusRow statusRows[] = {
    {400, ErrorCode::InvalidInput}, {401, ErrorCode::Unauthorized}, {403, ErrorCode::Forbidden},
    {404, ErrorCode::NotFound},     {409, ErrorCode::Conflict},     {410, ErrorCode::NotFound},
    {413, ErrorCode::TooLarge},     {414, ErrorCode::TooLarge},     {422, ErrorCode::Unprocessable},
    {429, ErrorCode::RateLimited},  {431, ErrorCode::TooLarge},     {408, ErrorCode::Timeout},
    {502, ErrorCode::Unavailable},  {503, ErrorCode::Unavailable},  {504, ErrorCode::Timeout},
};

ErrorCode codeOfStatus(int status)
{
    for (const StatusRow &row : statusRows) {
        if (row.status == status)
            return row.code;
    }
    return status >= 400 && status < 500 ? ErrorCode::InvalidInput : ErrorCode::Internal;
}

} // namespace

Error errorOfAnswer(int status, const QByteArray &body, int retryAfterSeconds)
{
    Error error;
    error.code = codeOfStatus(status);
    error.retryAfterSeconds = std::max(0, retryAfterSeconds);
    QJsonObject json = QJsonDocument::fromJson(body).object();
    error.key = json.value(u"code").toString();
    error.message = json.value(u"message").toString();
    if (error.message.isEmpty())
        error.message = json.value(u"title").toString();
    const QJsonArray fields = json.value(u"errors").toArray();
    for (const QJsonValue &value : fields) {
        const QJsonObject field = value.toObject();
        error.fields.append({field.value(u"field").toString(), field.value(u"code").toString(),
                             field.value(u"message").toString()});
    }
    for (const char *known : {"type", "title", "status", "code", "message", "errors"})
        json.remove(QLatin1String(known));
    error.detail = json;
    if (error.key.isEmpty())
        error.key = QStringLiteral("http_%1").arg(status);
    return withLocalText(std::move(error), status);
}

Error errorOfNetwork(QNetworkReply::NetworkError network, const QString &text)
{
    Error error;
    switch (network) {
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        error.code = ErrorCode::Timeout;
        error.key = QStringLiteral("no_answer");
        break;
    case QNetworkReply::HostNotFoundError:
        error.code = ErrorCode::Unavailable;
        error.key = QStringLiteral("host_not_found");
        break;
    case QNetworkReply::ConnectionRefusedError:
        error.code = ErrorCode::Unavailable;
        error.key = QStringLiteral("connection_refused");
        break;
    case QNetworkReply::SslHandshakeFailedError:
        error.code = ErrorCode::Internal;
        error.key = QStringLiteral("tls_failed");
        break;
    case QNetworkReply::OperationCanceledError:
        error.code = ErrorCode::Cancelled;
        error.key = QStringLiteral("cancelled");
        break;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
        error.code = ErrorCode::Internal;
        error.key = QStringLiteral("not_http");
        break;
    default:
        error.code = ErrorCode::Unavailable;
        error.key = QStringLiteral("connection_lost");
        break;
    }
    error.message = text;
    return withLocalText(std::move(error), 0);
}

ApiRequest ApiRequest::get(const QString &path, const QUrlQuery &query)
{
    ApiRequest request;
    request.path = path;
    request.query = query;
    return request;
}

ApiRequest ApiRequest::post(const QString &path, const QJsonObject &body)
{
    ApiRequest request;
    request.verb = "POST";
    request.path = path;
    request.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    request.contentType = "application/json";
    return request;
}

Call::Call(HttpTransport *transport, ApiRequest request, QObject *context, JsonDone done)
    : QObject(transport)
    , m_transport(transport)
    , m_request(std::move(request))
    , m_context(context)
    , m_done(std::move(done))
    , m_timer(this)
{
    if (m_request.attempts <= 0)
        m_request.attempts = m_request.verb == "GET" ? 3 : 1;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Call::timedOut);
    connect(context, &QObject::destroyed, this, &Call::cancel);
}

void Call::cancel()
{
    if (m_over)
        return;
    m_over = true;
    m_timer.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
    deleteLater();
}

void Call::begin()
{
    if (m_over)
        return;
    if (!m_request.authorized || !m_transport->m_authorizer) {
        attempt(m_token);
        return;
    }
    m_transport->m_authorizer->accessToken(this, [this](Result<QByteArray> token) {
        if (m_over)
            return;
        if (token)
            attempt(*token);
        else
            deliver(failure(token.error()));
    });
}

void Call::attempt(const QByteArray &token)
{
    ++m_attempt;
    m_token = token;
    m_reply = m_transport->start(m_request, token);
    if (!m_reply) {
        deliver(failure(errorOfNetwork(QNetworkReply::OperationCanceledError, {})));
        return;
    }
    connect(m_reply, &QNetworkReply::finished, this, &Call::replied);
    m_timer.start(m_request.timeoutMs);
}

void Call::replied()
{
    m_timer.stop();
    QNetworkReply *reply = m_reply;
    reply->disconnect(this);
    reply->deleteLater();
    m_reply = nullptr;

    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0) {
        const Error error = errorOfNetwork(reply->error(), reply->errorString());
        if (error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout)
            m_transport->noteReachable(false);
        retryOr(error);
        return;
    }
    m_transport->noteReachable(true);
    const QByteArray body = reply->readAll();
    if (status >= 300 && status < 400) {
        deliver(failure(withLocalText({ErrorCode::Internal, QStringLiteral("redirected"),
                                       QString::fromLatin1(reply->rawHeader("Location"))},
                                      status)));
        return;
    }
    if (status >= 400) {
        const Error error = errorOfAnswer(status, body, reply->rawHeader("Retry-After").toInt());
        if (error.code == ErrorCode::Unauthorized && m_request.authorized && m_transport->m_authorizer &&
            !m_renewed) {
            m_renewed = true;
            m_transport->m_authorizer->renewToken(m_token, this, [this, error](Result<QByteArray> token) {
                if (m_over)
                    return;
                if (token) {
                    --m_attempt; // the refused one does not count
                    attempt(*token);
                } else {
                    deliver(failure(token.error()));
                }
            });
            return;
        }
        retryOr(error);
        return;
    }
    if (reply->error() != QNetworkReply::NoError) { // the connection broke inside the body
        retryOr(errorOfNetwork(reply->error(), reply->errorString()));
        return;
    }
    if (body.isEmpty()) {
        deliver(QJsonObject());
        return;
    }
    QJsonParseError parse;
    const QJsonDocument document = QJsonDocument::fromJson(body, &parse);
    if (!document.isObject()) {
        deliver(failure(
            withLocalText({ErrorCode::Internal, QStringLiteral("not_json"), parse.errorString()}, status)));
        return;
    }
    deliver(document.object());
}

void Call::timedOut()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
        m_transport->noteReachable(false);
        retryOr(errorOfNetwork(QNetworkReply::TimeoutError, {}));
        return;
    }
    attempt(m_token); // the pause is over
}

void Call::retryOr(Error error)
{
    if (m_attempt >= m_request.attempts || !worthRepeating(error)) {
        deliver(failure(std::move(error)));
        return;
    }
    const int base = std::min(longestPauseMs, m_transport->m_backOffMs << (m_attempt - 1));
    int pause = base / 2 + QRandomGenerator::global()->bounded(base / 2 + 1);
    if (error.retryAfterSeconds > 0) {
        if (error.retryAfterSeconds * 1000 > longestPauseMs) {
            deliver(failure(std::move(error)));
            return;
        }
        pause = error.retryAfterSeconds * 1000;
    }
    m_timer.start(pause);
}

void Call::deliver(Result<QJsonObject> result)
{
    if (m_over)
        return;
    m_over = true;
    deleteLater();
    if (m_context && m_done)
        m_done(std::move(result));
}

HttpTransport::HttpTransport(QNetworkAccessManager *manager, QObject *parent)
    : QObject(parent), m_manager(manager)
{}

HttpTransport::~HttpTransport()
{
    const auto calls = findChildren<Call *>(QString(), Qt::FindDirectChildrenOnly);
    for (Call *call : calls)
        call->cancel();
}

void HttpTransport::setBaseUrl(const QUrl &url)
{
    if (m_baseUrl == url)
        return;
    m_baseUrl = url;
    m_reachable = -1;
}

QPointer<Call> HttpTransport::send(ApiRequest request, QObject *context, JsonDone done)
{
    auto *call = new Call(this, std::move(request), context, std::move(done));
    QMetaObject::invokeMethod(call, &Call::begin, Qt::QueuedConnection);
    return call;
}

QPointer<Call> HttpTransport::sendAs(const QByteArray &token, ApiRequest request, QObject *context,
                                     JsonDone done)
{
    request.authorized = false;
    const QPointer<Call> call = send(std::move(request), context, std::move(done));
    call->m_token = token;
    return call;
}

QNetworkReply *HttpTransport::start(const ApiRequest &request, const QByteArray &token)
{
    if (!m_manager)
        return nullptr;
    QUrl url = m_baseUrl;
    url.setPath(m_baseUrl.path() + request.path);
    if (!request.query.isEmpty())
        url.setQuery(request.query);
    QNetworkRequest http(url);
    // A redirect would carry the token to wherever it points.
    http.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    http.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    http.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    http.setRawHeader("Accept", "application/json");
    http.setRawHeader("User-Agent", "lonieve-admin/" LONIEVE_VERSION);
    if (!m_language.isEmpty())
        http.setRawHeader("Accept-Language", m_language);
    if (!token.isEmpty())
        http.setRawHeader("Authorization", "Bearer " + token);
    if (!request.contentType.isEmpty())
        http.setHeader(QNetworkRequest::ContentTypeHeader, request.contentType);
    if (request.verb == "GET")
        return m_manager->get(http);
    return m_manager->sendCustomRequest(http, request.verb, request.body);
}

void HttpTransport::noteReachable(bool reachable)
{
    if (m_reachable == static_cast<int>(reachable))
        return;
    m_reachable = reachable;
    Q_EMIT reachableChanged(reachable);
}

} // namespace lonieve::services
