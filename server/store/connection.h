// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUuid>

#include <functional>
#include <memory>
#include <optional>

namespace lonieve::store {

/// One value for a statement. Everything travels as text except QByteArray, which is bytea.
class Param final
{
public:
    Param(std::nullptr_t) {}
    Param(const QString &text) : m_value(text.toUtf8()) {}
    Param(const char *text) : m_value(QByteArray(text)) {}
    Param(bool value) : m_value(value ? "t" : "f") {}
    Param(int value) : m_value(QByteArray::number(value)) {}
    Param(qint64 value) : m_value(QByteArray::number(value)) {}
    Param(const QUuid &id);       ///< null uuid = SQL null
    Param(const QDateTime &time); ///< UTC; invalid = SQL null
    Param(const QJsonObject &json);
    Param(const QJsonArray &json);
    Param(const QStringList &list);              ///< text[]
    static Param bytes(const QByteArray &value); ///< bytea
    static Param text(const std::optional<QString> &value);

    const std::optional<QByteArray> &value() const { return m_value; }
    bool isBinary() const { return m_binary; }

private:
    std::optional<QByteArray> m_value;
    bool m_binary = false;
};

using Params = QList<Param>;

/// A statement with a name; prepared once a connection. Keep them as constants beside the code that uses
/// them.
struct Statement
{
    const char *name;
    const char *sql;
};

/// The rows of an answer, values as text. Cheap to move. Out-of-range and unknown columns assert in debug
/// builds.
class Rows final
{
public:
    Rows() = default;
    int count() const;
    bool isEmpty() const { return count() == 0; }
    int columns() const;
    int column(const char *name) const; ///< -1 when there is none
    bool isNull(int row, const char *name) const;
    bool isNull(int row, int column) const;
    QByteArray raw(int row, int column) const; ///< the text as the server sent it
    QString text(int row, const char *name) const;
    qint64 integer(int row, const char *name) const;
    bool flag(int row, const char *name) const;
    QUuid uuid(int row, const char *name) const;
    QDateTime time(int row, const char *name) const;   ///< UTC
    QByteArray bytes(int row, const char *name) const; ///< bytea decoded
    QJsonObject object(int row, const char *name) const;
    QJsonArray array(int row, const char *name) const;

private:
    friend class Connection;
    std::shared_ptr<void> m_result; ///< PGresult
};

struct ConnectOptions
{
    QString uri;  ///< libpq URI or key=value text, without a password from argv
    QString role; ///< set at start: lonieve_app, lonieve_readonly, or empty for the owner
    QString applicationName = QStringLiteral("lonieve");
    int statementTimeoutSeconds = 30; ///< 0 = none (migrations, imports)
};

/// One PostgreSQL session, used by one thread at a time. Qt Sql opens it; statements go through libpq on the
/// driver's handle, so that BEGIN, the tenant, the statement and COMMIT share one round trip.
/// Errors: SQLSTATE class LG becomes the Error named in server/store/errors.h, everything else Internal or
/// Unavailable; messages hold no parameter values.
class Connection final
{
public:
    static Result<std::unique_ptr<Connection>> open(const ConnectOptions &options);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// One statement in its own transaction for this tenant (null = no tenant set): one round trip.
    /// Serialisation failures and deadlocks are tried again, at most five times.
    Result<Rows> once(const QUuid &tenant, const Statement &statement, const Params &params = {});

    /// BEGIN, the tenant, then `body`; COMMIT when it succeeds, ROLLBACK when it fails. Tried again like
    /// once().
    template <typename T>
    Result<T> transaction(const QUuid &tenant, const std::function<Result<T>(Connection &)> &body);

    /// Inside transaction() only.
    Result<Rows> run(const Statement &statement, const Params &params = {});

    /// Text with several statements and no parameters, for migrations and tests.
    Result<void> script(const QByteArray &sql);

    /// COPY … FROM STDIN in text format. `sql` is a constant; `next` gives chunks until it returns an empty
    /// one.
    Result<qint64> copyIn(const char *sql, const std::function<QByteArray()> &next);

    bool isAlive() const;
    bool inTransaction() const;
    /// After a failure: the session had ended before the statement reached it, so nothing of it was done.
    bool endedBefore() const;
    void *handle() const; ///< PGconn*, for LISTEN and tests

private:
    class Private;
    explicit Connection(std::unique_ptr<Private> d);
    Result<void> begin(const QUuid &tenant);
    Result<void> commit();
    void rollback();
    template <typename T>
    Result<T> guarded(const std::function<Result<T>(Connection &)> &body);
    static bool worthRetrying(const Error &error);
    static void backOff(int attempt);
    std::unique_ptr<Private> d;
};

template <typename T>
Result<T> Connection::guarded(const std::function<Result<T>(Connection &)> &body)
{
    try {
        return body(*this);
    } catch (...) {
        rollback();
        throw;
    }
}

template <typename T>
Result<T> Connection::transaction(const QUuid &tenant, const std::function<Result<T>(Connection &)> &body)
{
    for (int attempt = 0;; ++attempt) {
        Result<T> outcome = [&]() -> Result<T> {
            if (auto begun = begin(tenant); !begun)
                return tl::unexpected(begun.error());
            Result<T> result = guarded<T>(body);
            if (!result) {
                rollback();
                return result;
            }
            if (auto committed = commit(); !committed)
                return tl::unexpected(committed.error());
            return result;
        }();
        if (outcome || attempt >= 4 || !worthRetrying(outcome.error()))
            return outcome;
        backOff(attempt);
    }
}

/// Where to connect; gives each thread its own connection, opened at first use, reopened when it broke,
/// closed with the thread. Thread-safe.
class Database final
{
public:
    explicit Database(ConnectOptions options);
    ~Database();
    Result<Connection *> here() const;
    const ConnectOptions &options() const;
    /// here() and once() in one step.
    Result<Rows> once(const QUuid &tenant, const Statement &statement, const Params &params = {}) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::store
