// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/demoshop.h"

#include "server/store/connection.h"
#include "server/store/vault.h"

namespace lonieve::importer {

Result<void> fillDemoShop(store::Connection &, store::Vault &, const QUuid &)
{
    return {};
}

} // namespace lonieve::importer
