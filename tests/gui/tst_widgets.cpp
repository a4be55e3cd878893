// SPDX-License-Identifier: GPL-3.0-or-later
// Every page in every state with the datasets of tests/fixtures. This program links widgets and models only:
// that it links at all proves that they need neither services nor server.
// LONIEVE_SHOTS_DIR=DIR writes a picture of each page in both themes and two sizes.
#include "models/csvpreview.h"
#include "models/dashboardspec.h"
#include "models/datasettablemodel.h"
#include "widgets/cardgrid.h"
#include "widgets/commandpalette.h"
#include "widgets/controls.h"
#include "widgets/datatable.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/mainframe.h"
#include "widgets/pages/codespage.h"
#include "widgets/pages/dashboardpage.h"
#include "widgets/pages/importdialog.h"
#include "widgets/pages/orderdetails.h"
#include "widgets/pages/orderspage.h"
#include "widgets/panels/lineplot.h"
#include "widgets/panels/panel.h"
#include "widgets/panels/tablepanel.h"
#include "widgets/rangepicker.h"
#include "widgets/sidebar.h"
#include "widgets/signinpage.h"
#include "widgets/statusbanner.h"
#include "widgets/theme.h"
#include "widgets/toast.h"

#include <QtTest>
#include <QtWidgets>

using namespace lonieve;
using namespace lonieve::widgets;
using namespace Qt::StringLiterals;

namespace {

const QDateTime fixtureNow(QDate(2026, 11, 22), QTime(14, 31), Qt::UTC);

QString sourceDir()
{
    return qEnvironmentVariable("LONIEVE_SOURCE_DIR", u"."_s);
}

QJsonObject readJson(const QString &path)
{
    QFile file(sourceDir() + u"/tests/fixtures/"_s + path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

Result<Dataset> fixture(const QString &id)
{
    return Dataset::fromJson(readJson(u"datasets/%1.json"_s.arg(id)));
}

/// The page of a paged fixture that a query asks for; its rows repeat up to the total.
Dataset answerTo(const DatasetQuery &query)
{
    Dataset set = fixture(query.id).value();
    if (set.total < 0)
        return set;
    const qint64 offset = query.params.value(u"offset"_s).toLongLong();
    const qint64 limit = query.params.value(u"limit"_s).toLongLong();
    const QList<QJsonArray> rows = set.rows;
    set.rows.clear();
    for (qint64 row = offset; row < qMin(offset + limit, set.total); ++row)
        set.rows.append(rows[row % rows.size()]);
    return set;
}

Error offlineError()
{
    return {ErrorCode::Unavailable, u"offline"_s, u"Connection refused."_s};
}

enum class Answer { Nothing, Rows, NoRows, Failure, Stale };

/// Stands for the app: answers what a page asks.
void serve(Page *page, Answer answer)
{
    QObject::connect(page, &Page::refreshRequested, page, [page, answer](const DatasetQuery &query) {
        switch (answer) {
        case Answer::Nothing:
            break;
        case Answer::Rows:
            page->deliver(query, answerTo(query));
            break;
        case Answer::NoRows: {
            Dataset set = answerTo(query);
            set.rows.clear();
            if (set.total >= 0)
                set.total = 0;
            page->deliver(query, set);
            break;
        }
        case Answer::Failure:
            page->deliver(query, failure(offlineError()));
            break;
        case Answer::Stale:
            page->deliverStale(query, answerTo(query), offlineError());
            break;
        }
    });
}

PageContext managerContext()
{
    PageContext context;
    context.role = Role::Manager;
    context.timeZone = u"Europe/Berlin"_s;
    return context;
}

QList<Sidebar::Item> sidebarItems()
{
    QList<Sidebar::Item> items;
    int number = 1;
    for (const DashboardSpec *spec : allDashboards()) {
        items.append({QString::fromLatin1(spec->id),
                      QCoreApplication::translate("Dashboards", spec->title),
                      QString::fromLatin1(spec->icon),
                      {},
                      u"Ctrl+%1"_s.arg(number++)});
    }
    return items;
}

/// Puts every source text in brackets, so that untranslated ones are seen.
class BracketTranslator final : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int) const override
    {
        return u'[' + QString::fromUtf8(source) + u']';
    }
    bool isEmpty() const override { return false; }
};

} // namespace

class TestWidgets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shots();
};

void TestWidgets::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    format::setClock([] { return fixtureNow; });
    format::setZone(QTimeZone("Europe/Berlin"));
    Theme::apply(*qApp, Scheme::Dark);
}

void TestWidgets::shots()
{
    const QString directory = qEnvironmentVariable("LONIEVE_SHOTS_DIR");
    if (directory.isEmpty())
        QSKIP("set LONIEVE_SHOTS_DIR to write pictures");
    QDir().mkpath(directory);
    const auto save = [&](QWidget *widget, const QString &name) {
        QTest::qWait(60);
        QVERIFY(widget->grab().save(directory + u'/' + name + u".png"_s));
    };
    for (const Scheme scheme : {Scheme::Dark, Scheme::Light}) {
        Theme::apply(*qApp, scheme);
        const QString theme = scheme == Scheme::Dark ? u"dark"_s : u"light"_s;
        for (const QSize size : {QSize(1440, 900), QSize(1000, 800)}) {
            const QString suffix = u"-%1-%2"_s.arg(theme).arg(size.width());
            MainFrame frame;
            frame.resize(size);
            frame.sidebar()->setItems(sidebarItems());
            frame.sidebar()->setStore(u"Lonieve Gift"_s);
            frame.sidebar()->setStaff(u"Mara Lindt"_s, u"Manager"_s);
            for (const DashboardSpec *spec : allDashboards()) {
                Page *page = createPage(*spec);
                page->setContext(managerContext());
                serve(page, Answer::Rows);
                frame.addPage(page);
            }
            frame.show();
            for (const DashboardSpec *spec : allDashboards()) {
                const QString id = QString::fromLatin1(spec->id);
                frame.setCurrent(id);
                frame.page(id)->refresh();
                save(&frame, id + suffix);
            }
            auto *orders = static_cast<OrdersPage *>(frame.page(u"orders"_s));
            frame.setCurrent(u"orders"_s);
            const QJsonObject detail = readJson(u"order_detail.json"_s);
            const QString order = detail.value(u"order").toObject().value(u"id").toString();
            orders->open({{u"order"_s, order}});
            orders->setOrderDetail(order, detail);
            save(&frame, u"order-details"_s + suffix);
            if (size.width() == 1440) {
                QTest::mouseClick(orders->findChild<QPushButton *>(u"refund"_s), Qt::LeftButton);
                save(orders->findChild<QDialog *>(u"reasonDialog"_s), u"refund"_s + suffix);
                orders->findChild<QDialog *>(u"reasonDialog"_s)->close();

                frame.setCurrent(u"overview"_s);
                auto *plot = frame.currentPage()->findChild<LinePlot *>();
                QTest::mouseMove(plot->viewport(), plot->viewport()->rect().center());
                frame.banner()->show(Tone::Warning,
                                     u"No connection since 14:12. You are looking at saved data."_s,
                                     u"Try again"_s);
                frame.toasts()->add(Tone::Good, u"The e-mail was sent to anna.keller@example.com."_s);
                frame.toasts()->add(Tone::Bad, u"Steam Wallet, $10.00 is sold out."_s, u"Show"_s);
                save(&frame, u"banner-toasts"_s + suffix);
                frame.banner()->clear();
                frame.palettePopup()->setItems(
                    {{u"overview"_s, u"Overview"_s, u"Dashboard"_s, u"overview"_s, u"Ctrl+1"_s},
                     {u"orders"_s, u"Orders"_s, u"Dashboard"_s, u"orders"_s, u"Ctrl+2"_s},
                     {u"codes"_s, u"Codes"_s, u"Dashboard"_s, u"codes"_s, u"Ctrl+3"_s},
                     {u"import"_s, u"Import codes…"_s, u"Action"_s, u"upload"_s},
                     {u"lang"_s, u"Language: Русский"_s, u"Action"_s, u"settings"_s}});
                frame.palettePopup()->open();
                save(&frame, u"palette"_s + suffix);

                auto *codes = static_cast<CodesPage *>(frame.page(u"codes"_s));
                frame.setCurrent(u"codes"_s);
                ImportDialog *dialog = codes->startImport();
                save(dialog, u"import-choose"_s + suffix);
                QTemporaryFile csv;
                QVERIFY(csv.open());
                csv.write("code,nominal,product_id,cost_price\n");
                for (int i = 0; i < 40; ++i) {
                    csv.write(QByteArray("STEAM-") + QByteArray::number(100000 + i * 77) + ',' +
                              (i == 3 ? "-5" : "25") + ",00000001-0000-4000-8000-00000000000b,22.40\n");
                }
                csv.flush();
                dialog->setFile(csv.fileName());
                save(dialog, u"import-preview"_s + suffix);
                QTest::mouseClick(dialog->findChild<QPushButton *>(u"go"_s), Qt::LeftButton);
                codes->setImportProgress(15'000, 40'000);
                save(dialog, u"import-running"_s + suffix);
                ImportReport report;
                report.imported = 39'981;
                report.skipped = 19;
                for (int i = 0; i < 19; ++i)
                    report.lines.append({i * 211 + 5, i % 3 ? u"duplicate"_s : u"unknown_product"_s,
                                         u"The code ending in 7QXK is in the stock already."_s});
                codes->setImportFinished(report);
                save(dialog, u"import-report"_s + suffix);
                dialog->close();
                codes->startImport()->close();
            }
        }
        SignInPage signIn;
        signIn.resize(1000, 800);
        signIn.setServer(u"https://gift.example.com"_s);
        signIn.setError({ErrorCode::Unauthorized, {}, {}});
        signIn.show();
        save(&signIn, u"signin-"_s + theme);
        for (const auto &[name, answer] : {std::pair{u"loading"_s, Answer::Nothing},
                                           {u"empty"_s, Answer::NoRows},
                                           {u"error"_s, Answer::Failure},
                                           {u"stale"_s, Answer::Stale}}) {
            std::unique_ptr<Page> page(createPage(*findDashboard(u"overview")));
            page->resize(1200, 900);
            page->setContext(managerContext());
            serve(page.get(), answer);
            page->show();
            page->refresh();
            save(page.get(), u"overview-"_s + name + u'-' + theme);
        }
    }
}

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
