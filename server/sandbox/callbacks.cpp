// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sandbox/callbacks.h"
#include "server/integrations/signature.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lonieve::sandbox {

namespace {

constexpr int mostAttempts = 12;
constexpr int transferTimeoutMs = 15'000;
constexpr int firstPauseMs = 500;
constexpr int longestPauseMs = 30'000;

QByteArray quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

} // namespace

QByteArray callbackBody(const Bill &bill, const QByteArray &secret)
{
    const QByteArray unsignedBody = "{\"bill_id\":" + quoted(bill.id) + ",\"status\":" + quoted(bill.status) +
                                    ",\"amount\":" + bill.reportedAmount +
                                    ",\"currency\":" + quoted(bill.reportedCurrency);
    const auto members = integrations::readMembers(unsignedBody + '}');
    const auto canonical = integrations::canonicalText(members.value_or(QList<integrations::RawMember>()),
                                                       integrations::NumberForm::JavaScript);
    return unsignedBody + ",\"signature\":\"" + integrations::sign(canonical.value_or(QByteArray()), secret) +
           "\"}";
}

CallbackSender::CallbackSender(BillBook &bills, Faults &faults, QByteArray secret, QObject *parent)
    : QObject(parent), m_bills(bills), m_faults(faults), m_secret(std::move(secret))
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setTransferTimeout(transferTimeoutMs);
}

void CallbackSender::send(const QString &billId, int copies)
{
    Bill *bill = m_bills.find(billId);
    if (!bill || m_faults.callbackSuppress || bill->webhookUrl.isEmpty() || copies <= 0)
        return;
    bill->delivered = false;
    m_bills.changed(*bill);
    // The body is made now: later news about the bill do not change what this callback says.
    const QByteArray body = callbackBody(*bill, m_secret);
    for (int i = 0; i < copies + m_faults.callbackDuplicate; ++i)
        QTimer::singleShot(m_faults.callbackDelayMs, this, [this, billId, body] { post(billId, body, 1); });
}

void CallbackSender::resume()
{
    for (const Bill *bill : m_bills.all()) {
        if (!bill->delivered)
            send(bill->id);
    }
}

void CallbackSender::post(const QString &billId, const QByteArray &body, int attempt)
{
    Bill *bill = m_bills.find(billId);
    if (!bill)
        return;
    ++bill->callbacks;
    QByteArray sent = body;
    if (m_faults.callbackBadSignature > 0) {
        --m_faults.callbackBadSignature;
        const qsizetype last = sent.size() - 3; // the last digit of the signature
        sent[last] = sent[last] == '0' ? '1' : '0';
    }
    QNetworkRequest request(QUrl(bill->webhookUrl));
    request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json");
    request.setHeader(QNetworkRequest::UserAgentHeader, "Lonieve-Sandbox/" LONIEVE_VERSION);
    request.setRawHeader("X-Attempt", QByteArray::number(attempt));
    QNetworkReply *reply = m_network.post(request, sent);
    connect(reply, &QNetworkReply::finished, this, [this, reply, billId, body, attempt] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        Bill *told = m_bills.find(billId);
        if (status >= 200 && status < 300) {
            if (told && !told->delivered) {
                told->delivered = true;
                m_bills.changed(*told);
            }
            return;
        }
        if (attempt >= mostAttempts) {
            qWarning("callback for %s given up after %d tries (%d)", qPrintable(billId), attempt, status);
            return;
        }
        const int pause = std::min(firstPauseMs << (attempt - 1), longestPauseMs);
        QTimer::singleShot(pause, this, [this, billId, body, attempt] { post(billId, body, attempt + 1); });
    });
}

} // namespace lonieve::sandbox
