// SPDX-License-Identifier: GPL-3.0-or-later
// Runs inside tests/unit/keyring.sh, which starts a session bus with (or without) a real keyring.
#include "services/secretstore.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::services;

class tst_Keyring final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsSecrets();
    void worksWithoutAKeyring();
};

namespace {

const QString name = SecretStore::refreshTokenName(u"https://shop.example"_s, u"Ann@Shop.example"_s);

Result<void> write(KeychainSecretStore &store, const QString &secret)
{
    std::optional<Result<void>> answer;
    store.write(name, secret, &store, [&](const Result<void> &result) { answer = result; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return failure(ErrorCode::Timeout, u"test"_s, u"no answer"_s);
    return *answer;
}

Result<QString> read(KeychainSecretStore &store)
{
    std::optional<Result<QString>> answer;
    store.read(name, &store, [&](const Result<QString> &result) { answer = result; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return failure(ErrorCode::Timeout, u"test"_s, u"no answer"_s);
    return *answer;
}

} // namespace

void tst_Keyring::keepsSecrets()
{
    if (qgetenv("LONIEVE_KEYRING") != "real")
        QSKIP("no keyring in this run");
    KeychainSecretStore store;
    const Result<QString> before = read(store);
    QVERIFY(!before);
    QCOMPARE(before.error().code, ErrorCode::NotFound);

    const Result<void> written = write(store, u"töken-1"_s);
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().message));
    QCOMPARE(read(store).value_or(QString()), u"töken-1"_s);
    QVERIFY(write(store, u"token-2"_s).has_value());
    KeychainSecretStore another; // a later run
    QCOMPARE(read(another).value_or(QString()), u"token-2"_s);

    std::optional<Result<void>> removed;
    store.remove(name, &store, [&](const Result<void> &result) { removed = result; });
    QTRY_VERIFY(removed.has_value());
    QVERIFY(removed->has_value());
    QCOMPARE(read(store).error().code, ErrorCode::NotFound);
}

void tst_Keyring::worksWithoutAKeyring()
{
    if (qgetenv("LONIEVE_KEYRING") != "none")
        QSKIP("this run has a keyring");
    KeychainSecretStore store;
    const Result<void> written = write(store, u"token"_s);
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Unavailable);
    QCOMPARE(written.error().key, u"no_keyring"_s);
    QVERIFY(!written.error().message.contains(u"token"));
    const Result<QString> secret = read(store);
    QVERIFY(!secret);
    QVERIFY2(secret.error().code == ErrorCode::Unavailable || secret.error().code == ErrorCode::NotFound,
             qPrintable(secret.error().message));
}

QTEST_GUILESS_MAIN(tst_Keyring)
#include "tst_keyring.moc"
