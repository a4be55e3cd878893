// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/settings.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>

namespace lonieve {

namespace {

constexpr SettingSpec specs[] = {
    {"LONIEVE_DATA_DIR", "--data-dir", "", false,
     "Where the private cluster, the keys and the demo mail live. Default: the user's data home, `lonieve`"},
    {"DATABASE_URL", "", "", true,
     "libpq URI of a PostgreSQL 15 or later, as the owner of the database. Without it: the private cluster "
     "in the data directory"},
    {"BACKUP_DATABASE_URL", "", "", true,
     "The same database with a role that is above row level security, for `backup` and `restore`; only with "
     "DATABASE_URL"},
    {"LONIEVE_LISTEN", "--listen", "127.0.0.1:8080", false,
     "Address and port that the server listens on; port 0 picks a free one"},
    {"LONIEVE_BEHIND_PROXY", "--behind-proxy", "", false,
     "1 allows a listening address that is not loopback, because a proxy that ends TLS is in front"},
    {"LONIEVE_TRUSTED_PROXIES", "--trusted-proxies", "", false,
     "Networks, separated by commas, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed"},
    {"SITE_URL", "--site-url", "", false,
     "Public address of the shop, for links in mail and for the payment provider. Without it: the address of "
     "the request"},
    {"CARDLINK_BASE_URL", "--cardlink-base-url", "https://api.cardlink.com/v2", false,
     "Address of the payment provider's API"},
    {"CARDLINK_API_KEY", "", "", true, "Bearer key for the payment provider's API"},
    {"CARDLINK_SECRET", "", "", true, "Secret that signs the provider's callbacks"},
    {"CARDLINK_SECRET_PREVIOUS", "", "", true,
     "The secret before, accepted as well while the provider changes over"},
    {"SMTP_HOST", "--smtp-host", "", false,
     "Mail server. Without it and without MAIL_DIR, mail goes to `mail` in the data directory"},
    {"SMTP_PORT", "--smtp-port", "587", false, "Port of the mail server"},
    {"SMTP_TLS", "--smtp-tls", "starttls", false, "`starttls`, `tls` or `none`"},
    {"SMTP_CA_FILE", "--smtp-ca-file", "", false,
     "Certificates that the mail server's is checked against. Default: the system's"},
    {"SMTP_USER", "--smtp-user", "", false, "User at the mail server; empty = no sign-in"},
    {"SMTP_PASSWORD", "", "", true, "Password at the mail server"},
    {"SMTP_FROM", "--smtp-from", "Lonieve Gift <shop@localhost>", false,
     "Sender of the shop's mail; customers are told to reply to it unless SUPPORT_EMAIL is set"},
    {"SUPPORT_EMAIL", "--support-email", "", false,
     "Address that pages and mail ask customers to write to. Without it: they reply to the order's mail"},
    {"MAIL_DIR", "--mail-dir", "", false, "Write mail as .eml files into this folder instead of sending it"},
    {"LONIEVE_MASTER_KEY_FILE", "--master-key-file", "", false,
     "File with the versioned master keys. Default: `keys/master.keys` in the data directory, or the systemd "
     "credential `master.keys`"},
    {"LONIEVE_WORKERS", "--workers", "", false,
     "Worker threads for orders; the other lanes follow. Default: 8"},
    {"LONIEVE_LOG_REQUESTS", "--log-requests", "", false, "1 logs every request, not only those that failed"},
};

const SettingSpec *findSpec(QStringView name)
{
    const auto found = std::find_if(std::begin(specs), std::end(specs), [&](const SettingSpec &spec) {
        return name == QLatin1String(spec.name);
    });
    return found == std::end(specs) ? nullptr : found;
}

bool isSwitch(const SettingSpec &spec)
{
    const QLatin1String description(spec.description);
    return description.startsWith(QLatin1String("1 "));
}

tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidInput, QStringLiteral("usage"), message);
}

Result<QString> fileContents(const QString &path, const char *name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return refuse(QStringLiteral("%1: the file “%2” cannot be read: %3.")
                          .arg(QLatin1String(name), path, file.errorString()));
    }
    return QString::fromUtf8(file.readAll()).trimmed();
}

/// The value outside the command line: variable, NAME_FILE, systemd credential.
Result<QString> fromEnvironment(const SettingSpec &spec)
{
    if (qEnvironmentVariableIsSet(spec.name))
        return qEnvironmentVariable(spec.name);
    const QByteArray fileVariable = QByteArray(spec.name) + "_FILE";
    if (const QString path = qEnvironmentVariable(fileVariable.constData()); !path.isEmpty())
        return fileContents(path, fileVariable.constData());
    if (const QString credentials = qEnvironmentVariable("CREDENTIALS_DIRECTORY"); !credentials.isEmpty()) {
        const QString path = credentials + u'/' + QString::fromLatin1(spec.name).toLower();
        if (QFile::exists(path))
            return fileContents(path, spec.name);
    }
    return QString();
}

} // namespace

std::span<const SettingSpec> settingSpecs()
{
    return specs;
}

QString settingsTable()
{
    QString table = QStringLiteral("| variable | option | default | meaning |\n| --- | --- | --- | --- |\n");
    for (const SettingSpec &spec : specs) {
        const QString name = QLatin1String(spec.name);
        const QString option = spec.option[0] ? u'`' + QLatin1String(spec.option) + u'`' : QString();
        const QString fallback = spec.fallback[0] ? u'`' + QLatin1String(spec.fallback) + u'`' : QString();
        table +=
            QStringLiteral("| `%1` | %2 | %3 | %4%5 |\n")
                .arg(name, spec.secret ? QStringLiteral("– (secret)") : option, fallback,
                     QLatin1String(spec.description),
                     spec.secret ? QStringLiteral(". Also from the file `%1_FILE`").arg(name) : QString());
    }
    return table;
}

Result<Settings> Settings::load(const QStringList &arguments, const QList<OptionSpec> &options)
{
    Settings settings;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString argument = arguments[i];
        if (argument == u"--") {
            settings.m_positional += arguments.mid(i + 1);
            break;
        }
        if (!argument.startsWith(u'-') || argument == u"-") {
            settings.m_positional.append(argument);
            continue;
        }
        if (argument == u"--help" || argument == u"-h") {
            settings.m_options.insert(QStringLiteral("--help"), QString());
            continue;
        }
        const qsizetype equals = argument.indexOf(u'=');
        const QString name = equals < 0 ? argument : argument.left(equals);
        const auto own = std::find_if(options.begin(), options.end(), [&](const OptionSpec &option) {
            return name == QLatin1String(option.name);
        });
        const auto shared = std::find_if(std::begin(specs), std::end(specs), [&](const SettingSpec &spec) {
            return name == QLatin1String(spec.option);
        });
        bool takesValue = false;
        if (own != options.end()) {
            takesValue = own->value[0] != '\0';
        } else if (shared != std::end(specs)) {
            takesValue = !isSwitch(*shared);
        } else {
            const QString variable = name.mid(2).toUpper().replace(u'-', u'_');
            if (const SettingSpec *spec = findSpec(variable); spec && spec->secret) {
                return refuse(
                    QStringLiteral("“%1” is a secret and would be seen by others on the command line. Set "
                                   "%2, or put it into a file and name the file in %2_FILE.")
                        .arg(name, variable));
            }
            return refuse(QStringLiteral("Unknown option “%1”; see --help.").arg(name));
        }
        QString value;
        if (takesValue && equals >= 0) {
            value = argument.mid(equals + 1);
        } else if (takesValue) {
            if (i + 1 >= arguments.size())
                return refuse(QStringLiteral("“%1” needs a value; see --help.").arg(name));
            value = arguments[++i];
        } else if (equals >= 0) {
            return refuse(QStringLiteral("“%1” takes no value.").arg(name));
        } else {
            value = QStringLiteral("1");
        }
        if (own != options.end())
            settings.m_options.insert(name, value);
        else
            settings.m_values.insert(QLatin1String(shared->name), value);
    }
    for (const SettingSpec &spec : specs) {
        const QString name = QLatin1String(spec.name);
        if (settings.m_values.contains(name))
            continue;
        const auto found = fromEnvironment(spec);
        if (!found)
            return failure(found.error());
        settings.m_values.insert(name, found->isEmpty() ? QString::fromUtf8(spec.fallback) : *found);
    }
    return settings;
}

QString Settings::value(const char *name) const
{
    Q_ASSERT(findSpec(QString::fromLatin1(name)));
    return m_values.value(QLatin1String(name));
}

int Settings::number(const char *name, int fallback) const
{
    bool ok = false;
    const int number = value(name).toInt(&ok);
    return ok ? number : fallback;
}

bool Settings::flag(const char *name) const
{
    const QString text = value(name).toLower();
    return text == u"1" || text == u"true" || text == u"yes" || text == u"on";
}

bool Settings::has(const char *option) const
{
    return m_options.contains(QLatin1String(option));
}

QString Settings::option(const char *option) const
{
    return m_options.value(QLatin1String(option));
}

QString Settings::dataDir() const
{
    QString path = value("LONIEVE_DATA_DIR");
    if (path.isEmpty())
        path = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
               QStringLiteral("/lonieve");
    path = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    if (!QFile::exists(path)) {
        QDir().mkpath(path);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    return path;
}

QString Settings::masterKeyFile() const
{
    if (const QString path = value("LONIEVE_MASTER_KEY_FILE"); !path.isEmpty())
        return path;
    if (const QString credentials = qEnvironmentVariable("CREDENTIALS_DIRECTORY"); !credentials.isEmpty()) {
        const QString path = credentials + QStringLiteral("/master.keys");
        if (QFile::exists(path))
            return path;
    }
    return dataDir() + QStringLiteral("/keys/master.keys");
}

QString helpText(const QString &usage, const QString &purpose, const QList<OptionSpec> &options)
{
    QString text = QStringLiteral("Usage: %1\n\n%2\n").arg(usage, purpose);
    const auto line = [&](const QString &left, const QString &right) {
        text += QStringLiteral("  %1 %2\n").arg(left.leftJustified(30), right);
    };
    if (!options.isEmpty()) {
        text += QStringLiteral("\nOptions:\n");
        for (const OptionSpec &option : options) {
            line(QLatin1String(option.name) +
                     (option.value[0] ? u' ' + QLatin1String(option.value) : QString()),
                 QString::fromUtf8(option.description));
        }
    }
    text += QStringLiteral("\nSettings (the option, or the variable; secrets from NAME_FILE too):\n");
    for (const SettingSpec &spec : specs) {
        const QString left = spec.option[0] ? QStringLiteral("%1, %2").arg(QLatin1String(spec.option),
                                                                           QLatin1String(spec.name))
                                            : QString::fromLatin1(spec.name);
        QString right = QString::fromUtf8(spec.description);
        if (spec.fallback[0])
            right += QStringLiteral(" [%1]").arg(QString::fromUtf8(spec.fallback));
        line(left, right);
    }
    return text;
}

} // namespace lonieve
