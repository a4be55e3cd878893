// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/integrations/mailmessage.h"
#include "server/store/connection.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace lonieve::store {
class Vault;
}

namespace lonieve::jobs {

/// The data keys of recently used batches, unwrapped. For one thread; wiped when it goes.
class KeyCache final
{
public:
    explicit KeyCache(const store::Vault &vault);
    ~KeyCache();
    KeyCache(const KeyCache &) = delete;
    KeyCache &operator=(const KeyCache &) = delete;

    Result<QByteArray> key(const QString &batch, const QByteArray &wrapped, int version);

private:
    void clear();
    const store::Vault &m_vault;
    QHash<QByteArray, QByteArray> m_keys; ///< by wrapped key, so that a rotation is noticed
};

struct MailSettings
{
    QString siteUrl;
    QString from;
    QString supportEmail;
};

/// The message of one outbox row (`row` of claim_outbox) with the readable codes of `codes` (outbox_codes).
/// Fails with "codes_missing" when there are fewer codes than were bought.
Result<integrations::Message> orderMessage(const store::Rows &outbox, int row, const store::Rows &codes,
                                           KeyCache &keys, const MailSettings &settings);

/// Overwrites what can be overwritten of a message that held codes.
void wipe(integrations::Message &message);

} // namespace lonieve::jobs
