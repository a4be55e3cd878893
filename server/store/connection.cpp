// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/connection.h"

#include "server/store/errors.h"

#include <QElapsedTimer>
#include <QHash>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QMutex>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QThread>
#include <QTimeZone>
#include <QVarLengthArray>

#include <atomic>
#include <cstring>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <poll.h>

using namespace Qt::StringLiterals;

namespace lonieve::store {

namespace {

Q_LOGGING_CATEGORY(log, "lonieve.store")

/// Beyond this many prepared statements a session runs further ones unprepared, so that statements made of
/// many pieces cannot fill the server's memory.
constexpr qsizetype maxPrepared = 500;

constexpr Statement beginStatement{"lonieve_begin", "BEGIN"};
constexpr Statement commitStatement{"lonieve_commit", "COMMIT"};
constexpr Statement tenantStatement{"lonieve_tenant", "SELECT set_config('app.tenant_id', $1, true)"};

Error lostConnection()
{
    Error error = errorFromSqlState("08006", {}, {});
    return error;
}

const PGresult *resultOf(const std::shared_ptr<void> &result)
{
    return static_cast<const PGresult *>(result.get());
}

std::shared_ptr<void> owned(PGresult *result)
{
    return std::shared_ptr<void>(result, [](void *p) { PQclear(static_cast<PGresult *>(p)); });
}

QString quoted(const QString &value)
{
    QString text = value;
    text.replace(u'\\', "\\\\"_L1).replace(u'\'', "\\'"_L1);
    return u'\'' + text + u'\'';
}

/// A session that was closed from the other side is readable although nothing was asked.
bool closedByServer(PGconn *pg)
{
    pollfd entry{PQsocket(pg), POLLIN, 0};
    // The farewell comes first, the end of the stream after it.
    for (int i = 0; i < 4 && poll(&entry, 1, 0) > 0; ++i) {
        if (PQconsumeInput(pg) != 1 || PQstatus(pg) != CONNECTION_OK)
            return true;
    }
    return false;
}

/// An error is logged without the values of the statement: messages of these classes name objects, not data.
bool messageIsHarmless(const QByteArray &state)
{
    for (const char *prefix :
         {"42", "0A", "25", "26", "28", "3D", "3F", "40", "53", "54", "55", "57", "58", "XX"}) {
        if (state.startsWith(prefix))
            return true;
    }
    return false;
}

} // namespace

// ---------------------------------------------------------------- Param

Param::Param(const QUuid &id)
{
    if (!id.isNull())
        m_value = id.toByteArray(QUuid::WithoutBraces);
}

Param::Param(const QDateTime &time)
{
    if (time.isValid())
        m_value = time.toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

Param::Param(const QJsonObject &json) : m_value(QJsonDocument(json).toJson(QJsonDocument::Compact))
{}

Param::Param(const QJsonArray &json) : m_value(QJsonDocument(json).toJson(QJsonDocument::Compact))
{}

Param::Param(const QStringList &list)
{
    QByteArray text = "{";
    for (const QString &item : list) {
        if (text.size() > 1)
            text += ',';
        QByteArray escaped = item.toUtf8();
        escaped.replace('\\', "\\\\").replace('"', "\\\"");
        text += '"' + escaped + '"';
    }
    m_value = text + '}';
}

Param Param::bytes(const QByteArray &value)
{
    Param param(nullptr);
    // A null QByteArray would reach libpq as a null pointer, which is SQL null.
    param.m_value = value.isNull() ? QByteArray("") : value;
    param.m_binary = true;
    return param;
}

Param Param::text(const std::optional<QString> &value)
{
    return value ? Param(*value) : Param(nullptr);
}

// ---------------------------------------------------------------- Rows

int Rows::count() const
{
    return m_result ? PQntuples(resultOf(m_result)) : 0;
}

int Rows::columns() const
{
    return m_result ? PQnfields(resultOf(m_result)) : 0;
}

int Rows::column(const char *name) const
{
    // Not PQfnumber(): it folds the name to lower case.
    for (int i = 0, n = columns(); i < n; ++i) {
        if (qstrcmp(PQfname(resultOf(m_result), i), name) == 0)
            return i;
    }
    return -1;
}

bool Rows::isNull(int row, const char *name) const
{
    const int index = column(name);
    Q_ASSERT_X(index >= 0, "Rows", name);
    return isNull(row, index);
}

bool Rows::isNull(int row, int column) const
{
    if (row < 0 || row >= count() || column < 0 || column >= columns())
        return true;
    return PQgetisnull(resultOf(m_result), row, column) == 1;
}

QByteArray Rows::raw(int row, int column) const
{
    Q_ASSERT(row >= 0 && row < count() && column >= 0 && column < columns());
    if (isNull(row, column))
        return {};
    return QByteArray(PQgetvalue(resultOf(m_result), row, column),
                      PQgetlength(resultOf(m_result), row, column));
}

QString Rows::text(int row, const char *name) const
{
    const int index = column(name);
    Q_ASSERT_X(index >= 0, "Rows", name);
    if (isNull(row, index))
        return {};
    return QString::fromUtf8(PQgetvalue(resultOf(m_result), row, index),
                             PQgetlength(resultOf(m_result), row, index));
}

qint64 Rows::integer(int row, const char *name) const
{
    return raw(row, column(name)).toLongLong();
}

bool Rows::flag(int row, const char *name) const
{
    return raw(row, column(name)) == "t";
}

QUuid Rows::uuid(int row, const char *name) const
{
    return QUuid(text(row, name));
}

QDateTime Rows::time(int row, const char *name) const
{
    // "2026-11-22 16:48:11.123456+00", or a date alone.
    const QByteArray value = raw(row, column(name));
    if (value.size() < 10 || value[4] != '-' || value[7] != '-')
        return {};
    const QDate date(value.mid(0, 4).toInt(), value.mid(5, 2).toInt(), value.mid(8, 2).toInt());
    if (value.size() < 19)
        return QDateTime(date, QTime(0, 0), QTimeZone::utc());
    int milliseconds = 0;
    qsizetype at = 19;
    if (at < value.size() && value[at] == '.') {
        int weight = 100;
        for (++at; at < value.size() && value[at] >= '0' && value[at] <= '9'; ++at, weight /= 10)
            milliseconds += (value[at] - '0') * weight;
    }
    const QTime clock(value.mid(11, 2).toInt(), value.mid(14, 2).toInt(), value.mid(17, 2).toInt(),
                      milliseconds);
    int offset = 0;
    if (at < value.size() && (value[at] == '+' || value[at] == '-')) {
        const int sign = value[at] == '-' ? -1 : 1;
        offset = sign * (value.mid(at + 1, 2).toInt() * 3600 + value.mid(at + 4, 2).toInt() * 60);
    }
    return QDateTime(date, clock, Qt::UTC).addSecs(-offset);
}

QByteArray Rows::bytes(int row, const char *name) const
{
    const int index = column(name);
    Q_ASSERT_X(index >= 0, "Rows", name);
    if (isNull(row, index))
        return {};
    const char *value = PQgetvalue(resultOf(m_result), row, index);
    const int length = PQgetlength(resultOf(m_result), row, index);
    if (length >= 2 && value[0] == '\\' && value[1] == 'x')
        return QByteArray::fromHex(QByteArray::fromRawData(value + 2, length - 2));
    size_t size = 0;
    unsigned char *plain = PQunescapeBytea(reinterpret_cast<const unsigned char *>(value), &size);
    const QByteArray bytes(reinterpret_cast<const char *>(plain), static_cast<qsizetype>(size));
    PQfreemem(plain);
    return bytes;
}

QJsonObject Rows::object(int row, const char *name) const
{
    return QJsonDocument::fromJson(raw(row, column(name))).object();
}

QJsonArray Rows::array(int row, const char *name) const
{
    return QJsonDocument::fromJson(raw(row, column(name))).array();
}

// ---------------------------------------------------------------- Connection

class Connection::Private
{
public:
    struct Prepared
    {
        QByteArray sql;
        QByteArray serverName;
    };

    QSqlDatabase sql;
    QString sqlName;
    PGconn *pg = nullptr;
    bool dead = false;
    bool inTransaction = false;
    bool endedBefore = false;
    bool beginPending = false; ///< BEGIN travels with the first statement of the transaction
    QByteArray tenant;
    std::optional<Error> transactionError;
    QHash<QByteArray, std::vector<Prepared>> prepared;
    qsizetype preparedCount = 0;

    enum class Step { Prepare, Begin, Tenant, Main, Commit };
    struct Queued
    {
        Step step;
        const Statement *statement;
        QByteArray serverName;
    };
    using Queue = QVarLengthArray<Queued, 10>;

    const Prepared *find(const Statement &statement) const;
    bool send(Queue &queue, Step step, const Statement &statement, const Params &params);
    Result<Rows> pipeline(const Statement *main, const Params &params, bool commit);
    Result<Rows> attempt(const Statement &statement, const Params &params, bool commit);
    Result<Rows> simple(const char *text);
    Error failed(const PGresult *result, const char *what);
    Error died();
    void forgetPrepared();
};

const Connection::Private::Prepared *Connection::Private::find(const Statement &statement) const
{
    const auto it = prepared.constFind(QByteArray::fromRawData(statement.name, qstrlen(statement.name)));
    if (it == prepared.cend())
        return nullptr;
    for (const Prepared &entry : *it) {
        if (entry.sql == statement.sql)
            return &entry;
    }
    return nullptr;
}

void Connection::Private::forgetPrepared()
{
    prepared.clear();
    preparedCount = 0;
    PQclear(PQexec(pg, "DEALLOCATE ALL"));
}

Error Connection::Private::died()
{
    dead = true;
    return lostConnection();
}

Error Connection::Private::failed(const PGresult *result, const char *what)
{
    const auto fieldOf = [result](int code) {
        const char *value = result ? PQresultErrorField(result, code) : nullptr;
        return QByteArray(value ? value : "");
    };
    const QByteArray state = fieldOf(PG_DIAG_SQLSTATE);
    const QByteArray message = fieldOf(PG_DIAG_MESSAGE_PRIMARY);
    if (endsSession(state) || PQstatus(pg) != CONNECTION_OK)
        dead = true;
    if (state.isEmpty())
        return lostConnection();
    const Error error = errorFromSqlState(state, message, fieldOf(PG_DIAG_MESSAGE_DETAIL));
    if (!state.startsWith("LG") && !isRetryable(error.sqlState)) {
        qCWarning(log).noquote() << "statement" << what << "failed:" << state
                                 << fieldOf(PG_DIAG_CONSTRAINT_NAME)
                                 << (messageIsHarmless(state) ? message : QByteArray());
    }
    return error;
}

bool Connection::Private::send(Queue &queue, Step step, const Statement &statement, const Params &params)
{
    QVarLengthArray<const char *, 24> values;
    QVarLengthArray<int, 24> lengths;
    QVarLengthArray<int, 24> formats;
    for (const Param &param : params) {
        values.append(param.value() ? param.value()->constData() : nullptr);
        lengths.append(param.value() ? static_cast<int>(param.value()->size()) : 0);
        formats.append(param.isBinary() ? 1 : 0);
    }
    const int count = static_cast<int>(params.size());
    const bool nameless = statement.name == nullptr || statement.name[0] == '\0';
    const Prepared *known = nameless ? nullptr : find(statement);
    if (!known && (nameless || preparedCount >= maxPrepared)) {
        queue.append({step, &statement, {}});
        return PQsendQueryParams(pg, statement.sql, count, nullptr, values.data(), lengths.data(),
                                 formats.data(), 0) == 1;
    }
    QByteArray serverName = known ? known->serverName : QByteArray(statement.name);
    if (!known) {
        // Two statements under one name would be a mistake; the session keeps them apart all the same.
        const auto it = prepared.constFind(serverName);
        if (it != prepared.cend())
            serverName += '~' + QByteArray::number(static_cast<qulonglong>(it->size()));
        queue.append({Step::Prepare, &statement, serverName});
        if (PQsendPrepare(pg, serverName.constData(), statement.sql, 0, nullptr) != 1)
            return false;
    }
    queue.append({step, &statement, {}});
    return PQsendQueryPrepared(pg, serverName.constData(), count, values.data(), lengths.data(),
                               formats.data(), 0) == 1;
}

/// [BEGIN, tenant,] the statement [, COMMIT] and Sync in one round trip. Leaves pipeline mode behind; an open
/// transaction that failed is left for rollback(), except with `commit`.
Result<Rows> Connection::Private::pipeline(const Statement *main, const Params &params, bool commit)
{
    if (dead || PQenterPipelineMode(pg) != 1)
        return failure(died());
    const bool begin = commit || beginPending;
    Queue queue;
    bool sent = true;
    if (begin) {
        sent = send(queue, Step::Begin, beginStatement, {});
        if (sent && !tenant.isEmpty())
            sent = send(queue, Step::Tenant, tenantStatement, {Param(tenant.constData())});
    }
    if (sent && main)
        sent = send(queue, Step::Main, *main, params);
    if (sent && commit)
        sent = send(queue, Step::Commit, commitStatement, {});
    if (!sent || PQpipelineSync(pg) != 1)
        return failure(died());
    beginPending = false;
    endedBefore = false;

    Rows rows;
    std::optional<Error> error;
    bool begun = !begin;
    for (const Queued &entry : std::as_const(queue)) {
        while (PGresult *result = PQgetResult(pg)) {
            const ExecStatusType status = PQresultStatus(result);
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
                if (entry.step == Step::Prepare) {
                    prepared[entry.statement->name].push_back({entry.statement->sql, entry.serverName});
                    ++preparedCount;
                }
                begun = begun || entry.step == Step::Begin;
                if (entry.step == Step::Main) {
                    rows.m_result = owned(result);
                    continue;
                }
                // COMMIT of a transaction that had failed answers ROLLBACK and no error.
                if (entry.step == Step::Commit && qstrcmp(PQcmdStatus(result), "COMMIT") != 0 && !error)
                    error = errorFromSqlState("25P02", {}, {});
            } else if (status != PGRES_PIPELINE_ABORTED && !error) {
                error = failed(result, entry.statement->name);
                endedBefore = !begun && error->sqlState.startsWith("57P"_L1);
            }
            PQclear(result);
            if (PQstatus(pg) != CONNECTION_OK)
                break;
        }
        if (PQstatus(pg) != CONNECTION_OK) {
            dead = true;
            return failure(error.value_or(lostConnection()));
        }
    }
    PGresult *sync = PQgetResult(pg);
    const bool synced = PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    if (!synced || PQexitPipelineMode(pg) != 1) {
        dead = true;
        return failure(error.value_or(lostConnection()));
    }
    if (commit && PQtransactionStatus(pg) != PQTRANS_IDLE)
        PQclear(PQexec(pg, "ROLLBACK"));
    if (error)
        return failure(*error);
    return rows;
}

/// Prepared statements age: a migration can change what a function returns, a pooler can drop them. Outside
/// a transaction they are prepared anew, once.
Result<Rows> Connection::Private::attempt(const Statement &statement, const Params &params, bool commit)
{
    Result<Rows> rows = pipeline(&statement, params, commit);
    if (rows || dead || !commit)
        return rows;
    const QString &state = rows.error().sqlState;
    if (state != "0A000"_L1 && state != "26000"_L1 && state != "42P05"_L1)
        return rows;
    if (preparedCount == 0)
        return rows;
    forgetPrepared();
    return pipeline(&statement, params, commit);
}

Result<Rows> Connection::Private::simple(const char *text)
{
    if (dead)
        return failure(lostConnection());
    PGresult *result = PQexec(pg, text);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        const Error error = failed(result, text);
        PQclear(result);
        return failure(error);
    }
    Rows rows;
    rows.m_result = owned(result);
    return rows;
}

Connection::Connection(std::unique_ptr<Private> p) : d(std::move(p))
{}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectOptions &options)
{
    char *complaint = nullptr;
    PQconninfoOption *parsed = PQconninfoParse(options.uri.toUtf8().constData(), &complaint);
    if (!parsed) {
        // The complaint can quote the text, and with it a password.
        PQfreemem(complaint);
        return failure(ErrorCode::InvalidInput, u"database_url"_s,
                       u"DATABASE_URL is not a PostgreSQL address such as postgresql://user@host/name."_s);
    }
    QString host;
    QString database;
    QString user;
    QString password;
    QString startup;
    QStringList rest;
    bool hasTimeout = false;
    bool hasUserTimeout = false;
    bool badValue = false;
    for (const PQconninfoOption *option = parsed; option->keyword; ++option) {
        if (!option->val)
            continue;
        const QByteArray keyword = option->keyword;
        const QString value = QString::fromUtf8(option->val);
        if (keyword == "host") {
            host = value;
        } else if (keyword == "dbname") {
            database = value;
        } else if (keyword == "user") {
            user = value;
        } else if (keyword == "password") {
            password = value;
        } else if (keyword == "options") {
            startup = value;
        } else if (keyword != "application_name" && keyword != "client_encoding") {
            hasTimeout = hasTimeout || keyword == "connect_timeout";
            hasUserTimeout = hasUserTimeout || keyword == "tcp_user_timeout";
            // Qt Sql turns every semicolon of the options into a space.
            badValue = badValue || value.contains(u';');
            rest.append(QString::fromLatin1(keyword) + u'=' + quoted(value));
        }
    }
    PQconninfoFree(parsed);
    if (badValue || startup.contains(u';')) {
        return failure(ErrorCode::InvalidInput, u"database_url"_s,
                       u"An option of DATABASE_URL holds a semicolon, which cannot be passed on."_s);
    }
    if (!options.role.isEmpty())
        startup += " -c role="_L1 + options.role;
    startup += " -c statement_timeout=%1s -c idle_in_transaction_session_timeout=%2s -c jit=off"_L1.arg(
        QString::number(options.statementTimeoutSeconds),
        QString::number(options.statementTimeoutSeconds > 0 ? 60 : 0));
    rest.append("options="_L1 + quoted(startup.trimmed()));
    rest.append("client_encoding='UTF8'"_L1);
    rest.append("application_name="_L1 + quoted(QString(options.applicationName).remove(u';')));
    if (!hasTimeout)
        rest.append("connect_timeout='5'"_L1);
    if (!hasUserTimeout)
        rest.append("tcp_user_timeout='30000'"_L1);

    static std::atomic<quint64> serial = 0;
    auto p = std::make_unique<Private>();
    p->sqlName = "lonieve-%1"_L1.arg(QString::number(++serial));
    p->sql = QSqlDatabase::addDatabase(u"QPSQL"_s, p->sqlName);
    p->sql.setHostName(host);
    p->sql.setDatabaseName(database);
    p->sql.setUserName(user);
    p->sql.setPassword(password);
    p->sql.setConnectOptions(rest.join(u';'));
    std::unique_ptr<Connection> connection(new Connection(std::move(p)));
    Private &self = *connection->d;
    if (!self.sql.isValid()) {
        return failure(ErrorCode::Internal, u"driver_missing"_s,
                       u"Qt's PostgreSQL driver is not installed (Debian: libqt6sql6-psql)."_s);
    }
    if (!self.sql.open()) {
        return failure(
            ErrorCode::Unavailable, u"database_unavailable"_s,
            u"The database cannot be reached: %1"_s.arg(self.sql.lastError().databaseText().simplified()));
    }
    const QVariant handle = self.sql.driver()->handle();
    // Qt 6 names the type by its struct, Qt 5 by its alias.
    if (qstrcmp(handle.typeName(), "pg_conn*") == 0 || qstrcmp(handle.typeName(), "PGconn*") == 0)
        self.pg = *static_cast<PGconn *const *>(handle.constData());
    if (!self.pg || PQstatus(self.pg) != CONNECTION_OK) {
        return failure(ErrorCode::Internal, u"driver_missing"_s,
                       u"Qt's PostgreSQL driver gave no usable connection."_s);
    }
    PQsetNoticeProcessor(
        self.pg, [](void *, const char *) {}, nullptr);
    if (auto ready = self.simple("SET bytea_output = 'hex'"); !ready)
        return failure(ready.error());
    return connection;
}

Connection::~Connection()
{
    if (!d)
        return;
    const QString name = d->sqlName;
    d->sql.close();
    d->sql = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
}

Result<Rows> Connection::once(const QUuid &tenant, const Statement &statement, const Params &params)
{
    if (d->inTransaction) {
        return failure(ErrorCode::Internal, u"store_misuse"_s,
                       u"A statement of its own was asked for inside a transaction."_s);
    }
    for (int attempt = 0;; ++attempt) {
        d->tenant = tenant.isNull() ? QByteArray() : tenant.toByteArray(QUuid::WithoutBraces);
        Result<Rows> rows = d->attempt(statement, params, true);
        if (rows || attempt >= 4 || !worthRetrying(rows.error()))
            return rows;
        backOff(attempt);
    }
}

Result<void> Connection::begin(const QUuid &tenant)
{
    if (d->inTransaction) {
        return failure(ErrorCode::Internal, u"store_misuse"_s, u"A transaction was begun inside another."_s);
    }
    if (d->dead)
        return failure(lostConnection());
    d->tenant = tenant.isNull() ? QByteArray() : tenant.toByteArray(QUuid::WithoutBraces);
    d->inTransaction = true;
    d->beginPending = true;
    d->transactionError.reset();
    return {};
}

Result<Rows> Connection::run(const Statement &statement, const Params &params)
{
    if (!d->inTransaction) {
        return failure(ErrorCode::Internal, u"store_misuse"_s,
                       u"A statement was run outside of a transaction."_s);
    }
    Result<Rows> rows = d->attempt(statement, params, false);
    if (!rows && !d->transactionError)
        d->transactionError = rows.error();
    return rows;
}

Result<void> Connection::commit()
{
    d->inTransaction = false;
    if (std::exchange(d->beginPending, false))
        return {};
    // Somebody overlooked a failure: the transaction cannot be committed any more.
    if (d->transactionError) {
        rollback();
        return failure(*d->transactionError);
    }
    Result<Rows> done = d->simple("COMMIT");
    if (!done) {
        rollback();
        return failure(done.error());
    }
    return {};
}

void Connection::rollback()
{
    d->inTransaction = false;
    if (std::exchange(d->beginPending, false) || d->dead)
        return;
    if (PQtransactionStatus(d->pg) != PQTRANS_IDLE)
        (void)d->simple("ROLLBACK");
}

Result<void> Connection::script(const QByteArray &sql)
{
    if (d->beginPending) {
        if (auto begun = d->pipeline(nullptr, {}, false); !begun)
            return failure(begun.error());
    }
    if (d->dead)
        return failure(lostConnection());
    PGresult *result = PQexec(d->pg, sql.constData());
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
        PQclear(result);
        return {};
    }
    Error error = d->failed(result, "script");
    // A script is our own text, so the server's words hold no customer's data and say what is wrong with it.
    const QString own = QString::fromUtf8(PQresultErrorMessage(result)).trimmed();
    if (!own.isEmpty() && !error.sqlState.startsWith("LG"_L1))
        error.message = own;
    PQclear(result);
    if (d->inTransaction && !d->transactionError)
        d->transactionError = error;
    return failure(error);
}

Result<qint64> Connection::copyIn(const char *sql, const std::function<QByteArray()> &next)
{
    const auto remember = [this](Error error) {
        if (d->inTransaction && !d->transactionError)
            d->transactionError = error;
        return failure(std::move(error));
    };
    if (d->beginPending) {
        if (auto begun = d->pipeline(nullptr, {}, false); !begun)
            return remember(begun.error());
    }
    if (d->dead)
        return remember(lostConnection());
    PGresult *started = PQexec(d->pg, sql);
    if (PQresultStatus(started) != PGRES_COPY_IN) {
        const Error error = d->failed(started, "copy");
        PQclear(started);
        return remember(error);
    }
    PQclear(started);
    bool sent = true;
    for (QByteArray chunk = next(); sent && !chunk.isEmpty(); chunk = next())
        sent = PQputCopyData(d->pg, chunk.constData(), static_cast<int>(chunk.size())) == 1;
    if (sent)
        sent = PQputCopyEnd(d->pg, nullptr) == 1;
    std::optional<Error> error;
    qint64 count = 0;
    while (PGresult *result = PQgetResult(d->pg)) {
        if (PQresultStatus(result) == PGRES_COMMAND_OK)
            count = QByteArray(PQcmdTuples(result)).toLongLong();
        else if (!error)
            error = d->failed(result, "copy");
        const bool stuck = PQresultStatus(result) == PGRES_COPY_IN;
        PQclear(result);
        if (stuck || PQstatus(d->pg) != CONNECTION_OK) {
            d->dead = true;
            break;
        }
    }
    if (!sent && !error)
        error = d->died();
    if (error)
        return remember(*error);
    return count;
}

bool Connection::isAlive() const
{
    return !d->dead && PQstatus(d->pg) == CONNECTION_OK;
}

bool Connection::endedBefore() const
{
    return d->endedBefore;
}

bool Connection::inTransaction() const
{
    return d->inTransaction;
}

void *Connection::handle() const
{
    return d->pg;
}

bool Connection::worthRetrying(const Error &error)
{
    return isRetryable(error.sqlState);
}

void Connection::backOff(int attempt)
{
    const unsigned long most = 8000UL << attempt;
    QThread::usleep(1000 + QRandomGenerator::global()->generate() % most);
}

// ---------------------------------------------------------------- Database

namespace {

/// A thread's connection to one Database. The Database owns it, so that it can close all of them; the thread
/// only finds it again and hands it back at its end.
struct Slot
{
    std::unique_ptr<Connection> connection;
};

struct Slots
{
    QMutex mutex;
    std::vector<std::unique_ptr<Slot>> all;
    std::atomic<qint64> failedAt = 0; ///< ms of the monotonic clock; others do not queue up on a dead server
};

qint64 monotonicMs()
{
    QElapsedTimer timer;
    timer.start();
    return timer.msecsSinceReference();
}

struct ThreadSlots
{
    struct Entry
    {
        const Slots *key;
        std::weak_ptr<Slots> owner;
        Slot *slot;
    };
    std::vector<Entry> entries;

    ~ThreadSlots()
    {
        for (const Entry &entry : entries)
            giveBack(entry);
    }
    static void giveBack(const Entry &entry)
    {
        const std::shared_ptr<Slots> owner = entry.owner.lock();
        if (!owner)
            return;
        std::unique_ptr<Slot> closing;
        {
            const QMutexLocker lock(&owner->mutex);
            for (auto it = owner->all.begin(); it != owner->all.end(); ++it) {
                if (it->get() == entry.slot) {
                    closing = std::move(*it);
                    owner->all.erase(it);
                    break;
                }
            }
        }
    }
};

thread_local ThreadSlots threadSlots;

} // namespace

class Database::Private
{
public:
    ConnectOptions options;
    std::shared_ptr<Slots> connections = std::make_shared<Slots>();

    Slot &slotOfThread() const;
    Result<Connection *> reopen(Slot &slot) const;
};

Slot &Database::Private::slotOfThread() const
{
    auto &entries = threadSlots.entries;
    for (const ThreadSlots::Entry &entry : entries) {
        if (entry.key == connections.get() && !entry.owner.expired())
            return *entry.slot;
    }
    std::erase_if(entries, [](const ThreadSlots::Entry &entry) { return entry.owner.expired(); });
    auto fresh = std::make_unique<Slot>();
    Slot &slot = *fresh;
    {
        const QMutexLocker lock(&connections->mutex);
        connections->all.push_back(std::move(fresh));
    }
    entries.push_back({connections.get(), connections, &slot});
    return slot;
}

/// A server that restarts is back within moments, so an attempt is repeated twice; when that fails, callers
/// of the next half second fail at once instead of holding a worker each.
Result<Connection *> Database::Private::reopen(Slot &slot) const
{
    slot.connection.reset();
    const qint64 failedAt = connections->failedAt.load(std::memory_order_relaxed);
    if (failedAt != 0 && monotonicMs() - failedAt < 500)
        return failure(lostConnection());
    for (const unsigned long waitMs : {50UL, 200UL, 0UL}) {
        auto opened = Connection::open(options);
        if (opened) {
            slot.connection = std::move(*opened);
            connections->failedAt.store(0, std::memory_order_relaxed);
            return slot.connection.get();
        }
        if (waitMs == 0 || opened.error().code != ErrorCode::Unavailable) {
            connections->failedAt.store(monotonicMs(), std::memory_order_relaxed);
            // The reason names hosts and roles: for the log, not for whoever asked.
            qCWarning(log).noquote() << opened.error().message;
            break;
        }
        QThread::msleep(waitMs);
    }
    return failure(lostConnection());
}

Database::Database(ConnectOptions options) : d(std::make_unique<Private>())
{
    d->options = std::move(options);
}

Database::~Database() = default;

Result<Connection *> Database::here() const
{
    Slot &slot = d->slotOfThread();
    // Inside a transaction the caller holds the connection and must see its loss.
    if (slot.connection && slot.connection->inTransaction())
        return slot.connection.get();
    if (slot.connection && slot.connection->isAlive() &&
        !closedByServer(static_cast<PGconn *>(slot.connection->handle())))
        return slot.connection.get();
    return d->reopen(slot);
}

const ConnectOptions &Database::options() const
{
    return d->options;
}

Result<Rows> Database::once(const QUuid &tenant, const Statement &statement, const Params &params) const
{
    const Result<Connection *> connection = here();
    if (!connection)
        return failure(connection.error());
    Result<Rows> rows = (*connection)->once(tenant, statement, params);
    if (rows || (*connection)->isAlive() || !(*connection)->endedBefore())
        return rows;
    const Result<Connection *> fresh = here();
    if (!fresh)
        return failure(fresh.error());
    return (*fresh)->once(tenant, statement, params);
}

} // namespace lonieve::store
