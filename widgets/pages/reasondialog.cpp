// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/reasondialog.h"

#include "widgets/controls.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int dialogWidth = 440;
}

ReasonDialog::ReasonDialog(const QString &title, const QString &text, const QString &verb, bool danger,
                           QWidget *parent)
    : QDialog(parent)
    , m_form(new QFormLayout)
    , m_problem(makeLabel(TextRole::Caption, QFont::Normal, "bad", this))
    , m_go(makeButton(danger ? ButtonVariant::Danger : ButtonVariant::Primary, {}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"reasonDialog"_s);
    setWindowTitle(title);
    setMinimumWidth(dialogWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::pageMargin, metric::pageMargin, metric::pageMargin,
                               metric::pageMargin);
    layout->setSpacing(metric::gap);
    auto *heading = makeLabel(TextRole::Section, QFont::DemiBold, "", this);
    heading->setText(title);
    auto *words = makeLabel(TextRole::Body, QFont::Normal, "secondary", this);
    words->setText(text);
    words->setWordWrap(true);
    layout->addWidget(heading);
    layout->addWidget(words);
    m_form->setSpacing(metric::gap);
    m_form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    layout->addLayout(m_form);
    m_problem->setWordWrap(true);
    m_problem->hide();
    layout->addWidget(m_problem);
    auto *cancel = makeButton(ButtonVariant::Plain, {}, this);
    cancel->setText(tr("Cancel"));
    cancel->setAccessibleName(cancel->text());
    m_go->setText(verb);
    m_go->setAccessibleName(verb);
    m_go->setObjectName(u"go"_s);
    m_go->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    layout->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_go, &QPushButton::clicked, this, &QDialog::accept);
}

QLineEdit *ReasonDialog::addReason(const QString &label)
{
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"reason"_s);
    m_reason->setMaxLength(500);
    m_reason->setAccessibleName(label);
    m_reason->setPlaceholderText(tr("Kept in the audit log"));
    m_form->addRow(label, m_reason);
    connect(m_reason, &QLineEdit::textChanged, this, &ReasonDialog::updateVerb);
    updateVerb();
    m_reason->setFocus();
    return m_reason;
}

void ReasonDialog::setValid(bool valid)
{
    m_valid = valid;
    updateVerb();
}

void ReasonDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void ReasonDialog::updateVerb()
{
    const bool reason = !m_reason || !m_reason->text().trimmed().isEmpty();
    setEnabledWithReason(m_go, m_valid && reason,
                         reason ? tr("Correct the marked field first.") : tr("Give a reason first."));
}

} // namespace lonieve::widgets
