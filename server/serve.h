// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lonieve {

/// `lonieve-server serve`: the store, the jobs and the HTTP server until SIGTERM or SIGINT. Prints one JSON
/// line
/// {"event":"ready","url":…} when it answers. Exit code 0 after a clean stop, 1 when it could not start, 2
/// for usage.
int runServe(const QStringList &arguments);

/// `lonieve-server wipe`: removes everything that a data directory holds, for a fresh start. Asks for --yes.
int runWipe(const QStringList &arguments);

} // namespace lonieve
