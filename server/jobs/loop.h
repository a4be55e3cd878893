// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace lonieve::jobs {

/// A thread that does something again and again until it is stopped: at once while there is work, after
/// `interval` when there is none, after growing pauses (at most a minute) when it fails.
class Loop final
{
public:
    /// How many rows a pass worked on; 0 = nothing to do. Should look at the token between rows.
    using Pass = std::function<Result<int>(const std::stop_token &)>;

    Loop(const char *name, std::chrono::milliseconds interval, Pass pass);
    ~Loop(); ///< stops and waits for the pass in hand
    Loop(const Loop &) = delete;
    Loop &operator=(const Loop &) = delete;

    void requestStop(); ///< without waiting
    void wake();

private:
    void run(const std::stop_token &stop);

    const char *const m_name;
    const std::chrono::milliseconds m_interval;
    const Pass m_pass;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_woken = false;
    std::jthread m_thread;
};

} // namespace lonieve::jobs
