// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QString>
#include <QUuid>

#include <chrono>
#include <memory>

namespace lonieve::store {
class Database;
class Vault;
} // namespace lonieve::store
namespace lonieve::integrations {
class Mailer;
class PaymentProvider;
} // namespace lonieve::integrations

namespace lonieve::jobs {

struct Options
{
    QString siteUrl;          ///< own public address without a trailing slash
    QByteArray orderTokenKey; ///< what the access tokens of orders are made with
    QString mailFrom;         ///< "Lonieve Gift <noreply@example.com>"
    QString supportEmail;
    int mailWorkers = 2;
    std::chrono::milliseconds mailInterval{1'000}; ///< pause when nothing is due
    std::chrono::milliseconds paymentInterval{3'000};
    std::chrono::milliseconds houseInterval{15'000};
};

/// The work that nobody waits for: mail from the outbox, payments whose news did not arrive, reservations
/// that ran out, orders that wait for stock. Each kind has its own thread, goes through all active tenants,
/// and lives through every error with growing pauses. Several servers may run the same jobs on one store:
/// rows are claimed with SKIP LOCKED and leases, and every step can be repeated.
class Jobs final
{
public:
    Jobs(const store::Database &database, const store::Vault &vault, integrations::PaymentProvider &provider,
         integrations::Mailer &mailer, Options options);
    ~Jobs(); ///< stop()
    Jobs(const Jobs &) = delete;
    Jobs &operator=(const Jobs &) = delete;

    void start();
    void stop(); ///< returns when the messages and payments in hand are finished

    /// Something was put into the outbox: look now instead of after the interval. Any thread, never blocks.
    void wakeMail();

    // One pass over one tenant; what the threads do, for tests. The number of rows worked on.
    Result<int> sendMail(const QUuid &tenant);
    Result<int> checkPayments(const QUuid &tenant);
    Result<int> keepHouse(const QUuid &tenant);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::jobs
