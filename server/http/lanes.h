// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/server.h"
#include "server/http/wire.h"

#include <QPointer>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

class QThread;

namespace lonieve::http {

/// An answer on its way back to the loop. It names its connection by number, so that a client that has gone
/// meanwhile costs a failed look-up and nothing else.
struct Answer
{
    quint64 connection;
    quint32 serial; ///< of the request on that connection
    Wire wire;
};

/// Where threads leave answers for the event loop; one queued call fetches all that have gathered. Outlives
/// the server, because handlers may answer later than that.
class Mailbox final
{
public:
    /// `wake` is called on any thread, once until the next take().
    explicit Mailbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

    void post(Answer answer);
    /// Swaps the gathered answers into `answers`, which must be empty.
    void take(std::vector<Answer> &answers);
    /// From now on answers are thrown away.
    void close();

private:
    std::mutex m_mutex;
    std::vector<Answer> m_answers;
    std::function<void()> m_wake;
    bool m_awake = false;
    bool m_closed = false;
};

/// What is needed to answer one request, once, from any thread. When the last copy goes without an answer, it
/// answers 500, so that no client waits for a handler that has forgotten it.
class Ticket final
{
    Q_DISABLE_COPY_MOVE(Ticket)

public:
    Ticket(std::shared_ptr<Mailbox> mailbox, quint64 connection, quint32 serial, QString requestId,
           bool secure, bool withoutBody);
    ~Ticket();

    void answer(Response &&response);

private:
    std::shared_ptr<Mailbox> m_mailbox;
    quint64 m_connection;
    quint32 m_serial;
    bool m_secure;
    bool m_withoutBody;
    std::atomic_bool m_done = false;
    QString m_requestId;
};

/// One lane: a bounded queue and its threads, which live as long as the lane, because each owns its database
/// connection.
class LanePool final
{
    Q_DISABLE_COPY_MOVE(LanePool)

public:
    using Job = std::function<void()>;

    LanePool(const char *name, int threads, int maxWaiting);
    ~LanePool();

    /// False when the queue is full or closed.
    bool push(Job job);
    int waiting() const;
    /// Jobs that wait are dropped, running ones are not interrupted. Returns at once.
    void close();
    /// Waits for the threads after close().
    void join();

private:
    void run();

    mutable std::mutex m_mutex;
    std::condition_variable m_condition;
    std::deque<Job> m_jobs;
    int m_maxWaiting;
    bool m_closed = false;
    std::vector<std::unique_ptr<QThread>> m_threads;
};

/// Runs a handler; an exception becomes a logged 500 with the request's id.
Response guarded(const Request &request, const std::function<Response()> &handler);

} // namespace lonieve::http
