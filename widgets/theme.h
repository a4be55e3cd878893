// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>

#include <array>

class QApplication;

namespace lonieve::widgets {

enum class Scheme { System, Dark, Light };

/// Good, Warning and so on never stand alone: a word or an icon goes with the colour.
enum class Tone { Neutral, Good, Warning, Bad, Info, Accent };

/// Every colour of the product; both themes fill the same table in theme.cpp.
struct Tokens
{
    QColor background, raised, sunken;
    QColor text, secondary, disabled;
    QColor line, strongLine;
    QColor accent, onAccent;
    QColor good, warning, bad, info;
    std::array<QColor, 6> series;

    QColor of(Tone tone) const;
};

/// Sizes in device-independent pixels at 100 %.
namespace metric {
inline constexpr int unit = 4;
inline constexpr int cardPadding = 16;
inline constexpr int gap = 12;
inline constexpr int pageMargin = 24;
inline constexpr int cardRadius = 8;
inline constexpr int controlRadius = 6;
inline constexpr int control = 32; ///< height of buttons and fields
inline constexpr int row = 32;     ///< height of table rows
inline constexpr int icon = 16;
inline constexpr int bigIcon = 24;
inline constexpr int focusRing = 2;
inline constexpr int sidebar = 224;
inline constexpr int drawer = 420;
inline constexpr int mediumWidth = 900;
inline constexpr int wideWidth = 1300;
} // namespace metric

enum class TextRole { Caption, Body, Section, Title, Figure };

/// The one place that knows colours, type sizes and the style sheet. GUI thread; lives as long as the
/// application.
class Theme final : public QObject
{
    Q_OBJECT

public:
    static Theme &instance();
    /// Sets style, palette, font and style sheet of the application. System follows the desktop's palette as
    /// it was at start and setSystemDark afterwards.
    static void apply(QApplication &application, Scheme scheme, bool highContrast = false);

    Scheme scheme() const { return m_scheme; }
    bool isDark() const;
    bool isHighContrast() const { return m_highContrast; }
    const Tokens &tokens() const { return m_tokens; }
    /// For whoever watches the desktop's preference (the portal's color-scheme setting).
    void setSystemDark(bool dark);

    /// Inter, or the system's face where it is missing. Weight is a QFont::Weight.
    static QFont font(TextRole role, int weight = QFont::Normal);
    static QColor withAlpha(const QColor &color, qreal alpha);
    /// What a translucent `top` on `base` looks like, opaque.
    static QColor blend(const QColor &base, const QColor &top, qreal alpha);

Q_SIGNALS:
    void changed();

private:
    Theme();
    void rebuild();
    QString styleSheet() const;

    Scheme m_scheme = Scheme::System;
    bool m_highContrast = false;
    bool m_systemDark = true;
    bool m_applied = false;
    Tokens m_tokens;
};

/// Shorthand for the current colours.
inline const Tokens &tokens()
{
    return Theme::instance().tokens();
}

} // namespace lonieve::widgets
