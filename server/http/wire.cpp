// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/wire.h"

#include <QLoggingCategory>

#include <array>
#include <cstring>
#include <ctime>

namespace lonieve::http {

namespace {

Q_LOGGING_CATEGORY(lcWire, "lonieve.http")

/// "Date: …\r\n", formatted at most once a second and thread.
const QByteArray &dateLine()
{
    thread_local time_t cachedFor = 0;
    thread_local QByteArray cached;
    const time_t now = ::time(nullptr);
    if (now != cachedFor) {
        static constexpr const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        tm parts{};
        gmtime_r(&now, &parts);
        char text[64];
        const int length = snprintf(text, sizeof text, "Date: %s, %02d %s %d %02d:%02d:%02d GMT\r\n",
                                    days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon],
                                    parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
        cached = QByteArray(text, length);
        cachedFor = now;
    }
    return cached;
}

enum Default { NoSniff, Referrer, Frame, Csp, Hsts, Cache, Opener, ResourcePolicy, DefaultCount };

struct DefaultHeader
{
    QByteArrayView name;
    QByteArrayView line;
};

constexpr std::array<DefaultHeader, DefaultCount> defaults{{
    {"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    {"Referrer-Policy", "Referrer-Policy: strict-origin-when-cross-origin\r\n"},
    {"X-Frame-Options", "X-Frame-Options: DENY\r\n"},
    {"Content-Security-Policy", "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"},
    {"Strict-Transport-Security", "Strict-Transport-Security: max-age=31536000\r\n"},
    {"Cache-Control", "Cache-Control: no-store\r\n"},
    {"Cross-Origin-Opener-Policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
    {"Cross-Origin-Resource-Policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
}};

constexpr QByteArrayView htmlCsp =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'\r\n";

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && qstrnicmp(a.data(), b.data(), size_t(a.size())) == 0;
}

bool isShellHeader(QByteArrayView name)
{
    for (const QByteArrayView own :
         {QByteArrayView("Content-Length"), QByteArrayView("Transfer-Encoding"), QByteArrayView("Connection"),
          QByteArrayView("Date"), QByteArrayView("Content-Type"), QByteArrayView("X-Request-Id")}) {
        if (same(own, name))
            return true;
    }
    return false;
}

bool nameIsSafe(QByteArrayView name)
{
    if (name.isEmpty())
        return false;
    for (const char c : name) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_';
        if (!good)
            return false;
    }
    return true;
}

bool valueIsSafe(QByteArrayView value)
{
    for (const char c : value) {
        if (c == '\r' || c == '\n' || c == '\0')
            return false;
    }
    return true;
}

} // namespace

Wire toWire(Response &&response, const QString &requestId, bool secure, bool withoutBody)
{
    Wire wire;
    wire.status = response.status >= 200 && response.status <= 599 ? response.status : 500;
    QByteArray &head = wire.head;
    head.reserve(768);
    head.append("HTTP/1.1 ").append(QByteArray::number(wire.status)).append(' ');
    head.append(reasonPhrase(wire.status)).append("\r\n").append(dateLine());

    std::array<bool, DefaultCount> present{};
    for (const auto &[name, value] : response.headers) {
        if (isShellHeader(name) || !nameIsSafe(name) || !valueIsSafe(value)) {
            qCWarning(lcWire, "request %s: header %s of the answer was dropped", qUtf8Printable(requestId),
                      name.left(40).toPercentEncoding().constData());
            continue;
        }
        for (size_t i = 0; i < DefaultCount; ++i)
            present[i] = present[i] || same(defaults[i].name, name);
        head.append(name).append(": ").append(value).append("\r\n");
    }

    const bool bodiless = wire.status == 204 || wire.status == 304;
    QByteArray type = response.contentType;
    if (!valueIsSafe(type)) {
        qCWarning(lcWire, "request %s: the content type of the answer was dropped",
                  qUtf8Printable(requestId));
        type = "application/octet-stream";
    }
    if (!bodiless) {
        if (!type.isEmpty())
            head.append("Content-Type: ").append(type).append("\r\n");
        head.append("Content-Length: ").append(QByteArray::number(response.body.size())).append("\r\n");
    }
    const bool html = type.startsWith("text/html");
    for (size_t i = 0; i < DefaultCount; ++i) {
        if (present[i] || (i == Hsts && !secure))
            continue;
        const QByteArrayView line = i == Csp && html ? htmlCsp : defaults[i].line;
        head.append(line.data(), line.size());
    }
    head.append("X-Request-Id: ").append(requestId.toLatin1()).append("\r\n");
    if (!bodiless && !withoutBody)
        wire.body = std::move(response.body);
    return wire;
}

const char *reasonPhrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 402:
        return "Payment Required";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 411:
        return "Length Required";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return status < 400 ? "OK" : "Error";
    }
}

} // namespace lonieve::http
