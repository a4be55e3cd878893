// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QUuid>

namespace lonieve::store {
class Database;
}
namespace lonieve::integrations {
class PaymentProvider;
}

namespace lonieve::domain {

/// What the server knows about an order besides the customer's body.
struct OrderContext
{
    QUuid tenant;
    QString siteUrl; ///< own public address without a trailing slash, for the return and callback addresses
    QString visitorId;
    QString referrer;
    QString ipAddress;
    QString userAgent;
    QString deviceType;
    QString country;
    QString idempotencyKey; ///< the Idempotency-Key header; empty when there was none
    /// Server secret, the same on all servers of a store: what access tokens of orders are made with.
    QByteArray tokenKey;
    int billSeconds = 3600;
    int graceSeconds = 900; ///< codes stay reserved this much longer than the bill lives
};

/// Creates the order and its bill: intent and reservations in one transaction, then the provider's bill
/// outside any transaction, then both joined. `validated` comes from validatedOrder(). Blocks. Answers
/// {orderId, paymentUrl, billId, accessToken}. When the provider fails: Unavailable
/// "payment_provider_unavailable" with detail {orderId}; reconciliation, or the same Idempotency-Key again,
/// finishes the order.
Result<QJsonObject> placeOrder(const store::Database &database, integrations::PaymentProvider &provider,
                               const OrderContext &context, const QJsonObject &validated);

/// What opens the buyer's pages of one order: made from the order's id with the server's secret, so that a
/// repeated request and reconciliation know it too, while the store holds only its hash.
QByteArray orderToken(const QByteArray &tokenKey, const QUuid &tenant, const QUuid &order);

/// The address that the provider sends the customer back to, and the one that it calls.
QString returnUrl(const QString &siteUrl, const QString &orderId, const QString &accessToken,
                  const QString &locale);
QString callbackUrl(const QString &siteUrl);

/// Asks the provider for the bill of a stored payment intent and joins it to the order. Used by placeOrder()
/// and by reconciliation with the same idempotency key (the payment's id), so that it can be repeated.
struct PendingBill
{
    QUuid tenant;
    QString orderId;
    QString paymentId;
    QString amount;
    QString currency;
    QString email;
    QString returnUrl;
    QString callbackUrl;
    int billSeconds = 3600;
};
Result<QJsonObject> obtainBill(const store::Database &database, integrations::PaymentProvider &provider,
                               const PendingBill &pending);

} // namespace lonieve::domain
