// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/kpipanel.h"

#include "widgets/format.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int cardHeight = 112;
constexpr int narrowCard = 230;
constexpr qint64 secondsOfDay = 24 * 3600;
} // namespace

/// The course of a figure without axes. Nulls are gaps.
class Sparkline final : public QWidget
{
public:
    explicit Sparkline(QWidget *parent) : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
    }

    void setValues(const QJsonArray &values)
    {
        m_values = values;
        show(m_room);
        update();
    }

    /// Narrow cards have room for the figure only.
    void show(bool room)
    {
        m_room = room;
        setVisible(room && m_values.size() > 1);
    }

    QSize sizeHint() const override { return {96, 36}; }
    QSize minimumSizeHint() const override { return {48, 24}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (m_values.size() < 2)
            return;
        double low = 0;
        double high = 0;
        for (const QJsonValue &value : std::as_const(m_values)) {
            low = qMin(low, value.toDouble());
            high = qMax(high, value.toDouble());
        }
        const QRectF area = QRectF(rect()).adjusted(2, 4, -2, -3);
        const double span = high > low ? high - low : 1;
        QPolygonF line;
        for (qsizetype i = 0; i < m_values.size(); ++i) {
            if (!m_values[i].isDouble())
                continue;
            const double share = (m_values[i].toDouble() - low) / span;
            line << QPointF(area.left() + area.width() * static_cast<double>(i) /
                                              static_cast<double>(m_values.size() - 1),
                            area.bottom() - area.height() * share);
        }
        if (line.size() < 2)
            return;
        const QColor color = tokens().series[0];
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPolygonF fill = line;
        fill << QPointF(line.last().x(), area.bottom()) << QPointF(line.first().x(), area.bottom());
        QLinearGradient gradient(area.topLeft(), area.bottomLeft());
        gradient.setColorAt(0, Theme::withAlpha(color, 0.22));
        gradient.setColorAt(1, Theme::withAlpha(color, 0.0));
        painter.setPen(Qt::NoPen);
        painter.setBrush(gradient);
        painter.drawPolygon(fill);
        painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(line.last(), 2, 2);
    }

private:
    QJsonArray m_values;
    bool m_room = true;
};

KpiPanel::KpiPanel(const PanelSpec &spec, QWidget *parent) : Panel(spec, parent)
{
    setCompact();
    setPreferredHeight(cardHeight);
    auto *content = new QWidget(this);
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, metric::unit, 0);
    columns->setSpacing(metric::gap);
    auto *left = new QVBoxLayout;
    left->setSpacing(2 * metric::unit);
    m_figure = new FigureLabel(TextRole::Figure, QFont::DemiBold, content);
    left->addWidget(m_figure);
    auto *row = new QHBoxLayout;
    row->setSpacing(metric::unit);
    m_arrow = new IconLabel(u"arrow-up"_s, Tone::Neutral, metric::icon - 2, content);
    m_change = makeLabel(TextRole::Caption, QFont::DemiBold, "", content);
    m_against = new ElidedLabel(content);
    m_against->setFont(Theme::font(TextRole::Caption));
    m_against->setProperty("tone", "secondary");
    row->addWidget(m_arrow);
    row->addWidget(m_change);
    row->addWidget(m_against, 1);
    left->addLayout(row);
    left->addStretch();
    columns->addLayout(left, 3);
    m_spark = new Sparkline(content);
    columns->addWidget(m_spark, 1);
    setContent(content, Skeleton::Shape::Figure);
    if (spec.opens[0] != '\0') {
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }
}

QStringList KpiPanel::shownTexts() const
{
    return {m_figure->text(), m_change->text(), m_against->text()};
}

qsizetype KpiPanel::rowOf(const Dataset &dataset) const
{
    const QString key = QString::fromLatin1(spec().rowKey);
    if (key.isEmpty())
        return dataset.rows.isEmpty() ? -1 : 0;
    return dataset.findRow(key.section(u'=', 0, 0), key.section(u'=', 1));
}

bool KpiPanel::isEmptyFor(const Dataset &dataset) const
{
    return rowOf(dataset) < 0;
}

void KpiPanel::showData(const Dataset &dataset)
{
    if (m_summary) {
        const Summary summary = m_summary(dataset);
        m_figure->setText(summary.figure);
        m_arrow->setVisible(summary.tone != Tone::Neutral);
        m_arrow->setIcon(format::toneIcon(summary.tone), summary.tone);
        m_change->hide();
        m_against->setText(summary.note);
        m_spark->hide();
        setAccessibleDescription(title() + u": "_s + summary.figure + u", "_s + summary.note);
        return;
    }
    const qsizetype row = rowOf(dataset);
    const QString column = spec().values.value(0);
    const DatasetSpec *set = findDataset(dataset.id);
    const int index = set ? set->indexOf(column) : -1;
    if (index < 0)
        return;
    const QJsonValue current = dataset.value(row, column);
    const QString figure = format::value(set->columns[index], current, dataset.currencyOf(row, column));
    m_figure->setText(figure);
    m_figure->setToolTip(current.isNull() ? tr("Cannot be computed for this period. %1").arg(definition())
                                          : QString());

    const auto time = [&](QStringView name) {
        return QDateTime::fromString(dataset.value(row, name).toString(), Qt::ISODateWithMs);
    };
    const qint64 seconds = time(u"period_from").secsTo(time(u"period_to"));
    const qint64 days = qMax<qint64>(1, (seconds + secondsOfDay / 2) / secondsOfDay);
    const QJsonValue previous = dataset.value(row, QString::fromLatin1(spec().compare));
    const format::Change change = format::change(current, previous, format::against(days));
    const bool known = !change.text.isEmpty();
    m_arrow->setVisible(known);
    m_arrow->setIcon(change.icon, change.tone);
    m_change->setVisible(known);
    m_change->setText(change.text);
    static constexpr const char *tones[] = {"secondary", "good", "warning", "bad", "secondary", "secondary"};
    m_change->setProperty("tone", tones[static_cast<int>(change.tone)]);
    m_change->style()->unpolish(m_change);
    m_change->style()->polish(m_change);
    m_against->setText(known ? change.against : u"– "_s + change.against);
    m_against->setToolTip(change.reason);
    m_against->setMinimumWidth(0);
    m_spark->setValues(dataset.value(row, QString::fromLatin1(spec().spark)).toArray());
    setAccessibleDescription(
        u"%1: %2, %3 %4. %5"_s.arg(title(), figure, change.text, change.against, definition()));
}

void KpiPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    if (!m_summary)
        m_spark->show(width() >= narrowCard);
}

void KpiPanel::activate()
{
    if (spec().opens[0] != '\0')
        Q_EMIT openRequested(QString::fromLatin1(spec().opens), {});
}

void KpiPanel::mouseReleaseEvent(QMouseEvent *event)
{
    Panel::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        activate();
}

void KpiPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        activate();
    else
        Panel::keyPressEvent(event);
}

void KpiPanel::focusInEvent(QFocusEvent *event)
{
    update();
    Panel::focusInEvent(event);
}

void KpiPanel::focusOutEvent(QFocusEvent *event)
{
    update();
    Panel::focusOutEvent(event);
}

} // namespace lonieve::widgets
