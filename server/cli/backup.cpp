// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"
#include "server/store/vault.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::cli {

namespace {

/// Row level security binds even the owner, so a whole copy needs somebody who stands above it.
Result<QString> fullUri(const OpenStore &store, const Settings &settings)
{
    if (store.cluster)
        return store.cluster->uri(u"postgres"_s, u"lonieve"_s);
    const QString uri = settings.value("BACKUP_DATABASE_URL");
    if (uri.isEmpty()) {
        return usage(
            u"With DATABASE_URL set, BACKUP_DATABASE_URL must name the same database with a role that is a "
            "superuser or has BYPASSRLS: the owner sees one tenant at a time."_s);
    }
    return uri;
}

bool copyPrivately(const QString &from, const QString &to)
{
    QFile source(from);
    QFile target(to);
    if (!source.open(QIODevice::ReadOnly) || !target.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return false;
    target.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray content = source.readAll();
    return target.write(content) == content.size() && target.flush() && ::fsync(target.handle()) == 0;
}

constexpr char rolesScript[] =
    "DO $$ DECLARE wanted text; BEGIN\n"
    "  FOREACH wanted IN ARRAY ARRAY['lonieve_app', 'lonieve_readonly', 'lonieve_router'] "
    "LOOP\n"
    "    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN\n"
    "      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', wanted);\n"
    "    END IF;\n"
    "  END LOOP;\n"
    "  EXECUTE format('GRANT lonieve_app, lonieve_readonly TO %I', (SELECT "
    "pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()));\n"
    "END $$";

} // namespace

int runBackup(const QStringList &arguments)
{
    const QList<OptionSpec> options = {
        {"--output", "F", "file to write (pg_dump's custom format)"},
        {"--with-keys", "", "also write the master keys to F.keys (mode 0600); store it elsewhere"}};
    const Prepared ready =
        prepare(arguments, u"lonieve-server backup --output F [options]"_s,
                u"Writes the whole database into one file while the shop is selling. Gift codes in it "
                "are sealed; the master keys are not in it."_s,
                options);
    if (!ready.settings)
        return ready.code;
    const QString output = ready.settings->option("--output");
    const bool withKeys = ready.settings->has("--with-keys");
    if (output.isEmpty())
        return fail(usage(u"Name the file with --output."_s).value());
    if (QFileInfo::exists(output) || (withKeys && QFileInfo::exists(output + ".keys"_L1)))
        return fail(usage(u"“%1” exists already; a backup never overwrites another."_s.arg(output)).value());
    const auto opened = openStore(*ready.settings);
    if (!opened)
        return fail(opened.error());
    const auto uri = fullUri(*opened, *ready.settings);
    if (!uri)
        return fail(uri.error());
    const QString partial = output + ".partial"_L1;
    const mode_t mask = ::umask(077);
    const int code = runForeground(program(*opened, u"pg_dump"_s), {u"-Fc"_s, u"-f"_s, partial}, *uri);
    ::umask(mask);
    if (code != 0) {
        QFile::remove(partial);
        return 1;
    }
    QFile file(partial);
    if (!file.open(QIODevice::ReadOnly) || ::fsync(file.handle()) != 0 || !QFile::rename(partial, output))
        return fail({ErrorCode::Internal, u"backup"_s, u"“%1” cannot be written."_s.arg(output)});
    const QString keys = ready.settings->masterKeyFile();
    if (withKeys && !copyPrivately(keys, output + ".keys"_L1))
        return fail({ErrorCode::Internal, u"backup"_s, u"“%1.keys” cannot be written."_s.arg(output)});
    print(u"%1 written, %2 bytes\n"_s.arg(output, QString::number(QFileInfo(output).size())));
    print(withKeys ? u"master keys written to %1.keys: keep them apart from the backup\n"_s.arg(output)
                   : u"the master keys are not in it: copy %1 to another safe place\n"_s.arg(keys));
    return 0;
}

int runRestore(const QStringList &arguments)
{
    const QList<OptionSpec> options = {
        {"--input", "F", "file that backup made"},
        {"--keys", "F", "file with the master keys, for a store that has none"}};
    const Prepared ready = prepare(
        arguments, u"lonieve-server restore --input F [--keys F] [options]"_s,
        u"Fills an empty store from a backup, all or nothing, and brings it to this version."_s, options);
    if (!ready.settings)
        return ready.code;
    const QString input = ready.settings->option("--input");
    if (!QFileInfo(input).isFile())
        return fail(usage(u"--input names no file."_s).value());
    const auto opened = openStore(*ready.settings);
    if (!opened)
        return fail(opened.error());
    const auto uri = fullUri(*opened, *ready.settings);
    if (!uri)
        return fail(uri.error());
    {
        auto admin = store::Connection::open({*uri, {}, u"lonieve-restore"_s, 0});
        if (!admin)
            return fail(admin.error());
        const auto tables = (*admin)->once({}, {"", "SELECT count(*) AS n FROM pg_class WHERE relnamespace = "
                                                    "'public'::regnamespace AND relkind IN ('r', "
                                                    "'p')"});
        if (!tables)
            return fail(tables.error());
        if (tables->integer(0, "n") != 0) {
            return fail({ErrorCode::Conflict, u"not_empty"_s,
                         u"The store is not empty; restore into a new --data-dir or database."_s});
        }
        if (auto roles = (*admin)->script(rolesScript); !roles)
            return fail(roles.error());
    }
    // pg_restore wants to be told to use a database, even when the environment says which.
    const auto database = [&] {
        auto admin = store::Connection::open({*uri, {}});
        const auto row = admin ? (*admin)->once({}, {"", "SELECT current_database() AS name"})
                               : Result<store::Rows>(tl::unexpected(admin.error()));
        return row ? row->text(0, "name") : QString();
    }();
    const int code = runForeground(
        program(*opened, u"pg_restore"_s),
        {u"--single-transaction"_s, u"--exit-on-error"_s, u"--no-publications"_s, u"-d"_s, database, input},
        *uri);
    if (code != 0)
        return fail({ErrorCode::Internal, u"restore"_s, u"Nothing was restored."_s});
    const auto migrated = store::migrate(opened->ownerUri);
    if (!migrated)
        return fail(migrated.error());
    const QString keyFile = ready.settings->masterKeyFile();
    if (const QString keys = ready.settings->option("--keys"); !keys.isEmpty()) {
        if (QFileInfo::exists(keyFile))
            return fail(
                usage(u"“%1” exists already; the master keys were not copied."_s.arg(keyFile)).value());
        QDir().mkpath(QFileInfo(keyFile).path());
        ::chmod(QFile::encodeName(QFileInfo(keyFile).path()).constData(), 0700);
        if (!copyPrivately(keys, keyFile))
            return fail({ErrorCode::Internal, u"restore"_s, u"“%1” cannot be written."_s.arg(keyFile)});
    }
    print(u"restored from %1, %2 migrations applied\n"_s.arg(input, QString::number(*migrated)));
    const auto vault = store::Vault::load(keyFile, false);
    auto connection = store::Connection::open({opened->ownerUri, u"lonieve_app"_s});
    if (!vault || !connection)
        print(u"the master keys are still missing: put them to %1 before serve\n"_s.arg(keyFile));
    else if (auto fits = (*vault)->prepare(**connection); !fits)
        return fail(fits.error());
    else
        print(u"the master keys fit\n"_s);
    return 0;
}

} // namespace lonieve::cli
