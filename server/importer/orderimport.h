// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/importer/bytesource.h"
#include "server/importer/decimal.h"
#include "server/importer/mapping.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QUuid>

#include <functional>
#include <memory>

namespace lonieve::store {
class Connection;
}

namespace lonieve::importer {

/// One line of the file that became neither an item nor a refund.
struct ReportedLine
{
    qint64 line = 0;
    QString reason; ///< stable key
    QString text;
    const CsvRow *row = nullptr; ///< as long as the call lasts
};

struct OrderImportProgress
{
    enum class Stage { Reading, Products, Orders, Refunds, Checking } stage = Stage::Reading;
    qint64 done = 0;  ///< lines while reading, otherwise of `total`
    qint64 total = 0; ///< 0: not known
    int percent = -1; ///< of this stage; -1: not known
};

struct OrderImportOptions
{
    QUuid tenant;
    QString fileName;
    bool dryRun = false; ///< reads and counts, needs no connection, writes nothing
    std::function<void(const OrderImportProgress &)> progress;
    std::function<void(const ReportedLine &)> reported;
};

/// An exact sum beside the sum of the same lines, each rounded half up to the currency's minor unit.
struct RoundedSum
{
    Decimal exact;
    Decimal rounded;
    qint64 lines = 0;
    void add(const Decimal &amount, const Decimal &roundedAmount);
};

/// What the file says, counted while reading it, in the mapping's currency.
struct FileFigures
{
    qint64 lines = 0;
    qint64 stockCodes = 0;
    qint64 invoices = 0;
    qint64 customers = 0;
    qint64 countries = 0;
    Decimal net; ///< quantity × price of every line that has both
    RoundedSum gross;
    qint64 grossInvoices = 0;
    qint64 grossCountries = 0;
    RoundedSum refunds;
    qint64 refundInvoices = 0;
    RoundedSum withCustomer;
    qint64 grossCustomers = 0;
    qint64 reportedLines = 0;
    qint64 reportedOnlyInvoices = 0;  ///< invoices of which no line was taken
    qint64 otherCurrencyLines = 0;    ///< taken, but not in the sums
    QMap<QString, RoundedSum> months; ///< gross by "yyyy-MM" in the mapping's time zone
};

struct ReasonCount
{
    QString text;
    qint64 lines = 0;
    QList<qint64> first; ///< some line numbers
};

/// One row of the report: what the file says, what the store holds, and whether that is the same.
struct Comparison
{
    enum class Verdict { Equal, Rounding, Different, FileOnly };
    QString figure;
    QString file;
    QString store; ///< empty: nothing to compare
    Verdict verdict = Verdict::FileOnly;
    QString note;
};

struct OrderImportReport
{
    bool dryRun = false;
    QString source;
    QString currency;
    QString zone;
    FileFigures file;
    QMap<QString, ReasonCount> reasons;
    qint64 productsAdded = 0;
    qint64 productsThere = 0;
    qint64 ordersAdded = 0;
    qint64 ordersThere = 0;
    qint64 itemsAdded = 0;
    qint64 refundsAdded = 0;
    qint64 refundsThere = 0;
    bool settingsChanged = false; ///< the tenant's reporting currency and time zone became the file's
    QString reportingCurrency;
    QString reportingZone;
    QList<Comparison> comparisons;
    bool consistent = true; ///< no comparison is Different
    qint64 readMs = 0;
    qint64 writeMs = 0;

    QString toText() const; ///< the table for people
    QJsonObject toJson() const;
};

/// Imports the orders of one CSV file. Reading comes first: every line is judged by the mapping and goes
/// into a temporary table by COPY, so a file that turns out to be damaged has changed nothing. Then one
/// transaction writes products, orders, items and refunds, set by set; killed at any point, it leaves all or
/// nothing. Orders, products and refunds that are there already (by source and external reference) are left
/// as they are. Memory is bounded by the distinct invoices, customers and stock codes, not by the lines. The
/// connection is the owner's (the reporting currency is a setting of the tenant) and not in a transaction;
/// it may be null for a dry run.
Result<OrderImportReport> importOrders(store::Connection *connection, std::unique_ptr<ByteSource> csv,
                                       const Mapping &mapping, const OrderImportOptions &options);

} // namespace lonieve::importer
