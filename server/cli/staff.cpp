// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"
#include "server/store/password.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace lonieve::cli {

namespace {

constexpr store::Statement findStatement{
    "cli_staff_find",
    "SELECT id, role::text AS role, name FROM staff WHERE lower(email) = lower($1) FOR UPDATE"};
constexpr store::Statement saveStatement{"cli_staff_save", "SELECT save_staff($1, $2, $3, $4) AS id"};
constexpr store::Statement listStatement{
    "cli_staff_list",
    "SELECT email, role::text AS role, name, active, last_login_at FROM staff ORDER BY lower(email)"};
constexpr store::Statement deactivateStatement{
    "cli_staff_deactivate", "WITH ended AS (UPDATE staff_sessions SET revoked_at = now(), revoked_reason = "
                            "'deactivated' WHERE staff_id = $1 AND "
                            "revoked_at IS NULL) UPDATE staff SET active = false WHERE id = $1"};
constexpr store::Statement auditStatement{"cli_staff_audit",
                                          "SELECT write_audit(NULL, $1, 'staff', $2, '{}'::jsonb)"};

const QList<OptionSpec> options = {
    {"--email", "E", "address that the person signs in with"},
    {"--role", "R", "admin, manager or viewer (add)"},
    {"--name", "N", "name that others see (add)"},
    {"--password-file", "F", "file with the password, at least 10 characters; - reads standard input"},
    {"--tenant", "T", "id, domain or name of the tenant"},
};

Result<QString> readPassword(const QString &path)
{
    if (path.isEmpty())
        return usage(u"Put the password into a file and name it with --password-file."_s);
    QFile file(path);
    const bool open = path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return usage(u"The password file “%1” cannot be read: %2."_s.arg(path, file.errorString()));
    // One trailing line break belongs to the file, not to the password.
    QByteArray text = file.read(4096);
    if (text.endsWith('\n'))
        text.chop(1);
    if (text.endsWith('\r'))
        text.chop(1);
    if (text.contains('\n'))
        return usage(u"The password file “%1” has more than one line."_s.arg(path));
    const QString password = QString::fromUtf8(text);
    if (password.size() > 1024)
        return usage(u"The password in “%1” is longer than 1024 characters."_s.arg(path));
    return password;
}

Result<QString> add(store::Connection &owner, const QUuid &tenant, const Settings &settings)
{
    const QString email = settings.option("--email").trimmed();
    const QString role = settings.option("--role");
    if (email.indexOf(u'@') < 1 || email.endsWith(u'@') || email.contains(u' '))
        return usage(u"--email needs an address such as anna@example.com."_s);
    if (role != "admin"_L1 && role != "manager"_L1 && role != "viewer"_L1)
        return usage(u"--role is admin, manager or viewer."_s);
    const auto password = readPassword(settings.option("--password-file"));
    if (!password)
        return failure(password.error());
    const auto hash = store::hashPassword(*password);
    if (!hash)
        return failure(hash.error());
    return owner.transaction<QString>(tenant, [&](store::Connection &c) -> Result<QString> {
        const auto present = c.run(findStatement, {email});
        if (!present)
            return failure(present.error());
        if (!present->isEmpty()) {
            return failure(ErrorCode::Conflict, u"already_exists"_s,
                           u"%1 can already sign in; change the password with: lonieve-server staff "
                           u"set-password --email "
                           "%1 --password-file F"_s.arg(email));
        }
        const auto saved = c.run(saveStatement, {email, *hash, role, settings.option("--name")});
        if (!saved)
            return failure(saved.error());
        return u"%1 can sign in as %2\n"_s.arg(email, role);
    });
}

Result<QString> setPassword(store::Connection &owner, const QUuid &tenant, const Settings &settings)
{
    const QString email = settings.option("--email").trimmed();
    const auto password = readPassword(settings.option("--password-file"));
    if (!password)
        return failure(password.error());
    const auto hash = store::hashPassword(*password);
    if (!hash)
        return failure(hash.error());
    return owner.transaction<QString>(tenant, [&](store::Connection &c) -> Result<QString> {
        const auto present = c.run(findStatement, {email});
        if (!present)
            return failure(present.error());
        if (present->isEmpty())
            return failure(ErrorCode::NotFound, u"not_found"_s, u"Nobody signs in as “%1”."_s.arg(email));
        const auto saved =
            c.run(saveStatement, {email, *hash, present->text(0, "role"), present->text(0, "name")});
        if (!saved)
            return failure(saved.error());
        return u"%1 has a new password; earlier sign-ins have ended\n"_s.arg(email);
    });
}

Result<QString> deactivate(store::Connection &owner, const QUuid &tenant, const Settings &settings)
{
    const QString email = settings.option("--email").trimmed();
    return owner.transaction<QString>(tenant, [&](store::Connection &c) -> Result<QString> {
        const auto present = c.run(findStatement, {email});
        if (!present)
            return failure(present.error());
        if (present->isEmpty())
            return failure(ErrorCode::NotFound, u"not_found"_s, u"Nobody signs in as “%1”."_s.arg(email));
        const QString id = present->text(0, "id");
        if (auto done = c.run(deactivateStatement, {id}); !done)
            return failure(done.error());
        if (auto audited = c.run(auditStatement, {"staff.deactivated", id}); !audited)
            return failure(audited.error());
        return u"%1 can no longer sign in\n"_s.arg(email);
    });
}

Result<QString> list(store::Connection &owner, const QUuid &tenant, const Settings &)
{
    const auto rows = owner.once(tenant, listStatement);
    if (!rows)
        return failure(rows.error());
    QString text;
    for (int row = 0; row < rows->count(); ++row) {
        const QDateTime last = rows->time(row, "last_login_at");
        text += u"%1\t%2\t%3\t%4\t%5\n"_s.arg(
            rows->text(row, "email"), rows->text(row, "role"),
            rows->flag(row, "active") ? u"active"_s : u"inactive"_s,
            last.isValid() ? last.toString(Qt::ISODate) : u"never signed in"_s, rows->text(row, "name"));
    }
    return text;
}

struct Action
{
    const char *name;
    Result<QString> (*run)(store::Connection &, const QUuid &, const Settings &);
};

constexpr Action actions[] = {
    {"add", add}, {"list", list}, {"set-password", setPassword}, {"deactivate", deactivate}};

} // namespace

int runStaff(const QStringList &arguments)
{
    const Prepared ready =
        prepare(arguments, u"lonieve-server staff add|list|set-password|deactivate [options]"_s,
                u"The people who may sign in to the desktop program."_s, options);
    if (!ready.settings)
        return ready.code;
    const QStringList words = ready.settings->positional();
    for (const Action &action : actions) {
        if (words.size() != 1 || words[0] != QLatin1String(action.name))
            continue;
        const auto opened = openStore(*ready.settings);
        if (!opened)
            return fail(opened.error());
        if (auto migrated = store::migrate(opened->ownerUri); !migrated)
            return fail(migrated.error());
        auto owner = store::Connection::open({opened->ownerUri, {}, u"lonieve-staff"_s});
        if (!owner)
            return fail(owner.error());
        const auto tenant = tenantOf(**owner, ready.settings->option("--tenant"));
        if (!tenant)
            return fail(tenant.error());
        const auto text = action.run(**owner, *tenant, *ready.settings);
        if (!text)
            return fail(text.error());
        print(*text);
        return 0;
    }
    return fail(usage(u"Say staff add, list, set-password or deactivate; see --help."_s).value());
}

} // namespace lonieve::cli
