// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/mailer.h"
#include "server/integrations/mailmessage.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::integrations;

namespace {

Message goodMessage()
{
    Message message;
    message.messageId = u"0b5c9b0e-1111-4222-8333-444455556666@example.com"_s;
    message.from = u"Lonieve Gift <noreply@example.com>"_s;
    message.to = u"customer@example.org"_s;
    message.subject = u"Your gift cards are ready"_s;
    message.text = u"Code: ABCD-EFGH-JKLM\nThank you!"_s;
    message.html = u"<p>Code: <b>ABCD-EFGH-JKLM</b></p>"_s;
    message.date = QDateTime(QDate(2026, 11, 2), QTime(3, 4, 5), Qt::UTC);
    return message;
}

/// What Python's mail parser, an independent reader, makes of it: subject, from, text, html, id, each on its
/// own line as Python literals.
QByteArrayList readByPython(const QByteArray &message)
{
    QProcess python;
    python.start(
        u"/usr/bin/python3"_s,
        {u"-c"_s,
         QStringLiteral(
             "import sys,email,email.policy\n"
             "m=email.message_from_bytes(sys.stdin.buffer.read(),policy=email.policy.default)\n"
             "t=m.get_body(('plain',)); h=m.get_body(('html',))\n"
             "w=lambda s: "
             "sys.stdout.buffer.write(s.replace('\\r','').rstrip('\\n').replace('\\n','|').encode()+b'\\n')\n"
             "w(m['subject']); w(str(m['from'])); w(t.get_content()); w(h.get_content() if h else '-')\n"
             "w(m['message-id']); w(str(m['date'].datetime)); w(str(len(m.defects)))\n")});
    python.write(message);
    python.closeWriteChannel();
    if (!python.waitForFinished() || python.exitCode() != 0)
        return {python.readAllStandardError()};
    return python.readAllStandardOutput().split('\n');
}

} // namespace

class TestMailMessage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsBackAsWritten_data();
    void readsBackAsWritten();
    void staysWithinTheLimitsOfMail();
    void isTheSameForEveryTry();
    void refusesInjection_data();
    void refusesInjection();
    void encodesAsTheStandardSays();
    void writesFilesForDemos();
    void tellsWhenTheDirectoryCannotBeWritten();
};

void TestMailMessage::readsBackAsWritten_data()
{
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("html");
    QTest::newRow("plain") << u"Your gift cards"_s << u"Hello\nworld\n"_s << u"<p>Hello</p>\n"_s;
    QTest::newRow("Russian") << u"Ваши подарочные карты готовы — откройте письмо, чтобы увидеть коды"_s
                             << u"Здравствуйте!\nКод: ABCD\n"_s << u"<p>Здравствуйте</p>\n"_s;
    QTest::newRow("emoji") << u"🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁"_s << u"🎁\n"_s << u"<p>🎁</p>\n"_s;
    QTest::newRow("awkward") << u"=?UTF-8?B?aGFja2Vk?="_s
                             << u".\n..\nFrom here\ntrailing \ntab\t\n= = =20\n"_s
                             << QString(u"<p>"_s + QString(3000, u'x') + u"</p>\n"_s);
    QTest::newRow("only text") << u"a \"quoted\" subject"_s << u"text\n"_s << QString();
}

void TestMailMessage::readsBackAsWritten()
{
    QFETCH(const QString, subject);
    QFETCH(const QString, text);
    QFETCH(const QString, html);
    Message message = goodMessage();
    message.subject = subject;
    message.text = text;
    message.html = html;
    message.from = u"Магазин \"Лонив\" <noreply@example.com>"_s;
    const auto bytes = internetMessage(message);
    QVERIFY(bytes);
    const QByteArrayList lines = readByPython(*bytes);
    QVERIFY2(lines.size() >= 7, lines.value(0).constData());
    QCOMPARE(QString::fromUtf8(lines[0]), subject);
    QVERIFY2(QString::fromUtf8(lines[1]).contains(u"Лонив"_s), lines[1].constData());
    QCOMPARE(QString::fromUtf8(lines[2]).replace(u'|', u'\n'), text.chopped(1));
    QCOMPARE(QString::fromUtf8(lines[3]).replace(u'|', u'\n'), html.isEmpty() ? u"-"_s : html.chopped(1));
    QCOMPARE(lines[4], "<0b5c9b0e-1111-4222-8333-444455556666@example.com>");
    QCOMPARE(lines[5], "2026-11-02 03:04:05+00:00");
    QCOMPARE(lines[6], "0");
}

void TestMailMessage::staysWithinTheLimitsOfMail()
{
    Message message = goodMessage();
    message.subject = QString(300, u'Ж');
    message.text = QString(5000, u'я') + u'\n' + QString(5000, u'a') + u"\rx\r\ny"_s;
    message.html = QString(5000, u' ') + QString(100, u'=');
    const auto bytes = internetMessage(message);
    QVERIFY(bytes);
    for (const QByteArray &line : bytes->split('\n')) {
        QVERIFY(line.isEmpty() || line.endsWith('\r'));
        QVERIFY2(line.size() <= 79, line.constData());
        QCOMPARE(line.count('\r'), line.isEmpty() ? 0 : 1);
        for (const char c : line)
            QVERIFY(c > 0);
    }
}

void TestMailMessage::isTheSameForEveryTry()
{
    QCOMPARE(internetMessage(goodMessage()).value(), internetMessage(goodMessage()).value());
}

void TestMailMessage::refusesInjection_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    for (const char *field : {"to", "from", "replyTo", "subject", "messageId"}) {
        QTest::addRow("%s line", field)
            << QString::fromLatin1(field) << u"a@example.com\r\nBcc: b@example.com"_s;
        QTest::addRow("%s newline", field) << QString::fromLatin1(field) << u"x\ny"_s;
        QTest::addRow("%s NUL", field) << QString::fromLatin1(field) << QString(u"x"_s + QChar(0));
        QTest::addRow("%s NEL", field) << QString::fromLatin1(field) << u"x\u0085y"_s;
    }
    QTest::newRow("two recipients") << u"to"_s << u"a@example.com,b@example.com"_s;
    QTest::newRow("recipient with name") << u"to"_s << u"A <a@example.com>"_s;
    QTest::newRow("recipient with bracket") << u"to"_s << u"a@example.com> SIZE=1"_s;
    QTest::newRow("no recipient") << u"to"_s << QString();
    QTest::newRow("Unicode recipient") << u"to"_s << u"почта@example.com"_s;
    QTest::newRow("no sender") << u"from"_s << u"Lonieve"_s;
    QTest::newRow("id leads elsewhere") << u"messageId"_s << u"../../etc/passwd@example.com"_s;
    QTest::newRow("id with bracket") << u"messageId"_s << u"a@b> x"_s;
}

void TestMailMessage::refusesInjection()
{
    QFETCH(const QString, field);
    QFETCH(const QString, value);
    Message message = goodMessage();
    (field == u"to"_s          ? message.to
     : field == u"from"_s      ? message.from
     : field == u"replyTo"_s   ? message.replyTo
     : field == u"messageId"_s ? message.messageId
                               : message.subject) = value;
    const auto bytes = internetMessage(message);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().key, u"mail_permanent"_s);
}

void TestMailMessage::encodesAsTheStandardSays()
{
    QCOMPARE(encodedWords(u"Plain text"_s), "Plain text");
    QCOMPARE(encodedWords(u"Ж"_s), "=?UTF-8?B?0JY=?=");
    QCOMPARE(quotedPrintable("a=b\xd0\x96 \r\nend "), "a=3Db=D0=96=20\r\nend=20");
    QCOMPARE(quotedPrintable(QByteArray(76, 'x')), QByteArray(75, 'x') + "=\r\nx");
    QCOMPARE(quotedPrintable("a\rb\nc"), "a=0Db=0Ac");
    QCOMPARE(mailAddress(u"Lonieve Gift <noreply@example.com>"_s), u"noreply@example.com"_s);
    QCOMPARE(mailAddress(u"noreply@example.com"_s), u"noreply@example.com"_s);
    QCOMPARE(mailAddress(u"noreply@example.com>"_s), QString());
}

void TestMailMessage::writesFilesForDemos()
{
    QTemporaryDir temporary;
    const QString directory = temporary.filePath(u"state/mail"_s);
    EmlMailer mailer(directory);
    QVERIFY(mailer.send(goodMessage()));
    QVERIFY(mailer.send(goodMessage()));
    Message other = goodMessage();
    other.messageId = u"second@example.com"_s;
    QVERIFY(mailer.send(other));
    const QFileInfoList files = QDir(directory).entryInfoList(QDir::Files | QDir::Hidden);
    QCOMPARE(files.size(), 2);
    QCOMPARE(files.first().fileName(), u"0b5c9b0e-1111-4222-8333-444455556666@example.com.eml"_s);
    const auto others =
        QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(!(files.first().permissions() & others));
    QVERIFY(!(QFileInfo(directory).permissions() & others));
    QFile file(files.first().filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), internetMessage(goodMessage()).value());
}

void TestMailMessage::tellsWhenTheDirectoryCannotBeWritten()
{
    QTemporaryDir temporary;
    QFile file(temporary.filePath(u"taken"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto sent = EmlMailer(file.fileName()).send(goodMessage());
    QVERIFY(!sent);
    QCOMPARE(sent.error().key, u"mail_temporary"_s);
}

QTEST_GUILESS_MAIN(TestMailMessage)
#include "tst_mailmessage.moc"
