// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/integrations/httpclient.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QString>

#include <memory>
#include <optional>

namespace lonieve::integrations {

/// What the payment provider is asked to collect. The same idempotency key makes the same bill.
struct BillRequest
{
    QString amount; ///< plain decimal text ("75.00"), never a double
    QString currency;
    QString orderId;
    QString customerEmail;
    QString returnUrl;
    QString webhookUrl;
    int expiresInSeconds = 3600;
    QString idempotencyKey; ///< the payment's id
};

struct Bill
{
    QString billId;
    QString paymentUrl;
    QDateTime expiresAt; ///< UTC; invalid when the provider did not say
    QJsonObject response;
};

struct BillStatus
{
    QString billId;
    QString status;                ///< PAID, PENDING, FAILED or EXPIRED
    std::optional<QString> amount; ///< as it was spelled
    QString currency;              ///< empty when the provider did not say
    QJsonObject response;
};

/// A payment provider. Calls block; never use them on an event loop or inside a transaction. Thread-safe.
/// Errors: Timeout and Unavailable when trying again may help, NotFound for an unknown bill, Internal
/// otherwise; no message holds a secret.
class PaymentProvider
{
public:
    virtual ~PaymentProvider() = default;
    virtual Result<Bill> createBill(const BillRequest &request) = 0;
    virtual Result<BillStatus> billStatus(const QString &billId) = 0;
};

/// The provider that the design names: Bearer key, JSON, POST /bill/create and GET /bill/status.
class Cardlink final : public PaymentProvider
{
public:
    struct Options
    {
        QString baseUrl; ///< "https://api.cardlink.com/v2"
        QByteArray apiKey;
        HttpLimits limits = {};
    };
    explicit Cardlink(Options options);
    ~Cardlink() override;

    Result<Bill> createBill(const BillRequest &request) override;
    Result<BillStatus> billStatus(const QString &billId) override;

private:
    Result<QByteArray> checked(Result<HttpAnswer> answer) const;
    HttpClient::Headers headers() const;

    const Options m_options;
    HttpClient m_http;
};

/// The JSON of a bill request: the amount is a JSON number with exactly the given digits.
QByteArray billRequestJson(const BillRequest &request);

} // namespace lonieve::integrations
