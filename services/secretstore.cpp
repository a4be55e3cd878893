// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secretstore.h"

#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <chrono>
#include <memory>
#include <utility>

namespace lonieve::services {

namespace {

using namespace std::chrono_literals;

const QString serviceName = QStringLiteral("lonieve-admin");

// A keyring may ask the person for its password; without an answer by then the run goes on without it.
constexpr auto patience = 60s;

Error noSuchSecret()
{
    return {ErrorCode::NotFound, QStringLiteral("no_secret"), SecretStore::tr("Nothing is stored.")};
}

Error noKeyring(const QString &why)
{
    return {ErrorCode::Unavailable, QStringLiteral("no_keyring"),
            why.isEmpty() ? SecretStore::tr("There is no keyring on this computer.")
                          : SecretStore::tr("The keyring does not answer: %1").arg(why)};
}

Error translated(const QKeychain::Job &job)
{
    if (job.error() == QKeychain::EntryNotFound)
        return noSuchSecret();
    return noKeyring(job.errorString());
}

/// Starts a job and calls `done(error or nullptr)` once: when it finishes or when patience ends.
template <typename Done>
void run(QKeychain::Job *job, QObject *context, Done done)
{
    job->setAutoDelete(false);
    job->setInsecureFallback(false);
    const QPointer<QObject> alive(context);
    auto *timer = new QTimer(job);
    timer->setSingleShot(true);
    // The library runs one job after another and waits for this one's signal itself, so nothing but our own
    // connections may be cut, and a late job is left to finish.
    const auto over = std::make_shared<bool>(false);
    const auto answer = [job, alive, done, over](const Error *error) {
        if (std::exchange(*over, true) || !alive)
            return;
        done(error);
    };
    QObject::connect(job, &QKeychain::Job::finished, timer, [job, timer, answer] {
        timer->stop();
        if (job->error() == QKeychain::NoError) {
            answer(nullptr);
        } else {
            const Error error = translated(*job);
            answer(&error);
        }
        job->deleteLater();
    });
    QObject::connect(timer, &QTimer::timeout, timer, [answer] {
        const Error error = noKeyring(SecretStore::tr("no answer within a minute"));
        answer(&error);
    });
    timer->start(patience);
    job->start();
}

template <typename F>
void later(QObject *context, F f)
{
    QMetaObject::invokeMethod(context, std::move(f), Qt::QueuedConnection);
}

} // namespace

QString SecretStore::refreshTokenName(const QString &serverUrl, const QString &email)
{
    return QStringLiteral("refresh-token|") + serverUrl + u'|' + email.trimmed().toLower();
}

void MemorySecretStore::read(const QString &name, QObject *context, ReadDone done)
{
    later(context, [this, name, done] {
        if (!available)
            done(failure(noKeyring({})));
        else if (!secrets.contains(name))
            done(failure(noSuchSecret()));
        else
            done(secrets.value(name));
    });
}

void MemorySecretStore::write(const QString &name, const QString &secret, QObject *context, WriteDone done)
{
    later(context, [this, name, secret, done] {
        if (!available) {
            done(failure(noKeyring({})));
            return;
        }
        secrets.insert(name, secret);
        done({});
    });
}

void MemorySecretStore::remove(const QString &name, QObject *context, WriteDone done)
{
    later(context, [this, name, done] {
        if (!available)
            done(failure(noKeyring({})));
        else if (!secrets.remove(name))
            done(failure(noSuchSecret()));
        else
            done({});
    });
}

KeychainSecretStore::KeychainSecretStore(QObject *parent) : SecretStore(parent)
{}

void KeychainSecretStore::read(const QString &name, QObject *context, ReadDone done)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName, this);
    job->setKey(name);
    run(job, context, [job, done](const Error *error) {
        if (error)
            done(failure(*error));
        else
            done(job->textData());
    });
}

void KeychainSecretStore::write(const QString &name, const QString &secret, QObject *context, WriteDone done)
{
    auto *job = new QKeychain::WritePasswordJob(serviceName, this);
    job->setKey(name);
    job->setTextData(secret);
    run(job, context, [done](const Error *error) {
        if (error)
            done(failure(*error));
        else
            done({});
    });
}

void KeychainSecretStore::remove(const QString &name, QObject *context, WriteDone done)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName, this);
    job->setKey(name);
    run(job, context, [done](const Error *error) {
        if (error)
            done(failure(*error));
        else
            done({});
    });
}

} // namespace lonieve::services
