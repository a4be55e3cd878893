// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"

#include "server/api/tenantdirectory.h"

#include <QHostAddress>

namespace lonieve::api {

QString publicUrl(const Context &context, const http::Request &request)
{
    if (!context.siteUrl.isEmpty())
        return context.siteUrl;
    // A Host header is the visitor's word: only the shop's own domains and this machine may become part of an
    // address that the payment provider is told.
    const bool isLoopback = QHostAddress(request.host).isLoopback();
    if (!isLoopback && !context.tenants.isOwnHost(request.host))
        return context.listenUrl;
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
