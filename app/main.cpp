// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk.h"
#include "app/headless.h"
#include "app/language.h"
#include "app/mainwindow.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QTextStream>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::app;

namespace {

/// Milliseconds since the kernel started this process, so that loading libraries counts, too.
qint64 sinceProcessStart()
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        return -1;
    // The name in the second field may hold spaces; fields are counted after its parenthesis.
    const QByteArray all = stat.readAll();
    const QList<QByteArray> fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype startTime = 22 - 3;
    if (fields.size() <= startTime)
        return -1;
    const qint64 startedMs = fields[startTime].toLongLong() * 1000 / sysconf(_SC_CLK_TCK);
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000 - startedMs;
}

bool hasArgument(int count, char **values, std::initializer_list<const char *> names)
{
    return std::any_of(values + 1, values + count, [&](const char *value) {
        const QByteArray argument = QByteArray(value).split('=').first();
        return std::any_of(names.begin(), names.end(), [&](const char *name) { return argument == name; });
    });
}

/// The offscreen platform says for each window that it has no window manager; a scheduled job's log need not.
void quietMessages(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (message.contains(u"propagateSizeHints") || message.contains(u"XDG_RUNTIME_DIR not set"))
        return;
    QTextStream(stderr) << qFormatLogMessage(type, context, message) << Qt::endl;
}

int complain(const QString &message)
{
    QTextStream(stderr) << "lonieve-admin: " << message << '\n';
    return 1;
}

int runExport(const QCommandLineParser &options)
{
    auto plan = ExportPlan::fromOptions(options);
    if (!plan)
        return complain(plan.error().message);
    const QString theme = options.value(u"theme"_s);
    widgets::Theme::apply(*qApp, theme == u"dark" && plan->format != u"pdf" ? widgets::Scheme::Dark
                                                                            : widgets::Scheme::Light);
    // The pages are windows that nobody sees, and one goes before the next comes.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    Desk desk(QString(), std::make_unique<services::MemorySecretStore>());
    desk.transport.setLanguage(language::current().toLatin1());
    HeadlessExport job(desk, std::move(*plan));
    QObject::connect(&job, &HeadlessExport::finished, qApp, [](int code) { QCoreApplication::exit(code); });
    job.start();
    return QCoreApplication::exec();
}

int runWindow(const QCommandLineParser &options)
{
    Desk desk(options.value(u"settings"_s), std::make_unique<services::KeychainSecretStore>());
    MainWindow window(desk);
    if (options.isSet(u"language"_s))
        desk.settings.set(services::setting::language, options.value(u"language"_s));
    if (options.isSet(u"theme"_s))
        desk.settings.set(services::setting::theme, options.value(u"theme"_s));
    window.setTheme(desk.settings.get(services::setting::theme));
    window.setLanguage(desk.settings.get(services::setting::language));
    if (qEnvironmentVariableIsSet("LONIEVE_TIMING")) {
        QObject::connect(&window, &MainWindow::usable, qApp, [] {
            QTextStream(stderr) << "usable after " << sinceProcessStart() << " ms" << Qt::endl;
        });
    }
    window.start(options.value(u"server"_s), options.value(u"email"_s));
    window.show();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    // Scheduled exports need no display, and help must not ask for one.
    const bool hidden =
        hasArgument(argc, argv, {"--export", "--help", "-h", "--help-all", "--version", "-v"});
    const bool noDisplay =
        qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM") && (hidden || noDisplay))
        qputenv("QT_QPA_PLATFORM", "offscreen");

    if (hidden)
        qInstallMessageHandler(quietMessages);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"lonieve-admin"_s);
    QApplication::setOrganizationName(u"lonieve"_s);
    QApplication::setApplicationVersion(QStringLiteral(LONIEVE_VERSION));
    QApplication::setDesktopFileName(u"lonieve-admin"_s);

    // The language of --help is known before the options are.
    QString wanted;
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        if (argument.startsWith("--language="))
            wanted = QString::fromLatin1(argument.mid(11));
        else if (argument == "--language" && i + 1 < argc)
            wanted = QString::fromLatin1(argv[i + 1]);
    }
    language::apply(wanted);

    QCommandLineParser options;
    options.setApplicationDescription(QCoreApplication::translate(
        "main", "The back office of Lonieve Gift. Without --export it opens the window."));
    options.addHelpOption();
    options.addVersionOption();
    options.addOptions({
        {u"server"_s,
         QCoreApplication::translate("main", "Address of the server, for example https://shop.example."),
         QCoreApplication::translate("main", "url")},
        {u"email"_s, QCoreApplication::translate("main", "E-mail of the sign-in."),
         QCoreApplication::translate("main", "e-mail")},
        {u"language"_s, QCoreApplication::translate("main", "Language: en or ru."),
         QCoreApplication::translate("main", "language")},
        {u"theme"_s, QCoreApplication::translate("main", "Theme: system, dark or light."),
         QCoreApplication::translate("main", "theme")},
        {u"settings"_s, QCoreApplication::translate("main", "Keep the settings in this file."),
         QCoreApplication::translate("main", "file")},
    });
    addExportOptions(options);
    options.process(application);

    if (!options.positionalArguments().isEmpty())
        return complain(QCoreApplication::translate("main", "Unknown argument “%1”; see --help.")
                            .arg(options.positionalArguments().first()));
    if (options.isSet(u"language"_s) && !language::available().contains(options.value(u"language"_s)))
        return complain(QCoreApplication::translate("main", "Use --language en or --language ru."));
    const QStringList themes{QString(), u"system"_s, u"dark"_s, u"light"_s};
    if (!themes.contains(options.value(u"theme"_s)))
        return complain(QCoreApplication::translate("main", "Use --theme system, dark or light."));

    return options.isSet(u"export"_s) ? runExport(options) : runWindow(options);
}
