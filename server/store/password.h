// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QString>

namespace lonieve::store {

constexpr int shortestPassword = 10;

/// Argon2id with a random salt (libsodium's crypto_pwhash_str); about 64 MB and some 50 ms, so never on an
/// event loop. At most two run at a time in the process, the others wait: memory stays bounded.
Result<QString> hashPassword(const QString &password);

/// Takes the same time for a wrong password as for the right one. False for a damaged hash.
bool verifyPassword(const QString &hash, const QString &password);

/// Spends the time of verifyPassword() for an account that does not exist; always false.
bool verifyNothing(const QString &password);

} // namespace lonieve::store
