// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/password.h"

#include <QSemaphore>

#include <array>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace lonieve::store {

namespace {

QSemaphore &turnstile()
{
    static QSemaphore semaphore(2);
    return semaphore;
}

/// The same letters may be typed as different code points (é); they are one password.
QByteArray bytesOf(const QString &password)
{
    return password.normalized(QString::NormalizationForm_C).toUtf8();
}

QString hashed(const QByteArray &password)
{
    const QSemaphoreReleaser turn((turnstile().acquire(), turnstile()));
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (sodium_init() < 0 ||
        crypto_pwhash_str(text.data(), password.constData(), static_cast<unsigned long long>(password.size()),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return {};
    return QString::fromLatin1(text.data());
}

} // namespace

Result<QString> hashPassword(const QString &password)
{
    if (password.size() < shortestPassword) {
        return failure(ErrorCode::InvalidInput, u"password_short"_s,
                       u"A password needs at least %1 characters."_s.arg(shortestPassword));
    }
    const QString hash = hashed(bytesOf(password));
    if (hash.isEmpty())
        return failure(ErrorCode::Unavailable, u"password_memory"_s,
                       u"There is too little memory to hash it."_s);
    return hash;
}

bool verifyPassword(const QString &hash, const QString &password)
{
    const QByteArray stored = hash.toLatin1();
    if (sodium_init() < 0 || stored.size() >= crypto_pwhash_STRBYTES)
        return false;
    const QByteArray presented = bytesOf(password);
    const QSemaphoreReleaser turn((turnstile().acquire(), turnstile()));
    return crypto_pwhash_str_verify(stored.constData(), presented.constData(),
                                    static_cast<unsigned long long>(presented.size())) == 0;
}

bool verifyNothing(const QString &password)
{
    static const QString nobody = hashed("nobody signs in with this");
    (void)verifyPassword(nobody, password);
    return false;
}

} // namespace lonieve::store
