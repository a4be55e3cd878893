// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <QHash>
#include <QMutex>

#include <chrono>

namespace lonieve::store {
class Database;
}

namespace lonieve::api {

/// GET /api/products: the active products of a tenant with nominals, prices and availability. The body is
/// kept for one second, so that a busy catalogue costs one query a second. Thread-safe.
class ProductList final
{
public:
    explicit ProductList(store::Database &database);
    http::Response answer(const http::Request &request);

private:
    struct Kept
    {
        QByteArray body;
        QByteArray etag;
        std::chrono::steady_clock::time_point at;
    };
    store::Database &m_database;
    QMutex m_mutex;
    QHash<QUuid, Kept> m_kept;
};

} // namespace lonieve::api
