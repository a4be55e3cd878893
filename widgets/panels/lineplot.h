// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"

#include <QChartView>
#include <QDateTime>
#include <QList>

#include <optional>

class QValueAxis;

namespace lonieve::widgets {

/// One figure over time. Values are null where nothing can be computed; times are UTC.
struct PlotSeries
{
    QString name;
    ColumnSpec column;
    QList<std::optional<double>> values;
    bool comparison = false; ///< the period before: same hue, lighter, dashed
    int hue = 0;             ///< index into the series colours
};

struct PlotData
{
    QList<QDateTime> times;
    QList<PlotSeries> series;
    QString currency;
    qsizetype incompleteFrom = -1; ///< index of the first interval that is still running
};

/// The plot itself. Qt Charts draws the lines; grid, labels and the reading line are drawn here, because the
/// time axis of Qt Charts knows only the machine's zone and lets labels collide.
class LinePlot final : public QChartView
{
    Q_OBJECT

public:
    explicit LinePlot(QWidget *parent = nullptr);

    void setData(const PlotData &data);
    /// Axis labels and, while a time is read, its values.
    QStringList texts() const;
    /// Rectangles of the labels under the plot; they never overlap.
    QList<QRectF> timeLabelRects() const;
    int readingIndex() const { return m_reading; }

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct TimeLabel
    {
        qreal x;
        QString text;
        QRectF rect;
    };

    void rebuild();
    void layoutPlot();
    QString figure(const PlotSeries &series, double value) const;
    QString axisFigure(double value) const;
    QString timeText(const QDateTime &time, bool whole) const;
    qreal xOf(qsizetype index) const;
    qreal yOf(double value) const;
    QList<TimeLabel> timeLabels() const;
    void read(int index);
    void paintReading(QPainter *painter);
    void paintLegend(QPainter *painter);

    PlotData m_data;
    QValueAxis *m_time;
    QValueAxis *m_value;
    double m_step = 1;
    double m_top = 1;
    int m_reading = -1;
};

} // namespace lonieve::widgets
