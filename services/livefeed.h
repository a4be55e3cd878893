// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

namespace lonieve::services {

class ApiClient;
class Call;
struct Changes;

/// Listens to the server's changes by long poll while started, with back-off while the server is away. Tells
/// topics, never data. GUI thread.
class LiveFeed final : public QObject
{
    Q_OBJECT

public:
    explicit LiveFeed(ApiClient &client, QObject *parent = nullptr);

    void start();
    void stop();
    bool isConnected() const { return m_connected; }
    /// The first pause after a failure; doubles up to thirty seconds.
    void setBackOff(int firstMs) { m_firstPauseMs = firstMs; }

Q_SIGNALS:
    void topicChanged(const QString &topic);
    /// What changed meanwhile is unknown: everything may be stale.
    void everythingChanged();
    void connectedChanged(bool connected);

private:
    void poll();
    void answered(const Result<Changes> &answer);
    void setConnected(bool connected);

    ApiClient &m_client;
    QPointer<Call> m_call;
    QTimer m_pause;
    QString m_cursor;
    int m_firstPauseMs = 1000;
    int m_failures = 0;
    bool m_running = false;
    bool m_connected = false;
};

} // namespace lonieve::services
