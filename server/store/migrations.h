// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace lonieve::store {

struct SqlFile
{
    int version = 0; ///< number of a migration; 0 for views and functions
    QString name;    ///< path below server/sql
    QByteArray sql;
};

/// What brings a database to the state that the program needs.
struct MigrationSet
{
    QList<SqlFile> migrations; ///< by version, forward only, one transaction each
    QList<SqlFile> objects; ///< views and functions in the declared order, applied when any of them changed
};

/// The files of server/sql that are built into the program.
const MigrationSet &builtInMigrations();

/// What cluster.h's migrate() does, with a set of the caller's: for tests.
Result<int> migrate(const QString &ownerUri, const MigrationSet &set);

/// Migrations of the program that the store lacks; fails like migrate() when the store is newer or was
/// changed. Writes nothing.
Result<int> pendingMigrations(const QString &ownerUri);

} // namespace lonieve::store
