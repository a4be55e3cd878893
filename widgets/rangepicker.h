// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/daterange.h"

#include <QVariantMap>
#include <QWidget>

class QMenu;
class QPushButton;

namespace lonieve::widgets {

class IconButton;
class Select;

/// Range, comparison, currency and refresh, at the right of a page's header. Computes ranges with
/// models/daterange.h in the reporting zone and the clock of format::.
class RangePicker final : public QWidget
{
    Q_OBJECT

public:
    enum Part { Comparison = 1, Currency = 2, AnyTime = 4 };
    Q_DECLARE_FLAGS(Parts, Part)

    /// With AnyTime there is a first choice "Any time" without limits.
    explicit RangePicker(Parts parts, QWidget *parent = nullptr);

    RangePreset preset() const { return m_preset; }
    bool isAnyTime() const { return m_anyTime; }
    void setAnyTime();
    void setPreset(RangePreset preset);
    void setCustomDays(QDate first, QDate last);
    /// The days shown, both included.
    std::pair<QDate, QDate> days() const;
    DateRange range() const;
    /// Invalid while comparison is off.
    DateRange comparison() const;
    DateRange rangeFor(RangePreset preset) const;
    DateRange comparisonFor(RangePreset preset) const;

    /// Codes, the reporting currency first; the choice stays when it is still there.
    void setCurrencies(const QStringList &codes);
    /// Empty = the reporting currency of the store (the first).
    QString currency() const;

    QVariantMap state() const;
    void restore(const QVariantMap &state);
    void setRefreshing(bool refreshing);
    void retranslate();

Q_SIGNALS:
    void changed();
    void refreshClicked();

private:
    void fillMenu();
    void updateText();
    void askCustomDays();

    Parts m_parts;
    RangePreset m_preset = RangePreset::Days30;
    bool m_anyTime = false;
    QDate m_first;
    QDate m_last;
    QPushButton *m_range;
    QMenu *m_menu;
    QPushButton *m_compare;
    Select *m_currency;
    IconButton *m_refresh;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(RangePicker::Parts)

} // namespace lonieve::widgets
