// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QFile>
#include <QHash>
#include <QString>

#include <map>

namespace lonieve::sandbox {

/// A bill of the pretended payment provider.
struct Bill
{
    QString id;
    QString orderId;
    QString idempotencyKey;
    QByteArray amount; ///< a JSON number as it was asked for ("75.00")
    QString currency;
    QString email;
    QString returnUrl;
    QString webhookUrl;
    QString status = QStringLiteral("PENDING");
    QByteArray reportedAmount; ///< what callbacks and status say; differs from `amount` on demand
    QString reportedCurrency;
    QDateTime createdAt;
    QDateTime expiresAt;
    QDateTime paidAt;
    bool delivered = true; ///< false while a callback is still to be accepted
    int callbacks = 0;     ///< tries so far
};

/// All bills. With a file every change is appended to it as a JSON line, and a start reads it again; a line
/// cut off by a crash is ignored. For one thread.
class BillBook final
{
public:
    /// Empty name: nothing is kept.
    Result<void> open(const QString &fileName);

    Bill *find(const QString &id);
    Bill *findByOrder(const QString &orderId);
    Bill *findByKey(const QString &idempotencyKey);
    Bill &add(const Bill &bill);
    void changed(const Bill &bill);

    /// A bill that is pending although its time is over, or nullptr.
    Bill *overdue(const QDateTime &now);
    QList<const Bill *> all() const;

private:
    void index(const Bill &bill);
    static QByteArray toLine(const Bill &bill);
    static Bill fromLine(const QByteArray &line);

    std::map<QString, Bill> m_bills; ///< addresses stay valid
    QHash<QString, QString> m_byOrder;
    QHash<QString, QString> m_byKey;
    std::multimap<QDateTime, QString> m_expiry;
    QFile m_file;
};

} // namespace lonieve::sandbox
