// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money.h"
#include "models/result.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <optional>

namespace lonieve::store {
class Database;
}

namespace lonieve::storefront {

/// One face value of a product. `list` and `price` are per code, as the order will charge them.
struct Nominal
{
    QString value; ///< plain decimal text as the product lists it, "100" or "12.5"
    Money list;
    Money price;
    int available = 0; ///< codes on hand, counted up to one more than an order may hold
};

struct Product
{
    QUuid id;
    QString name;
    QString brand;
    QString region;
    QString category;
    QString description;
    QString currency;
    QString deliveryTime;
    QString terms;
    QStringList features;
    QString discount; ///< per cent as plain decimal text, "25" or "12.5"; "0" without one
    bool onSale = false;
    bool archived = false;
    QList<Nominal> nominals; ///< by face value

    const Nominal *nominal(const QString &value) const;
    const Nominal *cheapestAvailable() const;
};

struct CatalogQuery
{
    QString search;
    QString brand;
    QString region;
    QString category;
    QString sort; ///< one of sortNames(); anything else means the first
    int page = 1;
};

QStringList sortNames();

struct CatalogPage
{
    QList<Product> products;
    int total = 0;
    int page = 1;
    int pages = 1;
    QStringList brands; ///< of everything on sale, not only of what was found
    QStringList regions;
    QStringList categories;
};

/// What the pages read. A seam: tests put their own products on it.
class Shelf
{
public:
    Shelf() = default;
    Shelf(const Shelf &) = delete;
    Shelf &operator=(const Shelf &) = delete;
    virtual ~Shelf();

    virtual Result<CatalogPage> find(const QUuid &tenant, const CatalogQuery &query) const = 0;
    /// Best sold in the last 30 days first, then in the shop's own order.
    virtual Result<QList<Product>> popular(const QUuid &tenant, int count) const = 0;
    /// NotFound when there is none; products that are no longer sold come back with onSale false.
    virtual Result<Product> product(const QUuid &tenant, const QUuid &id) const = 0;
    /// How an order stands, for the holder of its token; NotFound otherwise.
    virtual Result<QJsonObject> orderStatus(const QUuid &tenant, const QUuid &order,
                                            const QString &token) const = 0;
};

/// The shelf that the store holds. Any thread, blocks.
class StoreShelf final : public Shelf
{
public:
    explicit StoreShelf(const store::Database &database) : m_database(database) {}

    Result<CatalogPage> find(const QUuid &tenant, const CatalogQuery &query) const override;
    Result<QList<Product>> popular(const QUuid &tenant, int count) const override;
    Result<Product> product(const QUuid &tenant, const QUuid &id) const override;
    Result<QJsonObject> orderStatus(const QUuid &tenant, const QUuid &order,
                                    const QString &token) const override;

private:
    const store::Database &m_database;
};

} // namespace lonieve::storefront
