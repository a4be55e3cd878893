// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QDateTime>
#include <QHash>
#include <QMutex>
#include <QString>
#include <QUuid>

namespace lonieve::store {
class Database;
}

namespace lonieve::api {

struct Tenant
{
    QUuid id;
    QString name;
    QString currency; ///< reporting currency, ISO 4217
    QString timeZone; ///< reporting zone, IANA name
};

/// Host → tenant from the tables `tenants` and `domains`, kept in memory. reload() blocks and belongs on a
/// worker; the look-ups never block. A store with a single tenant answers it for every host; with several, an
/// unknown host has none.
class TenantDirectory final
{
public:
    Result<void> reload(store::Database &database);
    QUuid tenantOf(const QString &host) const;
    bool isOwnHost(const QString &host) const; ///< a domain of some tenant
    Tenant tenant(const QUuid &id) const;
    QList<Tenant> all() const;

private:
    mutable QMutex m_mutex;
    QHash<QString, QUuid> m_hosts;
    QHash<QUuid, Tenant> m_tenants;
};

} // namespace lonieve::api
