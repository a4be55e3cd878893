// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>

namespace lonieve::store {

/// One SQLSTATE that the product's own SQL functions raise, and the failure that it stands for.
struct SqlFailure
{
    const char *sqlState;
    const char *key;
    ErrorCode code;
};

/// The table of class LG. A function raises with MESSAGE = text for people and DETAIL = a JSON object.
inline constexpr SqlFailure sqlFailures[] = {
    {"LG001", "price_changed", ErrorCode::Conflict},
    {"LG002", "out_of_stock", ErrorCode::Conflict},
    {"LG003", "product_inactive", ErrorCode::Unprocessable},
    {"LG004", "nominal_unlisted", ErrorCode::Unprocessable},
    {"LG005", "idempotency_mismatch", ErrorCode::Unprocessable},
    {"LG006", "not_found", ErrorCode::NotFound},
    {"LG007", "not_possible", ErrorCode::Conflict},
    {"LG008", "invalid_value", ErrorCode::InvalidInput},
    {"LG009", "refund_exceeds_payment", ErrorCode::Unprocessable},
    {"LG010", "rate_limited", ErrorCode::RateLimited},
    {"LG011", "store_newer", ErrorCode::Internal},
};

/// Translates what PostgreSQL reported. Only class LG hands on the server's own message and detail: other
/// messages can quote values ("invalid input syntax for type uuid: …"), so they get a text of ours.
Error errorFromSqlState(const QByteArray &sqlState, const QByteArray &message, const QByteArray &detail);

/// Serialisation failures and deadlocks: the same transaction may succeed when it is run again.
bool isRetryable(const QString &sqlState);

/// The session is gone or about to go; the connection must be opened again.
bool endsSession(const QByteArray &sqlState);

} // namespace lonieve::store
