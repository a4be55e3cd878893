// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"
#include "server/api/datasets.h"
#include "server/api/tenantdirectory.h"
#include "server/importer/codeimport.h"
#include "server/store/changefeed.h"
#include "server/store/vault.h"

#include <QJsonArray>

#include <memory>
#include <mutex>
#include <unordered_map>

namespace lonieve::api {

namespace {

constexpr int longestWaitSeconds = 25;
constexpr qsizetype longestReason = 500;
constexpr qsizetype largestImportPart = 16 * 1024 * 1024;

const store::Statement orderDetail = {"order_detail", "select order_detail($1) as detail"};
const store::Statement requestResend = {"request_resend", "select request_resend($1, $2, $3) as id"};
const store::Statement refundOrder = {"refund_order",
                                      "select refund_order($1, $2, $3, $4, $5, $6) as result"};
const store::Statement settleReview = {"settle_manual_review",
                                       "select settle_manual_review($1, $2, $3, $4) as result"};
const store::Statement addNote = {"add_order_note", "select add_order_note($1, $2, $3) as id"};
const store::Statement voidCode = {"void_code", "select void_code($1, $2, $3)"};
const store::Statement beginReveal = {
    "begin_code_reveal",
    "select code, batch_id, wrapped_key, key_version from begin_code_reveal($1, $2, $3)"};

/// The statement of a dataset never changes: made once, kept for the life of the process.
const store::Statement &statementOf(const DatasetSpec &spec, const DatasetCall &call)
{
    struct Kept
    {
        QByteArray name;
        QByteArray sql;
        store::Statement statement;
    };
    static std::mutex mutex;
    static std::unordered_map<const DatasetSpec *, std::unique_ptr<Kept>> all;
    const std::lock_guard lock(mutex);
    std::unique_ptr<Kept> &kept = all[&spec];
    if (!kept) {
        kept = std::make_unique<Kept>(Kept{call.name, call.sql, {}});
        kept->statement = {kept->name.constData(), kept->sql.constData()};
    }
    return kept->statement;
}

Result<QJsonObject> dataset(Context &context, const http::Request &request)
{
    const QString id = request.params.value(QStringLiteral("id"));
    const DatasetSpec *spec = findDataset(id);
    if (!spec) {
        return failure(ErrorCode::NotFound, QStringLiteral("unknown_dataset"),
                       QStringLiteral("There is no dataset “%1”.").arg(id.left(60)));
    }
    if (request.actor.role < spec->role) {
        return failure(ErrorCode::Forbidden, QStringLiteral("role_too_low"),
                       QStringLiteral("Your role may not see this."));
    }
    const auto call = datasetCall(*spec, request.query);
    if (!call)
        return failure(call.error());
    const auto rows = context.reader.once(request.tenant, statementOf(*spec, *call), call->values);
    if (!rows)
        return failure(rows.error());
    const Tenant tenant = context.tenants.tenant(request.tenant);
    const QString asked = request.queryValue("currency");
    const auto set = datasetOf(*spec, *rows, asked.isEmpty() ? tenant.currency : asked, tenant.timeZone);
    if (!set)
        return failure(set.error());
    return set->toJson();
}

Result<QUuid> idParam(const http::Request &request)
{
    const QUuid id(request.params.value(QStringLiteral("id")));
    if (id.isNull())
        return failure(ErrorCode::NotFound, QStringLiteral("not_found"),
                       QStringLiteral("There is no such entry."));
    return id;
}

/// What a staff action works on: the id of the path and the JSON body.
struct Action
{
    QUuid id;
    QJsonObject body;
};

Result<Action> actionOf(const http::Request &request)
{
    const auto id = idParam(request);
    if (!id)
        return failure(id.error());
    const auto body = request.json();
    if (!body)
        return failure(body.error());
    return Action{*id, *body};
}

/// A text member of the body; `required` ones must not be blank.
Result<QString> textMember(const QJsonObject &body, const char *name, bool required,
                           qsizetype longest = longestReason)
{
    const QString key = QString::fromLatin1(name);
    const QJsonValue value = body.value(key);
    const QString text = value.toString().trimmed();
    const auto refuse = [&](const char *code, const QString &message) {
        return failure(Error{ErrorCode::InvalidInput,
                             QStringLiteral("invalid_input"),
                             message,
                             {{key, QString::fromLatin1(code), message}}});
    };
    if (!value.isUndefined() && !value.isNull() && !value.isString())
        return refuse("not_text", QStringLiteral("“%1” must be text.").arg(key));
    if (required && text.isEmpty())
        return refuse("required", QStringLiteral("Say why: “%1” must not be empty.").arg(key));
    if (text.size() > longest || text.contains(QChar(u'\0')))
        return refuse("too_long",
                      QStringLiteral("“%1” may have at most %2 characters.").arg(key).arg(longest));
    return text;
}

/// The named object of the only row, or an empty object.
Result<QJsonObject> objectOf(const Result<store::Rows> &rows, const char *column)
{
    if (!rows)
        return failure(rows.error());
    if (rows->isEmpty() || rows->isNull(0, column))
        return QJsonObject{};
    return rows->object(0, column);
}

Result<QJsonObject> idOf(const Result<store::Rows> &rows)
{
    if (!rows)
        return failure(rows.error());
    return QJsonObject{{QStringLiteral("id"), rows->text(0, "id")}};
}

Result<QJsonObject> orderById(Context &context, const http::Request &request)
{
    const auto id = idParam(request);
    if (!id)
        return failure(id.error());
    return objectOf(context.app.once(request.tenant, orderDetail, {*id}), "detail");
}

Result<QJsonObject> resend(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto reason = textMember(action->body, "reason", false);
    if (!reason)
        return failure(reason.error());
    return idOf(context.app.once(request.tenant, requestResend, {action->id, request.actor.id, *reason}));
}

Result<QJsonObject> refund(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto reason = textMember(action->body, "reason", true);
    const auto type = textMember(action->body, "type", false, 20);
    const auto key = textMember(action->body, "requestKey", true, 100);
    for (const auto *part : {&reason, &type, &key}) {
        if (!*part)
            return failure(part->error());
    }
    // An amount may come as a number or as text; text is exact.
    const QJsonValue given = action->body.value(u"amount");
    QString amount = given.toString();
    if (given.isDouble())
        amount = QString::number(given.toDouble(), 'f', QLocale::FloatingPointShortest);
    const store::Param amountParam = amount.isEmpty() ? store::Param(nullptr) : store::Param(amount);
    return objectOf(
        context.app.once(request.tenant, refundOrder,
                         {action->id, amountParam, *reason, type->isEmpty() ? QStringLiteral("full") : *type,
                          request.actor.id, *key}),
        "result");
}

Result<QJsonObject> settle(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto way = textMember(action->body, "action", true, 20);
    const auto note = textMember(action->body, "note", false, 2000);
    if (!way || !note)
        return failure(!way ? way.error() : note.error());
    return objectOf(
        context.app.once(request.tenant, settleReview, {action->id, *way, request.actor.id, *note}),
        "result");
}

Result<QJsonObject> note(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto text = textMember(action->body, "text", true, 2000);
    if (!text)
        return failure(text.error());
    return idOf(context.app.once(request.tenant, addNote, {action->id, request.actor.id, *text}));
}

Result<QJsonObject> withdrawCode(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto reason = textMember(action->body, "reason", true);
    if (!reason)
        return failure(reason.error());
    const auto done = context.app.once(request.tenant, voidCode, {action->id, request.actor.id, *reason});
    if (!done)
        return failure(done.error());
    return QJsonObject{};
}

/// The audit line is written in the transaction that hands out the sealed code: no audit, no code.
Result<QJsonObject> revealCode(Context &context, const http::Request &request)
{
    const auto action = actionOf(request);
    if (!action)
        return failure(action.error());
    const auto reason = textMember(action->body, "reason", true);
    if (!reason)
        return failure(reason.error());
    const auto sealed =
        context.app.once(request.tenant, beginReveal, {action->id, request.actor.id, *reason});
    if (!sealed)
        return failure(sealed.error());
    if (sealed->isEmpty())
        return failure(ErrorCode::NotFound, QStringLiteral("not_found"),
                       QStringLiteral("There is no such code."));
    const auto key = context.vault.unwrap(QUuid(sealed->text(0, "batch_id")), sealed->bytes(0, "wrapped_key"),
                                          static_cast<int>(sealed->integer(0, "key_version")));
    if (!key)
        return failure(key.error());
    const auto plain = store::Vault::open(*key, action->id, sealed->bytes(0, "code"));
    if (!plain)
        return failure(plain.error());
    return QJsonObject{{QStringLiteral("code"), QString::fromUtf8(*plain)}};
}

/// The CSV of an import: the body itself, or the part `file` of a form.
Result<QByteArray> uploadedCsv(const http::Request &request, QString *fileName)
{
    const QByteArray type = request.header("content-type");
    if (!type.startsWith("multipart/form-data")) {
        *fileName = request.queryValue("fileName");
        return request.body;
    }
    const auto noFile = [] {
        return failure(Error{
            ErrorCode::InvalidInput,
            QStringLiteral("invalid_input"),
            QStringLiteral("Send the CSV file in the form field “file”."),
            {{QStringLiteral("file"), QStringLiteral("required"), QStringLiteral("No file was sent.")}}});
    };
    const qsizetype at = type.indexOf("boundary=");
    if (at < 0)
        return noFile();
    QByteArray boundary = type.mid(at + 9);
    if (const qsizetype end = boundary.indexOf(';'); end >= 0)
        boundary.truncate(end);
    boundary = boundary.trimmed();
    if (boundary.startsWith('"') && boundary.endsWith('"') && boundary.size() > 1)
        boundary = boundary.mid(1, boundary.size() - 2);
    if (boundary.isEmpty())
        return noFile();
    const QByteArray delimiter = "--" + boundary;
    qsizetype start = request.body.indexOf(delimiter);
    while (start >= 0) {
        const qsizetype head = start + delimiter.size() + 2;
        const qsizetype headEnd = request.body.indexOf("\r\n\r\n", head - 2);
        const qsizetype next = request.body.indexOf("\r\n" + delimiter, head - 2);
        if (headEnd < 0 || next < 0 || headEnd > next)
            break;
        const QByteArray headers = request.body.mid(head, headEnd - head);
        if (headers.contains("name=\"file\"")) {
            if (const qsizetype name = headers.indexOf("filename=\""); name >= 0) {
                const qsizetype from = name + 10;
                *fileName = QString::fromUtf8(headers.mid(from, headers.indexOf('"', from) - from));
            }
            return request.body.mid(headEnd + 4, next - headEnd - 4);
        }
        start = next + 2;
    }
    return noFile();
}

Result<QJsonObject> importCodes(Context &context, const http::Request &request)
{
    importer::CodeImportOptions options;
    options.tenant = request.tenant;
    options.staff = request.actor.id;
    options.dryRun = request.queryValue("dryRun") == u"1";
    options.batchId = request.queryValue("batchId");
    if (const int first = request.queryValue("firstLine").toInt(); first > 0)
        options.firstLine = first;
    const auto csv = uploadedCsv(request, &options.fileName);
    if (!csv)
        return failure(csv.error());
    options.fileName = options.fileName.left(200);
    if (!options.batchId.isEmpty() && QUuid(options.batchId).isNull()) {
        return failure(Error{
            ErrorCode::InvalidInput,
            QStringLiteral("invalid_input"),
            QStringLiteral("“batchId” must be the one that the first part was answered with."),
            {{QStringLiteral("batchId"), QStringLiteral("not_an_id"), QStringLiteral("Not a batch id.")}}});
    }
    const auto connection = context.app.here();
    if (!connection)
        return failure(connection.error());
    const auto report = importer::importCodes(**connection, context.vault, *csv, options);
    if (!report)
        return failure(report.error());
    return report->toJson();
}

void waitForChanges(Context &context, const http::Request &request, const http::Completion &completion)
{
    const auto admission = [&context, request]() -> Result<void> {
        const auto actor = authenticate(context, request);
        if (!actor)
            return failure(actor.error());
        return {};
    };
    context.changes.wait(
        request.tenant, request.queryValue("since"), longestWaitSeconds, admission,
        [request, completion](const Result<QJsonObject> &result) { completion(answer(result, request)); });
}

} // namespace

QList<http::Route> staffRoutes(Context &context)
{
    using http::Access;
    using http::Lane;
    using http::Method;
    const auto handler = [&context](Result<QJsonObject> (*function)(Context &, const http::Request &)) {
        return [&context, function](const http::Request &request) {
            return answer(function(context, request), request);
        };
    };
    return {
        {.method = Method::Get,
         .pattern = "/api/admin/datasets/{id}",
         .access = Access::Viewer,
         .lane = Lane::Staff,
         .handler = handler(dataset),
         .summary = "The rows of a dataset"},
        {.method = Method::Get,
         .pattern = "/api/admin/orders/{id}",
         .access = Access::Viewer,
         .lane = Lane::Staff,
         .handler = handler(orderById),
         .summary = "One order with payment, codes, e-mails and its time line"},
        {.method = Method::Post,
         .pattern = "/api/admin/orders/{id}/resend",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(resend),
         .summary = "Send the codes again"},
        {.method = Method::Post,
         .pattern = "/api/admin/orders/{id}/refund",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(refund),
         .summary = "Refund an order, in full or in part"},
        {.method = Method::Post,
         .pattern = "/api/admin/orders/{id}/settle",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(settle),
         .summary = "Settle an order in manual review"},
        {.method = Method::Post,
         .pattern = "/api/admin/orders/{id}/notes",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(note),
         .summary = "Add a note to an order"},
        {.method = Method::Post,
         .pattern = "/api/admin/codes/import",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(importCodes),
         .maxBody = largestImportPart,
         .summary = "Import gift codes from CSV"},
        {.method = Method::Post,
         .pattern = "/api/admin/codes/{id}/reveal",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(revealCode),
         .summary = "Show one code in full; asks for a reason, audited"},
        {.method = Method::Post,
         .pattern = "/api/admin/codes/{id}/void",
         .access = Access::Manager,
         .lane = Lane::Staff,
         .handler = handler(withdrawCode),
         .summary = "Withdraw a code that has not been sold"},
        // Async routes authenticate themselves: the wait must not hold a worker.
        {.method = Method::Get,
         .pattern = "/api/admin/changes",
         .lane = Lane::Async,
         .async =
             [&context](const http::Request &request, const http::Completion &completion) {
                 waitForChanges(context, request, completion);
             },
         .summary = "Wait for changes (long poll); asks for a staff sign-in"},
    };
}

} // namespace lonieve::api
