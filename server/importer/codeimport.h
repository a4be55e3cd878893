// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/importreport.h"
#include "models/result.h"
#include "server/importer/bytesource.h"

#include <QJsonObject>
#include <QMap>
#include <QUuid>

#include <functional>
#include <memory>

namespace lonieve::store {
class Connection;
class Vault;
} // namespace lonieve::store

namespace lonieve::importer {

struct CodeImportProgress
{
    qint64 lines = 0;
    qint64 consumed = 0; ///< bytes of the file as it lies there
    qint64 size = -1;
};

struct CodeImportOptions
{
    QUuid tenant;
    QUuid staff; ///< null: the command line
    QString fileName;
    QString batchId; ///< of an earlier part of the same file; empty: a new batch
    bool dryRun = false;
    int firstLine = 2; ///< the line of the whole file that this part's first row was; 2 when it is the whole
    QUuid product;     ///< for rows that name none
    int inOneGo = 20'000; ///< rows a transaction
    std::function<void(const CodeImportProgress &)> progress;
    std::function<void(const ImportLine &)> refused; ///< told of every line not taken, beyond the 1,000 kept
};

struct CodeImportReport
{
    bool dryRun = false;
    qint64 imported = 0;
    qint64 wouldImport = 0;
    qint64 skipped = 0;
    qint64 fulfilled = 0;    ///< orders that had waited for stock
    QString batchId;         ///< empty when nothing was taken
    QStringList errors;      ///< about the file, and one line a kind of refusal
    QList<ImportLine> lines; ///< not taken; the first 1,000
    QMap<QString, qint64> outcomes;
    bool complete = true; ///< false: the file could not be read to its end; what came before is taken

    QJsonObject toJson() const;
};

/// Takes gift codes from CSV: columns code, nominal, product_id or product_name, cost_price, and optionally
/// currency and expires_at; others are ignored with a notice. Each row is sealed with the batch's data key
/// before it leaves the process; reports never hold a code, at most its last four characters. A row that
/// cannot be taken never stops the others. One transaction per `inOneGo` rows; afterwards orders that wait
/// for stock are fulfilled. A dry run does the same and rolls it back. The connection must not be in a
/// transaction. Fails without having changed anything when the file or its header cannot be read.
Result<CodeImportReport> importCodes(store::Connection &connection, store::Vault &vault,
                                     std::unique_ptr<ByteSource> csv, const CodeImportOptions &options);
Result<CodeImportReport> importCodes(store::Connection &connection, store::Vault &vault,
                                     const QByteArray &csv, const CodeImportOptions &options);

} // namespace lonieve::importer
