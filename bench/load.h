// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

#include <functional>
#include <optional>
#include <vector>

namespace lonieve::bench {

/// What one run of a load did.
struct Outcome
{
    qint64 answered = 0;       ///< with a status below 400
    QMap<int, qint64> refused; ///< other answers by status; 0 counts broken connections
    double seconds = 0;
    std::vector<quint32> microseconds; ///< of each answered request, sorted
    qint64 serverCpuUs = 0;
    qint64 databaseCpuUs = 0;

    double rate() const { return seconds > 0 ? double(answered) / seconds : 0; }
    qint64 errors() const;
    double percentile(double share) const; ///< milliseconds
};

struct Plan
{
    QByteArray host;
    quint16 port = 0;
    int connections = 32;
    double seconds = 5;      ///< requests still on their way then are awaited, not counted as errors
    qint64 most = 1'000'000; ///< requests
    qint64 pid = 0;          ///< of the server, for its CPU time; 0 = not asked
    qint64 databasePid = 0;  ///< of the postmaster; its children count
    /// The next request as it goes over the wire; nothing ends the run.
    std::function<std::optional<QByteArray>(int connection)> next;
    std::function<void(int connection, int status, const QByteArray &body)> seen;
};

/// Closed loop: each connection sends its next request when the answer to the last has come. One thread,
/// epoll.
Outcome run(const Plan &plan);

/// One request on a connection of its own: status and body; status 0 when there is no answer.
std::pair<int, QByteArray> once(const QByteArray &host, quint16 port, const QByteArray &request);

/// Resident memory in bytes; 0 when unknown.
qint64 residentMemory(qint64 pid);

} // namespace lonieve::bench
