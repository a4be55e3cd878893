// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>

namespace lonieve::cli {

/// One word after lonieve-server. `run` gets the arguments after it and returns the exit code: 0 done, 1
/// failed, 2 wrong usage. Answers go to stdout, complaints to stderr.
struct Command
{
    const char *name;
    const char *summary;
    int (*run)(const QStringList &arguments);
};

/// The commands that need no running API, in the order of --help.
QList<Command> commands();

int runPsql(const QStringList &arguments);
int runMigrate(const QStringList &arguments);
int runStaff(const QStringList &arguments);
int runKeys(const QStringList &arguments);
int runDoctor(const QStringList &arguments);
int runBackup(const QStringList &arguments);
int runRestore(const QStringList &arguments);

} // namespace lonieve::cli
