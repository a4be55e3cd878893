// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <tl/expected.hpp>

namespace lonieve {

/// What kind of failure it is. One table per layer translates it: server/http to a status code,
/// widgets to a page state. Nothing else may invent status codes.
enum class ErrorCode {
    InvalidInput, ///< the caller's values are wrong; `fields` says which
    Unauthorized, ///< nobody is signed in, or the token is no longer valid
    Forbidden,    ///< signed in, but the role does not allow it
    NotFound,
    Conflict,      ///< the state has moved on (price_changed, out_of_stock)
    Unprocessable, ///< well-formed but not possible (inactive product)
    TooLarge,
    RateLimited,
    Unavailable, ///< a dependency is down or a queue is full; trying again later may help
    Timeout,
    Cancelled,
    Internal,
};

/// One value that was refused: `field` as the caller spelled it, `code` for programs, `message` for people.
struct FieldError
{
    QString field;
    QString code;
    QString message;
    bool operator==(const FieldError &) const = default;
};

/// An expected failure. `key` is stable and machine-readable ("price_changed"); `message` is for people and
/// holds no secret; `detail` is extra data for the caller (the current price); `sqlState` only from the
/// store.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString key;
    QString message;
    QList<FieldError> fields = {};
    QJsonObject detail = {};
    QString sqlState = {};
    int retryAfterSeconds = 0;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(ErrorCode code, QString key, QString message)
{
    return tl::unexpected<Error>(Error{code, std::move(key), std::move(message)});
}

inline tl::unexpected<Error> failure(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace lonieve
