// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"
#include "server/store/vault.h"

#include <QMap>

using namespace Qt::StringLiterals;

namespace lonieve::cli {

namespace {

constexpr store::Statement tenantsStatement{"cli_keys_tenants", "SELECT id FROM tenants ORDER BY id"};
constexpr store::Statement versionsStatement{
    "cli_keys_versions", "SELECT key_version, count(*) AS batches FROM code_batches GROUP BY key_version"};
constexpr store::Statement auditStatement{
    "cli_keys_audit",
    "SELECT write_audit(NULL, 'keys.rotated', 'vault', $1, jsonb_build_object('rewrapped', $2::int))"};

Result<QString> list(store::Connection &connection, store::Vault &vault)
{
    QMap<qint64, qint64> batches;
    const auto tenants = connection.once({}, tenantsStatement);
    if (!tenants)
        return failure(tenants.error());
    for (int t = 0; t < tenants->count(); ++t) {
        const auto rows = connection.once(tenants->uuid(t, "id"), versionsStatement);
        if (!rows)
            return failure(rows.error());
        for (int row = 0; row < rows->count(); ++row)
            batches[rows->integer(row, "key_version")] += rows->integer(row, "batches");
    }
    QString text = u"current version %1\n"_s.arg(vault.currentVersion());
    for (auto it = batches.cbegin(); it != batches.cend(); ++it)
        text += u"version %1: %2 batches\n"_s.arg(QString::number(it.key()), QString::number(it.value()));
    return text;
}

Result<QString> rotate(store::Connection &connection, store::Vault &vault)
{
    const auto count = vault.rotate(connection);
    if (!count)
        return failure(count.error());
    const QUuid tenant(u"00000000-0000-4000-8000-000000000001"_s);
    const auto audited =
        connection.once(tenant, auditStatement, {QString::number(vault.currentVersion()), *count});
    if (!audited)
        return failure(audited.error());
    return u"version %1 is current, %2 keys were wrapped anew; back up the key file\n"_s.arg(
        QString::number(vault.currentVersion()), QString::number(*count));
}

} // namespace

int runKeys(const QStringList &arguments)
{
    const Prepared ready = prepare(
        arguments, u"lonieve-server keys list|rotate [options]"_s,
        u"Master keys seal the keys of the code batches. rotate adds a version to the key file and wraps all "
        "batch keys anew while the shop is selling; old versions stay in the file for old backups."_s,
        {});
    if (!ready.settings)
        return ready.code;
    const QString word = ready.settings->positional().join(u' ');
    if (word != "list"_L1 && word != "rotate"_L1)
        return fail(usage(u"Say keys list or keys rotate; see --help."_s).value());
    const auto opened = openStore(*ready.settings);
    if (!opened)
        return fail(opened.error());
    const auto vault = store::Vault::load(ready.settings->masterKeyFile(), false);
    if (!vault)
        return fail(vault.error());
    auto connection = store::Connection::open({opened->ownerUri, u"lonieve_app"_s, u"lonieve-keys"_s});
    if (!connection)
        return fail(connection.error());
    if (auto prepared = (*vault)->prepare(**connection); !prepared)
        return fail(prepared.error());
    const auto text = word == "list"_L1 ? list(**connection, **vault) : rotate(**connection, **vault);
    if (!text)
        return fail(text.error());
    print(*text);
    return 0;
}

} // namespace lonieve::cli
