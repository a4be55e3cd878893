// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QBoxLayout;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lonieve::widgets {

/// A question before an action that is written to the audit log: what will happen, a few fields, one verb.
/// Opens with open() and deletes itself.
class ReasonDialog final : public QDialog
{
    Q_OBJECT

public:
    ReasonDialog(const QString &title, const QString &text, const QString &verb, bool danger,
                 QWidget *parent);

    QFormLayout *form() const { return m_form; }
    /// The line "Reason"; the verb is enabled once it is filled.
    QLineEdit *addReason(const QString &label);
    /// One more condition for the verb.
    void setValid(bool valid);
    void setProblem(const QString &text);

private:
    void updateVerb();

    QFormLayout *m_form;
    QLabel *m_problem;
    QPushButton *m_go;
    QLineEdit *m_reason = nullptr;
    bool m_valid = true;
};

} // namespace lonieve::widgets
