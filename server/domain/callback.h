// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QHash>
#include <QJsonObject>

namespace lonieve::store {
class Database;
}

namespace lonieve::domain {

/// A payment callback from its received body: logged (a few harmless headers, no signature), then the bill
/// looked up (NotFound), the signature checked (Unauthorized), the body checked (InvalidInput), and the
/// status applied in one transaction. `secrets`: the current one and, while it is being changed, the one
/// before. Header names are in lower case. Answers {"message": "Webhook processed"} or {"message": "Already
/// processed"}. Blocks.
Result<QJsonObject> handleCallback(const store::Database &database, const QByteArrayList &secrets,
                                   const QHash<QByteArray, QByteArray> &headers, const QByteArray &rawBody);

} // namespace lonieve::domain
