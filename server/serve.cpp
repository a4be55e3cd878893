// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/serve.h"

#include "server/api/context.h"
#include "server/api/eventwriter.h"
#include "server/api/logging.h"
#include "server/api/tenantdirectory.h"
#include "server/http/server.h"
#include "server/importer/demoshop.h"
#include "server/integrations/cardlink.h"
#include "server/integrations/mailer.h"
#include "server/jobs/jobs.h"
#include "server/settings.h"
#include "server/store/changefeed.h"
#include "server/store/cluster.h"
#include "server/store/connection.h"
#include "server/store/vault.h"
#include "server/storefront/storefront.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <stop_token>
#include <thread>

#include <sys/signalfd.h>
#include <unistd.h>

namespace lonieve {

namespace {

const QUuid defaultTenant(QStringLiteral("00000000-0000-4000-8000-000000000001"));
constexpr auto directoryInterval = std::chrono::seconds(15);

const QList<OptionSpec> serveOptions = {
    {"--demo", "", "fill an empty store with the demo shop"},
};

int fail(const Error &error)
{
    std::fprintf(stderr, "lonieve-server: %s\n", qPrintable(error.message));
    return error.key == u"usage" ? 2 : 1;
}

/// Addresses and networks of LONIEVE_TRUSTED_PROXIES.
Result<QList<QPair<QHostAddress, int>>> networks(const QString &text)
{
    QList<QPair<QHostAddress, int>> list;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        const QString trimmed = part.trimmed();
        QPair<QHostAddress, int> network = QHostAddress::parseSubnet(trimmed);
        if (network.first.isNull()) {
            return failure(ErrorCode::InvalidInput, QStringLiteral("usage"),
                           QStringLiteral("“%1” is not a network such as 10.0.0.0/8.").arg(trimmed));
        }
        list.append(network);
    }
    return list;
}

Result<http::ListenOptions> listenOptions(const Settings &settings)
{
    const QString text = settings.value("LONIEVE_LISTEN");
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    bool ok = false;
    const uint port = text.mid(colon + 1).toUInt(&ok);
    http::ListenOptions options;
    options.address = host == u"localhost" ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
    if (colon < 0 || !ok || port > 65535 || options.address.isNull()) {
        return failure(ErrorCode::InvalidInput, QStringLiteral("usage"),
                       QStringLiteral("“%1” is not an address and a port such as 127.0.0.1:8080.").arg(text));
    }
    options.port = static_cast<quint16>(port);
    options.behindProxy = settings.flag("LONIEVE_BEHIND_PROXY");
    const auto trusted = networks(settings.value("LONIEVE_TRUSTED_PROXIES"));
    if (!trusted)
        return failure(trusted.error());
    options.trustedProxies = *trusted;
    return options;
}

std::unique_ptr<integrations::Mailer> mailerOf(const Settings &settings)
{
    if (settings.value("MAIL_DIR").isEmpty() && !settings.value("SMTP_HOST").isEmpty()) {
        integrations::SmtpOptions smtp;
        smtp.host = settings.value("SMTP_HOST");
        smtp.port = static_cast<quint16>(settings.number("SMTP_PORT", 587));
        const QString tls = settings.value("SMTP_TLS");
        using Security = integrations::SmtpOptions::Security;
        smtp.security =
            tls == u"none" ? Security::None : (tls == u"tls" ? Security::Tls : Security::StartTls);
        smtp.caFile = settings.value("SMTP_CA_FILE");
        smtp.user = settings.value("SMTP_USER");
        smtp.password = settings.value("SMTP_PASSWORD").toUtf8();
        return std::make_unique<integrations::SmtpMailer>(smtp);
    }
    QString folder = settings.value("MAIL_DIR");
    if (folder.isEmpty())
        folder = settings.dataDir() + QStringLiteral("/mail");
    return std::make_unique<integrations::EmlMailer>(folder);
}

/// Reloads the tenants every few seconds on a thread of its own, because it blocks.
class DirectoryRefresher final
{
public:
    DirectoryRefresher(api::TenantDirectory &directory, store::Database &database)
        : m_thread([this, &directory, &database](const std::stop_token &stop) {
            std::mutex mutex;
            std::unique_lock lock(mutex);
            while (!m_wake.wait_for(lock, stop, directoryInterval, [&] { return stop.stop_requested(); })) {
                if (const auto loaded = directory.reload(database); !loaded)
                    qWarning("tenants could not be read: %s", qPrintable(loaded.error().message));
            }
        })
    {}

private:
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

/// SIGTERM and SIGINT as an event of the loop. Blocked before any thread starts, so that none of them is hit.
class Signals final
{
public:
    Signals()
    {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        pthread_sigmask(SIG_BLOCK, &set, nullptr);
        m_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        std::signal(SIGPIPE, SIG_IGN);
    }
    ~Signals() { close(m_fd); }
    int fd() const { return m_fd; }

private:
    int m_fd = -1;
};

int serve(QCoreApplication &application, const Settings &settings, const Signals &signalSource)
{
    const auto listen = listenOptions(settings);
    if (!listen)
        return fail(listen.error());

    // The store: the private cluster, or the one that DATABASE_URL names.
    std::unique_ptr<store::Cluster> cluster;
    QString ownerUri = settings.value("DATABASE_URL");
    if (ownerUri.isEmpty()) {
        auto attached = store::Cluster::attach(settings.dataDir());
        if (!attached)
            return fail(attached.error());
        cluster = std::move(*attached);
        ownerUri = cluster->ownerUri();
    }
    if (const auto migrated = store::migrate(ownerUri); !migrated)
        return fail(migrated.error());

    const auto vault = store::Vault::load(settings.masterKeyFile(), true);
    if (!vault)
        return fail(vault.error());
    {
        auto owner = store::Connection::open({ownerUri, QStringLiteral("lonieve_app")});
        if (!owner)
            return fail(owner.error());
        if (const auto prepared = (*vault)->prepare(**owner); !prepared)
            return fail(prepared.error());
        if (settings.has("--demo")) {
            if (const auto filled = importer::fillDemoShop(**owner, **vault, defaultTenant); !filled)
                return fail(filled.error());
        }
    }

    store::Database appStore({ownerUri, QStringLiteral("lonieve_app"), QStringLiteral("lonieve-server")});
    store::Database readStore(
        {ownerUri, QStringLiteral("lonieve_readonly"), QStringLiteral("lonieve-datasets")});
    store::Database jobStore({ownerUri, QStringLiteral("lonieve_app"), QStringLiteral("lonieve-jobs")});
    store::Database eventStore({ownerUri, QStringLiteral("lonieve_app"), QStringLiteral("lonieve-events")});

    api::TenantDirectory tenants;
    if (const auto loaded = tenants.reload(appStore); !loaded)
        return fail(loaded.error());
    const DirectoryRefresher refresher(tenants, jobStore);

    integrations::Cardlink provider(
        {settings.value("CARDLINK_BASE_URL"), settings.value("CARDLINK_API_KEY").toUtf8()});
    const std::unique_ptr<integrations::Mailer> mailer = mailerOf(settings);
    store::ChangeFeed changes({ownerUri, QStringLiteral("lonieve_app"), QStringLiteral("lonieve-changes")});
    api::EventWriter events(eventStore);

    QByteArrayList secrets;
    for (const char *name : {"CARDLINK_SECRET", "CARDLINK_SECRET_PREVIOUS"}) {
        if (const QString secret = settings.value(name); !secret.isEmpty())
            secrets.append(secret.toUtf8());
    }
    if (secrets.isEmpty())
        qWarning("CARDLINK_SECRET is not set: payment callbacks will be refused");

    QString siteUrl = settings.value("SITE_URL");
    while (siteUrl.endsWith(u'/'))
        siteUrl.chop(1);
    api::Context context{appStore, readStore, **vault, provider,
                         events,   changes,   tenants, (*vault)->derivedKey("order access token"),
                         secrets,  siteUrl};

    http::Limits limits;
    if (const int workers = settings.number("LONIEVE_WORKERS", 0); workers > 0)
        limits.lanesThreads[static_cast<int>(http::Lane::Orders)] = workers;
    storefront::Options shop;
    shop.siteUrl = siteUrl;
    shop.supportEmail = settings.value("SUPPORT_EMAIL");
    shop.database = &appStore;
    shop.paymentOrigin = settings.value("CARDLINK_BASE_URL");
    shop.createOrder = [&context](const QJsonObject &body, const http::Request &request) {
        return api::createOrder(context, request, body);
    };
    storefront::Storefront storefront(shop);
    // Declared after all that its handlers use: it ends first.
    http::Server server(limits);
    server.addRoutes(api::routes(context));
    server.addRoutes(storefront.routes());
    server.setErrorPage([&storefront](const http::Request &request, const Error &error) {
        return storefront.errorPage(request, error);
    });
    server.setAuthenticator(
        [&context](const http::Request &request) { return api::authenticate(context, request); });
    server.setTenantResolver([&tenants](const QString &host) { return tenants.tenantOf(host); });
    const bool verbose = settings.flag("LONIEVE_LOG_REQUESTS");
    server.setAccessLog([verbose](const http::AccessRecord &record) { api::logAccess(record, verbose); });

    const auto url = server.listen(*listen);
    if (!url)
        return fail(url.error());
    context.listenUrl = *url;

    jobs::Options jobOptions;
    jobOptions.siteUrl = siteUrl.isEmpty() ? *url : siteUrl;
    jobOptions.orderTokenKey = context.orderTokenKey;
    jobOptions.mailFrom = settings.value("SMTP_FROM");
    jobOptions.supportEmail = settings.value("SUPPORT_EMAIL");
    jobs::Jobs background(jobStore, **vault, provider, *mailer, jobOptions);
    background.start();
    // A paid order's mail leaves at once instead of at the next look.
    changes.setObserver([&background](const QUuid &, const QString &topic) {
        if (topic == u"orders")
            background.wakeMail();
    });

    QSocketNotifier terminate(signalSource.fd(), QSocketNotifier::Read);
    QObject::connect(&terminate, &QSocketNotifier::activated, &server, [&] {
        signalfd_siginfo info;
        [[maybe_unused]] const auto got = read(signalSource.fd(), &info, sizeof info);
        qInfo("stopping");
        terminate.setEnabled(false);
        changes.release();
        server.stop();
    });
    QObject::connect(&server, &http::Server::stopped, &application, &QCoreApplication::quit);

    std::printf("{\"event\":\"ready\",\"url\":\"%s\"}\n", qPrintable(*url));
    std::fflush(stdout);
    const int code = QCoreApplication::exec();
    changes.setObserver({});
    background.stop();
    return code;
}

} // namespace

int runServe(const QStringList &arguments)
{
    const auto settings = Settings::load(arguments, serveOptions);
    if (!settings)
        return fail(settings.error());
    if (settings->wantsHelp()) {
        std::printf("%s", qPrintable(helpText(
                              QStringLiteral("lonieve-server serve [options]"),
                              QStringLiteral("Runs the storefront, the API and the jobs until SIGTERM."),
                              serveOptions)));
        return 0;
    }
    const Signals signalSource;
    api::installJsonLog();
    return serve(*static_cast<QCoreApplication *>(QCoreApplication::instance()), *settings, signalSource);
}

int runWipe(const QStringList &arguments)
{
    const QList<OptionSpec> options = {{"--yes", "", "really remove it"}};
    const auto settings = Settings::load(arguments, options);
    if (!settings)
        return fail(settings.error());
    if (settings->wantsHelp()) {
        std::printf(
            "%s",
            qPrintable(helpText(
                QStringLiteral("lonieve-server wipe --yes [options]"),
                QStringLiteral(
                    "Removes the private cluster, the keys and the demo mail of a data directory for good."),
                options)));
        return 0;
    }
    const QString path = settings->dataDir();
    if (!settings->has("--yes")) {
        return fail({ErrorCode::InvalidInput, QStringLiteral("usage"),
                     QStringLiteral("This removes every order and every code in “%1” for good; say --yes.")
                         .arg(path)});
    }
    if (const auto gone = store::Cluster::wipe(path); !gone)
        return fail(gone.error());
    return 0;
}

} // namespace lonieve
