// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rangepicker.h"

#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QDialog>
#include <QFormLayout>
#include <QMenu>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

struct PresetText
{
    RangePreset preset;
    const char *text;
};
constexpr PresetText presetTexts[] = {
    {RangePreset::Today, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "Today")},
    {RangePreset::Days7, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "Last 7 days")},
    {RangePreset::Days30, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "Last 30 days")},
    {RangePreset::Days90, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "Last 90 days")},
    {RangePreset::Month, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "This month")},
    {RangePreset::Quarter, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "This quarter")},
    {RangePreset::Year, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "This year")},
    {RangePreset::Custom, QT_TRANSLATE_NOOP("lonieve::widgets::RangePicker", "Custom")},
};

} // namespace

RangePicker::RangePicker(Parts parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_anyTime(parts & AnyTime)
    , m_range(makeButton(ButtonVariant::Plain, u"calendar"_s, this))
    , m_menu(new QMenu(this))
    , m_compare(makeButton(ButtonVariant::Plain, u"compare"_s, this))
    , m_currency(new Select(this))
    , m_refresh(new IconButton(u"refresh"_s, this))
{
    setObjectName(u"rangePicker"_s);
    m_range->setObjectName(u"range"_s);
    m_compare->setObjectName(u"compare"_s);
    m_currency->setObjectName(u"currency"_s);
    m_refresh->setObjectName(u"refresh"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * metric::unit);
    layout->addWidget(m_range);
    layout->addWidget(m_compare);
    layout->addWidget(m_currency);
    layout->addWidget(m_refresh);
    m_range->setMenu(m_menu);
    m_compare->setCheckable(true);
    m_compare->setChecked(true);
    m_compare->setVisible(parts & Comparison);
    m_currency->hide();
    m_refresh->setShortcut(QKeySequence::Refresh);
    connect(m_compare, &QPushButton::toggled, this, &RangePicker::changed);
    connect(m_currency, &QComboBox::currentIndexChanged, this, &RangePicker::changed);
    connect(m_refresh, &QToolButton::clicked, this, &RangePicker::refreshClicked);
    retranslate();
}

void RangePicker::fillMenu()
{
    m_menu->clear();
    auto *group = new QActionGroup(m_menu);
    const auto add = [&](const QString &text, bool checked) {
        QAction *action = m_menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        return action;
    };
    if (m_parts & AnyTime) {
        connect(add(tr("Any time"), m_anyTime), &QAction::triggered, this, [this] {
            setAnyTime();
            Q_EMIT changed();
        });
        m_menu->addSeparator();
    }
    for (const PresetText &row : presetTexts) {
        const RangePreset preset = row.preset;
        if (preset == RangePreset::Custom) {
            m_menu->addSeparator();
            connect(add(tr("Custom dates…"), !m_anyTime && m_preset == preset), &QAction::triggered, this,
                    &RangePicker::askCustomDays);
        } else {
            connect(add(tr(row.text), !m_anyTime && m_preset == preset), &QAction::triggered, this,
                    [this, preset] {
                        setPreset(preset);
                        Q_EMIT changed();
                    });
        }
    }
}

void RangePicker::retranslate()
{
    m_compare->setText(tr("Compare"));
    m_compare->setAccessibleName(tr("Compare with the period before"));
    m_compare->setToolTip(tr("Compare with the period before"));
    m_refresh->setHint(
        tr("Refresh (%1)").arg(QKeySequence(QKeySequence::Refresh).toString(QKeySequence::NativeText)));
    m_currency->setAccessibleName(tr("Currency"));
    m_currency->setToolTip(tr("Only orders in this currency"));
    updateText();
}

void RangePicker::updateText()
{
    fillMenu();
    if (m_anyTime) {
        m_range->setText(tr("Any time"));
    } else {
        const auto [first, last] = days();
        const QString span = format::dateSpan(first, last);
        QString name;
        for (const PresetText &row : presetTexts) {
            if (row.preset == m_preset)
                name = tr(row.text);
        }
        m_range->setText(m_preset == RangePreset::Custom || m_preset == RangePreset::Today
                             ? (m_preset == RangePreset::Today ? name : span)
                             : name + u"  ·  "_s + span);
        m_range->setToolTip(span + u" · "_s + QString::fromLatin1(format::zone().id()));
    }
    m_range->setAccessibleName(tr("Range: %1").arg(m_range->text()));
}

void RangePicker::setAnyTime()
{
    m_anyTime = true;
    updateText();
}

void RangePicker::setPreset(RangePreset preset)
{
    m_anyTime = false;
    m_preset = preset;
    updateText();
}

void RangePicker::setCustomDays(QDate first, QDate last)
{
    m_anyTime = false;
    m_preset = RangePreset::Custom;
    m_first = qMin(first, last);
    m_last = qMax(first, last);
    updateText();
}

std::pair<QDate, QDate> RangePicker::days() const
{
    if (m_preset == RangePreset::Custom)
        return {m_first, m_last};
    return presetDays(m_preset, format::now(), format::zone());
}

DateRange RangePicker::range() const
{
    if (m_anyTime)
        return {};
    const auto [first, last] = days();
    return rangeOfDays(first, last, format::zone());
}

DateRange RangePicker::comparison() const
{
    if (m_anyTime || !(m_parts & Comparison) || !m_compare->isChecked())
        return {};
    const auto [first, last] = days();
    return comparisonRange(m_preset, first, last, format::now(), format::zone());
}

DateRange RangePicker::rangeFor(RangePreset preset) const
{
    return preset == RangePreset::Custom ? range() : rangeOfPreset(preset, format::now(), format::zone());
}

DateRange RangePicker::comparisonFor(RangePreset preset) const
{
    if (!m_compare->isChecked() || !(m_parts & Comparison))
        return {};
    if (preset == RangePreset::Custom)
        return comparison();
    const auto [first, last] = presetDays(preset, format::now(), format::zone());
    return comparisonRange(preset, first, last, format::now(), format::zone());
}

void RangePicker::setCurrencies(const QStringList &codes)
{
    const QString chosen = m_currency->currentText();
    const QSignalBlocker quiet(m_currency);
    m_currency->clear();
    m_currency->addItems(codes);
    m_currency->setCurrentIndex(qMax(0, m_currency->findText(chosen)));
    m_currency->setVisible((m_parts & Currency) && codes.size() > 1);
}

QString RangePicker::currency() const
{
    return m_currency->currentIndex() > 0 ? m_currency->currentText() : QString();
}

QVariantMap RangePicker::state() const
{
    QVariantMap state{{u"range"_s, m_anyTime ? u"any"_s : rangePresetId(m_preset)},
                      {u"compare"_s, m_compare->isChecked()},
                      {u"currency"_s, currency()}};
    if (!m_anyTime && m_preset == RangePreset::Custom) {
        state.insert(u"first"_s, m_first.toString(Qt::ISODate));
        state.insert(u"last"_s, m_last.toString(Qt::ISODate));
    }
    return state;
}

void RangePicker::restore(const QVariantMap &state)
{
    const QSignalBlocker quiet(this);
    const QString id = state.value(u"range"_s).toString();
    const QDate first = QDate::fromString(state.value(u"first"_s).toString(), Qt::ISODate);
    const QDate last = QDate::fromString(state.value(u"last"_s).toString(), Qt::ISODate);
    if (id == "any"_L1 && (m_parts & AnyTime))
        setAnyTime();
    else if (id == "custom"_L1 && first.isValid() && last.isValid())
        setCustomDays(first, last);
    else if (const std::optional<RangePreset> preset = rangePresetOf(id);
             preset && *preset != RangePreset::Custom)
        setPreset(*preset);
    if (state.contains(u"compare"_s))
        m_compare->setChecked(state.value(u"compare"_s).toBool());
    if (const int index = m_currency->findText(state.value(u"currency"_s).toString()); index >= 0)
        m_currency->setCurrentIndex(index);
}

void RangePicker::setRefreshing(bool refreshing)
{
    m_refresh->setEnabled(!refreshing);
}

void RangePicker::askCustomDays()
{
    updateText(); // the menu's mark stays on what is in force until the dialog is accepted
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(u"customDays"_s);
    dialog->setWindowTitle(tr("Custom dates"));
    auto *first = new DateField(dialog);
    auto *last = new DateField(dialog);
    const auto [from, to] =
        m_anyTime ? presetDays(RangePreset::Days30, format::now(), format::zone()) : days();
    first->setDate(from);
    last->setDate(to);
    first->setAccessibleName(tr("First day"));
    last->setAccessibleName(tr("Last day"));
    first->setObjectName(u"first"_s);
    last->setObjectName(u"last"_s);
    auto *form = new QFormLayout;
    form->addRow(tr("&First day"), first);
    form->addRow(tr("&Last day"), last);
    auto *note = makeLabel(TextRole::Caption, QFont::Normal, "secondary", dialog);
    note->setText(
        tr("Both days are included, in the time zone %1.").arg(QString::fromLatin1(format::zone().id())));
    auto *apply = makeButton(ButtonVariant::Primary, {}, dialog);
    apply->setText(tr("Show these dates"));
    apply->setAccessibleName(apply->text());
    apply->setDefault(true);
    apply->setObjectName(u"apply"_s);
    auto *cancel = makeButton(ButtonVariant::Plain, {}, dialog);
    cancel->setText(tr("Cancel"));
    cancel->setAccessibleName(cancel->text());
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(apply);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(metric::pageMargin, metric::pageMargin, metric::pageMargin,
                               metric::pageMargin);
    layout->setSpacing(4 * metric::unit);
    layout->addLayout(form);
    layout->addWidget(note);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(apply, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this, [this, first, last] {
        setCustomDays(first->date(), last->date());
        Q_EMIT changed();
    });
    dialog->open();
}

} // namespace lonieve::widgets
