// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetmodel.h"
#include "widgets/pages/page.h"

#include <QHash>

class QLabel;
class QScrollArea;

namespace lonieve::widgets {

class CardGrid;
class PageHeader;
class RangePicker;

/// Any dashboard that is nothing but a description: panels made by the factory, one DatasetModel for each
/// distinct dataset with its fixed parameters, the range picker above.
class DashboardPage final : public Page
{
    Q_OBJECT

public:
    explicit DashboardPage(const DashboardSpec &spec, QWidget *parent = nullptr);

    void refresh() override;
    void refreshTopics(const QStringList &topics) override;
    void deliver(const DatasetQuery &query, const Result<Dataset> &result) override;
    void deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why) override;
    QVariantMap viewState() const override;
    void restoreViewState(const QVariantMap &state) override;
    QList<Panel *> panels() const override { return m_panels; }

    QList<DatasetModel *> models() const { return m_models; }
    RangePicker *rangePicker() const { return m_picker; }
    /// What the models ask for with the range and currency that are chosen now.
    QList<DatasetQuery> queries() const;
    /// The queries for another preset, for filling the cache ahead.
    QList<DatasetQuery> queriesFor(const QString &presetId) const;

Q_SIGNALS:
    void rangeChanged();

protected:
    void retranslate() override;
    void contextChanged() override;

private:
    QVariantMap rangeParams(const DatasetSpec &spec, const QString &presetId) const;
    void applyRange();
    void updateFreshness();

    PageHeader *m_header;
    RangePicker *m_picker;
    CardGrid *m_grid;
    QScrollArea *m_scroll;
    QList<Panel *> m_panels;
    QList<DatasetModel *> m_models;
    QHash<const DatasetModel *, QVariantMap> m_fixed;
    DatasetModel *m_currencies;
    bool m_started = false;
};

} // namespace lonieve::widgets
