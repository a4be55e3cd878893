// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/server.h"

namespace lonieve::api {

/// Sends every message of the process to stderr as one JSON line {"at","level","message"}: times in UTC, no
/// colours, no line breaks inside a message. Call once, first thing.
void installJsonLog();

/// One JSON line for a request: method, path without the query (it may hold an access token), status,
/// microseconds, request id, client address. Requests that went well are logged only with `verbose`.
void logAccess(const http::AccessRecord &record, bool verbose);

} // namespace lonieve::api
