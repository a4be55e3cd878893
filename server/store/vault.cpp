// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/vault.h"

#include "server/store/connection.h"
#include "server/store/failpoint.h"
#include "server/store/tokens.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMap>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <shared_mutex>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::store {

namespace {

constexpr qsizetype keySize = 32;
constexpr qsizetype nonceSize = 12;
constexpr qsizetype tagSize = 16;

constexpr char fileHead[] =
    "# Lonieve master keys: <version> <key>, one a line; the last one seals new batches.\n"
    "# With this file and a copy of the database every gift code can be read, without it\n"
    "# none: keep a copy of it, away from the copies of the database.\n";

constexpr Statement tenantsStatement{"vault_tenants", "SELECT id FROM tenants ORDER BY id"};
constexpr Statement oldBatchesStatement{"vault_old_batches",
                                        "SELECT batch_id, wrapped_key, key_version FROM code_batches "
                                        "WHERE key_version < $1 ORDER BY batch_id LIMIT 100 FOR UPDATE"};
constexpr Statement rewrapStatement{
    "vault_rewrap", "UPDATE code_batches SET wrapped_key = $2, key_version = $3 WHERE batch_id = $1"};
constexpr Statement indexKeyStatement{"vault_index_key",
                                      "SELECT wrapped, key_version FROM vault_keys WHERE name = 'index'"};
constexpr Statement lockIndexKeyStatement{
    "vault_lock_index_key", "SELECT wrapped, key_version FROM vault_keys WHERE name = 'index' FOR UPDATE"};
constexpr Statement addIndexKeyStatement{
    "vault_add_index_key", "INSERT INTO vault_keys (name, wrapped, key_version) VALUES ('index', $1, $2) "
                           "ON CONFLICT (name) DO NOTHING"};
constexpr Statement rewrapIndexStatement{
    "vault_rewrap_index", "UPDATE vault_keys SET wrapped = $1, key_version = $2 WHERE name = 'index'"};

tl::unexpected<Error> damaged(const QString &message)
{
    return failure(ErrorCode::Internal, u"vault_damaged"_s, message);
}

void wipe(QByteArray &secret)
{
    if (!secret.isNull())
        sodium_memzero(secret.data(), static_cast<size_t>(secret.size()));
    secret.clear();
}

/// One context a thread: making one costs more than sealing a code.
EVP_CIPHER_CTX *cipherContext()
{
    struct Holder
    {
        EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
        Holder() = default;
        Holder(const Holder &) = delete;
        Holder &operator=(const Holder &) = delete;
        ~Holder() { EVP_CIPHER_CTX_free(context); }
    };
    thread_local Holder holder;
    return holder.context;
}

const EVP_CIPHER *cipher()
{
    static const EVP_CIPHER *aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return aes;
}

const unsigned char *bytesOf(const QByteArray &text)
{
    return reinterpret_cast<const unsigned char *>(text.constData());
}

QByteArray encrypt(const QByteArray &key, const QByteArray &aad, const QByteArray &plain)
{
    Q_ASSERT(key.size() == keySize);
    const QByteArray nonce = randomBytes(nonceSize);
    QByteArray sealed(nonceSize + plain.size() + tagSize, Qt::Uninitialized);
    std::memcpy(sealed.data(), nonce.constData(), static_cast<size_t>(nonceSize));
    auto *out = reinterpret_cast<unsigned char *>(sealed.data()) + nonceSize;
    EVP_CIPHER_CTX *context = cipherContext();
    int done = 0;
    int last = 0;
    const bool ok =
        EVP_EncryptInit_ex2(context, cipher(), bytesOf(key), bytesOf(nonce), nullptr) == 1 &&
        EVP_EncryptUpdate(context, nullptr, &done, bytesOf(aad), static_cast<int>(aad.size())) == 1 &&
        EVP_EncryptUpdate(context, out, &done, bytesOf(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context, out + done, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, tagSize, out + plain.size()) == 1;
    EVP_CIPHER_CTX_reset(context);
    // There is no sensible way on: an unsealed value must never be stored.
    if (!ok)
        qFatal("AES-256-GCM is not available");
    return sealed;
}

std::optional<QByteArray> decrypt(const QByteArray &key, const QByteArray &aad, const QByteArray &sealed)
{
    if (key.size() != keySize || sealed.size() < nonceSize + tagSize)
        return {};
    const qsizetype length = sealed.size() - nonceSize - tagSize;
    QByteArray plain(length, Qt::Uninitialized);
    auto *out = reinterpret_cast<unsigned char *>(plain.data());
    QByteArray tag = sealed.right(tagSize);
    EVP_CIPHER_CTX *context = cipherContext();
    int done = 0;
    int last = 0;
    const bool ok =
        EVP_DecryptInit_ex2(context, cipher(), bytesOf(key), bytesOf(sealed), nullptr) == 1 &&
        EVP_DecryptUpdate(context, nullptr, &done, bytesOf(aad), static_cast<int>(aad.size())) == 1 &&
        EVP_DecryptUpdate(context, out, &done, bytesOf(sealed) + nonceSize, static_cast<int>(length)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, tagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context, out + done, &last) == 1;
    EVP_CIPHER_CTX_reset(context);
    if (!ok) {
        wipe(plain);
        return {};
    }
    return plain;
}

QByteArray keyedHash(const QByteArray &key, const QByteArray &message)
{
    QByteArray hash(keySize, Qt::Uninitialized);
    unsigned int length = 0;
    if (key.isEmpty() ||
        !HMAC(EVP_sha256(), key.constData(), static_cast<int>(key.size()), bytesOf(message),
              static_cast<size_t>(message.size()), reinterpret_cast<unsigned char *>(hash.data()), &length))
        qFatal("Vault::prepare() has not been called");
    return hash;
}

QByteArray batchAad(const QUuid &batch, int version)
{
    return "lonieve batch key " + QByteArray::number(version) + ' ' + batch.toRfc4122();
}

QByteArray indexAad(int version)
{
    return "lonieve index key " + QByteArray::number(version);
}

/// Either the old or the new content survives a power cut, never half of one.
bool writeDurably(const QString &path, const QByteArray &content, const struct stat *like, bool mayReplace)
{
    const QByteArray name = QFile::encodeName(path);
    const QByteArray temporary = name + '.' + randomBytes(6).toHex() + ".new";
    const int fd = ::open(temporary.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    qsizetype written = 0;
    while (written < content.size()) {
        const ssize_t n =
            ::write(fd, content.constData() + written, static_cast<size_t>(content.size() - written));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        written += n;
    }
    bool ok = written == content.size();
    if (ok && like && (like->st_uid != ::geteuid() || like->st_gid != ::getegid()))
        ok = ::fchown(fd, like->st_uid, like->st_gid) == 0;
    ok = ok && ::fsync(fd) == 0;
    ok = ::close(fd) == 0 && ok;
    if (ok && mayReplace)
        ok = ::rename(temporary.constData(), name.constData()) == 0;
    else if (ok)
        ok = ::link(temporary.constData(), name.constData()) == 0;
    const int reason = errno;
    ::unlink(temporary.constData());
    if (ok) {
        const int dir =
            ::open(QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        ok = dir >= 0 && ::fsync(dir) == 0;
        if (dir >= 0)
            ::close(dir);
        return ok;
    }
    errno = reason;
    return false;
}

using Keys = QMap<int, QByteArray>;

Result<Keys> parseKeys(const QString &path, const QByteArray &content)
{
    Keys keys;
    for (const QByteArray &line : content.split('\n')) {
        const QByteArray text = line.trimmed();
        if (text.isEmpty() || text.startsWith('#'))
            continue;
        const qsizetype space = text.indexOf(' ');
        const int version = text.left(space).toInt();
        const auto decoded = QByteArray::fromBase64Encoding(text.mid(space + 1).trimmed(),
                                                            QByteArray::AbortOnBase64DecodingErrors);
        if (space < 0 || version <= 0 || !decoded || decoded.decoded.size() != keySize ||
            keys.contains(version))
            return damaged(
                u"%1 is not a file of master keys, or it is damaged; restore it from its copy."_s.arg(path));
        keys.insert(version, decoded.decoded);
    }
    if (keys.isEmpty())
        return damaged(u"%1 holds no master key; restore it from its copy."_s.arg(path));
    return keys;
}

Result<QByteArray> readKeyFile(const QString &path, struct stat &info)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Internal, u"vault_key_file"_s,
                       u"The master keys in %1 cannot be read: %2."_s.arg(
                           path, QString::fromLocal8Bit(std::strerror(errno))));
    }
    QFile file;
    if (::fstat(fd, &info) != 0 || !file.open(fd, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)) {
        ::close(fd);
        return failure(ErrorCode::Internal, u"vault_key_file"_s,
                       u"The master keys in %1 cannot be read."_s.arg(path));
    }
    if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0 ||
        (::geteuid() != 0 && info.st_uid != ::geteuid() && info.st_uid != 0)) {
        return failure(
            ErrorCode::Internal, u"vault_key_file_open"_s,
            u"Others can read the master keys in %1. Use chmod 0600, and consider rotating them."_s.arg(
                path));
    }
    return file.read(1 << 20);
}

} // namespace

class Vault::Private
{
public:
    QString path;
    mutable std::shared_mutex mutex;
    mutable Keys keys;
    mutable struct timespec modified = {};
    mutable off_t size = 0;
    QByteArray indexKey;

    Result<void> reload() const;
    bool changedOnDisk() const;
    std::optional<std::pair<int, QByteArray>> newest() const;
    std::optional<QByteArray> master(int version) const;
    ~Private()
    {
        for (QByteArray &key : keys)
            wipe(key);
        wipe(indexKey);
    }
};

Result<void> Vault::Private::reload() const
{
    struct stat info;
    auto content = readKeyFile(path, info);
    if (!content)
        return failure(content.error());
    auto parsed = parseKeys(path, *content);
    wipe(*content);
    if (!parsed)
        return failure(parsed.error());
    const std::unique_lock lock(mutex);
    keys = *parsed;
    modified = info.st_mtim;
    size = info.st_size;
    return {};
}

bool Vault::Private::changedOnDisk() const
{
    struct stat info;
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return false;
    const std::shared_lock lock(mutex);
    return info.st_size != size || info.st_mtim.tv_sec != modified.tv_sec ||
           info.st_mtim.tv_nsec != modified.tv_nsec;
}

std::optional<std::pair<int, QByteArray>> Vault::Private::newest() const
{
    const std::shared_lock lock(mutex);
    if (keys.isEmpty())
        return {};
    return std::pair(keys.lastKey(), keys.last());
}

std::optional<QByteArray> Vault::Private::master(int version) const
{
    {
        const std::shared_lock lock(mutex);
        if (const auto it = keys.constFind(version); it != keys.cend())
            return *it;
    }
    // `keys rotate` in another process adds versions while this one runs.
    if (!changedOnDisk() || !reload())
        return {};
    const std::shared_lock lock(mutex);
    const auto it = keys.constFind(version);
    return it == keys.cend() ? std::nullopt : std::optional(*it);
}

Vault::Vault() : d(std::make_unique<Private>())
{}

Vault::~Vault() = default;

Result<std::shared_ptr<Vault>> Vault::load(const QString &keyFile, bool createIfMissing)
{
    std::shared_ptr<Vault> vault(new Vault);
    vault->d->path = keyFile;
    if (createIfMissing && !QFileInfo::exists(keyFile)) {
        const QString folder = QFileInfo(keyFile).path();
        if (!QFileInfo::exists(folder)) {
            if (!QDir().mkpath(folder)) {
                return failure(ErrorCode::Internal, u"vault_key_file"_s, u"%1 cannot be made."_s.arg(folder));
            }
            ::chmod(QFile::encodeName(folder).constData(), 0700);
        }
        QByteArray content = QByteArray(fileHead) + "1 " + randomBytes(keySize).toBase64() + '\n';
        // Whoever starts at the same moment may have been first; its key counts.
        const bool made = writeDurably(keyFile, content, nullptr, false) || errno == EEXIST;
        wipe(content);
        if (!made) {
            return failure(
                ErrorCode::Internal, u"vault_key_file"_s,
                u"%1 cannot be written: %2."_s.arg(keyFile, QString::fromLocal8Bit(std::strerror(errno))));
        }
    }
    if (auto read = vault->d->reload(); !read)
        return failure(read.error());
    return vault;
}

int Vault::currentVersion() const
{
    return d->newest()->first;
}

Vault::DataKey Vault::newDataKey(const QUuid &batch) const
{
    if (d->changedOnDisk())
        (void)d->reload();
    const auto [version, master] = *d->newest();
    DataKey fresh;
    fresh.key = randomBytes(keySize);
    fresh.wrapped = encrypt(master, batchAad(batch, version), fresh.key);
    fresh.masterVersion = version;
    return fresh;
}

Result<QByteArray> Vault::unwrap(const QUuid &batch, const QByteArray &wrapped, int masterVersion) const
{
    const auto master = d->master(masterVersion);
    if (!master) {
        return failure(ErrorCode::Internal, u"vault_key_missing"_s,
                       u"Master key version %1 is not in %2; add it from its copy."_s.arg(
                           QString::number(masterVersion), d->path));
    }
    const auto key = decrypt(*master, batchAad(batch, masterVersion), wrapped);
    if (!key || key->size() != keySize)
        return damaged(
            u"The key of code batch %1 cannot be opened."_s.arg(batch.toString(QUuid::WithoutBraces)));
    return *key;
}

QByteArray Vault::seal(const QByteArray &dataKey, const QUuid &row, const QByteArray &plain)
{
    return encrypt(dataKey, row.toRfc4122(), plain);
}

Result<QByteArray> Vault::open(const QByteArray &dataKey, const QUuid &row, const QByteArray &sealed)
{
    const auto plain = decrypt(dataKey, row.toRfc4122(), sealed);
    if (!plain)
        return damaged(u"The gift code %1 cannot be opened."_s.arg(row.toString(QUuid::WithoutBraces)));
    return *plain;
}

namespace {

/// Spaces and hyphens in all their shapes, and what cannot be seen.
bool isSeparator(QChar c)
{
    const char16_t u = c.unicode();
    return c.isSpace() || u == u'-' || u == 0x00AD || (u >= 0x2010 && u <= 0x2015) || u == 0x2212 ||
           u == 0xFE63 || u == 0xFF0D || (u >= 0x200B && u <= 0x200F) || u == 0x2060 || u == 0xFEFF;
}

QString withoutSeparators(const QString &code)
{
    QString text;
    text.reserve(code.size());
    for (const QChar c : code) {
        if (!isSeparator(c))
            text.append(c);
    }
    return text;
}

} // namespace

QByteArray Vault::normalised(const QString &code)
{
    return withoutSeparators(code).toUpper().toUtf8();
}

QByteArray Vault::blindIndex(const QUuid &tenant, const QString &code) const
{
    return keyedHash(d->indexKey, tenant.toRfc4122() + normalised(code));
}

QByteArray Vault::derivedKey(const char *purpose) const
{
    return keyedHash(d->indexKey, QByteArray("lonieve derived key: ") + purpose);
}

QString Vault::lastFour(const QString &code)
{
    const QString text = withoutSeparators(code);
    return text.right(qMin<qsizetype>(4, text.size() / 3));
}

Result<void> Vault::prepare(Connection &connection)
{
    auto found = connection.once({}, indexKeyStatement);
    if (!found)
        return failure(found.error());
    if (found->isEmpty()) {
        const auto [version, master] = *d->newest();
        QByteArray fresh = randomBytes(keySize);
        const QByteArray wrapped = encrypt(master, indexAad(version), fresh);
        wipe(fresh);
        if (auto added = connection.once({}, addIndexKeyStatement, {Param::bytes(wrapped), version}); !added)
            return failure(added.error());
        // Another server may have been faster.
        found = connection.once({}, indexKeyStatement);
        if (!found)
            return failure(found.error());
        if (found->isEmpty())
            return damaged(u"The key of the blind index cannot be stored."_s);
    }
    const int version = static_cast<int>(found->integer(0, "key_version"));
    const auto master = d->master(version);
    if (!master) {
        return failure(ErrorCode::Internal, u"vault_key_missing"_s,
                       u"Master key version %1 is not in %2; add it from its copy."_s.arg(
                           QString::number(version), d->path));
    }
    const auto key = decrypt(*master, indexAad(version), found->bytes(0, "wrapped"));
    if (!key || key->size() != keySize)
        return damaged(u"The master keys in %1 are not those of this database."_s.arg(d->path));
    d->indexKey = *key;
    return {};
}

Result<int> Vault::rotate(Connection &connection)
{
    // One rotation at a time on this machine; the lock ends with the process.
    const QByteArray lockName = QFile::encodeName(d->path + ".lock"_L1);
    const int lock = ::open(lockName.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) {
        return failure(
            ErrorCode::Internal, u"vault_key_file"_s,
            u"%1 cannot be written: %2. A key that comes as a credential is renewed at its source: add a "
            "line with the next version there."_s.arg(d->path, QString::fromLocal8Bit(std::strerror(errno))));
    }
    const std::unique_ptr<const int, void (*)(const int *)> closing(&lock,
                                                                    [](const int *fd) { ::close(*fd); });
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return failure(ErrorCode::Conflict, u"vault_rotating"_s,
                       u"Another rotation of the keys is running."_s);

    struct stat info;
    auto content = readKeyFile(d->path, info);
    if (!content)
        return failure(content.error());
    const auto present = parseKeys(d->path, *content);
    if (!present)
        return failure(present.error());
    const int version = present->lastKey() + 1;
    if (!content->endsWith('\n'))
        content->append('\n');
    content->append(QByteArray::number(version) + ' ' + randomBytes(keySize).toBase64() + '\n');
    const bool written = writeDurably(d->path, *content, &info, true);
    wipe(*content);
    if (!written) {
        return failure(
            ErrorCode::Internal, u"vault_key_file"_s,
            u"%1 cannot be written: %2."_s.arg(d->path, QString::fromLocal8Bit(std::strerror(errno))));
    }
    failpoint("rotate.file_written");
    if (auto read = d->reload(); !read)
        return failure(read.error());
    const QByteArray master = *d->master(version);

    int count = 0;
    const auto tenants = connection.once({}, tenantsStatement);
    if (!tenants)
        return failure(tenants.error());
    for (int t = 0; t < tenants->count(); ++t) {
        for (;;) {
            const auto some =
                connection.transaction<int>(tenants->uuid(t, "id"), [&](Connection &c) -> Result<int> {
                    const auto rows = c.run(oldBatchesStatement, {version});
                    if (!rows)
                        return failure(rows.error());
                    for (int row = 0; row < rows->count(); ++row) {
                        const QUuid batch = rows->uuid(row, "batch_id");
                        auto key = unwrap(batch, rows->bytes(row, "wrapped_key"),
                                          static_cast<int>(rows->integer(row, "key_version")));
                        if (!key)
                            return failure(key.error());
                        const QByteArray wrapped = encrypt(master, batchAad(batch, version), *key);
                        wipe(*key);
                        const auto updated = c.run(
                            rewrapStatement, {rows->text(row, "batch_id"), Param::bytes(wrapped), version});
                        if (!updated)
                            return failure(updated.error());
                    }
                    return rows->count();
                });
            if (!some)
                return failure(some.error());
            failpoint("rotate.some_rewrapped");
            count += *some;
            if (*some == 0)
                break;
        }
    }
    const auto index = connection.transaction<int>({}, [&](Connection &c) -> Result<int> {
        const auto row = c.run(lockIndexKeyStatement);
        if (!row)
            return failure(row.error());
        if (row->isEmpty())
            return 0;
        const int old = static_cast<int>(row->integer(0, "key_version"));
        const auto oldMaster = d->master(old);
        auto key = oldMaster ? decrypt(*oldMaster, indexAad(old), row->bytes(0, "wrapped")) : std::nullopt;
        if (!key)
            return damaged(u"The key of the blind index cannot be opened."_s);
        const QByteArray wrapped = encrypt(master, indexAad(version), *key);
        wipe(*key);
        if (auto updated = c.run(rewrapIndexStatement, {Param::bytes(wrapped), version}); !updated)
            return failure(updated.error());
        return 1;
    });
    if (!index)
        return failure(index.error());
    return count + *index;
}

} // namespace lonieve::store
