// SPDX-License-Identifier: GPL-3.0-or-later
// The real window against the real server and sandbox, which tests/gui/live.py starts.
#include "app/desk.h"
#include "app/mainwindow.h"
#include "widgets/mainframe.h"
#include "widgets/pages/page.h"
#include "widgets/panels/panel.h"
#include "widgets/signinpage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::app;

class tst_AppLive final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void purchaseAppears();

private:
    QJsonObject call(const QString &url, const QJsonObject &body)
    {
        QNetworkRequest request{QUrl(url)};
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        QNetworkReply *reply =
            body.isEmpty() ? m_network.get(request) : m_network.post(request, QJsonDocument(body).toJson());
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 30'000))
            return {};
        reply->deleteLater();
        return QJsonDocument::fromJson(reply->readAll()).object();
    }
    static QString texts(const MainWindow &window, const QString &id)
    {
        QStringList all;
        if (const widgets::Page *page = window.frame()->page(id)) {
            const QList<widgets::Panel *> panels = page->panels();
            for (const widgets::Panel *panel : panels)
                all += panel->shownTexts();
        }
        return all.join(u" | "_s);
    }
    static void shoot(MainWindow &window, const QString &name)
    {
        const QString folder = qEnvironmentVariable("LONIEVE_SHOTS_DIR");
        if (!folder.isEmpty())
            window.grab().save(folder + u'/' + name + u".png"_s);
    }

    QNetworkAccessManager m_network;
};

void tst_AppLive::purchaseAppears()
{
    const QString server = qEnvironmentVariable("LONIEVE_TEST_SERVER");
    const QString sandbox = qEnvironmentVariable("LONIEVE_TEST_SANDBOX");
    if (server.isEmpty())
        QSKIP("started by tests/gui/live.py");
    QTemporaryDir folder;
    Desk desk(folder.filePath(u"settings.ini"_s), std::make_unique<services::MemorySecretStore>());
    MainWindow window(desk);
    window.setTheme(u"dark"_s);
    window.setLanguage(u"en"_s);
    window.show();
    window.start(server, qEnvironmentVariable("LONIEVE_TEST_EMAIL"));
    QTRY_VERIFY(window.signInPage()->isVisible());
    QTest::keyClicks(window.signInPage()->findChild<QLineEdit *>(u"password"_s),
                     qEnvironmentVariable("LONIEVE_TEST_PASSWORD"));
    QTest::mouseClick(window.signInPage()->findChild<QPushButton *>(u"submit"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window.frame()->isVisible(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(texts(window, u"overview"_s).contains(u'$'), 30'000);

    window.showPage(u"orders"_s);
    QTRY_VERIFY_WITH_TIMEOUT(desk.feed.isConnected(), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(texts(window, u"orders"_s).contains(u'@'), 30'000);
    const QString buyer = u"live.buyer@example.com"_s;
    QVERIFY(!texts(window, u"orders"_s).contains(buyer));

    QJsonObject order;
    const QJsonArray products = call(server + u"/api/products"_s, {}).value(u"products").toArray();
    for (const QJsonValue &product : products) {
        const QJsonArray nominals = product.toObject().value(u"nominals").toArray();
        for (const QJsonValue &nominal : nominals) {
            if (!order.isEmpty() || !nominal.toObject().value(u"available").toBool())
                continue;
            order = {{u"productId"_s, product.toObject().value(u"id")},
                     {u"nominal"_s, nominal.toObject().value(u"nominal")},
                     {u"price"_s, nominal.toObject().value(u"price").toString().toDouble()},
                     {u"email"_s, buyer},
                     {u"deliveryType"_s, u"myself"_s},
                     {u"sessionId"_s, u"sess_live"_s}};
        }
    }
    const QJsonObject placed = call(server + u"/api/orders/create"_s, order);
    const QString bill = placed.value(u"billId").toString();
    QVERIFY2(!bill.isEmpty(), QJsonDocument(placed).toJson().constData());
    // Nobody presses refresh.
    QTRY_VERIFY_WITH_TIMEOUT(texts(window, u"orders"_s).contains(buyer), 30'000);
    call(sandbox + u"/control/bills/"_s + bill, {{u"status"_s, u"PAID"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(texts(window, u"orders"_s).section(buyer, 1).left(120).contains(u"Paid"),
                             30'000);

    for (const QString &language : {u"en"_s, u"ru"_s}) {
        for (const QString &theme : {u"dark"_s, u"light"_s}) {
            window.setLanguage(language);
            window.setTheme(theme);
            for (const QString &page : {u"overview"_s, u"orders"_s, u"codes"_s}) {
                window.showPage(page);
                QTest::qWait(400);
                shoot(window, page + u'_' + language + u'_' + theme);
            }
        }
    }
}

QTEST_MAIN(tst_AppLive)
#include "tst_app_live.moc"
