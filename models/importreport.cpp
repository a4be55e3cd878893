// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/importreport.h"

#include <QJsonArray>

namespace lonieve {

ImportReport ImportReport::fromJson(const QJsonObject &json)
{
    ImportReport report;
    report.dryRun = json.value(u"dryRun").toBool();
    report.imported = json.value(u"imported").toInteger();
    report.wouldImport = json.value(u"wouldImport").toInteger();
    report.skipped = json.value(u"skipped").toInteger();
    report.batchId = json.value(u"batchId").toString();
    const QJsonArray errors = json.value(u"errors").toArray();
    for (const QJsonValue &text : errors)
        report.errors.append(text.toString());
    const QJsonArray lines = json.value(u"lines").toArray();
    for (const QJsonValue &value : lines) {
        const QJsonObject line = value.toObject();
        report.lines.append({line.value(u"line").toInteger(), line.value(u"outcome").toString(),
                             line.value(u"message").toString()});
    }
    return report;
}

void ImportReport::merge(const ImportReport &part)
{
    dryRun = dryRun || part.dryRun;
    imported += part.imported;
    wouldImport += part.wouldImport;
    skipped += part.skipped;
    if (batchId.isEmpty())
        batchId = part.batchId;
    errors.append(part.errors);
    lines.append(part.lines);
}

} // namespace lonieve
