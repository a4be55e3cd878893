// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"
#include "server/sandbox/billbook.h"
#include "server/sandbox/callbacks.h"

#include <QObject>
#include <QTimer>

namespace lonieve::sandbox {

struct Options
{
    QByteArray apiKey; ///< empty: any key is taken
    QByteArray secret; ///< callbacks are signed with it
    QString stateFile; ///< empty: bills are forgotten at the end
};

/// The payment provider's documented interface, its payment page, and /control for tests. Everything runs on
/// the event loop's thread and nothing blocks.
class Sandbox final : public QObject
{
    Q_OBJECT

public:
    explicit Sandbox(Options options, QObject *parent = nullptr);

    Result<void> load();
    QList<http::Route> routes();
    /// The address that it is reached at; payment pages are below it.
    void setUrl(const QString &url);

private:
    using Action = http::Response (Sandbox::*)(const http::Request &);
    http::Route route(http::Method method, const char *pattern, Action action, const char *summary);
    bool isAuthorised(const http::Request &request) const;
    void create(const http::Request &request, const http::Completion &completion);
    Result<Bill *> billOf(const http::Request &request);
    void status(const http::Request &request, const http::Completion &completion);
    http::Response page(const http::Request &request);
    http::Response pay(const http::Request &request);
    http::Response style(const http::Request &request);
    http::Response listBills(const http::Request &request);
    http::Response setBill(const http::Request &request);
    http::Response setFaults(const http::Request &request);
    void setStatus(Bill &bill, const QString &status, int callbacks);
    void expireBills();
    QByteArray created(const Bill &bill) const;
    QByteArray told(const Bill &bill) const;

    const Options m_options;
    QString m_url;
    BillBook m_bills;
    Faults m_faults;
    CallbackSender m_callbacks;
    QTimer m_clock;
};

} // namespace lonieve::sandbox
