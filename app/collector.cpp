// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/collector.h"

#include "services/apiclient.h"

#include <algorithm>
#include <memory>

namespace lonieve::app {

namespace {

constexpr qint64 rowsPerPage = 1000; // the most that the server gives at once

struct Job : std::enable_shared_from_this<Job>
{
    services::ApiClient &api;
    DatasetQuery query;
    qint64 mostRows;
    QObject *context;
    std::function<void(Result<Dataset>)> done;
    std::function<void(qint64, qint64)> progressed;
    Dataset all;

    explicit Job(services::ApiClient &client) : api(client) {}

    void next()
    {
        const qint64 have = all.rows.size();
        query.params.insert(QStringLiteral("limit"), std::min(rowsPerPage, mostRows - have));
        query.params.insert(QStringLiteral("offset"), have);
        api.getDataset(
            query, context, [self = shared_from_this()](const Result<Dataset> &page) { self->take(page); },
            true);
    }

    void take(const Result<Dataset> &page)
    {
        if (!page) {
            done(failure(page.error()));
            return;
        }
        if (all.id.isEmpty()) {
            all = *page;
        } else {
            all.rows.append(page->rows);
            all.total = page->total;
        }
        if (progressed)
            progressed(all.rows.size(), all.total);
        // An empty page ends it even when rows have gone meanwhile.
        if (page->rows.isEmpty() || all.rows.size() >= std::min(all.total, mostRows))
            done(all);
        else
            next();
    }
};

} // namespace

void collectAll(services::ApiClient &api, const DatasetQuery &query, qint64 mostRows, QObject *context,
                std::function<void(Result<Dataset>)> done, std::function<void(qint64, qint64)> progressed)
{
    const DatasetSpec *spec = findDataset(query.id);
    if (!spec || !spec->paged) {
        api.getDataset(query, context, std::move(done), true);
        return;
    }
    const auto job = std::make_shared<Job>(api);
    job->query = query;
    job->mostRows = mostRows;
    job->context = context;
    job->done = std::move(done);
    job->progressed = std::move(progressed);
    job->next();
}

} // namespace lonieve::app
