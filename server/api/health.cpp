// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"

#include <QJsonObject>

namespace lonieve::api {

namespace {

const store::Statement ping = {"ping", "select 1"};

/// Live: the process answers. Ready: the store answers too.
Result<QJsonObject> ready(Context &context)
{
    const auto rows = context.app.once({}, ping);
    if (!rows) {
        return failure(ErrorCode::Unavailable, QStringLiteral("store_unavailable"),
                       QStringLiteral("The store does not answer."));
    }
    return QJsonObject{{QStringLiteral("status"), QStringLiteral("ok")},
                       {QStringLiteral("version"), QStringLiteral(LONIEVE_VERSION)},
                       {QStringLiteral("store"), QStringLiteral("ok")}};
}

} // namespace

QList<http::Route> healthRoutes(Context &context)
{
    using http::Lane;
    using http::Method;
    const auto readyHandler = [&context](const http::Request &request) {
        return answer(ready(context), request);
    };
    return {
        {.method = Method::Get,
         .pattern = "/api/health/live",
         .lane = Lane::Inline,
         .handler =
             [](const http::Request &) {
                 return http::Response::json({{QStringLiteral("status"), QStringLiteral("ok")}});
             },
         .anyTenant = true,
         .summary = "The process answers"},
        {.method = Method::Get,
         .pattern = "/api/health/ready",
         .handler = readyHandler,
         .anyTenant = true,
         .summary = "The process and its store answer"},
        {.method = Method::Get,
         .pattern = "/api/health",
         .handler = readyHandler,
         .anyTenant = true,
         .summary = "The process and its store answer"},
    };
}

} // namespace lonieve::api
