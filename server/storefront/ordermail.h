// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace lonieve::storefront {

/// One bought card with its readable code. Lives only while the message is built.
struct OrderMailCode
{
    QString productName;
    QString brand;
    QString region;
    QString nominal;  ///< plain decimal text, "100.00"
    QString currency; ///< ISO 4217
    QString code;
};

struct OrderMailData
{
    QString locale; ///< "ru…" gives Russian, anything else English
    QString shopName = QStringLiteral("Lonieve Gift");
    QString siteUrl; ///< "https://shop.example", without a slash at the end
    QString orderId;
    QList<OrderMailCode> codes;
    bool gift = false;    ///< to the recipient of a gift, not to the buyer
    QString buyerName;    ///< first name of the buyer; may be empty
    QString giftMessage;  ///< with `gift`; may be empty, may have several lines
    QString supportEmail; ///< may be empty: then "reply to this message"
};

struct MailContent
{
    QString subject; ///< one line, no control characters
    QString html;    ///< a whole document; every value escaped for its place
    QString text;
};

/// The message that carries the codes. Pure: no store, no network, any thread.
MailContent renderOrderMail(const OrderMailData &data);

} // namespace lonieve::storefront
