// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QUuid>

namespace lonieve::store {
class Connection;
class Vault;
} // namespace lonieve::store

namespace lonieve::importer {

/// Fills an empty shop for `serve --demo`: a dozen gift-card products, some thousand sealed codes (two
/// nominals nearly sold out, one empty), and ninety days of sessions, orders, refunds and advertising that
/// end now. The same every time but for ids, codes and dates. Does nothing when the tenant has products or
/// orders. A few seconds. The vault must be prepared, the connection not in a transaction;
/// role lonieve_app is enough.
Result<void> fillDemoShop(store::Connection &connection, store::Vault &vault, const QUuid &tenant);

} // namespace lonieve::importer
