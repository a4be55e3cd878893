// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/domain/ordervalidation.h"

#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace lonieve::domain {

namespace {

constexpr double largestAmount = 1'000'000.0;
constexpr int mostDecimals = 3;

/// Collects what is wrong while the values are read one after the other.
class Reader final
{
public:
    explicit Reader(const QJsonObject &body, QString prefix = {}) : m_body(body), m_prefix(std::move(prefix))
    {}

    void refuse(const char *field, QString code, QString message)
    {
        m_errors.append({m_prefix + QLatin1String(field), std::move(code), std::move(message)});
    }

    /// Null when absent, null or refused.
    QJsonValue text(const char *field, qsizetype most, bool required, bool multiline = false)
    {
        const QJsonValue value = m_body.value(QLatin1String(field));
        if (value.isUndefined() || value.isNull()) {
            if (required)
                refuse(field, u"required"_s, u"This value is missing."_s);
            return QJsonValue::Null;
        }
        if (!value.isString()) {
            refuse(field, u"not_text"_s, u"This value must be text."_s);
            return QJsonValue::Null;
        }
        QString content = value.toString();
        if (multiline)
            content.replace(u"\r\n"_s, u"\n"_s);
        content = content.trimmed();
        if (!isPlainText(content, multiline)) {
            refuse(field, u"control_character"_s, u"This text holds characters that cannot be shown."_s);
            return QJsonValue::Null;
        }
        if (content.size() > most) {
            refuse(field, u"too_long"_s, u"At most %1 characters are possible here."_s.arg(most));
            return QJsonValue::Null;
        }
        if (content.isEmpty()) {
            if (required)
                refuse(field, u"required"_s, u"This value is missing."_s);
            return QJsonValue::Null;
        }
        return content;
    }

    QJsonValue email(const char *field, bool required)
    {
        const QJsonValue value = text(field, 254, required);
        if (value.isString() && !isEmailAddress(value.toString())) {
            refuse(field, u"not_an_email"_s, u"This is not an e-mail address."_s);
            return QJsonValue::Null;
        }
        return value;
    }

    QJsonValue amount(const char *field)
    {
        const QJsonValue value = m_body.value(QLatin1String(field));
        if (value.isUndefined() || value.isNull()) {
            refuse(field, u"required"_s, u"This value is missing."_s);
            return QJsonValue::Null;
        }
        if (!value.isDouble()) {
            refuse(field, u"not_a_number"_s, u"This value must be a number."_s);
            return QJsonValue::Null;
        }
        const double number = value.toDouble();
        if (!(number > 0)) {
            refuse(field, u"not_positive"_s, u"This number must be greater than zero."_s);
            return QJsonValue::Null;
        }
        if (number > largestAmount) {
            refuse(field, u"too_large"_s, u"This number is too large."_s);
            return QJsonValue::Null;
        }
        // The shortest digits that read back as the same double are the ones that were sent.
        const QString digits = QString::number(number, 'f', QLocale::FloatingPointShortest);
        const qsizetype point = digits.indexOf(u'.');
        if (point >= 0 && digits.size() - point - 1 > mostDecimals) {
            refuse(field, u"too_precise"_s, u"This number has too many decimals."_s);
            return QJsonValue::Null;
        }
        return digits;
    }

    QJsonValue oneOf(const char *field, const QStringList &choices, bool required)
    {
        const QJsonValue value = text(field, 50, required);
        if (value.isString() && !choices.contains(value.toString())) {
            refuse(field, u"not_a_choice"_s, u"Possible values are %1."_s.arg(choices.join(u", "_s)));
            return QJsonValue::Null;
        }
        return value;
    }

    QJsonValue matching(const char *field, const QRegularExpression &pattern, qsizetype most, bool required)
    {
        const QJsonValue value = text(field, most, required);
        if (value.isString() && !pattern.match(value.toString()).hasMatch()) {
            refuse(field, u"malformed"_s, u"This value does not have the expected form."_s);
            return QJsonValue::Null;
        }
        return value;
    }

    const QJsonObject &body() const { return m_body; }
    QList<FieldError> &errors() { return m_errors; }

private:
    const QJsonObject m_body;
    const QString m_prefix;
    QList<FieldError> m_errors;
};

QJsonObject readUtm(Reader &reader)
{
    const QJsonValue given = reader.body().value(u"utm"_s);
    QJsonObject utm;
    if (given.isUndefined() || given.isNull())
        return utm;
    if (!given.isObject()) {
        reader.refuse("utm", u"not_an_object"_s, u"This value must be an object."_s);
        return utm;
    }
    Reader inner(given.toObject(), u"utm."_s);
    for (const char *name : {"utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}) {
        if (const QJsonValue value = inner.text(name, 200, false); value.isString())
            utm.insert(QLatin1String(name), value);
    }
    reader.errors().append(inner.errors());
    return utm;
}

int readQuantity(Reader &reader)
{
    const QJsonValue given = reader.body().value(u"quantity"_s);
    if (given.isUndefined() || given.isNull())
        return 1;
    const double number = given.toDouble(-1);
    const int quantity = number >= 1 && number <= 10 ? static_cast<int>(number) : 0;
    if (!given.isDouble() || quantity < 1 || quantity != number)
        reader.refuse("quantity", u"out_of_range"_s, u"The quantity must be a whole number from 1 to 10."_s);
    return quantity;
}

} // namespace

bool isEmailAddress(const QString &text)
{
    static const QRegularExpression address(
        u"\\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
        u"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])\\z"_s);
    return text.size() <= 254 && text.indexOf(u'@') <= 64 && address.match(text).hasMatch();
}

bool isPlainText(const QString &text, bool multiline)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            ++i;
            continue;
        }
        if (c.isSurrogate() || c.isNonCharacter())
            return false;
        if (multiline && (c == u'\n' || c == u'\t'))
            continue;
        const char16_t unit = c.unicode();
        const bool override = (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2066 && unit <= 0x2069);
        if (c.category() == QChar::Other_Control || unit == 0x2028 || unit == 0x2029 || override)
            return false;
    }
    return true;
}

Result<QJsonObject> validatedOrder(const QJsonObject &body)
{
    static const QRegularExpression uuid(
        u"\\A[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\z"_s);
    static const QRegularExpression token(u"\\A[A-Za-z0-9._:-]+\\z"_s);

    Reader reader(body);
    QJsonObject order;
    order.insert(u"productId"_s, reader.matching("productId", uuid, 36, true));
    order.insert(u"nominal"_s, reader.amount("nominal"));
    order.insert(u"price"_s, reader.amount("price"));
    order.insert(u"quantity"_s, readQuantity(reader));
    order.insert(u"email"_s, reader.email("email", true));
    order.insert(u"firstName"_s, reader.text("firstName", 100, false));
    order.insert(u"lastName"_s, reader.text("lastName", 100, false));
    const QJsonValue delivery = reader.oneOf("deliveryType", {u"myself"_s, u"gift"_s}, true);
    order.insert(u"deliveryType"_s, delivery);
    const bool gift = delivery.toString() == u"gift"_s;
    const QJsonValue recipient = reader.email("recipientEmail", gift);
    const QJsonValue message = reader.text("giftMessage", 500, false, true);
    order.insert(u"recipientEmail"_s, gift ? recipient : QJsonValue(QJsonValue::Null));
    order.insert(u"giftMessage"_s, gift ? message : QJsonValue(QJsonValue::Null));
    order.insert(u"sessionId"_s, reader.matching("sessionId", token, 128, true));
    order.insert(u"utm"_s, readUtm(reader));
    order.insert(u"ref"_s, reader.matching("ref", token, 64, false));
    order.insert(u"locale"_s, reader.oneOf("locale", {u"en"_s, u"ru"_s}, false));

    if (!reader.errors().isEmpty()) {
        Error error{ErrorCode::InvalidInput, u"validation_failed"_s, u"Some values cannot be accepted."_s};
        error.fields = reader.errors();
        return failure(error);
    }
    return order;
}

QJsonObject orderBodyFromForm(const QUrlQuery &form)
{
    QJsonObject body;
    QJsonObject utm;
    static const QStringList numbers = {u"nominal"_s, u"price"_s, u"quantity"_s};
    for (const auto &[name, value] : form.queryItems(QUrl::FullyDecoded)) {
        if (value.trimmed().isEmpty())
            continue;
        bool isNumber = false;
        const double number = numbers.contains(name) ? value.trimmed().toDouble(&isNumber) : 0;
        if (name.startsWith(u"utm_"_s))
            utm.insert(name, value);
        else
            body.insert(name, isNumber ? QJsonValue(number) : QJsonValue(value));
    }
    if (!utm.isEmpty())
        body.insert(u"utm"_s, utm);
    return body;
}

} // namespace lonieve::domain
