// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storefront/checkoutform.h"
#include "server/storefront/page.h"
#include "server/storefront/storefront.h"

namespace lonieve::storefront {

/// The handlers. Each answers in the language of the path that was asked for.
class Storefront::Private final
{
public:
    Private(Options o, std::shared_ptr<const Shelf> s) : options(std::move(o)), shelf(std::move(s)) {}

    // storefront.cpp
    http::Response home(const http::Request &request, Language language) const;
    http::Response catalog(const http::Request &request, Language language) const;
    http::Response product(const http::Request &request, Language language) const;
    http::Response terms(const http::Request &request, Language language) const;
    http::Response privacy(const http::Request &request, Language language) const;
    http::Response consent(const http::Request &request, Language language) const;
    http::Response robots(const http::Request &request) const;
    http::Response error(const http::Request &request, Language language, const Error &error,
                         const char *text = nullptr) const;

    // checkout.cpp
    http::Response checkout(const http::Request &request, Language language) const;
    http::Response submit(const http::Request &request, Language language) const;
    http::Response pending(const http::Request &request, Language language) const;
    http::Response success(const http::Request &request, Language language) const;

    const Options options;
    const std::shared_ptr<const Shelf> shelf;

private:
    struct Notice
    {
        QString kind; ///< "bad" | "warning"; empty = none
        QString text;
        bool blocked = false; ///< paying makes no sense until the order has been changed
        int status = 200;
    };
    http::Response checkoutPage(const http::Request &request, Language language, const Product &product,
                                const Nominal &nominal, const CheckoutForm &form,
                                const QList<FieldError> &problems, const Notice &notice) const;
    Notice noticeOf(const Error &error, const Texts &texts, const Product &product, const Nominal &nominal,
                    const CheckoutForm &form, Language language) const;
    Result<QJsonObject> orderOf(const http::Request &request) const;
    void describeOrder(Page &page, const http::Request &request, const QJsonObject &order) const;
};

/// Goes on to another page of the shop, with the cookies of a visit.
http::Response forward(const http::Request &request, const QString &path, const QUrlQuery &query,
                       int status = 303);

} // namespace lonieve::storefront
