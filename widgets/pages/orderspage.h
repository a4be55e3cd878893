// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "widgets/pages/page.h"

#include <QJsonObject>

class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace lonieve {
class DatasetModel;
class DatasetTableModel;
} // namespace lonieve

namespace lonieve::widgets {

class OrderDetails;
class PageHeader;
class RangePicker;
class Select;
class TablePanel;

/// Every order: filters, a table that pages and sorts on the server, and the details of the selected order
/// at the right. Actions leave as intentions with the order's id; the app answers with actionSucceeded or
/// actionFailed, and with setOrderDetail when something changed.
class OrdersPage final : public Page
{
    Q_OBJECT

public:
    explicit OrdersPage(const DashboardSpec &spec, QWidget *parent = nullptr);

    void refresh() override;
    void refreshTopics(const QStringList &topics) override;
    void deliver(const DatasetQuery &query, const Result<Dataset> &result) override;
    void deliverStale(const DatasetQuery &query, const Dataset &dataset, const Error &why) override;
    QVariantMap viewState() const override;
    void restoreViewState(const QVariantMap &state) override;
    QList<Panel *> panels() const override;
    void open(const QVariantMap &arguments) override;

    QString selectedOrder() const;
    /// `detail` is the reply of GET /api/admin/orders/{id}. Ignored unless that order is still open.
    void setOrderDetail(const QString &orderId, const QJsonObject &detail);
    void setOrderDetailError(const QString &orderId, const Error &error);
    void actionSucceeded(const QString &orderId, const QString &message);
    void actionFailed(const QString &orderId, const Error &error);

Q_SIGNALS:
    void orderDetailRequested(const QString &orderId);
    void resendRequested(const QString &orderId, const QString &reason);
    /// `amount` is decimal text in the order's currency, empty for everything that is left; type is full or
    /// partial; requestKey makes a repeated request harmless.
    void refundRequested(const QString &orderId, const QString &amount, const QString &reason,
                         const QString &type, const QString &requestKey);
    void noteRequested(const QString &orderId, const QString &text);
    /// action is fulfil, refund or cancel.
    void settleRequested(const QString &orderId, const QString &action, const QString &note);

protected:
    void retranslate() override;
    void contextChanged() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isCurrent(const DatasetQuery &query, qint64 *offset) const;
    void updateClear();
    void showTotal();
    DatasetQuery queryFor(qint64 offset, qint64 limit) const;
    void filtersChanged();
    void showOrder(const QString &orderId);
    void closeDetails();
    void layoutDetails();

    PageHeader *m_header;
    RangePicker *m_picker;
    QLineEdit *m_search;
    Select *m_status;
    QLineEdit *m_minimum;
    QLineEdit *m_maximum;
    QPushButton *m_clear;
    QLabel *m_count;
    QTimer *m_debounce;
    QWidget *m_body;
    TablePanel *m_panel;
    DatasetTableModel *m_model;
    DatasetModel *m_state;
    DatasetModel *m_currencies;
    OrderDetails *m_details;
    QString m_order;
    DatasetQuery m_asked;
    bool m_started = false;
};

} // namespace lonieve::widgets
