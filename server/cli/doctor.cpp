// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/common.h"
#include "server/store/migrations.h"
#include "server/store/vault.h"

#include <QDateTime>
#include <QFileInfo>
#include <QStorageInfo>
#include <QTcpSocket>
#include <QUrl>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace lonieve::cli {

namespace {

enum class Verdict { Good, Doubtful, Bad };

struct Finding
{
    QString subject;
    Verdict verdict;
    QString text;
};

using Findings = QList<Finding>;

void checkDatabase(const Settings &settings, const OpenStore &opened, Findings &findings)
{
    auto owner = store::Connection::open({opened.ownerUri, {}, u"lonieve-doctor"_s});
    if (!owner) {
        findings.append({u"database"_s, Verdict::Bad, owner.error().message});
        return;
    }
    const auto facts = (*owner)->once(
        {},
        {"",
         "SELECT current_setting('server_version') AS version, rolsuper OR rolbypassrls AS above, "
         "current_setting('fsync') = 'on' AS durable, clock_timestamp() AS now FROM pg_roles WHERE rolname = "
         "current_user"});
    const QDateTime here = QDateTime::currentDateTimeUtc();
    if (!facts) {
        findings.append({u"database"_s, Verdict::Bad, facts.error().message});
        return;
    }
    findings.append(
        {u"database"_s, Verdict::Good, u"PostgreSQL %1 answers"_s.arg(facts->text(0, "version"))});
    if (facts->flag(0, "above")) {
        findings.append({u"role"_s, Verdict::Doubtful,
                         u"the owner of the database is above row level security; use a plain role"_s});
    }
    if (!facts->flag(0, "durable"))
        findings.append(
            {u"durability"_s, Verdict::Bad, u"fsync is off: a power cut can destroy the database"_s});
    const qint64 apart = qAbs(facts->time(0, "now").msecsTo(here));
    findings.append({u"clock"_s, apart < 2000 ? Verdict::Good : Verdict::Bad,
                     u"%1 ms from the database's clock"_s.arg(apart)});
    const auto pending = store::pendingMigrations(opened.ownerUri);
    if (!pending) {
        findings.append({u"migrations"_s, Verdict::Bad, pending.error().message});
        return;
    }
    findings.append(
        {u"migrations"_s, *pending == 0 ? Verdict::Good : Verdict::Doubtful,
         *pending == 0 ? u"none missing"_s : u"%1 to apply; serve or migrate does it"_s.arg(*pending)});
    if (*pending != 0)
        return;
    const auto vault = store::Vault::load(settings.masterKeyFile(), false);
    if (!vault) {
        findings.append({u"keys"_s,
                         vault.error().code == ErrorCode::NotFound ? Verdict::Doubtful : Verdict::Bad,
                         vault.error().message});
        return;
    }
    auto app = store::Connection::open({opened.ownerUri, u"lonieve_app"_s, u"lonieve-doctor"_s});
    if (!app) {
        findings.append({u"role"_s, Verdict::Bad, app.error().message});
        return;
    }
    const auto fits = (*vault)->prepare(**app);
    findings.append({u"keys"_s, fits ? Verdict::Good : Verdict::Bad,
                     fits ? u"version %1, and they fit the database"_s.arg((*vault)->currentVersion())
                          : fits.error().message});
}

void checkMail(const Settings &settings, Findings &findings)
{
    const QString host = settings.value("SMTP_HOST");
    QString folder = settings.value("MAIL_DIR");
    if (folder.isEmpty() && host.isEmpty())
        folder = settings.dataDir() + "/mail"_L1;
    if (!folder.isEmpty()) {
        const QFileInfo info(QFileInfo::exists(folder) ? folder : QFileInfo(folder).path());
        findings.append({u"mail"_s, info.isWritable() ? Verdict::Doubtful : Verdict::Bad,
                         info.isWritable() ? u"goes into files in %1, to nobody"_s.arg(folder)
                                           : u"%1 cannot be written"_s.arg(folder)});
        return;
    }
    const int port = settings.number("SMTP_PORT", 587);
    QTcpSocket socket;
    socket.connectToHost(host, static_cast<quint16>(port));
    const bool open = socket.waitForConnected(5000) && socket.waitForReadyRead(5000);
    const QByteArray greeting = socket.readLine(200).trimmed();
    const bool implicitTls = settings.value("SMTP_TLS") == "tls"_L1;
    const bool good =
        implicitTls ? socket.state() == QAbstractSocket::ConnectedState : open && greeting.startsWith("220");
    findings.append({u"mail"_s, good ? Verdict::Good : Verdict::Bad,
                     good ? u"%1:%2 answers"_s.arg(host).arg(port)
                          : u"%1:%2 does not answer as a mail server: %3"_s.arg(host, QString::number(port),
                                                                                socket.errorString())});
}

void checkDisk(const Settings &settings, Findings &findings)
{
    const QStorageInfo disk(settings.dataDir());
    const qint64 megabytes = disk.bytesAvailable() / (1024 * 1024);
    findings.append({u"disk"_s,
                     megabytes > 2048  ? Verdict::Good
                     : megabytes > 256 ? Verdict::Doubtful
                                       : Verdict::Bad,
                     u"%1 MB free for %2"_s.arg(QString::number(megabytes), settings.dataDir())});
}

void checkShop(const Settings &settings, Findings &findings)
{
    const bool secret = !settings.value("CARDLINK_SECRET").isEmpty();
    const bool key = !settings.value("CARDLINK_API_KEY").isEmpty();
    findings.append({u"payments"_s, secret && key ? Verdict::Good : Verdict::Bad,
                     secret && key ? u"key and secret are set"_s
                                   : u"CARDLINK_API_KEY or CARDLINK_SECRET is missing: nobody can pay"_s});
    const QUrl site(settings.value("SITE_URL"));
    if (site.isEmpty()) {
        findings.append({u"address"_s, Verdict::Doubtful,
                         u"SITE_URL is not set: links in mail lead to the listening address"_s});
    } else {
        const bool good = site.isValid() && site.scheme() == "https"_L1;
        findings.append({u"address"_s, good ? Verdict::Good : Verdict::Doubtful,
                         good ? site.toString() : u"SITE_URL is not an https address"_s});
    }
}

} // namespace

int runDoctor(const QStringList &arguments)
{
    const QList<OptionSpec> options = {
        {"--settings-table", "", "print the table of settings (docs/settings.md)"}};
    const Prepared ready =
        prepare(arguments, u"lonieve-server doctor [options]"_s,
                u"Checks what the shop needs and says what is wrong. Exit code 1 when something must "
                "be put right; nothing is changed."_s,
                options);
    if (!ready.settings)
        return ready.code;
    if (ready.settings->has("--settings-table")) {
        print(settingsTable());
        return 0;
    }
    Findings findings;
    const auto opened = openStore(*ready.settings);
    if (opened)
        checkDatabase(*ready.settings, *opened, findings);
    else
        findings.append({u"database"_s, Verdict::Bad, opened.error().message});
    checkDisk(*ready.settings, findings);
    checkMail(*ready.settings, findings);
    checkShop(*ready.settings, findings);
    bool good = true;
    for (const Finding &finding : findings) {
        const QLatin1String mark = finding.verdict == Verdict::Good       ? "good    "_L1
                                   : finding.verdict == Verdict::Doubtful ? "doubtful"_L1
                                                                          : "BAD     "_L1;
        print(u"%1  %2  %3\n"_s.arg(mark, finding.subject.leftJustified(10), finding.text));
        good = good && finding.verdict != Verdict::Bad;
    }
    return good ? 0 : 1;
}

} // namespace lonieve::cli
