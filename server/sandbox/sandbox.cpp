// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sandbox/sandbox.h"
#include "server/integrations/signature.h"
#include "server/sandbox/paypage.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QUrl>

using namespace Qt::StringLiterals;
using lonieve::http::Access;
using lonieve::http::Lane;
using lonieve::http::Method;
using lonieve::http::Request;
using lonieve::http::Response;

namespace lonieve::sandbox {

namespace {

constexpr int shortestLife = 1;
constexpr int heldMs = 30'000;
constexpr int longestLife = 7 * 24 * 3600;

Response plainError(int status, const QString &message)
{
    return Response::json({{u"error"_s, message}}, status);
}

Response rawJson(const QByteArray &json)
{
    Response response;
    response.contentType = "application/json";
    response.body = json;
    return response;
}

QByteArray quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

QString newBillId()
{
    const quint64 random[2] = {QRandomGenerator::system()->generate64(),
                               QRandomGenerator::system()->generate64()};
    return u"bill_"_s +
           QString::fromLatin1(
               QByteArray(reinterpret_cast<const char *>(random), sizeof random).toHex().left(24));
}

QString textOf(const QList<integrations::RawMember> &members, const QString &name)
{
    const auto *member = integrations::findMember(members, name);
    return member && member->kind == integrations::RawMember::Kind::Text ? member->text : QString();
}

bool isWebAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() &&
           (url.scheme() == u"http"_s || url.scheme() == u"https"_s);
}

QString isoTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODate);
}

bool isStatus(const QString &text)
{
    return text == u"PAID"_s || text == u"PENDING"_s || text == u"FAILED"_s || text == u"EXPIRED"_s;
}

/// HTML whose form may lead back to the shop.
Response pageResponse(const QByteArray &html, int status, const QString &returnUrl)
{
    const QByteArray shop =
        QUrl(returnUrl).toEncoded(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return Response::html(html, status)
        .with("Content-Security-Policy",
              "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri "
              "'none'; form-action 'self' " +
                  shop)
        .with("Cache-Control", "no-store");
}

} // namespace

Sandbox::Sandbox(Options options, QObject *parent)
    : QObject(parent), m_options(std::move(options)), m_callbacks(m_bills, m_faults, m_options.secret)
{
    connect(&m_clock, &QTimer::timeout, this, &Sandbox::expireBills);
    m_clock.start(250);
}

Result<void> Sandbox::load()
{
    return m_bills.open(m_options.stateFile);
}

void Sandbox::setUrl(const QString &url)
{
    m_url = url;
    m_callbacks.resume();
}

http::Route Sandbox::route(Method method, const char *pattern, Action action, const char *summary)
{
    return {.method = method,
            .pattern = pattern,
            .lane = Lane::Inline,
            .handler = [this, action](const Request &request) { return (this->*action)(request); },
            .anyTenant = true,
            .summary = summary};
}

QList<http::Route> Sandbox::routes()
{
    return {
        {.method = Method::Post,
         .pattern = "/bill/create",
         .lane = Lane::Async,
         .async = [this](const Request &request,
                         const http::Completion &completion) { create(request, completion); },
         .anyTenant = true,
         .summary = "Make a bill"},
        {.method = Method::Get,
         .pattern = "/bill/status",
         .lane = Lane::Async,
         .async = [this](const Request &request,
                         const http::Completion &completion) { status(request, completion); },
         .anyTenant = true,
         .summary = "How a bill stands"},
        route(Method::Get, "/pay/{bill}", &Sandbox::page, "The payment page"),
        route(Method::Post, "/pay/{bill}", &Sandbox::pay, "Pay or decline"),
        route(Method::Get, "/assets/pay.css", &Sandbox::style, "The payment page's style"),
        route(Method::Get, "/control/bills", &Sandbox::listBills, "All bills, for tests"),
        route(Method::Post, "/control/bills/{bill}", &Sandbox::setBill, "Decide a bill, for tests"),
        route(Method::Post, "/control/faults", &Sandbox::setFaults, "Go wrong on purpose, for tests"),
    };
}

bool Sandbox::isAuthorised(const Request &request) const
{
    const QByteArray given = request.header("authorization");
    return given.startsWith("Bearer ") && (m_options.apiKey.isEmpty() || given.mid(7) == m_options.apiKey);
}

QByteArray Sandbox::created(const Bill &bill) const
{
    return "{\"bill_id\":" + quoted(bill.id) + ",\"payment_url\":" + quoted(m_url + u"/pay/"_s + bill.id) +
           ",\"expires_at\":" + quoted(isoTime(bill.expiresAt)) + '}';
}

QByteArray Sandbox::told(const Bill &bill) const
{
    QByteArray json = "{\"bill_id\":" + quoted(bill.id) + ",\"status\":" + quoted(bill.status) +
                      ",\"amount\":" + bill.reportedAmount;
    if (bill.paidAt.isValid())
        json += ",\"paid_at\":" + quoted(isoTime(bill.paidAt));
    return json + '}';
}

void Sandbox::create(const Request &request, const http::Completion &completion)
{
    const auto answer = [&](const Response &response) {
        QTimer::singleShot(m_faults.createDelayMs, this, [completion, response] { completion(response); });
    };
    if (!isAuthorised(request))
        return answer(plainError(401, u"The API key is wrong."_s));
    if (m_faults.createFail > 0) {
        --m_faults.createFail;
        return answer(plainError(m_faults.createStatus, u"A fault that was asked for."_s));
    }
    const auto members = integrations::readMembers(request.body);
    if (!members)
        return answer(plainError(400, members.error().message));
    const auto *amount = integrations::findMember(*members, u"amount"_s);
    const auto *life = integrations::findMember(*members, u"expires_in"_s);
    Bill bill;
    bill.orderId = textOf(*members, u"order_id"_s);
    bill.idempotencyKey = QString::fromLatin1(request.header("idempotency-key"));
    bill.amount = amount && amount->kind == integrations::RawMember::Kind::Number ? amount->spelled.toLatin1()
                                                                                  : QByteArray();
    bill.currency = textOf(*members, u"currency"_s);
    bill.email = textOf(*members, u"customer_email"_s);
    bill.returnUrl = textOf(*members, u"return_url"_s);
    bill.webhookUrl = textOf(*members, u"webhook_url"_s);
    const int seconds = life ? life->text.toInt() : 3600;
    if (bill.orderId.isEmpty() || bill.currency.size() != 3 || !(bill.amount.toDouble() > 0) ||
        !isWebAddress(bill.returnUrl) || !isWebAddress(bill.webhookUrl) || seconds < shortestLife ||
        seconds > longestLife)
        return answer(plainError(
            400, u"amount, currency, order_id, return_url, webhook_url or expires_in is wrong."_s));

    Bill *known = m_bills.findByKey(bill.idempotencyKey);
    if (!known)
        known = m_bills.findByOrder(bill.orderId);
    if (known && (known->amount.toDouble() != bill.amount.toDouble() || known->currency != bill.currency))
        return answer(plainError(409, u"There is a bill of another amount for this order."_s));
    if (!known) {
        bill.id = newBillId();
        bill.reportedAmount = bill.amount;
        bill.reportedCurrency = bill.currency;
        bill.createdAt = QDateTime::currentDateTimeUtc();
        bill.expiresAt = bill.createdAt.addSecs(seconds);
        known = &m_bills.add(bill);
    }
    if (m_faults.dropAfterCreate > 0) {
        --m_faults.dropAfterCreate;
        // The caller waits in vain; letting go of the completion would answer it.
        QTimer::singleShot(heldMs, this, [completion] { completion(plainError(504, u"A fault."_s)); });
        return;
    }
    answer(rawJson(created(*known)));
}

Result<Bill *> Sandbox::billOf(const Request &request)
{
    Bill *bill = nullptr;
    if (const QString id = request.queryValue("bill_id"); !id.isEmpty())
        bill = m_bills.find(id);
    else
        bill = m_bills.findByOrder(request.queryValue("order_id"));
    if (!bill)
        return failure(ErrorCode::NotFound, u"not_found"_s, u"There is no such bill."_s);
    return bill;
}

void Sandbox::status(const Request &request, const http::Completion &completion)
{
    const auto answer = [&](const Response &response) {
        QTimer::singleShot(m_faults.statusDelayMs, this, [completion, response] { completion(response); });
    };
    if (!isAuthorised(request))
        return answer(plainError(401, u"The API key is wrong."_s));
    if (m_faults.statusFail > 0) {
        --m_faults.statusFail;
        return answer(plainError(500, u"A fault that was asked for."_s));
    }
    const auto bill = billOf(request);
    answer(bill ? rawJson(told(**bill)) : plainError(404, bill.error().message));
}

Response Sandbox::page(const Request &request)
{
    const bool russian = prefersRussian(request.header("accept-language"));
    const Bill *bill = m_bills.find(request.params.value(u"bill"_s));
    return bill ? pageResponse(payPage(*bill, russian), 200, bill->returnUrl)
                : pageResponse(unknownBillPage(russian), 404, {});
}

Response Sandbox::pay(const Request &request)
{
    Bill *bill = m_bills.find(request.params.value(u"bill"_s));
    if (!bill)
        return page(request);
    const QString action = request.form().queryItemValue(u"action"_s);
    if (action != u"pay"_s && action != u"decline"_s)
        return plainError(400, u"The action is pay or decline."_s);
    if (bill->status == u"PENDING"_s || bill->status == u"FAILED"_s)
        setStatus(*bill, action == u"pay"_s ? u"PAID"_s : u"FAILED"_s, 1);
    return Response::redirect(QUrl(bill->returnUrl).toEncoded());
}

Response Sandbox::style(const Request &)
{
    Response response;
    response.contentType = "text/css; charset=utf-8";
    response.body = payStyle();
    return response;
}

Response Sandbox::listBills(const Request &)
{
    QJsonArray list;
    for (const Bill *bill : m_bills.all()) {
        list.append(QJsonObject{{u"bill_id"_s, bill->id},
                                {u"order_id"_s, bill->orderId},
                                {u"status"_s, bill->status},
                                {u"amount"_s, QString::fromLatin1(bill->amount)},
                                {u"currency"_s, bill->currency},
                                {u"webhook_url"_s, bill->webhookUrl},
                                {u"callbacks"_s, bill->callbacks},
                                {u"delivered"_s, bill->delivered}});
    }
    return Response::json({{u"bills"_s, list}});
}

Response Sandbox::setBill(const Request &request)
{
    Bill *bill = m_bills.find(request.params.value(u"bill"_s));
    if (!bill)
        return plainError(404, u"There is no such bill."_s);
    const auto members = integrations::readMembers(request.body);
    const QString status = members ? textOf(*members, u"status"_s) : QString();
    if (!isStatus(status))
        return plainError(400, u"status is PAID, PENDING, FAILED or EXPIRED."_s);
    if (const auto *amount = integrations::findMember(*members, u"amount"_s))
        bill->reportedAmount = amount->spelled.toLatin1();
    if (const QString currency = textOf(*members, u"currency"_s); !currency.isEmpty())
        bill->reportedCurrency = currency;
    const auto *callbacks = integrations::findMember(*members, u"callbacks"_s);
    setStatus(*bill, status, callbacks ? callbacks->text.toInt() : 1);
    return rawJson(told(*bill));
}

Response Sandbox::setFaults(const Request &request)
{
    const auto body = request.json();
    if (!body)
        return plainError(400, body.error().message);
    const std::pair<QString, int *> numbers[] = {
        {u"createDelayMs"_s, &m_faults.createDelayMs},
        {u"createFail"_s, &m_faults.createFail},
        {u"createStatus"_s, &m_faults.createStatus},
        {u"dropAfterCreate"_s, &m_faults.dropAfterCreate},
        {u"statusDelayMs"_s, &m_faults.statusDelayMs},
        {u"statusFail"_s, &m_faults.statusFail},
        {u"callbackDuplicate"_s, &m_faults.callbackDuplicate},
        {u"callbackDelayMs"_s, &m_faults.callbackDelayMs},
        {u"callbackBadSignature"_s, &m_faults.callbackBadSignature},
    };
    if (body->value(u"reset"_s).toBool())
        m_faults = Faults();
    QJsonObject answer;
    for (const auto &[name, number] : numbers) {
        *number = body->value(name).toInt(*number);
        answer.insert(name, *number);
    }
    m_faults.callbackSuppress = body->value(u"callbackSuppress"_s).toBool(m_faults.callbackSuppress);
    answer.insert(u"callbackSuppress"_s, m_faults.callbackSuppress);
    return Response::json(answer);
}

void Sandbox::setStatus(Bill &bill, const QString &status, int callbacks)
{
    bill.status = status;
    bill.paidAt = status == u"PAID"_s ? QDateTime::currentDateTimeUtc() : QDateTime();
    m_bills.changed(bill);
    m_callbacks.send(bill.id, callbacks);
}

void Sandbox::expireBills()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    while (Bill *bill = m_bills.overdue(now))
        setStatus(*bill, u"EXPIRED"_s, 1);
}

} // namespace lonieve::sandbox
