// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <chrono>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lonieve::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// How long stragglers may take after the end of a run.
constexpr std::chrono::seconds patience{10};

struct Client
{
    int fd = -1;
    bool busy = false;
    bool unsent = false;
    Clock::time_point began;
    QByteArray out;
    QByteArray in;
};

/// User and system time of a process, in microseconds.
qint64 cpuTime(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    // The name in parentheses may hold blanks; the fields behind it do not.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 13)
        return 0;
    return (fields[11].toLongLong() + fields[12].toLongLong()) * 1'000'000 / sysconf(_SC_CLK_TCK);
}

qint64 familyCpuTime(qint64 parent)
{
    qint64 sum = cpuTime(parent);
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        bool isPid = false;
        const qint64 pid = entry.toLongLong(&isPid);
        if (!isPid)
            continue;
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray text = file.readAll();
        const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 1 && fields[1].toLongLong() == parent)
            sum += cpuTime(pid);
    }
    return sum;
}

int connectTo(const QByteArray &host, quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.constData(), &address.sin_addr) != 1)
        return -1;
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        ::close(fd);
        return -1;
    }
    const int one = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/// The status of a complete answer in `in`, and where it ends; 0 while more is to come.
int completeAnswer(const QByteArray &in, qsizetype &bodyAt, qsizetype &end)
{
    const qsizetype headEnd = in.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return 0;
    bodyAt = headEnd + 4;
    qsizetype length = 0;
    const QByteArrayView head(in.constData(), headEnd);
    for (qsizetype at = head.indexOf("\r\n"); at >= 0; at = head.indexOf("\r\n", at + 2)) {
        constexpr QByteArrayView name = "content-length:";
        const QByteArrayView line = head.sliced(at + 2);
        if (line.size() > name.size() && qstrnicmp(line.data(), name.data(), size_t(name.size())) == 0) {
            length = atoll(line.data() + name.size());
            break;
        }
    }
    end = bodyAt + length;
    return in.size() >= end ? std::max(1, atoi(in.constData() + 9)) : 0;
}

} // namespace

qint64 Outcome::errors() const
{
    qint64 sum = 0;
    for (const qint64 count : refused)
        sum += count;
    return sum;
}

double Outcome::percentile(double share) const
{
    if (microseconds.empty())
        return 0;
    const auto index = std::min(microseconds.size() - 1, size_t(double(microseconds.size()) * share));
    return microseconds[index] / 1000.0;
}

qint64 residentMemory(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

Outcome run(const Plan &plan)
{
    Outcome outcome;
    outcome.microseconds.reserve(1 << 20);
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Client> clients(size_t(plan.connections));
    qint64 started = 0;
    int busy = 0;
    bool more = true;

    const auto watch = [poller](Client &client, size_t index, bool writing, int operation) {
        epoll_event event{};
        event.events = EPOLLIN | (writing ? EPOLLOUT : 0U);
        event.data.u64 = index;
        epoll_ctl(poller, operation, client.fd, &event);
    };
    const auto open = [&](size_t index) {
        Client &client = clients[index];
        client.fd = connectTo(plan.host, plan.port);
        if (client.fd < 0)
            return false;
        fcntl(client.fd, F_SETFL, fcntl(client.fd, F_GETFL) | O_NONBLOCK);
        client.in.clear();
        client.unsent = false;
        watch(client, index, false, EPOLL_CTL_ADD);
        return true;
    };
    const auto push = [&](size_t index) {
        Client &client = clients[index];
        const ssize_t sent =
            ::send(client.fd, client.out.constData(), size_t(client.out.size()), MSG_NOSIGNAL);
        if (sent > 0)
            client.out.remove(0, sent);
        const bool unsent = !client.out.isEmpty();
        if (unsent != client.unsent) {
            client.unsent = unsent;
            watch(client, index, unsent, EPOLL_CTL_MOD);
        }
    };
    const auto begin = [&](size_t index) {
        Client &client = clients[index];
        if (!more || started >= plan.most || (client.fd < 0 && !open(index)))
            return;
        auto request = plan.next(int(index));
        if (!request) {
            more = false;
            return;
        }
        ++started;
        ++busy;
        client.busy = true;
        client.out = std::move(*request);
        client.began = Clock::now();
        push(index);
    };

    for (size_t i = 0; i < clients.size(); ++i) {
        if (!open(i))
            ++outcome.refused[0];
    }
    const qint64 serverBefore = plan.pid ? cpuTime(plan.pid) : 0;
    const qint64 databaseBefore = plan.databasePid ? familyCpuTime(plan.databasePid) : 0;
    const auto start = Clock::now();
    const auto end = start + std::chrono::microseconds(qint64(plan.seconds * 1e6));
    auto last = start;
    for (size_t i = 0; i < clients.size(); ++i)
        begin(i);

    std::vector<epoll_event> events(256);
    char buffer[65536];
    while (busy > 0 && Clock::now() < end + patience) {
        const int ready = epoll_wait(poller, events.data(), int(events.size()), 100);
        if (Clock::now() >= end)
            more = false;
        for (int e = 0; e < ready; ++e) {
            const size_t index = events[size_t(e)].data.u64;
            Client &client = clients[index];
            if (client.unsent && (events[size_t(e)].events & EPOLLOUT))
                push(index);
            if (!(events[size_t(e)].events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
                continue;
            const ssize_t got = ::recv(client.fd, buffer, sizeof buffer, 0);
            if (got < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            if (got <= 0) {
                ::close(client.fd);
                client.fd = -1;
                if (client.busy) {
                    ++outcome.refused[0];
                    client.busy = false;
                    --busy;
                    begin(index);
                }
                continue;
            }
            client.in.append(buffer, got);
            qsizetype bodyAt = 0;
            qsizetype answerEnd = 0;
            const int status = completeAnswer(client.in, bodyAt, answerEnd);
            if (status == 0 || !client.busy)
                continue;
            const auto now = Clock::now();
            last = now;
            if (status < 400) {
                ++outcome.answered;
                outcome.microseconds.push_back(quint32(
                    std::chrono::duration_cast<std::chrono::microseconds>(now - client.began).count()));
            } else {
                ++outcome.refused[status];
            }
            if (plan.seen)
                plan.seen(int(index), status, client.in.mid(bodyAt, answerEnd - bodyAt));
            client.in.remove(0, answerEnd);
            client.busy = false;
            --busy;
            begin(index);
        }
    }
    outcome.refused[0] += busy;
    if (outcome.refused[0] == 0)
        outcome.refused.remove(0);
    outcome.seconds = std::chrono::duration<double>(last - start).count();
    outcome.serverCpuUs = plan.pid ? cpuTime(plan.pid) - serverBefore : 0;
    outcome.databaseCpuUs = plan.databasePid ? familyCpuTime(plan.databasePid) - databaseBefore : 0;
    for (const Client &client : clients) {
        if (client.fd >= 0)
            ::close(client.fd);
    }
    ::close(poller);
    std::sort(outcome.microseconds.begin(), outcome.microseconds.end());
    return outcome;
}

std::pair<int, QByteArray> once(const QByteArray &host, quint16 port, const QByteArray &request)
{
    std::pair<int, QByteArray> answer;
    Plan plan;
    plan.host = host;
    plan.port = port;
    plan.connections = 1;
    plan.seconds = 60;
    plan.most = 1;
    plan.next = [&request](int) { return std::optional(request); };
    plan.seen = [&answer](int, int status, const QByteArray &body) { answer = {status, body}; };
    run(plan);
    return answer;
}

} // namespace lonieve::bench
