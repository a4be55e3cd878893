// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"

using namespace Qt::StringLiterals;

namespace lonieve::cli {

QList<Command> commands()
{
    return {
        {"migrate", "bring the database to the state that this version needs", runMigrate},
        {"psql", "psql on the store, as its owner", runPsql},
        {"staff", "add, list and change the people who may sign in", runStaff},
        {"keys", "list and rotate the keys of the gift codes", runKeys},
        {"backup", "write the whole database into a file", runBackup},
        {"restore", "fill an empty store from such a file", runRestore},
        {"doctor", "check database, keys, mail, disk and clock", runDoctor},
    };
}

int runPsql(const QStringList &arguments)
{
    const QList<OptionSpec> options = {
        {"--tenant", "T", "id, domain or name of the tenant whose rows are seen"}};
    const Prepared ready =
        prepare(arguments, u"lonieve-server psql [options] -- ARGUMENTS OF PSQL"_s,
                u"Runs psql on the store as its owner, who sees the rows of one tenant."_s, options);
    if (!ready.settings)
        return ready.code;
    const auto opened = openStore(*ready.settings);
    if (!opened)
        return fail(opened.error());
    QUuid tenant(u"00000000-0000-4000-8000-000000000001"_s);
    if (const QString wanted = ready.settings->option("--tenant"); !wanted.isEmpty()) {
        auto owner = store::Connection::open({opened->ownerUri, {}});
        if (!owner)
            return fail(owner.error());
        const auto found = tenantOf(**owner, wanted);
        if (!found)
            return fail(found.error());
        tenant = *found;
    }
    return runForeground(program(*opened, u"psql"_s), ready.settings->positional(), opened->ownerUri,
                         "-c app.tenant_id="_L1 + tenant.toString(QUuid::WithoutBraces));
}

} // namespace lonieve::cli
