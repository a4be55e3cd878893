// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/sandbox/billbook.h"

#include <QByteArray>

namespace lonieve::sandbox {

/// Whether an Accept-Language header prefers Russian to English.
bool prefersRussian(const QByteArray &acceptLanguage);

/// The page on which a person pays, declines or leaves. Plain HTML without scripts; says that it is no real
/// money.
QByteArray payPage(const Bill &bill, bool russian);
QByteArray unknownBillPage(bool russian);
QByteArray payStyle();

} // namespace lonieve::sandbox
