// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/importer/cli.h"
#include "server/serve.h"

#include <QCoreApplication>

#include <cstdio>

using namespace lonieve;

namespace {

QList<cli::Command> commands()
{
    QList<cli::Command> all = {
        {"serve", "run the storefront, the API and the jobs", runServe},
        {"import", "take over orders or gift codes from a file", importer::runImport},
        {"wipe", "remove everything in a data directory", runWipe},
    };
    for (const cli::Command &command : cli::commands())
        all.append(command);
    return all;
}

void printHelp(FILE *to)
{
    std::fprintf(to, "Usage: lonieve-server COMMAND [options]\n\nCommands (each has --help):\n");
    for (const cli::Command &command : commands())
        std::fprintf(to, "  %-10s %s\n", command.name, command.summary);
    std::fprintf(to, "\n--version prints the version.\n");
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lonieve-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LONIEVE_VERSION));
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty()) {
        printHelp(stderr);
        return 2;
    }
    if (arguments[0] == u"--help" || arguments[0] == u"-h" || arguments[0] == u"help") {
        printHelp(stdout);
        return 0;
    }
    if (arguments[0] == u"--version") {
        std::printf("lonieve-server %s\n", LONIEVE_VERSION);
        return 0;
    }
    for (const cli::Command &command : commands()) {
        if (arguments[0] == QLatin1String(command.name))
            return command.run(arguments.mid(1));
    }
    std::fprintf(stderr, "lonieve-server: there is no command “%s”; see --help\n", qPrintable(arguments[0]));
    return 2;
}
