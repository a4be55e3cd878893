// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/password.h"
#include "server/store/tokens.h"
#include "server/store/vault.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>
#include <vector>

using namespace lonieve;
using namespace lonieve::store;
using namespace Qt::StringLiterals;

class TstVault final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString file(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

private Q_SLOTS:
    void makesKeysOnceAndPrivate()
    {
        const QString path = file("made/master.keys");
        QVERIFY(!Vault::load(path, false));
        const auto first = Vault::load(path, true);
        QVERIFY(first);
        QCOMPARE((*first)->currentVersion(), 1);
        QCOMPARE(QFile::permissions(path) &
                     (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        const QUuid batch = QUuid::createUuid();
        const Vault::DataKey key = (*first)->newDataKey(batch);
        const auto again = Vault::load(path, true);
        QVERIFY(again);
        const auto opened = (*again)->unwrap(batch, key.wrapped, key.masterVersion);
        QVERIFY(opened);
        QCOMPARE(*opened, key.key);
    }

    void madeByManyAtOnceIsOneKey()
    {
        const QString path = file("race.keys");
        std::vector<std::shared_ptr<Vault>> vaults(16);
        {
            std::vector<std::jthread> threads;
            for (auto &vault : vaults) {
                threads.emplace_back([&vault, path] {
                    if (auto loaded = Vault::load(path, true))
                        vault = *loaded;
                });
            }
        }
        QVERIFY(vaults.front());
        const QUuid batch = QUuid::createUuid();
        const Vault::DataKey key = vaults.front()->newDataKey(batch);
        for (const auto &vault : vaults) {
            QVERIFY(vault);
            QVERIFY(vault->unwrap(batch, key.wrapped, key.masterVersion));
        }
        QCOMPARE(QDir(m_folder.path()).entryList({u"race.keys*"_s}).size(), 1);
    }

    void refusesFileThatOthersRead()
    {
        const QString path = file("open.keys");
        QVERIFY(Vault::load(path, true));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
        const auto vault = Vault::load(path, true);
        QVERIFY(!vault);
        QCOMPARE(vault.error().key, u"vault_key_file_open"_s);
    }

    void refusesDamagedFile_data()
    {
        QTest::addColumn<QByteArray>("content");
        const QByteArray key = QByteArray(32, 'k').toBase64();
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("comments only") << QByteArray("# nothing\n");
        QTest::newRow("short key") << QByteArray("1 " + QByteArray(31, 'k').toBase64());
        QTest::newRow("not base64") << QByteArray("1 !!!!" + key);
        QTest::newRow("no version") << QByteArray(key);
        QTest::newRow("version zero") << QByteArray("0 " + key);
        QTest::newRow("version twice") << QByteArray("1 " + key + "\n1 " + key + "\n");
        QTest::newRow("cut line") << QByteArray("1 " + key + "\n2 " + key.left(10));
    }
    void refusesDamagedFile()
    {
        QFETCH(QByteArray, content);
        const QString path = file("damaged.keys");
        QFile::remove(path);
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(content);
        out.close();
        out.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        const auto vault = Vault::load(path, true);
        QVERIFY(!vault);
        QCOMPARE(vault.error().key, u"vault_damaged"_s);
        QVERIFY(!vault.error().message.contains(QString::fromLatin1(content.left(20))) || content.isEmpty());
    }

    void sealsAndOpens()
    {
        const QByteArray key = randomBytes(32);
        const QUuid row = QUuid::createUuid();
        for (const QByteArray &plain :
             {QByteArray("ABCD-EFGH-1234"), QByteArray(""), QByteArray(5000, 'x'), QByteArray("\0\xff", 2)}) {
            const QByteArray sealed = Vault::seal(key, row, plain);
            QCOMPARE(sealed.size(), plain.size() + 28);
            if (plain.size() > 4)
                QVERIFY(!sealed.contains(plain.left(5)));
            const auto opened = Vault::open(key, row, sealed);
            QVERIFY(opened);
            QCOMPARE(*opened, plain);
        }
    }

    void everySealIsDifferent()
    {
        const QByteArray key = randomBytes(32);
        const QUuid row = QUuid::createUuid();
        QSet<QByteArray> nonces;
        for (int i = 0; i < 1000; ++i)
            nonces.insert(Vault::seal(key, row, "same").left(12));
        QCOMPARE(nonces.size(), 1000);
    }

    void refusesWhatWasChanged()
    {
        const QByteArray key = randomBytes(32);
        const QUuid row = QUuid::createUuid();
        const QByteArray sealed = Vault::seal(key, row, "ABCD-EFGH-1234");
        for (qsizetype i = 0; i < sealed.size(); ++i) {
            QByteArray changed = sealed;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            const auto opened = Vault::open(key, row, changed);
            QVERIFY2(!opened, qPrintable(QString::number(i)));
            QCOMPARE(opened.error().key, u"vault_damaged"_s);
        }
        // Another row's code, another batch's key, something cut off.
        QVERIFY(!Vault::open(key, QUuid::createUuid(), sealed));
        QVERIFY(!Vault::open(randomBytes(32), row, sealed));
        QVERIFY(!Vault::open(key, row, sealed.left(27)));
        QVERIFY(!Vault::open(key, row, {}));
        QVERIFY(!Vault::open(QByteArray("short"), row, sealed));
    }

    void bindsKeyToItsBatch()
    {
        const auto vault = Vault::load(file("bind.keys"), true);
        QVERIFY(vault);
        const QUuid batch = QUuid::createUuid();
        const Vault::DataKey key = (*vault)->newDataKey(batch);
        QVERIFY(!key.wrapped.contains(key.key));
        QVERIFY((*vault)->unwrap(batch, key.wrapped, 1));
        const auto other = (*vault)->unwrap(QUuid::createUuid(), key.wrapped, 1);
        QVERIFY(!other);
        QCOMPARE(other.error().key, u"vault_damaged"_s);
        const auto missing = (*vault)->unwrap(batch, key.wrapped, 7);
        QVERIFY(!missing);
        QCOMPARE(missing.error().key, u"vault_key_missing"_s);
    }

    void seesKeysThatAnotherProcessAdds()
    {
        const QString path = file("added.keys");
        const auto running = Vault::load(path, true);
        QVERIFY(running);
        QFile out(path);
        QVERIFY(out.open(QIODevice::Append));
        out.write("2 " + QByteArray(32, 'n').toBase64() + "\n");
        out.close();
        const auto other = Vault::load(path, false);
        QVERIFY(other);
        const QUuid batch = QUuid::createUuid();
        const Vault::DataKey key = (*other)->newDataKey(batch);
        QCOMPARE(key.masterVersion, 2);
        QVERIFY((*running)->unwrap(batch, key.wrapped, 2));
        QCOMPARE((*running)->currentVersion(), 2);
    }

    void normalises_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QByteArray>("same");
        QTest::newRow("plain") << u"ABCD1234"_s << QByteArray("ABCD1234");
        QTest::newRow("groups") << u"abcd-1234 \t"_s << QByteArray("ABCD1234");
        QTest::newRow("typed dashes") << u"ab\u2013cd\u20111234\u00a0"_s << QByteArray("ABCD1234");
        QTest::newRow("invisible") << u"\ufeffab\u200bcd\u00ad1234"_s << QByteArray("ABCD1234");
        QTest::newRow("kept") << u"a_b.c+d=/"_s << QByteArray("A_B.C+D=/");
        QTest::newRow("letters") << u"\u0430\u0431"_s << QByteArray("\u0410\u0411");
    }
    void normalises()
    {
        QFETCH(QString, code);
        QFETCH(QByteArray, same);
        QCOMPARE(Vault::normalised(code), same);
    }

    void showsNoMoreThanFour_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("shown");
        QTest::newRow("long") << u"ABCD-EFGH-IJKL"_s << u"IJKL"_s;
        QTest::newRow("hyphens do not count") << u"ABCD-EFGH-IJK-L"_s << u"IJKL"_s;
        QTest::newRow("nine") << u"123456789"_s << u"789"_s;
        QTest::newRow("three") << u"abc"_s << u"c"_s;
        QTest::newRow("two") << u"ab"_s << QString();
        QTest::newRow("none") << QString() << QString();
    }
    void showsNoMoreThanFour()
    {
        QFETCH(QString, code);
        QFETCH(QString, shown);
        QCOMPARE(Vault::lastFour(code), shown);
    }

    void tokens()
    {
        QSet<QString> seen;
        for (int i = 0; i < 1000; ++i) {
            const Token token = newToken();
            QCOMPARE(token.text.size(), 43);
            QCOMPARE(token.hash.size(), 32);
            QCOMPARE(token.hash, tokenHash(token.text));
            QVERIFY(!token.text.contains(QRegularExpression(u"[^A-Za-z0-9_-]"_s)));
            seen.insert(token.text);
        }
        QCOMPARE(seen.size(), 1000);
        QVERIFY(sameBytes("abc", "abc"));
        QVERIFY(!sameBytes("abc", "abd"));
        QVERIFY(!sameBytes("abc", "ab"));
        QVERIFY(sameBytes("", ""));
    }

    void passwords()
    {
        const auto hash = hashPassword(u"correct horse battery"_s);
        QVERIFY(hash);
        QVERIFY(hash->startsWith("$argon2id$"_L1));
        QVERIFY(*hash != *hashPassword(u"correct horse battery"_s));
        QVERIFY(verifyPassword(*hash, u"correct horse battery"_s));
        QVERIFY(!verifyPassword(*hash, u"correct horse batterY"_s));
        QVERIFY(!verifyPassword(*hash, QString()));
        QVERIFY(!verifyPassword(u"$argon2id$broken"_s, u"correct horse battery"_s));
        QVERIFY(!verifyPassword(QString(), QString()));
        // é as one code point and as two.
        const auto accent = hashPassword(u"caf\u00e9 caf\u00e9 caf\u00e9"_s);
        QVERIFY(accent);
        QVERIFY(verifyPassword(*accent, u"cafe\u0301 cafe\u0301 cafe\u0301"_s));
        const auto tooShort = hashPassword(u"123456789"_s);
        QVERIFY(!tooShort);
        QCOMPARE(tooShort.error().key, u"password_short"_s);
        QVERIFY(hashPassword(u"1234567890"_s));
    }

    /// An unknown account must cost a hash as a known one does. Compared with each other, not with a clock.
    void unknownAccountTakesAsLong()
    {
        const QString hash = *hashPassword(u"correct horse battery"_s);
        (void)verifyNothing(u"warm up"_s);
        QElapsedTimer timer;
        qint64 known = std::numeric_limits<qint64>::max();
        qint64 unknown = known;
        for (int i = 0; i < 3; ++i) {
            timer.start();
            QVERIFY(!verifyPassword(hash, u"wrong"_s));
            known = qMin(known, timer.nsecsElapsed());
            timer.start();
            QVERIFY(!verifyNothing(u"wrong"_s));
            unknown = qMin(unknown, timer.nsecsElapsed());
        }
        QVERIFY2(unknown > known / 4, "an unknown account is told by its speed");
    }
};

QTEST_GUILESS_MAIN(TstVault)
#include "tst_vault.moc"
