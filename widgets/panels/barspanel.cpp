// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/barspanel.h"

#include "widgets/format.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <functional>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int barRow = 34;
constexpr int barHeight = 4;
constexpr int chrome = 60;
constexpr int fewestRows = 6;
} // namespace

/// The rows of a BarsPanel; one row at a time has the keyboard.
class BarList final : public QWidget
{
public:
    struct Row
    {
        QString name;
        QString figure;
        QString share;
        double value = 0;
        QVariantMap arguments;
        QString toolTip;
    };

    BarList(bool links, QWidget *parent) : QWidget(parent), m_links(links)
    {
        setMouseTracking(true);
        if (links) {
            setFocusPolicy(Qt::TabFocus);
            setCursor(Qt::PointingHandCursor);
        }
    }

    void setRows(const QList<Row> &rows)
    {
        m_rows = rows;
        m_current = qBound(0, m_current, static_cast<int>(qMax<qsizetype>(0, rows.size() - 1)));
        describe();
        update();
    }
    const QList<Row> &rows() const { return m_rows; }

    std::function<void(const QVariantMap &)> activated;

protected:
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::ToolTip) {
            auto *help = static_cast<QHelpEvent *>(event);
            const int row = rowAt(help->pos().y());
            if (row >= 0)
                QToolTip::showText(help->globalPos(), m_rows[row].toolTip, this);
            return true;
        }
        return QWidget::event(event);
    }

    void mouseMoveEvent(QMouseEvent *event) override { hover(rowAt(event->pos().y())); }
    void leaveEvent(QEvent *) override { hover(-1); }

    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if (const int row = rowAt(event->pos().y()); row >= 0 && event->button() == Qt::LeftButton)
            activate(row);
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        const int last = static_cast<int>(m_rows.size()) - 1;
        if (event->key() == Qt::Key_Down)
            m_current = qMin(last, m_current + 1);
        else if (event->key() == Qt::Key_Up)
            m_current = qMax(0, m_current - 1);
        else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            activate(m_current);
        else
            return QWidget::keyPressEvent(event);
        describe();
        update();
    }

    void focusInEvent(QFocusEvent *) override { update(); }
    void focusOutEvent(QFocusEvent *) override { update(); }

    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &t = tokens();
        double top = 0;
        qreal figureWidth = 0;
        qreal shareWidth = 0;
        const QFont body = Theme::font(TextRole::Body);
        const QFont strong = Theme::font(TextRole::Body, QFont::Medium);
        const QFont caption = Theme::font(TextRole::Caption);
        for (const Row &row : std::as_const(m_rows)) {
            top = qMax(top, row.value);
            figureWidth = qMax(figureWidth, figuresWidth(strong, row.figure));
            shareWidth = qMax(shareWidth, figuresWidth(caption, row.share));
        }
        const qreal right = width() - 2.0 * metric::unit;
        const qreal pitch = rowPitch();
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            const Row &row = m_rows[i];
            const QRectF place(0, static_cast<qreal>(i) * pitch, width(), pitch);
            if (i == m_hover || (hasFocus() && i == m_current)) {
                painter.setPen(hasFocus() && i == m_current ? QPen(t.accent, metric::focusRing)
                                                            : QPen(Qt::NoPen));
                painter.setBrush(Theme::blend(t.raised, t.text, 0.04));
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), metric::controlRadius,
                                        metric::controlRadius);
            }
            const QRectF text(2 * metric::unit, place.top() + (pitch - barRow) / 2 + 2,
                              right - 2 * metric::unit, 18);
            painter.setPen(t.secondary);
            painter.setFont(caption);
            drawFigures(&painter, text, Qt::AlignRight | Qt::AlignVCenter, row.share);
            painter.setPen(t.text);
            painter.setFont(strong);
            const qreal shareRoom = shareWidth > 0 ? shareWidth + 3 * metric::unit : 0;
            drawFigures(&painter, text.adjusted(0, 0, -shareRoom, 0), Qt::AlignRight | Qt::AlignVCenter,
                        row.figure);
            painter.setFont(body);
            const QRectF name = text.adjusted(0, 0, -figureWidth - shareRoom - metric::gap, 0);
            painter.drawText(
                name, Qt::AlignLeft | Qt::AlignVCenter,
                painter.fontMetrics().elidedText(row.name, Qt::ElideRight, qFloor(name.width())));
            const QRectF track(text.left(), text.bottom() + 2, text.width(), barHeight);
            painter.setPen(Qt::NoPen);
            painter.setBrush(Theme::blend(t.raised, t.text, 0.06));
            painter.drawRoundedRect(track, barHeight / 2.0, barHeight / 2.0);
            if (top > 0 && row.value > 0) {
                QRectF bar = track;
                bar.setWidth(qMax<qreal>(barHeight, track.width() * row.value / top));
                painter.setBrush(t.series[0]);
                painter.drawRoundedRect(bar, barHeight / 2.0, barHeight / 2.0);
            }
        }
    }

private:
    qreal rowPitch() const
    {
        return m_rows.isEmpty()
                   ? barRow
                   : qBound<qreal>(barRow, height() / static_cast<qreal>(m_rows.size()), barRow + 10);
    }
    int rowAt(int y) const
    {
        const int row = static_cast<int>(y / rowPitch());
        return row >= 0 && row < m_rows.size() ? row : -1;
    }
    void hover(int row)
    {
        if (row == m_hover)
            return;
        m_hover = row;
        update();
    }
    void activate(int row)
    {
        if (m_links && row >= 0 && row < m_rows.size() && activated)
            activated(m_rows[row].arguments);
    }
    void describe()
    {
        if (m_current < m_rows.size())
            setAccessibleDescription(m_rows[m_current].name + u": "_s + m_rows[m_current].figure);
    }

    QList<Row> m_rows;
    bool m_links;
    int m_hover = -1;
    int m_current = 0;
};

BarsPanel::BarsPanel(const PanelSpec &spec, QWidget *parent)
    : Panel(spec, parent), m_bars(new BarList(spec.opens[0] != '\0', this))
{
    setPreferredHeight(fewestRows * barRow + chrome);
    setContent(m_bars, Skeleton::Shape::Rows);
    m_bars->activated = [this](const QVariantMap &arguments) {
        Q_EMIT openRequested(QString::fromLatin1(this->spec().opens), arguments);
    };
}

QStringList BarsPanel::shownTexts() const
{
    QStringList texts;
    for (const BarList::Row &row : m_bars->rows())
        texts << row.name << row.figure << row.share;
    return texts;
}

void BarsPanel::showData(const Dataset &dataset)
{
    const DatasetSpec *set = findDataset(dataset.id);
    const QString column = spec().values.value(0);
    const int index = set ? set->indexOf(column) : -1;
    if (index < 0)
        return;
    const int share = set->indexOf(u"share");
    QList<BarList::Row> rows;
    for (qsizetype i = 0; i < dataset.rows.size(); ++i) {
        const QJsonValue value = dataset.value(i, column);
        BarList::Row row;
        row.name = dataset.value(i, QString::fromLatin1(spec().category)).toString();
        row.figure = format::value(set->columns[index], value, dataset.currencyOf(i, column));
        row.value = value.toDouble();
        if (share >= 0)
            row.share = format::value(set->columns[share], dataset.rows[i].at(share), {});
        row.arguments = argumentsOf(dataset, i);
        row.toolTip = row.name + u'\n' + row.figure;
        rows.append(row);
    }
    m_bars->setAccessibleName(title());
    m_bars->setRows(rows);
    setPreferredHeight(static_cast<int>(qMax<qsizetype>(fewestRows, rows.size())) * barRow + chrome);
}

} // namespace lonieve::widgets
