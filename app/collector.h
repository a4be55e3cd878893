// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"

#include <functional>

class QObject;

namespace lonieve::services {
class ApiClient;
}

namespace lonieve::app {

/// Fetches every row of a query: a paged dataset page by page, up to `mostRows`. `done` is called once unless
/// `context` dies first; `progressed` after each page.
void collectAll(services::ApiClient &api, const DatasetQuery &query, qint64 mostRows, QObject *context,
                std::function<void(Result<Dataset>)> done,
                std::function<void(qint64 have, qint64 total)> progressed = {});

} // namespace lonieve::app
