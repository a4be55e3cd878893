// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sandbox/billbook.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace lonieve::sandbox {

namespace {

QString stamp(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime time(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toUTC();
}

} // namespace

QByteArray BillBook::toLine(const Bill &bill)
{
    const QJsonObject object{
        {u"id"_s, bill.id},
        {u"orderId"_s, bill.orderId},
        {u"key"_s, bill.idempotencyKey},
        {u"amount"_s, QString::fromLatin1(bill.amount)},
        {u"currency"_s, bill.currency},
        {u"email"_s, bill.email},
        {u"returnUrl"_s, bill.returnUrl},
        {u"webhookUrl"_s, bill.webhookUrl},
        {u"status"_s, bill.status},
        {u"reportedAmount"_s, QString::fromLatin1(bill.reportedAmount)},
        {u"reportedCurrency"_s, bill.reportedCurrency},
        {u"createdAt"_s, stamp(bill.createdAt)},
        {u"expiresAt"_s, stamp(bill.expiresAt)},
        {u"paidAt"_s, stamp(bill.paidAt)},
        {u"delivered"_s, bill.delivered},
        {u"callbacks"_s, bill.callbacks},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Bill BillBook::fromLine(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto text = [&](const QString &name) { return object.value(name).toString(); };
    Bill bill;
    bill.id = text(u"id"_s);
    bill.orderId = text(u"orderId"_s);
    bill.idempotencyKey = text(u"key"_s);
    bill.amount = text(u"amount"_s).toLatin1();
    bill.currency = text(u"currency"_s);
    bill.email = text(u"email"_s);
    bill.returnUrl = text(u"returnUrl"_s);
    bill.webhookUrl = text(u"webhookUrl"_s);
    bill.status = text(u"status"_s);
    bill.reportedAmount = text(u"reportedAmount"_s).toLatin1();
    bill.reportedCurrency = text(u"reportedCurrency"_s);
    bill.createdAt = time(object.value(u"createdAt"_s));
    bill.expiresAt = time(object.value(u"expiresAt"_s));
    bill.paidAt = time(object.value(u"paidAt"_s));
    bill.delivered = object.value(u"delivered"_s).toBool(true);
    bill.callbacks = object.value(u"callbacks"_s).toInt();
    return bill;
}

Result<void> BillBook::open(const QString &fileName)
{
    if (fileName.isEmpty())
        return {};
    const auto refuse = [&](const QString &why) {
        return failure(ErrorCode::Internal, u"state_file"_s, u"The state file %1: %2"_s.arg(fileName, why));
    };
    if (QFile old(fileName); old.exists()) {
        if (!old.open(QIODevice::ReadOnly))
            return refuse(old.errorString());
        while (!old.atEnd()) {
            const QByteArray line = old.readLine();
            Bill bill = line.endsWith('\n') ? fromLine(line) : Bill();
            if (!bill.id.isEmpty())
                m_bills.insert_or_assign(bill.id, std::move(bill));
        }
    }
    // One line a bill again, then changes are appended.
    QSaveFile compact(fileName);
    if (!compact.open(QIODevice::WriteOnly))
        return refuse(compact.errorString());
    compact.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const auto &[id, bill] : m_bills) {
        index(bill);
        compact.write(toLine(bill));
    }
    if (!compact.commit())
        return refuse(compact.errorString());
    m_file.setFileName(fileName);
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        return refuse(m_file.errorString());
    return {};
}

void BillBook::index(const Bill &bill)
{
    m_byOrder.insert(bill.orderId, bill.id);
    if (!bill.idempotencyKey.isEmpty())
        m_byKey.insert(bill.idempotencyKey, bill.id);
    if (bill.status == u"PENDING"_s)
        m_expiry.emplace(bill.expiresAt, bill.id);
}

Bill *BillBook::find(const QString &id)
{
    const auto found = m_bills.find(id);
    return found == m_bills.end() ? nullptr : &found->second;
}

Bill *BillBook::findByOrder(const QString &orderId)
{
    return find(m_byOrder.value(orderId));
}

Bill *BillBook::findByKey(const QString &idempotencyKey)
{
    return idempotencyKey.isEmpty() ? nullptr : find(m_byKey.value(idempotencyKey));
}

Bill &BillBook::add(const Bill &bill)
{
    Bill &stored = m_bills.insert_or_assign(bill.id, bill).first->second;
    index(stored);
    changed(stored);
    return stored;
}

void BillBook::changed(const Bill &bill)
{
    if (m_file.isOpen())
        m_file.write(toLine(bill));
}

Bill *BillBook::overdue(const QDateTime &now)
{
    while (!m_expiry.empty() && m_expiry.begin()->first <= now) {
        Bill *bill = find(m_expiry.begin()->second);
        m_expiry.erase(m_expiry.begin());
        if (bill && bill->status == u"PENDING"_s)
            return bill;
    }
    return nullptr;
}

QList<const Bill *> BillBook::all() const
{
    QList<const Bill *> bills;
    for (const auto &[id, bill] : m_bills)
        bills.append(&bill);
    return bills;
}

} // namespace lonieve::sandbox
