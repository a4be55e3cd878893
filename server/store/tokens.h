// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace lonieve::store {

/// A bearer token: `text` goes to its holder and is kept nowhere, `hash` goes to the database.
struct Token
{
    QString text;    ///< 32 random bytes, base64url without padding: 43 characters
    QByteArray hash; ///< tokenHash(text)
};

Token newToken();

/// SHA-256 of a token's text; 32 bytes, whatever was presented. A token is random, so that needs no salt.
QByteArray tokenHash(const QString &text);

/// Compares without telling by its duration where the first difference is. Different lengths differ.
bool sameBytes(const QByteArray &a, const QByteArray &b);

/// From the system's generator.
QByteArray randomBytes(qsizetype count);

} // namespace lonieve::store
