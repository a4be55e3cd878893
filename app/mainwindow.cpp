// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"

#include "app/desk.h"
#include "app/language.h"
#include "app/panelexport.h"
#include "models/dataset.h"
#include "models/money.h"
#include "services/serveraddress.h"
#include "widgets/commandpalette.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/mainframe.h"
#include "widgets/pages/codespage.h"
#include "widgets/pages/dashboardpage.h"
#include "widgets/pages/orderspage.h"
#include "widgets/panels/panel.h"
#include "widgets/sidebar.h"
#include "widgets/signinpage.h"
#include "widgets/statusbanner.h"
#include "widgets/theme.h"
#include "widgets/toast.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMenu>
#include <QMessageBox>
#include <QSaveFile>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace lonieve::app {

using namespace Qt::StringLiterals;
using namespace services;
using widgets::CodesPage;
using widgets::OrdersPage;
using widgets::Page;
using widgets::Tone;

namespace {

constexpr int topicDelayMs = 300;
constexpr int firstRestorePauseMs = 2000;
constexpr int longestRestorePauseMs = 30'000;

widgets::Scheme schemeOf(const QString &name)
{
    if (name == u"dark")
        return widgets::Scheme::Dark;
    return name == u"light" ? widgets::Scheme::Light : widgets::Scheme::System;
}

QString dashboardText(const char *source)
{
    return QCoreApplication::translate("Dashboards", source);
}

/// The same question of the same page has the same key.
QString runningKey(const Page *page, const DatasetQuery &query)
{
    return page->id() + u'|' + query.id + u'|' +
           QString::fromUtf8(
               QJsonDocument(QJsonObject::fromVariantMap(query.params)).toJson(QJsonDocument::Compact));
}

} // namespace

MainWindow::MainWindow(Desk &desk, QWidget *parent)
    : QMainWindow(parent)
    , m_desk(desk)
    , m_stack(new QStackedWidget(this))
    , m_signIn(new widgets::SignInPage)
    , m_frame(new widgets::MainFrame)
    , m_topicTimer(this)
    , m_restoreTimer(this)
{
    setObjectName(u"mainWindow"_s);
    setWindowIcon(widgets::applicationIcon());
    m_stack->addWidget(m_signIn);
    m_stack->addWidget(m_frame);
    setCentralWidget(m_stack);
    resize(1360, 860);
    setMinimumSize(720, 480);
    const QByteArray geometry = m_desk.settings.get(setting::geometry);
    if (!geometry.isEmpty())
        restoreGeometry(geometry);

    m_topicTimer.setSingleShot(true);
    m_topicTimer.setInterval(topicDelayMs);
    connect(&m_topicTimer, &QTimer::timeout, this, &MainWindow::applyTopics);
    m_restoreTimer.setSingleShot(true);
    connect(&m_restoreTimer, &QTimer::timeout, this, &MainWindow::restoreSignIn);

    connect(m_signIn, &widgets::SignInPage::signInRequested, this, &MainWindow::signIn);
    connect(&m_desk.session, &Session::ended, this, [this](const Error &why) { showSignIn({}, &why); });
    connect(&m_desk.session, &Session::notRemembered, this, [this](const Error &why) {
        m_frame->toasts()->add(
            Tone::Info, tr("You stay signed in for this run only, because the sign-in could not be kept: %1")
                            .arg(why.message));
    });
    connect(&m_desk.transport, &HttpTransport::reachableChanged, this, &MainWindow::setOnline);
    connect(&m_desk.feed, &LiveFeed::topicChanged, this, &MainWindow::topicChanged);
    connect(&m_desk.feed, &LiveFeed::everythingChanged, this, [this] {
        for (const DatasetSpec *spec : allDatasets()) {
            for (const QString &topic : spec->topics)
                topicChanged(topic);
        }
    });

    wireFrame();
    makeShortcuts();
    retranslate();
}

MainWindow::~MainWindow()
{
    m_desk.feed.stop();
}

void MainWindow::start(const QString &server, const QString &email)
{
    m_server = server.isEmpty() ? m_desk.settings.get(setting::server) : server;
    m_email = email.isEmpty() ? m_desk.settings.get(setting::email) : email;
    m_signIn->setServer(m_server);
    m_signIn->setEmail(m_email);
    if (m_server.isEmpty() || m_email.isEmpty() || !ServerAddress::fromText(m_server)) {
        showSignIn({});
        return;
    }
    // The frame is there before the network is asked; its page waits with skeletons.
    m_stack->setCurrentWidget(m_frame);
    showPage(m_desk.settings.get(setting::dashboard));
    restoreSignIn();
}

void MainWindow::wireFrame()
{
    widgets::Sidebar *sidebar = m_frame->sidebar();
    connect(sidebar, &widgets::Sidebar::activated, this, &MainWindow::showPage);
    connect(sidebar, &widgets::Sidebar::paletteRequested, m_frame->palettePopup(),
            &widgets::CommandPalette::open);
    connect(sidebar, &widgets::Sidebar::accountMenuRequested, this, &MainWindow::showAccountMenu);
    connect(m_frame->palettePopup(), &widgets::CommandPalette::activated, this, &MainWindow::paletteChosen);
    connect(m_frame->palettePopup(), &widgets::CommandPalette::queryChanged, this, &MainWindow::searchOrders);
    connect(m_frame->banner(), &widgets::StatusBanner::actionRequested, this, [this] {
        if (m_desk.session.isSignedIn())
            refresh();
        else
            restoreSignIn();
    });
}

void MainWindow::makeShortcuts()
{
    const auto shortcut = [this](const QKeySequence &keys, auto action) {
        auto *made = new QShortcut(keys, this);
        connect(made, &QShortcut::activated, this, [this, action] {
            if (m_stack->currentWidget() == m_frame)
                action();
        });
    };
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { m_frame->palettePopup()->open(); });
    shortcut(QKeySequence(Qt::Key_F5), [this] { refresh(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_R), [this] { refresh(); });
    int number = 0;
    for (const DashboardSpec *spec : allDashboards()) {
        if (++number > 9)
            break;
        shortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)),
                 [this, id = QString::fromLatin1(spec->id)] { showPage(id); });
    }
    auto *quit = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q), this);
    connect(quit, &QShortcut::activated, this, &QWidget::close);
}

// --- texts

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MainWindow::retranslate()
{
    setWindowTitle(tr("Lonieve Gift"));
    fillSidebar();
    fillPalette();
    if (!m_online)
        setOnline(false);
}

void MainWindow::fillSidebar()
{
    QList<widgets::Sidebar::Item> items;
    int number = 0;
    for (const DashboardSpec *spec : allDashboards()) {
        ++number;
        items.append({QString::fromLatin1(spec->id), dashboardText(spec->title),
                      QString::fromLatin1(spec->icon), QString(),
                      number <= 9 ? u"Ctrl+%1"_s.arg(number) : QString()});
    }
    widgets::Sidebar *sidebar = m_frame->sidebar();
    sidebar->setItems(items);
    if (const Page *page = m_frame->currentPage())
        sidebar->setCurrent(page->id());
    const Identity &who = m_desk.session.identity();
    sidebar->setStore(who.tenantName);
    QString role;
    if (m_desk.session.isSignedIn()) {
        role = who.role == Role::Admin     ? tr("Administrator")
               : who.role == Role::Manager ? tr("Manager")
                                           : tr("Viewer");
    }
    sidebar->setStaff(who.name.isEmpty() ? (who.email.isEmpty() ? m_email : who.email) : who.name, role);
}

void MainWindow::fillPalette()
{
    QList<widgets::CommandPalette::Item> items;
    int number = 0;
    for (const DashboardSpec *spec : allDashboards()) {
        ++number;
        items.append({u"page:"_s + QLatin1String(spec->id), dashboardText(spec->title), tr("Dashboard"),
                      QString::fromLatin1(spec->icon), number <= 9 ? u"Ctrl+%1"_s.arg(number) : QString(),
                      true});
    }
    const bool mayImport = m_desk.session.identity().role >= Role::Manager && m_online;
    items.append({u"import"_s, tr("Import codes from a file"), tr("Action"), u"upload"_s, {}, mayImport});
    items.append({u"refresh"_s, tr("Refresh"), tr("Action"), u"refresh"_s, u"F5"_s, true});
    items.append({u"theme:dark"_s, tr("Dark theme"), tr("Look"), u"settings"_s, {}, true});
    items.append({u"theme:light"_s, tr("Light theme"), tr("Look"), u"settings"_s, {}, true});
    items.append({u"theme:system"_s, tr("Theme of the system"), tr("Look"), u"settings"_s, {}, true});
    items.append({u"language:en"_s, u"English"_s, tr("Language"), u"settings"_s, {}, true});
    items.append({u"language:ru"_s, u"Русский"_s, tr("Language"), u"settings"_s, {}, true});
    items.append({u"about"_s, tr("About Lonieve Gift"), tr("Action"), u"info"_s, {}, true});
    items.append({u"signout"_s, tr("Sign out"), tr("Action"), u"sign-out"_s, {}, true});
    m_frame->palettePopup()->setItems(items);
}

void MainWindow::searchOrders(const QString &text)
{
    if (m_search)
        m_search->cancel();
    const QString wanted = text.trimmed();
    if (wanted.size() < 3 || !m_desk.session.isSignedIn())
        return;
    m_search = m_desk.api.getDataset(
        {u"orders"_s, {{u"search"_s, wanted}, {u"limit"_s, 6}}}, this,
        [this, text](const Result<Dataset> &found) {
            if (!found)
                return;
            QList<widgets::CommandPalette::Item> results;
            for (qsizetype row = 0; row < found->rows.size(); ++row) {
                const QString money = widgets::format::money(found->value(row, u"amount").toInteger(),
                                                             found->currencyOf(row, u"amount"));
                const QString reference = found->value(row, u"external_ref").toString();
                QString title = found->value(row, u"email").toString();
                if (title.isEmpty())
                    title = reference;
                results.append({u"order:"_s + found->value(row, u"order_id").toString(),
                                title,
                                tr("Order of %1, %2").arg(money, found->value(row, u"product").toString()),
                                u"orders"_s,
                                {},
                                true});
            }
            m_frame->palettePopup()->setSearchResults(text, results);
        });
}

void MainWindow::paletteChosen(const QString &id)
{
    const qsizetype colon = id.indexOf(u':');
    const QString kind = colon < 0 ? id : id.left(colon);
    const QString value = colon < 0 ? QString() : id.mid(colon + 1);
    if (kind == u"page")
        showPage(value);
    else if (kind == u"order")
        openTarget(u"order"_s, {{u"order"_s, value}});
    else if (kind == u"theme")
        setTheme(value);
    else if (kind == u"language")
        setLanguage(value);
    else if (kind == u"refresh")
        refresh();
    else if (kind == u"about")
        showAbout();
    else if (kind == u"signout")
        signOut();
    else if (kind == u"import") {
        if (auto *codes = qobject_cast<CodesPage *>(showPage(u"codes"_s)))
            codes->startImport();
    }
}

void MainWindow::showAccountMenu(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"accountMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);

    QMenu *languages = menu->addMenu(tr("Language"));
    const QString chosen = m_desk.settings.get(setting::language);
    const QList<std::pair<QString, QString>> choices{
        {QString(), tr("As the system")}, {u"en"_s, u"English"_s}, {u"ru"_s, u"Русский"_s}};
    for (const auto &choice : choices) {
        QAction *action =
            languages->addAction(choice.second, this, [this, code = choice.first] { setLanguage(code); });
        action->setCheckable(true);
        action->setChecked(chosen == choice.first);
    }
    QMenu *themes = menu->addMenu(tr("Theme"));
    const QString theme = m_desk.settings.get(setting::theme);
    const QList<std::pair<QString, QString>> looks{
        {u"system"_s, tr("As the system")}, {u"dark"_s, tr("Dark")}, {u"light"_s, tr("Light")}};
    for (const auto &look : looks) {
        QAction *action = themes->addAction(look.second, this, [this, name = look.first] { setTheme(name); });
        action->setCheckable(true);
        action->setChecked(theme == look.first);
    }
    menu->addSeparator();
    menu->addAction(tr("About Lonieve Gift"), this, &MainWindow::showAbout);
    menu->addAction(tr("Sign out"), this, &MainWindow::signOut);
    // Above the button that asked for it, which is at the bottom of the window.
    menu->popup(place - QPoint(0, menu->sizeHint().height()));
}

void MainWindow::showAbout()
{
    auto *box =
        new QMessageBox(QMessageBox::NoIcon, tr("About Lonieve Gift"),
                        tr("<b>Lonieve Gift %1</b><br>The back office of a gift-card shop.<br><br>"
                           "Free software under the GNU General Public License, version 3 or later.<br>"
                           "Built with Qt %2.")
                            .arg(QStringLiteral(LONIEVE_VERSION), QString::fromLatin1(qVersion())),
                        QMessageBox::Close, this);
    box->setObjectName(u"aboutBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(widgets::applicationIcon().pixmap(64, 64));
    box->open();
}

void MainWindow::setLanguage(const QString &code)
{
    m_desk.settings.set(setting::language, code);
    m_desk.transport.setLanguage(code.toLatin1());
    language::apply(code);
}

void MainWindow::setTheme(const QString &name)
{
    m_desk.settings.set(setting::theme, name);
    widgets::Theme::apply(*qApp, schemeOf(name));
}

// --- signing in

void MainWindow::signIn(const QString &server, const QString &email, const QString &password, bool remember)
{
    const auto address = ServerAddress::fromText(server);
    if (!address) {
        m_signIn->setError(address.error());
        return;
    }
    m_signIn->setBusy(true);
    m_server = address->toText();
    m_email = email.trimmed();
    m_desk.session.setRemember(remember);
    m_desk.session.signIn(
        address->url, m_email, password, this,
        [this, risky = address->readableByOthers](const Result<void> &result) {
            m_signIn->setBusy(false);
            if (!result) {
                m_signIn->setError(result.error());
                return;
            }
            m_signIn->succeeded();
            signedIn();
            if (risky) {
                m_frame->toasts()->add(
                    Tone::Warning, tr("This connection is not encrypted: others on the network can read it. "
                                      "Use an https address."));
            }
        });
}

void MainWindow::restoreSignIn()
{
    m_restoreTimer.stop();
    const auto address = ServerAddress::fromText(m_server);
    if (!address) {
        showSignIn({});
        return;
    }
    m_desk.session.restore(address->url, m_email, this, [this](const Result<void> &result) {
        if (result) {
            m_restoreFailures = 0;
            signedIn();
            return;
        }
        const ErrorCode code = result.error().code;
        if (result.error().key == u"no_keyring" || code == ErrorCode::NotFound ||
            code == ErrorCode::Unauthorized) {
            showSignIn({}, code == ErrorCode::Unauthorized ? &result.error() : nullptr);
            return;
        }
        // The server is away; the sign-in itself may still be good.
        m_frame->banner()->show(Tone::Warning, result.error().message, tr("Try again"));
        if (Page *page = m_frame->currentPage())
            page->refresh();
        const int pause =
            std::min(longestRestorePauseMs, firstRestorePauseMs << std::min(m_restoreFailures, 5));
        ++m_restoreFailures;
        m_restoreTimer.start(pause);
    });
}

void MainWindow::signedIn()
{
    m_desk.settings.set(setting::server, m_server);
    m_desk.settings.set(setting::email, m_email);
    m_online = true;
    m_frame->banner()->clear();
    const Identity &who = m_desk.session.identity();
    QTimeZone zone(who.timeZone.toLatin1());
    widgets::format::setZone(zone.isValid() ? zone : QTimeZone::utc());
    m_stack->setCurrentWidget(m_frame);
    fillSidebar();
    fillPalette();
    updateContexts();
    if (Page *page = m_frame->currentPage())
        page->refresh();
    else
        showPage(m_desk.settings.get(setting::dashboard));
    m_desk.feed.start();
}

void MainWindow::showSignIn(const QString &message, const Error *error)
{
    m_restoreTimer.stop();
    m_desk.feed.stop();
    m_topics.clear();
    m_staleTopics.clear();
    m_signIn->setServer(m_server);
    m_signIn->setEmail(m_email);
    m_signIn->setBusy(false);
    m_stack->setCurrentWidget(m_signIn);
    if (error && error->code == ErrorCode::Unauthorized)
        m_signIn->setMessage(error->message); // nobody has typed a password that could be wrong
    else if (error)
        m_signIn->setError(*error);
    else
        m_signIn->setMessage(message);
}

void MainWindow::signOut()
{
    m_desk.session.signOut();
    // Nothing of the shop stays on the screen or in memory for the next person.
    auto *fresh = new widgets::MainFrame;
    m_stack->addWidget(fresh);
    m_stack->removeWidget(m_frame);
    m_frame->deleteLater();
    m_frame = fresh;
    wireFrame();
    fillSidebar();
    fillPalette();
    showSignIn(tr("You have signed out."));
}

widgets::PageContext MainWindow::pageContext() const
{
    const Identity &who = m_desk.session.identity();
    widgets::PageContext context;
    context.role = who.role;
    context.online = m_online && m_desk.session.isSignedIn();
    context.offlineReason = tr("There is no connection to the server.");
    if (!who.timeZone.isEmpty())
        context.timeZone = who.timeZone;
    if (!who.currency.isEmpty())
        context.currency = who.currency;
    return context;
}

void MainWindow::updateContexts()
{
    for (const DashboardSpec *spec : allDashboards()) {
        if (Page *page = m_frame->page(QString::fromLatin1(spec->id)))
            page->setContext(pageContext());
    }
}

// --- pages

Page *MainWindow::showPage(const QString &id)
{
    const DashboardSpec *spec = findDashboard(id);
    if (!spec)
        spec = allDashboards().front();
    const QString name = QString::fromLatin1(spec->id);
    Page *page = m_frame->page(name);
    const bool fresh = !page;
    if (fresh) {
        page = widgets::createPage(*spec);
        wirePage(page);
        m_frame->addPage(page);
        page->setContext(pageContext());
    }
    m_frame->setCurrent(name);
    m_frame->sidebar()->setCurrent(name);
    m_desk.settings.set(setting::dashboard, name);
    const QSet<QString> stale = m_staleTopics.take(name);
    if (m_desk.session.isSignedIn()) {
        if (fresh)
            page->refresh();
        else if (!stale.isEmpty())
            page->refreshTopics(stale.values());
    }
    return page;
}

void MainWindow::wirePage(Page *page)
{
    connect(page, &Page::refreshRequested, this,
            [this, page](const DatasetQuery &query) { fetch(page, query); });
    connect(page, &Page::openRequested, this, &MainWindow::openTarget);
    connect(page, &Page::exportRequested, this,
            [this, page](const QString &panel, const QString &format) { exportPanel(page, panel, format); });

    if (auto *orders = qobject_cast<OrdersPage *>(page)) {
        ApiClient &api = m_desk.api;
        const auto answer = [this, orders](const QString &orderId, const QString &said) {
            return [this, orders, orderId, said](const Result<QJsonObject> &result) {
                if (!result) {
                    orders->actionFailed(orderId, result.error());
                    return;
                }
                orders->actionSucceeded(orderId, said);
                m_frame->toasts()->add(Tone::Good, said);
                fetchOrder(orderId);
            };
        };
        connect(orders, &OrdersPage::orderDetailRequested, this, &MainWindow::fetchOrder);
        connect(orders, &OrdersPage::resendRequested, this,
                [&api, orders, answer](const QString &id, const QString &reason) {
                    api.resend(id, reason, orders, answer(id, tr("The e-mail is on its way again.")));
                });
        connect(orders, &OrdersPage::refundRequested, this,
                [&api, orders, answer](const QString &id, const QString &amount, const QString &reason,
                                       const QString &, const QString &key) {
                    api.refund(id, amount, reason, key, orders, answer(id, tr("The refund is recorded.")));
                });
        connect(orders, &OrdersPage::noteRequested, this,
                [&api, orders, answer](const QString &id, const QString &text) {
                    api.note(id, text, orders, answer(id, tr("The note is saved.")));
                });
        connect(orders, &OrdersPage::settleRequested, this,
                [&api, orders, answer](const QString &id, const QString &action, const QString &note) {
                    api.settle(id, action, note, orders, answer(id, tr("The order is settled.")));
                });
    }
    if (auto *codes = qobject_cast<CodesPage *>(page)) {
        ApiClient &api = m_desk.api;
        connect(codes, &CodesPage::importRequested, this, [&api, codes](const QString &path, bool dryRun) {
            CodeImport *job = api.importCodes(path, dryRun, codes);
            connect(codes, &CodesPage::importCancelRequested, job, &CodeImport::cancel);
            connect(job, &CodeImport::progressed, codes, [codes](qint64 lines, double share) {
                const double all =
                    share > 0 ? static_cast<double>(lines) / share : static_cast<double>(lines);
                codes->setImportProgress(lines, qRound64(all));
            });
            connect(job, &CodeImport::finished, codes, [codes, job] {
                job->deleteLater();
                if (!job->error()) {
                    codes->setImportFinished(job->report());
                    return;
                }
                Error error = *job->error();
                if (job->report().imported > 0) {
                    error.message += u' ' + tr("Before that, %n code(s) were imported; importing the file "
                                               "again takes only the rest.",
                                               nullptr, static_cast<int>(job->report().imported));
                }
                codes->setImportFinished(failure(std::move(error)));
            });
        });
        connect(codes, &CodesPage::saveReportRequested, this,
                [codes](const QByteArray &csv, const QString &suggestedName) {
                    auto *dialog = new QFileDialog(codes, tr("Save the report"), suggestedName);
                    dialog->setAttribute(Qt::WA_DeleteOnClose);
                    dialog->setAcceptMode(QFileDialog::AcceptSave);
                    connect(dialog, &QFileDialog::fileSelected, codes, [codes, csv](const QString &path) {
                        QSaveFile file(path);
                        if (!file.open(QIODevice::WriteOnly) || file.write(csv) != csv.size() ||
                            !file.commit())
                            codes->actionFailed({}, {ErrorCode::Internal, {}, file.errorString()});
                    });
                    dialog->open();
                });
        connect(codes, &CodesPage::revealRequested, this,
                [&api, codes](const QString &id, const QString &reason) {
                    api.reveal(id, reason, codes, [codes, id](const Result<QJsonObject> &result) {
                        if (result)
                            codes->setRevealedCode(id, result->value(u"code").toString());
                        else
                            codes->setRevealedCode(id, failure(result.error()));
                    });
                });
        connect(codes, &CodesPage::voidRequested, this,
                [&api, codes](const QString &id, const QString &reason) {
                    api.voidCode(id, reason, codes, [codes, id](const Result<QJsonObject> &result) {
                        if (result)
                            codes->actionSucceeded(id, tr("The code is withdrawn."));
                        else
                            codes->actionFailed(id, result.error());
                    });
                });
    }
}

void MainWindow::openTarget(const QString &target, const QVariantMap &arguments)
{
    Page *page = showPage(target == u"order" ? u"orders"_s : target);
    if (page && !arguments.isEmpty())
        page->open(arguments);
}

void MainWindow::refresh()
{
    if (Page *page = m_frame->currentPage(); page && m_desk.session.isSignedIn())
        page->refresh();
}

void MainWindow::fetch(Page *page, const DatasetQuery &query)
{
    // Before the sign-in is known the page keeps its skeletons; it is asked again afterwards.
    const Session::State state = m_desk.session.state();
    if (state == Session::State::Restoring || state == Session::State::SigningIn)
        return;
    if (const DatasetSpec *spec = findDataset(query.id); spec && spec->paged) {
        DatasetQuery whole = query;
        whole.params.remove(u"limit"_s);
        whole.params.remove(u"offset"_s);
        m_lastPaged.insert(page->id() + u'|' + query.id, whole);
    }
    const QString key = runningKey(page, query);
    if (const QPointer<Call> older = m_running.take(key))
        older->cancel();
    m_running.insert(key, m_desk.api.getDataset(
                              query, page,
                              [this, page, query, key](const Result<Dataset> &result) {
                                  m_running.remove(key);
                                  page->deliver(query, result);
                              },
                              true));
}

void MainWindow::fetchOrder(const QString &orderId)
{
    auto *orders = qobject_cast<OrdersPage *>(m_frame->page(u"orders"_s));
    if (!orders)
        return;
    const QString key = u"order|"_s + orderId;
    if (const QPointer<Call> older = m_running.take(key))
        older->cancel();
    m_running.insert(key,
                     m_desk.api.orderDetail(orderId, orders,
                                            [this, orders, orderId, key](const Result<QJsonObject> &result) {
                                                m_running.remove(key);
                                                if (result)
                                                    orders->setOrderDetail(orderId, *result);
                                                else
                                                    orders->setOrderDetailError(orderId, result.error());
                                            }));
}

// --- live

void MainWindow::topicChanged(const QString &topic)
{
    m_topics.insert(topic);
    // Not restarted by each topic: under a steady stream of sales the page still moves.
    if (!m_topicTimer.isActive())
        m_topicTimer.start();
}

void MainWindow::applyTopics()
{
    const QSet<QString> topics = std::exchange(m_topics, {});
    Page *visible = m_stack->currentWidget() == m_frame ? m_frame->currentPage() : nullptr;
    for (const DashboardSpec *spec : allDashboards()) {
        const QString id = QString::fromLatin1(spec->id);
        Page *page = m_frame->page(id);
        if (!page)
            continue;
        if (page == visible)
            page->refreshTopics(topics.values());
        else
            m_staleTopics[id].unite(topics);
    }
}

void MainWindow::setOnline(bool online)
{
    if (!online) {
        m_online = false;
        m_frame->banner()->show(Tone::Warning,
                                tr("There is no connection to the server. What is shown may be out of date, "
                                   "and nothing can be changed."),
                                tr("Try again"));
    } else if (!m_online) {
        m_online = true;
        m_frame->banner()->clear();
        if (m_desk.session.isSignedIn()) {
            // What was missed is unknown.
            for (const DatasetSpec *spec : allDatasets()) {
                for (const QString &topic : spec->topics)
                    topicChanged(topic);
            }
        }
    }
    fillPalette();
    updateContexts();
}

void MainWindow::exportPanel(Page *page, const QString &panelId, const QString &format)
{
    panelexport::Request request{this, page, panelId, format, m_desk.session.identity().tenantName, {}};
    const QList<widgets::Panel *> panels = page->panels();
    for (const widgets::Panel *panel : panels) {
        const DatasetSpec *spec = findDataset(QString::fromLatin1(panel->spec().dataset));
        if (panel->id() != panelId || !spec || !spec->paged)
            continue;
        const auto asked = m_lastPaged.constFind(page->id() + u'|' + QLatin1String(spec->id));
        if (asked != m_lastPaged.cend())
            request.pagedQuery = *asked;
    }
    panelexport::run(request, m_desk.settings, m_desk.api, [this](const Result<QString> &done) {
        if (!done)
            m_frame->toasts()->add(Tone::Bad, done.error().message);
        else if (!done->isEmpty())
            m_frame->toasts()->add(Tone::Good, *done);
    });
}

// --- window

bool MainWindow::event(QEvent *event)
{
    const bool handled = QMainWindow::event(event);
    if (!m_usable && event->type() == QEvent::Paint) {
        m_usable = true;
        QMetaObject::invokeMethod(this, &MainWindow::usable, Qt::QueuedConnection);
    }
    return handled;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_desk.settings.set(setting::geometry, saveGeometry());
    m_desk.settings.sync();
    QMainWindow::closeEvent(event);
}

} // namespace lonieve::app
