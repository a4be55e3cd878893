// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "models/result.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

class QPagedPaintDevice;
class QWidget;

namespace lonieve::widgets {
class Panel;
}

namespace lonieve::app::report {

/// What stands above every report.
struct Heading
{
    QString title;
    QString meaning;
    QString range; ///< "24 Oct – 22 Nov 2026", empty when there is none
    QString tenant;
    QDateTime asOf;
};

/// A table of a report: the columns named, in that order; empty = all.
struct Table
{
    QString title;
    Dataset dataset;
    QStringList columns;
};

/// The widget as a picture with two pixels for each of its own.
Result<void> writePng(const QString &path, QWidget *widget);

/// A4 in the light theme: heading, panels as they lie in their page (vectors), tables whose header returns on
/// every page, page numbers. Panels must have been laid out.
Result<void> writePdf(const QString &path, const Heading &heading, const QList<widgets::Panel *> &panels,
                      const QList<Table> &tables);
/// The same on any paged device, a printer for example.
Result<void> paint(QPagedPaintDevice &device, const Heading &heading, const QList<widgets::Panel *> &panels,
                   const QList<Table> &tables);

} // namespace lonieve::app::report
