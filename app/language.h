// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace lonieve::app::language {

/// The languages of the program: "en", "ru".
QStringList available();
/// What the system speaks, or English where that is not available.
QString ofSystem();
/// Shows the program in a language from now on; every window gets QEvent::LanguageChange. Empty = the
/// system's.
void apply(const QString &code);
QString current();

} // namespace lonieve::app::language
