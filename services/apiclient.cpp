// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/apiclient.h"

#include "services/errortext.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

namespace lonieve::services {

namespace {

constexpr int longPollMs = 40'000; // the server answers after 25 s at the latest
constexpr int importPartMs = 120'000;

QString wireText(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Bool:
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QMetaType::QDateTime:
        return value.toDateTime().toUTC().toString(Qt::ISODateWithMs);
    default:
        return value.toString();
    }
}

// QUrlQuery leaves "+" alone, and servers read it as a space.
QString escaped(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QString idPath(const char *folder, const QString &id, const char *action = "")
{
    return QLatin1String(folder) + QString::fromLatin1(QUrl::toPercentEncoding(id)) + QLatin1String(action);
}

} // namespace

ApiClient::ApiClient(HttpTransport &transport, QObject *parent) : QObject(parent), m_transport(transport)
{}

QPointer<Call> ApiClient::getDataset(const DatasetQuery &query, QObject *context, DatasetDone done,
                                     bool keepOlder)
{
    QUrlQuery parameters;
    for (auto it = query.params.cbegin(); it != query.params.cend(); ++it) {
        const QString text = wireText(it.value());
        if (!text.isEmpty())
            parameters.addQueryItem(it.key(), escaped(text));
    }
    const std::pair<const QObject *, QString> slot(context, query.id);
    if (!keepOlder) {
        if (const QPointer<Call> older = m_newest.take(slot))
            older->cancel();
    }
    const QPointer<Call> call = m_transport.send(
        ApiRequest::get(idPath("/api/admin/datasets/", query.id), parameters), context,
        [id = query.id, done = std::move(done)](const Result<QJsonObject> &answer) {
            if (!answer) {
                done(failure(answer.error()));
                return;
            }
            Result<Dataset> set = Dataset::fromJson(*answer);
            if (set && set->id != id) {
                done(failure(withLocalText({ErrorCode::Internal, QStringLiteral("not_json"), set->id}, 0)));
                return;
            }
            done(std::move(set));
        });
    if (!keepOlder) {
        m_newest.insert(slot, call);
        connect(call, &QObject::destroyed, this, [this, slot, raw = call.data()] {
            const auto it = m_newest.constFind(slot);
            if (it != m_newest.cend() && (it->isNull() || it->data() == raw))
                m_newest.erase(it);
        });
    }
    return call;
}

QPointer<Call> ApiClient::orderDetail(const QString &orderId, QObject *context, Done done)
{
    return m_transport.send(ApiRequest::get(idPath("/api/admin/orders/", orderId)), context, std::move(done));
}

void ApiClient::resend(const QString &orderId, const QString &reason, QObject *context, Done done)
{
    m_transport.send(ApiRequest::post(idPath("/api/admin/orders/", orderId, "/resend"),
                                      {{QStringLiteral("reason"), reason}}),
                     context, std::move(done));
}

void ApiClient::refund(const QString &orderId, const QString &amount, const QString &reason,
                       const QString &requestKey, QObject *context, Done done)
{
    QJsonObject body{
        {QStringLiteral("reason"), reason},
        {QStringLiteral("type"), amount.isEmpty() ? QStringLiteral("full") : QStringLiteral("partial")},
        {QStringLiteral("requestKey"), requestKey}};
    if (!amount.isEmpty())
        body.insert(QStringLiteral("amount"), amount);
    ApiRequest request = ApiRequest::post(idPath("/api/admin/orders/", orderId, "/refund"), body);
    request.attempts = 3; // the key makes it safe to repeat
    m_transport.send(request, context, std::move(done));
}

void ApiClient::settle(const QString &orderId, const QString &action, const QString &note, QObject *context,
                       Done done)
{
    m_transport.send(ApiRequest::post(idPath("/api/admin/orders/", orderId, "/settle"),
                                      {{QStringLiteral("action"), action}, {QStringLiteral("note"), note}}),
                     context, std::move(done));
}

void ApiClient::note(const QString &orderId, const QString &text, QObject *context, Done done)
{
    m_transport.send(
        ApiRequest::post(idPath("/api/admin/orders/", orderId, "/notes"), {{QStringLiteral("text"), text}}),
        context, std::move(done));
}

void ApiClient::reveal(const QString &codeId, const QString &reason, QObject *context, Done done)
{
    m_transport.send(ApiRequest::post(idPath("/api/admin/codes/", codeId, "/reveal"),
                                      {{QStringLiteral("reason"), reason}}),
                     context, std::move(done));
}

void ApiClient::voidCode(const QString &codeId, const QString &reason, QObject *context, Done done)
{
    m_transport.send(
        ApiRequest::post(idPath("/api/admin/codes/", codeId, "/void"), {{QStringLiteral("reason"), reason}}),
        context, std::move(done));
}

QPointer<Call> ApiClient::changes(const QString &cursor, QObject *context,
                                  std::function<void(Result<Changes>)> done)
{
    QUrlQuery query;
    if (!cursor.isEmpty())
        query.addQueryItem(QStringLiteral("since"), escaped(cursor));
    ApiRequest request = ApiRequest::get(QStringLiteral("/api/admin/changes"), query);
    request.timeoutMs = longPollMs;
    request.attempts = 1; // LiveFeed has its own back-off
    return m_transport.send(request, context, [done = std::move(done)](const Result<QJsonObject> &answer) {
        if (!answer) {
            done(failure(answer.error()));
            return;
        }
        Changes changes;
        // A number or a text, as the server likes; it is only handed back.
        changes.cursor = answer->value(u"cursor").toVariant().toString();
        const QJsonArray topics = answer->value(u"topics").toArray();
        for (const QJsonValue &topic : topics)
            changes.topics.append(topic.toString());
        changes.reset = answer->value(u"reset").toBool();
        done(changes);
    });
}

CodeImport *ApiClient::importCodes(const QString &filePath, bool dryRun, QObject *parent)
{
    return new CodeImport(*this, std::make_unique<QFile>(filePath), QFileInfo(filePath).fileName(), dryRun,
                          parent);
}

CodeImport *ApiClient::importCodes(const QByteArray &csv, const QString &fileName, bool dryRun,
                                   QObject *parent)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(csv);
    return new CodeImport(*this, std::move(buffer), fileName, dryRun, parent);
}

CodeImport::CodeImport(ApiClient &client, std::unique_ptr<QIODevice> source, const QString &fileName,
                       bool dryRun, QObject *parent)
    : QObject(parent), m_client(client), m_source(std::move(source)), m_fileName(fileName), m_dryRun(dryRun)
{
    m_report.dryRun = dryRun;
    QMetaObject::invokeMethod(this, &CodeImport::begin, Qt::QueuedConnection);
}

CodeImport::~CodeImport() = default;

void CodeImport::cancel()
{
    m_cancelled = true;
}

void CodeImport::begin()
{
    if (!m_source->open(QIODevice::ReadOnly)) {
        finish(Error{ErrorCode::NotFound, QStringLiteral("file_unreadable"),
                     tr("The file could not be read: %1").arg(m_source->errorString())});
        return;
    }
    m_header = nextRecord();
    if (m_header.startsWith("\xEF\xBB\xBF"))
        m_header.remove(0, 3);
    if (m_header.trimmed().isEmpty()) {
        finish(Error{ErrorCode::InvalidInput, QStringLiteral("file_empty"), tr("The file is empty.")});
        return;
    }
    if (!m_header.endsWith('\n'))
        m_header += '\n';
    sendNextPart();
}

// A record ends with a line, unless the line break is inside quotes.
QByteArray CodeImport::nextRecord()
{
    QByteArray record;
    qsizetype quotes = 0;
    while (!m_source->atEnd()) {
        const QByteArray line = m_source->readLine();
        quotes += line.count('"');
        record += line;
        ++m_nextLine;
        if (quotes % 2 == 0)
            break;
        if (record.size() > CodeImport::bytesPerPart) // a stray quote: let the server name the line
            break;
    }
    return record;
}

void CodeImport::sendNextPart()
{
    if (m_cancelled) {
        m_report.cancelled = !m_source->atEnd();
        finish();
        return;
    }
    const qint64 firstLine = m_nextLine;
    QByteArray part = m_header;
    int records = 0;
    while (records < linesPerPart && part.size() < bytesPerPart && !m_source->atEnd()) {
        part += nextRecord();
        ++records;
    }
    if (records == 0) {
        if (m_linesDone == 0)
            finish(Error{ErrorCode::InvalidInput, QStringLiteral("file_empty"),
                         tr("The file has no lines after its header.")});
        else
            finish();
        return;
    }
    m_lastLines = m_nextLine - firstLine;

    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fileName"), escaped(m_fileName));
    query.addQueryItem(QStringLiteral("firstLine"), QString::number(firstLine));
    if (m_dryRun)
        query.addQueryItem(QStringLiteral("dryRun"), QStringLiteral("1"));
    if (!m_report.batchId.isEmpty())
        query.addQueryItem(QStringLiteral("batchId"), escaped(m_report.batchId));
    ApiRequest request;
    request.verb = "POST";
    request.path = QStringLiteral("/api/admin/codes/import");
    request.query = query;
    request.body = part;
    request.contentType = "text/csv";
    request.timeoutMs = importPartMs;
    m_client.m_transport.send(request, this, [this](const Result<QJsonObject> &answer) { answered(answer); });
}

void CodeImport::answered(const Result<QJsonObject> &answer)
{
    if (!answer) {
        finish(answer.error());
        return;
    }
    m_report.merge(ImportReport::fromJson(*answer));
    m_linesDone += m_lastLines;
    const double size = static_cast<double>(m_source->size());
    Q_EMIT progressed(m_linesDone, size > 0 ? static_cast<double>(m_source->pos()) / size : 1.0);
    if (m_source->atEnd())
        finish();
    else
        sendNextPart();
}

void CodeImport::finish(std::optional<Error> error)
{
    m_finished = true;
    m_error = std::move(error);
    m_source->close();
    Q_EMIT finished();
}

} // namespace lonieve::services
