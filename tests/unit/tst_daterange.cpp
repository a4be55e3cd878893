// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/daterange.h"

#include <QtTest>

using namespace lonieve;
using namespace Qt::StringLiterals;

namespace {

QDateTime utc(const char *iso)
{
    return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toUTC();
}

QString text(const DateRange &range)
{
    return range.from.toString(Qt::ISODate) + u' ' + range.to.toString(Qt::ISODate);
}

} // namespace

class TestDateRange final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ids();
    void ranges_data();
    void ranges();
    void clockChanges();
    void comparison_data();
    void comparison();
    void customDays();
};

void TestDateRange::ids()
{
    for (const RangePreset preset : allRangePresets())
        QCOMPARE(rangePresetOf(rangePresetId(preset)), std::optional(preset));
    QVERIFY(!rangePresetOf(u"forever"));
}

void TestDateRange::ranges_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *preset, const char *now, const char *zone,
                        const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(preset) << QString::fromLatin1(now)
                            << QString::fromLatin1(zone) << QString::fromLatin1(expected);
    };
    row("today", "today", "2026-11-22T14:30:00Z", "UTC", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z");
    row("today is the zone's day", "today", "2026-11-22T22:30:00Z", "Asia/Tokyo",
        "2026-11-22T15:00:00Z 2026-11-23T15:00:00Z");
    row("7d", "7d", "2026-11-22T14:30:00Z", "Europe/Berlin", "2026-11-15T23:00:00Z 2026-11-22T23:00:00Z");
    row("30d over the end of summer time", "30d", "2026-11-22T14:30:00Z", "Europe/Berlin",
        "2026-10-23T22:00:00Z 2026-11-22T23:00:00Z");
    row("90d", "90d", "2026-03-01T00:00:00Z", "UTC", "2025-12-02T00:00:00Z 2026-03-02T00:00:00Z");
    row("month", "month", "2026-11-22T14:30:00Z", "UTC", "2026-11-01T00:00:00Z 2026-11-23T00:00:00Z");
    row("month on its first day", "month", "2026-12-01T01:00:00Z", "UTC",
        "2026-12-01T00:00:00Z 2026-12-02T00:00:00Z");
    row("quarter", "quarter", "2026-11-22T14:30:00Z", "UTC", "2026-10-01T00:00:00Z 2026-11-23T00:00:00Z");
    row("first quarter", "quarter", "2026-03-31T23:59:59Z", "UTC",
        "2026-01-01T00:00:00Z 2026-04-01T00:00:00Z");
    row("year", "year", "2026-11-22T14:30:00Z", "UTC", "2026-01-01T00:00:00Z 2026-11-23T00:00:00Z");
    row("leap day", "today", "2028-02-29T12:00:00Z", "UTC", "2028-02-29T00:00:00Z 2028-03-01T00:00:00Z");
    row("30d over a leap day", "30d", "2028-03-15T12:00:00Z", "UTC",
        "2028-02-15T00:00:00Z 2028-03-16T00:00:00Z");
}

void TestDateRange::ranges()
{
    QFETCH(QString, preset);
    QFETCH(QString, now);
    QFETCH(QString, zone);
    QFETCH(QString, expected);
    const DateRange range =
        rangeOfPreset(*rangePresetOf(preset), utc(now.toLatin1().constData()), QTimeZone(zone.toLatin1()));
    QVERIFY(range.isValid());
    QCOMPARE(text(range), expected);
    QCOMPARE(range.from.timeSpec(), Qt::UTC);
}

void TestDateRange::clockChanges()
{
    const QTimeZone berlin("Europe/Berlin");
    const DateRange spring = rangeOfDays(QDate(2026, 3, 29), QDate(2026, 3, 29), berlin);
    QCOMPARE(spring.from.secsTo(spring.to), 23 * 3600);
    const DateRange autumn = rangeOfDays(QDate(2026, 10, 25), QDate(2026, 10, 25), berlin);
    QCOMPARE(autumn.from.secsTo(autumn.to), 25 * 3600);
    // Midnight itself does not exist on this day in Beirut; the day begins at one.
    const DateRange gap = rangeOfDays(QDate(2026, 3, 29), QDate(2026, 3, 29), QTimeZone("Asia/Beirut"));
    QCOMPARE(text(gap), u"2026-03-28T22:00:00Z 2026-03-29T21:00:00Z"_s);
    // Neighbouring days touch and never overlap.
    const DateRange next = rangeOfDays(QDate(2026, 3, 30), QDate(2026, 3, 30), berlin);
    QCOMPARE(spring.to, next.from);
}

void TestDateRange::comparison_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *preset, const char *now, const char *zone,
                        const char *expected) {
        QTest::newRow(name) << QString::fromLatin1(preset) << QString::fromLatin1(now)
                            << QString::fromLatin1(zone) << QString::fromLatin1(expected);
    };
    row("today until now", "today", "2026-11-22T14:30:45Z", "UTC",
        "2026-11-21T00:00:00Z 2026-11-21T14:30:00Z");
    row("7d", "7d", "2026-11-22T14:30:00Z", "UTC", "2026-11-09T00:00:00Z 2026-11-15T14:30:00Z");
    row("same wall clock after summer time ended", "today", "2026-10-25T12:00:00Z", "Europe/Berlin",
        "2026-10-23T22:00:00Z 2026-10-24T11:00:00Z");
    row("month against the same days", "month", "2026-11-22T14:30:00Z", "UTC",
        "2026-10-01T00:00:00Z 2026-10-22T14:30:00Z");
    row("longer than the month before", "month", "2026-03-31T12:00:00Z", "UTC",
        "2026-02-01T00:00:00Z 2026-03-01T00:00:00Z");
    row("leap February", "month", "2028-03-29T12:00:00Z", "UTC", "2028-02-01T00:00:00Z 2028-02-29T12:00:00Z");
    row("quarter", "quarter", "2026-11-22T14:30:00Z", "UTC", "2026-07-01T00:00:00Z 2026-08-22T14:30:00Z");
    row("year", "year", "2026-11-22T14:30:00Z", "UTC", "2025-01-01T00:00:00Z 2025-11-22T14:30:00Z");
}

void TestDateRange::comparison()
{
    QFETCH(QString, preset);
    QFETCH(QString, now);
    QFETCH(QString, zone);
    QFETCH(QString, expected);
    const QDateTime moment = utc(now.toLatin1().constData());
    const QTimeZone timeZone(zone.toLatin1());
    const RangePreset kind = *rangePresetOf(preset);
    const auto [first, last] = presetDays(kind, moment, timeZone);
    const DateRange before = comparisonRange(kind, first, last, moment, timeZone);
    QCOMPARE(text(before), expected);
    QVERIFY(before.to <= rangeOfDays(first, last, timeZone).from);
}

void TestDateRange::customDays()
{
    const QTimeZone zone = QTimeZone::utc();
    const QDateTime now = utc("2026-11-22T14:30:00Z");
    // A range that is over is compared whole.
    QCOMPARE(text(comparisonRange(RangePreset::Custom, QDate(2026, 6, 10), QDate(2026, 6, 14), now, zone)),
             u"2026-06-05T00:00:00Z 2026-06-10T00:00:00Z"_s);
    QVERIFY(!rangeOfDays(QDate(2026, 6, 14), QDate(2026, 6, 10), zone).isValid());
    QVERIFY(!rangeOfPreset(RangePreset::Custom, now, zone).isValid());
    QVERIFY(!comparisonRange(RangePreset::Custom, {}, {}, now, zone).isValid());
}

QTEST_GUILESS_MAIN(TestDateRange)
#include "tst_daterange.moc"
