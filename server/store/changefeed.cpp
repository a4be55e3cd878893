// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/changefeed.h"

#include <QHash>
#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace lonieve::store {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t maximumWaiting = 2000;
constexpr auto reconnectPause = std::chrono::seconds(1);
/// In a rush one transaction speaks for those that commit beside it (announce_change in server/sql), so each
/// piece of news is told once more after them. Events come again by themselves.
constexpr auto echoAfter = std::chrono::seconds(1);

} // namespace

class ChangeFeed::Private
{
public:
    struct Waiter
    {
        QUuid tenant;
        QString cursor;
        Clock::time_point deadline;
        Admission admission;
        Answer answer;
        quint64 since = 0;
    };

    struct Echo
    {
        QUuid tenant;
        QString topic;
        Clock::time_point at;
    };

    explicit Private(ConnectOptions connectOptions)
        : options(std::move(connectOptions))
        , epoch(QString::number(QRandomGenerator::system()->generate64(), 36))
        , wakeFd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , thread([this] { loop(); })
    {}

    ~Private()
    {
        stopping = true;
        wake();
        thread.join();
        close(wakeFd);
    }

    void wake() const
    {
        const quint64 one = 1;
        [[maybe_unused]] const auto written = write(wakeFd, &one, sizeof one);
    }

    QString cursorNow() const { return epoch + u'.' + QString::number(sequence); }

    Result<QJsonObject> reply(const QStringList &topics, bool reset) const
    {
        return QJsonObject{{QStringLiteral("cursor"), cursorNow()},
                           {QStringLiteral("topics"), QJsonArray::fromStringList(topics)},
                           {QStringLiteral("reset"), reset}};
    }

    QStringList changedSince(const QUuid &tenant, quint64 since) const
    {
        QStringList topics;
        const auto found = changes.constFind(tenant);
        if (found == changes.constEnd())
            return topics;
        for (auto topic = found->cbegin(); topic != found->cend(); ++topic) {
            if (topic.value() > since)
                topics.append(topic.key());
        }
        std::sort(topics.begin(), topics.end());
        return topics;
    }

    void admit(Waiter waiter)
    {
        if (waiter.admission) {
            if (const Result<void> admitted = waiter.admission(); !admitted) {
                waiter.answer(tl::unexpected(admitted.error()));
                return;
            }
        }
        const QStringList parts = waiter.cursor.split(u'.');
        bool numeric = false;
        const quint64 since = parts.size() == 2 ? parts[1].toULongLong(&numeric) : 0;
        if (!numeric || parts[0] != epoch || since < oldestKnown) {
            waiter.answer(reply({}, true));
            return;
        }
        if (const QStringList topics = changedSince(waiter.tenant, since); !topics.isEmpty()) {
            waiter.answer(reply(topics, false));
            return;
        }
        waiter.since = since;
        waiting.push_back(std::move(waiter));
        waitingCount = waiting.size();
    }

    /// Answers those whose tenant has news, and those whose time is over.
    void serveWaiting()
    {
        const auto now = Clock::now();
        std::erase_if(waiting, [&](const Waiter &waiter) {
            const bool outdated = waiter.since < oldestKnown;
            const QStringList topics = changedSince(waiter.tenant, waiter.since);
            if (!outdated && topics.isEmpty() && waiter.deadline > now && !stopping && !releasing)
                return false;
            waiter.answer(reply(topics, outdated));
            return true;
        });
        waitingCount = waiting.size();
    }

    void takeNotifications(PGconn *connection)
    {
        while (PGnotify *notification = PQnotifies(connection)) {
            const QString payload = QString::fromUtf8(notification->extra);
            PQfreemem(notification);
            const qsizetype space = payload.indexOf(u' ');
            const QUuid tenant(payload.left(space));
            const QString topic = payload.mid(space + 1);
            if (space < 0 || tenant.isNull())
                continue;
            tell(tenant, topic);
            const bool expected = std::any_of(echoes.cbegin(), echoes.cend(), [&](const Echo &echo) {
                return echo.tenant == tenant && echo.topic == topic;
            });
            if (!expected && topic != u"events")
                echoes.push_back({tenant, topic, Clock::now() + echoAfter});
        }
    }

    void tell(const QUuid &tenant, const QString &topic)
    {
        changes[tenant][topic] = ++sequence;
        const std::lock_guard lock(mutex);
        if (observer)
            observer(tenant, topic);
    }

    void tellEchoes()
    {
        const auto now = Clock::now();
        std::erase_if(echoes, [&](const Echo &echo) {
            if (echo.at > now)
                return false;
            tell(echo.tenant, echo.topic);
            return true;
        });
    }

    void loop()
    {
        std::unique_ptr<Connection> connection;
        auto nextConnect = Clock::now();
        bool wasConnected = false;
        while (!stopping) {
            if (!connection && Clock::now() >= nextConnect) {
                auto opened = Connection::open(options);
                if (opened && (*opened)->script("listen lonieve_changes")) {
                    connection = std::move(*opened);
                    // Whatever happened while nobody listened is unknown: older cursors must fetch
                    // everything.
                    if (wasConnected)
                        oldestKnown = ++sequence;
                    wasConnected = true;
                } else {
                    nextConnect = Clock::now() + reconnectPause;
                }
            }
            auto *handle = connection ? static_cast<PGconn *>(connection->handle()) : nullptr;
            pollfd watched[2] = {{wakeFd, POLLIN, 0}, {handle ? PQsocket(handle) : -1, POLLIN, 0}};
            poll(watched, handle ? 2 : 1, 250);
            if (watched[0].revents & POLLIN) {
                quint64 count = 0;
                [[maybe_unused]] const auto got = read(wakeFd, &count, sizeof count);
            }
            if (handle && (watched[1].revents & (POLLIN | POLLERR | POLLHUP))) {
                if (PQconsumeInput(handle) != 1 || PQstatus(handle) != CONNECTION_OK) {
                    qWarning("change feed: the connection broke; connecting again");
                    connection.reset();
                    nextConnect = Clock::now();
                } else {
                    takeNotifications(handle);
                }
            }
            tellEchoes();
            std::vector<Waiter> fresh;
            {
                const std::lock_guard lock(mutex);
                fresh.swap(arriving);
            }
            for (Waiter &waiter : fresh)
                admit(std::move(waiter));
            serveWaiting();
        }
        const std::lock_guard lock(mutex);
        for (Waiter &waiter : arriving)
            waiter.answer(reply({}, false));
        arriving.clear();
        serveWaiting();
    }

    const ConnectOptions options;
    const QString epoch;
    const int wakeFd;
    std::atomic_bool stopping = false;
    std::atomic_bool releasing = false; ///< nobody is kept waiting any more
    std::atomic_size_t waitingCount = 0;
    std::mutex mutex; // guards the next two
    std::vector<Waiter> arriving;
    std::function<void(const QUuid &, const QString &)> observer;

    // The feed's thread only.
    std::vector<Waiter> waiting;
    std::vector<Echo> echoes;
    QHash<QUuid, QHash<QString, quint64>> changes;
    quint64 sequence = 0;
    quint64 oldestKnown = 0;
    std::thread thread;
};

ChangeFeed::ChangeFeed(ConnectOptions options) : d(std::make_unique<Private>(std::move(options)))
{}

ChangeFeed::~ChangeFeed() = default;

void ChangeFeed::wait(const QUuid &tenant, const QString &cursor, int seconds, Admission admission,
                      Answer answer)
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->arriving.size() + d->waitingCount < maximumWaiting && !d->stopping) {
            d->arriving.push_back({tenant, cursor, Clock::now() + std::chrono::seconds(seconds),
                                   std::move(admission), std::move(answer)});
            d->wake();
            return;
        }
    }
    answer(failure(ErrorCode::Unavailable, QStringLiteral("too_many_waiting"),
                   QStringLiteral("Too many programs wait for changes; ask again in a moment.")));
}

void ChangeFeed::release()
{
    d->releasing = true;
    d->wake();
}

void ChangeFeed::setObserver(std::function<void(const QUuid &, const QString &)> observer)
{
    const std::lock_guard lock(d->mutex);
    d->observer = std::move(observer);
}

} // namespace lonieve::store
