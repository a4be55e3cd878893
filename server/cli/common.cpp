// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/common.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include <cstdio>

#include <libpq-fe.h>
#include <signal.h>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;

namespace lonieve::cli {

Result<OpenStore> openStore(const Settings &settings)
{
    OpenStore open;
    open.ownerUri = settings.value("DATABASE_URL");
    if (!open.ownerUri.isEmpty())
        return open;
    auto cluster = store::Cluster::attach(settings.dataDir());
    if (!cluster)
        return failure(cluster.error());
    open.cluster = std::move(*cluster);
    open.ownerUri = open.cluster->ownerUri();
    return open;
}

Result<QUuid> tenantOf(store::Connection &owner, const QString &text)
{
    if (text.isEmpty())
        return QUuid(u"00000000-0000-4000-8000-000000000001"_s);
    if (const QUuid id(text); !id.isNull())
        return id;
    const auto found = owner.once(
        {}, {"", "SELECT id FROM tenants WHERE primary_domain = lower($1) OR name = $1 LIMIT 1"}, {text});
    if (!found)
        return failure(found.error());
    if (found->isEmpty())
        return usage(u"There is no tenant “%1”; give its id, domain or name."_s.arg(text));
    return found->uuid(0, "id");
}

int fail(const Error &error)
{
    std::fprintf(stderr, "lonieve-server: %s\n", qPrintable(error.message));
    return error.key == "usage"_L1 ? 2 : 1;
}

tl::unexpected<Error> usage(const QString &message)
{
    return failure(ErrorCode::InvalidInput, u"usage"_s, message);
}

void print(const QString &text)
{
    std::fputs(qPrintable(text), stdout);
}

Prepared prepare(const QStringList &arguments, const QString &usageLine, const QString &purpose,
                 const QList<OptionSpec> &options)
{
    auto settings = Settings::load(arguments, options);
    if (!settings)
        return {{}, fail(settings.error())};
    if (settings->wantsHelp()) {
        print(helpText(usageLine, purpose, options));
        return {{}, 0};
    }
    return {*settings, 0};
}

QString program(const OpenStore &store, const QString &name)
{
    if (store.cluster) {
        const QString own = store.cluster->binDir() + u'/' + name;
        if (QFileInfo(own).isExecutable())
            return own;
    }
    return QStandardPaths::findExecutable(name);
}

int runForeground(const QString &path, const QStringList &arguments, const QString &uri,
                  const QString &options)
{
    PQconninfoOption *parsed = PQconninfoParse(uri.toUtf8().constData(), nullptr);
    if (!parsed || path.isEmpty()) {
        std::fprintf(stderr, "lonieve-server: %s\n",
                     parsed ? "PostgreSQL's client programs are not installed (Debian: postgresql-client-15)"
                            : "DATABASE_URL is not a PostgreSQL address");
        PQconninfoFree(parsed);
        return 1;
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const PQconninfoOption *option = parsed; option->keyword; ++option) {
        if (!option->envvar)
            continue;
        const QString name = QString::fromLatin1(option->envvar);
        if (option->val)
            environment.insert(name, QString::fromUtf8(option->val));
        else if (name != "PGSSLROOTCERT"_L1 && name != "PGPASSFILE"_L1 && name != "PGAPPNAME"_L1 &&
                 name != "PGOPTIONS"_L1)
            environment.remove(name);
    }
    PQconninfoFree(parsed);
    const QString present = environment.value(u"PGOPTIONS"_s);
    if (!options.isEmpty())
        environment.insert(u"PGOPTIONS"_s, QString(present + u' ' + options).trimmed());

    QProcess process;
    process.setProcessEnvironment(environment);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setChildProcessModifier([] {
        ::signal(SIGINT, SIG_DFL);
        ::signal(SIGQUIT, SIG_DFL);
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    // Ctrl+C is for psql, which only drops its query.
    const auto interrupt = ::signal(SIGINT, SIG_IGN);
    const auto quit = ::signal(SIGQUIT, SIG_IGN);
    process.start(path, arguments);
    const bool ended = process.waitForStarted() && process.waitForFinished(-1);
    ::signal(SIGINT, interrupt);
    ::signal(SIGQUIT, quit);
    if (!ended) {
        std::fprintf(stderr, "lonieve-server: %s: %s\n", qPrintable(path), qPrintable(process.errorString()));
        return 1;
    }
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 1;
}

} // namespace lonieve::cli
