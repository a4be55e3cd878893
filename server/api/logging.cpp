// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/logging.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace lonieve::api {

namespace {

void writeLine(const QJsonObject &line)
{
    const QByteArray text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    // One write a line, so that lines of several threads do not mix.
    std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stderr);
}

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

void handleMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    const char *level = "info";
    switch (type) {
    case QtDebugMsg:
        level = "debug";
        break;
    case QtInfoMsg:
        break;
    case QtWarningMsg:
        level = "warning";
        break;
    case QtCriticalMsg:
    case QtFatalMsg:
        level = "error";
        break;
    }
    writeLine({{QStringLiteral("at"), now()},
               {QStringLiteral("level"), QLatin1String(level)},
               {QStringLiteral("message"), message}});
}

} // namespace

void installJsonLog()
{
    qInstallMessageHandler(handleMessage);
}

void logAccess(const http::AccessRecord &record, bool verbose)
{
    if (record.status < 500 && !verbose)
        return;
    writeLine(
        {{QStringLiteral("at"), now()},
         {QStringLiteral("level"), record.status >= 500 ? QStringLiteral("error") : QStringLiteral("info")},
         {QStringLiteral("message"), QStringLiteral("request")},
         {QStringLiteral("method"), QString::fromLatin1(record.method)},
         {QStringLiteral("path"), record.path},
         {QStringLiteral("status"), record.status},
         {QStringLiteral("us"), record.microseconds},
         {QStringLiteral("requestId"), record.requestId},
         {QStringLiteral("peer"), record.peer.toString()}});
}

} // namespace lonieve::api
