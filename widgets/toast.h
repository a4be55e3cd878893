// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace lonieve::widgets {

/// Short messages at the lower right of its parent. They leave by themselves (errors stay until closed) and
/// are announced to assistive technology.
class ToastArea final : public QWidget
{
    Q_OBJECT

public:
    explicit ToastArea(QWidget *parent);

    /// `id` comes back with actionRequested; an empty `action` shows no button.
    void add(Tone tone, const QString &text, const QString &action = {}, const QString &id = {});
    int count() const;

Q_SIGNALS:
    void actionRequested(const QString &id);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QVBoxLayout *m_layout;
};

} // namespace lonieve::widgets
