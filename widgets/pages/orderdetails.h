// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dataset.h"
#include "widgets/pages/page.h"

#include <QJsonObject>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace lonieve::widgets {

class FigureLabel;
class IconButton;
class PillLabel;
class Skeleton;
class StateMessage;

/// One order: summary, payment, items with masked codes, refunds, e-mails, notes and everything that happened
/// on one time line, newest first. Emits intentions; knows by role and connection which are possible.
class OrderDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit OrderDetails(QWidget *parent = nullptr);

    void setContext(const PageContext &context);
    /// Shows the place of an order that is being fetched.
    void setLoading(const QString &orderId);
    void setDetail(const QString &orderId, const QJsonObject &detail);
    void setError(const QString &orderId, const Error &error);
    void setBusy(bool busy);
    /// What became of an action, in a line under the buttons.
    void setActionMessage(const QString &text, bool bad);

    QString orderId() const { return m_orderId; }
    QStringList shownTexts() const;
    void retranslate();

Q_SIGNALS:
    void closeRequested();
    void retryRequested();
    void resendRequested(const QString &reason);
    void refundRequested(const QString &amount, const QString &reason, const QString &type,
                         const QString &requestKey);
    void noteRequested(const QString &text);
    void settleRequested(const QString &action, const QString &note);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void rebuild();
    void updateActions();
    void askResend();
    void askRefund();
    void askSettle();
    void addNote();

    PageContext m_context;
    QString m_orderId;
    QJsonObject m_detail;
    bool m_busy = false;

    QLabel *m_title;
    IconButton *m_copy;
    IconButton *m_close;
    QPushButton *m_resend;
    QPushButton *m_refund;
    QPushButton *m_settle;
    QLabel *m_message;
    QStackedLayout *m_stack;
    QWidget *m_content;
    QWidget *m_sections;
    QVBoxLayout *m_sectionLayout;
    QLineEdit *m_note;
    QPushButton *m_addNote;
    Skeleton *m_skeleton;
    StateMessage *m_state;
};

} // namespace lonieve::widgets
