// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

#include <memory>

namespace lonieve::store {

class Connection;

/// Envelope encryption of gift codes: AES-256-GCM with a data key per batch, wrapped by a versioned master
/// key that lives in a file (LONIEVE_MASTER_KEY_FILE, a systemd credential, or keys/master.keys in the data
/// directory, mode 0600, made at first start) and never in the database. The blind index is HMAC-SHA-256 of
/// the normalised code with an index key, itself wrapped. Thread-safe after load.
class Vault final
{
public:
    /// Reads the master keys; `createIfMissing` makes version 1. Refuses a file that others can read.
    static Result<std::shared_ptr<Vault>> load(const QString &keyFile, bool createIfMissing);
    ~Vault();

    struct DataKey
    {
        QByteArray key;
        QByteArray wrapped;
        int masterVersion = 0;
    };
    /// A fresh data key for a batch; the batch id is bound to it as AAD.
    DataKey newDataKey(const QUuid &batch) const;
    /// Fails with Internal "vault_key_missing" when the master version is not in the file, "vault_damaged"
    /// otherwise.
    Result<QByteArray> unwrap(const QUuid &batch, const QByteArray &wrapped, int masterVersion) const;

    /// nonce (12) ‖ ciphertext ‖ tag (16); AAD is the row id.
    static QByteArray seal(const QByteArray &dataKey, const QUuid &row, const QByteArray &plain);
    static Result<QByteArray> open(const QByteArray &dataKey, const QUuid &row, const QByteArray &sealed);

    /// White space and hyphens removed, letters folded to upper case: what makes two codes the same code.
    static QByteArray normalised(const QString &code);
    QByteArray blindIndex(const QUuid &tenant, const QString &code) const;
    /// The last four characters for staff; fewer for short codes (never more than a third of the code).
    static QString lastFour(const QString &code);

    /// Reads the index key from vault_keys, making it (wrapped) in an empty store. Call once after load.
    Result<void> prepare(Connection &connection);

    /// A key for another purpose (signing links), 32 bytes, the same on every server and after every
    /// rotation. After prepare().
    QByteArray derivedKey(const char *purpose) const;

    int currentVersion() const;
    /// Adds a master key version to the file, durably, then re-wraps every batch key and the index key in
    /// small transactions while the shop is selling. Returns how many keys were re-wrapped. Can be run again
    /// after a crash.
    Result<int> rotate(Connection &connection);

private:
    class Private;
    Vault();
    std::unique_ptr<Private> d;
};

} // namespace lonieve::store
