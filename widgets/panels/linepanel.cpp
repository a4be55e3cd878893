// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/linepanel.h"

#include "widgets/format.h"
#include "widgets/panels/lineplot.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int cardHeight = 300;
constexpr qsizetype mostSeries = 6;
} // namespace

LinePanel::LinePanel(const PanelSpec &spec, QWidget *parent) : Panel(spec, parent), m_plot(new LinePlot(this))
{
    setPreferredHeight(cardHeight);
    setContent(m_plot, Skeleton::Shape::Chart);
}

QStringList LinePanel::shownTexts() const
{
    return m_plot->texts();
}

bool LinePanel::isEmptyFor(const Dataset &dataset) const
{
    for (qsizetype row = 0; row < dataset.rows.size(); ++row) {
        for (const QString &column : spec().values) {
            if (dataset.value(row, column).isDouble())
                return false;
        }
    }
    return true;
}

void LinePanel::showData(const Dataset &dataset)
{
    const DatasetSpec *set = findDataset(dataset.id);
    if (!set)
        return;
    PlotData plotData;
    plotData.currency = dataset.currency;
    const QString category = QString::fromLatin1(spec().category);
    const bool hasComplete = set->indexOf(u"complete") >= 0;
    qsizetype rows = 0;
    for (; rows < dataset.rows.size(); ++rows) {
        const QDateTime time =
            QDateTime::fromString(dataset.value(rows, category).toString(), Qt::ISODateWithMs);
        // Intervals that have not begun yet are no zeros.
        if (dataset.asOf.isValid() && time > dataset.asOf)
            break;
        plotData.times.append(time);
        if (hasComplete && plotData.incompleteFrom < 0 && !dataset.value(rows, u"complete").toBool(true))
            plotData.incompleteFrom = rows;
    }
    const auto add = [&](const QString &column, const QString &name, int hue, bool comparison) {
        const int index = set->indexOf(column);
        if (index < 0)
            return;
        PlotSeries series{name, set->columns[index], {}, comparison, hue};
        bool any = false;
        for (qsizetype row = 0; row < rows; ++row) {
            const QJsonValue value = dataset.value(row, column);
            series.values.append(value.isDouble() ? std::optional(value.toDouble()) : std::nullopt);
            any = any || value.isDouble();
        }
        if (any)
            plotData.series.append(series);
    };
    for (qsizetype i = 0; i < qMin(spec().values.size(), mostSeries); ++i) {
        const int index = set->indexOf(spec().values[i]);
        const QString name =
            index >= 0 ? QCoreApplication::translate("Datasets", set->columns[index].title) : QString();
        add(spec().values[i], name, static_cast<int>(i), false);
    }
    if (spec().compare[0] != '\0')
        add(QString::fromLatin1(spec().compare), tr("Period before"), 0, true);
    m_plot->setAccessibleName(title());
    m_plot->setData(plotData);
}

} // namespace lonieve::widgets
