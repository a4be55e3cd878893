// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"
#include "server/store/connection.h"

#include <QByteArrayList>
#include <QString>

namespace lonieve::store {
class ChangeFeed;
class Vault;
} // namespace lonieve::store

namespace lonieve::integrations {
class PaymentProvider;
}

namespace lonieve::api {

class EventWriter;
class TenantDirectory;

/// What the handlers work with. Owned by serve(), outlives the HTTP server. Everything in it is thread-safe.
struct Context
{
    store::Database &app;    ///< as lonieve_app
    store::Database &reader; ///< as lonieve_readonly, for datasets
    store::Vault &vault;
    integrations::PaymentProvider &provider;
    EventWriter &events;
    store::ChangeFeed &changes;
    TenantDirectory &tenants;
    QByteArray orderTokenKey;       ///< makes the access tokens of orders; the same on all servers of a store
    QByteArrayList cardlinkSecrets; ///< current first, then the previous one during rotation
    QString siteUrl;                ///< without a trailing slash; empty = built from the request's Host
    QString listenUrl = {};         ///< where this server listens, set before it is asked
};

/// The address that customers and the payment provider reach this shop at, without a trailing slash.
QString publicUrl(const Context &context, const http::Request &request);

/// Every route of the API, one list, in the order of the API document. Pages are the storefront's.
QList<http::Route> routes(Context &context);

QList<http::Route> shopRoutes(Context &context);   ///< products, orders, callbacks, events
QList<http::Route> signInRoutes(Context &context); ///< staff sign-in
QList<http::Route> staffRoutes(Context &context);  ///< datasets, orders, codes, changes
QList<http::Route> healthRoutes(Context &context);

/// Checks the body and places the order; the storefront's form and the API share it.
Result<QJsonObject> createOrder(Context &context, const http::Request &request, const QJsonObject &body);

/// Finds the staff member behind a bearer token; Unauthorized otherwise.
Result<http::Actor> authenticate(Context &context, const http::Request &request);

/// Answers a Result: JSON with 200, or the problem document.
http::Response answer(const Result<QJsonObject> &result, const http::Request &request);

} // namespace lonieve::api
