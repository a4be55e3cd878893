// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"

#include <QString>

#include <functional>
#include <optional>

class QWidget;

namespace lonieve::services {
class ApiClient;
class Settings;
} // namespace lonieve::services

namespace lonieve::widgets {
class Page;
}

/// One panel of a page as a file, on the clipboard or on paper, as a person asks for it.
namespace lonieve::app::panelexport {

struct Request
{
    QWidget *window = nullptr;
    widgets::Page *page = nullptr;
    QString panelId;
    QString format; ///< png, pdf, csv, xlsx, copy, print
    QString tenant;
    /// The query behind a table that pages on the server; all its rows are fetched.
    std::optional<DatasetQuery> pagedQuery;
};

/// Answers what to tell the person: "" when they changed their mind.
using Done = std::function<void(Result<QString>)>;
void run(const Request &request, services::Settings &settings, services::ApiClient &api, const Done &done);

/// Asks where to save, with a proposal; answers through the callback, "" when cancelled. Replaced in tests.
using PathAsker = std::function<void(QWidget *window, const QString &proposal,
                                     std::function<void(const QString &)> answer)>;
void setPathAsker(PathAsker asker);

} // namespace lonieve::app::panelexport
