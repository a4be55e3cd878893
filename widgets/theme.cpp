// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyleFactory>
#include <QStyleHints>

using namespace Qt::StringLiterals;

// In a static library the linker drops resources that nobody names. Has to stand outside of namespaces.
static void loadResources()
{
    Q_INIT_RESOURCE(lonieve);
}

namespace lonieve::widgets {

namespace {

Tokens darkTokens()
{
    Tokens t;
    t.background = QColor(0x0A0A0A);
    t.raised = QColor(0x151513);
    t.sunken = QColor(0x050505);
    t.text = QColor(0xF3F1EA);
    t.secondary = QColor(0xA8A498);
    t.disabled = QColor(0x6C695F);
    t.line = QColor(0x2A2924);
    t.strongLine = QColor(0x3C3A33);
    t.accent = QColor(0xD4AF37);
    t.onAccent = QColor(0x0A0A0A);
    t.good = QColor(0x4FB286);
    t.warning = QColor(0xE0A33A);
    t.bad = QColor(0xE5695E);
    t.info = QColor(0x6AA5E8);
    t.series = {QColor(0xD4AF37), QColor(0x6AA5E8), QColor(0x4FB286),
                QColor(0xE08A5B), QColor(0xB59AE0), QColor(0x8FC7C0)};
    return t;
}

Tokens lightTokens()
{
    Tokens t;
    t.background = QColor(0xFAF9F6);
    t.raised = QColor(0xFFFFFF);
    t.sunken = QColor(0xF1EFEA);
    t.text = QColor(0x1B1A17);
    t.secondary = QColor(0x625F57);
    t.disabled = QColor(0x9A978D);
    t.line = QColor(0xE4E1D9);
    t.strongLine = QColor(0xC9C5BA);
    t.accent = QColor(0x8A6A12);
    t.onAccent = QColor(0xFFFFFF);
    t.good = QColor(0x1E7A4D);
    t.warning = QColor(0x9A5B00);
    t.bad = QColor(0xB3261E);
    t.info = QColor(0x1F5FA8);
    t.series = {QColor(0x8A6A12), QColor(0x1F5FA8), QColor(0x1E7A4D),
                QColor(0xB4511F), QColor(0x6A4BB0), QColor(0x2B7F78)};
    return t;
}

/// Text and lines move to the ends of the scale; hues stay what they mean.
void raiseContrast(Tokens &t, bool dark)
{
    t.background = t.sunken = dark ? QColor(Qt::black) : QColor(Qt::white);
    t.text = dark ? QColor(Qt::white) : QColor(Qt::black);
    t.secondary = Theme::blend(t.background, t.text, 0.85);
    t.disabled = Theme::blend(t.background, t.text, 0.6);
    t.line = Theme::blend(t.background, t.text, 0.5);
    t.strongLine = t.text;
    for (QColor *color : {&t.accent, &t.good, &t.warning, &t.bad, &t.info})
        *color = Theme::blend(*color, t.text, 0.25);
}

struct TextSize
{
    TextRole role;
    int pixels;
};
constexpr TextSize textSizes[] = {{TextRole::Caption, 12},
                                  {TextRole::Body, 13},
                                  {TextRole::Section, 15},
                                  {TextRole::Title, 20},
                                  {TextRole::Figure, 28}};

// Names in @…@ come from the tokens. Sizes are derived from metric::.
constexpr const char *sheetSource = R"(
* { outline: none; }
QWidget { color: @text@; }
QMainWindow, QDialog, QWidget[surface="page"] { background: @background@; }
QWidget[surface="raised"] { background: @raised@; }
QLabel { background: transparent; }
QLabel[tone="secondary"] { color: @secondary@; }
QLabel[tone="disabled"] { color: @disabled@; }
QLabel[tone="bad"] { color: @bad@; }
QLabel[tone="good"] { color: @good@; }
QLabel[tone="warning"] { color: @warning@; }
QToolTip { background: @menu@; color: @text@; border: 1px solid @strongLine@; padding: 6px 8px; }

QPushButton { background: @raised@; color: @text@; border: 1px solid @strongLine@; border-radius: @radius@px;
    padding: 0 12px; min-height: @control@px; max-height: @control@px; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @pressed@; }
QPushButton:focus { border: @ring@px solid @accent@; padding: 0 11px; min-height: @controlFocus@px; max-height: @controlFocus@px; }
QPushButton:disabled { color: @disabled@; background: @background@; border-color: @line@; }
QPushButton:checked { background: @selection@; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[variant="primary"] { background: @accent@; color: @onAccent@; border-color: @accent@; }
QPushButton[variant="primary"]:hover { background: @accentHover@; border-color: @accentHover@; }
QPushButton[variant="primary"]:focus { border-color: @text@; }
QPushButton[variant="primary"]:disabled { background: @line@; color: @disabled@; border-color: @line@; }
QPushButton[variant="danger"] { color: @bad@; }
QPushButton[variant="danger"]:hover { background: @badTint@; border-color: @bad@; }
QPushButton[variant="danger"]:disabled { color: @disabled@; }
QPushButton[variant="link"] { background: transparent; border-color: transparent; color: @accent@; padding: 0 6px; }
QPushButton[variant="link"]:hover { background: @hover@; }
QPushButton[variant="link"]:focus { border-color: @accent@; padding: 0 5px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: @radius@px; padding: 0; color: @secondary@; }
QToolButton:hover { background: @hover@; color: @text@; }
QToolButton:pressed { background: @pressed@; }
QToolButton:focus { border: @ring@px solid @accent@; }
QToolButton:checked { background: @selection@; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox { background: @field@; color: @text@;
    border: 1px solid @strongLine@; border-radius: @radius@px; padding: 0 9px;
    selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: @control@px; max-height: @control@px; }
QTextEdit, QPlainTextEdit { padding: 6px 8px; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: @secondary@; }
QLineEdit:focus, QTextEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { border: @ring@px solid @accent@; padding: 0 8px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus { min-height: @controlFocus@px; max-height: @controlFocus@px; }
QTextEdit:focus, QPlainTextEdit:focus { padding: 5px 7px; }
QLineEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: @disabled@; background: @background@; border-color: @line@; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus, QLineEdit[bare="true"]:hover { background: transparent; border: none; padding: 0 8px; }
QLineEdit[invalid="true"] { border-color: @bad@; }
QComboBox { padding-right: 28px; }
QComboBox:focus { padding-right: 27px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 26px; background: transparent; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @menu@; border: 1px solid @strongLine@; border-radius: @radius@px;
    padding: 4px; outline: none; selection-background-color: @selection@; selection-color: @text@; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; border-radius: 4px; }

QMenu { background: @menu@; border: 1px solid @strongLine@; border-radius: @radius@px; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; min-height: 18px; }
QMenu::item:selected { background: @selection@; color: @text@; }
QMenu::item:disabled { color: @disabled@; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 8px; }

QScrollArea, QScrollArea > QWidget > QWidget[surface="page"] { background: transparent; border: none; }
QAbstractScrollArea { border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @strongLine@; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @disabled@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView, QListView { background: transparent; border: none; selection-background-color: @selection@;
    selection-color: @text@; gridline-color: @line@; }
QTableView::item { padding: 0 10px; border: none; border-bottom: 1px solid @line@; }
QTableView::item:selected { background: @selection@; color: @text@; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: @secondary@; border: none; border-bottom: 1px solid @strongLine@; padding: 0 10px; min-height: 31px; }
QTableCornerButton::section { background: transparent; border: none; }
QSplitter::handle { background: transparent; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @secondary@; padding: 7px 2px; margin-right: 20px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected { color: @text@; border-bottom-color: @accent@; }
QTabBar::tab:focus { color: @accent@; }

QProgressBar { background: @sunkenBar@; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled@; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @strongLine@; border-radius: 4px; background: @field@; }
QCheckBox::indicator:hover { border-color: @secondary@; }
QCheckBox::indicator:focus { border-color: @accent@; }
QCheckBox::indicator:checked { background: @accent@; border-color: @accent@; }
QCheckBox::indicator:disabled { background: @background@; border-color: @line@; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @strongLine@; border-radius: 8px; background: @field@; }
QRadioButton::indicator:checked { width: 6px; height: 6px; background: @onAccent@; border: 5px solid @accent@; border-radius: 8px; }
QRadioButton::indicator:focus { border-color: @accent@; }

QCalendarWidget QWidget { background: @menu@; alternate-background-color: @menu@; }
QCalendarWidget QAbstractItemView { background: @menu@; selection-background-color: @accent@; selection-color: @onAccent@; }
QCalendarWidget QToolButton { color: @text@; min-height: 28px; padding: 0 8px; }
)";

} // namespace

QColor Tokens::of(Tone tone) const
{
    switch (tone) {
    case Tone::Good:
        return good;
    case Tone::Warning:
        return warning;
    case Tone::Bad:
        return bad;
    case Tone::Info:
        return info;
    case Tone::Accent:
        return accent;
    case Tone::Neutral:
        break;
    }
    return secondary;
}

Theme::Theme() : m_tokens(darkTokens())
{
    loadResources();
}

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

QColor Theme::withAlpha(const QColor &color, qreal alpha)
{
    QColor result = color;
    result.setAlphaF(static_cast<float>(alpha));
    return result;
}

QColor Theme::blend(const QColor &base, const QColor &top, qreal alpha)
{
    const auto mix = [alpha](int a, int b) { return qRound(a + (b - a) * alpha); };
    return QColor(mix(base.red(), top.red()), mix(base.green(), top.green()), mix(base.blue(), top.blue()));
}

QFont Theme::font(TextRole role, int weight)
{
    QFont font = QGuiApplication::font();
    for (const TextSize &size : textSizes) {
        if (size.role == role)
            font.setPixelSize(size.pixels);
    }
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

bool Theme::isDark() const
{
    return m_scheme == Scheme::Dark || (m_scheme == Scheme::System && m_systemDark);
}

void Theme::apply(QApplication &application, Scheme scheme, bool highContrast)
{
    Theme &theme = instance();
    if (!theme.m_applied) {
        const QPalette system = application.palette();
        theme.m_systemDark =
            system.color(QPalette::Window).lightness() < system.color(QPalette::WindowText).lightness();
        application.setStyle(QStyleFactory::create(u"Fusion"_s));
        QFont font = application.font();
        QStringList families{u"Inter"_s};
        families += font.families();
        font.setFamilies(families);
        font.setPixelSize(textSizes[1].pixels);
        font.setHintingPreference(QFont::PreferNoHinting);
        application.setFont(font);
        theme.m_applied = true;
    }
    theme.m_scheme = scheme;
    theme.m_highContrast = highContrast;
    theme.rebuild();
}

void Theme::setSystemDark(bool dark)
{
    if (dark == m_systemDark)
        return;
    m_systemDark = dark;
    if (m_applied && m_scheme == Scheme::System)
        rebuild();
}

void Theme::rebuild()
{
    m_tokens = isDark() ? darkTokens() : lightTokens();
    if (m_highContrast)
        raiseContrast(m_tokens, isDark());
    const Tokens &t = m_tokens;
    QPalette palette;
    palette.setColor(QPalette::Window, t.background);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.raised);
    palette.setColor(QPalette::AlternateBase, t.sunken);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::Button, t.raised);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.bad);
    palette.setColor(QPalette::Highlight, t.accent);
    palette.setColor(QPalette::HighlightedText, t.onAccent);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.accent);
    palette.setColor(QPalette::ToolTipBase, t.raised);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::PlaceholderText, t.disabled);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, t.strongLine);
    palette.setColor(QPalette::Light, t.raised);
    palette.setColor(QPalette::Shadow, t.sunken);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, t.disabled);
    QApplication::setPalette(palette);
    qApp->setStyleSheet(styleSheet());
    Q_EMIT changed();
}

QString Theme::styleSheet() const
{
    const Tokens &t = m_tokens;
    const bool dark = isDark();
    const auto px = [](int value) { return QString::number(value); };
    const QList<std::pair<QString, QString>> values = {
        {u"text"_s, t.text.name()},
        {u"background"_s, t.background.name()},
        {u"raised"_s, t.raised.name()},
        {u"secondary"_s, t.secondary.name()},
        {u"disabled"_s, t.disabled.name()},
        {u"line"_s, t.line.name()},
        {u"strongLine"_s, t.strongLine.name()},
        {u"accent"_s, t.accent.name()},
        {u"onAccent"_s, t.onAccent.name()},
        {u"accentHover"_s, blend(t.accent, t.text, 0.15).name()},
        {u"bad"_s, t.bad.name()},
        {u"good"_s, t.good.name()},
        {u"warning"_s, t.warning.name()},
        {u"badTint"_s, blend(t.raised, t.bad, 0.12).name()},
        {u"menu"_s, (dark ? blend(t.raised, t.text, 0.03) : t.raised).name()},
        {u"field"_s, (dark ? blend(t.background, t.text, 0.02) : t.raised).name()},
        {u"hover"_s, blend(t.raised, t.text, 0.06).name()},
        {u"pressed"_s, blend(t.raised, t.text, 0.11).name()},
        {u"selection"_s, blend(t.raised, t.accent, 0.16).name()},
        {u"sunkenBar"_s, blend(t.raised, t.text, 0.1).name()},
        {u"radius"_s, px(metric::controlRadius)},
        {u"ring"_s, px(metric::focusRing)},
        {u"control"_s, px(metric::control - 2)},
        {u"controlFocus"_s, px(metric::control - 2 * metric::focusRing)},
    };
    QString sheet = QString::fromLatin1(sheetSource);
    for (const auto &[name, value] : values)
        sheet.replace(u'@' + name + u'@', value);
    Q_ASSERT(!sheet.contains(u'@'));
    return sheet;
}

} // namespace lonieve::widgets
