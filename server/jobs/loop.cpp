// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/loop.h"

#include <QDebug>

#include <algorithm>

namespace lonieve::jobs {

namespace {

constexpr std::chrono::milliseconds firstPause{500};
constexpr std::chrono::milliseconds longestPause{60'000};
/// Under load somebody wakes the loop all the time; looking more often than this finds nothing sooner.
constexpr std::chrono::milliseconds shortestRest{50};

} // namespace

Loop::Loop(const char *name, std::chrono::milliseconds interval, Pass pass)
    : m_name(name)
    , m_interval(interval)
    , m_pass(std::move(pass))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{}

Loop::~Loop()
{
    requestStop();
}

void Loop::requestStop()
{
    m_thread.request_stop();
}

void Loop::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_changed.notify_all();
}

void Loop::run(const std::stop_token &stop)
{
    std::chrono::milliseconds pause = firstPause;
    while (!stop.stop_requested()) {
        std::chrono::milliseconds rest{0};
        try {
            const auto done = m_pass(stop);
            if (done) {
                pause = firstPause;
                rest = *done > 0 ? std::chrono::milliseconds(0) : m_interval;
            } else {
                qWarning("%s: %s (%s)", m_name, qPrintable(done.error().message),
                         qPrintable(done.error().key));
                rest = pause;
                pause = std::min(pause * 2, longestPause);
            }
        } catch (const std::exception &exception) {
            qWarning("%s: %s", m_name, exception.what());
            rest = pause;
            pause = std::min(pause * 2, longestPause);
        }
        std::unique_lock lock(m_mutex);
        if (rest.count() > 0) {
            m_changed.wait_for(lock, stop, std::min(rest, shortestRest), [] { return false; });
            m_changed.wait_for(lock, stop, rest, [this] { return m_woken; });
        }
        m_woken = false;
    }
}

} // namespace lonieve::jobs
