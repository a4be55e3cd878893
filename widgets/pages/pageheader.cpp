// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/pageheader.h"

#include "widgets/controls.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int leastTitle = 260;
}

PageHeader::PageHeader(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_tools(new QHBoxLayout)
    , m_title(makeLabel(TextRole::Title, QFont::DemiBold, "", this))
    , m_meaning(new ElidedLabel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(metric::gap);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_meaning);
    m_meaning->setProperty("tone", "secondary");
    m_layout->addLayout(words, 1);
    m_tools->setSpacing(2 * metric::unit);
    m_layout->addLayout(m_tools);
    m_layout->setAlignment(m_tools, Qt::AlignRight | Qt::AlignVCenter);
}

void PageHeader::setTexts(const QString &title, const QString &meaning)
{
    m_title->setText(title);
    m_meaningText = meaning;
    m_meaning->setText(m_freshness.isEmpty() ? meaning : meaning + u"  ·  "_s + m_freshness);
    setAccessibleName(title);
    setAccessibleDescription(meaning);
}

void PageHeader::setFreshness(const QString &text, const QString &toolTip)
{
    m_freshness = text;
    m_meaning->setText(text.isEmpty() ? m_meaningText : m_meaningText + u"  ·  "_s + text);
    m_meaning->setToolTip(toolTip);
    arrange();
}

void PageHeader::addTool(QWidget *tool)
{
    m_tools->addWidget(tool);
}

void PageHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void PageHeader::arrange()
{
    const int words = qMax(leastTitle, m_meaning->fontMetrics().horizontalAdvance(m_meaning->text()));
    const bool wide = width() >= m_tools->sizeHint().width() + words + metric::gap;
    const QBoxLayout::Direction direction = wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (m_layout->direction() != direction) {
        m_layout->setDirection(direction);
        m_layout->setAlignment(m_tools, wide ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft);
    }
}

} // namespace lonieve::widgets
