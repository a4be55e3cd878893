// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/message.h"

#include "server/http/head.h"
#include "server/http/wire.h"

#include <QJsonDocument>
#include <QStringDecoder>

#include <cstring>

using namespace Qt::StringLiterals;

namespace lonieve::http {

namespace {

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput:
        return 400;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::Forbidden:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Conflict:
        return 409;
    case ErrorCode::Unprocessable:
        return 422;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::RateLimited:
        return 429;
    case ErrorCode::Unavailable:
    case ErrorCode::Cancelled:
        return 503;
    case ErrorCode::Timeout:
        return 504;
    case ErrorCode::Internal:
        return 500;
    }
    return 500;
}

QByteArray mediaType(const QByteArray &contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.first(end)).trimmed().toLower();
}

/// The \u escapes of a JSON text: NUL and half a surrogate pair are legal JSON to Qt and poison to
/// PostgreSQL, so they are refused here.
bool escapesAreSound(const QByteArray &text)
{
    const auto unit = [&text](qsizetype at) -> int {
        if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
            return -1;
        bool ok = false;
        const int value = text.mid(at + 2, 4).toInt(&ok, 16);
        return ok ? value : -1;
    };
    for (qsizetype i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '\\')
            continue;
        const int value = unit(i);
        if (value == 0)
            return false;
        if (value >= 0xdc00 && value <= 0xdfff)
            return false;
        if (value >= 0xd800 && value <= 0xdbff) {
            const int low = unit(i + 6);
            if (low < 0xdc00 || low > 0xdfff)
                return false;
            i += 11;
            continue;
        }
        ++i; // whatever is escaped, it is not the start of the next escape
    }
    return true;
}

tl::unexpected<Error> invalidJson(const QString &message)
{
    return failure(Error{ErrorCode::InvalidInput,
                         u"invalid_json"_s,
                         message,
                         {FieldError{QString(), u"invalid_json"_s, message}}});
}

} // namespace

QString Request::cookie(const char *name) const
{
    const auto it = headers.constFind("cookie");
    if (it == headers.cend())
        return {};
    const QByteArrayView wanted(name);
    for (const QByteArray &part : it->split(';')) {
        const QByteArray pair = part.trimmed();
        const qsizetype equals = pair.indexOf('=');
        if (equals < 0 || QByteArrayView(pair).first(equals) != wanted)
            continue;
        QByteArray value = pair.mid(equals + 1);
        if (value.size() >= 2 && value.startsWith('"') && value.endsWith('"'))
            value = value.mid(1, value.size() - 2);
        return QString::fromUtf8(value);
    }
    return {};
}

QString Request::queryValue(const char *name) const
{
    return query.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded);
}

Result<QJsonObject> Request::json() const
{
    const QByteArray type = mediaType(header("content-type"));
    if (type != "application/json" && !(type.startsWith("application/") && type.endsWith("+json")))
        return invalidJson(u"The body must be sent as application/json."_s);
    if (memchr(body.constData(), 0, size_t(body.size())) || (body.contains("\\u") && !escapesAreSound(body)))
        return invalidJson(u"The body holds text that cannot be stored."_s);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return invalidJson(u"The body is not valid JSON (at byte %1)."_s.arg(error.offset));
    if (!document.isObject())
        return invalidJson(u"The body must be a JSON object."_s);
    return document.object();
}

QUrlQuery Request::form() const
{
    if (mediaType(header("content-type")) != "application/x-www-form-urlencoded")
        return {};
    return parseForm(body);
}

Response Response::json(const QJsonObject &object, int status)
{
    Response response;
    response.status = status;
    response.contentType = "application/json";
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return response;
}

Response Response::html(const QByteArray &utf8, int status)
{
    Response response;
    response.status = status;
    response.contentType = "text/html; charset=utf-8";
    response.body = utf8;
    return response;
}

Response Response::text(const QByteArray &utf8, int status)
{
    Response response;
    response.status = status;
    response.contentType = "text/plain; charset=utf-8";
    response.body = utf8;
    return response;
}

Response Response::redirect(const QByteArray &location, int status)
{
    Response response;
    response.status = status;
    response.headers.emplaceBack("Location", location);
    return response;
}

Response Response::empty(int status)
{
    Response response;
    response.status = status;
    return response;
}

Response &&Response::with(const QByteArray &name, const QByteArray &value) &&
{
    headers.emplaceBack(name, value);
    return std::move(*this);
}

Response problemWithStatus(int status, const Error &error, const QString &requestId)
{
    const QString key = error.key.isEmpty() ? u"error"_s : error.key;
    QJsonObject object = error.detail;
    object.insert(u"type"_s, u"urn:lonieve:problem:"_s + key);
    object.insert(u"title"_s, QString::fromLatin1(reasonPhrase(status)));
    object.insert(u"status"_s, status);
    object.insert(u"code"_s, key);
    object.insert(u"message"_s, error.message);
    object.insert(u"requestId"_s, requestId);
    if (!error.fields.isEmpty()) {
        QJsonArray errors;
        for (const FieldError &field : error.fields)
            errors.append(QJsonObject{
                {u"field"_s, field.field}, {u"code"_s, field.code}, {u"message"_s, field.message}});
        object.insert(u"errors"_s, errors);
    }
    Response response = Response::json(object, status);
    response.contentType = "application/problem+json";
    int wait = error.retryAfterSeconds;
    if (wait <= 0 && (status == 429 || status == 503))
        wait = 1;
    if (wait > 0)
        response.headers.emplaceBack("Retry-After", QByteArray::number(wait));
    if (status == 401)
        response.headers.emplaceBack("WWW-Authenticate", "Bearer");
    return response;
}

Response problem(const Error &error, const QString &requestId)
{
    return problemWithStatus(statusOf(error.code), error, requestId);
}

} // namespace lonieve::http
