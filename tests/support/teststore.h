// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/store/cluster.h"
#include "server/store/connection.h"
#include "server/store/vault.h"

#include <QString>
#include <QUuid>

#include <memory>

namespace lonieve::test {

/// A database of its own with all migrations, on a real PostgreSQL: one private cluster a test process (made
/// at first use, removed with the application object), and a clone of its migrated database for each
/// TestStore, which takes some 50 ms. What cannot work ends the test with the reason. Make one per test
/// function.
class TestStore final
{
public:
    TestStore();
    ~TestStore(); ///< drops the clone, whoever is still connected
    TestStore(const TestStore &) = delete;
    TestStore &operator=(const TestStore &) = delete;

    QString name() const;
    QString ownerUri() const;     ///< lonieve_owner: subject to row level security
    QString superuserUri() const; ///< postgres: sees everything, for looking and arranging

    /// As the server connects: lonieve_app, lonieve_readonly, or the owner with an empty role.
    store::ConnectOptions options(const QString &role = QStringLiteral("lonieve_app")) const;
    std::unique_ptr<store::Connection> connect(const QString &role = QStringLiteral("lonieve_app")) const;
    store::Database &app();
    store::Database &readonly();

    /// Master keys of this store, with the index key prepared.
    std::shared_ptr<store::Vault> vault();
    QString keyFile() const;

    /// As superuser, past row level security: runs statements, or gives the first value of the first row.
    void run(const QString &sql);
    QString value(const QString &sql);

    /// The tenant that the first migration makes.
    static QUuid tenant();
    /// The process's cluster and the folder around it (0711, on a path without spaces).
    static store::Cluster &cluster();
    static QString folder();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// A folder below /tmp that an unprivileged PostgreSQL can pass through, unlike QTemporaryDir's when root
/// runs the tests. Removed with its content, a cluster in it stopped first.
class TestFolder final
{
public:
    TestFolder();
    ~TestFolder();
    TestFolder(const TestFolder &) = delete;
    TestFolder &operator=(const TestFolder &) = delete;
    QString path() const { return m_path; }
    QString path(const QString &name) const { return m_path + u'/' + name; }

private:
    QString m_path;
};

} // namespace lonieve::test
