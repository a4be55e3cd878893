// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/settings.h"
#include "server/store/cluster.h"
#include "server/store/connection.h"

#include <QUuid>

#include <memory>
#include <optional>

namespace lonieve::cli {

/// The store that the settings name: DATABASE_URL, or the private cluster, started when it is not running.
struct OpenStore
{
    std::unique_ptr<store::Cluster> cluster; ///< null with DATABASE_URL
    QString ownerUri;
};

Result<OpenStore> openStore(const Settings &settings);

/// "--tenant" as an id, a domain or a name; the default tenant without it.
Result<QUuid> tenantOf(store::Connection &owner, const QString &text);

/// Prints "lonieve-server: …" to stderr; returns the exit code.
int fail(const Error &error);

tl::unexpected<Error> usage(const QString &message);

void print(const QString &text);

/// Settings and --help of a command. An exit code when there is nothing more to do.
struct Prepared
{
    std::optional<Settings> settings;
    int code = 0;
};
Prepared prepare(const QStringList &arguments, const QString &usage, const QString &purpose,
                 const QList<OptionSpec> &options);

/// A program of PostgreSQL in the cluster's version, else from PATH.
QString program(const OpenStore &store, const QString &name);

/// Runs a program in the foreground on this terminal with the connection of `uri` in its environment, so that
/// no password shows up among the processes. `options` goes to PGOPTIONS. Returns its exit code.
int runForeground(const QString &path, const QStringList &arguments, const QString &uri,
                  const QString &options = {});

} // namespace lonieve::cli
