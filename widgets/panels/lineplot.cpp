// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/lineplot.h"

#include "models/money.h"
#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QAreaSeries>
#include <QChart>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QValueAxis>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int legendHeight = 24;
constexpr int axisHeight = 24;
constexpr int labelGap = 20;
constexpr int wantedTicks = 4;
constexpr qint64 secondsOfDay = 24 * 3600;

double niceStep(double top)
{
    if (top <= 0)
        return 1;
    const double raw = top / wantedTicks;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (raw <= factor * power)
            return factor * power;
    }
    return 10 * power;
}

} // namespace

LinePlot::LinePlot(QWidget *parent)
    : QChartView(parent), m_time(new QValueAxis(this)), m_value(new QValueAxis(this))
{
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QChart *plot = chart();
    plot->legend()->hide();
    plot->setBackgroundVisible(false);
    plot->setMargins({});
    plot->layout()->setContentsMargins(0, 0, 0, 0);
    plot->addAxis(m_time, Qt::AlignBottom);
    plot->addAxis(m_value, Qt::AlignLeft);
    m_time->setVisible(false);
    m_value->setVisible(false);
    connect(&Theme::instance(), &Theme::changed, this, &LinePlot::rebuild);
}

void LinePlot::setData(const PlotData &plotData)
{
    m_data = plotData;
    m_reading = -1;
    rebuild();
}

void LinePlot::rebuild()
{
    QChart *plot = chart();
    plot->removeAllSeries();
    double top = 0;
    double bottom = 0;
    for (const PlotSeries &series : std::as_const(m_data.series)) {
        for (const std::optional<double> &value : series.values) {
            top = qMax(top, value.value_or(0));
            bottom = qMin(bottom, value.value_or(0));
        }
    }
    m_step = niceStep(top - bottom);
    m_top = qMax(m_step, std::ceil(top / m_step - 1e-9) * m_step);
    const double low = std::floor(bottom / m_step + 1e-9) * m_step;
    m_value->setRange(low, m_top);
    m_time->setRange(0, static_cast<double>(qMax<qsizetype>(1, m_data.times.size() - 1)));

    const auto attach = [&](QAbstractSeries *series) {
        plot->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(m_value);
    };
    // Comparison first, so that the current period lies on top.
    for (const bool comparison : {true, false}) {
        for (const PlotSeries &series : std::as_const(m_data.series)) {
            if (series.comparison != comparison)
                continue;
            const QColor hue = tokens().series[static_cast<std::size_t>(series.hue) % tokens().series.size()];
            QPen pen(hue, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
            if (comparison) {
                pen = QPen(Theme::withAlpha(hue, 0.45), 1.5);
                pen.setDashPattern({4, 3});
                pen.setCapStyle(Qt::FlatCap);
            }
            QPen dotted(hue, 2);
            dotted.setDashPattern({0.5, 2});
            dotted.setCapStyle(Qt::RoundCap);
            const qsizetype runningFrom =
                comparison || m_data.incompleteFrom < 0 ? series.values.size() : m_data.incompleteFrom;
            QLineSeries *line = nullptr;
            qsizetype previous = -1;
            const auto begin = [&](const QPen &style) {
                line = new QLineSeries;
                line->setPen(style);
            };
            const auto end = [&](bool fill) {
                if (!line)
                    return;
                if (line->count() == 1) {
                    line->setPointsVisible(true);
                    line->setMarkerSize(5);
                }
                if (fill && line->count() > 1 && m_data.series.size() <= 2) {
                    auto *floor = new QLineSeries(line);
                    floor->append(line->at(0).x(), qMax(0.0, low));
                    floor->append(line->at(line->count() - 1).x(), qMax(0.0, low));
                    auto *upper = new QLineSeries(line);
                    upper->append(line->points());
                    auto *area = new QAreaSeries(upper, floor);
                    QLinearGradient gradient(0, 0, 0, 1);
                    gradient.setCoordinateMode(QGradient::ObjectBoundingMode);
                    gradient.setColorAt(0, Theme::withAlpha(hue, 0.16));
                    gradient.setColorAt(1, Theme::withAlpha(hue, 0.0));
                    area->setBrush(gradient);
                    area->setPen(Qt::NoPen);
                    upper->setParent(area);
                    floor->setParent(area);
                    attach(area);
                }
                attach(line);
                line = nullptr;
            };
            for (qsizetype i = 0; i < series.values.size(); ++i) {
                if (!series.values[i]) {
                    end(!comparison);
                    previous = -1;
                    continue;
                }
                if (i == runningFrom) {
                    end(!comparison);
                    begin(dotted);
                    if (previous >= 0)
                        line->append(static_cast<double>(previous), *series.values[previous]);
                } else if (!line) {
                    begin(i > runningFrom ? dotted : pen);
                }
                line->append(static_cast<double>(i), *series.values[i]);
                previous = i;
            }
            end(!comparison && runningFrom >= series.values.size());
        }
    }
    layoutPlot();
    read(-1);
    viewport()->update();
}

void LinePlot::layoutPlot()
{
    qreal labels = 0;
    const QFont font = Theme::font(TextRole::Caption);
    for (double value = m_value->min(); value <= m_top + m_step / 2; value += m_step)
        labels = qMax(labels, figuresWidth(font, axisFigure(value)));
    chart()->setPlotArea(QRectF(labels + 2 * metric::unit, legendHeight,
                                qMax(10.0, width() - labels - 4.0 * metric::unit),
                                qMax(10, height() - legendHeight - axisHeight)));
}

void LinePlot::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layoutPlot();
}

QString LinePlot::figure(const PlotSeries &series, double value) const
{
    const bool whole = series.column.type == ColumnType::Money || series.column.type == ColumnType::Integer;
    return format::value(series.column,
                         whole ? QJsonValue(static_cast<qint64>(std::llround(value))) : QJsonValue(value),
                         m_data.currency);
}

QString LinePlot::axisFigure(double value) const
{
    const ColumnType type = m_data.series.isEmpty() ? ColumnType::Number : m_data.series.first().column.type;
    switch (type) {
    case ColumnType::Money:
        return format::compactMoney(value, m_data.currency);
    case ColumnType::Percent:
        return format::number(value, m_step < 1 ? 1 : 0) + u'\u00A0' + u'%';
    default:
        return format::compactNumber(value);
    }
}

QString LinePlot::timeText(const QDateTime &time, bool whole) const
{
    const QDateTime local = time.toTimeZone(format::zone());
    const qint64 bucket = m_data.times.size() > 1 ? m_data.times[0].secsTo(m_data.times[1]) : secondsOfDay;
    QString pattern;
    if (bucket < secondsOfDay / 2)
        pattern = whole ? u"d MMM, HH:mm"_s : u"HH:mm"_s;
    else if (bucket > 20 * secondsOfDay)
        pattern = u"MMM yyyy"_s;
    else
        pattern = whole ? u"ddd, d MMM yyyy"_s : u"d MMM"_s;
    return QLocale().toString(local, pattern);
}

qreal LinePlot::xOf(qsizetype index) const
{
    const QRectF area = chart()->plotArea();
    return area.left() + area.width() * static_cast<qreal>(index) / m_time->max();
}

qreal LinePlot::yOf(double value) const
{
    const QRectF area = chart()->plotArea();
    return area.bottom() - area.height() * (value - m_value->min()) / (m_top - m_value->min());
}

QList<LinePlot::TimeLabel> LinePlot::timeLabels() const
{
    QList<TimeLabel> labels;
    if (m_data.times.isEmpty())
        return labels;
    const QFont font = Theme::font(TextRole::Caption);
    const QRectF area = chart()->plotArea();
    qreal widest = 0;
    for (const QDateTime &time : m_data.times)
        widest = qMax(widest, figuresWidth(font, timeText(time, false)));
    const qreal distance =
        m_data.times.size() > 1 ? area.width() / static_cast<qreal>(m_data.times.size() - 1) : 1;
    const qsizetype step =
        qMax<qsizetype>(1, static_cast<qsizetype>(std::ceil((widest + labelGap) / distance)));
    for (qsizetype i = 0; i < m_data.times.size(); i += step) {
        const QString text = timeText(m_data.times[i], false);
        const qreal textWidth = figuresWidth(font, text);
        const qreal left = qBound(0.0, xOf(i) - textWidth / 2, width() - textWidth);
        const QRectF place(left, area.bottom() + metric::unit, textWidth, axisHeight - metric::unit);
        if (!labels.isEmpty() && place.left() < labels.last().rect.right() + metric::unit)
            continue;
        labels.append({xOf(i), text, place});
    }
    return labels;
}

QList<QRectF> LinePlot::timeLabelRects() const
{
    QList<QRectF> rects;
    for (const TimeLabel &label : timeLabels())
        rects.append(label.rect);
    return rects;
}

QStringList LinePlot::texts() const
{
    QStringList texts;
    for (const TimeLabel &label : timeLabels())
        texts.append(label.text);
    for (double value = m_value->min(); value <= m_top + m_step / 2; value += m_step)
        texts.append(axisFigure(value));
    if (m_reading >= 0)
        texts.append(accessibleDescription());
    return texts;
}

void LinePlot::drawBackground(QPainter *painter, const QRectF &)
{
    const QRectF area = chart()->plotArea();
    painter->setPen(QPen(tokens().line, 1));
    for (double value = m_value->min(); value <= m_top + m_step / 2; value += m_step) {
        const qreal y = qRound(yOf(value)) + 0.5;
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
}

void LinePlot::drawForeground(QPainter *painter, const QRectF &)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(Theme::font(TextRole::Caption));
    painter->setPen(tokens().secondary);
    const QRectF area = chart()->plotArea();
    for (double value = m_value->min(); value <= m_top + m_step / 2; value += m_step) {
        const QRectF place(0, yOf(value) - axisHeight / 2.0, area.left() - 2 * metric::unit, axisHeight);
        drawFigures(painter, place, Qt::AlignRight | Qt::AlignVCenter, axisFigure(value));
    }
    for (const TimeLabel &label : timeLabels())
        drawFigures(painter, label.rect, Qt::AlignLeft | Qt::AlignVCenter, label.text);
    paintLegend(painter);
    if (m_reading >= 0)
        paintReading(painter);
    if (hasFocus()) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tokens().accent, metric::focusRing));
        painter->drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metric::controlRadius,
                                 metric::controlRadius);
    }
    painter->restore();
}

void LinePlot::paintLegend(QPainter *painter)
{
    qreal x = chart()->plotArea().left();
    const qreal y = (legendHeight - metric::unit) / 2.0;
    const QFontMetricsF metrics(painter->font());
    const auto entry = [&](const QPen &pen, const QString &name) {
        painter->setPen(pen);
        painter->drawLine(QPointF(x, y), QPointF(x + 18, y));
        x += 24;
        painter->setPen(tokens().secondary);
        const qreal textWidth = metrics.horizontalAdvance(name);
        painter->drawText(QRectF(x, 0, textWidth + 1, 2 * y), Qt::AlignVCenter | Qt::AlignLeft, name);
        x += textWidth + 4 * metric::unit;
    };
    for (const PlotSeries &series : std::as_const(m_data.series)) {
        const QColor hue = tokens().series[static_cast<std::size_t>(series.hue) % tokens().series.size()];
        QPen pen(series.comparison ? Theme::withAlpha(hue, 0.45) : hue, series.comparison ? 1.5 : 2);
        if (series.comparison)
            pen.setDashPattern({4, 3});
        entry(pen, series.name);
    }
    if (m_data.incompleteFrom >= 0 && !m_data.series.isEmpty()) {
        QPen dotted(tokens().series[0], 2);
        dotted.setDashPattern({0.5, 2});
        dotted.setCapStyle(Qt::RoundCap);
        entry(dotted, tr("Still running"));
    }
}

void LinePlot::paintReading(QPainter *painter)
{
    const QRectF area = chart()->plotArea();
    const qreal x = xOf(m_reading);
    painter->setPen(QPen(tokens().strongLine, 1));
    painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));

    struct Line
    {
        QString name;
        QString figure;
        QColor color;
    };
    QList<Line> lines;
    for (const PlotSeries &series : std::as_const(m_data.series)) {
        const QColor hue = tokens().series[static_cast<std::size_t>(series.hue) % tokens().series.size()];
        const QColor color = series.comparison ? Theme::withAlpha(hue, 0.45) : hue;
        const std::optional<double> value = series.values.value(m_reading);
        if (value) {
            painter->setPen(QPen(tokens().raised, 2));
            painter->setBrush(series.comparison ? Theme::blend(tokens().raised, hue, 0.45) : hue);
            painter->drawEllipse(QPointF(x, yOf(*value)), 4.5, 4.5);
        }
        lines.append({series.name, value ? figure(series, *value) : format::dash(), color});
    }
    const QFont body = Theme::font(TextRole::Caption);
    const QFont strong = Theme::font(TextRole::Caption, QFont::DemiBold);
    QString head = timeText(m_data.times.value(m_reading), true);
    if (m_data.incompleteFrom >= 0 && m_reading >= m_data.incompleteFrom)
        head = tr("%1, still running").arg(head);
    qreal wide = figuresWidth(strong, head);
    for (const Line &line : std::as_const(lines)) {
        wide = qMax(wide, 16 + QFontMetricsF(body).horizontalAdvance(line.name) + 5 * metric::unit +
                              figuresWidth(strong, line.figure));
    }
    const qreal rowHeight = 20;
    const QSizeF size(wide + 6 * metric::unit,
                      rowHeight * static_cast<qreal>(lines.size() + 1) + 4 * metric::unit);
    QRectF box(QPointF(x + metric::gap, area.top() + metric::unit), size);
    if (box.right() > width())
        box.moveRight(x - metric::gap);
    box.moveLeft(qMax(0.0, box.left()));
    painter->setPen(QPen(tokens().strongLine, 1));
    painter->setBrush(Theme::blend(tokens().raised, tokens().text, Theme::instance().isDark() ? 0.04 : 0.0));
    painter->drawRoundedRect(box, metric::controlRadius, metric::controlRadius);
    const QRectF inner =
        box.adjusted(3 * metric::unit, 2 * metric::unit, -3 * metric::unit, -2 * metric::unit);
    QRectF row(inner.topLeft(), QSizeF(inner.width(), rowHeight));
    painter->setFont(strong);
    painter->setPen(tokens().text);
    drawFigures(painter, row, Qt::AlignLeft | Qt::AlignVCenter, head);
    for (const Line &line : std::as_const(lines)) {
        row.translate(0, rowHeight);
        painter->setPen(QPen(line.color, 2));
        painter->drawLine(QPointF(row.left(), row.center().y()), QPointF(row.left() + 10, row.center().y()));
        painter->setPen(tokens().secondary);
        painter->setFont(body);
        painter->drawText(row.adjusted(16, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, line.name);
        painter->setPen(tokens().text);
        painter->setFont(strong);
        drawFigures(painter, row, Qt::AlignRight | Qt::AlignVCenter, line.figure);
    }
}

void LinePlot::read(int index)
{
    m_reading = index;
    QStringList words;
    if (index >= 0) {
        words.append(timeText(m_data.times.value(index), true));
        for (const PlotSeries &series : std::as_const(m_data.series)) {
            const std::optional<double> value = series.values.value(index);
            words.append(series.name + u": "_s + (value ? figure(series, *value) : format::dash()));
        }
    } else {
        words.append(tr("Use the arrow keys to read single values."));
    }
    setAccessibleDescription(words.join(u", "_s));
    viewport()->update();
}

void LinePlot::mouseMoveEvent(QMouseEvent *event)
{
    QChartView::mouseMoveEvent(event);
    const QRectF area = chart()->plotArea();
    if (m_data.times.isEmpty() ||
        !area.adjusted(-8, -legendHeight, 8, axisHeight).contains(event->position())) {
        read(-1);
        return;
    }
    const qreal share = (event->position().x() - area.left()) / area.width();
    read(qBound(0, qRound(share * m_time->max()), static_cast<int>(m_data.times.size()) - 1));
}

void LinePlot::leaveEvent(QEvent *event)
{
    QChartView::leaveEvent(event);
    if (!hasFocus())
        read(-1);
}

void LinePlot::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_data.times.size()) - 1;
    if (event->key() == Qt::Key_Left)
        read(qMax(0, m_reading < 0 ? last : m_reading - 1));
    else if (event->key() == Qt::Key_Right)
        read(qMin(last, m_reading + 1));
    else if (event->key() == Qt::Key_Home)
        read(qMin(0, last));
    else if (event->key() == Qt::Key_End)
        read(last);
    else if (event->key() == Qt::Key_Escape && m_reading >= 0)
        read(-1);
    else
        QChartView::keyPressEvent(event);
}

void LinePlot::focusOutEvent(QFocusEvent *event)
{
    read(-1);
    QChartView::focusOutEvent(event);
}

} // namespace lonieve::widgets
