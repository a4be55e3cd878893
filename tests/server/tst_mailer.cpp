// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/mailer.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::integrations;

namespace {

/// tests/support/smtp_server.py in a process of its own.
class SmtpServer final
{
public:
    SmtpServer(const QStringList &arguments, const QString &output)
    {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(u"/usr/bin/python3"_s,
                        QStringList{QString::fromLocal8Bit(qgetenv("LONIEVE_SOURCE_DIR")) +
                                        u"/tests/support/smtp_server.py"_s,
                                    u"--output"_s, output} +
                            arguments);
        m_port = static_cast<quint16>(next().value(u"port"_s).toInt());
    }

    ~SmtpServer()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(5000);
    }

    quint16 port() const { return m_port; }
    QByteArray complaints() { return m_process.readAllStandardError(); }

    /// The next line that it says; empty after ten seconds.
    QJsonObject next()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(10'000))
                return {};
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

QByteArray readFile(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestMailer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void deliversOverEveryKindOfConnection_data();
    void deliversOverEveryKindOfConnection();
    void tellsPermanentFromTemporary_data();
    void tellsPermanentFromTemporary();
    void reusesItsConnection();
    void survivesAConnectionClosedMeanwhile();
    void refusesUnknownCertificates();
    void refusesServersWithoutTls();
    void refusedPasswordsAreTemporary();
    void unreachableServersAreTemporary();
    void silentServersTimeOut();

private:
    SmtpOptions optionsFor(const SmtpServer &server, SmtpOptions::Security security) const;
    static Message message(const QString &to);

    QTemporaryDir m_dir;
    QString m_cert;
    QString m_key;
    QStringList m_secure;
};

void TestMailer::initTestCase()
{
    m_cert = m_dir.filePath(u"cert.pem"_s);
    m_key = m_dir.filePath(u"key.pem"_s);
    QProcess openssl;
    openssl.start(u"openssl"_s,
                  {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s,
                   u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s, u"/CN=localhost"_s, u"-addext"_s,
                   u"subjectAltName=DNS:localhost"_s, u"-keyout"_s, m_key, u"-out"_s, m_cert});
    QVERIFY(openssl.waitForFinished() && openssl.exitCode() == 0);
    m_secure = {u"--cert"_s, m_cert,    u"--key"_s,      m_key,
                u"--user"_s, u"shop"_s, u"--password"_s, u"pa ss\"wörd"_s};
}

SmtpOptions TestMailer::optionsFor(const SmtpServer &server, SmtpOptions::Security security) const
{
    SmtpOptions options;
    options.host = u"localhost"_s;
    options.port = server.port();
    options.security = security;
    options.caFile = m_cert;
    options.user = u"shop"_s;
    options.password = u"pa ss\"wörd"_s.toUtf8();
    options.helloName = u"shop.example"_s;
    options.total = std::chrono::seconds(10);
    return options;
}

Message TestMailer::message(const QString &to)
{
    static int count = 0;
    Message message;
    message.messageId = u"m%1@shop.example"_s.arg(++count);
    message.from = u"Lonieve Gift <noreply@shop.example>"_s;
    message.to = to;
    message.subject = u"Подарок"_s;
    message.text = u".\nline\n..two dots\nКод: ABCD\n"_s;
    message.html = u"<p>Код: ABCD</p>\n"_s;
    message.date = QDateTime::currentDateTimeUtc();
    return message;
}

void TestMailer::deliversOverEveryKindOfConnection_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("security");
    QTest::newRow("STARTTLS") << u"starttls"_s << int(SmtpOptions::Security::StartTls);
    QTest::newRow("TLS") << u"tls"_s << int(SmtpOptions::Security::Tls);
    QTest::newRow("none, this machine") << u"none"_s << int(SmtpOptions::Security::None);
}

void TestMailer::deliversOverEveryKindOfConnection()
{
    QFETCH(const QString, mode);
    QFETCH(const int, security);
    SmtpServer server(QStringList{u"--mode"_s, mode} + m_secure, m_dir.path());
    QVERIFY2(server.port() != 0, server.complaints().constData());
    SmtpMailer mailer(optionsFor(server, SmtpOptions::Security(security)));
    const Message sent = message(u"customer@example.org"_s);
    const auto result = mailer.send(sent);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    const QJsonObject taken = server.next();
    QCOMPARE(taken.value(u"event"_s).toString(), u"taken"_s);
    QCOMPARE(taken.value(u"sender"_s).toString(), u"noreply@shop.example"_s);
    QCOMPARE(taken.value(u"to"_s).toArray(), QJsonArray{u"customer@example.org"_s});
    QCOMPARE(taken.value(u"tls"_s).toBool(), mode != u"none"_s);
    QCOMPARE(taken.value(u"user"_s).toString(), u"shop"_s);
    // Dots at the start of lines and everything else arrive byte by byte.
    QCOMPARE(readFile(taken.value(u"file"_s).toString()), internetMessage(sent).value());
}

void TestMailer::tellsPermanentFromTemporary_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("key");
    QTest::newRow("no such mailbox") << u"rcpt550@example.org"_s << u"mail_permanent"_s;
    QTest::newRow("greylisted") << u"rcpt451@example.org"_s << u"mail_temporary"_s;
    QTest::newRow("content refused") << u"data554@example.org"_s << u"mail_permanent"_s;
    QTest::newRow("disk full") << u"data451@example.org"_s << u"mail_temporary"_s;
    QTest::newRow("cut after the message") << u"cut@example.org"_s << u"mail_temporary"_s;
}

void TestMailer::tellsPermanentFromTemporary()
{
    QFETCH(const QString, to);
    QFETCH(const QString, key);
    SmtpServer server(QStringList{u"--mode"_s, u"starttls"_s} + m_secure, m_dir.path());
    SmtpMailer mailer(optionsFor(server, SmtpOptions::Security::StartTls));
    const auto sent = mailer.send(message(to));
    QVERIFY(!sent);
    QVERIFY2(sent.error().key == key, qPrintable(sent.error().message));
    QVERIFY2(!sent.error().message.contains(u"example.org"_s), qPrintable(sent.error().message));
    QCOMPARE(server.next().value(u"event"_s).toString(), to.startsWith(u"cut"_s) ? u"taken"_s : u"refused"_s);
    // The next message goes through, and nothing was sent twice behind the caller's back.
    const auto after = mailer.send(message(u"next@example.org"_s));
    QVERIFY2(after, after ? "" : qPrintable(after.error().message));
    QCOMPARE(server.next().value(u"to"_s).toArray(), QJsonArray{u"next@example.org"_s});

    // A refused sender is the shop's fault, not this message's.
    Message misconfigured = message(u"customer@example.org"_s);
    misconfigured.from = u"mail552@shop.example"_s;
    QCOMPARE(mailer.send(misconfigured).error().key, u"mail_temporary"_s);
}

void TestMailer::reusesItsConnection()
{
    SmtpServer server(QStringList{u"--mode"_s, u"starttls"_s} + m_secure, m_dir.path());
    SmtpMailer mailer(optionsFor(server, SmtpOptions::Security::StartTls));
    QList<int> peers;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(mailer.send(message(u"customer@example.org"_s)));
        peers.append(server.next().value(u"peer"_s).toInt());
    }
    QCOMPARE(peers, QList<int>(3, peers.first()));
}

void TestMailer::survivesAConnectionClosedMeanwhile()
{
    SmtpServer server(QStringList{u"--mode"_s, u"starttls"_s, u"--timeout"_s, u"0.5"_s} + m_secure,
                      m_dir.path());
    SmtpMailer mailer(optionsFor(server, SmtpOptions::Security::StartTls));
    QVERIFY(mailer.send(message(u"customer@example.org"_s)));
    const int first = server.next().value(u"peer"_s).toInt();
    QTest::qWait(1200); // the server closes idle connections after half a second
    const auto sent = mailer.send(message(u"customer@example.org"_s));
    QVERIFY2(sent, sent ? "" : qPrintable(sent.error().message));
    QVERIFY(server.next().value(u"peer"_s).toInt() != first);
}

void TestMailer::refusesUnknownCertificates()
{
    SmtpServer server(QStringList{u"--mode"_s, u"starttls"_s} + m_secure, m_dir.path());
    SmtpOptions options = optionsFor(server, SmtpOptions::Security::StartTls);
    options.caFile.clear();
    const auto sent = SmtpMailer(options).send(message(u"customer@example.org"_s));
    QVERIFY(!sent);
    QCOMPARE(sent.error().key, u"mail_temporary"_s);

    // Trusted, but for another name.
    options.caFile = m_cert;
    options.host = u"127.0.0.1"_s;
    QVERIFY(!SmtpMailer(options).send(message(u"customer@example.org"_s)));
}

void TestMailer::refusesServersWithoutTls()
{
    SmtpServer server(QStringList{u"--mode"_s, u"none"_s} + m_secure, m_dir.path());
    const auto sent = SmtpMailer(optionsFor(server, SmtpOptions::Security::StartTls))
                          .send(message(u"customer@example.org"_s));
    QVERIFY(!sent);
    QCOMPARE(sent.error().key, u"mail_temporary"_s);
    SmtpOptions far = optionsFor(server, SmtpOptions::Security::None);
    far.host = u"192.0.2.1"_s;
    QCOMPARE(SmtpMailer(far).send(message(u"customer@example.org"_s)).error().message,
             u"The mail server's password is not sent without TLS."_s);
}

void TestMailer::refusedPasswordsAreTemporary()
{
    SmtpServer server(QStringList{u"--mode"_s, u"starttls"_s} + m_secure, m_dir.path());
    SmtpOptions options = optionsFor(server, SmtpOptions::Security::StartTls);
    options.password = "wrong";
    const auto sent = SmtpMailer(options).send(message(u"customer@example.org"_s));
    QVERIFY(!sent);
    QCOMPARE(sent.error().key, u"mail_temporary"_s);
    QVERIFY(!sent.error().message.contains(u"wrong"_s));
}

void TestMailer::unreachableServersAreTemporary()
{
    QTcpServer unused;
    QVERIFY(unused.listen(QHostAddress::LocalHost));
    SmtpOptions options;
    options.host = u"127.0.0.1"_s;
    options.port = unused.serverPort();
    unused.close();
    QCOMPARE(SmtpMailer(options).send(message(u"customer@example.org"_s)).error().key, u"mail_temporary"_s);
}

void TestMailer::silentServersTimeOut()
{
    QTcpServer silent; // accepts in the kernel, never says a word
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    SmtpOptions options;
    options.host = u"127.0.0.1"_s;
    options.port = silent.serverPort();
    options.total = std::chrono::milliseconds(500);
    QElapsedTimer timer;
    timer.start();
    const auto sent = SmtpMailer(options).send(message(u"customer@example.org"_s));
    QCOMPARE(sent.error().key, u"mail_temporary"_s);
    QVERIFY(timer.elapsed() < 5000);
}

QTEST_GUILESS_MAIN(TestMailer)
#include "tst_mailer.moc"
