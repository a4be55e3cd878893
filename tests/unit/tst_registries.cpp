// SPDX-License-Identifier: GPL-3.0-or-later
// The registries of datasets and dashboards: everything that a new entry must have, checked for each entry
// there is.
#include "models/dashboardspec.h"
#include "models/dataset.h"
#include "models/datasetspec.h"

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace lonieve;

class tst_Registries final : public QObject
{
    Q_OBJECT

private:
    static QString sourceDir() { return qEnvironmentVariable("LONIEVE_SOURCE_DIR"); }
    static QByteArray contents(const QString &relative)
    {
        QFile file(sourceDir() + u'/' + relative);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void datasetIsComplete_data()
    {
        QTest::addColumn<QString>("id");
        for (const DatasetSpec *spec : allDatasets())
            QTest::newRow(spec->id) << QString::fromLatin1(spec->id);
    }

    void datasetIsComplete()
    {
        QFETCH(QString, id);
        const DatasetSpec *spec = findDataset(id);
        QVERIFY(spec);
        QSet<QString> names;
        for (const ColumnSpec &column : spec->columns) {
            const QString name = QString::fromLatin1(column.name);
            QVERIFY2(!names.contains(name), column.name);
            names.insert(name);
            QVERIFY2(column.title[0] != '\0', column.name);
            if (column.currencyColumn[0] != '\0')
                QVERIFY2(spec->indexOf(QString::fromLatin1(column.currencyColumn)) >= 0, column.name);
        }
        const QString sql =
            QStringLiteral("server/sql/functions/%1.sql").arg(QLatin1String(spec->sqlFunction));
        const QByteArray function = contents(sql);
        QVERIFY2(!function.isEmpty(), qPrintable(sql + QStringLiteral(" is missing")));
        for (const ParamSpec &param : spec->params)
            QVERIFY2(function.contains(QByteArray("p_") + param.name), param.name);
        QVERIFY2(contents(QStringLiteral("server/sql/order.txt")).contains(spec->sqlFunction),
                 "not in order.txt");
        if (spec->paged) {
            for (const char *needed : {"limit", "offset", "sort", "desc"})
                QVERIFY2(spec->param(QString::fromLatin1(needed)), needed);
            QVERIFY(function.contains("total_count"));
        }
    }

    void datasetFixtureIsReadable_data() { datasetIsComplete_data(); }

    void datasetFixtureIsReadable()
    {
        QFETCH(QString, id);
        const QByteArray json = contents(QStringLiteral("tests/fixtures/datasets/%1.json").arg(id));
        QVERIFY2(!json.isEmpty(), "fixture is missing");
        const auto set = Dataset::fromJson(QJsonDocument::fromJson(json).object());
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->id, id);
        QVERIFY(!set->rows.isEmpty());
        const auto again = Dataset::fromJson(set->toJson());
        QVERIFY(again);
        QCOMPARE(again->rows, set->rows);
    }

    void dashboardUsesWhatExists_data()
    {
        QTest::addColumn<QString>("id");
        for (const DashboardSpec *spec : allDashboards())
            QTest::newRow(spec->id) << QString::fromLatin1(spec->id);
    }

    void dashboardUsesWhatExists()
    {
        QFETCH(QString, id);
        const DashboardSpec *spec = findDashboard(id);
        QVERIFY(spec);
        QVERIFY(spec->ownPage || !spec->panels.isEmpty());
        QVERIFY2(!contents(QStringLiteral("resources/icons/%1.svg").arg(QLatin1String(spec->icon))).isEmpty(),
                 "icon is missing");
        QSet<QString> ids;
        for (const PanelSpec &panel : spec->panels) {
            QVERIFY2(!ids.contains(QString::fromLatin1(panel.id)), panel.id);
            ids.insert(QString::fromLatin1(panel.id));
            QVERIFY(panel.span >= 1 && panel.span <= 12);
            const DatasetSpec *dataset = findDataset(QString::fromLatin1(panel.dataset));
            QVERIFY2(dataset, panel.dataset);
            QVERIFY2(dataset->role <= spec->role, "a panel asks for more than the dashboard's role");
            QStringList columns = panel.values;
            for (const char *column : {panel.category, panel.compare, panel.spark}) {
                if (column[0] != '\0')
                    columns.append(QString::fromLatin1(column));
            }
            if (panel.rowKey[0] != '\0')
                columns.append(QString::fromLatin1(panel.rowKey).section(u'=', 0, 0));
            for (const QString &column : columns)
                QVERIFY2(dataset->indexOf(column) >= 0, qPrintable(column));
            for (auto param = panel.params.cbegin(); param != panel.params.cend(); ++param)
                QVERIFY2(dataset->param(param.key()), qPrintable(param.key()));
        }
    }

    void otherColumnsAreRefused()
    {
        const auto unknown = Dataset::fromJson({{QStringLiteral("dataset"), QStringLiteral("nonsense")}});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().key, QStringLiteral("unknown_dataset"));
        const auto shorter =
            Dataset::fromJson({{QStringLiteral("dataset"), QStringLiteral("currencies")},
                               {QStringLiteral("columns"), QJsonArray{QStringLiteral("currency")}}});
        QVERIFY(!shorter);
        QCOMPARE(shorter.error().key, QStringLiteral("other_columns"));
    }
};

QTEST_APPLESS_MAIN(tst_Registries)
#include "tst_registries.moc"
