// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/sandbox/billbook.h"

#include <QNetworkAccessManager>
#include <QObject>

namespace lonieve::sandbox {

/// What goes wrong on purpose. Counts are used up; delays and flags stay until they are changed.
struct Faults
{
    int createDelayMs = 0;
    int createFail = 0;
    int createStatus = 500;  ///< of the failed creations
    int dropAfterCreate = 0; ///< bills that are made although the caller gets no answer
    int statusDelayMs = 0;
    int statusFail = 0;
    int callbackDuplicate = 0; ///< so many copies of each callback more
    int callbackDelayMs = 0;
    int callbackBadSignature = 0; ///< the next so many tries
    bool callbackSuppress = false;
};

/// The body of a callback, signed as the design says. Pure.
QByteArray callbackBody(const Bill &bill, const QByteArray &secret);

/// Tells the shop about bills: each callback is tried again with growing pauses, at most twelve times, until
/// it is answered with 2xx.
class CallbackSender final : public QObject
{
    Q_OBJECT

public:
    CallbackSender(BillBook &bills, Faults &faults, QByteArray secret, QObject *parent = nullptr);

    /// Sends what the bill says now, `copies` times at once.
    void send(const QString &billId, int copies = 1);
    /// Goes on with what an earlier run had not delivered.
    void resume();

private:
    void post(const QString &billId, const QByteArray &body, int attempt);

    BillBook &m_bills;
    Faults &m_faults;
    const QByteArray m_secret;
    QNetworkAccessManager m_network;
};

} // namespace lonieve::sandbox
