// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/tokens.h"

#include <QCryptographicHash>

#include <sodium.h>

namespace lonieve::store {

QByteArray randomBytes(qsizetype count)
{
    // Chooses the generator; may be called by any thread, any number of times.
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        qFatal("libsodium cannot be initialised");
    QByteArray bytes(count, Qt::Uninitialized);
    randombytes_buf(bytes.data(), static_cast<size_t>(count));
    return bytes;
}

Token newToken()
{
    const QByteArray bytes = randomBytes(32);
    Token token;
    token.text =
        QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    token.hash = tokenHash(token.text);
    return token;
}

QByteArray tokenHash(const QString &text)
{
    return QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
}

bool sameBytes(const QByteArray &a, const QByteArray &b)
{
    return a.size() == b.size() &&
           sodium_memcmp(a.constData(), b.constData(), static_cast<size_t>(a.size())) == 0;
}

} // namespace lonieve::store
