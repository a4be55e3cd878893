// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QJsonObject>
#include <QUuid>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace lonieve::store {
class Database;
}

namespace lonieve::api {

/// Checks one event of POST /api/events against the guide's shape. On success the event is ready to be
/// stored: only known members, texts cut to their limits, an id of its own. Events that the server alone may
/// write (payment_redirect, payment_success, code_sent) are refused with key "server_event". Pure, any
/// thread.
Result<QJsonObject> checkedEvent(const QJsonObject &event, const QString &fallbackSession,
                                 const QString &fallbackVisitor);

/// Group commit of analytics events: whatever has arrived while the previous commit ran goes into the next
/// one, so that the group grows with the load and a lonely event does not wait for a timer. One thread, one
/// connection.
class EventWriter final
{
public:
    /// Called on the writer's thread once the events are committed, or could not be.
    using Done = std::function<void(const Result<void> &)>;

    explicit EventWriter(store::Database &database, std::size_t maximumQueued = 20'000);
    ~EventWriter(); ///< writes what is queued, then ends the thread
    EventWriter(const EventWriter &) = delete;
    EventWriter &operator=(const EventWriter &) = delete;

    /// Never blocks; false when the queue is full (the caller answers 503).
    bool submit(const QUuid &tenant, std::vector<QJsonObject> events, Done done);

    /// Keeps a refused event with the reason, best effort, in the same queue.
    void quarantine(const QUuid &tenant, const QJsonObject &event, const QString &reason);

private:
    struct Entry
    {
        QUuid tenant;
        std::vector<QJsonObject> events;
        QString quarantineReason;
        Done done;
    };
    void loop();
    void write(std::vector<Entry> &group);
    Result<void> store(const QUuid &tenant, const std::vector<Entry *> &entries);

    store::Database &m_database;
    const std::size_t m_maximumQueued;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Entry> m_queue;
    std::size_t m_queuedEvents = 0;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace lonieve::api
