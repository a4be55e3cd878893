// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/server.h"
#include "server/sandbox/sandbox.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include <sys/signalfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace lonieve;

namespace {

int fail(const QString &message, int code = 1)
{
    std::fprintf(stderr, "lonieve-sandbox: %s\n", qPrintable(message));
    return code;
}

Result<QByteArray> secretFrom(const QString &fileName, const char *fallback)
{
    if (fileName.isEmpty())
        return QByteArray(fallback);
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::InvalidInput, u"usage"_s, u"%1: %2"_s.arg(fileName, file.errorString()));
    const QByteArray content = file.readAll().trimmed();
    if (content.isEmpty())
        return failure(ErrorCode::InvalidInput, u"usage"_s, u"%1 is empty"_s.arg(fileName));
    return content;
}

Result<http::ListenOptions> listenOn(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool ok = false;
    http::ListenOptions listen;
    listen.port = text.mid(colon + 1).toUShort(&ok);
    listen.address = QHostAddress(text.left(colon).remove(u'[').remove(u']'));
    if (colon < 0 || !ok || listen.address.isNull())
        return failure(ErrorCode::InvalidInput, u"usage"_s,
                       u"“%1” is not an address such as 127.0.0.1:0"_s.arg(text));
    return listen;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"lonieve-sandbox"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(LONIEVE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"A payment provider without money, for demos and tests: bills, a payment page, signed callbacks "
        u"with "
        u"retries, and faults on demand (POST /control/faults). Prints its address when it answers."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption listenOption(u"listen"_s, u"Address to listen on; port 0 picks one."_s,
                                          u"ADDRESS:PORT"_s, u"127.0.0.1:0"_s);
    const QCommandLineOption secretOption(
        u"secret-file"_s, u"What callbacks are signed with; without it “sandbox-secret”."_s, u"FILE"_s);
    const QCommandLineOption keyOption(u"api-key-file"_s, u"The API key to ask for; without it any."_s,
                                       u"FILE"_s);
    const QCommandLineOption stateOption(u"state"_s, u"Keep the bills in this file."_s, u"FILE"_s);
    parser.addOptions({listenOption, secretOption, keyOption, stateOption});
    parser.process(application);

    // Blocked before any thread starts, so that the signals arrive here.
    sigset_t signalSet;
    sigemptyset(&signalSet);
    sigaddset(&signalSet, SIGTERM);
    sigaddset(&signalSet, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signalSet, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    const int signalFd = signalfd(-1, &signalSet, SFD_CLOEXEC | SFD_NONBLOCK);

    const auto secret = secretFrom(parser.value(secretOption), "sandbox-secret");
    const auto apiKey = secretFrom(parser.value(keyOption), "");
    const auto listen = listenOn(parser.value(listenOption));
    for (const Error *error : {secret ? nullptr : &secret.error(), apiKey ? nullptr : &apiKey.error(),
                               listen ? nullptr : &listen.error()}) {
        if (error)
            return fail(error->message, 2);
    }

    sandbox::Sandbox sandbox({*apiKey, *secret, parser.value(stateOption)});
    if (const auto loaded = sandbox.load(); !loaded)
        return fail(loaded.error().message);
    http::Server server;
    server.addRoutes(sandbox.routes());
    const auto url = server.listen(*listen);
    if (!url)
        return fail(url.error().message);
    sandbox.setUrl(*url);

    QSocketNotifier terminate(signalFd, QSocketNotifier::Read);
    QObject::connect(&terminate, &QSocketNotifier::activated, &server, [&] {
        signalfd_siginfo info;
        [[maybe_unused]] const auto got = read(signalFd, &info, sizeof info);
        terminate.setEnabled(false);
        server.stop(std::chrono::seconds(1));
    });
    QObject::connect(&server, &http::Server::stopped, &application, &QCoreApplication::quit);

    std::printf("{\"event\":\"ready\",\"url\":\"%s\"}\n", qPrintable(*url));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
