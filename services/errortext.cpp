// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/errortext.h"

#include <QCoreApplication>

namespace lonieve::services {

namespace {

struct Row
{
    const char *key;
    const char *text; ///< %1 = what the network or the server said
};

// What happened, and what to do next. Keys of server/http and of this folder.
constexpr Row rows[] = {
    {"no_answer",
     QT_TRANSLATE_NOOP("Errors", "The server did not answer in time. Nothing was lost; try again.")},
    {"host_not_found",
     QT_TRANSLATE_NOOP("Errors", "The server's name was not found. Check the address and the network.")},
    {"connection_refused",
     QT_TRANSLATE_NOOP("Errors", "The server does not accept connections. It may be stopped or starting.")},
    {"connection_lost",
     QT_TRANSLATE_NOOP("Errors", "The connection to the server was lost (%1). Try again.")},
    {"tls_failed",
     QT_TRANSLATE_NOOP("Errors", "The server's certificate could not be verified (%1). Nothing was sent.")},
    {"not_http", QT_TRANSLATE_NOOP("Errors", "What answers at this address is not a Lonieve server (%1).")},
    {"not_json", QT_TRANSLATE_NOOP("Errors", "What answers at this address is not a Lonieve server (%1).")},
    {"redirected", QT_TRANSLATE_NOOP("Errors", "The server has moved (%1). Sign in with the new address.")},
    {"cancelled", QT_TRANSLATE_NOOP("Errors", "Cancelled.")},
    {"not_signed_in", QT_TRANSLATE_NOOP("Errors", "You are not signed in.")},
    {"sign_in_expired", QT_TRANSLATE_NOOP("Errors", "Your sign-in has ended. Sign in again.")},
    {"session_ended", QT_TRANSLATE_NOOP("Errors", "Your sign-in has ended. Sign in again.")},
    {"role_too_low", QT_TRANSLATE_NOOP("Errors", "Your role does not allow this.")},
    {"wrong_credentials", QT_TRANSLATE_NOOP("Errors", "The e-mail or the password is not right.")},
    {"price_changed", QT_TRANSLATE_NOOP("Errors", "The price has changed.")},
    {"out_of_stock", QT_TRANSLATE_NOOP("Errors", "There are not enough codes in stock.")},
    {"refund_exceeds_payment",
     QT_TRANSLATE_NOOP("Errors",
                       "The refund is more than what is left of the payment. Nothing was refunded.")},
    {"rate_limited", QT_TRANSLATE_NOOP("Errors", "Too many requests. Wait a moment and try again.")},
};

// Used when the server sent no text of its own (a proxy's page).
struct StatusRow
{
    ErrorCode code;
    const char *text;
};

constexpr StatusRow fallbacks[] = {
    {ErrorCode::InvalidInput, QT_TRANSLATE_NOOP("Errors", "The server refused the values.")},
    {ErrorCode::Unauthorized, QT_TRANSLATE_NOOP("Errors", "Your sign-in has ended. Sign in again.")},
    {ErrorCode::Forbidden, QT_TRANSLATE_NOOP("Errors", "Your role does not allow this.")},
    {ErrorCode::NotFound, QT_TRANSLATE_NOOP("Errors", "The server does not know this.")},
    {ErrorCode::Conflict,
     QT_TRANSLATE_NOOP("Errors", "Something has changed meanwhile. Refresh and try again.")},
    {ErrorCode::Unprocessable, QT_TRANSLATE_NOOP("Errors", "The server could not do this.")},
    {ErrorCode::TooLarge, QT_TRANSLATE_NOOP("Errors", "This is more than the server accepts at once.")},
    {ErrorCode::RateLimited, QT_TRANSLATE_NOOP("Errors", "Too many requests. Wait a moment and try again.")},
    {ErrorCode::Unavailable,
     QT_TRANSLATE_NOOP("Errors", "The server is busy or restarting. Try again in a moment.")},
    {ErrorCode::Timeout,
     QT_TRANSLATE_NOOP("Errors", "The server did not answer in time. Nothing was lost; try again.")},
    {ErrorCode::Cancelled, QT_TRANSLATE_NOOP("Errors", "Cancelled.")},
    {ErrorCode::Internal,
     QT_TRANSLATE_NOOP("Errors",
                       "The server failed at this. Try again, and tell your administrator if it stays.")},
};

} // namespace

Error withLocalText(Error error, int status)
{
    for (const Row &row : rows) {
        if (error.key == QLatin1String(row.key)) {
            QString text = QCoreApplication::translate("Errors", row.text);
            if (text.contains(QLatin1String("%1")))
                text = text.arg(error.message.left(200));
            error.message = text;
            return error;
        }
    }
    if (!error.message.isEmpty())
        return error;
    for (const StatusRow &row : fallbacks) {
        if (row.code == error.code)
            error.message = QCoreApplication::translate("Errors", row.text);
    }
    if (status > 0)
        error.message += QStringLiteral(" (HTTP %1)").arg(status);
    return error;
}

} // namespace lonieve::services
