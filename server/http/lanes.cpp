// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/lanes.h"

#include <QLoggingCategory>
#include <QThread>

#include <exception>

using namespace Qt::StringLiterals;

namespace lonieve::http {

namespace {

Q_LOGGING_CATEGORY(lcLanes, "lonieve.http")

Response internalProblem(const QString &requestId)
{
    return problem(Error{ErrorCode::Internal, u"internal"_s,
                         u"Something went wrong here. Please name the request id when you report it."_s},
                   requestId);
}

} // namespace

void Mailbox::post(Answer answer)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return;
    m_answers.push_back(std::move(answer));
    if (!m_awake) {
        // Under the lock: close() must not return while a wake is under way.
        m_awake = true;
        m_wake();
    }
}

void Mailbox::take(std::vector<Answer> &answers)
{
    const std::lock_guard lock(m_mutex);
    answers.swap(m_answers);
    m_awake = false;
}

void Mailbox::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_answers.clear();
}

Ticket::Ticket(std::shared_ptr<Mailbox> mailbox, quint64 connection, quint32 serial, QString requestId,
               bool secure, bool withoutBody)
    : m_mailbox(std::move(mailbox))
    , m_connection(connection)
    , m_serial(serial)
    , m_secure(secure)
    , m_withoutBody(withoutBody)
    , m_requestId(std::move(requestId))
{}

Ticket::~Ticket()
{
    if (!m_done.load()) {
        qCWarning(lcLanes, "request %s: its handler gave no answer", qUtf8Printable(m_requestId));
        answer(internalProblem(m_requestId));
    }
}

void Ticket::answer(Response &&response)
{
    if (m_done.exchange(true))
        return;
    m_mailbox->post(
        {m_connection, m_serial, toWire(std::move(response), m_requestId, m_secure, m_withoutBody)});
}

LanePool::LanePool(const char *name, int threads, int maxWaiting) : m_maxWaiting(maxWaiting)
{
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back(QThread::create([this] { run(); }));
        m_threads.back()->setObjectName(QString::fromLatin1(name) + QString::number(i));
        m_threads.back()->start();
    }
}

LanePool::~LanePool()
{
    close();
    join();
}

bool LanePool::push(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed || int(m_jobs.size()) >= m_maxWaiting)
            return false;
        m_jobs.push_back(std::move(job));
    }
    m_condition.notify_one();
    return true;
}

int LanePool::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return int(m_jobs.size());
}

void LanePool::close()
{
    std::deque<Job> dropped;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        dropped.swap(m_jobs);
    }
    m_condition.notify_all();
}

void LanePool::join()
{
    for (const auto &thread : m_threads)
        thread->wait();
}

void LanePool::run()
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_condition.wait(lock, [this] { return m_closed || !m_jobs.empty(); });
            if (m_closed)
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job();
    }
}

Response guarded(const Request &request, const std::function<Response()> &handler)
{
    try {
        return handler();
    } catch (const std::exception &exception) {
        qCCritical(lcLanes, "request %s: %s %s ended with an exception: %s",
                   qUtf8Printable(request.requestId), request.methodName.constData(),
                   qUtf8Printable(request.path), exception.what());
    } catch (...) {
        qCCritical(lcLanes, "request %s: %s %s ended with an unknown exception",
                   qUtf8Printable(request.requestId), request.methodName.constData(),
                   qUtf8Printable(request.path));
    }
    return internalProblem(request.requestId);
}

} // namespace lonieve::http
