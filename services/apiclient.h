// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "models/importreport.h"
#include "services/httptransport.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QFile;

namespace lonieve::services {

class CodeImport;

/// What the long poll answered.
struct Changes
{
    QString cursor;
    QStringList topics;
    bool reset = false; ///< the server cannot say what changed since the cursor: everything may have
};

/// The backend's staff API, call by call. Every answer comes through the event loop, once, unless `context`
/// has been destroyed by then. GUI thread.
class ApiClient final : public QObject
{
    Q_OBJECT

public:
    explicit ApiClient(HttpTransport &transport, QObject *parent = nullptr);

    using DatasetDone = std::function<void(Result<Dataset>)>;
    using Done = std::function<void(Result<QJsonObject>)>;

    /// A newer query of the same dataset for the same context drops the older one: its answer never arrives
    /// late. Pages of a table (`keepOlder`) are wanted together.
    QPointer<Call> getDataset(const DatasetQuery &query, QObject *context, DatasetDone done,
                              bool keepOlder = false);
    QPointer<Call> orderDetail(const QString &orderId, QObject *context, Done done);

    void resend(const QString &orderId, const QString &reason, QObject *context, Done done);
    /// `amount` as decimal text, empty = all that is left. The same `requestKey` never refunds twice.
    void refund(const QString &orderId, const QString &amount, const QString &reason,
                const QString &requestKey, QObject *context, Done done);
    /// `action`: fulfil, refund, cancel.
    void settle(const QString &orderId, const QString &action, const QString &note, QObject *context,
                Done done);
    void note(const QString &orderId, const QString &text, QObject *context, Done done);
    void reveal(const QString &codeId, const QString &reason, QObject *context, Done done);
    void voidCode(const QString &codeId, const QString &reason, QObject *context, Done done);

    /// Uploads a CSV file of codes in parts. The job belongs to `parent` and starts through the event loop.
    CodeImport *importCodes(const QString &filePath, bool dryRun, QObject *parent);
    CodeImport *importCodes(const QByteArray &csv, const QString &fileName, bool dryRun, QObject *parent);

    QPointer<Call> changes(const QString &cursor, QObject *context,
                           std::function<void(Result<Changes>)> done);

private:
    friend class CodeImport;
    HttpTransport &m_transport;
    QHash<std::pair<const QObject *, QString>, QPointer<Call>> m_newest;
};

/// A CSV file of codes on its way to the server: parts of at most 5,000 lines, each with the header line, all
/// in one batch, one after the other. Emits finished() once.
class CodeImport final : public QObject
{
    Q_OBJECT

public:
    static constexpr int linesPerPart = 5'000;
    static constexpr qint64 bytesPerPart = 4 * 1024 * 1024;

    ~CodeImport() override;

    /// Stops after the part that is under way; what was taken stays and is counted in the report.
    void cancel();

    const ImportReport &report() const { return m_report; }
    /// Why it stopped early, if it did.
    const std::optional<Error> &error() const { return m_error; }
    bool isFinished() const { return m_finished; }

Q_SIGNALS:
    /// Lines answered so far, and the share of the file in 0 … 1.
    void progressed(qint64 lines, double share);
    void finished();

private:
    friend class ApiClient;
    CodeImport(ApiClient &client, std::unique_ptr<QIODevice> source, const QString &fileName, bool dryRun,
               QObject *parent);

    void begin();
    void sendNextPart();
    void answered(const Result<QJsonObject> &answer);
    void finish(std::optional<Error> error = {});
    QByteArray nextRecord();

    ApiClient &m_client;
    std::unique_ptr<QIODevice> m_source;
    QString m_fileName;
    QByteArray m_header;
    ImportReport m_report;
    std::optional<Error> m_error;
    qint64 m_nextLine = 1;  ///< of the record that nextRecord() will give
    qint64 m_lastLines = 0; ///< in the part under way
    qint64 m_linesDone = 0;
    bool m_dryRun;
    bool m_cancelled = false;
    bool m_finished = false;
};

} // namespace lonieve::services
