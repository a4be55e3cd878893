// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/jobs.h"
#include "server/domain/ordering.h"
#include "server/integrations/cardlink.h"
#include "server/integrations/mailer.h"
#include "server/integrations/signature.h"
#include "server/jobs/loop.h"
#include "server/jobs/ordermessage.h"
#include "server/store/connection.h"
#include "server/store/failpoint.h"
#include "server/store/vault.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonObject>

#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace lonieve::jobs {

namespace {

constexpr store::Statement activeTenants{"jobs_tenants", "select id from tenants where status = 'active'"};
// A claim need not survive a power cut: the message is then claimed again.
constexpr store::Statement claimOutbox{
    "claim_outbox", "select c.* from (select set_config('synchronous_commit', 'off', true)) s, "
                    "claim_outbox($1::int, $2::int) c"};
constexpr store::Statement outboxCodes{"outbox_codes", "select * from outbox_codes($1::uuid)"};
constexpr store::Statement outboxSent{"outbox_sent", "select outbox_sent($1::uuid, $2::int)"};
constexpr store::Statement outboxFailed{"outbox_failed",
                                        "select outbox_failed($1::uuid, $2::text, $3::boolean) as outcome"};
constexpr store::Statement claimPayments{"claim_payments_to_check",
                                         "select * from claim_payments_to_check($1::int, $2::int)"};
constexpr store::Statement orderLocale{"jobs_order_locale", "select locale from orders where id = $1::uuid"};
constexpr store::Statement applyStatus{"reconcile_payment_status",
                                       "select apply_payment_status($1::text, $2::text, $3::text, $4::text, "
                                       "'reconciliation', $5::jsonb) as answer"};
constexpr store::Statement releaseReservations{"release_expired_reservations",
                                               "select release_expired_reservations($1::int) as count"};
constexpr store::Statement fulfilWaiting{"fulfil_waiting_orders",
                                         "select fulfil_waiting_orders(null, null, $1::int) as count"};
constexpr store::Statement ensurePartitions{"ensure_event_partitions", "select ensure_event_partitions()"};

// One message a claim: a lease has to outlast what one message can take, two tries of 35 seconds at most.
constexpr int mailsAClaim = 1;
constexpr int mailLeaseSeconds = 90;
constexpr int mailsAPass = 50;
constexpr int paymentsAClaim = 10;
constexpr int paymentLeaseSeconds = 120;
constexpr int patience = 3; ///< unanswered calls in a row before the provider is left alone for a while
constexpr int housePortion = 500;
constexpr auto partitionInterval = std::chrono::hours(6);

} // namespace

class Jobs::Private final
{
public:
    Private(const store::Database &givenDatabase, const store::Vault &givenVault,
            integrations::PaymentProvider &givenProvider, integrations::Mailer &givenMailer,
            Options givenOptions)
        : database(givenDatabase)
        , vault(givenVault)
        , provider(givenProvider)
        , mailer(givenMailer)
        , options(std::move(givenOptions))
    {}

    using TenantPass = std::function<Result<int>(const QUuid &, const std::stop_token &)>;
    Result<int> forEachTenant(const std::stop_token &stop, const TenantPass &pass) const;
    Result<int> sendMail(const QUuid &tenant, KeyCache &keys, const std::stop_token &stop) const;
    Result<void> sendOne(const QUuid &tenant, const store::Rows &claimed, int row, KeyCache &keys) const;
    Result<int> checkPayments(const QUuid &tenant, const std::stop_token &stop) const;
    Result<void> checkOne(const QUuid &tenant, const store::Rows &claimed, int row) const;
    Result<int> keepHouse(const QUuid &tenant, const std::stop_token &stop) const;

    const store::Database &database;
    const store::Vault &vault;
    integrations::PaymentProvider &provider;
    integrations::Mailer &mailer;
    const Options options;
    std::vector<std::unique_ptr<Loop>> mailLoops;
    std::vector<std::unique_ptr<Loop>> otherLoops;
};

Result<int> Jobs::Private::forEachTenant(const std::stop_token &stop, const TenantPass &pass) const
{
    const auto tenants = database.once(QUuid(), activeTenants);
    if (!tenants)
        return failure(tenants.error());
    int done = 0;
    std::optional<Error> firstError;
    for (int i = 0; i < tenants->count() && !stop.stop_requested(); ++i) {
        const auto count = pass(tenants->uuid(i, "id"), stop);
        if (count)
            done += *count;
        else if (!firstError)
            firstError = count.error(); // one tenant's trouble is not the others'
    }
    if (done == 0 && firstError)
        return failure(*firstError);
    return done;
}

Result<int> Jobs::Private::sendMail(const QUuid &tenant, KeyCache &keys, const std::stop_token &stop) const
{
    int done = 0;
    while (done < mailsAPass && !stop.stop_requested()) {
        const auto claimed = database.once(tenant, claimOutbox, {mailsAClaim, mailLeaseSeconds});
        if (!claimed)
            return failure(claimed.error());
        if (claimed->isEmpty())
            break;
        store::failpoint("outbox.claimed");
        for (int row = 0; row < claimed->count(); ++row) {
            if (const auto sent = sendOne(tenant, *claimed, row, keys); !sent)
                return failure(sent.error());
            ++done;
        }
    }
    return done;
}

Result<void> Jobs::Private::sendOne(const QUuid &tenant, const store::Rows &claimed, int row,
                                    KeyCache &keys) const
{
    QElapsedTimer timer;
    timer.start();
    const QUuid id = claimed.uuid(row, "id");
    const auto codes = database.once(tenant, outboxCodes, {id});
    if (!codes)
        return failure(codes.error());
    Result<void> outcome;
    auto message =
        orderMessage(claimed, row, *codes, keys, {options.siteUrl, options.mailFrom, options.supportEmail});
    if (message) {
        store::failpoint("outbox.message_built");
        outcome = mailer.send(*message);
        wipe(*message);
    } else {
        outcome = failure(message.error());
    }
    if (!outcome) {
        const Error &error = outcome.error();
        const bool permanent = error.key == u"mail_permanent"_s || error.key == u"codes_missing"_s;
        const auto reported =
            database.once(tenant, outboxFailed, {id, u"%1: %2"_s.arg(error.key, error.message), permanent});
        if (!reported)
            return failure(reported.error());
        qWarning("mail %s: %s (%s), %s", qPrintable(id.toString(QUuid::WithoutBraces)),
                 qPrintable(error.message), qPrintable(error.key), qPrintable(reported->text(0, "outcome")));
        return {};
    }
    store::failpoint("outbox.accepted");
    const auto reported = database.once(tenant, outboxSent, {id, static_cast<int>(timer.elapsed())});
    if (!reported)
        return failure(reported.error()); // the lease runs out and the same Message-ID goes out again
    return {};
}

Result<int> Jobs::Private::checkPayments(const QUuid &tenant, const std::stop_token &stop) const
{
    const auto claimed = database.once(tenant, claimPayments, {paymentsAClaim, paymentLeaseSeconds});
    if (!claimed)
        return failure(claimed.error());
    int unanswered = 0;
    for (int row = 0; row < claimed->count() && !stop.stop_requested(); ++row) {
        const auto checked = checkOne(tenant, *claimed, row);
        if (checked) {
            unanswered = 0;
            continue;
        }
        const Error &error = checked.error();
        qWarning("payment %s: %s (%s)", qPrintable(claimed->text(row, "payment_id")),
                 qPrintable(error.message), qPrintable(error.key));
        const bool down = error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout;
        unanswered = down ? unanswered + 1 : 0;
        if (unanswered >= patience)
            return failure(error);
    }
    return claimed->count();
}

Result<void> Jobs::Private::checkOne(const QUuid &tenant, const store::Rows &claimed, int row) const
{
    const QString billId = claimed.text(row, "bill_id");
    const QString status = claimed.text(row, "status");
    if (billId.isEmpty()) {
        if (status != u"created"_s)
            return {};
        const QString orderId = claimed.text(row, "order_id");
        const auto locale = database.once(tenant, orderLocale, {orderId});
        domain::PendingBill pending;
        pending.tenant = tenant;
        pending.orderId = orderId;
        pending.paymentId = claimed.text(row, "payment_id");
        pending.amount = claimed.text(row, "amount");
        pending.currency = claimed.text(row, "currency");
        pending.email = claimed.text(row, "email");
        pending.returnUrl = domain::returnUrl(
            options.siteUrl, orderId,
            QString::fromLatin1(domain::orderToken(options.orderTokenKey, tenant, QUuid(orderId))),
            locale && !locale->isEmpty() ? locale->text(0, "locale") : QString());
        pending.callbackUrl = domain::callbackUrl(options.siteUrl);
        const auto bill = domain::obtainBill(database, provider, pending);
        return bill ? Result<void>() : failure(bill.error());
    }
    const auto news = provider.billStatus(billId);
    if (!news)
        return failure(news.error());
    store::failpoint("reconcile.status_fetched");
    if (news->status.toLower() == status)
        return {};
    // Like a callback's: spelled out, and without one nothing is sold.
    std::optional<QString> amount;
    if (news->amount)
        amount = integrations::plainAmount(*news->amount);
    if (news->status == u"PAID"_s && (!amount || amount->isEmpty())) {
        return failure(ErrorCode::Unavailable, u"provider_answer"_s,
                       u"The payment provider says PAID without an amount; the bill stays open."_s);
    }
    const auto currency = news->currency.isEmpty() ? std::nullopt : std::optional(news->currency);
    const auto applied = database.once(
        tenant, applyStatus,
        {billId, news->status, store::Param::text(amount), store::Param::text(currency), news->response});
    return applied ? Result<void>() : failure(applied.error());
}

Result<int> Jobs::Private::keepHouse(const QUuid &tenant, const std::stop_token &stop) const
{
    int done = 0;
    for (const store::Statement &statement : {releaseReservations, fulfilWaiting}) {
        qint64 count = housePortion;
        while (count >= housePortion && !stop.stop_requested()) {
            const auto rows = database.once(tenant, statement, {housePortion});
            if (!rows)
                return failure(rows.error());
            count = rows->integer(0, "count");
            done += static_cast<int>(count);
        }
    }
    return done;
}

Jobs::Jobs(const store::Database &database, const store::Vault &vault,
           integrations::PaymentProvider &provider, integrations::Mailer &mailer, Options options)
    : d(std::make_unique<Private>(database, vault, provider, mailer, std::move(options)))
{}

Jobs::~Jobs()
{
    stop();
}

void Jobs::start()
{
    for (int i = 0; i < d->options.mailWorkers; ++i) {
        const auto keys = std::make_shared<KeyCache>(d->vault);
        d->mailLoops.push_back(std::make_unique<Loop>(
            "mail", d->options.mailInterval, [this, keys](const std::stop_token &stop) {
                return d->forEachTenant(stop, [&](const QUuid &tenant, const std::stop_token &token) {
                    return d->sendMail(tenant, *keys, token);
                });
            }));
    }
    d->otherLoops.push_back(
        std::make_unique<Loop>("payments", d->options.paymentInterval, [this](const std::stop_token &stop) {
            return d->forEachTenant(stop, [&](const QUuid &tenant, const std::stop_token &token) {
                return d->checkPayments(tenant, token);
            });
        }));
    const auto lastPartitions = std::make_shared<std::optional<std::chrono::steady_clock::time_point>>();
    d->otherLoops.push_back(std::make_unique<Loop>(
        "housekeeping", d->options.houseInterval,
        [this, lastPartitions](const std::stop_token &stop) -> Result<int> {
            const auto now = std::chrono::steady_clock::now();
            if (!*lastPartitions || now - **lastPartitions > partitionInterval) {
                if (const auto made = d->database.once(QUuid(), ensurePartitions); !made)
                    return failure(made.error());
                *lastPartitions = now;
            }
            const auto done = d->forEachTenant(stop, [&](const QUuid &tenant, const std::stop_token &token) {
                return d->keepHouse(tenant, token);
            });
            // Everything that was due is done in one pass; a rest follows even when there was work.
            return done ? Result<int>(0) : done;
        }));
}

void Jobs::stop()
{
    for (const auto *loops : {&d->mailLoops, &d->otherLoops}) {
        for (const auto &loop : *loops)
            loop->requestStop();
    }
    d->mailLoops.clear();
    d->otherLoops.clear();
}

void Jobs::wakeMail()
{
    for (const auto &loop : d->mailLoops)
        loop->wake();
}

Result<int> Jobs::sendMail(const QUuid &tenant)
{
    KeyCache keys(d->vault);
    return d->sendMail(tenant, keys, {});
}

Result<int> Jobs::checkPayments(const QUuid &tenant)
{
    return d->checkPayments(tenant, {});
}

Result<int> Jobs::keepHouse(const QUuid &tenant)
{
    return d->keepHouse(tenant, {});
}

} // namespace lonieve::jobs
