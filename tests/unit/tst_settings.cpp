// SPDX-License-Identifier: GPL-3.0-or-later
// Where settings come from, in which order, and that docs/settings.md says what the table says.
#include "server/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lonieve;

class tst_Settings final : public QObject
{
    Q_OBJECT

private:
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

private Q_SLOTS:
    void cleanup()
    {
        for (const char *name : {"SMTP_HOST", "CARDLINK_SECRET", "CARDLINK_SECRET_FILE",
                                 "CREDENTIALS_DIRECTORY", "LONIEVE_BEHIND_PROXY"})
            qunsetenv(name);
    }

    void documentedTableIsTheTable()
    {
        QFile file(qEnvironmentVariable("LONIEVE_SOURCE_DIR") + QStringLiteral("/docs/settings.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        if (!text.contains(settingsTable()))
            qWarning("the table should be:\n%s", qPrintable(settingsTable()));
        QVERIFY(text.contains(settingsTable()));
    }

    void commandLineBeatsEnvironmentBeatsDefault()
    {
        QCOMPARE(Settings::load({})->value("LONIEVE_LISTEN"), QStringLiteral("127.0.0.1:8080"));
        qputenv("SMTP_HOST", "from.environment");
        QCOMPARE(Settings::load({})->value("SMTP_HOST"), QStringLiteral("from.environment"));
        QCOMPARE(Settings::load({"--smtp-host", "from.option"})->value("SMTP_HOST"),
                 QStringLiteral("from.option"));
        QCOMPARE(Settings::load({"--smtp-host=with.equals"})->value("SMTP_HOST"),
                 QStringLiteral("with.equals"));
    }

    void secretsComeFromFiles()
    {
        const QTemporaryDir dir;
        write(dir.filePath(QStringLiteral("s")), "from file\n");
        qputenv("CARDLINK_SECRET_FILE", dir.filePath(QStringLiteral("s")).toUtf8());
        QCOMPARE(Settings::load({})->value("CARDLINK_SECRET"), QStringLiteral("from file"));
        qunsetenv("CARDLINK_SECRET_FILE");
        write(dir.filePath(QStringLiteral("cardlink_secret")), "from credential");
        qputenv("CREDENTIALS_DIRECTORY", dir.path().toUtf8());
        QCOMPARE(Settings::load({})->value("CARDLINK_SECRET"), QStringLiteral("from credential"));
        qputenv("CARDLINK_SECRET_FILE", "/nonexistent");
        const auto missing = Settings::load({});
        QVERIFY(!missing);
        QVERIFY(missing.error().message.contains(u"CARDLINK_SECRET_FILE"));
    }

    void secretsAreRefusedOnTheCommandLine()
    {
        for (const char *option :
             {"--cardlink-secret=abc", "--smtp-password=abc", "--database-url=postgres://u:abc@h/d"}) {
            const auto refused = Settings::load({QString::fromLatin1(option)});
            QVERIFY(!refused);
            QVERIFY(refused.error().message.contains(u"_FILE"));
            QVERIFY2(!refused.error().message.contains(u"abc"), "the message repeats the secret");
        }
    }

    void ownOptionsAndPositional()
    {
        const QList<OptionSpec> options = {{"--demo", "", "x"}, {"--tenant", "ID", "y"}};
        const auto settings =
            Settings::load({"--demo", "file.csv", "--tenant", "t", "--", "-c", "select 1"}, options);
        QVERIFY(settings);
        QVERIFY(settings->has("--demo"));
        QCOMPARE(settings->option("--tenant"), QStringLiteral("t"));
        QCOMPARE(settings->positional(), QStringList({"file.csv", "-c", "select 1"}));
        QVERIFY(!Settings::load({"--nonsense"}, options));
        QVERIFY(!Settings::load({"--tenant"}, options));
        QVERIFY(!Settings::load({"--demo=1"}, options));
    }

    void switches()
    {
        QVERIFY(!Settings::load({})->flag("LONIEVE_BEHIND_PROXY"));
        QVERIFY(Settings::load({"--behind-proxy"})->flag("LONIEVE_BEHIND_PROXY"));
        qputenv("LONIEVE_BEHIND_PROXY", "0");
        QVERIFY(!Settings::load({})->flag("LONIEVE_BEHIND_PROXY"));
    }
};

QTEST_APPLESS_MAIN(tst_Settings)
#include "tst_settings.moc"
