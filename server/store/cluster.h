// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QString>

#include <memory>

namespace lonieve::store {

/// The private PostgreSQL cluster in a data directory: made with initdb when missing, started when not
/// running, reachable on a Unix socket only, run by an unprivileged user when the caller is root (the
/// `postgres` user, else `nobody`; the owner of an existing cluster stays its owner). A stale lock of a
/// crashed server is cleared, a server of another major version is refused with what to do. Several processes
/// (serve, psql, import) may share one running cluster; it stops when the last of them has let go.
///
/// It lives in <data dir>/postgres. When the unprivileged user cannot reach that (a data directory inside
/// root's home), `postgres` is a symbolic link into /var/lib/lonieve instead.
class Cluster final
{
public:
    /// Blocks until it answers (at most 60 s). `startIfNeeded` false: NotFound when it is not running.
    static Result<std::unique_ptr<Cluster>> attach(const QString &dataDir, bool startIfNeeded = true);
    /// Stops the cluster and removes everything in the data directory, wherever the cluster lives. Refused
    /// (Conflict) while another process uses it, and for a directory that was never a data directory.
    static Result<void> wipe(const QString &dataDir);
    ~Cluster(); ///< stops the server (fast) unless somebody else uses it or it was left running
    Cluster(const Cluster &) = delete;
    Cluster &operator=(const Cluster &) = delete;

    QString ownerUri() const; ///< libpq URI as lonieve_owner to database lonieve
    /// As another role or to another database: postgres is the superuser, for tests and extensions.
    QString uri(const QString &user, const QString &database) const;
    /// Directory of psql, pg_dump and pg_restore of the cluster's own version.
    QString binDir() const;
    bool startedHere() const;
    void detach(); ///< leave it running when the last user lets go

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
