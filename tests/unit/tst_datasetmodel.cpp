// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasetmodel.h"
#include "models/datasettablemodel.h"

#include <QtTest>

using namespace lonieve;
using namespace Qt::StringLiterals;

namespace {

Dataset stock(int rows)
{
    Dataset set;
    set.id = u"currencies"_s;
    set.asOf = QDateTime(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
    set.currency = u"USD"_s;
    for (int i = 0; i < rows; ++i)
        set.rows.append(QJsonArray{u"C%1"_s.arg(i), i % 3 == 0 ? QJsonValue() : QJsonValue(i), i == 0,
                                   QJsonValue(), QJsonValue()});
    return set;
}

Dataset orderPage(qint64 offset, qint64 limit, qint64 total, const QString &currency = u"USD"_s)
{
    Dataset set;
    set.id = u"orders"_s;
    set.currency = u"USD"_s;
    set.total = total;
    for (qint64 row = offset; row < qMin(offset + limit, total); ++row) {
        set.rows.append(QJsonArray{u"id-%1"_s.arg(row), u"2026-11-22T10:00:00.000Z"_s, u"a@example.com"_s,
                                   u"Card"_s, 1, 2500, 0, currency, u"paid"_s, u"paid"_s, u"sent"_s,
                                   QJsonValue(), QJsonValue(), QJsonValue()});
    }
    return set;
}

Error unreachable()
{
    return {ErrorCode::Unavailable, u"unreachable"_s, u"No answer."_s};
}

} // namespace

class TestDatasetModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void states();
    void wholeDataset();
    void pagesOnDemand();
    void lateAndFailedPages();
    void invalidateKeepsRows();
    void sortsOnServer();
    void currencies();
};

void TestDatasetModel::states()
{
    using State = DatasetModel::State;
    DatasetModel model(*findDataset(u"currencies"));
    QSignalSpy changed(&model, &DatasetModel::changed);
    QCOMPARE(model.state(), State::Loading);
    model.setLoading();
    QVERIFY(model.isRefreshing());
    model.setResult(failure(unreachable()));
    QCOMPARE(model.state(), State::Error);
    QVERIFY(!model.isRefreshing());
    model.setLoading();
    QCOMPARE(model.state(), State::Loading);
    model.setResult(stock(3));
    QCOMPARE(model.state(), State::Ready);
    model.setLoading();
    QCOMPARE(model.state(), State::Ready); // what is shown stays while a newer answer is awaited
    QVERIFY(model.isRefreshing());
    model.setResult(failure(unreachable()));
    QCOMPARE(model.state(), State::Stale);
    QCOMPARE(model.dataset().rows.size(), 3);
    QCOMPARE(model.error().key, u"unreachable"_s);
    model.setResult(stock(0));
    QCOMPARE(model.state(), State::Empty);
    model.setStale(stock(2), unreachable());
    QCOMPARE(model.state(), State::Stale);
    const qsizetype before = changed.count();
    model.setQuery(model.query());
    QCOMPARE(changed.count(), before);
    model.setQuery({u"currencies"_s, {{u"from"_s, u"x"_s}}});
    QCOMPARE(model.state(), State::Loading);
    QVERIFY(!model.hasData());
}

void TestDatasetModel::wholeDataset()
{
    DatasetTableModel model(*findDataset(u"currencies"), {u"currency"_s, u"paid_orders"_s, u"no_such"_s});
    QCOMPARE(model.columnCount(), 2);
    QVERIFY(model.rowCount() > 0);
    QVERIFY(model.index(0, 0).data(DatasetTableModel::PlaceholderRole).toBool());
    model.setDataset(stock(250));
    QCOMPARE(model.rowCount(), 250);
    QCOMPARE(model.raw(249, u"currency").toString(), u"C249"_s);
    QVERIFY(!model.index(249, 0).data(DatasetTableModel::PlaceholderRole).toBool());
    model.sort(1, Qt::DescendingOrder);
    QCOMPARE(model.raw(0, u"paid_orders").toInt(), 248);
    QVERIFY(model.raw(249, u"paid_orders").isNull()); // nulls last in both directions
    model.sort(1, Qt::AscendingOrder);
    QCOMPARE(model.raw(0, u"paid_orders").toInt(), 1);
    QVERIFY(model.raw(249, u"paid_orders").isNull());
}

void TestDatasetModel::pagesOnDemand()
{
    DatasetTableModel model(*findDataset(u"orders"));
    QSignalSpy wanted(&model, &DatasetTableModel::pageWanted);
    model.reload();
    QTRY_COMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toLongLong(), 0);
    QCOMPARE(wanted[0][1].toLongLong(), DatasetTableModel::pageSize);
    model.setPage(0, orderPage(0, 100, 1'000'000));
    QCOMPARE(model.rowCount(), 1'000'000);
    // A scroll bar dragged through the whole table asks only for where it ends.
    for (int row = 0; row < 1'000'000; row += 9'999)
        model.index(row, 0).data(DatasetTableModel::RawRole);
    model.index(777'777, 0).data(DatasetTableModel::RawRole);
    QTRY_VERIFY(wanted.count() > 1);
    QVERIFY2(wanted.count() <= 4, qPrintable(QString::number(wanted.count())));
    QCOMPARE(wanted.last()[0].toLongLong(), 777'700);
    QVERIFY(model.index(777'777, 0).data(DatasetTableModel::PlaceholderRole).toBool());
    const qsizetype before = wanted.count();
    QCoreApplication::processEvents();
    QCOMPARE(wanted.count(), before); // asked once while it is on its way
    model.setPage(777'700, orderPage(777'700, 100, 1'000'000));
    QCOMPARE(model.raw(777'777, u"order_id").toString(), u"id-777777"_s);
}

void TestDatasetModel::lateAndFailedPages()
{
    DatasetTableModel model(*findDataset(u"orders"));
    QSignalSpy wanted(&model, &DatasetTableModel::pageWanted);
    model.setPage(0, orderPage(0, 100, 5)); // nobody asked
    QCOMPARE(model.total(), -1);
    model.reload();
    QTRY_COMPARE(wanted.count(), 1);
    model.pageFailed(0);
    model.reload();
    QTRY_COMPARE(wanted.count(), 2);
    model.setPage(0, orderPage(0, 100, 5));
    QCOMPARE(model.rowCount(), 5);
}

void TestDatasetModel::invalidateKeepsRows()
{
    DatasetTableModel model(*findDataset(u"orders"));
    QSignalSpy wanted(&model, &DatasetTableModel::pageWanted);
    model.reload();
    QTRY_COMPARE(wanted.count(), 1);
    model.setPage(0, orderPage(0, 100, 150));
    model.invalidate();
    QCOMPARE(model.rowCount(), 150);
    QCOMPARE(model.index(3, 0).data(DatasetTableModel::RawRole).toJsonValue().toString(), u"id-3"_s);
    QTRY_COMPARE(wanted.count(), 2); // seen again, so asked again
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setPage(0, orderPage(0, 100, 151));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(model.rowCount(), 151);
}

void TestDatasetModel::sortsOnServer()
{
    DatasetTableModel model(*findDataset(u"orders"));
    QSignalSpy sorted(&model, &DatasetTableModel::sortWanted);
    QSignalSpy wanted(&model, &DatasetTableModel::pageWanted);
    QCOMPARE(model.sortColumn(), u"created_at"_s);
    QVERIFY(model.sortDescending());
    model.sort(model.sectionOf(u"amount"), Qt::AscendingOrder);
    QCOMPARE(sorted.count(), 1);
    QCOMPARE(sorted[0][0].toString(), u"amount"_s);
    QCOMPARE(sorted[0][1].toBool(), false);
    QTRY_COMPARE(wanted.count(), 1);
    model.sort(model.sectionOf(u"product"), Qt::AscendingOrder); // the server does not sort by it
    QCOMPARE(sorted.count(), 1);
}

void TestDatasetModel::currencies()
{
    DatasetTableModel model(*findDataset(u"orders"), {u"amount"_s});
    QSignalSpy wanted(&model, &DatasetTableModel::pageWanted);
    model.reload();
    QTRY_COMPARE(wanted.count(), 1);
    model.setPage(0, orderPage(0, 100, 150));
    QCOMPARE(model.uniformCurrency(0), u"USD"_s);
    QVERIFY(model.headerData(0, Qt::Horizontal).toString().endsWith(u"USD"));
    model.index(120, 0).data(DatasetTableModel::RawRole);
    QTRY_COMPARE(wanted.count(), 2);
    model.setPage(100, orderPage(100, 100, 150, u"EUR"_s));
    QCOMPARE(model.uniformCurrency(0), QString());
    QVERIFY(model.index(0, 0).data(DatasetTableModel::MixedCurrencyRole).toBool());
}

QTEST_GUILESS_MAIN(TestDatasetModel)
#include "tst_datasetmodel.moc"
