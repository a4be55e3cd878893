// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/cardlink.h"
#include "server/integrations/signature.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace lonieve::integrations {

namespace {

constexpr int longestBillId = 255;

QByteArray quoted(const QString &text)
{
    // QJsonDocument knows only whole documents; the brackets of a one-element list are taken off.
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

tl::unexpected<Error> unreadable()
{
    return failure(ErrorCode::Unavailable, u"payment_provider_answer"_s,
                   u"The payment provider's answer cannot be read."_s);
}

bool isPlainId(const QString &id)
{
    if (id.isEmpty() || id.size() > longestBillId)
        return false;
    for (const QChar c : id) {
        if (c <= u' ' || c > u'~')
            return false;
    }
    return true;
}

} // namespace

QByteArray billRequestJson(const BillRequest &request)
{
    // The amount is spelled here, not by QJsonDocument, which would go through a double.
    return "{\"amount\":" + request.amount.toLatin1() + ",\"currency\":" + quoted(request.currency) +
           ",\"order_id\":" + quoted(request.orderId) +
           ",\"customer_email\":" + quoted(request.customerEmail) +
           ",\"return_url\":" + quoted(request.returnUrl) + ",\"webhook_url\":" + quoted(request.webhookUrl) +
           ",\"expires_in\":" + QByteArray::number(request.expiresInSeconds) + '}';
}

Cardlink::Cardlink(Options options) : m_options(std::move(options)), m_http(m_options.limits)
{}

Cardlink::~Cardlink() = default;

HttpClient::Headers Cardlink::headers() const
{
    return {"Authorization: Bearer " + m_options.apiKey, "Accept: application/json"};
}

Result<QByteArray> Cardlink::checked(Result<HttpAnswer> answer) const
{
    if (!answer) {
        Error error = answer.error();
        error.key = u"payment_provider_"_s + error.key;
        error.message = error.code == ErrorCode::Timeout ? u"The payment provider did not answer in time."_s
                                                         : u"The payment provider cannot be reached."_s;
        return failure(error);
    }
    const int status = answer->status;
    if (status >= 200 && status < 300)
        return answer->body;
    if (status == 404)
        return failure(ErrorCode::NotFound, u"bill_unknown"_s,
                       u"The payment provider does not know the bill."_s);
    if (status == 401 || status == 403)
        return failure(ErrorCode::Internal, u"payment_provider_refused"_s,
                       u"The payment provider refused the API key."_s);
    if (status == 429 || status >= 500 || status < 400)
        return failure(ErrorCode::Unavailable, u"payment_provider_unavailable"_s,
                       u"The payment provider answered %1."_s.arg(status));
    return failure(ErrorCode::Internal, u"payment_provider_rejected"_s,
                   u"The payment provider rejected the request with %1."_s.arg(status));
}

Result<Bill> Cardlink::createBill(const BillRequest &request)
{
    if (javascriptNumber(request.amount.toLatin1()).isEmpty())
        return failure(ErrorCode::Internal, u"not_an_amount"_s, u"The amount of a bill is not a number."_s);
    HttpClient::Headers lines = headers();
    lines << "Content-Type: application/json"
          << "Idempotency-Key: " + request.idempotencyKey.toLatin1();
    const auto body =
        checked(m_http.post(m_options.baseUrl + u"/bill/create"_s, lines, billRequestJson(request)));
    if (!body)
        return failure(body.error());
    const QJsonObject answer = QJsonDocument::fromJson(*body).object();
    Bill bill;
    bill.billId = answer.value(u"bill_id"_s).toString();
    bill.paymentUrl = answer.value(u"payment_url"_s).toString();
    bill.expiresAt = QDateTime::fromString(answer.value(u"expires_at"_s).toString(), Qt::ISODate).toUTC();
    bill.response = answer;
    // Customers are sent to this address, so it has to be as trustworthy as the provider's own.
    if (!isPlainId(bill.billId) || !HttpClient::isAllowed(bill.paymentUrl))
        return unreadable();
    return bill;
}

Result<BillStatus> Cardlink::billStatus(const QString &billId)
{
    QUrlQuery query;
    query.addQueryItem(u"bill_id"_s, QString::fromLatin1(QUrl::toPercentEncoding(billId)));
    const auto body = checked(
        m_http.get(m_options.baseUrl + u"/bill/status?"_s + query.toString(QUrl::FullyEncoded), headers()));
    if (!body)
        return failure(body.error());
    const auto members = readMembers(*body);
    if (!members)
        return unreadable();
    const auto text = [&](const QString &name) {
        const RawMember *member = findMember(*members, name);
        return member && member->kind == RawMember::Kind::Text ? member->text : QString();
    };
    BillStatus status;
    status.billId = text(u"bill_id"_s);
    status.status = text(u"status"_s);
    status.currency = text(u"currency"_s);
    static const QStringList known = {u"PAID"_s, u"PENDING"_s, u"FAILED"_s, u"EXPIRED"_s};
    if (status.billId != billId || !known.contains(status.status))
        return unreadable();
    if (const RawMember *amount = findMember(*members, u"amount"_s);
        amount && (amount->kind == RawMember::Kind::Number || amount->kind == RawMember::Kind::Text))
        status.amount = amount->spelled;
    status.response = QJsonDocument::fromJson(*body).object();
    return status;
}

} // namespace lonieve::integrations
