// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"

#include <QObject>

#include <optional>

namespace lonieve {

/// The state of one dataset on one page: what was asked, what came, and why nothing came. Lives in the GUI
/// thread, owned by its page. It asks nobody; whoever answers calls setResult or setStale.
class DatasetModel final : public QObject
{
    Q_OBJECT

public:
    /// Loading: asked, nothing to show yet. Ready, Empty: an answer with and without rows. Stale: an older
    /// answer is shown because the newest could not be had. Error: nothing to show and the reason.
    enum class State { Loading, Ready, Empty, Stale, Error };
    Q_ENUM(State)

    explicit DatasetModel(const DatasetSpec &spec, QObject *parent = nullptr);

    const DatasetSpec &spec() const { return m_spec; }
    const DatasetQuery &query() const { return m_query; }
    State state() const { return m_state; }
    /// True in Ready, Empty and Stale.
    bool hasData() const { return m_dataset.has_value(); }
    /// The last answer to query(); an empty dataset when there is none.
    const Dataset &dataset() const;
    /// Meaningful in Error and Stale.
    const Error &error() const { return m_error; }
    QDateTime asOf() const { return dataset().asOf; }
    /// True while an answer is awaited, also when an older one is shown meanwhile.
    bool isRefreshing() const { return m_refreshing; }

    /// Another query forgets the answer and enters Loading; the same query changes nothing.
    void setQuery(const DatasetQuery &query);
    /// The same question with newer parameters (a comparison that ends now): the answer stays until the next.
    void renewQuery(const DatasetQuery &query) { m_query = query; }
    /// An answer was asked for. What is shown stays.
    void setLoading();
    /// A failure with an answer at hand makes that answer stale instead of removing it.
    void setResult(const Result<Dataset> &result);
    /// An answer from the cache, shown because of `why` (offline, server error).
    void setStale(const Dataset &dataset, const Error &why);
    /// Keeps the answer but says that it may be out of date; Error when there is none.
    void markStale(const Error &why);

Q_SIGNALS:
    void changed();

private:
    void settle(State state);

    const DatasetSpec &m_spec;
    DatasetQuery m_query;
    State m_state = State::Loading;
    std::optional<Dataset> m_dataset;
    Error m_error;
    bool m_refreshing = false;
};

} // namespace lonieve
