// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QString>

#include <memory>

namespace lonieve::store {

/// The private PostgreSQL cluster in a data directory: made with initdb when missing, started when not
/// running, reachable on a Unix socket only, run by an unprivileged user when the caller is root (the
/// `postgres` user, else `nobody`). A stale lock of a crashed server is cleared, a server of another major
/// version is refused with what to do. Several processes (serve, psql, import) may share one running cluster;
/// the one that started it stops it.
class Cluster final
{
public:
    /// Blocks until it answers (at most 60 s). `startIfNeeded` false: NotFound when it is not running.
    static Result<std::unique_ptr<Cluster>> attach(const QString &dataDir, bool startIfNeeded = true);
    ~Cluster(); ///< stops the server (fast) if this object started it
    Cluster(const Cluster &) = delete;
    Cluster &operator=(const Cluster &) = delete;

    QString ownerUri() const; ///< libpq URI as lonieve_owner to database lonieve
    bool startedHere() const;
    void detach(); ///< leave it running

private:
    class Private;
    explicit Cluster(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Applies the numbered migrations (server/sql/migrations) and then views and functions in the declared order
/// (server/sql/order.txt). Safe when several servers start at once. Refuses a store that is newer than the
/// program. Returns the number of migrations applied.
Result<int> migrate(const QString &ownerUri);

} // namespace lonieve::store
