// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"
#include "server/store/migrations.h"

using namespace Qt::StringLiterals;

namespace lonieve::cli {

int runMigrate(const QStringList &arguments)
{
    const QList<OptionSpec> options = {
        {"--check", "", "change nothing; exit code 1 when migrations are missing"}};
    const Prepared ready =
        prepare(arguments, u"lonieve-server migrate [options]"_s,
                u"Applies the migrations that the store lacks. serve does so at its start; alone it "
                "serves upgrades by hand."_s,
                options);
    if (!ready.settings)
        return ready.code;
    const auto opened = openStore(*ready.settings);
    if (!opened)
        return fail(opened.error());
    if (ready.settings->has("--check")) {
        const auto missing = store::pendingMigrations(opened->ownerUri);
        if (!missing)
            return fail(missing.error());
        print(u"%1 migrations to apply\n"_s.arg(*missing));
        return *missing == 0 ? 0 : 1;
    }
    const auto applied = store::migrate(opened->ownerUri);
    if (!applied)
        return fail(applied.error());
    print(u"%1 migrations applied\n"_s.arg(*applied));
    return 0;
}

} // namespace lonieve::cli
