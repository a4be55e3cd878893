// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

namespace lonieve::http {

/// An answer as it goes over the wire. `head` ends behind the last header line, without the empty line, so
/// that the connection can still add its Connection header when it writes.
struct Wire
{
    int status = 500;
    QByteArray head;
    QByteArray body;
};

/// Adds what every answer carries: length, date, request id, security and caching headers, unless the handler
/// set its own. Drops framing headers of the handler and any name or value that would split the answer. Any
/// thread.
Wire toWire(Response &&response, const QString &requestId, bool secure, bool withoutBody);

const char *reasonPhrase(int status);

/// problem() with a status that no ErrorCode has (405, 408, 417, …).
Response problemWithStatus(int status, const Error &error, const QString &requestId);

} // namespace lonieve::http
