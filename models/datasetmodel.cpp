// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/datasetmodel.h"

namespace lonieve {

DatasetModel::DatasetModel(const DatasetSpec &spec, QObject *parent)
    : QObject(parent), m_spec(spec), m_query{QString::fromLatin1(spec.id), {}}
{}

const Dataset &DatasetModel::dataset() const
{
    static const Dataset none;
    return m_dataset ? *m_dataset : none;
}

void DatasetModel::settle(State state)
{
    m_state = state;
    m_refreshing = false;
    Q_EMIT changed();
}

void DatasetModel::setQuery(const DatasetQuery &query)
{
    if (query == m_query)
        return;
    m_query = query;
    m_dataset.reset();
    m_error = {};
    m_state = State::Loading;
    Q_EMIT changed();
}

void DatasetModel::setLoading()
{
    m_refreshing = true;
    if (!hasData())
        m_state = State::Loading;
    Q_EMIT changed();
}

void DatasetModel::setResult(const Result<Dataset> &result)
{
    if (!result) {
        markStale(result.error());
        return;
    }
    m_dataset = *result;
    m_error = {};
    settle(result->rows.isEmpty() ? State::Empty : State::Ready);
}

void DatasetModel::setStale(const Dataset &dataset, const Error &why)
{
    m_dataset = dataset;
    m_error = why;
    settle(State::Stale);
}

void DatasetModel::markStale(const Error &why)
{
    m_error = why;
    settle(hasData() ? State::Stale : State::Error);
}

} // namespace lonieve
