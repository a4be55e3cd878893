// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/store/connection.h"

#include <QJsonObject>
#include <QString>
#include <QUuid>

#include <functional>
#include <memory>

namespace lonieve::store {

/// Tells who waits that something of a tenant has changed. Listens on the channel `lonieve_changes` with a
/// connection and a thread of its own, so a waiting client costs a few hundred bytes and no worker. A cursor
/// belongs to one run of one server; another's cursor is answered at once with reset = true, which means
/// “fetch everything you show”. Nothing is lost when the connection breaks: everybody is told to reset.
class ChangeFeed final
{
public:
    /// {cursor, topics:[…], reset}
    using Answer = std::function<void(const Result<QJsonObject> &)>;
    /// Runs on the feed's thread before the waiting starts; a failure is the answer.
    using Admission = std::function<Result<void>()>;

    explicit ChangeFeed(ConnectOptions options);
    ~ChangeFeed(); ///< answers everybody who waits, then ends the thread
    ChangeFeed(const ChangeFeed &) = delete;
    ChangeFeed &operator=(const ChangeFeed &) = delete;

    /// Answers when a topic of the tenant has changed since the cursor, or after `seconds` with no topics.
    /// Never blocks; any thread. Beyond 2,000 waiting clients: Unavailable.
    void wait(const QUuid &tenant, const QString &cursor, int seconds, Admission admission, Answer answer);

    /// Answers everybody who waits, and from then on at once: the server is about to stop.
    void release();

    /// Called on the feed's thread for every change, for caches; must be quick and must not call wait().
    void setObserver(std::function<void(const QUuid &tenant, const QString &topic)> observer);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::store
