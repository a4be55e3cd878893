// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/tenantdirectory.h"

#include "server/store/connection.h"

#include <QMutexLocker>

namespace lonieve::api {

namespace {

const store::Statement tenantsAndHosts = {
    "tenant_directory", "select t.id, t.name, coalesce(t.settings->>'currency', 'USD') as currency,"
                        " coalesce(t.settings->>'time_zone', 'UTC') as time_zone,"
                        " array_to_json(array[t.primary_domain] || array(select d.domain from domains d"
                        " where d.tenant_id = t.id and d.status = 'active')) as hosts"
                        " from tenants t where t.status = 'active' order by t.created_at, t.id"};

} // namespace

Result<void> TenantDirectory::reload(store::Database &database)
{
    const auto rows = database.once({}, tenantsAndHosts);
    if (!rows)
        return failure(rows.error());
    QHash<QString, QUuid> hosts;
    QHash<QUuid, Tenant> tenants;
    for (int row = 0; row < rows->count(); ++row) {
        const Tenant tenant{rows->uuid(row, "id"), rows->text(row, "name"), rows->text(row, "currency"),
                            rows->text(row, "time_zone")};
        tenants.insert(tenant.id, tenant);
        const QJsonArray names = rows->array(row, "hosts");
        for (const QJsonValue &name : names)
            hosts.insert(name.toString().toLower(), tenant.id);
    }
    const QMutexLocker locker(&m_mutex);
    m_hosts.swap(hosts);
    m_tenants.swap(tenants);
    return {};
}

QUuid TenantDirectory::tenantOf(const QString &host) const
{
    const QMutexLocker locker(&m_mutex);
    const auto found = m_hosts.constFind(host);
    if (found != m_hosts.constEnd())
        return *found;
    return m_tenants.size() == 1 ? m_tenants.constBegin().key() : QUuid();
}

bool TenantDirectory::isOwnHost(const QString &host) const
{
    const QMutexLocker locker(&m_mutex);
    return m_hosts.contains(host);
}

Tenant TenantDirectory::tenant(const QUuid &id) const
{
    const QMutexLocker locker(&m_mutex);
    return m_tenants.value(id);
}

QList<Tenant> TenantDirectory::all() const
{
    const QMutexLocker locker(&m_mutex);
    return m_tenants.values();
}

} // namespace lonieve::api
