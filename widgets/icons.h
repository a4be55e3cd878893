// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace lonieve::widgets {

/// A line icon of resources/icons by name, drawn sharp at any scale in the colours of the theme that is
/// current when it is painted: secondary text, text when hovered, accent when checked or selected.
QIcon icon(const QString &name);
/// The same icon in one fixed tone.
QIcon icon(const QString &name, Tone tone);
void paintIcon(QPainter *painter, const QRectF &rect, const QString &name, const QColor &color);
bool hasIcon(const QString &name);
QIcon applicationIcon();

} // namespace lonieve::widgets
