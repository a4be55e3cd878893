// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/dashboardpage.h"

#include "widgets/cardgrid.h"
#include "widgets/format.h"
#include "widgets/pages/pageheader.h"
#include "widgets/panels/panelfactory.h"
#include "widgets/rangepicker.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QScrollArea>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

QString isoUtc(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace

DashboardPage::DashboardPage(const DashboardSpec &spec, QWidget *parent)
    : Page(spec, parent)
    , m_header(new PageHeader(this))
    , m_picker(new RangePicker(RangePicker::Comparison | RangePicker::Currency, this))
    , m_scroll(new QScrollArea(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 5 * metric::unit, 0, 0);
    layout->setSpacing(4 * metric::unit);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(metric::pageMargin, 0, metric::pageMargin, 0);
    top->addWidget(m_header);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    m_header->addTool(m_picker);

    auto *body = new QWidget;
    body->setProperty("surface", "page");
    auto *bodyLayout = new QVBoxLayout(body);
    bodyLayout->setContentsMargins(metric::pageMargin, 0, metric::pageMargin, metric::pageMargin);
    m_grid = new CardGrid(body);
    bodyLayout->addWidget(m_grid);
    bodyLayout->addStretch();
    m_scroll->setWidget(body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->verticalScrollBar()->setSingleStep(metric::row);

    m_currencies = new DatasetModel(*findDataset(u"currencies"), this);
    connect(m_currencies, &DatasetModel::changed, this, [this] {
        if (!m_currencies->hasData())
            return;
        QStringList codes;
        const Dataset &set = m_currencies->dataset();
        for (qsizetype row = 0; row < set.rows.size(); ++row) {
            const QString code = set.value(row, u"currency").toString();
            if (set.value(row, u"is_reporting").toBool())
                codes.prepend(code);
            else
                codes.append(code);
        }
        m_picker->setCurrencies(codes);
    });

    for (const PanelSpec &panelSpec : spec.panels) {
        const DatasetSpec *dataset = findDataset(QString::fromLatin1(panelSpec.dataset));
        Q_ASSERT_X(dataset, "DashboardPage", panelSpec.dataset);
        DatasetModel *model = nullptr;
        for (DatasetModel *known : std::as_const(m_models)) {
            if (&known->spec() == dataset && m_fixed.value(known) == panelSpec.params)
                model = known;
        }
        if (!model) {
            model = new DatasetModel(*dataset, this);
            m_models.append(model);
            m_fixed.insert(model, panelSpec.params);
            connect(model, &DatasetModel::changed, this, &DashboardPage::updateFreshness);
        }
        Panel *panel = createPanel(panelSpec, m_grid);
        m_panels.append(panel);
        m_grid->addCard(panel, panelSpec.span);
        connect(panel, &Panel::exportRequested, this, &Page::exportRequested);
        connect(panel, &Panel::openRequested, this, &Page::openRequested);
        connect(panel, &Panel::retryRequested, this, [this, model] {
            model->setLoading();
            Q_EMIT refreshRequested(model->query());
        });
        panel->setModel(model);
    }
    connect(m_picker, &RangePicker::changed, this, [this] {
        applyRange();
        Q_EMIT rangeChanged();
        Q_EMIT viewStateChanged();
    });
    connect(m_picker, &RangePicker::refreshClicked, this, &DashboardPage::refresh);
    retranslate();
}

QVariantMap DashboardPage::rangeParams(const DatasetSpec &spec, const QString &presetId) const
{
    const std::optional<RangePreset> preset = rangePresetOf(presetId);
    const RangePreset chosen = preset.value_or(m_picker->preset());
    const DateRange range = m_picker->rangeFor(chosen);
    const DateRange before = m_picker->comparisonFor(chosen);
    QVariantMap params;
    const auto put = [&](const char *name, const QDateTime &time) {
        if (spec.param(QString::fromLatin1(name)) && time.isValid())
            params.insert(QString::fromLatin1(name), isoUtc(time));
    };
    put("from", range.from);
    put("to", range.to);
    put("compare_from", before.from);
    put("compare_to", before.to);
    if (spec.param(u"currency") && !m_picker->currency().isEmpty())
        params.insert(u"currency"_s, m_picker->currency());
    return params;
}

QList<DatasetQuery> DashboardPage::queriesFor(const QString &presetId) const
{
    QList<DatasetQuery> queries;
    for (const DatasetModel *model : m_models) {
        QVariantMap params = rangeParams(model->spec(), presetId);
        params.insert(m_fixed.value(model));
        queries.append({QString::fromLatin1(model->spec().id), params});
    }
    return queries;
}

QList<DatasetQuery> DashboardPage::queries() const
{
    return queriesFor(rangePresetId(m_picker->preset()));
}

void DashboardPage::applyRange()
{
    const QList<DatasetQuery> wanted = queries();
    for (qsizetype i = 0; i < m_models.size(); ++i) {
        if (m_models[i]->query() == wanted[i] && m_started)
            continue;
        m_models[i]->setQuery(wanted[i]);
        m_models[i]->setLoading();
        Q_EMIT refreshRequested(wanted[i]);
    }
    m_started = true;
}

void DashboardPage::refresh()
{
    m_currencies->setLoading();
    Q_EMIT refreshRequested(m_currencies->query());
    const QList<DatasetQuery> wanted = queries();
    for (qsizetype i = 0; i < m_models.size(); ++i) {
        // The end of the comparison moves with the clock. That is a newer answer to the same question, so
        // what is shown stays until it arrives.
        if (m_models[i]->query().params.value(u"from"_s) == wanted[i].params.value(u"from"_s) &&
            m_models[i]->query().params.value(u"to"_s) == wanted[i].params.value(u"to"_s) && m_started)
            m_models[i]->renewQuery(wanted[i]);
        else
            m_models[i]->setQuery(wanted[i]);
        m_models[i]->setLoading();
        Q_EMIT refreshRequested(wanted[i]);
    }
    m_started = true;
}

void DashboardPage::refreshTopics(const QStringList &topics)
{
    const QList<DatasetQuery> wanted = queries();
    for (qsizetype i = 0; i < m_models.size(); ++i) {
        bool touched = false;
        for (const QString &topic : m_models[i]->spec().topics)
            touched = touched || topics.contains(topic);
        if (!touched || !m_started)
            continue;
        m_models[i]->renewQuery(wanted[i]);
        m_models[i]->setLoading();
        Q_EMIT refreshRequested(wanted[i]);
    }
}

void DashboardPage::deliver(const DatasetQuery &query, const Result<Dataset> &result)
{
    if (query == m_currencies->query()) {
        m_currencies->setResult(result);
        return;
    }
    for (DatasetModel *model : std::as_const(m_models)) {
        if (model->query() == query)
            model->setResult(result);
    }
}

void DashboardPage::deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why)
{
    if (query == m_currencies->query()) {
        m_currencies->setStale(dataset, why);
        return;
    }
    for (DatasetModel *model : std::as_const(m_models)) {
        if (model->query() == query)
            model->setStale(dataset, why);
    }
}

QVariantMap DashboardPage::viewState() const
{
    return m_picker->state();
}

void DashboardPage::restoreViewState(const QVariantMap &state)
{
    m_picker->restore(state);
    if (m_started)
        applyRange();
}

void DashboardPage::updateFreshness()
{
    QDateTime oldest;
    bool refreshing = false;
    bool stale = false;
    for (const DatasetModel *model : std::as_const(m_models)) {
        refreshing = refreshing || model->isRefreshing();
        stale = stale || model->state() == DatasetModel::State::Stale;
        if (model->hasData() && (!oldest.isValid() || model->asOf() < oldest))
            oldest = model->asOf();
    }
    m_picker->setRefreshing(refreshing);
    if (!oldest.isValid()) {
        m_header->setFreshness({}, {});
        return;
    }
    const QString time = format::clockTime(oldest);
    m_header->setFreshness(stale ? tr("Saved data as of %1").arg(time) : tr("Updated %1").arg(time),
                           format::exactTime(oldest));
}

void DashboardPage::retranslate()
{
    m_header->setTexts(title(), QCoreApplication::translate("Dashboards", spec().meaning));
    setAccessibleName(title());
    m_picker->retranslate();
    updateFreshness();
}

void DashboardPage::contextChanged()
{
    if (m_started)
        applyRange();
}

} // namespace lonieve::widgets
