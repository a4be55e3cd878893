// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report.h"

#include "services/tablefile.h"
#include "widgets/format.h"
#include "widgets/panels/panel.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QAreaSeries>
#include <QChart>
#include <QChartView>
#include <QBuffer>
#include <QCoreApplication>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace lonieve::app::report {

using namespace Qt::StringLiterals;
using widgets::TextRole;
using widgets::Theme;

namespace {

// A report is measured in points; the painter is scaled so that one unit is one point on any device.
constexpr qreal pointsPerInch = 72;
constexpr qreal headingGap = 14;
constexpr qreal panelGap = 8;
constexpr qreal rowHeight = 16;
constexpr qreal cellPadding = 4;
constexpr qreal footerHeight = 18;

QString say(const char *text)
{
    return QCoreApplication::translate("Report", text);
}

QFont reportFont(qreal points, int weight = QFont::Normal)
{
    QFont font = Theme::font(TextRole::Body, weight);
    font.setPixelSize(qRound(points));
    // Inter replaces ":" and "–" beside digits by glyphs that have no character: the text of the PDF would
    // lose them.
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

bool isRightAligned(ColumnType type)
{
    switch (type) {
    case ColumnType::Integer:
    case ColumnType::Number:
    case ColumnType::Percent:
    case ColumnType::Money:
        return true;
    default:
        return false;
    }
}

/// Shading with transparency comes out solid in a PDF; while a report is painted, areas under lines have one
/// pale colour instead.
class PlainAreas
{
public:
    explicit PlainAreas(const widgets::Panel *panel)
    {
        const auto views = panel->findChildren<QChartView *>();
        for (const QChartView *view : views) {
            const auto all = view->chart()->series();
            for (QAbstractSeries *series : all) {
                auto *area = qobject_cast<QAreaSeries *>(series);
                if (!area || !area->brush().gradient())
                    continue;
                m_before.append({area, area->brush()});
                QColor color = area->brush().gradient()->stops().constFirst().second;
                color.setAlphaF(0.08F);
                area->setBrush(color);
            }
        }
    }
    ~PlainAreas()
    {
        for (const auto &[area, brush] : std::as_const(m_before))
            area->setBrush(brush);
    }
    PlainAreas(const PlainAreas &) = delete;
    PlainAreas &operator=(const PlainAreas &) = delete;

private:
    QList<std::pair<QAreaSeries *, QBrush>> m_before;
};

/// Draws downwards and begins a page where something does not fit. Two passes: the first counts the pages.
class Sheet
{
public:
    Sheet(QPagedPaintDevice &device, const Heading &heading, int pages)
        : m_device(device), m_heading(heading), m_pages(pages)
    {}

    bool begin()
    {
        if (!m_painter.begin(&m_device))
            return false;
        const qreal scale = m_device.logicalDpiX() / pointsPerInch;
        m_painter.scale(scale, scale);
        m_painter.setRenderHint(QPainter::Antialiasing);
        const QRectF paint(0, 0, m_device.width() / scale, m_device.height() / scale);
        m_area = paint.adjusted(0, 0, 0, -footerHeight);
        drawHeading();
        return true;
    }
    int end()
    {
        drawFooter();
        m_painter.end();
        return m_page;
    }

    void panels(const QList<widgets::Panel *> &panels);
    void table(const Table &table);

private:
    void newPage()
    {
        drawFooter();
        m_device.newPage();
        ++m_page;
        m_y = 0;
    }
    bool fits(qreal height) const { return m_y + height <= m_area.bottom(); }
    void text(const QRectF &where, const QString &what, const QFont &font, const QColor &color,
              Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter)
    {
        m_painter.setFont(font);
        m_painter.setPen(color);
        m_painter.drawText(where, static_cast<int>(alignment),
                           QFontMetricsF(font).elidedText(what, Qt::ElideRight, where.width()));
    }
    void drawHeading();
    void drawFooter();

    QPagedPaintDevice &m_device;
    const Heading &m_heading;
    QPainter m_painter;
    QRectF m_area;
    qreal m_y = 0;
    int m_page = 1;
    int m_pages;
};

void Sheet::drawHeading()
{
    const widgets::Tokens &colors = widgets::tokens();
    const qreal width = m_area.width();
    text({0, m_y, width * 0.6, 24}, m_heading.title, reportFont(18, QFont::DemiBold), colors.text);
    text({width * 0.6, m_y, width * 0.4, 24}, m_heading.tenant, reportFont(11, QFont::Medium), colors.accent,
         Qt::AlignRight | Qt::AlignVCenter);
    m_y += 26;
    text({0, m_y, width * 0.6, 14}, m_heading.meaning, reportFont(9), colors.secondary);
    text({width * 0.6, m_y, width * 0.4, 14}, m_heading.range, reportFont(9, QFont::Medium), colors.text,
         Qt::AlignRight | Qt::AlignVCenter);
    m_y += 14;
    if (m_heading.asOf.isValid()) {
        text({0, m_y, width, 14},
             say(QT_TRANSLATE_NOOP("Report", "As of %1")).arg(widgets::format::exactTime(m_heading.asOf)),
             reportFont(9), colors.secondary, Qt::AlignRight | Qt::AlignVCenter);
    }
    m_y += 16;
    m_painter.setPen(QPen(colors.strongLine, 0.75));
    m_painter.drawLine(QPointF(0, m_y), QPointF(width, m_y));
    m_y += headingGap;
}

void Sheet::drawFooter()
{
    const widgets::Tokens &colors = widgets::tokens();
    const QRectF footer(0, m_area.bottom() + 4, m_area.width(), footerHeight - 4);
    text(footer, m_heading.tenant + u" · "_s + m_heading.title, reportFont(8), colors.secondary);
    text(footer, say(QT_TRANSLATE_NOOP("Report", "Page %1 of %2")).arg(m_page).arg(std::max(m_pages, m_page)),
         reportFont(8), colors.secondary, Qt::AlignRight | Qt::AlignVCenter);
}

void Sheet::panels(const QList<widgets::Panel *> &panels)
{
    if (panels.isEmpty())
        return;
    // Where the panels lie in their page, row by row, as wide as the paper.
    QRect bounds;
    QList<QRect> places;
    for (const widgets::Panel *panel : panels) {
        const QRect place(panel->mapTo(panel->window(), QPoint(0, 0)), panel->size());
        places.append(place);
        bounds = bounds.united(place);
    }
    const qreal scale = m_area.width() / std::max(1, bounds.width());
    qsizetype first = 0;
    while (first < panels.size()) {
        qsizetype last = first;
        int bottom = places[first].bottom();
        while (last + 1 < panels.size() && places[last + 1].top() < bottom) {
            ++last;
            bottom = std::max(bottom, places[last].bottom());
        }
        const int top = places[first].top();
        qreal rowScale = scale;
        const qreal most = m_area.height() - 80;
        if ((bottom - top) * rowScale > most)
            rowScale = most / (bottom - top);
        const qreal height = (bottom - top + 1) * rowScale;
        if (!fits(height))
            newPage();
        for (qsizetype i = first; i <= last; ++i) {
            const QRectF target(
                QPointF((places[i].left() - bounds.left()) * scale, m_y + (places[i].top() - top) * rowScale),
                QSizeF(places[i].width() * rowScale, places[i].height() * rowScale));
            const PlainAreas plain(panels[i]);
            panels[i]->paintOn(&m_painter, target);
        }
        m_y += height + panelGap;
        first = last + 1;
    }
}

void Sheet::table(const Table &table)
{
    const DatasetSpec *spec = findDataset(table.dataset.id);
    if (!spec)
        return;
    const widgets::Tokens &colors = widgets::tokens();
    QList<int> columns;
    for (const QString &name : table.columns) {
        if (const int index = spec->indexOf(name); index >= 0)
            columns.append(index);
    }
    if (columns.isEmpty()) {
        for (int i = 0; i < spec->columns.size(); ++i) {
            const ColumnType type = spec->columns[i].type;
            if (type != ColumnType::Id && type != ColumnType::Series && type != ColumnType::Json)
                columns.append(i);
        }
    }
    const QFont body = reportFont(8);
    const QFont bold = reportFont(8, QFont::DemiBold);
    const QFontMetricsF measure(body);
    const QFontMetricsF measureBold(bold);

    const auto cellText = [&](qsizetype row, int column) {
        return widgets::format::value(
            spec->columns[column], table.dataset.rows[row].at(column),
            table.dataset.currencyOf(row, QString::fromLatin1(spec->columns[column].name)), true);
    };
    // As wide as the content wants, measured on a sample, then fitted to the paper.
    QList<qreal> widths;
    const qsizetype sample = std::min<qsizetype>(200, table.dataset.rows.size());
    for (const int column : columns) {
        qreal wanted = measureBold.horizontalAdvance(
            QCoreApplication::translate("Datasets", spec->columns[column].title));
        for (qsizetype row = 0; row < sample; ++row)
            wanted = std::max(wanted, measure.horizontalAdvance(cellText(row, column)));
        widths.append(std::min(wanted, 180.0) + 2 * cellPadding);
    }
    // Figures, times and states keep their room; what is missing is taken from the texts, which may be cut.
    qreal fixed = 0;
    qreal flexible = 0;
    for (qsizetype i = 0; i < columns.size(); ++i)
        (spec->columns[columns[i]].type == ColumnType::Text ? flexible : fixed) += widths[i];
    const qreal left = m_area.width() - fixed;
    const bool roomForTexts = flexible > 0 && left > std::min(flexible, 0.25 * m_area.width());
    const qreal factor = roomForTexts ? left / flexible : m_area.width() / (fixed + flexible);
    for (qsizetype i = 0; i < columns.size(); ++i) {
        if (!roomForTexts || spec->columns[columns[i]].type == ColumnType::Text)
            widths[i] *= factor;
    }

    const auto header = [&] {
        qreal x = 0;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const ColumnSpec &column = spec->columns[columns[i]];
            text({x + cellPadding, m_y, widths[i] - 2 * cellPadding, rowHeight},
                 QCoreApplication::translate("Datasets", column.title), bold, colors.secondary,
                 (isRightAligned(column.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            x += widths[i];
        }
        m_y += rowHeight;
        m_painter.setPen(QPen(colors.strongLine, 0.75));
        m_painter.drawLine(QPointF(0, m_y), QPointF(m_area.width(), m_y));
    };

    if (!fits(22 + 3 * rowHeight))
        newPage();
    text({0, m_y, m_area.width(), 20}, table.title, reportFont(11, QFont::DemiBold), colors.text);
    m_y += 22;
    header();
    if (table.dataset.rows.isEmpty()) {
        text({cellPadding, m_y, m_area.width(), rowHeight},
             say(QT_TRANSLATE_NOOP("Report", "Nothing in this range")), body, colors.secondary);
        m_y += rowHeight;
    }
    for (qsizetype row = 0; row < table.dataset.rows.size(); ++row) {
        if (!fits(rowHeight)) {
            newPage();
            header();
        }
        qreal x = 0;
        for (qsizetype i = 0; i < columns.size(); ++i) {
            const ColumnSpec &column = spec->columns[columns[i]];
            text({x + cellPadding, m_y, widths[i] - 2 * cellPadding, rowHeight}, cellText(row, columns[i]),
                 body, colors.text,
                 (isRightAligned(column.type) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
            x += widths[i];
        }
        m_y += rowHeight;
        m_painter.setPen(QPen(colors.line, 0.5));
        m_painter.drawLine(QPointF(0, m_y), QPointF(m_area.width(), m_y));
    }
    if (table.dataset.total > table.dataset.rows.size()) {
        text({cellPadding, m_y, m_area.width(), rowHeight},
             say(QT_TRANSLATE_NOOP("Report", "The first %1 of %2 rows"))
                 .arg(widgets::format::integer(table.dataset.rows.size()),
                      widgets::format::integer(table.dataset.total)),
             body, colors.secondary);
        m_y += rowHeight;
    }
    m_y += headingGap;
}

/// More columns than stand side by side on an upright page.
bool hasWideTable(const QList<Table> &tables)
{
    constexpr qsizetype mostUpright = 7;
    return std::any_of(tables.begin(), tables.end(), [](const Table &table) {
        const DatasetSpec *spec = findDataset(table.dataset.id);
        return (table.columns.isEmpty() && spec ? spec->columns.size() : table.columns.size()) > mostUpright;
    });
}

/// Answers the number of pages, 0 when the device cannot be painted on.
int paintOnce(QPagedPaintDevice &device, const Heading &heading, const QList<widgets::Panel *> &panels,
              const QList<Table> &tables, int pages)
{
    Sheet sheet(device, heading, pages);
    if (!sheet.begin())
        return 0;
    sheet.panels(panels);
    for (const Table &table : tables)
        sheet.table(table);
    return sheet.end();
}

void setUp(QPdfWriter &pdf, const Heading &heading, bool wide)
{
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageOrientation(wide ? QPageLayout::Landscape : QPageLayout::Portrait);
    pdf.setPageMargins(QMarginsF(15, 15, 15, 12), QPageLayout::Millimeter);
    pdf.setResolution(300);
    pdf.setTitle(heading.title);
    pdf.setCreator(u"Lonieve Gift " LONIEVE_VERSION ""_s);
}

/// Paper is light whatever the screen is. Puts the person's theme back.
class LightTheme
{
public:
    LightTheme() : m_before(Theme::instance().scheme())
    {
        if (Theme::instance().isDark())
            Theme::apply(*qApp, widgets::Scheme::Light);
    }
    ~LightTheme()
    {
        if (Theme::instance().scheme() != m_before)
            Theme::apply(*qApp, m_before);
    }
    LightTheme(const LightTheme &) = delete;
    LightTheme &operator=(const LightTheme &) = delete;

private:
    widgets::Scheme m_before;
};

} // namespace

Result<void> writePng(const QString &path, QWidget *widget)
{
    constexpr qreal pixelRatio = 2;
    QImage image(widget->size() * pixelRatio, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull()) {
        return failure(ErrorCode::Internal, u"picture_too_large"_s,
                       say(QT_TRANSLATE_NOOP("Report", "The picture would be too large.")));
    }
    image.setDevicePixelRatio(pixelRatio);
    image.fill(widgets::tokens().background);
    widget->render(&image);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return services::writeFile(path, bytes);
}

Result<void> paint(QPagedPaintDevice &device, const Heading &heading, const QList<widgets::Panel *> &panels,
                   const QList<Table> &tables)
{
    const LightTheme light;
    // Counted on a device that is thrown away.
    QByteArray scratch;
    QBuffer buffer(&scratch);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter counter(&buffer);
    counter.setPageLayout(device.pageLayout());
    counter.setResolution(300);
    const int pages = paintOnce(counter, heading, panels, tables, 0);
    if (paintOnce(device, heading, panels, tables, pages) == 0) {
        return failure(ErrorCode::Internal, u"not_printable"_s,
                       say(QT_TRANSLATE_NOOP("Report", "The report could not be drawn.")));
    }
    return {};
}

Result<void> writePdf(const QString &path, const Heading &heading, const QList<widgets::Panel *> &panels,
                      const QList<Table> &tables)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter pdf(&buffer);
        setUp(pdf, heading, panels.isEmpty() && hasWideTable(tables));
        if (const auto painted = paint(pdf, heading, panels, tables); !painted)
            return painted;
    }
    return services::writeFile(path, bytes);
}

} // namespace lonieve::app::report
