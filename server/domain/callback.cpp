// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/domain/callback.h"
#include "server/integrations/signature.h"
#include "server/store/connection.h"
#include "server/store/failpoint.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using lonieve::integrations::RawMember;

namespace lonieve::domain {

namespace {

constexpr store::Statement tenantOfBill{"tenant_of_bill", "select tenant_of_bill($1::text) as tenant"};
// The two log statements do not wait for the disk: the commit of the sale between them takes the first one
// with it, and after a power cut the provider calls again.
constexpr store::Statement logWebhook{
    "log_webhook", "select set_config('synchronous_commit', 'off', true), "
                   "log_webhook($1::text, $2::text, $3::jsonb, $4::jsonb, $5::text) as id"};
constexpr store::Statement finishWebhook{"finish_webhook",
                                         "select set_config('synchronous_commit', 'off', true), "
                                         "finish_webhook($1::uuid, $2::int, $3::jsonb, $4::text, $5::int)"};
constexpr store::Statement applyStatus{
    "apply_payment_status",
    "select apply_payment_status($1::text, $2::text, $3::text, $4::text, 'webhook', $5::jsonb) as answer"};

constexpr qsizetype longestLoggedText = 500;
/// Whose log takes calls about unknown bills: the tenant of the first migration.
constexpr QUuid defaultTenant(0x00000000, 0x0000, 0x4000, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01);

QString textOf(const QList<RawMember> &members, const QString &name)
{
    const RawMember *member = integrations::findMember(members, name);
    return member && member->kind == RawMember::Kind::Text ? member->text : QString();
}

/// What the log keeps: no signature, nothing nested, nothing that jsonb cannot hold.
QJsonObject loggable(const QList<RawMember> &members)
{
    const auto clean = [](QString text) { return text.remove(QChar(QChar::Null)).left(longestLoggedText); };
    QJsonObject log;
    for (const RawMember &member : members) {
        if (member.name == u"signature"_s)
            continue;
        const QString name = clean(member.name);
        switch (member.kind) {
        case RawMember::Kind::Text:
            log.insert(name, clean(member.text));
            break;
        case RawMember::Kind::Number:
            log.insert(name, member.text.toDouble());
            break;
        case RawMember::Kind::Flag:
            log.insert(name, member.text == u"true"_s);
            break;
        case RawMember::Kind::Null:
            log.insert(name, QJsonValue::Null);
            break;
        case RawMember::Kind::Nested:
            log.insert(name, u"[nested]"_s);
            break;
        }
    }
    return log;
}

QJsonObject loggable(const QHash<QByteArray, QByteArray> &headers)
{
    QJsonObject log;
    for (const char *name : {"content-type", "content-length", "user-agent", "x-request-id", "x-attempt"}) {
        const QByteArray value = headers.value(QByteArray(name));
        if (!value.isEmpty() && !value.contains('\0'))
            log.insert(QLatin1String(name), QString::fromUtf8(value).left(longestLoggedText));
    }
    return log;
}

int statusFor(const Error &error)
{
    // Only for the log's column; what the caller sees is decided by server/http.
    switch (error.code) {
    case ErrorCode::InvalidInput:
        return 400;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return 503;
    default:
        return 500;
    }
}

Result<QJsonObject> apply(const store::Database &database, const QUuid &tenant,
                          const QList<QByteArray> &secrets, const QList<RawMember> &members,
                          const QJsonObject &payload)
{
    if (tenant.isNull())
        return failure(ErrorCode::NotFound, u"payment_not_found"_s, u"No payment has this bill."_s);
    if (!integrations::verifySignature(members, secrets))
        return failure(ErrorCode::Unauthorized, u"invalid_signature"_s, u"The signature does not fit."_s);

    const QString status = textOf(members, u"status"_s);
    static const QStringList known = {u"PAID"_s, u"PENDING"_s, u"FAILED"_s, u"EXPIRED"_s};
    Error refused{ErrorCode::InvalidInput, u"validation_failed"_s, u"The callback cannot be used."_s};
    if (!known.contains(status))
        refused.fields.append({u"status"_s, u"not_a_choice"_s, u"This status is unknown."_s});
    const RawMember *given = integrations::findMember(members, u"amount"_s);
    const bool told = given && given->kind != RawMember::Kind::Null;
    const QString amount = told ? integrations::plainAmount(given->spelled) : QString();
    if (told && amount.isEmpty())
        refused.fields.append({u"amount"_s, u"not_a_number"_s, u"This is not an amount."_s});
    const QString currency = textOf(members, u"currency"_s);
    // Money is only taken on a complete statement; reconciliation asks for what a short one leaves out.
    if (status == u"PAID"_s && !told)
        refused.fields.append({u"amount"_s, u"required"_s, u"The amount is missing."_s});
    if (status == u"PAID"_s && currency.isEmpty())
        refused.fields.append({u"currency"_s, u"required"_s, u"The currency is missing."_s});
    if (!refused.fields.isEmpty())
        return failure(refused);

    const auto nullable = [](const QString &text) {
        return store::Param::text(text.isEmpty() ? std::nullopt : std::optional(text));
    };
    const auto applied =
        database.once(tenant, applyStatus,
                      {textOf(members, u"bill_id"_s), status, nullable(amount), nullable(currency), payload});
    if (!applied)
        return failure(applied.error());
    store::failpoint("callback.applied");
    const bool again = applied->object(0, "answer").value(u"outcome"_s).toString() == u"already_processed"_s;
    return QJsonObject{{u"message"_s, again ? u"Already processed"_s : u"Webhook processed"_s}};
}

} // namespace

Result<QJsonObject> handleCallback(const store::Database &database, const QByteArrayList &secrets,
                                   const QHash<QByteArray, QByteArray> &headers, const QByteArray &rawBody)
{
    QElapsedTimer timer;
    timer.start();
    const auto members = integrations::readMembers(rawBody);
    const QJsonObject payload =
        members ? loggable(*members) : QJsonObject{{u"unreadable"_s, true}, {u"bytes"_s, rawBody.size()}};
    const QString billId = members ? textOf(*members, u"bill_id"_s).left(255) : QString();
    const bool askable = !billId.isEmpty() && !billId.contains(QChar(QChar::Null));

    QUuid tenant;
    if (askable) {
        const auto found = database.once(QUuid(), tenantOfBill, {billId});
        if (!found)
            return failure(found.error());
        tenant = found->uuid(0, "tenant");
    }
    // A call about an unknown bill is logged too, where the address that was called belongs.
    const QUuid logTenant = tenant.isNull() ? defaultTenant : tenant;
    const auto logged = database.once(logTenant, logWebhook,
                                      {u"cardlink"_s, u"payment.callback"_s, loggable(headers), payload,
                                       store::Param::text(askable ? std::optional(billId) : std::nullopt)});
    if (!logged)
        return failure(logged.error());
    store::failpoint("callback.logged");

    const Result<QJsonObject> answer =
        members ? apply(database, tenant, secrets, *members, payload) : failure(members.error());
    const QUuid logId = logged->uuid(0, "id");
    const auto nothing = store::Param::text(std::nullopt);
    const int elapsed = static_cast<int>(timer.elapsed());
    const auto finished =
        answer
            ? database.once(logTenant, finishWebhook, {logId, 200, *answer, nothing, elapsed})
            : database.once(logTenant, finishWebhook,
                            {logId, statusFor(answer.error()),
                             QJsonObject{{u"error"_s, answer.error().message}}, answer.error().key, elapsed});
    // The sale stands whether or not its log line could be completed.
    (void)finished;
    return answer;
}

} // namespace lonieve::domain
