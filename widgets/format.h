// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"
#include "widgets/theme.h"

#include <QDateTime>
#include <QJsonValue>
#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <functional>

namespace lonieve::widgets {

/// Values to text, in the default QLocale and the reporting zone. Everything that cannot be computed is “–”.
namespace format {

QString dash();

/// The reporting zone of the signed-in store; UTC until it is known.
void setZone(const QTimeZone &zone);
QTimeZone zone();
/// Replaceable in tests.
void setClock(std::function<QDateTime()> now);
QDateTime now();

/// "12,345.60" with the locale's thin grouping, from minor units.
QString amount(qint64 minor, const QString &currency);
/// "$12,345.60" as the locale places the symbol.
QString money(qint64 minor, const QString &currency);
/// Short for axes: "$12.5K".
QString compactMoney(double minor, const QString &currency);
QString compactNumber(double value);
QString integer(qint64 value);
QString number(double value, int decimals = 1);
/// 12.43 → "12.4 %" (the value is already in percent).
QString percent(double value);
/// For paper and files, which are read at any time: relativeTime() then gives date and time.
void setAbsoluteTimes(bool absolute);
/// Under a day "5 minutes ago", else date and time.
QString relativeTime(const QDateTime &time);
QString exactTime(const QDateTime &time);
QString shortTime(const QDateTime &time);
/// "14:32" today, else as shortTime.
QString clockTime(const QDateTime &time);
QString date(QDate date);
/// "24 Oct – 22 Nov 2026".
QString dateSpan(QDate first, QDate last);

/// The word for a status of orders, payments, e-mails, codes, stock.
QString status(const QString &raw);
Tone statusTone(const QString &raw);
/// The icon that goes with the tone.
QString toneIcon(Tone tone);

/// The text of a cell; `withCurrency` puts the currency beside a Money value.
QString value(const ColumnSpec &column, const QJsonValue &value, const QString &currency,
              bool withCurrency = true);
/// The longer text behind a cell, empty when there is nothing to add.
QString toolTip(const ColumnSpec &column, const QJsonValue &value, const QString &currency);

/// "+12.4 % vs previous 30 days" in its parts.
struct Change
{
    QString text;    ///< "+12.4 %", empty when it cannot be computed
    QString against; ///< "vs previous 30 days"
    QString reason;  ///< why there is no text
    QString icon;    ///< arrow-up, arrow-down, arrow-flat
    Tone tone = Tone::Neutral;
};
/// `moreIsBetter` false turns the colours round (refunds).
Change change(const QJsonValue &current, const QJsonValue &previous, const QString &against,
              bool moreIsBetter = true);
/// "vs yesterday", "vs previous 7 days", by the number of whole days compared.
QString against(qint64 days);

} // namespace format

} // namespace lonieve::widgets
