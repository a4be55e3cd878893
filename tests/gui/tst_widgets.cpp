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
    void init();
    void formats();
    void formatsInRussian();
    void tabularFigures();
    void everyPageInEveryState_data();
    void everyPageInEveryState();
    void everythingHasANameAndIsReachable_data();
    void everythingHasANameAndIsReachable();
    void noLiteralColours();
    void everyIconExists();
    void contrast_data();
    void contrast();
    void retranslatesLive();
    void overviewFigures();
    void overviewAsksOncePerDataset();
    void overviewRangeAndTopics();
    void lineChart();
    void exportsAndOpens();
    void panelPaintsOnADevice();
    void gridBreakpoints();
    void ordersFilters();
    void ordersPageAndSort();
    void ordersLateAnswers();
    void orderDetails();
    void orderActionsByRole();
    void refundDialog();
    void settleDialog();
    void codesSelection();
    void codesReasons();
    void importFlow();
    void importCancel();
    void importRefusals();
    void paletteScore();
    void palettePopup();
    void sidebarKeyboard();
    void signIn();
    void toastsAndBanner();
    void customDates();
    void shots();
};

void TestWidgets::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    format::setClock([] { return fixtureNow; });
    format::setZone(QTimeZone("Europe/Berlin"));
    Theme::apply(*qApp, Scheme::Dark);
}

namespace {

QStringList allTexts(QWidget *root)
{
    QStringList texts;
    for (const QLabel *label : root->findChildren<QLabel *>())
        texts.append(label->text());
    for (const QAbstractButton *button : root->findChildren<QAbstractButton *>())
        texts.append(button->text());
    for (const FigureLabel *figure : root->findChildren<FigureLabel *>())
        texts.append(figure->text());
    return texts;
}

std::unique_ptr<Page> makePage(const QString &id, Answer answer)
{
    std::unique_ptr<Page> page(createPage(*findDashboard(id)));
    page->resize(1200, 900);
    page->setContext(managerContext());
    serve(page.get(), answer);
    page->show();
    page->refresh();
    QCoreApplication::processEvents();
    return page;
}

std::unique_ptr<OrdersPage> ordersWithDetail(const PageContext &context, QJsonObject *detail)
{
    auto page = std::make_unique<OrdersPage>(*findDashboard(u"orders"));
    page->resize(1200, 900);
    page->setContext(context);
    serve(page.get(), Answer::Rows);
    page->show();
    page->refresh();
    const QString id = detail->value(u"order").toObject().value(u"id").toString();
    page->open({{u"order"_s, id}});
    page->setOrderDetail(id, *detail);
    return page;
}

void setOrderField(QJsonObject *detail, const QString &key, const QJsonValue &value)
{
    QJsonObject order = detail->value(u"order").toObject();
    order.insert(key, value);
    detail->insert(u"order"_s, order);
}

QByteArray goodCsv(int rows)
{
    QByteArray csv = "code,nominal,product_id\n";
    for (int i = 0; i < rows; ++i)
        csv += "SECRET-" + QByteArray::number(100000 + i) + ",25,00000001-0000-4000-8000-00000000000b\n";
    return csv;
}

double luminance(const QColor &color)
{
    const auto part = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

double contrastOf(const QColor &a, const QColor &b)
{
    const double light = qMax(luminance(a), luminance(b));
    const double dark = qMin(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

} // namespace

void TestWidgets::init()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void TestWidgets::formats()
{
    QCOMPARE(format::money(1234567, u"USD"_s), u"$12,345.67"_s);
    QCOMPARE(format::money(-50, u"USD"_s), u"\u2212$0.50"_s);
    QCOMPARE(format::money(1234, u"JPY"_s), u"¥1,234"_s);
    QCOMPARE(format::money(std::numeric_limits<qint64>::min(), u"USD"_s),
             u"\u2212$92,233,720,368,547,758.08"_s);
    QCOMPARE(format::percent(12.43), u"12.4\u00A0%"_s);
    QCOMPARE(format::relativeTime(fixtureNow.addSecs(-5)), u"just now"_s);
    QCOMPARE(format::relativeTime(fixtureNow.addSecs(-300)), u"5 min ago"_s);
    QCOMPARE(format::relativeTime(fixtureNow.addSecs(-7200)), u"2 h ago"_s);
    QCOMPARE(format::relativeTime(fixtureNow.addDays(-2)), u"20 Nov, 15:31"_s); // in the reporting zone
    QCOMPARE(format::relativeTime({}), format::dash());
    const DatasetSpec &spec = *findDataset(u"orders");
    QCOMPARE(format::value(spec.columns[spec.indexOf(u"amount")], QJsonValue(), u"USD"_s), format::dash());
    const format::Change up = format::change(1124, 1000, u"vs yesterday"_s);
    QCOMPARE(up.text, u"+12.4\u00A0%"_s);
    QCOMPARE(up.tone, Tone::Good);
    QCOMPARE(format::change(1124, 1000, {}, false).tone, Tone::Bad);
    QCOMPARE(format::change(500, 1000, {}).text, u"\u221250.0\u00A0%"_s);
    const format::Change unknown = format::change(5, 0, u"vs yesterday"_s);
    QVERIFY(unknown.text.isEmpty() && !unknown.reason.isEmpty());
    QVERIFY(format::change(QJsonValue(), 5, {}).text.isEmpty());
}

void TestWidgets::formatsInRussian()
{
    QLocale::setDefault(QLocale(QLocale::Russian, QLocale::Russia));
    QCOMPARE(format::money(1234567, u"RUB"_s), u"12\u202F345,67\u00A0₽"_s);
    QCOMPARE(format::amount(1234567, u"RUB"_s), u"12\u202F345,67"_s);
}

void TestWidgets::tabularFigures()
{
    const QFont font = Theme::font(TextRole::Body);
    QCOMPARE(figuresWidth(font, u"111,111"_s), figuresWidth(font, u"888,888"_s));
    QCOMPARE(figuresWidth(font, u"1"_s), figuresWidth(font, u"0"_s));
}

void TestWidgets::everyPageInEveryState_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("answer");
    for (const DashboardSpec *spec : allDashboards()) {
        for (const auto &[name, answer] : {std::pair{"loading", Answer::Nothing},
                                           {"ready", Answer::Rows},
                                           {"empty", Answer::NoRows},
                                           {"error", Answer::Failure},
                                           {"stale", Answer::Stale}})
            QTest::addRow("%s %s", spec->id, name)
                << QString::fromLatin1(spec->id) << static_cast<int>(answer);
    }
}

void TestWidgets::everyPageInEveryState()
{
    QFETCH(QString, id);
    QFETCH(int, answer);
    const auto kind = static_cast<Answer>(answer);
    QStringList asked;
    std::unique_ptr<Page> page(createPage(*findDashboard(id)));
    connect(page.get(), &Page::refreshRequested, this,
            [&](const DatasetQuery &query) { asked.append(query.id); });
    page->resize(1200, 900);
    page->setContext(managerContext());
    serve(page.get(), kind);
    page->show();
    page->refresh();
    QTRY_VERIFY(!asked.isEmpty());
    QTest::qWait(1); // one turn for the pages that tables ask for
    QVERIFY(!page->panels().isEmpty());
    for (Panel *panel : page->panels()) {
        if (!panel->isVisible())
            continue;
        const auto visible = [&](auto *widget) { return widget && widget->isVisible(); };
        const auto *message = panel->findChild<StateMessage *>();
        const QByteArray where = panel->objectName().toUtf8();
        switch (kind) {
        case Answer::Nothing:
            QVERIFY2(!visible(message), where.constData());
            break;
        case Answer::Rows:
            QVERIFY2(!visible(message), where.constData());
            QVERIFY2(!panel->shownTexts().isEmpty(), where.constData());
            break;
        case Answer::NoRows:
            QVERIFY2(visible(message), where.constData());
            QVERIFY2(!message->accessibleName().isEmpty(), where.constData());
            QVERIFY2(!visible(message->findChild<QPushButton *>()), where.constData());
            break;
        case Answer::Failure: {
            QVERIFY2(visible(message), where.constData());
            QCOMPARE(message->accessibleName(), u"The server did not answer"_s);
            QVERIFY2(message->accessibleDescription().contains(u"Nothing was changed"), where.constData());
            auto *retry = message->findChild<QPushButton *>();
            QVERIFY2(visible(retry), where.constData());
            const qsizetype before = asked.size();
            QTest::mouseClick(retry, Qt::LeftButton);
            QTRY_VERIFY2(asked.size() > before, where.constData());
            break;
        }
        case Answer::Stale: {
            QVERIFY2(!visible(message), where.constData());
            bool stamped = false;
            for (const QLabel *label : panel->findChildren<QLabel *>())
                stamped = stamped || (label->isVisible() && label->text().contains(u"15:30"));
            QVERIFY2(stamped, where.constData());
            break;
        }
        }
    }
    QVERIFY(!page->grab().isNull());
}

void TestWidgets::everythingHasANameAndIsReachable_data()
{
    QTest::addColumn<QString>("id");
    for (const DashboardSpec *spec : allDashboards())
        QTest::newRow(spec->id) << QString::fromLatin1(spec->id);
    QTest::newRow("sign-in") << QString();
}

void TestWidgets::everythingHasANameAndIsReachable()
{
    QFETCH(QString, id);
    std::unique_ptr<QWidget> root;
    if (id.isEmpty()) {
        root = std::make_unique<SignInPage>();
        root->show();
    } else {
        root = makePage(id, Answer::Rows);
    }
    if (auto *orders = qobject_cast<OrdersPage *>(root.get())) {
        const QJsonObject detail = readJson(u"order_detail.json"_s);
        const QString order = detail.value(u"order").toObject().value(u"id").toString();
        orders->open({{u"order"_s, order}});
        orders->setOrderDetail(order, detail);
    }
    QCoreApplication::processEvents();
    QSet<QWidget *> interactive;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        const bool kind = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget) ||
                          qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractItemView *>(widget) ||
                          qobject_cast<LinePlot *>(widget) || (widget->focusPolicy() & Qt::TabFocus);
        const QString type = QString::fromLatin1(widget->metaObject()->className());
        if (!kind || !widget->isVisibleTo(root.get()) || qobject_cast<QMenu *>(widget) ||
            qobject_cast<QHeaderView *>(widget) || widget->objectName().startsWith(u"qt_") ||
            type.startsWith(u"QTableCorner") || type == "QComboBoxPrivateContainer"_L1 ||
            type == "QLineEditIconButton"_L1 || widget->focusProxy() || qobject_cast<QScrollBar *>(widget))
            continue;
        const QByteArray where = (type + u' ' + widget->objectName()).toUtf8();
        QVERIFY2(!widget->accessibleName().isEmpty(), where.constData());
        if (widget->isEnabled() && widget->focusPolicy() != Qt::NoFocus)
            interactive.insert(widget);
    }
    QVERIFY(interactive.size() > 3);
    // Everything that can have the focus is met by pressing Tab.
    QWidget *at = root.get();
    QSet<QWidget *> met;
    do {
        at = at->nextInFocusChain();
        if (at->focusPolicy() & Qt::TabFocus)
            met.insert(at);
    } while (at != root.get());
    for (QWidget *widget : interactive)
        QVERIFY2(met.contains(widget) || widget->focusProxy(), widget->metaObject()->className());
}

void TestWidgets::noLiteralColours()
{
    static const QRegularExpression literal(
        u"QColor\\s*\\(\\s*(0x|\\d|\"|u\")|Qt::(white|black|red|green|blue|gray|yellow|dark\\w+|light\\w+)\\b|#[0-9A-Fa-f]{6}\\b|qRgb"_s);
    QDirIterator files(sourceDir() + u"/widgets"_s, {u"*.cpp"_s, u"*.h"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    int seen = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.fileName().endsWith(u"/theme.cpp"))
            continue;
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const QRegularExpressionMatch match = literal.match(text);
        QVERIFY2(!match.hasMatch(), qPrintable(file.fileName() + u": "_s + match.captured()));
        ++seen;
    }
    QVERIFY(seen > 40);
}

void TestWidgets::everyIconExists()
{
    for (const DashboardSpec *spec : allDashboards())
        QVERIFY2(hasIcon(QString::fromLatin1(spec->icon)), spec->icon);
    QDirIterator files(sourceDir() + u"/resources/icons"_s, {u"*.svg"_s});
    int count = 0;
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray svg = file.readAll();
        QVERIFY2(svg.contains("stroke-width=\"1.75\"") && svg.contains("0 0 24 24"),
                 qPrintable(file.fileName()));
        QVERIFY2(!icon(QFileInfo(file).baseName()).pixmap(24, 24).isNull(), qPrintable(file.fileName()));
        ++count;
    }
    QVERIFY(count > 30);
    QVERIFY(!applicationIcon().isNull());
}

void TestWidgets::contrast_data()
{
    QTest::addColumn<int>("scheme");
    QTest::addColumn<bool>("high");
    QTest::newRow("dark") << static_cast<int>(Scheme::Dark) << false;
    QTest::newRow("light") << static_cast<int>(Scheme::Light) << false;
    QTest::newRow("dark, high contrast") << static_cast<int>(Scheme::Dark) << true;
    QTest::newRow("light, high contrast") << static_cast<int>(Scheme::Light) << true;
}

void TestWidgets::contrast()
{
    QFETCH(int, scheme);
    QFETCH(bool, high);
    Theme::apply(*qApp, static_cast<Scheme>(scheme), high);
    const Tokens &t = tokens();
    for (const QColor &surface : {t.background, t.raised}) {
        QVERIFY(contrastOf(t.text, surface) >= 7);
        QVERIFY(contrastOf(t.secondary, surface) >= 4.5);
        for (const Tone tone : {Tone::Good, Tone::Warning, Tone::Bad, Tone::Info})
            QVERIFY(contrastOf(t.of(tone), surface) >= 4.5);
    }
    QVERIFY(contrastOf(t.onAccent, t.accent) >= 4.5);
    Theme::apply(*qApp, Scheme::Dark);
}

void TestWidgets::retranslatesLive()
{
    QList<std::shared_ptr<QWidget>> roots;
    for (const DashboardSpec *spec : allDashboards())
        roots.append(makePage(QString::fromLatin1(spec->id), Answer::Rows));
    roots.append(std::make_shared<SignInPage>());
    roots.append(std::make_shared<ImportDialog>());
    BracketTranslator translator;
    qApp->installTranslator(&translator);
    QCoreApplication::processEvents();
    // Texts that come from data, and figures, are not translated.
    static const QRegularExpression words(u"[A-Za-z]{3,}"_s);
    for (const std::shared_ptr<QWidget> &root : std::as_const(roots)) {
        for (const QAbstractButton *button : root->findChildren<QAbstractButton *>()) {
            const QString text = button->text();
            const bool own = text.contains(words) && button->isVisibleTo(root.get());
            QVERIFY2(!own || text.contains(u'['), qPrintable(root->objectName() + u": "_s + text));
        }
        if (auto *page = qobject_cast<Page *>(root.get())) {
            for (Panel *panel : page->panels())
                QVERIFY2(panel->accessibleName().startsWith(u'['), qPrintable(panel->objectName()));
            for (const DataTable *table : page->findChildren<DataTable *>())
                QVERIFY(table->tableModel()->headerData(0, Qt::Horizontal).toString().startsWith(u'['));
        }
    }
    qApp->removeTranslator(&translator);
    QCoreApplication::processEvents();
    for (const std::shared_ptr<QWidget> &root : std::as_const(roots)) {
        for (const QString &text : allTexts(root.get()))
            QVERIFY2(!text.contains(u'['), qPrintable(text));
    }
}

void TestWidgets::overviewFigures()
{
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    const auto texts = [&](const char *id) {
        return page->findChild<Panel *>(QString::fromLatin1(id))->shownTexts();
    };
    QCOMPARE(texts("revenue_today"), (QStringList{u"$1,842.50"_s, u"+13.8\u00A0%"_s, u"vs yesterday"_s}));
    QCOMPARE(texts("revenue_30d"),
             (QStringList{u"$61,248.75"_s, u"\u22126.6\u00A0%"_s, u"vs previous 30 days"_s}));
    QCOMPARE(texts("orders_7d").first(), u"187"_s);
    QVERIFY(texts("top_products").contains(u"Steam Wallet Global"_s));
    const QStringList orders = texts("recent_orders");
    QVERIFY(orders.contains(u"anna.keller@example.com"_s));
    QVERIFY(orders.contains(u"Paid"_s));
}

void TestWidgets::overviewAsksOncePerDataset()
{
    std::unique_ptr<Page> page(createPage(*findDashboard(u"overview")));
    QStringList asked;
    connect(page.get(), &Page::refreshRequested, this,
            [&](const DatasetQuery &query) { asked.append(query.id); });
    page->refresh();
    asked.sort();
    QCOMPARE(asked, (QStringList{u"currencies"_s, u"overview_kpis"_s, u"overview_trend"_s, u"recent_orders"_s,
                                 u"top_products"_s}));
}

void TestWidgets::overviewRangeAndTopics()
{
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    auto *dashboard = qobject_cast<DashboardPage *>(page.get());
    QVERIFY(dashboard);
    QSignalSpy asked(page.get(), &Page::refreshRequested);
    dashboard->rangePicker()->restore({{u"range"_s, u"7d"_s}});
    Q_EMIT dashboard->rangePicker()->changed();
    QStringList ids;
    for (const QList<QVariant> &call : asked) {
        const auto query = call[0].value<DatasetQuery>();
        ids.append(query.id);
        if (query.params.contains(u"from"_s)) {
            QCOMPARE(query.params.value(u"from"_s).toString(), u"2026-11-15T23:00:00.000Z"_s);
            QCOMPARE(query.params.value(u"to"_s).toString(), u"2026-11-22T23:00:00.000Z"_s);
        }
        if (query.id == "overview_kpis"_L1)
            QCOMPARE(query.params.value(u"compare_to"_s).toString(), u"2026-11-15T14:31:00.000Z"_s);
    }
    QVERIFY(ids.contains(u"overview_kpis"_s));
    QVERIFY2(!ids.contains(u"recent_orders"_s), "recent orders do not depend on the range");
    asked.clear();
    page->refreshTopics({u"codes"_s});
    QCOMPARE(asked.count(), 0);
    page->refreshTopics({u"orders"_s});
    QCOMPARE(asked.count(), 4);
    for (DatasetModel *model : dashboard->models())
        QCOMPARE(model->state(), DatasetModel::State::Ready);
}

void TestWidgets::lineChart()
{
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    auto *plot = page->findChild<Panel *>(u"trend_revenue"_s)->findChild<LinePlot *>();
    for (const int width : {260, 420, 900}) {
        plot->resize(width, 240);
        const QList<QRectF> labels = plot->timeLabelRects();
        QVERIFY(labels.size() >= 2);
        for (qsizetype i = 0; i < labels.size(); ++i) {
            QVERIFY(labels[i].left() >= 0 && labels[i].right() <= width + 1);
            QVERIFY2(i == 0 || labels[i].left() > labels[i - 1].right(), qPrintable(QString::number(width)));
        }
    }
    // Midnight in Berlin, though the buckets are 22:00 and 23:00 in UTC.
    QCOMPARE(plot->texts().first(), u"24 Oct"_s);
    QTest::keyClick(plot, Qt::Key_End);
    QCOMPARE(plot->readingIndex(), 29);
    QVERIFY(plot->accessibleDescription().contains(u"22 Nov 2026"));
    QTest::keyClick(plot, Qt::Key_Left);
    QCOMPARE(plot->readingIndex(), 28);
    QTest::keyClick(plot, Qt::Key_Escape);
    QCOMPARE(plot->readingIndex(), -1);
}

void TestWidgets::exportsAndOpens()
{
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    QSignalSpy exported(page.get(), &Page::exportRequested);
    QSignalSpy opened(page.get(), &Page::openRequested);
    Panel *panel = page->findChild<Panel *>(u"top_products"_s);
    for (QAction *action : panel->findChild<QMenu *>()->actions())
        action->trigger();
    QCOMPARE(exported.count(), 6);
    QCOMPARE(exported[0][0].toString(), u"top_products"_s);
    QCOMPARE(exported[0][1].toString(), u"png"_s);
    QTest::keyClick(page->findChild<Panel *>(u"revenue_today"_s), Qt::Key_Return);
    QCOMPARE(opened.takeFirst()[0].toString(), u"orders"_s);
    auto *table = page->findChild<Panel *>(u"recent_orders"_s)->findChild<DataTable *>();
    table->selectRow(2);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toString(), u"order"_s);
    QCOMPARE(opened[0][1].toMap().value(u"order"_s).toString(), u"00000003-0000-4000-8000-00000000000a"_s);
}

void TestWidgets::panelPaintsOnADevice()
{
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    for (Panel *panel : page->panels()) {
        QImage image(800, 500, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        panel->paintOn(&painter, image.rect());
        painter.end();
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY2(colours.size() > 8, qPrintable(panel->objectName()));
    }
}

void TestWidgets::gridBreakpoints()
{
    QCOMPARE(CardGrid::effectiveSpan(8, 1400), 8);
    QCOMPARE(CardGrid::effectiveSpan(8, 1000) + CardGrid::effectiveSpan(4, 1000), 12);
    QCOMPARE(CardGrid::effectiveSpan(3, 1000), 3);
    QCOMPARE(CardGrid::effectiveSpan(8, 700), 12);
    QCOMPARE(CardGrid::effectiveSpan(3, 500), 6);
    const std::unique_ptr<Page> page = makePage(u"overview"_s, Answer::Rows);
    for (const int width : {560, 800, 1100, 1500}) {
        page->resize(width, 900);
        QCoreApplication::processEvents();
        const QList<Panel *> panels = page->panels();
        for (const Panel *a : panels) {
            for (const Panel *b : panels)
                QVERIFY(a == b || !a->geometry().intersects(b->geometry()));
            QVERIFY(a->geometry().right() <= a->parentWidget()->width());
        }
    }
}

void TestWidgets::ordersFilters()
{
    const std::unique_ptr<Page> page = makePage(u"orders"_s, Answer::Rows);
    QTRY_COMPARE(page->findChild<QLabel *>(u"count"_s)->text(), u"1,048,576 orders"_s);
    QSignalSpy asked(page.get(), &Page::refreshRequested);
    QTest::keyClicks(page->findChild<QLineEdit *>(u"search"_s), u"anna"_s);
    QCOMPARE(asked.count(), 0); // waits until the typing pauses
    QTRY_COMPARE(asked.count(), 1);
    auto query = asked[0][0].value<DatasetQuery>();
    QCOMPARE(query.params.value(u"search"_s).toString(), u"anna"_s);
    QVERIFY(!query.params.contains(u"status"_s));
    auto *status = page->findChild<QComboBox *>(u"status"_s);
    status->setCurrentIndex(status->findData(u"manual_review"_s));
    QTRY_COMPARE(asked.count(), 2);
    auto *minimum = page->findChild<QLineEdit *>(u"minimum"_s);
    QTest::keyClicks(minimum, u"10,5"_s);
    QTest::keyClick(minimum, Qt::Key_Return);
    QTRY_COMPARE(asked.count(), 3);
    query = asked[2][0].value<DatasetQuery>();
    QCOMPARE(query.params.value(u"status"_s).toString(), u"manual_review"_s);
    QCOMPARE(query.params.value(u"min_amount"_s).toString(), u"10.50"_s);
    auto *maximum = page->findChild<QLineEdit *>(u"maximum"_s);
    QTest::keyClicks(maximum, u"much"_s);
    QTest::keyClick(maximum, Qt::Key_Return);
    QVERIFY(maximum->property("invalid").toBool());
    QCOMPARE(asked.count(), 3);
    const QVariantMap state = page->viewState();
    QTest::mouseClick(page->findChild<QPushButton *>(u"clear"_s), Qt::LeftButton);
    QTRY_COMPARE(asked.count(), 4);
    QVERIFY(!asked[3][0].value<DatasetQuery>().params.contains(u"search"_s));
    page->restoreViewState(state);
    QTRY_COMPARE(asked.count(), 5);
    QCOMPARE(asked[4][0].value<DatasetQuery>().params.value(u"search"_s).toString(), u"anna"_s);
}

void TestWidgets::ordersPageAndSort()
{
    const std::unique_ptr<Page> page = makePage(u"orders"_s, Answer::Rows);
    auto *table = page->findChild<DataTable *>();
    QTRY_COMPARE(table->model()->rowCount(), 1'048'576);
    QSignalSpy asked(page.get(), &Page::refreshRequested);
    table->scrollToBottom();
    QTRY_VERIFY(!asked.isEmpty());
    QCOMPARE(asked.last()[0].value<DatasetQuery>().params.value(u"offset"_s).toLongLong(), 1'048'500);
    QTRY_VERIFY(!table->model()->index(1'048'575, 0).data(DatasetTableModel::PlaceholderRole).toBool());
    asked.clear();
    const int amount = table->tableModel()->sectionOf(u"amount");
    QHeaderView *header = table->horizontalHeader();
    const QPoint place(header->sectionViewportPosition(amount) + 20, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
    QTRY_VERIFY(!asked.isEmpty());
    const auto query = asked.last()[0].value<DatasetQuery>();
    QCOMPARE(query.params.value(u"sort"_s).toString(), u"amount"_s);
    QCOMPARE(query.params.value(u"desc"_s).toString(), u"true"_s);
    QCOMPARE(query.params.value(u"offset"_s).toLongLong(), 0);
    // The server does not sort by the product, so nothing happens.
    asked.clear();
    const int product = table->tableModel()->sectionOf(u"product");
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(product) + 20, header->height() / 2));
    QCoreApplication::processEvents();
    QCOMPARE(table->tableModel()->sortColumn(), u"amount"_s);
}

void TestWidgets::ordersLateAnswers()
{
    OrdersPage page(*findDashboard(u"orders"));
    page.setContext(managerContext());
    QList<DatasetQuery> asked;
    connect(&page, &Page::refreshRequested, this, [&](const DatasetQuery &query) {
        if (query.id == "orders"_L1)
            asked.append(query);
    });
    page.resize(1200, 800);
    page.show();
    page.refresh();
    QTRY_COMPARE(asked.size(), 1);
    page.open({{u"search"_s, u"anna"_s}});
    QTRY_COMPARE(asked.size(), 2);
    Dataset late = answerTo(asked[0]);
    page.deliver(asked[0], late); // to the filters of before
    QCOMPARE(page.findChild<DataTable *>()->tableModel()->total(), -1);
    late.total = 1;
    late.rows = late.rows.mid(0, 1);
    page.deliver(asked[1], late);
    QCOMPARE(page.findChild<DataTable *>()->tableModel()->total(), 1);
    // A change elsewhere asks again and removes nothing meanwhile.
    page.refreshTopics({u"orders"_s});
    QCOMPARE(page.findChild<DataTable *>()->tableModel()->total(), 1);
    QTRY_COMPARE(asked.size(), 3);
}

void TestWidgets::orderDetails()
{
    QJsonObject detail = readJson(u"order_detail.json"_s);
    const auto page = ordersWithDetail(managerContext(), &detail);
    const auto *details = page->findChild<OrderDetails *>();
    const QStringList texts = details->shownTexts();
    for (const QString &wanted : {u"$50.00"_s, u"anna.keller@example.com"_s, u"•••• 7QXK"_s, u"Paid"_s,
                                  u"bill_8F2K1"_s, u"Order placed"_s, u"E-mail sent"_s, u"Came from"_s})
        QVERIFY2(texts.contains(wanted), qPrintable(wanted));
    // Newest first on the time line.
    QVERIFY(texts.indexOf(u"E-mail sent"_s) < texts.indexOf(u"Order placed"_s));
    QCOMPARE(page->findChild<QWidget *>(u"timeline"_s)
                 ->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)
                 .size(),
             8);
    // The answer to another order changes nothing.
    setOrderField(&detail, u"email"_s, u"other@example.com"_s);
    page->setOrderDetail(u"another"_s, detail);
    QVERIFY(!details->shownTexts().contains(u"other@example.com"_s));
    QSignalSpy asked(page.get(), &OrdersPage::orderDetailRequested);
    page->refreshTopics({u"orders"_s});
    QCOMPARE(asked.count(), 1);
    QTest::keyClick(page->findChild<OrderDetails *>(), Qt::Key_Escape);
    QVERIFY(page->findChild<OrderDetails *>()->isHidden());
    QVERIFY(page->selectedOrder().isEmpty());
}

void TestWidgets::orderActionsByRole()
{
    QJsonObject detail = readJson(u"order_detail.json"_s);
    PageContext viewer = managerContext();
    viewer.role = Role::Viewer;
    PageContext offline = managerContext();
    offline.online = false;
    offline.offlineReason = u"No connection since 14:12"_s;
    struct Case
    {
        PageContext context;
        bool possible;
        QString reason;
    };
    for (const Case &c : {Case{managerContext(), true, {}},
                          Case{viewer, false, u"Only managers and administrators may do this"_s},
                          Case{offline, false, offline.offlineReason}}) {
        const auto page = ordersWithDetail(c.context, &detail);
        for (const auto &name : {u"resend"_s, u"refund"_s}) {
            auto *button = page->findChild<QPushButton *>(name);
            QCOMPARE(button->isEnabled(), c.possible);
            if (!c.possible)
                QCOMPARE(button->toolTip(), c.reason);
        }
        QCOMPARE(page->findChild<QLineEdit *>(u"note"_s)->isEnabled(), c.possible);
        QVERIFY(page->findChild<QPushButton *>(u"settle"_s)->isHidden());
    }
    setOrderField(&detail, u"refundable"_s, u"0.00"_s);
    const auto page = ordersWithDetail(managerContext(), &detail);
    QVERIFY(!page->findChild<QPushButton *>(u"refund"_s)->isEnabled());
    QSignalSpy noted(page.get(), &OrdersPage::noteRequested);
    QTest::keyClicks(page->findChild<QLineEdit *>(u"note"_s), u"called back"_s);
    QTest::mouseClick(page->findChild<QPushButton *>(u"addNote"_s), Qt::LeftButton);
    QCOMPARE(noted.count(), 1);
    QCOMPARE(noted[0][0].toString(), detail.value(u"order").toObject().value(u"id").toString());
    QCOMPARE(noted[0][1].toString(), u"called back"_s);
}

void TestWidgets::refundDialog()
{
    QJsonObject detail = readJson(u"order_detail.json"_s);
    const auto page = ordersWithDetail(managerContext(), &detail);
    QSignalSpy refunded(page.get(), &OrdersPage::refundRequested);
    QTest::mouseClick(page->findChild<QPushButton *>(u"refund"_s), Qt::LeftButton);
    auto *dialog = page->findChild<QDialog *>(u"reasonDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    auto *go = dialog->findChild<QPushButton *>(u"go"_s);
    QVERIFY2(!go->isEnabled(), "a reason is needed");
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_s), u"wrong region"_s);
    QVERIFY(go->isEnabled());
    dialog->findChild<QRadioButton *>(u"part"_s)->setChecked(true);
    auto *amount = dialog->findChild<QLineEdit *>(u"amount"_s);
    QVERIFY(!go->isEnabled());
    for (const auto &bad : {u"0"_s, u"50.01"_s, u"-1"_s, u"ten"_s}) {
        amount->setText(bad);
        QVERIFY2(!go->isEnabled(), qPrintable(bad));
    }
    amount->setText(u"12,5"_s);
    QVERIFY(go->isEnabled());
    QTest::mouseClick(go, Qt::LeftButton);
    QCOMPARE(refunded.count(), 1);
    QCOMPARE(refunded[0][1].toString(), u"12.50"_s);
    QCOMPARE(refunded[0][2].toString(), u"wrong region"_s);
    QCOMPARE(refunded[0][3].toString(), u"partial"_s);
    QVERIFY(!refunded[0][4].toString().isEmpty());
    QVERIFY2(!page->findChild<QPushButton *>(u"refund"_s)->isEnabled(), "not twice while it runs");
    page->actionFailed(page->selectedOrder(), offlineError());
    QVERIFY(page->findChild<QPushButton *>(u"refund"_s)->isEnabled());
}

void TestWidgets::settleDialog()
{
    QJsonObject detail = readJson(u"order_detail.json"_s);
    setOrderField(&detail, u"status"_s, u"manual_review"_s);
    setOrderField(&detail, u"reviewReason"_s, u"out_of_stock"_s);
    const auto page = ordersWithDetail(managerContext(), &detail);
    QSignalSpy settled(page.get(), &OrdersPage::settleRequested);
    auto *settle = page->findChild<QPushButton *>(u"settle"_s);
    QVERIFY(settle->isVisible() && settle->isEnabled());
    QVERIFY2(!page->findChild<QPushButton *>(u"resend"_s)->isEnabled(), "nothing was sent yet");
    QTest::mouseClick(settle, Qt::LeftButton);
    auto *dialog = page->findChild<QDialog *>(u"reasonDialog"_s);
    dialog->findChild<QRadioButton *>(u"cancel"_s)->setChecked(true);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_s), u"fraud"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"go"_s), Qt::LeftButton);
    QCOMPARE(settled.count(), 1);
    QCOMPARE(settled[0][1].toString(), u"cancel"_s);
    QCOMPARE(settled[0][2].toString(), u"fraud"_s);
}

void TestWidgets::codesSelection()
{
    const std::unique_ptr<Page> page = makePage(u"codes"_s, Answer::Rows);
    QCOMPARE(page->findChild<Panel *>(u"total_available"_s)->shownTexts().first(), u"4,016"_s);
    QVERIFY(page->findChild<Panel *>(u"total_attention"_s)->shownTexts().contains(u"3 sold out, 12 low"_s));
    QList<DatasetQuery> asked;
    connect(page.get(), &Page::refreshRequested, this,
            [&](const DatasetQuery &query) { asked.append(query); });
    auto *stock = static_cast<TablePanel *>(page->findChild<Panel *>(u"code_stock"_s))->table();
    stock->selectRow(4);
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked[0].id, u"codes"_s);
    QCOMPARE(asked[0].params.value(u"product"_s).toString(), u"00000002-0000-4000-8000-00000000000b"_s);
    QCOMPARE(asked[0].params.value(u"nominal"_s).toString(), u"25.00"_s);
    page->open({{u"product"_s, u"00000005-0000-4000-8000-00000000000b"_s}});
    QCOMPARE(stock->selectedRow(), 12);
}

void TestWidgets::codesReasons()
{
    const std::unique_ptr<Page> page = makePage(u"codes"_s, Answer::Rows);
    auto *codes = qobject_cast<CodesPage *>(page.get());
    auto *table = static_cast<TablePanel *>(page->findChild<Panel *>(u"codes"_s))->table();
    QTRY_VERIFY(table->tableModel()->total() > 0);
    auto *reveal = page->findChild<QPushButton *>(u"reveal"_s);
    auto *revoke = page->findChild<QPushButton *>(u"void"_s);
    QVERIFY(!reveal->isEnabled());
    QCOMPARE(reveal->toolTip(), u"Select a code first"_s);
    int sold = -1;
    for (int row = 0; row < 100 && sold < 0; ++row)
        sold = table->tableModel()->raw(row, u"status").toString() == "sold"_L1 ? row : -1;
    table->selectRow(sold);
    QVERIFY(reveal->isEnabled());
    QVERIFY2(!revoke->isEnabled(), "a sold code stays sold");
    QSignalSpy revealed(codes, &CodesPage::revealRequested);
    QTest::mouseClick(reveal, Qt::LeftButton);
    auto *dialog = page->findChild<QDialog *>(u"reasonDialog"_s);
    QVERIFY(!dialog->findChild<QPushButton *>(u"go"_s)->isEnabled());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_s), u"customer lost the mail"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"go"_s), Qt::LeftButton);
    QCOMPARE(revealed.count(), 1);
    QCOMPARE(revealed[0][1].toString(), u"customer lost the mail"_s);
    codes->setRevealedCode(revealed[0][0].toString(), u"AAAA-BBBB-CCCC"_s);
    auto *box = page->findChild<QMessageBox *>(u"revealedCode"_s);
    QVERIFY(box && box->text() == "AAAA-BBBB-CCCC"_L1);
    box->close();
}

void TestWidgets::importFlow()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(goodCsv(120));
    file.flush();
    const std::unique_ptr<Page> page = makePage(u"codes"_s, Answer::Rows);
    auto *codes = qobject_cast<CodesPage *>(page.get());
    QSignalSpy wanted(codes, &CodesPage::importRequested);
    QSignalSpy saved(codes, &CodesPage::saveReportRequested);
    QTest::mouseClick(page->findChild<QPushButton *>(u"import"_s), Qt::LeftButton);
    ImportDialog *dialog = codes->importDialog();
    QVERIFY(dialog && dialog->isVisible());
    dialog->setFileChooser(
        [&](const std::function<void(const QString &)> &chosen) { chosen(file.fileName()); });
    QTest::mouseClick(dialog->findChild<StateMessage *>()->findChild<QPushButton *>(), Qt::LeftButton);
    auto *rows = dialog->findChild<QTableWidget *>(u"previewRows"_s);
    QCOMPARE(rows->rowCount(), 100);
    QVERIFY(dialog->findChild<QLabel *>(u"summary"_s)->text().contains(u"the first 100 lines"));
    for (int row = 0; row < rows->rowCount(); ++row) {
        for (int column = 0; column < rows->columnCount(); ++column)
            QVERIFY2(!rows->item(row, column)->text().contains(u"SECRET"), "codes are masked on the screen");
    }
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"try"_s), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toString(), file.fileName());
    QVERIFY(wanted[0][1].toBool());
    codes->setImportProgress(60, 120);
    QCOMPARE(dialog->findChild<QProgressBar *>()->value(), 500);
    ImportReport trial;
    trial.dryRun = true;
    trial.wouldImport = 118;
    trial.skipped = 2;
    trial.lines = {{7, u"duplicate"_s, u"=cmd()"_s}, {9, u"unknown_product"_s, u"no, such"_s}};
    codes->setImportFinished(trial);
    QVERIFY(dialog->findChild<QLabel *>(u"reportText"_s)->text().contains(u"118 codes would be imported"));
    QCOMPARE(dialog->findChild<QTableWidget *>(u"reportLines"_s)->rowCount(), 2);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"saveReport"_s), Qt::LeftButton);
    QCOMPARE(saved.count(), 1);
    const QByteArray csv = saved[0][0].toByteArray();
    QVERIFY2(csv.contains("7,duplicate,'=cmd()\r\n") && csv.contains("\"no, such\""), csv.constData());
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"go"_s), Qt::LeftButton);
    QCOMPARE(wanted.count(), 2);
    QVERIFY(!wanted[1][1].toBool());
    QSignalSpy asked(page.get(), &Page::refreshRequested);
    ImportReport done;
    done.imported = 118;
    codes->setImportFinished(done);
    QVERIFY(asked.count() >= 2); // stock and batches are asked for again
    QVERIFY(dialog->findChild<QLabel *>(u"reportText"_s)->text().contains(u"118 codes imported"));
    QVERIFY(dialog->findChild<QPushButton *>(u"go"_s)->isHidden());
}

void TestWidgets::importCancel()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(goodCsv(3));
    file.flush();
    const std::unique_ptr<Page> page = makePage(u"codes"_s, Answer::Rows);
    auto *codes = qobject_cast<CodesPage *>(page.get());
    QSignalSpy cancelled(codes, &CodesPage::importCancelRequested);
    ImportDialog *dialog = codes->startImport(file.fileName());
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"go"_s), Qt::LeftButton);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QCOMPARE(cancelled.count(), 1);
    QVERIFY2(dialog->isVisible(), "it waits for what was sent already");
    QTest::keyClick(dialog, Qt::Key_Escape);
    QCOMPARE(cancelled.count(), 1);
    ImportReport report;
    report.cancelled = true;
    report.imported = 2;
    codes->setImportFinished(report);
    QVERIFY(dialog->findChild<QLabel *>(u"reportText"_s)->text().contains(u"Stopped: 2 codes"));
}

void TestWidgets::importRefusals()
{
    ImportDialog dialog;
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.open();
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("code,nominal\nA,25\n");
    file.flush();
    dialog.setFile(file.fileName());
    QVERIFY(!dialog.findChild<QPushButton *>(u"go"_s)->isEnabled());
    QVERIFY(dialog.findChild<QPushButton *>(u"go"_s)->toolTip().contains(u"product_id"));
    dialog.setFile(u"/no/such/file.csv"_s);
    QVERIFY(!dialog.findChild<QPushButton *>(u"try"_s)->isEnabled());
    PageContext viewer = managerContext();
    viewer.role = Role::Viewer;
    CodesPage page(*findDashboard(u"codes"));
    page.setContext(viewer);
    QVERIFY(!page.findChild<QPushButton *>(u"import"_s)->isEnabled());
}

void TestWidgets::paletteScore()
{
    QCOMPARE(CommandPalette::score(u"xyz"_s, u"Orders"_s), 0);
    QVERIFY(CommandPalette::score(u"ord"_s, u"Orders"_s) >
            CommandPalette::score(u"ord"_s, u"Overview of dashboards"_s));
    QVERIFY(CommandPalette::score(u"ic"_s, u"Import codes"_s) > CommandPalette::score(u"ic"_s, u"Basic"_s));
    QVERIFY(CommandPalette::score(u"зак"_s, u"Заказы"_s) > 0);
}

void TestWidgets::palettePopup()
{
    MainFrame frame;
    frame.resize(1000, 700);
    frame.show();
    CommandPalette *palette = frame.palettePopup();
    palette->setItems({{u"overview"_s, u"Overview"_s},
                       {u"orders"_s, u"Orders"_s},
                       {u"off"_s, u"Off"_s, {}, {}, {}, false}});
    QSignalSpy chosen(palette, &CommandPalette::activated);
    palette->open();
    auto *input = palette->findChild<QLineEdit *>(u"paletteInput"_s);
    auto *list = palette->findChild<QListView *>(u"paletteList"_s);
    QCOMPARE(list->model()->rowCount(), 3);
    QTest::keyClicks(input, u"ord"_s);
    QCOMPARE(list->model()->rowCount(), 1);
    palette->setSearchResults(u"or"_s, {{u"late"_s, u"Late"_s}}); // to an older text
    QCOMPARE(list->model()->rowCount(), 1);
    palette->setSearchResults(u"ord"_s, {{u"order:1"_s, u"Order 1"_s}});
    QCOMPARE(list->model()->rowCount(), 2);
    QTest::keyClick(input, Qt::Key_Down);
    QTest::keyClick(input, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst()[0].toString(), u"order:1"_s);
    QVERIFY(palette->isHidden());
    palette->open();
    QVERIFY(input->text().isEmpty());
    QTest::keyClicks(input, u"off"_s);
    QTest::keyClick(input, Qt::Key_Return);
    QCOMPARE(chosen.count(), 0); // disabled
    QTest::keyClick(input, Qt::Key_Escape);
    QVERIFY(palette->isHidden());
}

void TestWidgets::sidebarKeyboard()
{
    Sidebar sidebar;
    sidebar.setItems(sidebarItems());
    sidebar.resize(224, 600);
    sidebar.show();
    QSignalSpy activated(&sidebar, &Sidebar::activated);
    sidebar.setCurrent(u"orders"_s);
    auto *first = sidebar.findChild<QAbstractButton *>(u"sidebar_overview"_s);
    auto *second = sidebar.findChild<QAbstractButton *>(u"sidebar_orders"_s);
    QVERIFY(second->isChecked() && !first->isChecked());
    sidebar.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&sidebar));
    first->setFocus();
    QTRY_VERIFY(first->hasFocus());
    QTest::keyClick(first, Qt::Key_Down);
    QTRY_VERIFY(second->hasFocus());
    QTest::keyClick(second, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].toString(), u"orders"_s);
}

void TestWidgets::signIn()
{
    SignInPage page;
    page.show();
    QSignalSpy wanted(&page, &SignInPage::signInRequested);
    auto *submit = page.findChild<QPushButton *>(u"submit"_s);
    auto *message = page.findChild<QLabel *>(u"message"_s);
    auto *password = page.findChild<QLineEdit *>(u"password"_s);
    QTest::mouseClick(submit, Qt::LeftButton);
    QCOMPARE(wanted.count(), 0);
    QVERIFY(message->text().contains(u"address of the server"));
    page.setServer(u"http://127.0.0.1:8080"_s);
    page.setEmail(u"mara@example.com"_s);
    QTest::keyClicks(password, u"correct horse"_s);
    QCOMPARE(password->echoMode(), QLineEdit::Password);
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][2].toString(), u"correct horse"_s);
    QTest::keyClick(password, Qt::Key_Return);
    QCOMPARE(wanted.count(), 1); // busy
    page.setError({ErrorCode::Unauthorized, {}, {}});
    QCOMPARE(message->text(), u"E-mail or password is not right."_s);
    QVERIFY(submit->isEnabled());
    page.setRememberAvailable(false, u"No keyring"_s);
    QVERIFY(!page.remember());
    page.succeeded();
    QVERIFY(password->text().isEmpty());
}

void TestWidgets::toastsAndBanner()
{
    MainFrame frame;
    frame.resize(1000, 700);
    frame.show();
    QSignalSpy action(frame.toasts(), &ToastArea::actionRequested);
    for (int i = 0; i < 6; ++i)
        frame.toasts()->add(Tone::Bad, u"Sold out"_s, u"Show"_s, QString::number(i));
    QCOMPARE(frame.toasts()->count(), 4);
    QVERIFY(frame.rect().contains(frame.toasts()->geometry()));
    for (QPushButton *button : frame.toasts()->findChildren<QPushButton *>())
        QVERIFY(!button->accessibleName().isEmpty());
    QTest::mouseClick(frame.toasts()->findChildren<QPushButton *>().last(), Qt::LeftButton);
    QCOMPARE(action.count(), 1);
    QCOMPARE(action[0][0].toString(), u"5"_s);
    QVERIFY(frame.banner()->isHidden());
    QSignalSpy retry(frame.banner(), &StatusBanner::actionRequested);
    frame.banner()->show(Tone::Warning, u"Offline"_s, u"Try again"_s);
    QVERIFY(frame.banner()->isVisible());
    QTest::mouseClick(frame.banner()->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(retry.count(), 1);
}

void TestWidgets::customDates()
{
    RangePicker picker(RangePicker::Comparison | RangePicker::Currency);
    picker.show();
    QSignalSpy changed(&picker, &RangePicker::changed);
    QAction *custom = picker.findChild<QMenu *>()->actions().last();
    custom->trigger();
    auto *dialog = picker.findChild<QDialog *>(u"customDays"_s);
    QVERIFY(dialog);
    dialog->findChild<QDateEdit *>(u"first"_s)->setDate(QDate(2026, 6, 14));
    dialog->findChild<QDateEdit *>(u"last"_s)->setDate(QDate(2026, 6, 10)); // turned round
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"apply"_s), Qt::LeftButton);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(picker.days(), std::pair(QDate(2026, 6, 10), QDate(2026, 6, 14)));
    const QVariantMap state = picker.state();
    RangePicker other(RangePicker::Comparison);
    other.restore(state);
    QCOMPARE(other.range(), picker.range());
    picker.setCurrencies({u"USD"_s, u"EUR"_s});
    QVERIFY(picker.currency().isEmpty()); // the reporting currency needs no parameter
    picker.findChild<QComboBox *>()->setCurrentIndex(1);
    QCOMPARE(picker.currency(), u"EUR"_s);
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
