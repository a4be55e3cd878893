// SPDX-License-Identifier: GPL-3.0-or-later
// The real window against a fake backend.
#include "app/desk.h"
#include "app/language.h"
#include "app/mainwindow.h"
#include "app/panelexport.h"
#include "services/tablefile.h"
#include "tests/support/fakeshop.h"
#include "widgets/commandpalette.h"
#include "widgets/mainframe.h"
#include "widgets/pages/codespage.h"
#include "widgets/pages/orderspage.h"
#include "widgets/panels/panel.h"
#include "widgets/sidebar.h"
#include "widgets/signinpage.h"
#include "widgets/statusbanner.h"
#include "widgets/theme.h"
#include "widgets/toast.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using namespace lonieve::app;
using lonieve::test::FakeServer;
using lonieve::test::FakeShop;
using widgets::Page;

namespace {

struct Office
{
    QTemporaryDir folder;
    FakeShop shop;
    services::MemorySecretStore *secrets = new services::MemorySecretStore;
    Desk desk{folder.filePath(u"settings.ini"_s), std::unique_ptr<services::SecretStore>(secrets)};
    MainWindow window{desk};

    Office()
    {
        desk.transport.setBackOff(5);
        desk.feed.setBackOff(20);
        window.setTheme(u"dark"_s);
        window.setLanguage(u"en"_s);
    }

    template <typename T>
    T *find(const char *name) const
    {
        return window.findChild<T *>(QString::fromLatin1(name));
    }
    bool showsFrame() const { return window.frame()->isVisible(); }

    void type(const char *field, const QString &text)
    {
        auto *edit = window.signInPage()->findChild<QLineEdit *>(QString::fromLatin1(field));
        edit->clear();
        QTest::keyClicks(edit, text);
    }
    /// As a person does it.
    bool signIn(const QString &password = u"right"_s)
    {
        window.show();
        window.start();
        if (!QTest::qWaitForWindowExposed(&window))
            return false;
        type("server", shop.server.url().toString());
        type("email", u"ann@shop.example"_s);
        type("password", password);
        QTest::mouseClick(window.signInPage()->findChild<QPushButton *>(u"submit"_s), Qt::LeftButton);
        return QTest::qWaitFor([&] { return showsFrame() || message().size() > 0; });
    }
    QString message() const
    {
        auto *label = window.signInPage()->findChild<QLabel *>(u"message"_s);
        return label && label->isVisible() ? label->text() : QString();
    }
    Page *page(const char *id) const { return window.frame()->page(QString::fromLatin1(id)); }
    QString texts(const char *id) const
    {
        QStringList all;
        if (const Page *shown = page(id)) {
            const QList<widgets::Panel *> panels = shown->panels();
            for (const widgets::Panel *panel : panels)
                all += panel->shownTexts();
        }
        return all.join(u" | "_s);
    }
    qsizetype asked(const QString &dataset) const
    {
        return shop.server.count(u"/api/admin/datasets/"_s + dataset);
    }
};

} // namespace

class tst_App final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void signsInAndShowsFigures();
    void tellsWrongPasswords();
    void refusesBadAddresses();
    void continuesAnEarlierSignIn();
    void isUsableBeforeTheServerAnswers();
    void waitsForAServerThatIsAway();
    void purchaseAppearsWithoutRefresh();
    void hiddenPagesCatchUpWhenShown();
    void refreshAsksAgain();
    void failureBecomesAState();
    void goesOfflineAndComesBack();
    void endedSignInIsTold();
    void signOutLeavesNothing();
    void orderActionsReachTheServer();
    void rolesDecide();
    void importReachesTheServer();
    void paletteOpensPagesAndOrders();
    void keysSwitchPages();
    void languageChangesWithoutRestart();
    void themeChangesWithoutRestart();
    void tellsWhenNothingIsRemembered();
    void exportsPanels();
    void aboutIsShown();
};

void tst_App::init()
{
    panelexport::setPathAsker({});
}

void tst_App::signsInAndShowsFigures()
{
    Office office;
    QVERIFY(office.signIn());
    QVERIFY(office.showsFrame());
    QTRY_VERIFY2(office.texts("overview").contains(u"1,234.56"), qPrintable(office.texts("overview")));
    QTRY_VERIFY(office.texts("overview").contains(u"buyer1@example.com"));
    QTRY_COMPARE(office.secrets->secrets.size(), 1);
    QCOMPARE(office.desk.settings.get(services::setting::email), u"ann@shop.example"_s);
    // The password is nowhere: not in the field, not in the settings.
    QCOMPARE(office.window.signInPage()->findChild<QLineEdit *>(u"password"_s)->text(), QString());
    office.desk.settings.sync();
    QFile settings(office.folder.filePath(u"settings.ini"_s));
    QVERIFY(settings.open(QIODevice::ReadOnly));
    const QByteArray kept = settings.readAll();
    QVERIFY(!kept.contains("right"));
    QVERIFY(!kept.contains("refresh") && !kept.contains("access"));
}

void tst_App::tellsWrongPasswords()
{
    Office office;
    QVERIFY(office.signIn(u"wrong"_s));
    QVERIFY(!office.showsFrame());
    QTRY_VERIFY2(office.message().contains(u"password is not right"), qPrintable(office.message()));
    office.type("password", u"right"_s);
    QTest::mouseClick(office.window.signInPage()->findChild<QPushButton *>(u"submit"_s), Qt::LeftButton);
    QTRY_VERIFY(office.showsFrame());
}

void tst_App::refusesBadAddresses()
{
    Office office;
    office.window.show();
    office.window.start();
    QVERIFY(QTest::qWaitForWindowExposed(&office.window));
    office.type("server", u"ftp://shop.example"_s);
    office.type("email", u"ann@shop.example"_s);
    office.type("password", u"right"_s);
    QTest::mouseClick(office.window.signInPage()->findChild<QPushButton *>(u"submit"_s), Qt::LeftButton);
    QTRY_VERIFY2(office.message().contains(u"http"), qPrintable(office.message()));
    QCOMPARE(office.shop.server.requests.size(), 0);
}

void tst_App::continuesAnEarlierSignIn()
{
    Office office;
    const QString url = office.shop.server.url().toString();
    office.secrets->secrets.insert(services::SecretStore::refreshTokenName(url, u"ann@shop.example"_s),
                                   u"refresh"_s);
    office.desk.settings.set(services::setting::dashboard, u"orders"_s);
    office.window.start(url, u"ann@shop.example"_s);
    office.window.show();
    QVERIFY(office.showsFrame()); // at once
    QTRY_VERIFY(office.texts("orders").contains(u"buyer2@example.com"));
    QCOMPARE(office.shop.signIns, 0);
}

void tst_App::isUsableBeforeTheServerAnswers()
{
    Office office;
    office.shop.silentDatasets = true;
    QSignalSpy usable(&office.window, &MainWindow::usable);
    QVERIFY(office.signIn());
    QTRY_COMPARE(usable.size(), 1);
    // Nothing has come, and the pages can be changed all the same.
    QTest::mouseClick(office.find<QPushButton>("sidebar_codes")
                          ? static_cast<QWidget *>(office.find<QPushButton>("sidebar_codes"))
                          : office.find<QWidget>("sidebar_codes"),
                      Qt::LeftButton);
    QTRY_COMPARE(office.window.frame()->currentPage()->id(), u"codes"_s);
}

void tst_App::waitsForAServerThatIsAway()
{
    Office office;
    const QString url = office.shop.server.url().toString();
    office.secrets->secrets.insert(services::SecretStore::refreshTokenName(url, u"ann@shop.example"_s),
                                   u"refresh"_s);
    const auto real = office.shop.server.handler;
    office.shop.server.handler = [](const FakeServer::Request &) { return FakeServer::Answer{503, "{}"}; };
    office.window.start(url, u"ann@shop.example"_s);
    office.window.show();
    QTRY_VERIFY(!office.window.frame()->banner()->text().isEmpty());
    QVERIFY(office.showsFrame());
    office.shop.server.handler = real;
    QTest::mouseClick(office.find<QPushButton>("bannerAction"), Qt::LeftButton);
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    QVERIFY(!office.window.frame()->banner()->isVisible());
}

void tst_App::purchaseAppearsWithoutRefresh()
{
    Office office;
    QVERIFY(office.signIn());
    office.window.showPage(u"orders"_s);
    QTRY_VERIFY(office.texts("orders").contains(u"buyer1@example.com"));
    QTRY_VERIFY(office.desk.feed.isConnected());
    QVERIFY(!office.texts("orders").contains(u"new@example.com"));
    office.shop.buy(u"new@example.com"_s);
    QTRY_VERIFY2(office.texts("orders").contains(u"new@example.com"), qPrintable(office.texts("orders")));
}

void tst_App::hiddenPagesCatchUpWhenShown()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    office.window.showPage(u"codes"_s);
    QTRY_VERIFY(office.asked(u"code_stock"_s) >= 1);
    QTRY_VERIFY(office.desk.feed.isConnected());
    QTest::qWait(500); // whatever was under way has settled
    const qsizetype before = office.asked(u"overview_kpis"_s);
    office.shop.revenueToday = 999'999;
    office.shop.buy(u"new@example.com"_s);
    QTest::qWait(700);
    QCOMPARE(office.asked(u"overview_kpis"_s), before); // nobody looks at it
    office.window.showPage(u"overview"_s);
    QTRY_VERIFY(office.texts("overview").contains(u"9,999.99"));
}

void tst_App::refreshAsksAgain()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    office.shop.revenueToday = 5'000;
    QTest::keyClick(&office.window, Qt::Key_F5);
    QTRY_VERIFY(office.texts("overview").contains(u"50.00"));
    office.shop.revenueToday = 7'000;
    QTest::keyClick(&office.window, Qt::Key_R, Qt::ControlModifier);
    QTRY_VERIFY(office.texts("overview").contains(u"70.00"));
}

void tst_App::failureBecomesAState()
{
    Office office;
    office.shop.unavailable = true;
    QVERIFY(office.signIn());
    const auto state = [&] {
        const QList<widgets::Panel *> panels = office.page("overview")->panels();
        return panels.first()->model()->state();
    };
    QTRY_COMPARE(state(), DatasetModel::State::Error);
    office.shop.unavailable = false;
    office.window.refresh();
    QTRY_COMPARE(state(), DatasetModel::State::Ready);
    office.shop.unavailable = true;
    office.window.refresh();
    QTRY_COMPARE(state(), DatasetModel::State::Stale); // the older answer stays
    QVERIFY(office.texts("overview").contains(u"1,234.56"));
}

void tst_App::goesOfflineAndComesBack()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    QTRY_VERIFY(office.desk.feed.isConnected());
    const auto real = office.shop.server.handler;
    office.shop.server.handler = [](const FakeServer::Request &) { return FakeServer::Answer{.drop = true}; };
    QTRY_VERIFY(office.window.frame()->banner()->isVisible());
    QVERIFY(!office.page("overview")->context().online);
    QVERIFY(!office.page("overview")->context().offlineReason.isEmpty());
    office.shop.revenueToday = 4'200;
    office.shop.server.handler = real;
    QTRY_VERIFY(!office.window.frame()->banner()->isVisible());
    QVERIFY(office.page("overview")->context().online);
    QTRY_VERIFY(office.texts("overview").contains(u"42.00")); // and it caught up by itself
}

void tst_App::endedSignInIsTold()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    office.shop.refuseTokens = true;
    office.window.refresh();
    QTRY_VERIFY(!office.showsFrame());
    QTRY_COMPARE(office.message(), u"Your sign-in has ended. Sign in again."_s);
    QTRY_COMPARE(office.secrets->secrets.size(), 0);
}

void tst_App::signOutLeavesNothing()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"buyer1@example.com"));
    office.window.signOut();
    QVERIFY(!office.showsFrame());
    QVERIFY(!office.page("overview")); // the pages are gone with their figures
    QTRY_COMPARE(office.secrets->secrets.size(), 0);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/auth/logout"_s), 1);
    office.type("password", u"right"_s);
    QTest::mouseClick(office.window.signInPage()->findChild<QPushButton *>(u"submit"_s), Qt::LeftButton);
    QTRY_VERIFY(office.showsFrame());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
}

void tst_App::orderActionsReachTheServer()
{
    Office office;
    QVERIFY(office.signIn());
    auto *orders = qobject_cast<widgets::OrdersPage *>(office.window.showPage(u"orders"_s));
    QVERIFY(orders);
    const QString id = FakeShop::orderId(2);
    orders->open({{u"order"_s, id}});
    QTRY_COMPARE(orders->selectedOrder(), id);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id), 1);

    Q_EMIT orders->resendRequested(id, u"lost"_s);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id + u"/resend"_s), 1);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id), 2); // shown as it is now
    QVERIFY(office.window.frame()->toasts()->count() > 0);
    Q_EMIT orders->refundRequested(id, u"5.00"_s, u"wish"_s, u"partial"_s, u"key"_s);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id + u"/refund"_s), 1);
    Q_EMIT orders->noteRequested(id, u"called"_s);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id + u"/notes"_s), 1);
    Q_EMIT orders->settleRequested(id, u"fulfil"_s, u"ok"_s);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/orders/"_s + id + u"/settle"_s), 1);
}

void tst_App::rolesDecide()
{
    Office office;
    office.shop.role = u"viewer"_s;
    QVERIFY(office.signIn());
    office.window.showPage(u"codes"_s);
    QTRY_COMPARE(office.page("codes")->context().role, Role::Viewer);
    QVERIFY(!office.page("codes")->findChild<QWidget *>(u"import"_s)->isEnabled());

    Office boss;
    QVERIFY(boss.signIn());
    boss.window.showPage(u"codes"_s);
    QTRY_COMPARE(boss.page("codes")->context().role, Role::Admin);
    QVERIFY(boss.page("codes")->findChild<QWidget *>(u"import"_s)->isEnabled());
}

void tst_App::importReachesTheServer()
{
    Office office;
    QVERIFY(office.signIn());
    auto *codes = qobject_cast<widgets::CodesPage *>(office.window.showPage(u"codes"_s));
    QVERIFY(codes);
    const QString path = office.folder.filePath(u"codes.csv"_s);
    QVERIFY(services::writeFile(path, "code,nominal,product_id\nA-1,50,p\nA-1,50,p\nA-2,50,p\n"));
    Q_EMIT codes->importRequested(path, true);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/codes/import"_s), 1);
    Q_EMIT codes->importRequested(path, false);
    QTRY_COMPARE(office.shop.server.count(u"/api/admin/codes/import"_s), 2);
    const auto &sent = office.shop.server.requests;
    const auto import = std::find_if(sent.rbegin(), sent.rend(), [](const FakeServer::Request &request) {
        return request.path == u"/api/admin/codes/import";
    });
    QCOMPARE(import->text("fileName"), u"codes.csv"_s);
    QVERIFY(import->body.endsWith("A-2,50,p\n"));
}

void tst_App::paletteOpensPagesAndOrders()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    auto *palette = office.window.frame()->palettePopup();
    QVERIFY(!palette->isVisible());
    QTest::keyClick(&office.window, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(palette->isVisible());
    auto *input = palette->findChild<QLineEdit *>(u"paletteInput"_s);
    QTest::keyClicks(input, u"codes"_s);
    QTest::keyClick(input, Qt::Key_Return);
    QTRY_VERIFY(!palette->isVisible());

    // An order is found at the server and opened.
    QTest::keyClick(&office.window, Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(palette->isVisible());
    const qsizetype before = office.asked(u"orders"_s);
    QTest::keyClicks(input, u"buyer2@example.com"_s);
    QTRY_VERIFY(office.asked(u"orders"_s) > before);
    auto *list = palette->findChild<QAbstractItemView *>(u"paletteList"_s);
    QTRY_VERIFY(list->model()->rowCount() > 0);
    QTest::keyClick(input, Qt::Key_Return);
    QTRY_COMPARE(office.window.frame()->currentPage()->id(), u"orders"_s);
    QTRY_VERIFY(!qobject_cast<widgets::OrdersPage *>(office.page("orders"))->selectedOrder().isEmpty());
}

void tst_App::keysSwitchPages()
{
    Office office;
    QVERIFY(office.signIn());
    QTest::keyClick(&office.window, Qt::Key_2, Qt::ControlModifier);
    QTRY_COMPARE(office.window.frame()->currentPage()->id(), u"orders"_s);
    QCOMPARE(office.window.frame()->sidebar()->current(), u"orders"_s);
    QTest::keyClick(&office.window, Qt::Key_3, Qt::ControlModifier);
    QTRY_COMPARE(office.window.frame()->currentPage()->id(), u"codes"_s);
    QTest::keyClick(&office.window, Qt::Key_1, Qt::ControlModifier);
    QTRY_COMPARE(office.window.frame()->currentPage()->id(), u"overview"_s);
    QCOMPARE(office.desk.settings.get(services::setting::dashboard), u"overview"_s);
}

void tst_App::languageChangesWithoutRestart()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    QCOMPARE(office.page("overview")->title(), u"Overview"_s);
    const auto allTexts = [&] {
        QStringList all;
        const auto labels = office.window.findChildren<QLabel *>();
        for (const QLabel *label : labels)
            all.append(label->text());
        return all.join(u'|');
    };
    QVERIFY(allTexts().contains(u"Overview"));
    office.window.setLanguage(u"ru"_s);
    QTRY_VERIFY2(allTexts().contains(u"Обзор"), qPrintable(allTexts()));
    QCOMPARE(office.page("overview")->title(), u"Обзор"_s);
    QVERIFY(!allTexts().contains(u"Overview"));
    QTRY_VERIFY2(office.texts("overview").contains(u"234,56"), qPrintable(office.texts("overview")));
    QCOMPARE(office.desk.settings.get(services::setting::language), u"ru"_s);
    office.window.setLanguage(u"en"_s);
    QTRY_VERIFY(allTexts().contains(u"Overview"));
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
}

void tst_App::themeChangesWithoutRestart()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    const auto darkness = [&] { return office.window.grab().toImage().pixelColor(5, 5).lightness(); };
    QVERIFY(darkness() < 60);
    office.window.setTheme(u"light"_s);
    QTRY_VERIFY(darkness() > 200);
    office.window.setTheme(u"dark"_s);
    QTRY_VERIFY(darkness() < 60);
}

void tst_App::tellsWhenNothingIsRemembered()
{
    Office office;
    office.secrets->available = false;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.window.frame()->toasts()->count() > 0);
    QVERIFY(office.showsFrame());
}

void tst_App::exportsPanels()
{
    Office office;
    QVERIFY(office.signIn());
    QTRY_VERIFY(office.texts("overview").contains(u"1,234.56"));
    QStringList proposals;
    panelexport::setPathAsker(
        [&](QWidget *, const QString &proposal, const std::function<void(const QString &)> &answer) {
            proposals.append(QFileInfo(proposal).fileName());
            answer(office.folder.filePath(QFileInfo(proposal).fileName()));
        });
    for (const QString &format : {u"csv"_s, u"xlsx"_s, u"png"_s, u"pdf"_s}) {
        Q_EMIT office.page("overview")->exportRequested(u"trend_revenue"_s, format);
        QTRY_VERIFY(!proposals.isEmpty());
        const QFileInfo file(office.folder.filePath(proposals.takeLast()));
        QVERIFY2(file.fileName().startsWith(u"overview_trend_revenue_"), qPrintable(file.fileName()));
        QVERIFY(file.size() > 200);
        if (format == u"csv") {
            QFile csv(file.filePath());
            QVERIFY(csv.open(QIODevice::ReadOnly));
            QCOMPARE(csv.readAll(),
                     services::toCsv(office.page("overview")->panels().at(8)->model()->dataset()));
        }
    }
    // A table that pages on the server is exported whole, not as far as it was scrolled.
    for (int i = 10; i < 1500; ++i)
        office.shop.orders.append({FakeShop::orderId(i), u"many%1@example.com"_s.arg(i)});
    office.window.showPage(u"orders"_s);
    QTRY_VERIFY(office.texts("orders").contains(u"buyer1@example.com"));
    Q_EMIT office.page("orders")->exportRequested(office.page("orders")->panels().first()->id(), u"csv"_s);
    QTRY_VERIFY(!proposals.isEmpty());
    QFile csv(office.folder.filePath(proposals.last()));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    QCOMPARE(csv.readAll().count('\n'), office.shop.orders.size() + 1);
}

void tst_App::aboutIsShown()
{
    Office office;
    QVERIFY(office.signIn());
    Q_EMIT office.window.frame()->palettePopup()->activated(u"about"_s);
    QTRY_VERIFY(office.find<QMessageBox>("aboutBox"));
    QVERIFY(office.find<QMessageBox>("aboutBox")->text().contains(QStringLiteral(LONIEVE_VERSION)));
    office.find<QMessageBox>("aboutBox")->close();
}

QTEST_MAIN(tst_App)
#include "tst_app.moc"
