// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace lonieve::widgets {

/// One line above the page: offline, stale, failed. Hidden while there is nothing to say.
class StatusBanner final : public QFrame
{
    Q_OBJECT

public:
    explicit StatusBanner(QWidget *parent = nullptr);

    /// An empty `action` hides the button.
    void show(Tone tone, const QString &text, const QString &action = {});
    void clear();
    QString text() const;

Q_SIGNALS:
    void actionRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_action;
    Tone m_tone = Tone::Info;
};

} // namespace lonieve::widgets
