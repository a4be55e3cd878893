// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace lonieve {

/// The first lines of a CSV file of gift codes, read to show a person what would be imported. It decides
/// nothing: the server reads the whole file again.
struct CsvPreview
{
    struct Row
    {
        qint64 line = 0; ///< the first line of the record in the file, counted from 1
        QStringList cells;
        QString problem; ///< empty, or what is wrong with this row as far as it can be seen here
    };

    QChar delimiter = u',';
    QStringList header;
    QList<Row> rows;
    QStringList missing;    ///< required columns that the header lacks
    QStringList unknown;    ///< columns that the import will ignore
    bool truncated = false; ///< there is more than was read

    int indexOf(QStringView column) const;
    bool isImportable() const { return missing.isEmpty() && !rows.isEmpty(); }
};

/// The columns that an import of codes knows: code, nominal and product_id are required.
QStringList codeImportColumns();
QStringList requiredCodeImportColumns();

/// Reads at most `limit` records after the header. Understands quotes, doubled quotes, line breaks in
/// quotes, a byte order mark, and comma, semicolon or tab between cells. Fails when the text is empty, not
/// UTF-8 or ends inside quotes although the file ends there (`complete`).
Result<CsvPreview> previewCodeCsv(const QByteArray &bytes, bool complete, int limit = 100);

} // namespace lonieve
