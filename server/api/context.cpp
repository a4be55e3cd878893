// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"

namespace lonieve::api {

QString publicUrl(const Context &context, const http::Request &request)
{
    if (!context.siteUrl.isEmpty())
        return context.siteUrl;
    const QString scheme = request.secure ? QStringLiteral("https://") : QStringLiteral("http://");
    return scheme + QString::fromLatin1(request.hostHeader);
}

http::Response answer(const Result<QJsonObject> &result, const http::Request &request)
{
    return result ? http::Response::json(*result) : http::problem(result.error(), request.requestId);
}

QList<http::Route> routes(Context &context)
{
    return healthRoutes(context) + shopRoutes(context) + signInRoutes(context) + staffRoutes(context);
}

} // namespace lonieve::api
