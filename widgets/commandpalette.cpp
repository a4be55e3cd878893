// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/commandpalette.h"

#include "widgets/controls.h"
#include "widgets/icons.h"

#include <QAbstractListModel>
#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int paletteWidth = 560;
constexpr int itemHeight = 40;
constexpr int mostVisible = 9;
constexpr qreal scrim = 0.6;
} // namespace

/// The items that match, best first, then the results of the app's search.
class PaletteModel final : public QAbstractListModel
{
public:
    enum { ItemRole = Qt::UserRole };
    using QAbstractListModel::QAbstractListModel;

    void setItems(const QList<CommandPalette::Item> &items)
    {
        m_items = items;
        filter(m_pattern);
    }

    void setResults(const QList<CommandPalette::Item> &results)
    {
        m_results = results;
        filter(m_pattern);
    }

    void filter(const QString &pattern)
    {
        beginResetModel();
        if (pattern != m_pattern)
            m_results.clear();
        m_pattern = pattern;
        m_shown.clear();
        QList<std::pair<int, qsizetype>> order;
        for (qsizetype i = 0; i < m_items.size(); ++i) {
            const int own = CommandPalette::score(pattern, m_items[i].title);
            const int detail = CommandPalette::score(pattern, m_items[i].detail) / 2;
            if (pattern.isEmpty() || own > 0 || detail > 0)
                order.append({qMax(own, detail), i});
        }
        std::stable_sort(order.begin(), order.end(),
                         [](const auto &a, const auto &b) { return a.first > b.first; });
        for (const auto &[score, index] : std::as_const(order))
            m_shown.append(m_items[index]);
        m_shown += m_results;
        endResetModel();
    }

    const CommandPalette::Item &item(int row) const { return m_shown.at(row); }
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::DisplayRole)
            return m_shown.at(index.row()).title;
        if (role == Qt::AccessibleDescriptionRole)
            return m_shown.at(index.row()).detail;
        return {};
    }
    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return m_shown.at(index.row()).enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
    }

private:
    QList<CommandPalette::Item> m_items;
    QList<CommandPalette::Item> m_results;
    QList<CommandPalette::Item> m_shown;
    QString m_pattern;
};

namespace {

class PaletteDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, itemHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *model = static_cast<const PaletteModel *>(index.model());
        const CommandPalette::Item &item = model->item(index.row());
        const Tokens &t = tokens();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(option.rect).adjusted(6, 1, -6, -1);
        const bool current = option.state & QStyle::State_Selected;
        if (current) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(Theme::blend(t.raised, t.accent, 0.16));
            painter->drawRoundedRect(area, metric::controlRadius, metric::controlRadius);
        }
        const QColor text = item.enabled ? t.text : t.disabled;
        paintIcon(painter, QRectF(area.left() + 10, area.center().y() - 9, 18, 18), item.icon,
                  current ? t.accent : t.secondary);
        QRectF words = area.adjusted(38, 0, -12, 0);
        if (!item.shortcut.isEmpty()) {
            painter->setFont(Theme::font(TextRole::Caption));
            painter->setPen(t.secondary);
            const qreal wide = painter->fontMetrics().horizontalAdvance(item.shortcut);
            painter->drawText(words, Qt::AlignRight | Qt::AlignVCenter, item.shortcut);
            words.setRight(words.right() - wide - metric::gap);
        }
        painter->setFont(Theme::font(TextRole::Body, QFont::Medium));
        painter->setPen(text);
        const QString title =
            painter->fontMetrics().elidedText(item.title, Qt::ElideRight, qFloor(words.width() * 0.7));
        painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter, title);
        words.setLeft(words.left() + painter->fontMetrics().horizontalAdvance(title) + metric::gap);
        painter->setFont(Theme::font(TextRole::Caption));
        painter->setPen(t.secondary);
        painter->drawText(
            words, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(item.detail, Qt::ElideRight, qFloor(words.width())));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent)
    , m_input(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new PaletteModel(this))
{
    setObjectName(u"commandPalette"_s);
    m_input->setObjectName(u"paletteInput"_s);
    m_list->setObjectName(u"paletteList"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(2 * metric::unit);
    layout->addWidget(m_input);
    layout->addWidget(m_list);
    m_input->addAction(new QAction(icon(u"search"_s), {}, m_input), QLineEdit::LeadingPosition);
    m_input->setProperty("bare", true);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_input->installEventFilter(this);
    parent->installEventFilter(this);
    connect(m_input, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->filter(text.trimmed());
        m_list->setCurrentIndex(m_model->index(0));
        place();
        Q_EMIT queryChanged(text.trimmed());
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    connect(m_list, &QListView::entered, this,
            [this](const QModelIndex &index) { m_list->setCurrentIndex(index); });
    hide();
    retranslate();
}

int CommandPalette::score(const QString &pattern, const QString &text)
{
    if (pattern.isEmpty())
        return 1;
    const QString small = text.toCaseFolded();
    int score = 0;
    int run = 0;
    qsizetype at = 0;
    for (const QChar wanted : pattern.toCaseFolded()) {
        if (wanted.isSpace()) {
            run = 0;
            continue;
        }
        // A word start is preferred to the next occurrence inside a word.
        qsizetype found = -1;
        if (run > 0 && at < small.size() && small[at] == wanted) {
            found = at;
        } else {
            for (qsizetype i = at; i < small.size() && found < 0; ++i) {
                if (small[i] == wanted && (i == 0 || !small[i - 1].isLetterOrNumber()))
                    found = i;
            }
            if (found < 0)
                found = small.indexOf(wanted, at);
        }
        if (found < 0)
            return 0;
        const bool start = found == 0 || !small[found - 1].isLetterOrNumber();
        run = found == at ? run + 1 : 1;
        score += 1 + (start ? 8 : 0) + (run > 1 ? 4 * run : 0);
        at = found + 1;
    }
    return qMax(1, score * 4 - static_cast<int>(qMin<qsizetype>(text.size(), 60)) / 10);
}

void CommandPalette::setItems(const QList<Item> &items)
{
    m_model->setItems(items);
    m_list->setCurrentIndex(m_model->index(0));
    place();
}

void CommandPalette::setSearchResults(const QString &query, const QList<Item> &results)
{
    if (query != m_input->text().trimmed())
        return;
    const int row = qMax(0, m_list->currentIndex().row());
    m_model->setResults(results);
    m_list->setCurrentIndex(m_model->index(qMin(row, m_model->rowCount() - 1)));
    place();
}

void CommandPalette::open()
{
    m_input->clear();
    m_model->filter({});
    m_list->setCurrentIndex(m_model->index(0));
    show();
    raise();
    place();
    m_input->setFocus();
}

void CommandPalette::place()
{
    const int rows = qBound(1, m_model->rowCount(), mostVisible);
    m_list->setFixedHeight(rows * itemHeight);
    const int wide = qMin(paletteWidth, parentWidget()->width() - 2 * metric::pageMargin);
    const int high = rows * itemHeight + metric::control + 6 * metric::unit;
    m_card = QRect((parentWidget()->width() - wide) / 2, qMax(metric::gap, parentWidget()->height() / 7),
                   wide, high);
    setGeometry(parentWidget()->rect());
    constexpr int inset = 2 * metric::unit;
    layout()->setContentsMargins(m_card.left() + inset, m_card.top() + inset,
                                 width() - m_card.right() - 1 + inset,
                                 height() - m_card.bottom() - 1 + inset);
    update();
}

void CommandPalette::choose()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !(m_model->flags(index) & Qt::ItemIsEnabled))
        return;
    const QString id = m_model->item(index.row()).id;
    hide();
    Q_EMIT activated(id);
}

void CommandPalette::mousePressEvent(QMouseEvent *event)
{
    if (!m_card.contains(event->pos()))
        hide();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int row = m_list->currentIndex().row();
        const int last = m_model->rowCount() - 1;
        int next = row;
        if (key == Qt::Key_Down)
            next = row >= last ? 0 : row + 1;
        else if (key == Qt::Key_Up)
            next = row <= 0 ? last : row - 1;
        else if (key == Qt::Key_PageDown)
            next = qMin(last, row + mostVisible);
        else if (key == Qt::Key_PageUp)
            next = qMax(0, row - mostVisible);
        else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        } else if (key == Qt::Key_Escape) {
            hide();
            return true;
        } else {
            return false;
        }
        if (next >= 0)
            m_list->setCurrentIndex(m_model->index(next));
        return true;
    }
    if (watched == m_input && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason &&
        static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason)
        hide();
    if (watched == parent() && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::retranslate()
{
    setAccessibleName(tr("Command palette"));
    m_input->setPlaceholderText(tr("Type a dashboard, an order, an e-mail address or an action"));
    m_input->setAccessibleName(tr("Search or jump to"));
    m_list->setAccessibleName(tr("Results"));
}

void CommandPalette::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Theme::withAlpha(tokens().sunken, scrim));
    painter.setPen(QPen(tokens().strongLine, 1));
    painter.setBrush(tokens().raised);
    painter.drawRoundedRect(QRectF(m_card).adjusted(0.5, 0.5, -0.5, -0.5), metric::cardRadius,
                            metric::cardRadius);
    painter.setPen(QPen(tokens().line, 1));
    const qreal rule = m_input->geometry().bottom() + metric::unit + 0.5;
    painter.drawLine(QPointF(m_card.left() + 1.0, rule), QPointF(m_card.right(), rule));
    if (m_model->rowCount() == 0) {
        painter.setPen(tokens().secondary);
        painter.setFont(Theme::font(TextRole::Body));
        painter.drawText(m_list->geometry(), Qt::AlignCenter, tr("Nothing found"));
    }
}

} // namespace lonieve::widgets
