// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace lonieve::widgets {

class ElidedLabel;

/// Title and one line of meaning at the left, the page's tools at the right; below the title when the room
/// is short.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &meaning);
    /// Small text after the meaning ("Updated 14:32").
    void setFreshness(const QString &text, const QString &toolTip);
    void addTool(QWidget *tool);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QBoxLayout *m_layout;
    QBoxLayout *m_tools;
    QLabel *m_title;
    ElidedLabel *m_meaning;
    QString m_meaningText;
    QString m_freshness;
};

} // namespace lonieve::widgets
