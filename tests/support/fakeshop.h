// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "tests/support/fakeserver.h"

#include <QDateTime>
#include <QJsonArray>

namespace lonieve::test {

/// The backend as the desktop program sees it, with made-up figures that tests can name: revenue today is
/// 1,234.56, and orders are what a test puts into `orders`.
class FakeShop final
{
public:
    struct Order
    {
        QString id;
        QString email;
        qint64 amount = 7500;
        QString status = QStringLiteral("paid");
    };

    FakeServer server;
    QList<Order> orders;
    QString role = QStringLiteral("admin");
    QString password = QStringLiteral("right");
    qint64 revenueToday = 123'456;
    bool refuseTokens = false;   ///< the sign-in is revoked
    bool unavailable = false;    ///< datasets answer 503
    bool silentDatasets = false; ///< datasets never answer
    int signIns = 0;

    FakeShop()
    {
        for (int i = 1; i <= 3; ++i)
            orders.append({orderId(i), QStringLiteral("buyer%1@example.com").arg(i)});
        server.handler = [this](const FakeServer::Request &request) { return answer(request); };
    }

    static QString orderId(int number)
    {
        return QStringLiteral("00000000-0000-4000-8000-%1").arg(number, 12, 10, QLatin1Char('0'));
    }

    /// A purchase happens: the long poll that waits is told.
    void buy(const QString &email)
    {
        orders.prepend({orderId(1000 + static_cast<int>(orders.size())), email, 4999});
        tell(QStringLiteral("orders"));
    }
    void tell(const QString &topic)
    {
        ++m_cursor;
        m_topics.append(topic);
    }

    Dataset dataset(const FakeServer::Request &request, const DatasetSpec &spec) const
    {
        Dataset set;
        set.id = QString::fromLatin1(spec.id);
        set.asOf = QDateTime::currentDateTimeUtc();
        set.timeZone = QStringLiteral("UTC");
        set.currency = QStringLiteral("USD");
        const qsizetype offset = request.text("offset").toLongLong();
        const qsizetype limit = request.text("limit").isEmpty() ? 100 : request.text("limit").toLongLong();
        const bool ofOrders = set.id == u"orders" || set.id == u"recent_orders";
        const QStringList periods{QStringLiteral("today"), QStringLiteral("7d"), QStringLiteral("30d"),
                                  QStringLiteral("range")};
        qsizetype count = ofOrders ? orders.size() : set.id == u"overview_kpis" ? 4 : 5;
        if (set.id == u"currencies")
            count = 1;
        if (spec.paged)
            set.total = count;
        const qsizetype end = spec.paged ? qMin(count, offset + limit) : count;
        for (qsizetype row = spec.paged ? offset : 0; row < end; ++row) {
            QJsonArray cells;
            for (const ColumnSpec &column : spec.columns) {
                const QLatin1String name(column.name);
                if (ofOrders && name == QLatin1String("order_id"))
                    cells.append(orders[row].id);
                else if (ofOrders && name == QLatin1String("email"))
                    cells.append(orders[row].email);
                else if (ofOrders && name == QLatin1String("amount"))
                    cells.append(orders[row].amount);
                else if (ofOrders && name == QLatin1String("status"))
                    cells.append(orders[row].status);
                else if (name == QLatin1String("period"))
                    cells.append(periods.value(row));
                else if (set.id == u"overview_kpis" && name == QLatin1String("revenue"))
                    cells.append(revenueToday * (row + 1));
                else
                    cells.append(sample(column, row));
            }
            set.rows.append(cells);
        }
        return set;
    }

private:
    static QJsonValue sample(const ColumnSpec &column, qsizetype row)
    {
        const QDateTime time =
            QDateTime::currentDateTimeUtc().addDays(-static_cast<qint64>(5 - row)).addSecs(-60);
        switch (column.type) {
        case ColumnType::Text:
            if (QLatin1String(column.name) == QLatin1String("currency"))
                return QStringLiteral("USD");
            return QStringLiteral("%1 %2").arg(QLatin1String(column.name)).arg(row + 1);
        case ColumnType::Id:
            return orderId(static_cast<int>(row) + 1);
        case ColumnType::Status:
            return QStringLiteral("paid");
        case ColumnType::Integer:
            return 100 + row;
        case ColumnType::Number:
        case ColumnType::Percent:
            return 12.5 + static_cast<double>(row);
        case ColumnType::Money:
            return 1000 * (row + 1);
        case ColumnType::Timestamp:
            return time.toString(Qt::ISODateWithMs);
        case ColumnType::Date:
            return time.date().toString(Qt::ISODate);
        case ColumnType::Flag:
            return true;
        case ColumnType::Series:
            return QJsonArray{1, 5, 3, 8};
        case ColumnType::Json:
            return QJsonObject();
        }
        return {};
    }

    QJsonObject tokens() const
    {
        return {{QStringLiteral("accessToken"), QStringLiteral("access")},
                {QStringLiteral("expiresIn"), 900},
                {QStringLiteral("refreshToken"), QStringLiteral("refresh")},
                {QStringLiteral("staff"),
                 QJsonObject{{QStringLiteral("id"), QStringLiteral("s")},
                             {QStringLiteral("email"), QStringLiteral("ann@shop.example")},
                             {QStringLiteral("name"), QStringLiteral("Ann Example")},
                             {QStringLiteral("role"), role}}}};
    }

    QJsonObject detail(const QString &id) const
    {
        QJsonObject order{{QStringLiteral("id"), id},
                          {QStringLiteral("status"), QStringLiteral("paid")},
                          {QStringLiteral("email"), QStringLiteral("buyer@example.com")},
                          {QStringLiteral("amount"), QStringLiteral("75.00")},
                          {QStringLiteral("totalAmount"), QStringLiteral("75.00")},
                          {QStringLiteral("currency"), QStringLiteral("USD")},
                          {QStringLiteral("source"), QStringLiteral("shop")},
                          {QStringLiteral("createdAt"), QStringLiteral("2026-11-22T10:00:00Z")}};
        return {{QStringLiteral("order"), order},
                {QStringLiteral("items"), QJsonArray()},
                {QStringLiteral("payment"), QJsonObject{{QStringLiteral("status"), QStringLiteral("paid")}}},
                {QStringLiteral("refunds"), QJsonArray()},
                {QStringLiteral("emails"), QJsonArray()},
                {QStringLiteral("notes"), QJsonArray()},
                {QStringLiteral("timeline"), QJsonArray()}};
    }

    FakeServer::Answer answer(const FakeServer::Request &request)
    {
        if (request.path == u"/api/admin/auth/login") {
            if (request.json().value(u"password").toString() != password)
                return FakeServer::problem(401, QStringLiteral("wrong_credentials"), QStringLiteral("no"));
            ++signIns;
            refuseTokens = false;
            return FakeServer::json(tokens());
        }
        if (refuseTokens)
            return FakeServer::problem(401, QStringLiteral("session_ended"), QStringLiteral("ended"));
        if (request.path == u"/api/admin/auth/refresh")
            return FakeServer::json(tokens());
        if (request.headers.value("authorization") != "Bearer access")
            return FakeServer::problem(401, QStringLiteral("sign_in_required"), QStringLiteral("no"));
        if (request.path == u"/api/admin/me") {
            return FakeServer::json({{QStringLiteral("tenant"),
                                      QJsonObject{{QStringLiteral("id"), QStringLiteral("t")},
                                                  {QStringLiteral("name"), QStringLiteral("Lonieve Gift")},
                                                  {QStringLiteral("currency"), QStringLiteral("USD")},
                                                  {QStringLiteral("timeZone"), QStringLiteral("UTC")}}}});
        }
        if (request.path == u"/api/admin/changes")
            return changes(request);
        if (request.path.startsWith(u"/api/admin/datasets/")) {
            if (unavailable)
                return {503, "{}"};
            if (silentDatasets)
                return {.silence = true};
            const DatasetSpec *spec = findDataset(request.path.mid(20));
            return spec ? FakeServer::json(dataset(request, *spec).toJson()) : FakeServer::Answer{404, "{}"};
        }
        if (request.method == "GET" && request.path.startsWith(u"/api/admin/orders/"))
            return FakeServer::json(detail(request.path.mid(18)));
        if (request.path == u"/api/admin/codes/import") {
            const qint64 lines = request.body.count('\n') - 1;
            return FakeServer::json(
                {{QStringLiteral("imported"), request.text("dryRun") == u"1" ? 0 : lines - 1},
                 {QStringLiteral("wouldImport"), request.text("dryRun") == u"1" ? lines - 1 : 0},
                 {QStringLiteral("dryRun"), request.text("dryRun") == u"1"},
                 {QStringLiteral("skipped"), 1},
                 {QStringLiteral("batchId"), QStringLiteral("b")},
                 {QStringLiteral("lines"),
                  QJsonArray{QJsonObject{{QStringLiteral("line"), 3},
                                         {QStringLiteral("outcome"), QStringLiteral("duplicate")},
                                         {QStringLiteral("message"), QStringLiteral("Already there.")}}}}});
        }
        return FakeServer::json({});
    }

    // Answers at once when something is new, else soon with nothing: short, so that no test waits for it.
    FakeServer::Answer changes(const FakeServer::Request &request)
    {
        const QString since = request.text("since");
        const qsizetype from = since.isEmpty() ? m_cursor : since.toLongLong();
        QJsonArray topics;
        for (qsizetype i = from; i < m_topics.size(); ++i)
            topics.append(m_topics[i]);
        auto told = FakeServer::json({{QStringLiteral("cursor"), QString::number(m_cursor)},
                                      {QStringLiteral("topics"), topics},
                                      {QStringLiteral("reset"), false}});
        if (topics.isEmpty())
            told.delayMs = 100;
        return told;
    }

    qsizetype m_cursor = 0;
    QStringList m_topics;
};

} // namespace lonieve::test
