// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lonieve::importer {

/// `lonieve-server import orders|codes FILE …`: the arguments after "import". Progress goes to standard
/// error, the report to standard output. Returns the exit code: 0 done, 1 failed or the figures differ, 2
/// wrong usage. Needs a QCoreApplication.
int runImport(const QStringList &arguments);

} // namespace lonieve::importer
