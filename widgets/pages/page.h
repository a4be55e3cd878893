// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboardspec.h"
#include "models/dataset.h"

#include <QMetaType>
#include <QWidget>

namespace lonieve::widgets {

class Panel;

/// Who looks, at which store, and whether actions are possible. Handed to every page after sign-in.
struct PageContext
{
    Role role = Role::Viewer;
    bool online = true;
    QString offlineReason; ///< shown on disabled actions while offline
    QString timeZone = QStringLiteral("UTC");
    QString currency = QStringLiteral("USD");
};

/// What every page of the desktop program has in common. A page asks by refreshRequested and is answered by
/// deliver or deliverStale with the same query, in any order and any number of times; late answers to
/// queries that are no longer shown are ignored. It never talks to a server.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(const DashboardSpec &spec, QWidget *parent = nullptr);

    const DashboardSpec &spec() const { return m_spec; }
    QString id() const { return QString::fromLatin1(m_spec.id); }
    QString title() const;

    const PageContext &context() const { return m_context; }
    virtual void setContext(const PageContext &context);

    /// Emits refreshRequested for everything on the page.
    virtual void refresh() = 0;
    /// A change topic arrived: asks again for what depends on it. Nothing that is shown disappears.
    virtual void refreshTopics(const QStringList &topics) = 0;
    virtual void deliver(const DatasetQuery &query, const Result<Dataset> &result) = 0;
    /// The answer comes from the cache because of `why`.
    virtual void deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why) = 0;

    /// What is needed to show the page as it is now again (saved views, restart).
    virtual QVariantMap viewState() const { return {}; }
    virtual void restoreViewState(const QVariantMap &state) { Q_UNUSED(state) }

    /// The panels that can be exported, in reading order.
    virtual QList<Panel *> panels() const { return {}; }
    /// Follows openRequested from elsewhere: {"order": id}, {"product": id}, {"search": text} …
    virtual void open(const QVariantMap &arguments) { Q_UNUSED(arguments) }

Q_SIGNALS:
    void refreshRequested(const lonieve::DatasetQuery &query);
    /// Panel of this page; format is png, pdf, csv, xlsx, copy or print.
    void exportRequested(const QString &panelId, const QString &format);
    /// Another dashboard's id, or "order" with {"order": id}.
    void openRequested(const QString &target, const QVariantMap &arguments);
    void viewStateChanged();

protected:
    void changeEvent(QEvent *event) override;
    /// Sets every text again after a change of language. Called once by the first setContext or show, too.
    virtual void retranslate() = 0;
    virtual void contextChanged() {}

private:
    const DashboardSpec &m_spec;
    PageContext m_context;
};

/// The page of a dashboard: its own class where it has one, else a DashboardPage.
Page *createPage(const DashboardSpec &spec, QWidget *parent = nullptr);

} // namespace lonieve::widgets

Q_DECLARE_METATYPE(lonieve::DatasetQuery)
