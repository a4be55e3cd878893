// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <span>

namespace lonieve {

/// One setting: its environment variable, its option, its default, and what it is for. The table of all is
/// the only place that names them: parsing, --help and docs/settings.md are made from it.
struct SettingSpec
{
    const char *name;   ///< environment variable; also NAME_FILE and the systemd credential name (lower case)
    const char *option; ///< "--listen", or "" for secrets and for what only the environment should say
    const char *fallback; ///< "" = none
    bool secret;          ///< never on the command line; NAME_FILE and credentials are read
    const char *description;
};

std::span<const SettingSpec> settingSpecs();

/// The table as Markdown, which docs/settings.md holds.
QString settingsTable();

/// An option that one command has besides the settings.
struct OptionSpec
{
    const char *name;  ///< "--demo"
    const char *value; ///< "FILE" when it takes a value, "" for a switch
    const char *description;
};

/// A command's arguments, resolved: options and positional arguments from the command line, settings from the
/// command line, then the environment, then NAME_FILE, then $CREDENTIALS_DIRECTORY/name, then the default.
/// Read once at start.
class Settings final
{
public:
    /// `arguments` without the program and the command. Everything after "--" is positional. InvalidInput
    /// names what is wrong; a secret given as an option is refused with how to give it.
    static Result<Settings> load(const QStringList &arguments, const QList<OptionSpec> &options = {});

    /// The text of a setting; empty when it has neither value nor default.
    QString value(const char *name) const;
    int number(const char *name, int fallback) const; ///< the fallback also for what is not a number
    bool flag(const char *name) const;                ///< 1, true, yes, on

    bool has(const char *option) const;
    QString option(const char *option) const;
    const QStringList &positional() const { return m_positional; }
    bool wantsHelp() const { return has("--help"); }

    /// Where the private cluster, the keys and the demo mail live; made with mode 0700 when missing.
    QString dataDir() const;
    QString masterKeyFile() const;

private:
    QHash<QString, QString> m_values;
    QHash<QString, QString> m_options;
    QStringList m_positional;
};

/// The text of --help of one command.
QString helpText(const QString &usage, const QString &purpose, const QList<OptionSpec> &options);

} // namespace lonieve
