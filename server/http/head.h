// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <QByteArrayView>

#include <optional>

namespace lonieve::http {

/// Why a request was refused before any handler saw it. `message` goes to the client.
struct Rejection
{
    int status;
    const char *key;
    const char *message;
};

/// The head of one request, strictly parsed (RFC 9112). What is not plainly well-formed is refused, because
/// lenient framing is how requests are smuggled past a proxy.
struct Head
{
    Method method = Method::Get;
    QByteArray methodName;
    QByteArray rawPath;  ///< percent-encoded, starts with one '/', or "*" for OPTIONS
    QByteArray rawQuery; ///< without '?'
    QHash<QByteArray, QByteArray> headers;
    QByteArray hostHeader;
    QString host;
    qint64 contentLength = 0;
    bool http11 = true;
    bool keepAlive = true;
    bool expectContinue = false;
    bool chunked = false;
};

/// Where the head in `bytes` ends (behind the empty line): a position, 0 when more bytes are needed, -1 when
/// it cannot become a head (a bare LF or CR, a first byte that starts no method). Scanning resumes at `from`.
qsizetype findHeadEnd(QByteArrayView bytes, qsizetype from);

/// Parses a complete head, with its empty line, into `head`; what is wrong with it otherwise.
std::optional<Rejection> parseHead(QByteArrayView bytes, Head &head);

/// Decodes chunked framing (RFC 9112 7.1) as it arrives. Extensions are ignored, trailers are dropped.
class ChunkDecoder final
{
public:
    enum class State { More, Done, Malformed, TooLarge };

    explicit ChunkDecoder(qsizetype limit) : m_limit(limit) {}
    /// Takes bytes; `used` says how many belong to this body.
    State take(QByteArrayView bytes, qsizetype &used);
    QByteArray body() && { return std::move(m_body); }

private:
    enum class Step { Size, Extension, SizeLf, Data, DataCr, DataLf, Trailer, TrailerLf };

    Step m_step = Step::Size;
    qsizetype m_limit;
    qsizetype m_left = 0;
    int m_digits = 0;
    qsizetype m_lineLength = 0;
    qsizetype m_overhead = 0;
    QByteArray m_body;
};

/// Percent-decodes one path segment to UTF-8; nothing when an escape is malformed, the text is not UTF-8, or
/// holds a control character, slash or backslash.
std::optional<QByteArray> decodeSegment(QByteArrayView segment);

/// "host" or "host:port" or "[v6]:port"; the host in lower case, without port and brackets kept; nothing when
/// malformed.
std::optional<QString> hostOf(QByteArrayView hostHeader);

/// application/x-www-form-urlencoded, also a URL's query: '+' is a space.
QUrlQuery parseForm(const QByteArray &encoded);

} // namespace lonieve::http
