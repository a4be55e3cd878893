// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"
#include "server/storefront/shelf.h"

#include <functional>
#include <memory>

namespace lonieve::storefront {

struct Options
{
    const store::Database *database = nullptr;
    /// "https://shop.example" without a slash at the end; empty = taken from each request.
    QString siteUrl;
    /// Shown on order pages and the footer; empty = nothing is shown.
    QString supportEmail;
    /// Address of the payment pages; only its origin counts. The checkout's redirect goes straight to a
    /// payment page of that origin; to another one, which the form's policy would block, there is a page in
    /// between.
    QString paymentOrigin;
    /// Places an order from the body of POST /api/orders/create; gives orderId, paymentUrl, billId,
    /// accessToken. The request carries an Idempotency-Key header made from the form. May block.
    std::function<Result<QJsonObject>(const QJsonObject &body, const http::Request &)> createOrder;
};

/// The shop's pages: English at /, Russian under /ru. Holds no state of its own; handlers run on any thread.
/// Without JavaScript everything works except analytics: page_view and the other browser events are then not
/// recorded, because the server does not guess what a browser has shown.
class Storefront final
{
public:
    explicit Storefront(Options options);
    /// With another shelf than the store's.
    Storefront(Options options, std::shared_ptr<const Shelf> shelf);
    ~Storefront();

    /// Keep this object alive as long as the routes are used.
    QList<http::Route> routes() const;

    /// A page for a failure: 404, 405, 410, 500 …, in the language of the path.
    http::Response errorPage(const http::Request &request, const Error &error) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::storefront
