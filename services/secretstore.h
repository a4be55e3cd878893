// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QHash>
#include <QObject>
#include <QString>

#include <functional>

namespace lonieve::services {

/// Keeps small secrets under names. All calls return at once; the answer comes through the event loop and is
/// dropped when `context` is gone. Failures: NotFound (no such secret), Unavailable (no keyring).
class SecretStore : public QObject
{
    Q_OBJECT

public:
    using ReadDone = std::function<void(Result<QString>)>;
    using WriteDone = std::function<void(Result<void>)>;

    using QObject::QObject;
    virtual void read(const QString &name, QObject *context, ReadDone done) = 0;
    virtual void write(const QString &name, const QString &secret, QObject *context, WriteDone done) = 0;
    virtual void remove(const QString &name, QObject *context, WriteDone done) = 0;

    /// The name of a refresh token: one for each server and person.
    static QString refreshTokenName(const QString &serverUrl, const QString &email);
};

/// Forgets everything at the end of the run: for tests and scheduled exports.
class MemorySecretStore final : public SecretStore
{
    Q_OBJECT

public:
    using SecretStore::SecretStore;
    void read(const QString &name, QObject *context, ReadDone done) override;
    void write(const QString &name, const QString &secret, QObject *context, WriteDone done) override;
    void remove(const QString &name, QObject *context, WriteDone done) override;

    QHash<QString, QString> secrets;
    bool available = true; ///< false: every call fails as a machine without a keyring does
};

/// The person's keyring (Secret Service, KWallet) through QtKeychain. Never falls back to plain text.
class KeychainSecretStore final : public SecretStore
{
    Q_OBJECT

public:
    explicit KeychainSecretStore(QObject *parent = nullptr);
    void read(const QString &name, QObject *context, ReadDone done) override;
    void write(const QString &name, const QString &secret, QObject *context, WriteDone done) override;
    void remove(const QString &name, QObject *context, WriteDone done) override;
};

} // namespace lonieve::services
