// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboardspec.h"
#include "models/dataset.h"
#include "models/result.h"
#include "services/session.h"

#include <QHash>
#include <QMainWindow>
#include <QPointer>
#include <QSet>
#include <QStringList>
#include <QTimer>

class QMenu;
class QStackedWidget;

namespace lonieve::services {
class Call;
}

namespace lonieve::widgets {
class MainFrame;
class Page;
class SignInPage;
struct PageContext;
} // namespace lonieve::widgets

namespace lonieve::app {

struct Desk;

/// The window: the sign-in page or the frame with its pages, which are made when first shown. Turns the
/// pages' intentions into calls and their answers into what the pages show. GUI thread; does not own the
/// Desk.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(Desk &desk, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows the pages at once when an earlier sign-in can be continued, else the sign-in page. Empty values:
    /// what was used last.
    void start(const QString &server = {}, const QString &email = {});

    widgets::MainFrame *frame() const { return m_frame; }
    widgets::SignInPage *signInPage() const { return m_signIn; }
    widgets::Page *showPage(const QString &id);

    void setLanguage(const QString &code); ///< "" = the system's
    void setTheme(const QString &name);    ///< system, dark, light
    void refresh();
    void signOut();

Q_SIGNALS:
    /// Something could be done with the window for the first time.
    void usable();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool event(QEvent *event) override;

private:
    void makeShortcuts();
    void wireFrame();
    void wirePage(widgets::Page *page);
    void retranslate();
    void fillSidebar();
    void fillPalette();
    void searchOrders(const QString &text);
    void paletteChosen(const QString &id);
    void showAccountMenu(const QPoint &place);
    void showAbout();
    void openTarget(const QString &target, const QVariantMap &arguments);

    void signIn(const QString &server, const QString &email, const QString &password, bool remember);
    void restoreSignIn();
    void signedIn();
    void showSignIn(const QString &message, const Error *error = nullptr);
    widgets::PageContext pageContext() const;
    void updateContexts();

    void fetch(widgets::Page *page, const DatasetQuery &query);
    void fetchOrder(const QString &orderId);
    void topicChanged(const QString &topic);
    void applyTopics();
    void setOnline(bool online);
    void exportPanel(widgets::Page *page, const QString &panelId, const QString &format);

    Desk &m_desk;
    QStackedWidget *m_stack;
    widgets::SignInPage *m_signIn;
    widgets::MainFrame *m_frame;
    QString m_server;
    QString m_email;
    bool m_online = true;
    bool m_usable = false;
    QTimer m_topicTimer;
    QTimer m_restoreTimer;
    int m_restoreFailures = 0;
    QSet<QString> m_topics;                      ///< changed, not yet told to the visible page
    QHash<QString, QSet<QString>> m_staleTopics; ///< page id → topics that changed while it was hidden
    QHash<QString, QPointer<services::Call>> m_running; ///< page and query → request under way
    QHash<QString, DatasetQuery> m_lastPaged; ///< page|dataset → the query whose pages a table shows
    QPointer<services::Call> m_search;
};

} // namespace lonieve::app
