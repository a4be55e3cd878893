// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QString>

namespace lonieve::services {

/// Datasets as files for people and their spreadsheets. Nothing in them is ever a formula.

/// RFC 4180, UTF-8, CRLF; the header has the dataset's column names. Amounts are exact decimals, times ISO
/// 8601 in UTC, an empty cell is “unknown”. Money columns without a currency of their own are followed by
/// one.
QByteArray toCsv(const Dataset &dataset);

/// A cell of text that a spreadsheet would take for a formula gets an apostrophe in front; numbers do not.
QString neutralized(const QString &cell);

Result<void> writeCsv(const QString &path, const Dataset &dataset);

struct Sheet
{
    QString title; ///< cut to what a spreadsheet allows
    Dataset dataset;
};

/// Typed cells: numbers are numbers, times are times in the reporting zone, the header row is translated and
/// stays in view. Written beside the file and moved over it when complete.
Result<void> writeXlsx(const QString &path, const QList<Sheet> &sheets);

/// "overview_revenue_trend_2026-11-22.csv"; an empty part is left out.
QString exportFileName(const QString &dashboard, const QString &part, const QDate &day,
                       const QString &extension);

/// Writes all of it or leaves what was there.
Result<void> writeFile(const QString &path, const QByteArray &bytes);

} // namespace lonieve::services
