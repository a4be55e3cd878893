// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/livefeed.h"

#include "services/apiclient.h"

#include <QRandomGenerator>

#include <algorithm>

namespace lonieve::services {

namespace {

constexpr int longestPauseMs = 30'000;
// A server that answers at once with nothing must not be asked in a tight loop.
constexpr int breathMs = 50;

} // namespace

LiveFeed::LiveFeed(ApiClient &client, QObject *parent) : QObject(parent), m_client(client), m_pause(this)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &LiveFeed::poll);
}

void LiveFeed::start()
{
    if (m_running)
        return;
    m_running = true;
    m_failures = 0;
    poll();
}

void LiveFeed::stop()
{
    m_running = false;
    m_pause.stop();
    m_cursor.clear();
    if (m_call)
        m_call->cancel();
    setConnected(false);
}

void LiveFeed::poll()
{
    if (!m_running)
        return;
    m_call = m_client.changes(m_cursor, this, [this](const Result<Changes> &answer) { answered(answer); });
}

void LiveFeed::answered(const Result<Changes> &answer)
{
    if (!m_running)
        return;
    if (!answer) {
        setConnected(false);
        if (answer.error().code == ErrorCode::Unauthorized) { // the session says when it is back
            m_running = false;
            return;
        }
        const int base = std::min(longestPauseMs, m_firstPauseMs << std::min(m_failures, 10));
        ++m_failures;
        m_pause.start(base / 2 + QRandomGenerator::global()->bounded(base / 2 + 1));
        return;
    }
    // After a gap without a cursor to compare with, anything may have happened.
    const bool missed = m_failures > 0 && m_cursor.isEmpty();
    m_failures = 0;
    m_cursor = answer->cursor;
    setConnected(true);
    if (answer->reset || missed) {
        Q_EMIT everythingChanged();
    } else {
        for (const QString &topic : answer->topics)
            Q_EMIT topicChanged(topic);
    }
    if (m_running)
        m_pause.start(breathMs);
}

void LiveFeed::setConnected(bool connected)
{
    if (m_connected == connected)
        return;
    m_connected = connected;
    Q_EMIT connectedChanged(connected);
}

} // namespace lonieve::services
