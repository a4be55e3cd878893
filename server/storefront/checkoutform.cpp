// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/checkoutform.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

QString value(const QUrlQuery &form, const char *name)
{
    return form.queryItemValue(QLatin1StringView(name), QUrl::FullyDecoded);
}

} // namespace

bool looksLikeEmail(const QString &text)
{
    static const QRegularExpression pattern(
        u"\\A[A-Za-z0-9!#$%&'*+/"
        u"=?^_`{|}~.-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*"
        u"[A-Za-z0-9]\\z"_s);
    return text.size() <= CheckoutForm::longestEmail && !text.contains(u".."_s) && !text.startsWith(u'.') &&
           !text.contains(u".@"_s) && pattern.match(text).hasMatch();
}

CheckoutForm CheckoutForm::from(const QUrlQuery &form)
{
    CheckoutForm typed;
    typed.productId = value(form, "productId").trimmed();
    typed.nominal = value(form, "nominal").trimmed().left(20);
    typed.quantity = qBound(1, value(form, "quantity").toInt(), mostCodes);
    typed.price = value(form, "price").trimmed().left(20);
    typed.attempt = value(form, "attempt").left(64);
    typed.gift = value(form, "deliveryType") == "gift"_L1;
    typed.email = value(form, "email").trimmed().left(1000);
    typed.firstName = value(form, "firstName").trimmed().left(1000);
    typed.lastName = value(form, "lastName").trimmed().left(1000);
    typed.recipientEmail = value(form, "recipientEmail").trimmed().left(1000);
    // Browsers send line ends as CR LF, and count them as one character.
    typed.giftMessage = value(form, "giftMessage").replace(u"\r\n"_s, u"\n"_s).left(4000);
    typed.terms = value(form, "terms") == "yes"_L1;
    return typed;
}

QList<FieldError> CheckoutForm::problems() const
{
    QList<FieldError> found;
    const auto add = [&](const char *field, const char *code) {
        found.append({QLatin1StringView(field), QLatin1StringView(code), {}});
    };
    const auto checkEmail = [&](const char *field, const QString &address) {
        if (address.isEmpty())
            add(field, "required");
        else if (!looksLikeEmail(address))
            add(field, "invalid");
    };
    if (gift) {
        checkEmail("recipientEmail", recipientEmail);
        if (giftMessage.size() > longestMessage)
            add("giftMessage", "too_long");
    }
    checkEmail("email", email);
    if (firstName.size() > longestName)
        add("firstName", "too_long");
    if (lastName.size() > longestName)
        add("lastName", "too_long");
    if (!terms)
        add("terms", "required");
    return found;
}

QJsonObject CheckoutForm::order(const Visit &visit, Language language) const
{
    QJsonObject body{
        {u"productId"_s, productId},
        {u"nominal"_s, nominal.toDouble()},
        {u"price"_s, price.toDouble()},
        {u"quantity"_s, quantity},
        {u"email"_s, email},
        {u"deliveryType"_s, gift ? u"gift"_s : u"myself"_s},
        {u"sessionId"_s, visit.sessionId},
        {u"utm"_s, visit.utm.toJson()},
        {u"locale"_s, QLatin1StringView(codeOf(language))},
    };
    if (!firstName.isEmpty())
        body.insert(u"firstName"_s, firstName);
    if (!lastName.isEmpty())
        body.insert(u"lastName"_s, lastName);
    if (gift) {
        body.insert(u"recipientEmail"_s, recipientEmail);
        if (!giftMessage.trimmed().isEmpty())
            body.insert(u"giftMessage"_s, giftMessage);
    }
    return body;
}

QByteArray CheckoutForm::idempotencyKey(const QJsonObject &order) const
{
    const QByteArray contents = QJsonDocument(order).toJson(QJsonDocument::Compact);
    return "form-" + QCryptographicHash::hash(attempt.toUtf8() + '\n' + contents, QCryptographicHash::Sha256)
                         .toHex()
                         .left(40);
}

} // namespace lonieve::storefront
