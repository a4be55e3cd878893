// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/cluster.h"

#include "server/store/connection.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>
#include <QThread>
#include <QUrl>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::store {

namespace {

Q_LOGGING_CATEGORY(log, "lonieve.cluster")

constexpr int oldestMajor = 15;
constexpr int waitMs = 60'000;
constexpr qsizetype longestSocketDir = 107 - 15; // sun_path minus "/.s.PGSQL.5432"

tl::unexpected<Error> refuse(const QString &message, ErrorCode code = ErrorCode::Unavailable)
{
    return failure(code, u"cluster"_s, message);
}

/// A lock file held with flock(2), which the kernel gives up with the process, however that ends.
class FileLock final
{
public:
    FileLock() = default;
    ~FileLock() { release(); }
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

    bool open(const QString &path)
    {
        release();
        m_fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        return m_fd >= 0;
    }
    bool tryLock(int kind) const { return flock(m_fd, kind | LOCK_NB) == 0; }
    bool lock(int kind, QDeadlineTimer deadline) const
    {
        while (!tryLock(kind)) {
            if (deadline.hasExpired())
                return false;
            QThread::msleep(20);
        }
        return true;
    }
    void release()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

private:
    int m_fd = -1;
};

struct Account
{
    uid_t uid = 0;
    gid_t gid = 0;
    QString name;
    std::vector<gid_t> groups;
};

std::optional<Account> accountOf(const passwd *entry)
{
    if (!entry)
        return {};
    Account account{entry->pw_uid, entry->pw_gid, QString::fromLocal8Bit(entry->pw_name), {}};
    int count = 64;
    account.groups.resize(static_cast<size_t>(count));
    if (getgrouplist(entry->pw_name, entry->pw_gid, account.groups.data(), &count) < 0)
        count = 0;
    account.groups.resize(static_cast<size_t>(count));
    return account;
}

/// May this account pass through (or, for the last part, enter) every directory of the path?
bool reachable(const QString &path, const Account &account)
{
    QString part;
    for (const QString &name : QDir::cleanPath(path).split(u'/', Qt::SkipEmptyParts)) {
        part += u'/' + name;
        struct stat info;
        if (::stat(QFile::encodeName(part).constData(), &info) != 0)
            return false;
        mode_t bit = S_IXOTH;
        if (info.st_uid == account.uid)
            bit = S_IXUSR;
        else if (std::find(account.groups.begin(), account.groups.end(), info.st_gid) != account.groups.end())
            bit = S_IXGRP;
        if (!(info.st_mode & bit))
            return false;
    }
    return true;
}

QString readFirst(const QString &path, qint64 most = 4096)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(most)) : QString();
}

QString tailOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax<qint64>(0, file.size() - 1500));
    return QString::fromUtf8(file.readAll()).trimmed();
}

int majorOf(const QString &binDir)
{
    QProcess process;
    process.start(binDir + "/postgres"_L1, {u"-V"_s});
    if (!process.waitForFinished(10'000))
        return 0;
    static const QRegularExpression number(u"(\\d+)[.\\d]*(?:devel|beta\\d*|rc\\d*)?"_s);
    return number.match(QString::fromLatin1(process.readAllStandardOutput())).captured(1).toInt();
}

/// Newest first. LONIEVE_PG_BINDIR wins; then the places where distributions put the server programs.
QStringList binDirCandidates()
{
    QStringList found;
    const QString chosen = qEnvironmentVariable("LONIEVE_PG_BINDIR");
    if (!chosen.isEmpty())
        found.append(chosen);
    std::vector<std::pair<int, QString>> versioned;
    const std::array<std::pair<QString, QString>, 2> places{
        {{u"/usr/lib/postgresql"_s, u"^(\\d+)$"_s}, {u"/usr"_s, u"^pgsql-(\\d+)$"_s}}};
    for (const auto &[base, pattern] : places) {
        const QRegularExpression expression(pattern);
        for (const QString &name : QDir(base).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const auto match = expression.match(name);
            if (match.hasMatch())
                versioned.emplace_back(match.captured(1).toInt(), base + u'/' + name + "/bin"_L1);
        }
    }
    std::sort(versioned.rbegin(), versioned.rend());
    for (const auto &[major, dir] : versioned)
        found.append(dir);
    const QString inPath = QStandardPaths::findExecutable(u"postgres"_s);
    if (!inPath.isEmpty())
        found.append(QFileInfo(QFileInfo(inPath).canonicalFilePath()).path());
    found.append(u"/usr/local/pgsql/bin"_s);
    found.removeIf([](const QString &dir) { return !QFileInfo(dir + "/initdb"_L1).isExecutable(); });
    found.removeDuplicates();
    return found;
}

} // namespace

class Cluster::Private
{
public:
    QString dataDir; ///< of the product
    QString home;    ///< of the cluster: data/, run/, log/, server.log
    QString socketDir;
    QString binDir;
    Account account;
    bool dropPrivileges = false;
    bool started = false;
    FileLock users;

    QString pgData() const { return home + "/data"_L1; }
    QString uri(const QString &user, const QString &database) const;
    Result<void> place(bool create);
    Result<void> chooseServer();
    Result<void> initialise();
    Result<void> configure();
    Result<void> start();
    Result<void> stop();
    Result<void> awaitAnswer();
    Result<void> bootstrap() const;
    bool isRunning();
    void clearStaleLocks() const;
    bool giveAway(const QString &path) const;
    bool makeDir(const QString &path) const;
    bool writeFile(const QString &path, const QByteArray &content) const;
    Result<QByteArray> runAs(const QString &program, const QStringList &arguments) const;
};

QString Cluster::Private::uri(const QString &user, const QString &database) const
{
    const auto encoded = [](const QString &text) {
        return QString::fromLatin1(QUrl::toPercentEncoding(text));
    };
    return "postgresql://%1@/%2?host=%3&port=5432"_L1.arg(encoded(user), encoded(database),
                                                          encoded(socketDir));
}

bool Cluster::Private::giveAway(const QString &path) const
{
    return !dropPrivileges || ::chown(QFile::encodeName(path).constData(), account.uid, account.gid) == 0;
}

bool Cluster::Private::makeDir(const QString &path) const
{
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return false;
    struct stat info;
    if (::lstat(name.constData(), &info) != 0 || !S_ISDIR(info.st_mode))
        return false;
    const uid_t wanted = dropPrivileges ? account.uid : ::geteuid();
    if (info.st_uid != wanted && (info.st_uid != ::geteuid() || !giveAway(path)))
        return false;
    return ::chmod(name.constData(), 0700) == 0;
}

bool Cluster::Private::writeFile(const QString &path, const QByteArray &content) const
{
    QFile present(path);
    if (present.open(QIODevice::ReadOnly) && present.readAll() == content)
        return true;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(content);
    return file.commit() && giveAway(path);
}

/// Runs one of PostgreSQL's programs to its end, as the cluster's account.
Result<QByteArray> Cluster::Private::runAs(const QString &program, const QStringList &arguments) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setWorkingDirectory(home);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // PGDATA, PGPORT and their like would redirect the programs; locale variables would translate them.
    for (const QString &name : environment.keys()) {
        if (name.startsWith("PG"_L1) || name.startsWith("LC_"_L1) || name == "LANG"_L1 ||
            name == "LANGUAGE"_L1)
            environment.remove(name);
    }
    environment.insert(u"LC_ALL"_s, u"C"_s);
    process.setProcessEnvironment(environment);
    const bool change = dropPrivileges;
    const gid_t *groups = account.groups.data();
    const size_t count = account.groups.size();
    const uid_t uid = account.uid;
    const gid_t gid = account.gid;
    process.setChildProcessModifier([=] {
        // Only calls that are safe between fork and exec. The caller may have blocked its signals.
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        if (change && (setgroups(count, groups) != 0 || setgid(gid) != 0 || setuid(uid) != 0))
            _exit(126);
        umask(077);
    });
    process.start(binDir + u'/' + program, arguments);
    if (!process.waitForStarted(10'000))
        return refuse(u"%1/%2 cannot be started: %3"_s.arg(binDir, program, process.errorString()));
    if (!process.waitForFinished(2 * waitMs)) {
        process.kill();
        process.waitForFinished(1000);
        return refuse(u"%1 did not end within two minutes."_s.arg(program), ErrorCode::Timeout);
    }
    const QByteArray output = process.readAll();
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return refuse(u"%1 failed: %2"_s.arg(program, QString::fromUtf8(output).trimmed().right(1500)));
    return output;
}

/// Decides where the cluster lives and as whom it runs.
Result<void> Cluster::Private::place(bool create)
{
    home = dataDir + "/postgres"_L1;
    const bool root = ::geteuid() == 0;
    struct stat info;
    const bool exists = ::stat(QFile::encodeName(pgData()).constData(), &info) == 0;
    if (!root) {
        if (exists && info.st_uid != ::geteuid()) {
            return refuse(
                u"The database in %1 belongs to another user; run this as root or as that user."_s.arg(home));
        }
        account.uid = ::geteuid();
        account.gid = ::getegid();
    } else {
        dropPrivileges = true;
        std::optional<Account> found;
        if (exists && info.st_uid != 0)
            found = accountOf(getpwuid(info.st_uid));
        if (!found)
            found = accountOf(getpwnam("postgres"));
        if (!found)
            found = accountOf(getpwnam("nobody"));
        if (!found) {
            return refuse(
                u"PostgreSQL does not run as root, and there is neither a user “postgres” nor “nobody”."_s);
        }
        account = *found;
    }
    const bool linked = QFileInfo(home).isSymLink();
    const bool nested = reachable(QFileInfo(dataDir).path(), account) && dataDir != QDir::homePath();
    if (root && create && !linked && nested && !reachable(dataDir, account)) {
        // The data directory itself may be opened for passing through: what is secret in it has its own mode.
        struct stat own;
        const QByteArray name = QFile::encodeName(dataDir);
        if (::stat(name.constData(), &own) != 0 ||
            ::chmod(name.constData(), (own.st_mode & 07777) | S_IXOTH) != 0)
            return refuse(u"%1 cannot be opened for the user %2."_s.arg(dataDir, account.name));
    }
    if (create && !exists) {
        if (root && !linked && !reachable(dataDir, account)) {
            // Inside root's home, say: its parents are not ours to open.
            QString base = u"/var/lib/lonieve"_s;
            for (const QString &temporary : {u"/tmp/"_s, u"/var/tmp/"_s}) {
                if (dataDir.startsWith(temporary))
                    base = temporary + "lonieve-clusters"_L1;
            }
            const QByteArray baseName = QFile::encodeName(base);
            if (!QDir().mkpath(base) || ::lstat(baseName.constData(), &info) != 0 || info.st_uid != 0 ||
                !S_ISDIR(info.st_mode) || ::chmod(baseName.constData(), 0711) != 0)
                return refuse(u"%1 cannot be made for the database."_s.arg(base));
            const QByteArray hash =
                QCryptographicHash::hash(dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
            const QString target = base + u'/' + QString::fromLatin1(hash) + u'-' +
                                   QString::number(QRandomGenerator::system()->generate(), 16);
            if (!QFile::link(target, home))
                return refuse(u"%1 cannot be written."_s.arg(home));
            qCInfo(log).noquote() << "the user" << account.name << "cannot reach" << dataDir
                                  << "- the database goes to" << target;
        }
        const QString target = QFileInfo(home).isSymLink() ? QFileInfo(home).symLinkTarget() : home;
        if (!makeDir(target))
            return refuse(u"%1 cannot be made for the database."_s.arg(target));
    }
    const QString canonical = QFileInfo(home).canonicalFilePath();
    if (!canonical.isEmpty())
        home = canonical;
    else if (QFileInfo(home).isSymLink())
        return refuse(u"%1 points to %2, which is gone."_s.arg(home, QFileInfo(home).symLinkTarget()));
    if (root && exists && !reachable(home, account)) {
        return refuse(
            u"The user %1 cannot reach %2; open its parent directories (chmod o+x) or choose another "
            "--data-dir."_s.arg(account.name, home));
    }
    socketDir = home + "/run"_L1;
    if (QFile::encodeName(socketDir).size() > longestSocketDir) {
        // The path of a Unix socket has 107 bytes; a deep directory gets a short name elsewhere.
        const QByteArray hash =
            QCryptographicHash::hash(home.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
        socketDir = "/tmp/lonieve-%1-%2"_L1.arg(QString::number(account.uid), QString::fromLatin1(hash));
    }
    return {};
}

Result<void> Cluster::Private::chooseServer()
{
    const QString versionFile = pgData() + "/PG_VERSION"_L1;
    const int needed = readFirst(versionFile, 20).trimmed().toInt();
    QStringList seen;
    for (const QString &candidate : binDirCandidates()) {
        const int major = majorOf(candidate);
        seen.append(QString::number(major));
        if (needed ? major == needed : major >= oldestMajor) {
            binDir = candidate;
            return {};
        }
    }
    if (needed) {
        return failure(
            ErrorCode::Unavailable, u"cluster_version"_s,
            u"The database in %1 was made by PostgreSQL %2, and this machine has %3. Install PostgreSQL "
            "%2, or back up with the old version and restore into a new --data-dir."_s.arg(
                home, QString::number(needed), seen.isEmpty() ? u"none"_s : seen.join(", "_L1)));
    }
    return failure(ErrorCode::Unavailable, u"cluster_missing"_s,
                   u"No PostgreSQL %1 or later was found (Debian: postgresql-15); it may also be named by "
                   "LONIEVE_PG_BINDIR, or use DATABASE_URL."_s.arg(oldestMajor));
}

Result<void> Cluster::Private::initialise()
{
    if (QFileInfo::exists(pgData() + "/PG_VERSION"_L1))
        return {};
    if (QFileInfo::exists(pgData()) && !QDir(pgData()).isEmpty()) {
        return refuse(u"%1 is not empty, but no PostgreSQL cluster either."_s.arg(pgData()));
    }
    // Made under another name: a half-made cluster never carries the real one.
    const QString fresh = home + "/data.new"_L1;
    QDir(fresh).removeRecursively();
    QStringList arguments{u"-D"_s,
                          fresh,
                          u"-U"_s,
                          u"postgres"_s,
                          u"-E"_s,
                          u"UTF8"_s,
                          u"--locale=C.UTF-8"_s,
                          u"--auth-local=trust"_s,
                          u"--auth-host=reject"_s,
                          u"--data-checksums"_s,
                          u"--no-sync"_s,
                          u"--no-instructions"_s};
    auto made = runAs(u"initdb"_s, arguments);
    if (!made && made.error().message.contains("invalid locale name"_L1)) {
        QDir(fresh).removeRecursively();
        arguments.replace(arguments.indexOf(u"--locale=C.UTF-8"_s), u"--locale=C"_s);
        made = runAs(u"initdb"_s, arguments);
    }
    if (!made)
        return failure(made.error());
    QFile conf(fresh + "/postgresql.conf"_L1);
    if (!conf.open(QIODevice::Append) ||
        conf.write("\n# Written by lonieve-server at each start; your own settings go to local.conf.\n"
                   "include = 'lonieve.conf'\ninclude_if_exists = 'local.conf'\n") < 0)
        return refuse(u"%1 cannot be written."_s.arg(conf.fileName()));
    conf.close();
    if (!writeFile(fresh + "/lonieve.conf"_L1, {}))
        return refuse(u"%1 cannot be written."_s.arg(fresh));
    // One syncfs() instead of initdb's thousand fsync()s is as durable and takes a tenth of the time.
    const int fd = ::open(QFile::encodeName(fresh).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool safe = fd >= 0 && ::syncfs(fd) == 0;
    if (fd >= 0)
        ::close(fd);
    if (!safe)
        return refuse(u"%1 cannot be written to disk."_s.arg(fresh));
    QDir().rmdir(pgData());
    if (::rename(QFile::encodeName(fresh).constData(), QFile::encodeName(pgData()).constData()) != 0)
        return refuse(u"%1 cannot be renamed."_s.arg(fresh));
    return {};
}

Result<void> Cluster::Private::configure()
{
    if (!makeDir(socketDir))
        return refuse(
            u"%1 cannot be made for the database's socket, or belongs to somebody else."_s.arg(socketDir));
    const auto literal = [](QString text) { return (u'\'' + text.replace(u'\'', "''"_L1) + u'\'').toUtf8(); };
    QByteArray conf;
    conf += "listen_addresses = ''\n"
            "port = 5432\n"
            "unix_socket_permissions = 0700\n"
            "unix_socket_directories = " +
            literal(socketDir) + "\n";
    conf +=
        "cluster_name = 'lonieve'\n"
        "max_connections = 100\n"
        "shared_buffers = 256MB\n"
        "work_mem = 16MB\n"
        "maintenance_work_mem = 128MB\n"
        "random_page_cost = 1.1\n"
        "fsync = on\n"
        "full_page_writes = on\n"
        "synchronous_commit = on\n"
        // lz4 costs a fifth of the CPU of the default: random ids touch many pages after each checkpoint.
        "wal_compression = lz4\n"
        "max_wal_size = 2GB\n"
        "checkpoint_timeout = 15min\n"
        "jit = off\n"
        "timezone = 'UTC'\n"
        "log_timezone = 'UTC'\n"
        "lc_messages = 'C'\n"
        // Neither statements nor their values may reach the log: gift codes and e-mail addresses pass by.
        "logging_collector = on\n"
        "log_directory = '../log'\n"
        "log_filename = 'postgresql-%a.log'\n"
        "log_truncate_on_rotation = on\n"
        "log_rotation_age = 1d\n"
        "log_rotation_size = 0\n"
        "log_file_mode = 0600\n"
        "log_min_messages = log\n" // failed statements are the program's to report; their texts quote values
        "log_statement = 'none'\n"
        "log_min_duration_statement = -1\n"
        "log_min_error_statement = panic\n"
        "log_error_verbosity = terse\n"
        "log_parameter_max_length = 0\n"
        "log_parameter_max_length_on_error = 0\n";
    if (!writeFile(pgData() + "/lonieve.conf"_L1, conf))
        return refuse(u"%1 cannot be written."_s.arg(pgData() + "/lonieve.conf"_L1));
    return {};
}

/// The server of this very directory: a process number alone proves nothing after a crash.
bool Cluster::Private::isRunning()
{
    const QStringList lines = readFirst(pgData() + "/postmaster.pid"_L1).split(u'\n');
    const pid_t pid = lines.value(0).trimmed().toInt();
    if (pid <= 1 || (::kill(pid, 0) != 0 && errno == ESRCH))
        return false;
    const QString cwd = QFile::symLinkTarget(u"/proc/%1/cwd"_s.arg(pid));
    const QString name = readFirst(u"/proc/%1/comm"_s.arg(pid), 64).trimmed();
    if (name != "postgres"_L1 && name != "postmaster"_L1)
        return false;
    if (cwd != pgData()) // a dead process that nobody has collected has none
        return false;
    if (const QString dir = lines.value(4).trimmed(); !dir.isEmpty())
        socketDir = dir;
    return true;
}

/// PostgreSQL clears its own lock files unless their process number lives on: in an unrelated process, as it
/// does after a restart of a container, or in a dead one that nobody has collected. isRunning() has looked
/// closer, so the number is replaced by an impossible one. The rest of the file stays: it names the shared
/// memory by which PostgreSQL notices that processes of the crashed server are still at work.
void Cluster::Private::clearStaleLocks() const
{
    for (const QString &path : {pgData() + "/postmaster.pid"_L1, socketDir + "/.s.PGSQL.5432.lock"_L1}) {
        QFile file(path);
        if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly))
            continue;
        QByteArray content = file.readAll();
        const qsizetype end = qMax<qsizetype>(content.indexOf('\n'), 0);
        const pid_t pid = content.left(end).trimmed().toInt();
        if (pid > 1 && ::kill(pid, 0) != 0 && errno == ESRCH)
            continue;
        content.replace(0, end, "4194305"); // Linux counts to 4194304
        file.seek(0);
        file.write(content);
        file.resize(content.size());
    }
}

Result<void> Cluster::Private::awaitAnswer()
{
    const QByteArray address = uri(u"postgres"_s, u"postgres"_s).toUtf8();
    QDeadlineTimer deadline(waitMs);
    for (;;) {
        const PGPing state = PQping(address.constData());
        if (state == PQPING_OK)
            return {};
        if (state == PQPING_NO_RESPONSE && !isRunning()) {
            return failure(ErrorCode::NotFound, u"cluster_stopped"_s,
                           u"The database in %1 has stopped; its log is in %1/log."_s.arg(home));
        }
        if (deadline.hasExpired()) {
            return refuse(u"The database in %1 runs but does not answer; its log is in %1/log."_s.arg(home),
                          ErrorCode::Timeout);
        }
        QThread::msleep(30);
    }
}

Result<void> Cluster::Private::start()
{
    const QString logFile = home + "/server.log"_L1;
    QDeadlineTimer deadline(waitMs);
    for (;;) {
        QFile::remove(logFile);
        clearStaleLocks();
        auto result = runAs(u"pg_ctl"_s, {u"start"_s, u"-D"_s, pgData(), u"-l"_s, logFile, u"-w"_s, u"-t"_s,
                                          QString::number(waitMs / 1000), u"-s"_s});
        if (result) {
            started = true;
            return awaitAnswer();
        }
        const QString reason = tailOf(logFile);
        // After SIGKILL of the postmaster its children need a moment to notice and let go of the memory.
        const bool draining = reason.contains("shared memory block"_L1) ||
                              reason.contains("is another postmaster"_L1, Qt::CaseInsensitive);
        if (!draining || deadline.hasExpired()) {
            QString newest;
            const QFileInfoList logs =
                QDir(home + "/log"_L1).entryInfoList({u"*.log"_s}, QDir::Files, QDir::Time);
            if (!logs.isEmpty())
                newest = tailOf(logs.first().filePath());
            return refuse(u"The database in %1 does not start: %2"_s.arg(
                home, QStringList{reason, newest}.join(u'\n').trimmed().right(2000)));
        }
        QThread::msleep(200);
    }
}

Result<void> Cluster::Private::stop()
{
    auto result = runAs(u"pg_ctl"_s, {u"stop"_s, u"-D"_s, pgData(), u"-m"_s, u"fast"_s, u"-w"_s, u"-t"_s,
                                      QString::number(waitMs / 1000), u"-s"_s});
    if (!result)
        return failure(result.error());
    return {};
}

/// Owner role, database and the extensions that only a superuser may install. Done again until it is whole.
Result<void> Cluster::Private::bootstrap() const
{
    const QString marker = home + "/ready"_L1;
    if (QFileInfo::exists(marker))
        return {};
    ConnectOptions options{uri(u"postgres"_s, u"postgres"_s), {}, u"lonieve-cluster"_s, 0};
    auto admin = Connection::open(options);
    if (!admin)
        return failure(admin.error());
    auto roles =
        (*admin)->script("DO $$ BEGIN\n"
                         "  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lonieve_owner') THEN\n"
                         "    CREATE ROLE lonieve_owner LOGIN CREATEROLE NOSUPERUSER NOCREATEDB;\n"
                         "  END IF;\n"
                         "END $$");
    if (!roles)
        return failure(roles.error());
    const Statement exists{"", "SELECT 1 FROM pg_database WHERE datname = 'lonieve'"};
    auto found = (*admin)->once({}, exists);
    if (!found)
        return failure(found.error());
    if (found->isEmpty()) {
        if (auto made = (*admin)->script("CREATE DATABASE lonieve OWNER lonieve_owner"); !made)
            return failure(made.error());
    }
    options.uri = uri(u"postgres"_s, u"lonieve"_s);
    auto inside = Connection::open(options);
    if (!inside)
        return failure(inside.error());
    auto extensions =
        (*inside)->script("REVOKE CONNECT ON DATABASE lonieve FROM PUBLIC;\n"
                          "DO $$ DECLARE wanted text; BEGIN\n"
                          "  FOREACH wanted IN ARRAY ARRAY['pg_trgm', 'hll'] LOOP\n"
                          "    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = wanted) THEN\n"
                          "      EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I', wanted);\n"
                          "    END IF;\n"
                          "  END LOOP;\n"
                          "END $$");
    if (!extensions)
        return failure(extensions.error());
    if (!writeFile(marker, "owner, database and extensions are in place\n"))
        return refuse(u"%1 cannot be written."_s.arg(marker));
    return {};
}

Result<std::unique_ptr<Cluster>> Cluster::attach(const QString &directory, bool startIfNeeded)
{
    auto p = std::make_unique<Private>();
    const QString wanted = QDir::cleanPath(QDir(directory).absolutePath());
    if (!QFileInfo::exists(wanted)) {
        if (!startIfNeeded) {
            return failure(ErrorCode::NotFound, u"cluster_stopped"_s,
                           u"There is no data directory %1."_s.arg(wanted));
        }
        if (!QDir().mkpath(wanted))
            return refuse(u"%1 cannot be made."_s.arg(wanted));
        ::chmod(QFile::encodeName(wanted).constData(), ::geteuid() == 0 ? 0711 : 0700);
    }
    p->dataDir = QFileInfo(wanted).canonicalFilePath();
    FileLock gate;
    if (!gate.open(p->dataDir + "/cluster.lock"_L1) || !p->users.open(p->dataDir + "/cluster.users"_L1))
        return refuse(
            u"%1 cannot be written: %2"_s.arg(p->dataDir, QString::fromLocal8Bit(std::strerror(errno))));
    if (!gate.lock(LOCK_EX, QDeadlineTimer(2 * waitMs))) {
        return refuse(
            u"Another process has been starting or stopping the database in %1 for two minutes."_s.arg(
                p->dataDir),
            ErrorCode::Timeout);
    }
    if (auto placed = p->place(startIfNeeded); !placed)
        return failure(placed.error());
    if (auto chosen = p->chooseServer(); !chosen)
        return failure(chosen.error());
    bool running = p->isRunning();
    if (running) {
        const auto answers = p->awaitAnswer();
        // It may have been killed a moment ago.
        running = answers || answers.error().key != "cluster_stopped"_L1;
        if (running && !answers)
            return failure(answers.error());
    }
    if (!running) {
        if (!startIfNeeded) {
            return failure(ErrorCode::NotFound, u"cluster_stopped"_s,
                           u"The database in %1 is not running."_s.arg(p->dataDir));
        }
        QFile::remove(p->dataDir + "/cluster.keep"_L1);
        if (auto made = p->initialise(); !made)
            return failure(made.error());
        if (auto written = p->configure(); !written)
            return failure(written.error());
        if (auto begun = p->start(); !begun)
            return failure(begun.error());
    }
    if (auto whole = p->bootstrap(); !whole) {
        if (p->started)
            (void)p->stop();
        return failure(whole.error());
    }
    if (!p->users.lock(LOCK_SH, QDeadlineTimer(waitMs)))
        return refuse(u"%1/cluster.users cannot be locked."_s.arg(p->dataDir));
    return std::unique_ptr<Cluster>(new Cluster(std::move(p)));
}

Result<void> Cluster::wipe(const QString &directory)
{
    Private cluster;
    cluster.dataDir = QFileInfo(directory).canonicalFilePath();
    if (cluster.dataDir.isEmpty())
        return {};
    const QDir folder(cluster.dataDir);
    if (folder.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        return {};
    if (!folder.exists(u"cluster.lock"_s) || cluster.dataDir == QDir::homePath()) {
        return failure(
            ErrorCode::InvalidInput, u"not_a_data_dir"_s,
            u"%1 is not a data directory of this program; nothing was removed."_s.arg(cluster.dataDir));
    }
    FileLock gate;
    if (!gate.open(folder.filePath(u"cluster.lock"_s)) || !gate.lock(LOCK_EX, QDeadlineTimer(waitMs)) ||
        !cluster.users.open(folder.filePath(u"cluster.users"_s)))
        return refuse(u"%1 cannot be locked."_s.arg(cluster.dataDir));
    if (!cluster.users.tryLock(LOCK_EX)) {
        return failure(ErrorCode::Conflict, u"in_use"_s,
                       u"The database in %1 is in use; stop the server first."_s.arg(cluster.dataDir));
    }
    if (auto placed = cluster.place(false); placed && cluster.isRunning()) {
        if (auto chosen = cluster.chooseServer(); !chosen)
            return failure(chosen.error());
        if (auto stopped = cluster.stop(); !stopped)
            return failure(stopped.error());
    }
    if (cluster.socketDir.startsWith("/tmp/lonieve-"_L1))
        QDir(cluster.socketDir).removeRecursively();
    const QFileInfo link(folder.filePath(u"postgres"_s));
    if (link.isSymLink() && link.symLinkTarget().contains("/lonieve"_L1))
        QDir(link.symLinkTarget()).removeRecursively();
    bool whole = true;
    const auto entries =
        folder.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        if (entry.fileName() == "cluster.lock"_L1)
            continue; // whoever waits for it must find the same file
        const bool gone = entry.isDir() && !entry.isSymLink() ? QDir(entry.filePath()).removeRecursively()
                                                              : QFile::remove(entry.filePath());
        whole = whole && gone;
    }
    if (!whole)
        return refuse(u"Some files in %1 could not be removed."_s.arg(cluster.dataDir));
    return {};
}

Cluster::Cluster(std::unique_ptr<Private> p) : d(std::move(p))
{}

Cluster::~Cluster()
{
    if (!d)
        return;
    FileLock gate;
    if (!gate.open(d->dataDir + "/cluster.lock"_L1) || !gate.lock(LOCK_EX, QDeadlineTimer(waitMs)))
        return;
    d->users.release();
    FileLock others;
    const bool alone = others.open(d->dataDir + "/cluster.users"_L1) && others.tryLock(LOCK_EX);
    if (!alone || QFileInfo::exists(d->dataDir + "/cluster.keep"_L1) || !d->isRunning())
        return;
    if (auto stopped = d->stop(); !stopped)
        qCWarning(log).noquote() << stopped.error().message;
}

QString Cluster::ownerUri() const
{
    return d->uri(u"lonieve_owner"_s, u"lonieve"_s);
}

QString Cluster::uri(const QString &user, const QString &database) const
{
    return d->uri(user, database);
}

QString Cluster::binDir() const
{
    return d->binDir;
}

bool Cluster::startedHere() const
{
    return d->started;
}

void Cluster::detach()
{
    QFile keep(d->dataDir + "/cluster.keep"_L1);
    if (keep.open(QIODevice::WriteOnly))
        keep.close();
}

} // namespace lonieve::store
