// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <optional>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

QByteArray source(const QString &name)
{
    static QHash<QString, QByteArray> sources;
    const auto known = sources.constFind(name);
    if (known != sources.constEnd())
        return *known;
    Theme::instance(); // loads the resources
    QFile file(u":/icons/%1.svg"_s.arg(name));
    const QByteArray svg = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    sources.insert(name, svg);
    return svg;
}

class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, std::optional<Tone> tone) : m_name(std::move(name)), m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        // A wide rectangle is a button's way to keep the text away from its icon.
        const int side = qMin(rect.width(), rect.height());
        paintIcon(painter, QRect(rect.left(), rect.top(), side, rect.height()), m_name, color(mode, state));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        // `size` is in device pixels already.
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return result;
    }

    QIconEngine *clone() const override { return new LineIconEngine(m_name, m_tone); }
    bool isNull() override { return source(m_name).isEmpty(); }

private:
    QColor color(QIcon::Mode mode, QIcon::State state) const
    {
        const Tokens &t = tokens();
        if (mode == QIcon::Disabled)
            return t.disabled;
        if (m_tone)
            return t.of(*m_tone);
        if (state == QIcon::On || mode == QIcon::Selected)
            return t.accent;
        return mode == QIcon::Active ? t.text : t.secondary;
    }

    QString m_name;
    std::optional<Tone> m_tone;
};

} // namespace

bool hasIcon(const QString &name)
{
    return !source(name).isEmpty();
}

QIcon icon(const QString &name)
{
    return QIcon(new LineIconEngine(name, std::nullopt));
}

QIcon icon(const QString &name, Tone tone)
{
    return QIcon(new LineIconEngine(name, tone));
}

void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color)
{
    QByteArray svg = source(name);
    if (svg.isEmpty())
        return;
    svg.replace("currentColor", color.name().toLatin1());
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
    const QString key = u"lonieve-icon/%1/%2/%3x%4@%5"_s.arg(name, color.name())
                            .arg(rect.width())
                            .arg(rect.height())
                            .arg(ratio);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap((rect.size() * ratio).toSize());
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(svg);
        QPainter inner(&pixmap);
        inner.setRenderHint(QPainter::Antialiasing);
        renderer.render(&inner, QRectF(QPointF(), rect.size()));
        inner.end();
        QPixmapCache::insert(key, pixmap);
    }
    painter->drawPixmap(rect.topLeft(), pixmap);
}

QIcon applicationIcon()
{
    Theme::instance();
    QIcon result;
    QSvgRenderer renderer(u":/app/lonieve.svg"_s);
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        renderer.render(&painter);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

} // namespace lonieve::widgets
