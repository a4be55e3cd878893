// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, started as a scheduled job starts it, against a fake backend in this process.
#include "services/tablefile.h"
#include "tests/support/fakeshop.h"

#include <QDir>
#include <QElapsedTimer>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace lonieve;
using lonieve::test::FakeShop;

namespace {

struct Outcome
{
    int exitCode = -1;
    QString out;
    QString errors;
};

QString program()
{
    const QString folder = qEnvironmentVariable("LONIEVE_BIN_DIR");
    return folder.isEmpty() ? QCoreApplication::applicationDirPath() + u"/lonieve-admin"_s
                            : folder + u"/lonieve-admin"_s;
}

/// Waits with a turning event loop: the backend lives in this process.
Outcome runProgram(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QString::fromLatin1(name));
    process.setProcessEnvironment(environment);
    process.start(program(), arguments);
    if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000)) {
        process.kill();
        process.waitForFinished(5000);
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

QString textOfPdf(const QString &path)
{
    QProcess reader;
    reader.start(u"pdftotext"_s, {u"-layout"_s, path, u"-"_s});
    reader.waitForFinished(20'000);
    return QString::fromUtf8(reader.readAllStandardOutput());
}

} // namespace

class tst_AppHeadless final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void png();
    void pdf();
    void longTablesRepeatTheirHeader();
    void csvIsTheDataset();
    void xlsx();
    void everyDashboard();
    void russian();
    void refusals_data();
    void refusals();
    void failuresAreTold();
    void givesUpInTime();
    void helpNamesEverything();

private:
    QStringList arguments(const QString &dashboard, const QString &format) const
    {
        return {u"--server"_s,        m_shop->server.url().toString(),
                u"--email"_s,         u"ann@shop.example"_s,
                u"--password-file"_s, m_folder->filePath(u"password"_s),
                u"--export"_s,        dashboard,
                u"--range"_s,         u"30d"_s,
                u"--format"_s,        format,
                u"--output"_s,        m_folder->filePath(u"out"_s)};
    }
    QStringList files() const
    {
        return QDir(m_folder->filePath(u"out"_s)).entryList(QDir::Files, QDir::Name);
    }
    QString file(const QString &start) const
    {
        const QStringList all = files();
        for (const QString &name : all) {
            if (name.startsWith(start))
                return m_folder->filePath(u"out/"_s + name);
        }
        return {};
    }

    std::unique_ptr<FakeShop> m_shop;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void tst_AppHeadless::init()
{
    m_shop = std::make_unique<FakeShop>();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(services::writeFile(m_folder->filePath(u"password"_s), "right\n"));
}

void tst_AppHeadless::cleanup()
{
    m_shop.reset();
    m_folder.reset();
}

void tst_AppHeadless::png()
{
    const Outcome outcome = runProgram(arguments(u"overview"_s, u"png"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    const QString path = file(u"overview_"_s);
    QCOMPARE(outcome.out.trimmed(), path);
    const QImage image(path);
    QCOMPARE(image.width(), 2560); // two pixels for each of the page's
    QVERIFY(image.height() >= 1800);
    // Not blank: many colours in every quarter of it.
    for (int quarter = 0; quarter < 4; ++quarter) {
        QSet<QRgb> colors;
        for (int y = quarter * image.height() / 4; y < (quarter + 1) * image.height() / 4; y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                colors.insert(image.pixel(x, y));
        }
        QVERIFY2(colors.size() > 20,
                 qPrintable(u"quarter %1 has %2 colours"_s.arg(quarter).arg(colors.size())));
    }
    QTRY_COMPARE(m_shop->server.count(u"/api/admin/auth/logout"_s), 1); // no sign-in is left behind
}

void tst_AppHeadless::pdf()
{
    const Outcome outcome = runProgram(arguments(u"overview"_s, u"pdf"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    const QString text = textOfPdf(file(u"overview_"_s));
    // The figures on cards are set digit by digit, which some readers take for spaces.
    const QString dense = QString(text).remove(u' ');
    QVERIFY2(dense.contains(u"1,234.56") && dense.contains(u"2,469.12") && dense.contains(u"4,938.24"),
             qPrintable(text));
    for (const QString &expected : {u"Overview"_s, u"Lonieve Gift"_s, u"As of"_s, u"Revenue trend"_s,
                                    u"buyer1@example.com"_s, u"Page 1 of"_s})
        QVERIFY2(text.contains(expected), qPrintable(expected + u" is not in\n"_s + text));
    QProcess info;
    info.start(u"pdfinfo"_s, {file(u"overview_"_s)});
    QVERIFY(info.waitForFinished(20'000));
    QVERIFY(info.readAllStandardOutput().contains("(A4)"));
    // Charts are vectors: there is no picture in the file.
    QProcess images;
    images.start(u"pdfimages"_s, {u"-list"_s, file(u"overview_"_s)});
    QVERIFY(images.waitForFinished(20'000));
    const QList<QByteArray> lines = images.readAllStandardOutput().trimmed().split('\n');
    for (const QByteArray &line : lines.mid(2)) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        QVERIFY2(fields.value(3).toInt() < 400, line.constData()); // icons may be
    }
}

void tst_AppHeadless::longTablesRepeatTheirHeader()
{
    for (int i = 10; i < 260; ++i)
        m_shop->orders.append({FakeShop::orderId(i), u"many%1@example.com"_s.arg(i)});
    const Outcome outcome = runProgram(arguments(u"orders"_s, u"pdf"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    const QStringList pages = textOfPdf(file(u"orders_"_s)).split(u'\f', Qt::SkipEmptyParts);
    QVERIFY(pages.size() > 2);
    for (qsizetype i = 0; i < pages.size(); ++i) {
        QVERIFY2(pages[i].contains(u"Customer"), qPrintable(pages[i]));
        QVERIFY(pages[i].contains(u"Page %1 of %2"_s.arg(i + 1).arg(pages.size())));
    }
    QVERIFY(pages.last().contains(u"many259@example.com"));
}

void tst_AppHeadless::csvIsTheDataset()
{
    for (int i = 10; i < 2'300; ++i) // more than the server gives at once
        m_shop->orders.append({FakeShop::orderId(i), u"=many%1@example.com"_s.arg(i)});
    const Outcome outcome = runProgram(arguments(u"orders"_s, u"csv"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    QFile csv(file(u"orders_"_s));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = csv.readAll().split('\n');
    QCOMPARE(lines.size(), m_shop->orders.size() + 2);
    const DatasetSpec &spec = *findDataset(u"orders");
    const int email = spec.indexOf(u"email");
    for (qsizetype i = 0; i < m_shop->orders.size(); ++i) {
        const QList<QByteArray> cells = lines[i + 1].split(',');
        QCOMPARE(cells.size(), spec.columns.size());
        QCOMPARE(QString::fromUtf8(cells[0]), m_shop->orders[i].id);
        QCOMPARE(QString::fromUtf8(cells[email]), services::neutralized(m_shop->orders[i].email));
    }
}

void tst_AppHeadless::xlsx()
{
    const Outcome outcome = runProgram(arguments(u"overview"_s, u"xlsx"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    QFile book(file(u"overview_"_s));
    QVERIFY(book.open(QIODevice::ReadOnly));
    QVERIFY(book.read(2) == "PK");
    QVERIFY(book.size() > 5000);
}

void tst_AppHeadless::everyDashboard()
{
    const Outcome outcome = runProgram(arguments(u"all"_s, u"png"_s));
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    for (const char *dashboard : {"overview", "orders", "codes"})
        QVERIFY2(!file(QString::fromLatin1(dashboard)).isEmpty(), dashboard);
    QCOMPARE(files().size(), 3);
    QCOMPARE(m_shop->signIns, 1);
}

void tst_AppHeadless::russian()
{
    const Outcome outcome =
        runProgram(arguments(u"overview"_s, u"pdf"_s) + QStringList{u"--language"_s, u"ru"_s});
    QVERIFY2(outcome.exitCode == 0, qPrintable(outcome.errors));
    const QString text = textOfPdf(file(u"overview_"_s));
    for (const QString &expected :
         {u"Обзор"_s, u"Динамика выручки"_s, u"По состоянию на"_s, u"Страница 1 из"_s})
        QVERIFY2(text.contains(expected), qPrintable(expected + u" is not in\n"_s + text));
}

void tst_AppHeadless::refusals_data()
{
    QTest::addColumn<QStringList>("changed");
    QTest::addColumn<QString>("said");
    QTest::newRow("dashboard") << QStringList{u"--export"_s, u"nothing"_s} << u"overview, orders, codes"_s;
    QTest::newRow("format") << QStringList{u"--format"_s, u"gif"_s} << u"png, pdf, csv or xlsx"_s;
    QTest::newRow("range") << QStringList{u"--range"_s, u"2011-12-10..2010-12-01"_s}
                           << u"2011-12-10..2010-12-01"_s;
    QTest::newRow("currency") << QStringList{u"--currency"_s, u"pounds"_s} << u"pounds"_s;
    QTest::newRow("server") << QStringList{u"--server"_s, u"ftp://x"_s} << u"http"_s;
    QTest::newRow("password file") << QStringList{u"--password-file"_s, u"/nowhere/pw"_s} << u"/nowhere/pw"_s;
    QTest::newRow("output") << QStringList{u"--output"_s, u"/proc/nowhere"_s} << u"/proc/nowhere"_s;
    QTest::newRow("timeout") << QStringList{u"--timeout"_s, u"soon"_s} << u"--timeout"_s;
    QTest::newRow("language") << QStringList{u"--language"_s, u"de"_s} << u"--language"_s;
    QTest::newRow("password as argument") << QStringList{u"--password"_s, u"right"_s} << u"password"_s;
}

void tst_AppHeadless::refusals()
{
    QFETCH(QStringList, changed);
    QFETCH(QString, said);
    QStringList all = arguments(u"overview"_s, u"csv"_s);
    if (const qsizetype at = all.indexOf(changed[0]); at >= 0)
        all.remove(at, 2);
    const Outcome outcome = runProgram(all + changed);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains(said), qPrintable(outcome.errors));
    QVERIFY(files().isEmpty());
    QCOMPARE(m_shop->signIns, 0);
}

void tst_AppHeadless::failuresAreTold()
{
    m_shop->password = u"another"_s;
    Outcome outcome = runProgram(arguments(u"overview"_s, u"csv"_s));
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains(u"password is not right"), qPrintable(outcome.errors));
    QVERIFY(!outcome.errors.contains(u"“right”"));

    m_shop->password = u"right"_s;
    m_shop->unavailable = true;
    outcome = runProgram(arguments(u"overview"_s, u"csv"_s));
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains(u"did not give"), qPrintable(outcome.errors));

    m_shop->server.close();
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    const QString url = u"http://127.0.0.1:%1"_s.arg(nobody.serverPort());
    nobody.close();
    QStringList all = arguments(u"overview"_s, u"csv"_s);
    all[1] = url;
    outcome = runProgram(all);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains(u"does not accept connections"), qPrintable(outcome.errors));
    QVERIFY(files().isEmpty());
}

void tst_AppHeadless::givesUpInTime()
{
    m_shop->silentDatasets = true;
    QElapsedTimer clock;
    clock.start();
    const Outcome outcome =
        runProgram(arguments(u"overview"_s, u"csv"_s) + QStringList{u"--timeout"_s, u"2"_s});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains(u"more than 2 seconds"), qPrintable(outcome.errors));
    QVERIFY(clock.elapsed() < 30'000);
}

void tst_AppHeadless::helpNamesEverything()
{
    const Outcome outcome = runProgram({u"--help"_s});
    QCOMPARE(outcome.exitCode, 0);
    for (const char *option : {"--server", "--email", "--password-file", "--export", "--range", "--currency",
                               "--language", "--theme", "--format", "--output", "--timeout"})
        QVERIFY2(outcome.out.contains(QLatin1String(option)), option);
    QVERIFY(!outcome.out.contains(u"--password "));
}

QTEST_GUILESS_MAIN(tst_AppHeadless)
#include "tst_app_headless.moc"
