// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"
#include "server/api/eventwriter.h"
#include "server/api/productlist.h"
#include "server/domain/callback.h"
#include "server/domain/ordering.h"
#include "server/domain/ordervalidation.h"
#include "server/store/tokens.h"
#include "server/storefront/visit.h"

#include <QDateTime>
#include <QJsonArray>

#include <memory>

namespace lonieve::api {

namespace {

constexpr int largestBatch = 500;
constexpr qsizetype largestEventBody = 256 * 1024;

const store::Statement orderStatus = {"order_status", "select order_status($1, $2) as status"};

Result<QJsonObject> statusOfOrder(Context &context, const http::Request &request)
{
    const QUuid id(request.params.value(QStringLiteral("id")));
    const QByteArray hash = store::tokenHash(request.queryValue("t"));
    const auto rows = context.app.once(request.tenant, orderStatus, {id, store::Param::bytes(hash)});
    if (!rows)
        return failure(rows.error());
    return rows->object(0, "status");
}

/// One event or a batch, answered after the commit that holds them. Refused events go to quarantine with the
/// reason.
void takeEvents(Context &context, const http::Request &request, const http::Completion &completion)
{
    const auto body = request.json();
    if (!body) {
        completion(http::problem(body.error(), request.requestId));
        return;
    }
    const bool batch = body->contains(u"events");
    const QJsonArray list = batch ? body->value(u"events").toArray() : QJsonArray{*body};
    if (batch && (list.isEmpty() || list.size() > largestBatch)) {
        completion(http::problem(
            Error{ErrorCode::InvalidInput,
                  QStringLiteral("invalid_event"),
                  QStringLiteral("“events” must be a list of 1 to %1 events.").arg(largestBatch),
                  {{QStringLiteral("events"), QStringLiteral("size"),
                    QStringLiteral("1 to %1 events").arg(largestBatch)}}},
            request.requestId));
        return;
    }
    const QString session = request.cookie("lv_sess").left(100);
    const QString visitor = request.cookie("lv_visitor").left(100);
    const QString address = request.peer.toString();
    const QString agent = QString::fromUtf8(request.header("user-agent")).left(400);

    const QString arrived =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz"));
    std::vector<QJsonObject> accepted;
    QJsonArray ids;
    QJsonArray refused;
    Error firstError;
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonObject event = list.at(i).toObject();
        auto checked = checkedEvent(event, session, visitor);
        if (!checked) {
            firstError = checked.error();
            refused.append(QJsonObject{{QStringLiteral("index"), i},
                                       {QStringLiteral("code"), firstError.key},
                                       {QStringLiteral("message"), firstError.message}});
            context.events.quarantine(request.tenant, event, firstError.key);
            continue;
        }
        // A batch is told in the order in which it happened, and one arrival has one time.
        checked->insert(QStringLiteral("created_at"),
                        arrived + QString::number(i % 1000).rightJustified(3, u'0') + u'Z');
        checked->insert(QStringLiteral("ip_address"), address);
        if (!agent.isEmpty())
            checked->insert(QStringLiteral("user_agent"), agent);
        ids.append(checked->value(u"id"));
        accepted.push_back(std::move(*checked));
    }
    if (accepted.empty()) {
        completion(http::problem(firstError, request.requestId));
        return;
    }
    QJsonObject reply{{QStringLiteral("success"), true}};
    if (batch) {
        reply.insert(QStringLiteral("accepted"), ids.size());
        reply.insert(QStringLiteral("eventIds"), ids);
        reply.insert(QStringLiteral("rejected"), refused);
    } else {
        reply.insert(QStringLiteral("eventId"), ids.first());
    }
    const QString requestId = request.requestId;
    const bool queued = context.events.submit(
        request.tenant, std::move(accepted), [completion, reply, requestId](const Result<void> &stored) {
            completion(stored ? http::Response::json(reply) : http::problem(stored.error(), requestId));
        });
    if (!queued) {
        Error busy{ErrorCode::Unavailable, QStringLiteral("busy"),
                   QStringLiteral("Too many events at once; send this one again in a second.")};
        busy.retryAfterSeconds = 1;
        completion(http::problem(busy, requestId));
    }
}

} // namespace

Result<QJsonObject> createOrder(Context &context, const http::Request &request, const QJsonObject &body)
{
    const storefront::Visit visit = storefront::visitOf(request);
    // A body without them is completed from the visitor's cookies: the last click that was not direct counts.
    QJsonObject complete = body;
    if (!complete.contains(u"sessionId"))
        complete.insert(QStringLiteral("sessionId"), visit.sessionId);
    if (complete.value(u"utm").toObject().isEmpty())
        complete.insert(QStringLiteral("utm"), visit.utm.toJson());
    const auto valid = domain::validatedOrder(complete);
    if (!valid)
        return failure(valid.error());
    domain::OrderContext order;
    order.tenant = request.tenant;
    order.visitorId = visit.visitorId;
    order.referrer = QString::fromUtf8(request.header("referer")).left(2000);
    order.ipAddress = request.peer.toString();
    order.userAgent = QString::fromUtf8(request.header("user-agent")).left(400);
    order.deviceType = visit.deviceType;
    order.tokenKey = context.orderTokenKey;
    order.idempotencyKey = QString::fromUtf8(request.header("idempotency-key")).left(200);
    order.siteUrl = publicUrl(context, request);
    return domain::placeOrder(context.app, context.provider, order, *valid);
}

QList<http::Route> shopRoutes(Context &context)
{
    using http::Access;
    using http::Lane;
    using http::Method;
    const auto products = std::make_shared<ProductList>(context.app);
    return {
        {.method = Method::Get,
         .pattern = "/api/products",
         .handler = [products](const http::Request &request) { return products->answer(request); },
         .summary = "The catalogue: products, nominals, prices, stock"},
        {.method = Method::Post,
         .pattern = "/api/orders/create",
         .lane = Lane::Orders,
         .handler = [&context](const http::Request &request) -> http::Response {
             const auto body = request.json();
             return answer(body ? createOrder(context, request, *body)
                                : Result<QJsonObject>(failure(body.error())),
                           request);
         },
         .maxBody = 16 * 1024,
         .summary = "Create an order and its payment"},
        {.method = Method::Get,
         .pattern = "/api/orders/{id}/status",
         .handler =
             [&context](const http::Request &request) {
                 return answer(statusOfOrder(context, request), request);
             },
         .summary = "How an order stands, for its buyer"},
        {.method = Method::Post,
         .pattern = "/api/webhooks/cardlink",
         .lane = Lane::Callbacks,
         .handler =
             [&context](const http::Request &request) {
                 return answer(domain::handleCallback(context.app, context.cardlinkSecrets, request.headers,
                                                      request.body),
                               request);
             },
         .maxBody = 16 * 1024,
         .anyTenant = true,
         .summary = "The payment provider's callback"},
        {.method = Method::Post,
         .pattern = "/api/events",
         .lane = Lane::Async,
         .async =
             [&context](const http::Request &request, const http::Completion &completion) {
                 takeEvents(context, request, completion);
             },
         .maxBody = largestEventBody,
         .summary = "Report analytics events, one or a batch"},
    };
}

} // namespace lonieve::api
