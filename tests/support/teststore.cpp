// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/teststore.h"

#include "server/store/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>

#include <cerrno>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::test {

namespace {

template <typename T>
T must(Result<T> result, const char *what)
{
    if (!result)
        qFatal("%s: %s", what, qPrintable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// What a test that was killed has left behind.
void sweep()
{
    const QFileInfoList left = QDir(u"/tmp"_s).entryInfoList({u"lonieve-test-*"_s}, QDir::Dirs);
    for (const QFileInfo &info : left) {
        QFile pid(info.filePath() + "/pid"_L1);
        if (info.ownerId() != ::geteuid() || !pid.open(QIODevice::ReadOnly))
            continue;
        const int owner = pid.readAll().trimmed().toInt();
        if (owner <= 1 || ::kill(owner, 0) == 0 || errno != ESRCH)
            continue;
        const QFileInfoList inside = QDir(info.filePath()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo &folder : inside)
            (void)store::Cluster::wipe(folder.filePath());
        QDir(info.filePath()).removeRecursively();
    }
}

struct Shared
{
    std::unique_ptr<TestFolder> folder;
    std::unique_ptr<store::Cluster> cluster;
};

Shared *shared = nullptr;

void tearDown()
{
    delete std::exchange(shared, nullptr);
}

Shared &theCluster()
{
    if (shared)
        return *shared;
    sweep();
    shared = new Shared;
    shared->folder = std::make_unique<TestFolder>();
    qAddPostRoutine(tearDown);
    shared->cluster = must(store::Cluster::attach(shared->folder->path(u"store"_s)), "test cluster");
    // A power cut during a test is not what these tests are about; tst_store has clusters of its own.
    auto admin =
        must(store::Connection::open({shared->cluster->uri(u"postgres"_s, u"postgres"_s), {}}), "superuser");
    must(admin->script("ALTER SYSTEM SET fsync = off"), "fsync");
    must(admin->script("ALTER SYSTEM SET full_page_writes = off"), "full_page_writes");
    must(admin->script("SELECT pg_reload_conf()"), "reload");
    must(store::migrate(shared->cluster->ownerUri()), "migrations");
    return *shared;
}

} // namespace

class TestStore::Private
{
public:
    QString name;
    std::unique_ptr<store::Database> app;
    std::unique_ptr<store::Database> readonly;
    std::unique_ptr<store::Connection> superuser;
    std::shared_ptr<store::Vault> vault;

    store::Connection &admin()
    {
        if (!superuser)
            superuser = must(store::Connection::open(
                                 {theCluster().cluster->uri(u"postgres"_s, name), {}, u"lonieve-test"_s}),
                             "superuser");
        return *superuser;
    }
};

TestStore::TestStore() : d(std::make_unique<Private>())
{
    static std::atomic<int> serial = 0;
    d->name = u"test_%1"_s.arg(++serial);
    const QString address = theCluster().cluster->uri(u"postgres"_s, u"postgres"_s);
    auto admin = must(store::Connection::open({address, {}, u"lonieve-test"_s, 0}), "superuser");
    must(admin->script("CREATE DATABASE " + d->name.toLatin1() + " TEMPLATE lonieve OWNER lonieve_owner"),
         "database of the test");
    // Rights on a database are not cloned with it.
    must(admin->script("GRANT TEMPORARY ON DATABASE " + d->name.toLatin1() + " TO lonieve_app"),
         "temporary tables");
}

TestStore::~TestStore()
{
    d->app.reset();
    d->readonly.reset();
    d->superuser.reset();
    auto admin = store::Connection::open({theCluster().cluster->uri(u"postgres"_s, u"postgres"_s), {}});
    if (admin)
        (void)(*admin)->script("DROP DATABASE " + d->name.toLatin1() + " WITH (FORCE)");
}

QString TestStore::name() const
{
    return d->name;
}

QString TestStore::ownerUri() const
{
    return theCluster().cluster->uri(u"lonieve_owner"_s, d->name);
}

QString TestStore::superuserUri() const
{
    return theCluster().cluster->uri(u"postgres"_s, d->name);
}

store::ConnectOptions TestStore::options(const QString &role) const
{
    return {ownerUri(), role, u"lonieve-test"_s};
}

std::unique_ptr<store::Connection> TestStore::connect(const QString &role) const
{
    return must(store::Connection::open(options(role)), "connection");
}

store::Database &TestStore::app()
{
    if (!d->app)
        d->app = std::make_unique<store::Database>(options());
    return *d->app;
}

store::Database &TestStore::readonly()
{
    if (!d->readonly)
        d->readonly = std::make_unique<store::Database>(options(u"lonieve_readonly"_s));
    return *d->readonly;
}

QString TestStore::keyFile() const
{
    return theCluster().folder->path("keys/"_L1 + d->name);
}

std::shared_ptr<store::Vault> TestStore::vault()
{
    if (!d->vault) {
        d->vault = must(store::Vault::load(keyFile(), true), "master keys");
        must(d->vault->prepare(*connect()), "index key");
    }
    return d->vault;
}

void TestStore::run(const QString &sql)
{
    must(d->admin().script(sql.toUtf8()), qPrintable(sql));
}

QString TestStore::value(const QString &sql)
{
    const QByteArray text = sql.toUtf8();
    const auto rows = d->admin().once({}, store::Statement{"", text.constData()});
    if (!rows)
        qFatal("%s: %s", text.constData(), qPrintable(rows.error().message));
    return rows->isEmpty() ? QString() : QString::fromUtf8(rows->raw(0, 0));
}

QUuid TestStore::tenant()
{
    return QUuid(u"00000000-0000-4000-8000-000000000001"_s);
}

store::Cluster &TestStore::cluster()
{
    return *theCluster().cluster;
}

QString TestStore::folder()
{
    return theCluster().folder->path();
}

TestFolder::TestFolder()
{
    QByteArray name = "/tmp/lonieve-test-XXXXXX";
    if (!mkdtemp(name.data()) || ::chmod(name.constData(), 0711) != 0)
        qFatal("no folder for the test");
    m_path = QString::fromLatin1(name);
    QFile pid(m_path + "/pid"_L1);
    if (pid.open(QIODevice::WriteOnly))
        pid.write(QByteArray::number(::getpid()));
}

TestFolder::~TestFolder()
{
    const QFileInfoList inside = QDir(m_path).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &folder : inside) {
        if (QFileInfo::exists(folder.filePath() + "/cluster.lock"_L1))
            (void)store::Cluster::wipe(folder.filePath());
    }
    QDir(m_path).removeRecursively();
}

} // namespace lonieve::test
