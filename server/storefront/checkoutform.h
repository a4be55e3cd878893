// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/storefront/texts.h"
#include "server/storefront/visit.h"

#include <QJsonObject>
#include <QString>
#include <QUrlQuery>

namespace lonieve::storefront {

/// What a customer has typed at the checkout, kept as typed so that the page can show it again.
struct CheckoutForm
{
    static constexpr int longestEmail = 254;
    static constexpr int longestName = 100;
    static constexpr int longestMessage = 500;
    static constexpr int mostCodes = 10;

    QString productId;
    QString nominal;
    int quantity = 1;
    QString price;   ///< of one code, as the page that was sent showed it; plain decimal text
    QString attempt; ///< random, made with the page: the same form sent twice is one order
    bool gift = false;
    QString email;
    QString firstName;
    QString lastName;
    QString recipientEmail;
    QString giftMessage;
    bool terms = false;

    /// From a submitted form or from the query that opens the checkout.
    static CheckoutForm from(const QUrlQuery &form);

    /// In the order of the page; codes "required", "invalid", "too_long".
    QList<FieldError> problems() const;

    /// The body of POST /api/orders/create.
    QJsonObject order(const Visit &visit, Language language) const;
    /// The same for the same attempt with the same contents.
    QByteArray idempotencyKey(const QJsonObject &order) const;
};

/// Good enough to send to: one @, a dot in the domain, no blanks. The API checks the exact grammar.
bool looksLikeEmail(const QString &text);

} // namespace lonieve::storefront
