// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/domain/ordering.h"
#include "server/integrations/cardlink.h"
#include "server/store/connection.h"
#include "server/store/failpoint.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace lonieve::domain {

namespace {

constexpr store::Statement createOrder{
    "create_order", "select create_order($1::jsonb, $2::jsonb, $3::text, $4::bytea) as answer"};
constexpr store::Statement attachBill{
    "attach_bill", "select attach_bill($1::uuid, $2::text, $3::text, $4::timestamptz, $5::jsonb) as answer"};
constexpr store::Statement attemptFailed{"payment_attempt_failed",
                                         "select payment_attempt_failed($1::uuid, $2::text)"};

} // namespace

QByteArray orderToken(const QByteArray &tokenKey, const QUuid &tenant, const QUuid &order)
{
    const QByteArray subject = "order-token\n" + tenant.toByteArray() + '\n' + order.toByteArray();
    return QMessageAuthenticationCode::hash(subject, tokenKey, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QString returnUrl(const QString &siteUrl, const QString &orderId, const QString &accessToken,
                  const QString &locale)
{
    QUrlQuery query;
    query.addQueryItem(u"orderId"_s, orderId);
    if (!accessToken.isEmpty())
        query.addQueryItem(u"t"_s, accessToken);
    return siteUrl + (locale == u"ru"_s ? u"/ru/pending?"_s : u"/pending?"_s) +
           query.toString(QUrl::FullyEncoded);
}

QString callbackUrl(const QString &siteUrl)
{
    return siteUrl + u"/api/webhooks/cardlink"_s;
}

Result<QJsonObject> obtainBill(const store::Database &database, integrations::PaymentProvider &provider,
                               const PendingBill &pending)
{
    integrations::BillRequest request;
    request.amount = pending.amount;
    request.currency = pending.currency;
    request.orderId = pending.orderId;
    request.customerEmail = pending.email;
    request.returnUrl = pending.returnUrl;
    request.webhookUrl = pending.callbackUrl;
    request.expiresInSeconds = pending.billSeconds;
    request.idempotencyKey = pending.paymentId;
    const auto bill = provider.createBill(request);
    if (!bill) {
        // Counting the attempt is a courtesy to reconciliation; the order stands without it.
        (void)database.once(pending.tenant, attemptFailed, {pending.paymentId, bill.error().key});
        return failure(bill.error());
    }
    store::failpoint("order.bill_created");
    const auto attached =
        database.once(pending.tenant, attachBill,
                      {pending.paymentId, bill->billId, bill->paymentUrl, bill->expiresAt, bill->response});
    if (!attached)
        return failure(attached.error());
    store::failpoint("order.bill_attached");
    return attached->object(0, "answer");
}

Result<QJsonObject> placeOrder(const store::Database &database, integrations::PaymentProvider &provider,
                               const OrderContext &context, const QJsonObject &validated)
{
    const QByteArray bodyHash = QCryptographicHash::hash(
        QJsonDocument(validated).toJson(QJsonDocument::Compact), QCryptographicHash::Sha256);
    const QUuid newOrder = QUuid::createUuid();
    const QByteArray newToken = orderToken(context.tokenKey, context.tenant, newOrder);
    const auto textOrNull = [](const QString &text) {
        return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
    };
    const QJsonObject facts{
        {u"orderId"_s, newOrder.toString(QUuid::WithoutBraces)},
        {u"visitorId"_s, textOrNull(context.visitorId)},
        {u"referrer"_s, textOrNull(context.referrer)},
        {u"ipAddress"_s, textOrNull(context.ipAddress)},
        {u"userAgent"_s, textOrNull(context.userAgent)},
        {u"deviceType"_s, textOrNull(context.deviceType)},
        {u"country"_s, textOrNull(context.country)},
        {u"accessTokenHash"_s,
         QString::fromLatin1(QCryptographicHash::hash(newToken, QCryptographicHash::Sha256).toHex())},
        {u"reservationSeconds"_s, context.billSeconds + context.graceSeconds},
        {u"paymentMethod"_s, u"cardlink"_s},
    };
    const std::optional<QString> key =
        context.idempotencyKey.isEmpty() ? std::nullopt : std::optional(context.idempotencyKey);
    const auto created =
        database.once(context.tenant, createOrder,
                      {validated, facts, store::Param::text(key), store::Param::bytes(bodyHash)});
    if (!created)
        return failure(created.error());
    store::failpoint("order.intent_stored");

    const QJsonObject order = created->object(0, "answer");
    // A repeated request is answered with the order that it made the first time, and with that order's token.
    const QString orderId = order.value(u"orderId"_s).toString();
    const QByteArray token = orderToken(context.tokenKey, context.tenant, QUuid(orderId));
    QString billId = order.value(u"billId"_s).toString();
    QString paymentUrl = order.value(u"paymentUrl"_s).toString();
    if (billId.isEmpty()) {
        PendingBill pending;
        pending.tenant = context.tenant;
        pending.orderId = orderId;
        pending.paymentId = order.value(u"paymentId"_s).toString();
        pending.amount = order.value(u"amount"_s).toString();
        pending.currency = order.value(u"currency"_s).toString();
        pending.email = order.value(u"email"_s).toString();
        pending.returnUrl = returnUrl(context.siteUrl, orderId, QString::fromLatin1(token),
                                      validated.value(u"locale"_s).toString());
        pending.callbackUrl = callbackUrl(context.siteUrl);
        pending.billSeconds = context.billSeconds;
        const auto bill = obtainBill(database, provider, pending);
        if (!bill) {
            Error error{ErrorCode::Unavailable, u"payment_provider_unavailable"_s,
                        u"The payment service does not answer at the moment. Your order is kept; please try "
                        u"again shortly."_s};
            error.detail = QJsonObject{{u"orderId"_s, orderId}};
            error.retryAfterSeconds = 5;
            return failure(error);
        }
        billId = bill->value(u"billId"_s).toString();
        paymentUrl = bill->value(u"paymentUrl"_s).toString();
    }
    return QJsonObject{{u"orderId"_s, orderId},
                       {u"paymentUrl"_s, paymentUrl},
                       {u"billId"_s, billId},
                       {u"accessToken"_s, QString::fromLatin1(token)}};
}

} // namespace lonieve::domain
