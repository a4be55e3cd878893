// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/migrations.h"

#include "server/store/cluster.h"
#include "server/store/connection.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QLoggingCategory>

#include <algorithm>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;

// Q_INIT_RESOURCE has to stand outside of namespaces; a static library's resources are not found without.
static void initResources()
{
    Q_INIT_RESOURCE(lonieve_sql);
}

namespace lonieve::store {

namespace {

Q_LOGGING_CATEGORY(log, "lonieve.migrate")

constexpr Statement lockStatement{"", "SELECT pg_advisory_lock(7310447284112909313)"};
constexpr Statement presentStatement{"",
                                     "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS present"};
constexpr Statement appliedStatement{
    "", "SELECT version, name, checksum FROM public.schema_migrations ORDER BY version"};
constexpr Statement recordStatement{
    "", "INSERT INTO public.schema_migrations (version, name, checksum, program_version) "
        "VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (version) DO UPDATE SET name = excluded.name, checksum = "
        "excluded.checksum, program_version = excluded.program_version, applied_at = now() "
        "WHERE schema_migrations.version = 0"};
constexpr char createTable[] =
    "SET client_min_messages = warning;\n"
    "CREATE TABLE IF NOT EXISTS public.schema_migrations (\n"
    "  version integer PRIMARY KEY,\n"
    "  name text NOT NULL,\n"
    "  checksum text NOT NULL,\n"
    "  applied_at timestamptz NOT NULL DEFAULT now(),\n"
    "  program_version text NOT NULL\n"
    ");\n"
    "COMMENT ON TABLE public.schema_migrations IS 'What has been applied. Version 0 stands "
    "for the views and functions, which are applied anew when any of them changed.'";
constexpr char objectsName[] = "views and functions";

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString checksum(const QByteArray &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

QString checksum(const QList<SqlFile> &files)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const SqlFile &file : files) {
        hash.addData(file.name.toUtf8() + '\n');
        hash.addData(file.sql + '\0');
    }
    return QString::fromLatin1(hash.result().toHex());
}

MigrationSet readBuiltIn()
{
    initResources();
    MigrationSet set;
    const QString root = u":/lonieve/sql/"_s;
    for (QDirIterator it(root + "migrations"_L1, {u"*.sql"_s}); it.hasNext();) {
        const QString path = it.next();
        const QString name = it.fileName();
        set.migrations.append({name.section(u'_', 0, 0).toInt(), "migrations/"_L1 + name, read(path)});
    }
    std::sort(set.migrations.begin(), set.migrations.end(),
              [](const SqlFile &a, const SqlFile &b) { return a.version < b.version; });
    for (const QByteArray &line : read(root + "order.txt"_L1).split('\n')) {
        const QString name = QString::fromUtf8(line.trimmed());
        if (!name.isEmpty() && !name.startsWith(u'#'))
            set.objects.append({0, name, read(root + name)});
    }
    return set;
}

struct State
{
    QList<SqlFile> pending;
    bool objectsChanged = true;
};

Result<State> compare(Connection &connection, const MigrationSet &set)
{
    const auto applied = connection.once({}, appliedStatement);
    if (!applied)
        return failure(applied.error());
    QHash<int, QString> checksums;
    int newest = 0;
    const int known = set.migrations.isEmpty() ? 0 : set.migrations.last().version;
    State state;
    for (int row = 0; row < applied->count(); ++row) {
        const int version = static_cast<int>(applied->integer(row, "version"));
        const QString sum = applied->text(row, "checksum");
        if (version == 0) {
            state.objectsChanged = sum != checksum(set.objects);
            continue;
        }
        if (version > known) {
            return failure(
                {.code = ErrorCode::Internal,
                 .key = u"store_newer"_s,
                 .message =
                     u"The database is newer than this program: it has migration %1 (%2), the program ends "
                     u"at %3. "
                     "Install the newer lonieve-server, or restore a backup that this version made."_s.arg(
                         QString::number(version), applied->text(row, "name"), QString::number(known)),
                 .sqlState = u"LG011"_s});
        }
        checksums.insert(version, sum);
        newest = std::max(newest, version);
    }
    for (const SqlFile &file : set.migrations) {
        const auto found = checksums.constFind(file.version);
        if (found == checksums.cend()) {
            if (file.version < newest) {
                return failure(
                    ErrorCode::Internal, u"migration_order"_s,
                    u"%1 was never applied, but the later migration %2 was. This database was not made by "
                    "released versions of the program."_s.arg(file.name, QString::number(newest)));
            }
            state.pending.append(file);
        } else if (*found != checksum(file.sql)) {
            return failure(
                ErrorCode::Internal, u"migration_changed"_s,
                u"%1 is not the file that was applied to this database. Applied migrations must never "
                "change; use the program that made the database, or add a further migration."_s.arg(
                    file.name));
        }
    }
    return state;
}

Result<std::unique_ptr<Connection>> openOwner(const QString &ownerUri)
{
    auto connection = Connection::open({ownerUri, {}, u"lonieve-migrate"_s, 0});
    if (!connection)
        return connection;
    const int version = PQserverVersion(static_cast<PGconn *>((*connection)->handle()));
    if (version < 150000) {
        return failure(
            ErrorCode::Unavailable, u"database_version"_s,
            u"The database server is PostgreSQL %1; version 15 or later is needed."_s.arg(version / 10000));
    }
    return connection;
}

Error named(const QString &file, Error error)
{
    error.message = u"%1 could not be applied: %2"_s.arg(file, error.message);
    return error;
}

} // namespace

const MigrationSet &builtInMigrations()
{
    static const MigrationSet set = readBuiltIn();
    return set;
}

Result<int> migrate(const QString &ownerUri, const MigrationSet &set)
{
    auto opened = openOwner(ownerUri);
    if (!opened)
        return failure(opened.error());
    Connection &connection = **opened;
    // Servers that start together queue up here; the lock goes with the session.
    if (auto ready = connection.script("SET lock_timeout = '120s'"); !ready)
        return failure(ready.error());
    if (auto locked = connection.once({}, lockStatement); !locked)
        return failure(locked.error());
    if (auto made = connection.script(createTable); !made)
        return failure(made.error());
    const auto state = compare(connection, set);
    if (!state)
        return failure(state.error());

    const auto record = [&connection](int version, const QString &name, const QString &sum) {
        return connection.run(recordStatement, {version, name, sum, LONIEVE_VERSION});
    };
    int count = 0;
    for (const SqlFile &file : state->pending) {
        const auto done = connection.transaction<bool>({}, [&](Connection &c) -> Result<bool> {
            // Recorded first: whoever runs without the lock fails on the key before touching anything.
            if (auto recorded = record(file.version, file.name, checksum(file.sql)); !recorded)
                return failure(recorded.error());
            if (auto applied = c.script(file.sql); !applied)
                return failure(applied.error());
            return true;
        });
        if (!done)
            return failure(named(file.name, done.error()));
        qCInfo(log).noquote() << "applied" << file.name;
        ++count;
    }
    if (state->objectsChanged || count > 0) {
        QString current;
        const auto done = connection.transaction<bool>({}, [&](Connection &c) -> Result<bool> {
            current = QString::fromLatin1(objectsName);
            if (auto recorded = record(0, current, checksum(set.objects)); !recorded)
                return failure(recorded.error());
            for (const SqlFile &file : set.objects) {
                current = file.name;
                if (auto applied = c.script(file.sql); !applied)
                    return failure(applied.error());
            }
            return true;
        });
        if (!done)
            return failure(named(current, done.error()));
    }
    return count;
}

Result<int> migrate(const QString &ownerUri)
{
    return migrate(ownerUri, builtInMigrations());
}

Result<int> pendingMigrations(const QString &ownerUri)
{
    auto opened = openOwner(ownerUri);
    if (!opened)
        return failure(opened.error());
    const auto present = (*opened)->once({}, presentStatement);
    if (!present)
        return failure(present.error());
    if (!present->flag(0, "present"))
        return static_cast<int>(builtInMigrations().migrations.size());
    const auto state = compare(**opened, builtInMigrations());
    if (!state)
        return failure(state.error());
    return static_cast<int>(state->pending.size());
}

} // namespace lonieve::store
