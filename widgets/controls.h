// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

namespace lonieve::widgets {

/// Qt 6.4 cannot ask a font for tabular figures and Inter's default ones are proportional, so numbers are
/// drawn digit by digit, each in a cell as wide as the widest digit. Everything else keeps its own width.
qreal figuresWidth(const QFont &font, const QString &text);
void drawFigures(QPainter *painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);

/// A small tinted lozenge with a word.
QSize pillSize(const QString &text);
void drawPill(QPainter *painter, const QRectF &rect, const QString &text, Tone tone);

/// A number in tabular figures that becomes smaller rather than cut when the room is short.
class FigureLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit FigureLabel(TextRole role, int weight, QWidget *parent = nullptr);
    void setText(const QString &text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    TextRole m_role;
    int m_weight;
};

/// One line that ends in an ellipsis and tells the rest in its tooltip. `tone` as in the style sheet.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
};

class PillLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit PillLabel(QWidget *parent = nullptr);
    void setStatus(const QString &raw);
    void setPill(const QString &text, Tone tone);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tone m_tone = Tone::Neutral;
};

/// A line icon as a label, in a tone.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const QString &name, Tone tone = Tone::Neutral, int size = metric::icon,
                       QWidget *parent = nullptr);
    void setIcon(const QString &name, Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Tone m_tone;
};

/// A square button with an icon; its tooltip is its accessible name.
class IconButton final : public QToolButton
{
    Q_OBJECT

public:
    explicit IconButton(const QString &iconName, QWidget *parent = nullptr, int size = metric::control);
    void setHint(const QString &text);
    /// Shown only while the pointer is over `host` or the button has the focus; its place is kept.
    void setQuiet(QWidget *host) { m_host = host; }
    /// Not painted at all (exports).
    void setSuppressed(bool suppressed) { m_suppressed = suppressed; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *m_host = nullptr;
    bool m_suppressed = false;
};

enum class ButtonVariant { Plain, Primary, Danger, Link };
QPushButton *makeButton(ButtonVariant variant, const QString &iconName = {}, QWidget *parent = nullptr);
/// Disabled with the reason as tooltip, or enabled with its normal tooltip.
void setEnabledWithReason(QWidget *widget, bool enabled, const QString &reason, const QString &hint = {});

/// Drop-down and date field with the chevron of the icon family.
class Select final : public QComboBox
{
    Q_OBJECT

public:
    explicit Select(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
};

class DateField final : public QDateEdit
{
    Q_OBJECT

public:
    explicit DateField(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

class Check final : public QCheckBox
{
    Q_OBJECT

public:
    using QCheckBox::QCheckBox;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// Grey bars in the place of what is being loaded; they do not move.
class Skeleton final : public QWidget
{
    Q_OBJECT

public:
    enum class Shape { Figure, Chart, Rows };
    explicit Skeleton(Shape shape, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Shape m_shape;
};

/// Icon, what happened, what to do next. Used for empty and error states.
class StateMessage final : public QWidget
{
    Q_OBJECT

public:
    explicit StateMessage(QWidget *parent = nullptr);
    void setMessage(const QString &iconName, Tone tone, const QString &title, const QString &text,
                    const QString &action = {}, const QString &actionIcon = {});
    /// One line in small panels.
    void setCompact(bool compact);

Q_SIGNALS:
    void actionRequested();

private:
    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_action;
    bool m_compact = false;
};

QLabel *makeLabel(TextRole role, int weight, const char *tone = "", QWidget *parent = nullptr);

/// The raised, rounded, hairlined surface of cards and menus.
void paintCard(QPainter *painter, const QRectF &rect, bool hovered = false, bool focused = false);

} // namespace lonieve::widgets
