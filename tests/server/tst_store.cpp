// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/cluster.h"
#include "server/store/connection.h"
#include "server/store/errors.h"
#include "server/store/migrations.h"
#include "server/store/tokens.h"
#include "server/store/vault.h"
#include "tests/support/teststore.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <libpq-fe.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lonieve;
using namespace lonieve::store;
using namespace lonieve::test;
using namespace Qt::StringLiterals;

namespace {

template <typename T>
QString why(const Result<T> &result)
{
    return result ? QString() : result.error().key + u": "_s + result.error().message;
}

#define WORKS(expression)                                                                                    \
    do {                                                                                                     \
        auto &&outcome_ = (expression);                                                                      \
        QVERIFY2(outcome_, qPrintable(why(outcome_)));                                                       \
    } while (false)

QString firstValue(const QString &uri, const char *sql)
{
    auto connection = Connection::open({uri, {}});
    if (!connection)
        return connection.error().message;
    const auto rows = (*connection)->once({}, {"", sql});
    return rows ? QString::fromUtf8(rows->raw(0, 0)) : rows.error().message;
}

Result<void> execute(const QString &uri, const QByteArray &sql)
{
    auto connection = Connection::open({uri, {}});
    if (!connection)
        return failure(connection.error());
    return (*connection)->script(sql);
}

pid_t postmasterOf(const QString &dataDir)
{
    QFile file(dataDir + u"/postgres/data/postmaster.pid"_s);
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toInt() : 0;
}

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path));
}

/// A database without migrations, on the process's cluster.
class EmptyDatabase final
{
public:
    EmptyDatabase()
    {
        static int serial = 0;
        m_name = u"empty_%1"_s.arg(++serial);
        admin("CREATE DATABASE " + m_name.toLatin1() + " OWNER lonieve_owner");
    }
    ~EmptyDatabase() { admin("DROP DATABASE " + m_name.toLatin1() + " WITH (FORCE)"); }
    QString uri() const { return TestStore::cluster().uri(u"lonieve_owner"_s, m_name); }

private:
    void admin(const QByteArray &sql) const
    {
        if (auto done = execute(TestStore::cluster().uri(u"postgres"_s, u"postgres"_s), sql); !done)
            qFatal("%s", qPrintable(done.error().message));
    }
    QString m_name;
};

SqlFile migration(int version, const QByteArray &sql)
{
    return {version, u"migrations/%1.sql"_s.arg(version, 6, 10, QLatin1Char('0')), sql};
}

const QUuid otherTenant(u"00000000-0000-4000-8000-0000000000b2"_s);

} // namespace

class TstStore final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestFolder> m_pattern;

    /// The data directory of a store that has stopped: a copy, because initdb takes its time.
    QString stoppedStore(const TestFolder &folder)
    {
        if (!m_pattern) {
            m_pattern = std::make_unique<TestFolder>();
            if (auto made = Cluster::attach(m_pattern->path(u"store"_s)); !made)
                qFatal("%s", qPrintable(made.error().message));
        }
        const QString path = folder.path(u"store"_s);
        if (QProcess::execute(u"cp"_s, {u"-a"_s, m_pattern->path(u"store"_s), path}) != 0)
            qFatal("no copy of the cluster");
        return path;
    }

private Q_SLOTS:
    void cleanupTestCase() { m_pattern.reset(); }

    // ------------------------------------------------------------ cluster

    void startsOnceAndStopsWithTheLast()
    {
        TestFolder folder;
        const QString dir = folder.path(u"store"_s);
        auto first = Cluster::attach(dir);
        WORKS(first);
        QVERIFY((*first)->startedHere());
        WORKS(execute((*first)->ownerUri(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)"));
        auto second = Cluster::attach(dir);
        WORKS(second);
        QVERIFY(!(*second)->startedHere());
        const QString uri = (*first)->ownerUri();
        QCOMPARE((*second)->ownerUri(), uri);
        first->reset();
        QCOMPARE(firstValue(uri, "SELECT n FROM kept"), u"42"_s);
        second->reset();
        QCOMPARE(PQping(uri.toUtf8().constData()), PQPING_NO_RESPONSE);
        const auto stopped = Cluster::attach(dir, false);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().code, ErrorCode::NotFound);
        auto third = Cluster::attach(dir);
        WORKS(third);
        QVERIFY((*third)->startedHere());
        QCOMPARE(firstValue(uri, "SELECT n FROM kept"), u"42"_s);
    }

    void manyStartAtOnce()
    {
        TestFolder folder;
        std::vector<std::unique_ptr<Cluster>> clusters(12);
        std::atomic<int> started = 0;
        {
            std::vector<std::jthread> threads;
            for (auto &cluster : clusters) {
                threads.emplace_back([&, path = folder.path(u"store"_s)] {
                    if (auto attached = Cluster::attach(path)) {
                        started += (*attached)->startedHere();
                        cluster = std::move(*attached);
                    }
                });
            }
        }
        QCOMPARE(started.load(), 1);
        for (const auto &cluster : clusters) {
            QVERIFY(cluster);
            QCOMPARE(firstValue(cluster->ownerUri(), "SELECT current_user"), u"lonieve_owner"_s);
        }
    }

    void leftRunningOnRequest()
    {
        TestFolder folder;
        const QString dir = stoppedStore(folder);
        auto first = Cluster::attach(dir);
        WORKS(first);
        const QString uri = (*first)->ownerUri();
        (*first)->detach();
        first->reset();
        QCOMPARE(PQping(uri.toUtf8().constData()), PQPING_OK);
        WORKS(Cluster::wipe(dir));
        QCOMPARE(PQping(uri.toUtf8().constData()), PQPING_NO_RESPONSE);
    }

    void recoversFromKilledServer()
    {
        TestFolder folder;
        const QString dir = stoppedStore(folder);
        auto first = Cluster::attach(dir);
        WORKS(first);
        WORKS(execute((*first)->ownerUri(),
                      "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)"));
        const pid_t pid = postmasterOf(dir);
        QVERIFY(pid > 1);
        QCOMPARE(::kill(pid, SIGKILL), 0);
        auto second = Cluster::attach(dir);
        WORKS(second);
        QVERIFY((*second)->startedHere());
        QVERIFY(postmasterOf(dir) != pid);
        QCOMPARE(firstValue((*second)->ownerUri(), "SELECT count(*) FROM kept"), u"1000"_s);
    }

    void clearsStaleLock()
    {
        TestFolder folder;
        const QString dir = stoppedStore(folder);
        // After a restart of a container the number belongs to somebody else: to this test.
        const QByteArray pid = QByteArray::number(::getpid());
        writeFile(dir + u"/postgres/data/postmaster.pid"_s, pid + "\n" + dir.toUtf8() +
                                                                "/postgres/data\n1700000000\n5432\n" +
                                                                dir.toUtf8() + "/postgres/run\n\n");
        writeFile(dir + u"/postgres/run/.s.PGSQL.5432.lock"_s, pid + "\n");
        auto second = Cluster::attach(dir);
        WORKS(second);
        QVERIFY((*second)->startedHere());
        QCOMPARE(firstValue((*second)->ownerUri(), "SELECT 1"), u"1"_s);
    }

    void refusesAnotherVersion()
    {
        TestFolder folder;
        const QString dir = stoppedStore(folder);
        const QString versionFile = dir + u"/postgres/data/PG_VERSION"_s;
        QFile file(versionFile);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray version = file.readAll();
        file.close();
        writeFile(versionFile, "99\n");
        const auto refused = Cluster::attach(dir);
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, u"cluster_version"_s);
        QVERIFY(refused.error().message.contains("PostgreSQL 99"_L1));
        writeFile(versionFile, version);
        WORKS(Cluster::attach(dir));
    }

    void refusesForeignFiles()
    {
        TestFolder folder;
        const QString dir = folder.path(u"store"_s);
        QVERIFY(QDir().mkpath(dir + u"/postgres/data"_s));
        QVERIFY(::chmod(dir.toLatin1().constData(), 0711) == 0);
        writeFile(dir + u"/postgres/data/thesis.txt"_s, "precious");
        const auto refused = Cluster::attach(dir);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains("not empty"_L1), qPrintable(refused.error().message));
        QVERIFY(QFile::exists(dir + u"/postgres/data/thesis.txt"_s));
    }

    void wipesOnlyItsOwnAndOnlyUnused()
    {
        TestFolder folder;
        QVERIFY(QDir().mkpath(folder.path(u"home"_s)));
        writeFile(folder.path(u"home/thesis.txt"_s), "precious");
        const auto foreign = Cluster::wipe(folder.path(u"home"_s));
        QVERIFY(!foreign);
        QCOMPARE(foreign.error().key, u"not_a_data_dir"_s);
        QVERIFY(QFile::exists(folder.path(u"home/thesis.txt"_s)));
        WORKS(Cluster::wipe(folder.path(u"nowhere"_s)));

        const QString dir = stoppedStore(folder);
        auto used = Cluster::attach(dir);
        WORKS(used);
        const auto busy = Cluster::wipe(dir);
        QVERIFY(!busy);
        QCOMPARE(busy.error().key, u"in_use"_s);
        QCOMPARE(firstValue((*used)->ownerUri(), "SELECT 1"), u"1"_s);
        used->reset();
        WORKS(Cluster::wipe(dir));
        QVERIFY(!QFileInfo::exists(dir + u"/postgres"_s));
    }

    void isPrivate()
    {
        const QString data = TestStore::folder() + u"/store/postgres"_s;
        QCOMPARE(firstValue(TestStore::cluster().ownerUri(), "SHOW listen_addresses"), QString());
        QCOMPARE(firstValue(TestStore::cluster().ownerUri(), "SHOW data_checksums"), u"on"_s);
        struct stat info;
        QCOMPARE(::stat((data + u"/run"_s).toLatin1().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0700U);
        // Not root, even when root runs the tests.
        const QByteArray process =
            "/proc/" + QByteArray::number(postmasterOf(TestStore::folder() + u"/store"_s));
        QCOMPARE(::stat(process.constData(), &info), 0);
        QVERIFY(info.st_uid != 0);
        QCOMPARE(firstValue(TestStore::cluster().ownerUri(),
                            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"),
                 u"f"_s);
    }

    void worksInDeepDirectory()
    {
        TestFolder folder;
        const QString dir = folder.path(QString(120, u'd'));
        auto cluster = Cluster::attach(dir);
        WORKS(cluster);
        QCOMPARE(firstValue((*cluster)->ownerUri(), "SELECT 1"), u"1"_s);
        cluster->reset();
        WORKS(Cluster::wipe(dir));
    }

    void worksInsideRootsHome()
    {
        if (::geteuid() != 0)
            QSKIP("only root has directories that the cluster's user cannot reach");
        TestFolder folder;
        const QString closed = folder.path(u"closed"_s);
        QVERIFY(QDir().mkpath(closed));
        QCOMPARE(::chmod(closed.toLatin1().constData(), 0700), 0);
        const QString dir = closed + u"/store"_s;
        auto cluster = Cluster::attach(dir);
        WORKS(cluster);
        QCOMPARE(firstValue((*cluster)->ownerUri(), "SELECT 1"), u"1"_s);
        const QFileInfo link(dir + u"/postgres"_s);
        QVERIFY(link.isSymLink());
        const QString target = link.symLinkTarget();
        cluster->reset();
        auto again = Cluster::attach(dir);
        WORKS(again);
        again->reset();
        struct stat info;
        QCOMPARE(::stat(closed.toLatin1().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0700U); // not opened behind its owner's back
        WORKS(Cluster::wipe(dir));
        QVERIFY(!QFileInfo::exists(target));
    }

    // ------------------------------------------------------------ migrations

    void builtInSetIsSound()
    {
        const MigrationSet &set = builtInMigrations();
        QVERIFY(!set.migrations.isEmpty());
        int expected = 0;
        for (const SqlFile &file : set.migrations) {
            QCOMPARE(file.version, ++expected);
            static const QRegularExpression ends(u"^\\s*(begin|commit|rollback)\\s*;"_s,
                                                 QRegularExpression::CaseInsensitiveOption |
                                                     QRegularExpression::MultilineOption);
            QVERIFY2(!ends.match(QString::fromUtf8(file.sql)).hasMatch(), qPrintable(file.name));
        }
        QSet<QString> listed;
        for (const SqlFile &file : set.objects) {
            QVERIFY2(!file.sql.isEmpty(), qPrintable(file.name));
            QVERIFY2(!listed.contains(file.name), qPrintable(file.name));
            listed.insert(file.name);
        }
        const QString source = qEnvironmentVariable("LONIEVE_SOURCE_DIR") + u"/server/sql/"_s;
        for (const QString &kind : {u"functions"_s, u"views"_s}) {
            for (const QString &name : QDir(source + kind).entryList({u"*.sql"_s}, QDir::Files))
                QVERIFY2(listed.contains(kind + u'/' + name), qPrintable(name + u" is not in order.txt"_s));
        }
    }

    void migratesOnce()
    {
        EmptyDatabase database;
        const int all = static_cast<int>(builtInMigrations().migrations.size());
        const auto before = pendingMigrations(database.uri());
        WORKS(before);
        QCOMPARE(*before, all);
        const auto first = migrate(database.uri());
        WORKS(first);
        QCOMPARE(*first, all);
        const auto second = migrate(database.uri());
        WORKS(second);
        QCOMPARE(*second, 0);
        QCOMPARE(*pendingMigrations(database.uri()), 0);
    }

    void twentyMigrateAtOnce()
    {
        EmptyDatabase database;
        std::atomic<int> applied = 0;
        std::atomic<int> failed = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 20; ++i) {
                threads.emplace_back([&] {
                    if (const auto done = migrate(database.uri()))
                        applied += *done;
                    else
                        ++failed;
                });
            }
        }
        QCOMPARE(failed.load(), 0);
        QCOMPARE(applied.load(), static_cast<int>(builtInMigrations().migrations.size()));
    }

    void failsWholeAndGoesOn()
    {
        EmptyDatabase database;
        MigrationSet set{{migration(1, "CREATE TABLE one (n int)"),
                          migration(2, "CREATE TABLE two (n int); INSERT INTO missing VALUES (1)"),
                          migration(3, "CREATE TABLE three (n int)")},
                         {}};
        const auto broken = migrate(database.uri(), set);
        QVERIFY(!broken);
        QVERIFY2(broken.error().message.contains("000002.sql"_L1) &&
                     broken.error().message.contains("missing"_L1),
                 qPrintable(broken.error().message));
        const char *tables =
            "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = "
            "'public'::regnamespace AND relkind = 'r'";
        QCOMPARE(firstValue(database.uri(), tables), u"one,schema_migrations"_s);
        QCOMPARE(firstValue(database.uri(), "SELECT max(version) FROM schema_migrations"), u"1"_s);
        set.migrations[1].sql = "CREATE TABLE two (n int)";
        const auto rest = migrate(database.uri(), set);
        WORKS(rest);
        QCOMPARE(*rest, 2);
        QCOMPARE(firstValue(database.uri(), tables), u"one,schema_migrations,three,two"_s);
    }

    void refusesNewerStore()
    {
        EmptyDatabase database;
        const MigrationSet newer{{migration(1, "SELECT 1"), migration(2, "SELECT 2")}, {}};
        const MigrationSet older{{migration(1, "SELECT 1")}, {}};
        WORKS(migrate(database.uri(), newer));
        const auto refused = migrate(database.uri(), older);
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, u"store_newer"_s);
        QCOMPARE(refused.error().sqlState, u"LG011"_s);
        QVERIFY(refused.error().message.contains("newer"_L1));
    }

    void refusesChangedAndMissingMigrations()
    {
        EmptyDatabase database;
        WORKS(migrate(database.uri(), {{migration(1, "SELECT 1"), migration(3, "SELECT 3")}, {}}));
        const auto changed =
            migrate(database.uri(), {{migration(1, "SELECT 111"), migration(3, "SELECT 3")}, {}});
        QVERIFY(!changed);
        QCOMPARE(changed.error().key, u"migration_changed"_s);
        const auto late =
            migrate(database.uri(),
                    {{migration(1, "SELECT 1"), migration(2, "SELECT 2"), migration(3, "SELECT 3")}, {}});
        QVERIFY(!late);
        QCOMPARE(late.error().key, u"migration_order"_s);
    }

    void appliesObjectsOnlyWhenTheyChange()
    {
        EmptyDatabase database;
        MigrationSet set{{migration(1, "CREATE TABLE passes (n int)")},
                         {{0, u"functions/a.sql"_s, "INSERT INTO passes VALUES (1)"}}};
        const char *passes = "SELECT count(*) FROM passes";
        WORKS(migrate(database.uri(), set));
        WORKS(migrate(database.uri(), set));
        QCOMPARE(firstValue(database.uri(), passes), u"1"_s);
        set.objects.append({0, u"functions/b.sql"_s, "INSERT INTO passes VALUES (2)"});
        WORKS(migrate(database.uri(), set));
        WORKS(migrate(database.uri(), set));
        QCOMPARE(firstValue(database.uri(), passes), u"3"_s);
        // A broken file leaves the former state, and says which it is.
        set.objects[0].sql = "INSERT INTO passes VALUES (3)";
        set.objects[1].sql = "nonsense";
        const auto broken = migrate(database.uri(), set);
        QVERIFY(!broken);
        QVERIFY(broken.error().message.contains("functions/b.sql"_L1));
        QCOMPARE(firstValue(database.uri(), passes), u"3"_s);
    }

    // ------------------------------------------------------------ connection

    void valuesTravelUnchanged()
    {
        TestStore store;
        const QUuid id = QUuid::createUuid();
        const QDateTime time(QDate(2026, 2, 28), QTime(23, 59, 59, 123), Qt::UTC);
        const QByteArray binary("\0\x01\xff'\\x", 6);
        const QString text = u"Ж'\"\\{};-- \n🎁"_s;
        const auto rows = store.app().once(
            {},
            {"values",
             "SELECT $1::text AS t, $2::text AS nothing, $3::bool AS yes, $4::int AS i, $5::bigint AS big, "
             "$6::uuid AS id, $7::timestamptz AS at, $8::jsonb AS o, $9::jsonb AS a, $10::bytea AS b, "
             "$11::text[] AS list, $12::bytea AS empty, $13::uuid AS no_id, $14::timestamptz AS never, "
             "'2026-01-02 03:04:05.6+05:30'::timestamptz AS zoned, '2026-01-02'::date AS day"},
            {text, nullptr, true, -7, qint64(9'000'000'000'000'000'000), id, time,
             QJsonObject{{u"k"_s, text}}, QJsonArray{1, u"x"_s}, Param::bytes(binary),
             QStringList{text, u"b,c"_s, QString()}, Param::bytes(QByteArray()), QUuid(), QDateTime()});
        WORKS(rows);
        QCOMPARE(rows->count(), 1);
        QCOMPARE(rows->text(0, "t"), text);
        QVERIFY(rows->isNull(0, "nothing"));
        QVERIFY(rows->flag(0, "yes"));
        QCOMPARE(rows->integer(0, "i"), -7);
        QCOMPARE(rows->integer(0, "big"), 9'000'000'000'000'000'000);
        QCOMPARE(rows->uuid(0, "id"), id);
        QCOMPARE(rows->time(0, "at"), time);
        QCOMPARE(rows->object(0, "o").value(u"k"_s).toString(), text);
        QCOMPARE(rows->array(0, "a").size(), 2);
        QCOMPARE(rows->bytes(0, "b"), binary);
        QVERIFY(rows->text(0, "list").contains("b,c"_L1));
        QVERIFY(!rows->isNull(0, "empty"));
        QCOMPARE(rows->bytes(0, "empty").size(), 0);
        QVERIFY(rows->isNull(0, "no_id"));
        QVERIFY(rows->isNull(0, "never"));
        QCOMPARE(rows->time(0, "zoned"), QDateTime(QDate(2026, 1, 1), QTime(21, 34, 5, 600), Qt::UTC));
        QCOMPARE(rows->time(0, "day"), QDateTime(QDate(2026, 1, 2), QTime(0, 0), Qt::UTC));
        QCOMPARE(rows->column("absent"), -1);
    }

    void failuresLeaveTheConnectionUsable()
    {
        TestStore store;
        store.run(u"CREATE TABLE parent (n int PRIMARY KEY);"
                  "CREATE TABLE child (n int REFERENCES parent DEFERRABLE INITIALLY DEFERRED, m int NOT NULL,"
                  " CHECK (m > 0)); GRANT ALL ON parent, child TO lonieve_app"_s);
        const auto connection = store.connect();
        struct Case
        {
            Statement statement;
            const char *state;
            const char *key;
            ErrorCode code;
        };
        const Case cases[] = {
            {{"bad_syntax", "SELEC 1"}, "42601", "database_error", ErrorCode::Internal},
            {{"bad_name", "SELECT nope FROM parent"}, "42703", "database_error", ErrorCode::Internal},
            {{"bad_value", "SELECT 'x'::int"}, "22P02", "invalid_value", ErrorCode::InvalidInput},
            {{"zero", "SELECT 1 / (SELECT 0)"}, "22012", "invalid_value", ErrorCode::InvalidInput},
            {{"twice", "INSERT INTO parent VALUES (1), (1)"}, "23505", "already_exists", ErrorCode::Conflict},
            // Deferred: it is COMMIT that fails.
            {{"orphan", "INSERT INTO child VALUES (99, 1)"}, "23503", "reference", ErrorCode::Conflict},
            {{"missing", "INSERT INTO child VALUES (NULL, NULL)"},
             "23502",
             "constraint",
             ErrorCode::Internal},
            {{"check", "INSERT INTO child VALUES (NULL, -1)"},
             "23514",
             "invalid_value",
             ErrorCode::InvalidInput},
            {{"denied", "DELETE FROM tenants"}, "42501", "database_denied", ErrorCode::Internal},
        };
        for (int pass = 0; pass < 2; ++pass) {
            for (const Case &c : cases) {
                const auto rows = connection->once(TestStore::tenant(), c.statement);
                QVERIFY2(!rows, c.statement.name);
                QCOMPARE(rows.error().sqlState, QString::fromLatin1(c.state));
                QCOMPARE(rows.error().key, QString::fromLatin1(c.key));
                QCOMPARE(rows.error().code, c.code);
                QVERIFY(connection->isAlive());
                auto *pg = static_cast<PGconn *>(connection->handle());
                QCOMPARE(PQtransactionStatus(pg), PQTRANS_IDLE);
                QCOMPARE(PQpipelineStatus(pg), PQ_PIPELINE_OFF);
                const auto after = connection->once(TestStore::tenant(), {"after", "SELECT 1 AS n"});
                WORKS(after);
                QCOMPARE(after->integer(0, "n"), 1);
            }
        }
        QCOMPARE(store.value(u"SELECT count(*) FROM child"_s), u"0"_s);
        QCOMPARE(store.value(u"SELECT count(*) FROM parent"_s), u"0"_s);
    }

    void ownErrorsKeepTheirMeaning()
    {
        TestStore store;
        store.run(
            u"CREATE FUNCTION raise_it(p_state text, p_detail text) RETURNS int LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'said by the function' USING ERRCODE = p_state, DETAIL = p_detail; END $$"_s);
        const Statement raise{"raise", "SELECT raise_it($1, $2)"};
        for (const SqlFailure &failure : sqlFailures) {
            const auto rows = store.app().once(
                {}, raise,
                {failure.sqlState, u"{\"field\": \"email\", \"retryAfter\": 7, \"price\": \"75.00\"}"_s});
            QVERIFY(!rows);
            QCOMPARE(rows.error().sqlState, QString::fromLatin1(failure.sqlState));
            QCOMPARE(rows.error().key, QString::fromLatin1(failure.key));
            QCOMPARE(rows.error().code, failure.code);
            QCOMPARE(rows.error().message, u"said by the function"_s);
            QCOMPARE(rows.error().detail.value(u"price"_s).toString(), u"75.00"_s);
            QCOMPARE(rows.error().retryAfterSeconds, 7);
            QCOMPARE(rows.error().fields.value(0).field, u"email"_s);
        }
        const auto unknown = store.app().once({}, raise, {"LG999", "not json"});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::Internal);
    }

    void messagesHoldNoValues()
    {
        TestStore store;
        const auto rows = store.app().once({}, {"leak", "SELECT $1::text::uuid"}, {u"SECRET-CODE-1234"_s});
        QVERIFY(!rows);
        QVERIFY(!rows.error().message.contains("SECRET"_L1));
        QVERIFY(rows.error().detail.isEmpty());
        // Nor does the server's own log.
        const QString logs = TestStore::folder() + u"/store/postgres/log"_s;
        for (const QFileInfo &info : QDir(logs).entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains("SECRET"), qPrintable(info.filePath()));
        }
    }

    void preparesEachStatementOnce()
    {
        TestStore store;
        const auto connection = store.connect();
        const Statement statement{"counted", "SELECT $1::int AS n"};
        for (int i = 0; i < 5; ++i)
            WORKS(connection->once({}, statement, {i}));
        // The same name with another text is kept apart.
        const auto other = connection->once({}, {"counted", "SELECT 'other' AS n"});
        WORKS(other);
        QCOMPARE(other->text(0, "n"), u"other"_s);
        QCOMPARE(connection->once({}, statement, {7})->integer(0, "n"), 7);
        const auto prepared = connection->once(
            {}, {"", "SELECT count(*) AS n FROM pg_prepared_statements WHERE name LIKE 'counted%'"});
        WORKS(prepared);
        QCOMPARE(prepared->integer(0, "n"), 2);
    }

    void survivesChangedFunctions()
    {
        TestStore store;
        store.run(u"CREATE FUNCTION shape() RETURNS TABLE (a int) LANGUAGE sql AS 'SELECT 1'"_s);
        const auto connection = store.connect();
        const Statement statement{"shape", "SELECT * FROM shape()"};
        WORKS(connection->once({}, statement));
        store.run(
            u"DROP FUNCTION shape(); CREATE FUNCTION shape() RETURNS TABLE (a int, b text) LANGUAGE sql AS "
            "$$SELECT 1, 'two'$$"_s);
        const auto rows = connection->once({}, statement);
        WORKS(rows);
        QCOMPARE(rows->text(0, "b"), u"two"_s);
        // A pooler or an administrator dropped the statements.
        WORKS(connection->script("DEALLOCATE ALL"));
        WORKS(connection->once({}, statement));
    }

    void timesOut()
    {
        TestStore store;
        ConnectOptions options = store.options();
        options.statementTimeoutSeconds = 1;
        const auto connection = Connection::open(options);
        WORKS(connection);
        const auto rows = (*connection)->once({}, {"sleep", "SELECT pg_sleep(20)"});
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::Timeout);
        WORKS((*connection)->once({}, {"after", "SELECT 1"}));
    }

    void reopensWhatBroke()
    {
        TestStore store;
        Database app(store.options(QString())); // the owner may end its own sessions
        WORKS(app.once({}, {"one", "SELECT 1"}));
        const QString kill =
            u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '%1' AND "
            "pid <> pg_backend_pid()"_s.arg(store.name());
        // Idle: nobody notices.
        for (int i = 0; i < 3; ++i) {
            QVERIFY(store.value(kill).toInt() >= 1);
            QTRY_COMPARE(store.value(u"SELECT count(*) FROM pg_stat_activity WHERE datname = '%1'"_s.arg(
                             store.name())),
                         u"1"_s);
            WORKS(app.once({}, {"one", "SELECT 1"}));
        }
        // In the middle of a statement: this one fails, the next works.
        const auto cut = app.once({}, {"cut", "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(20)"});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::Unavailable);
        WORKS(app.once({}, {"one", "SELECT 1"}));
        // In the middle of a transaction: it does not go on in another session.
        const auto connection = app.here();
        WORKS(connection);
        const auto outcome = (*connection)->transaction<bool>({}, [&](Connection &c) -> Result<bool> {
            if (auto first = c.run({"one", "SELECT 1"}); !first)
                return failure(first.error());
            store.value(kill);
            const auto second = app.here();
            if (!second || *second != &c)
                return failure(ErrorCode::Internal, u"moved"_s, u"another connection"_s);
            if (auto rows = c.run({"two", "SELECT 2"}); !rows)
                return failure(rows.error());
            return true;
        });
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Unavailable);
        WORKS(app.once({}, {"one", "SELECT 1"}));
    }

    void answersQuicklyWhenTheServerIsGone()
    {
        TestFolder folder;
        const QString dir = stoppedStore(folder);
        auto cluster = Cluster::attach(dir);
        WORKS(cluster);
        Database database({(*cluster)->ownerUri(), {}});
        WORKS(database.once({}, {"one", "SELECT 1"}));
        cluster->reset();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i) {
            const auto rows = database.once({}, {"one", "SELECT 1"});
            QVERIFY(!rows);
            QCOMPARE(rows.error().code, ErrorCode::Unavailable);
            QVERIFY(!rows.error().message.contains("sock"_L1, Qt::CaseInsensitive));
        }
        QVERIFY2(timer.elapsed() < 5000, "callers queue up on a server that is gone");
        auto again = Cluster::attach(dir);
        WORKS(again);
        QTRY_VERIFY(database.once({}, {"one", "SELECT 1"}));
    }

    void refusesBadAddress()
    {
        const auto connection = Connection::open({u"postgresql://user:hunter2@[host/db"_s, {}});
        QVERIFY(!connection);
        QCOMPARE(connection.error().code, ErrorCode::InvalidInput);
        QVERIFY(!connection.error().message.contains("hunter2"_L1));
        const auto nobody = Connection::open({u"postgresql://u:hunter2@/db?host=/nonexistent"_s, {}});
        QVERIFY(!nobody);
        QCOMPARE(nobody.error().code, ErrorCode::Unavailable);
        QVERIFY(!nobody.error().message.contains("hunter2"_L1));
    }

    void everyThreadHasItsOwnSession()
    {
        TestStore store;
        Database &app = store.app();
        const QString sessions = u"SELECT count(*) FROM pg_stat_activity WHERE datname = '%1' AND usename = "
                                 "'lonieve_owner'"_s.arg(store.name());
        std::atomic<int> ready = 0;
        std::atomic<bool> leave = false;
        std::mutex mutex;
        QSet<Connection *> seen;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 8; ++i) {
                threads.emplace_back([&] {
                    for (int n = 0; n < 50; ++n) {
                        if (const auto rows = app.once({}, {"n", "SELECT $1::int AS n"}, {n});
                            !rows || rows->integer(0, "n") != n)
                            return;
                    }
                    {
                        const std::lock_guard lock(mutex);
                        seen.insert(*app.here());
                    }
                    ++ready;
                    while (!leave)
                        std::this_thread::yield();
                });
            }
            QTRY_COMPARE(ready.load(), 8);
            QCOMPARE(store.value(sessions), u"8"_s);
            leave = true;
        }
        QCOMPARE(seen.size(), 8);
        QTRY_COMPARE(store.value(sessions), u"0"_s);
        // A Database that goes first takes the sessions of all threads with it.
        leave = false;
        ready = 0;
        {
            auto own = std::make_unique<Database>(store.options());
            std::jthread thread([&] {
                (void)own->once({}, {"one", "SELECT 1"});
                ++ready;
                while (!leave)
                    std::this_thread::yield();
            });
            QTRY_COMPARE(ready.load(), 1);
            own.reset();
            QTRY_COMPARE(store.value(sessions), u"0"_s);
            leave = true;
        }
    }

    // ------------------------------------------------------------ transactions

    void commitsAndRollsBack()
    {
        TestStore store;
        store.run(u"CREATE TABLE t (n int); GRANT ALL ON t TO lonieve_app"_s);
        const auto connection = store.connect();
        const Statement insert{"insert_t", "INSERT INTO t VALUES ($1)"};
        const auto count = [&] { return store.value(u"SELECT count(*) FROM t"_s).toInt(); };

        WORKS(connection->transaction<int>({}, [&](Connection &c) -> Result<int> {
            if (auto one = c.run(insert, {1}); !one)
                return failure(one.error());
            return 1;
        }));
        QCOMPARE(count(), 1);

        const auto refused = connection->transaction<int>({}, [&](Connection &c) -> Result<int> {
            (void)c.run(insert, {2});
            return failure(ErrorCode::Forbidden, u"no"_s, u"no"_s);
        });
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, u"no"_s);
        QCOMPARE(count(), 1);

        // A failure that the body overlooked is not committed as if nothing had been.
        const auto overlooked = connection->transaction<int>({}, [&](Connection &c) -> Result<int> {
            (void)c.run(insert, {3});
            (void)c.run({"broken", "SELECT 1 / (SELECT 0)"});
            return 3;
        });
        QVERIFY(!overlooked);
        QCOMPARE(overlooked.error().sqlState, u"22012"_s);
        QCOMPARE(count(), 1);

        bool thrown = false;
        try {
            (void)connection->transaction<int>({}, [&](Connection &c) -> Result<int> {
                (void)c.run(insert, {4});
                throw std::runtime_error("thrown");
            });
        } catch (const std::runtime_error &) {
            thrown = true;
        }
        QVERIFY(thrown);
        QCOMPARE(count(), 1);
        QVERIFY(!connection->inTransaction());

        WORKS(connection->transaction<int>({}, [](Connection &) -> Result<int> { return 0; }));
        WORKS(connection->once({}, insert, {5}));
        QCOMPARE(count(), 2);
    }

    void refusesMisuse()
    {
        TestStore store;
        const auto connection = store.connect();
        const Statement one{"one", "SELECT 1"};
        QCOMPARE(connection->run(one).error().key, u"store_misuse"_s);
        const auto nested = connection->transaction<int>({}, [&](Connection &c) -> Result<int> {
            const auto inner = c.once({}, one);
            return inner ? Result<int>(1) : failure(inner.error());
        });
        QVERIFY(!nested);
        QCOMPARE(nested.error().key, u"store_misuse"_s);
        WORKS(connection->once({}, one));
    }

    void triesSerialisationFailuresAgain()
    {
        TestStore store;
        store.run(
            u"CREATE TABLE counter (n int); INSERT INTO counter VALUES (0); GRANT ALL ON counter TO lonieve_app"_s);
        const auto mine = store.connect();
        const auto others = store.connect();
        const Statement strict{"strict", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"};
        const Statement read{"read", "SELECT n FROM counter"};
        const Statement add{"add", "UPDATE counter SET n = n + 1"};
        int passes = 0;
        const auto outcome = mine->transaction<int>({}, [&](Connection &c) -> Result<int> {
            ++passes;
            (void)c.run(strict);
            (void)c.run(read);
            if (passes == 1)
                (void)others->once({}, add);
            if (auto done = c.run(add); !done)
                return failure(done.error());
            return passes;
        });
        WORKS(outcome);
        QCOMPARE(passes, 2);
        QCOMPARE(store.value(u"SELECT n FROM counter"_s), u"2"_s);

        passes = 0;
        const auto hopeless = mine->transaction<int>({}, [&](Connection &c) -> Result<int> {
            ++passes;
            (void)c.run(strict);
            (void)c.run(read);
            (void)others->once({}, add);
            if (auto done = c.run(add); !done)
                return failure(done.error());
            return passes;
        });
        QVERIFY(!hopeless);
        QCOMPARE(hopeless.error().sqlState, u"40001"_s);
        QCOMPARE(passes, 5);

        // once() as well; a sequence counts the tries, because it does not roll back.
        store.run(u"CREATE SEQUENCE tries; GRANT ALL ON SEQUENCE tries TO lonieve_app;"
                  "CREATE FUNCTION unlucky(p_until int, p_state text) RETURNS bigint LANGUAGE plpgsql AS $$ "
                  "DECLARE v "
                  "bigint := nextval('tries'); BEGIN IF v < p_until THEN RAISE EXCEPTION 'again' USING "
                  "ERRCODE = p_state; "
                  "END IF; RETURN v; END $$"_s);
        const Statement unlucky{"unlucky", "SELECT unlucky($1, $2) AS tries"};
        const auto third = mine->once({}, unlucky, {3, "40P01"});
        WORKS(third);
        QCOMPARE(third->integer(0, "tries"), 3);
        store.run(u"ALTER SEQUENCE tries RESTART"_s);
        QVERIFY(!mine->once({}, unlucky, {100, "40001"}));
        QCOMPARE(store.value(u"SELECT last_value FROM tries"_s), u"5"_s);
        store.run(u"ALTER SEQUENCE tries RESTART"_s);
        QVERIFY(!mine->once({}, unlucky, {100, "23505"}));
        QCOMPARE(store.value(u"SELECT last_value FROM tries"_s), u"1"_s);
    }

    void losesNoIncrementUnderContention()
    {
        TestStore store;
        store.run(
            u"CREATE TABLE counter (n int); INSERT INTO counter VALUES (0); GRANT ALL ON counter TO lonieve_app"_s);
        std::atomic<int> done = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([&] {
                    const auto connection = store.connect();
                    for (int n = 0; n < 50; ++n) {
                        const auto outcome =
                            connection->transaction<bool>({}, [&](Connection &c) -> Result<bool> {
                                (void)c.run({"strict", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"});
                                const auto row = c.run({"read", "SELECT n FROM counter"});
                                if (!row)
                                    return failure(row.error());
                                const auto written =
                                    c.run({"write", "UPDATE counter SET n = $1"}, {row->integer(0, "n") + 1});
                                if (!written)
                                    return failure(written.error());
                                return true;
                            });
                        done += outcome.has_value();
                    }
                });
            }
        }
        QVERIFY(done.load() > 100);
        QCOMPARE(store.value(u"SELECT n FROM counter"_s).toInt(), done.load());
    }

    // ------------------------------------------------------------ tenants

    void seesOnlyItsTenant()
    {
        TestStore store;
        store.run(
            u"INSERT INTO tenants (id, name, primary_domain) VALUES ('%1', 'Other', 'other.example');"
            "INSERT INTO staff (tenant_id, email, password_hash) VALUES ('%1', 'theirs@example.com', 'x'), "
            "('%2', 'ours@example.com', 'x')"_s.arg(otherTenant.toString(QUuid::WithoutBraces),
                                                    TestStore::tenant().toString(QUuid::WithoutBraces)));
        const Statement read{"emails", "SELECT string_agg(email, ',') AS emails, count(*) AS n FROM staff"};
        for (const QString &role : {u"lonieve_app"_s, QString()}) {
            const auto connection = store.connect(role);
            for (int pass = 0; pass < 2; ++pass) { // the tenant of the statement before must not linger
                QCOMPARE(connection->once(TestStore::tenant(), read)->text(0, "emails"),
                         u"ours@example.com"_s);
                QCOMPARE(connection->once(otherTenant, read)->text(0, "emails"), u"theirs@example.com"_s);
                QCOMPARE(connection->once({}, read)->integer(0, "n"), 0);
                QCOMPARE(connection->once(QUuid::createUuid(), read)->integer(0, "n"), 0);
            }
            const auto inside =
                connection->transaction<qint64>(otherTenant, [&](Connection &c) -> Result<qint64> {
                    const auto rows = c.run(read);
                    return rows ? Result<qint64>(rows->integer(0, "n")) : failure(rows.error());
                });
            WORKS(inside);
            QCOMPARE(*inside, 1);
        }
        // Neither writing into another tenant nor moving a row there.
        const auto app = store.connect();
        const auto smuggled = app->once(TestStore::tenant(),
                                        {"smuggle", "INSERT INTO staff (tenant_id, email, password_hash) "
                                                    "VALUES ($1, 'x@example.com', 'x')"},
                                        {otherTenant});
        QVERIFY(!smuggled);
        QCOMPARE(smuggled.error().key, u"database_denied"_s);
        QVERIFY(!app->once(TestStore::tenant(), {"move", "UPDATE staff SET tenant_id = $1"}, {otherTenant}));
        // Nor may the application's role lift the rule.
        QVERIFY(!app->once(TestStore::tenant(), {"lift", "ALTER TABLE staff DISABLE ROW LEVEL SECURITY"}));
        QCOMPARE(store.value(u"SELECT count(*) FROM pg_roles WHERE rolname LIKE 'lonieve%' AND (rolsuper OR "
                             "rolbypassrls)"_s),
                 u"0"_s);
        const auto readonly = store.connect(u"lonieve_readonly"_s);
        QVERIFY(!readonly->once(TestStore::tenant(), {"write", "UPDATE products SET name = 'x'"}));
    }

    // ------------------------------------------------------------ COPY

    void copiesIn()
    {
        TestStore store;
        const auto connection = store.connect();
        const auto outcome =
            connection->transaction<qint64>(TestStore::tenant(), [&](Connection &c) -> Result<qint64> {
                if (auto made = c.script("CREATE TEMP TABLE incoming (n int, t text) ON COMMIT DROP"); !made)
                    return failure(made.error());
                int line = 0;
                const auto copied = c.copyIn("COPY incoming FROM STDIN", [&] {
                    QByteArray chunk;
                    for (int i = 0; i < 1000 && line < 100'000; ++i, ++line)
                        chunk += QByteArray::number(line) + "\tline \\\\ " + QByteArray::number(line) + "\n";
                    return chunk;
                });
                if (!copied)
                    return failure(copied.error());
                const auto sum = c.run({"sum", "SELECT sum(n) AS s, max(t) AS t FROM incoming"});
                if (!sum)
                    return failure(sum.error());
                return *copied == 100'000 && sum->text(0, "t") == "line \\ 99999"_L1 ? sum->integer(0, "s")
                                                                                     : 0;
            });
        WORKS(outcome);
        QCOMPARE(*outcome, qint64(99'999) * 100'000 / 2);

        store.run(u"CREATE TABLE target (n int); GRANT ALL ON target TO lonieve_app"_s);
        int chunks = 0;
        const auto broken = connection->copyIn("COPY target FROM STDIN", [&] {
            ++chunks;
            return chunks == 1 ? QByteArray("1\n2\n") : chunks == 2 ? QByteArray("three\n") : QByteArray();
        });
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, ErrorCode::InvalidInput);
        QVERIFY(connection->isAlive());
        QCOMPARE(store.value(u"SELECT count(*) FROM target"_s), u"0"_s);
        QVERIFY(!connection->copyIn("COPY nowhere FROM STDIN", [] { return QByteArray(); }));
        const auto whole = connection->copyIn("COPY target FROM STDIN", [done = false]() mutable {
            return std::exchange(done, true) ? QByteArray() : QByteArray("7\n");
        });
        WORKS(whole);
        QCOMPARE(*whole, 1);
    }

    // ------------------------------------------------------------ vault in the store

    void indexKeyIsOneForAllServers()
    {
        TestStore store;
        const QString keys = store.keyFile();
        QVERIFY(Vault::load(keys, true));
        std::vector<QByteArray> found(12);
        {
            std::vector<std::jthread> threads;
            for (QByteArray &index : found) {
                threads.emplace_back([&] {
                    const auto vault = Vault::load(keys, false);
                    const auto connection = store.connect();
                    if (vault && (*vault)->prepare(*connection))
                        index = (*vault)->blindIndex(TestStore::tenant(), u"abcd-1234"_s);
                });
            }
        }
        for (const QByteArray &index : found) {
            QCOMPARE(index.size(), 32);
            QCOMPARE(index, found.front());
        }
        const auto vault = store.vault();
        QCOMPARE(vault->blindIndex(TestStore::tenant(), u"ABCD 1234"_s), found.front());
        QVERIFY(vault->blindIndex(otherTenant, u"abcd-1234"_s) != found.front());
        QVERIFY(vault->blindIndex(TestStore::tenant(), u"abcd-1235"_s) != found.front());
        QVERIFY(vault->derivedKey("a") != vault->derivedKey("b"));
        // Keys of another store are noticed before anything is sealed with them.
        const auto foreign = Vault::load(keys + u".other"_s, true);
        QVERIFY(foreign);
        const auto refused = (*foreign)->prepare(*store.connect());
        QVERIFY(!refused);
        QCOMPARE(refused.error().key, u"vault_damaged"_s);
    }

    void rotatesWhileBatchesArrive()
    {
        TestStore store;
        const auto vault = store.vault();
        const QByteArray index = vault->blindIndex(TestStore::tenant(), u"abcd-1234"_s);
        const QByteArray derived = vault->derivedKey("links");
        const Statement create{"create", "SELECT create_code_batch($1, $2, $3, NULL, NULL)"};
        std::mutex mutex;
        QHash<QUuid, QByteArray> keys;
        std::atomic<int> failures = 0;
        const auto addBatch = [&](Connection &connection, const Vault &with) {
            const QUuid batch = QUuid::createUuid();
            const Vault::DataKey key = with.newDataKey(batch);
            const auto added = connection.once(
                TestStore::tenant(), create,
                {batch.toString(QUuid::WithoutBraces), Param::bytes(key.wrapped), key.masterVersion});
            if (!added) {
                ++failures;
                return;
            }
            const std::lock_guard lock(mutex);
            keys.insert(batch, key.key);
        };
        {
            const auto connection = store.connect();
            for (int i = 0; i < 250; ++i)
                addBatch(*connection, *vault);
        }
        std::atomic<bool> stop = false;
        std::vector<std::jthread> sellers;
        for (int i = 0; i < 3; ++i) {
            sellers.emplace_back([&] {
                // Another server: it knows nothing of the rotation but the file.
                const auto own = Vault::load(store.keyFile(), false);
                const auto connection = store.connect();
                while (!stop)
                    addBatch(*connection, **own);
            });
        }
        const auto connection = store.connect();
        const auto first = vault->rotate(*connection);
        const auto second = vault->rotate(*connection);
        stop = true;
        sellers.clear();
        WORKS(first);
        WORKS(second);
        QVERIFY(*first >= 251);
        QCOMPARE(failures.load(), 0);
        QCOMPARE(vault->currentVersion(), 3);

        const auto fresh = Vault::load(store.keyFile(), false);
        QVERIFY(fresh);
        WORKS((*fresh)->prepare(*connection));
        QCOMPARE((*fresh)->blindIndex(TestStore::tenant(), u"abcd-1234"_s), index);
        QCOMPARE((*fresh)->derivedKey("links"), derived);
        const auto rows = connection->once(
            TestStore::tenant(), {"all", "SELECT batch_id, wrapped_key, key_version FROM code_batches"});
        WORKS(rows);
        QCOMPARE(rows->count(), keys.size());
        for (int row = 0; row < rows->count(); ++row) {
            const QUuid batch = rows->uuid(row, "batch_id");
            const auto key = (*fresh)->unwrap(batch, rows->bytes(row, "wrapped_key"),
                                              static_cast<int>(rows->integer(row, "key_version")));
            WORKS(key);
            QCOMPARE(*key, keys.value(batch));
        }
        QCOMPARE(store.value(u"SELECT count(*) FROM code_batches WHERE key_version = 1"_s), u"0"_s);
        // Two rotations at once are refused, not mixed.
        QCOMPARE(store.value(u"SELECT key_version FROM vault_keys"_s), u"3"_s);
    }

    void dumpHoldsNoCode()
    {
        TestStore store;
        const auto vault = store.vault();
        const QString code = u"PLAIN-TEXT-CODE-7788"_s;
        const QUuid batch = QUuid::createUuid();
        const QUuid row = QUuid::createUuid();
        const QUuid product = QUuid::createUuid();
        const Vault::DataKey key = vault->newDataKey(batch);
        const auto connection = store.connect();
        WORKS(connection->once(
            TestStore::tenant(), {"create", "SELECT create_code_batch($1, $2, $3, NULL, NULL)"},
            {batch.toString(QUuid::WithoutBraces), Param::bytes(key.wrapped), key.masterVersion}));
        WORKS(connection->once(TestStore::tenant(),
                               {"product",
                                "INSERT INTO products (id, name, brand, region, nominals, base_price) VALUES "
                                "($1, 'Card', 'Brand', 'US', '[50]', 90)"},
                               {product}));
        WORKS(connection->once(TestStore::tenant(),
                               {"code", "INSERT INTO gift_codes (id, product_id, code, code_index, "
                                        "code_last4, nominal, batch_id) VALUES "
                                        "($1, $2, $3, $4, $5, 50, $6)"},
                               {row, product, Param::bytes(Vault::seal(key.key, row, code.toUtf8())),
                                Param::bytes(vault->blindIndex(TestStore::tenant(), code)),
                                Vault::lastFour(code), batch.toString(QUuid::WithoutBraces)}));
        // The same code in another spelling is the same code.
        const auto again = connection->once(
            TestStore::tenant(),
            {"code", "INSERT INTO gift_codes (id, product_id, code, code_index, code_last4, nominal, "
                     "batch_id) VALUES "
                     "($1, $2, $3, $4, $5, 50, $6)"},
            {QUuid::createUuid(), product, Param::bytes(Vault::seal(key.key, row, code.toUtf8())),
             Param::bytes(vault->blindIndex(TestStore::tenant(), u"plaintextcode 7788"_s)), "7788",
             batch.toString(QUuid::WithoutBraces)});
        QVERIFY(!again);
        QCOMPARE(again.error().key, u"already_exists"_s);

        QProcess dump;
        dump.start(TestStore::cluster().binDir() + u"/pg_dump"_s, {u"--inserts"_s, store.superuserUri()});
        QVERIFY(dump.waitForFinished(60'000));
        const QByteArray text = dump.readAllStandardOutput();
        QVERIFY2(text.contains("gift_codes VALUES") && text.contains("7788"),
                 dump.readAllStandardError().constData());
        QFile keyFile(store.keyFile());
        QVERIFY(keyFile.open(QIODevice::ReadOnly));
        const QByteArray master = QByteArray::fromBase64(keyFile.readAll().trimmed().split(' ').last());
        QCOMPARE(master.size(), 32);
        const QByteArray plain = code.toUtf8();
        for (const QByteArray &secret : {plain, Vault::normalised(code), key.key, master}) {
            QVERIFY(!text.contains(secret));
            QVERIFY(!text.contains(secret.toHex()));
            QVERIFY(!text.contains(secret.toBase64()));
        }
    }
};

QTEST_GUILESS_MAIN(TstStore)
#include "tst_store.moc"
