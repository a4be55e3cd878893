// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/errors.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace lonieve::store {

namespace {

struct StandardFailure
{
    const char *prefix; ///< whole SQLSTATE or its class; the first row that matches counts
    const char *key;
    ErrorCode code;
    const char *message;
};

constexpr StandardFailure standardFailures[] = {
    {"23505", "already_exists", ErrorCode::Conflict, "There is already an entry with these values."},
    {"23P01", "already_exists", ErrorCode::Conflict, "There is already an entry with these values."},
    {"23503", "reference", ErrorCode::Conflict,
     "An entry that this one refers to is missing or still in use."},
    {"23001", "reference", ErrorCode::Conflict,
     "An entry that this one refers to is missing or still in use."},
    {"23514", "invalid_value", ErrorCode::InvalidInput, "A value is outside what is allowed."},
    {"23", "constraint", ErrorCode::Internal,
     "The database refused values that the program should not send."},
    {"22", "invalid_value", ErrorCode::InvalidInput, "A value has the wrong form or is out of range."},
    {"40001", "serialisation", ErrorCode::Conflict, "Others were changing the same data; please try again."},
    {"40P01", "serialisation", ErrorCode::Conflict, "Others were changing the same data; please try again."},
    {"55P03", "locked", ErrorCode::Conflict, "Somebody else is changing this; please try again."},
    {"57014", "database_timeout", ErrorCode::Timeout, "The database took too long to answer."},
    {"25P03", "database_timeout", ErrorCode::Timeout, "A transaction was left idle for too long."},
    {"08", "database_unavailable", ErrorCode::Unavailable, "The database cannot be reached at the moment."},
    {"57P", "database_unavailable", ErrorCode::Unavailable, "The database cannot be reached at the moment."},
    {"53", "database_full", ErrorCode::Unavailable,
     "The database is out of connections, memory or disk space."},
    {"58", "database_failed", ErrorCode::Unavailable, "The database could not read or write its files."},
    {"42501", "database_denied", ErrorCode::Internal, "The database role may not do this."},
    {"", "database_error", ErrorCode::Internal, "The database could not carry out the request."},
};

} // namespace

Error errorFromSqlState(const QByteArray &sqlState, const QByteArray &message, const QByteArray &detail)
{
    Error error;
    error.sqlState = QString::fromLatin1(sqlState);
    for (const SqlFailure &failure : sqlFailures) {
        if (sqlState != failure.sqlState)
            continue;
        error.code = failure.code;
        error.key = QString::fromLatin1(failure.key);
        error.message = QString::fromUtf8(message);
        error.detail = QJsonDocument::fromJson(detail).object();
        const QString field = error.detail.value("field"_L1).toString();
        if (!field.isEmpty()) {
            const QString code = error.detail.value("code"_L1).toString(error.key);
            error.fields.append({field, code, error.message});
        }
        error.retryAfterSeconds = error.detail.value("retryAfter"_L1).toInt();
        return error;
    }
    for (const StandardFailure &failure : standardFailures) {
        if (!sqlState.startsWith(failure.prefix))
            continue;
        error.code = failure.code;
        error.key = QString::fromLatin1(failure.key);
        error.message = QString::fromLatin1(failure.message);
        break;
    }
    return error;
}

bool isRetryable(const QString &sqlState)
{
    return sqlState == "40001"_L1 || sqlState == "40P01"_L1;
}

bool endsSession(const QByteArray &sqlState)
{
    return sqlState.isEmpty() || sqlState.startsWith("08") || sqlState.startsWith("57P") ||
           sqlState == "25P03";
}

} // namespace lonieve::store
