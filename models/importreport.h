// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace lonieve {

/// One line of the file that was not taken, and why. `outcome` is stable ("duplicate", "unknown_product").
struct ImportLine
{
    qint64 line = 0; ///< counted from 1 in the whole file; the header is line 1
    QString outcome;
    QString message;
    bool operator==(const ImportLine &) const = default;
};

/// What became of an import of codes: the server's answer, or the answers of several parts merged.
struct ImportReport
{
    bool dryRun = false;
    bool cancelled = false; ///< stopped between parts; what is counted here was taken
    qint64 imported = 0;
    qint64 wouldImport = 0; ///< of a dry run
    qint64 skipped = 0;
    QString batchId;
    QStringList errors;      ///< about the file as a whole
    QList<ImportLine> lines; ///< the server tells at most 1,000 a part

    static ImportReport fromJson(const QJsonObject &json);
    void merge(const ImportReport &part);
};

} // namespace lonieve
