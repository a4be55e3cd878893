// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/tablepanel.h"

#include "widgets/datatable.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int chrome = 56;
constexpr int mostRows = 12;
constexpr int fewestRows = 6;
} // namespace

TablePanel::TablePanel(const PanelSpec &spec, QWidget *parent)
    : Panel(spec, parent), m_table(new DataTable(this))
{
    const DatasetSpec *dataset = findDataset(QString::fromLatin1(spec.dataset));
    Q_ASSERT(dataset);
    m_tableModel = new DatasetTableModel(*dataset, spec.values, this);
    m_table->setTableModel(m_tableModel);
    cardLayout()->setContentsMargins(metric::unit, metric::gap, metric::unit, metric::unit);
    headerLayout()->setContentsMargins(metric::gap, 0, 2 * metric::unit, 0);
    setPreferredHeight(chrome + (fewestRows + 1) * metric::row);
    setContent(m_table, Skeleton::Shape::Rows);
    connect(m_table, &DataTable::rowActivated, this, [this](int row) {
        if (this->spec().opens[0] == '\0')
            return;
        QVariantMap arguments;
        for (const auto &[key, column] :
             {std::pair{u"order"_s, u"order_id"_s}, {u"product"_s, u"product_id"_s}}) {
            if (const QJsonValue id = m_tableModel->raw(row, column); id.isString())
                arguments.insert(key, id.toString());
        }
        Q_EMIT openRequested(QString::fromLatin1(this->spec().opens), arguments);
    });
    if (spec.opens[0] != '\0')
        m_table->setActivateOnClick(true);
}

QStringList TablePanel::shownTexts() const
{
    QStringList texts;
    for (int row = 0; row < qMin(m_tableModel->rowCount(), 50); ++row) {
        for (int column = 0; column < m_tableModel->columnCount(); ++column)
            texts.append(m_tableModel->index(row, column).data().toString());
    }
    return texts;
}

QString TablePanel::definition() const
{
    // Columns explain themselves in their headers.
    return {};
}

void TablePanel::addHeaderWidget(QWidget *widget)
{
    headerLayout()->insertWidget(headerLayout()->count() - 3, widget);
}

void TablePanel::setEmptyWords(const QString &title, const QString &text)
{
    m_emptyTitle = title;
    m_emptyText = text;
}

QString TablePanel::emptyTitle() const
{
    return m_emptyTitle.isEmpty() ? tr("No rows") : m_emptyTitle;
}

QString TablePanel::emptyText() const
{
    return m_emptyTitle.isEmpty() ? Panel::emptyText() : m_emptyText;
}

void TablePanel::setFilling(bool filling)
{
    m_filling = filling;
    setSizePolicy(QSizePolicy::Expanding, filling ? QSizePolicy::Expanding : QSizePolicy::Preferred);
}

void TablePanel::showData(const Dataset &dataset)
{
    if (!m_tableModel->spec().paged)
        m_tableModel->setDataset(dataset); // pages feed paged models themselves
    if (!m_filling) {
        const int rows =
            static_cast<int>(qBound(qsizetype(fewestRows), dataset.rows.size(), qsizetype(mostRows)));
        setPreferredHeight(chrome + (rows + 1) * metric::row);
    }
}

void TablePanel::retranslate()
{
    Panel::retranslate();
    m_table->setAccessibleName(title());
    m_tableModel->retranslate();
}

} // namespace lonieve::widgets
