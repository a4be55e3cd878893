// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/panel.h"

#include "widgets/format.h"
#include "widgets/icons.h"

#include <QBoxLayout>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QEnterEvent>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int patienceMs = 150;
constexpr int headerButton = 24;

struct FormatRow
{
    const char *id;
    const char *text;
    const char *icon;
};
constexpr FormatRow formatRows[] = {
    {"png", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Save as PNG"), "image"},
    {"pdf", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Save as PDF"), "file"},
    {"csv", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Save as CSV"), "table"},
    {"xlsx", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Save as XLSX"), "table"},
    {"copy", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Copy as text"), "copy"},
    {"print", QT_TRANSLATE_NOOP("lonieve::widgets::Panel", "Print…"), "print"},
};

} // namespace

ErrorWords wordsFor(const Error &error)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("Errors", text); };
    const auto with = [&](const char *title, const char *next) {
        QString text = error.message;
        if (next[0] != '\0')
            text = text.isEmpty() ? say(next) : text + u' ' + say(next);
        return ErrorWords{say(title), text};
    };
    switch (error.code) {
    case ErrorCode::Unauthorized:
        return with(QT_TRANSLATE_NOOP("Errors", "You are signed out"),
                    QT_TRANSLATE_NOOP("Errors", "Sign in again to go on. Nothing was lost."));
    case ErrorCode::Forbidden:
        return with(QT_TRANSLATE_NOOP("Errors", "Your role does not allow this"),
                    QT_TRANSLATE_NOOP("Errors", "Ask an administrator for access."));
    case ErrorCode::NotFound:
        return with(QT_TRANSLATE_NOOP("Errors", "Not found"), "");
    case ErrorCode::RateLimited:
        return with(QT_TRANSLATE_NOOP("Errors", "Too many requests"),
                    QT_TRANSLATE_NOOP("Errors", "Wait a moment, then try again."));
    case ErrorCode::Unavailable:
    case ErrorCode::Timeout:
        return with(QT_TRANSLATE_NOOP("Errors", "The server did not answer"),
                    QT_TRANSLATE_NOOP("Errors", "Nothing was changed. Try again."));
    case ErrorCode::Cancelled:
        return with(QT_TRANSLATE_NOOP("Errors", "Cancelled"), "");
    case ErrorCode::InvalidInput:
    case ErrorCode::Conflict:
    case ErrorCode::Unprocessable:
    case ErrorCode::TooLarge:
        return with(QT_TRANSLATE_NOOP("Errors", "This was refused"), "");
    case ErrorCode::Internal:
        break;
    }
    return with(QT_TRANSLATE_NOOP("Errors", "Something went wrong"),
                QT_TRANSLATE_NOOP("Errors", "Try again."));
}

Panel::Panel(const PanelSpec &spec, QWidget *parent)
    : QFrame(parent)
    , m_spec(spec)
    , m_layout(new QVBoxLayout(this))
    , m_header(new QHBoxLayout)
    , m_title(new ElidedLabel(this))
    , m_stamp(makeLabel(TextRole::Caption, QFont::Normal, "warning", this))
    , m_info(new IconButton(u"info"_s, this, headerButton))
    , m_more(new IconButton(u"more"_s, this, headerButton))
    , m_menu(new QMenu(this))
    , m_body(new QWidget(this))
    , m_stack(new QStackedLayout(m_body))
    , m_message(new StateMessage(m_body))
{
    setObjectName(id());
    setAttribute(Qt::WA_Hover);
    m_layout->setContentsMargins(metric::cardPadding, metric::gap, metric::gap, metric::cardPadding);
    m_layout->setSpacing(2 * metric::unit);
    m_header->setSpacing(metric::unit);
    m_title->setFont(Theme::font(TextRole::Section, QFont::DemiBold));
    m_header->addWidget(m_title, 1);
    m_header->addWidget(m_info);
    m_header->addWidget(m_more);
    m_header->addWidget(m_stamp);
    m_stamp->setContentsMargins(0, 0, metric::unit, 0);
    m_layout->addLayout(m_header);
    m_layout->addWidget(m_body, 1);
    m_body->setContentsMargins(0, 0, metric::unit, 0);
    m_stamp->hide();
    m_info->setQuiet(this);
    m_more->setQuiet(this);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_menu);
    for (const FormatRow &row : formatRows) {
        const QString format = QString::fromLatin1(row.id);
        QAction *action = m_menu->addAction(icon(QString::fromLatin1(row.icon)), QString());
        connect(action, &QAction::triggered, this, [this, format] { Q_EMIT exportRequested(id(), format); });
    }
    connect(m_info, &QToolButton::clicked, this, [this] {
        QToolTip::showText(m_info->mapToGlobal(QPoint(0, m_info->height())), definition(), m_info);
    });
    m_stack->addWidget(m_message);
    connect(m_message, &StateMessage::actionRequested, this, &Panel::retryRequested);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_model && m_model->state() == DatasetModel::State::Loading && m_skeleton)
            m_stack->setCurrentWidget(m_skeleton);
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QString Panel::title() const
{
    return QCoreApplication::translate("Dashboards", m_spec.title);
}

QString Panel::definition() const
{
    const DatasetSpec *dataset = findDataset(QString::fromLatin1(m_spec.dataset));
    QStringList lines;
    for (const QString &name : m_spec.values) {
        const int index = dataset ? dataset->indexOf(name) : -1;
        if (index < 0 || dataset->columns[index].definition[0] == '\0')
            continue;
        const QString text = QCoreApplication::translate("Datasets", dataset->columns[index].definition);
        const QString column = QCoreApplication::translate("Datasets", dataset->columns[index].title);
        lines.append(m_spec.values.size() > 1 ? column + u": "_s + text : text);
    }
    return lines.join(u'\n');
}

void Panel::setContent(QWidget *content, Skeleton::Shape skeleton)
{
    m_content = content;
    m_skeleton = new Skeleton(skeleton, m_body);
    m_stack->addWidget(content);
    m_stack->addWidget(m_skeleton);
    m_stack->setCurrentWidget(m_skeleton);
}

void Panel::setPreferredHeight(int height)
{
    if (height == m_height)
        return;
    m_height = height;
    updateGeometry();
}

void Panel::setCompact()
{
    m_compact = true;
    m_title->setMinimumHeight(headerButton);
    // Small cards give the whole line to the title; the buttons lie over its end while the pointer is there.
    for (IconButton *button : {m_info, m_more}) {
        m_header->removeWidget(button);
        button->raise();
    }
    m_title->setFont(Theme::font(TextRole::Body, QFont::Medium));
    m_title->setProperty("tone", "secondary");
    m_message->setCompact(true);
    m_layout->setContentsMargins(metric::cardPadding, 2 * metric::unit, 2 * metric::unit, metric::gap);
    m_layout->setSpacing(0);
}

void Panel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    if (!m_compact)
        return;
    const int y = metric::unit + 2;
    m_more->move(width() - headerButton - metric::unit - 2, y);
    m_info->move(m_more->x() - headerButton, y);
}

QSize Panel::sizeHint() const
{
    return {QFrame::sizeHint().width(), m_height > 0 ? m_height : QFrame::sizeHint().height()};
}

void Panel::setModel(DatasetModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    connect(model, &DatasetModel::changed, this, &Panel::follow);
    retranslate();
}

void Panel::follow()
{
    if (!m_model || !m_content)
        return;
    using State = DatasetModel::State;
    const State state = m_model->state();
    m_patience.stop();
    m_stamp->setVisible(state == State::Stale);
    if (state == State::Stale) {
        const QString time = format::clockTime(m_model->asOf());
        m_stamp->setText(m_compact ? time : tr("As of %1").arg(time));
        m_stamp->setToolTip(tr("As of %1").arg(format::exactTime(m_model->asOf())) + u'\n' +
                            wordsFor(m_model->error()).text);
    }
    switch (state) {
    case State::Loading:
        // What is shown stays for a moment, so that a fast answer does not flicker.
        if (showsOwnLoading())
            m_stack->setCurrentWidget(m_content);
        else if (m_stack->currentWidget() == m_content && isVisible())
            m_patience.start();
        else
            m_stack->setCurrentWidget(m_skeleton);
        break;
    case State::Error: {
        const ErrorWords words = wordsFor(m_model->error());
        m_message->setMessage(u"error"_s, Tone::Bad, words.title, words.text, tr("Try again"));
        m_stack->setCurrentWidget(m_message);
        break;
    }
    case State::Empty:
    case State::Ready:
    case State::Stale:
        if (m_model->dataset().rows.isEmpty() || isEmptyFor(m_model->dataset())) {
            m_message->setMessage(u"empty"_s, Tone::Neutral, emptyTitle(), emptyText());
            m_stack->setCurrentWidget(m_message);
        } else {
            showData(m_model->dataset());
            m_stack->setCurrentWidget(m_content);
        }
        break;
    }
}

void Panel::retranslate()
{
    m_title->setText(title());
    setAccessibleName(title());
    setAccessibleDescription(definition());
    const QString text = definition();
    m_info->setHint(tr("What “%1” means").arg(title()));
    m_info->setToolTip(text);
    m_info->setAccessibleDescription(text);
    m_info->setVisible(!text.isEmpty());
    m_more->setHint(tr("Export “%1”").arg(title()));
    fillMenu();
    follow();
}

void Panel::fillMenu()
{
    const QList<QAction *> actions = m_menu->actions();
    for (qsizetype i = 0; i < actions.size(); ++i)
        actions[i]->setText(tr(formatRows[i].text));
}

QString Panel::emptyTitle() const
{
    return tr("Nothing in this range");
}

QString Panel::emptyText() const
{
    return tr("Choose a longer range or another currency.");
}

bool Panel::isEmptyFor(const Dataset &) const
{
    return false;
}

QVariantMap Panel::argumentsOf(const Dataset &dataset, qsizetype row) const
{
    QVariantMap arguments;
    if (const QJsonValue id = dataset.value(row, u"order_id"); id.isString())
        arguments.insert(u"order"_s, id.toString());
    if (const QJsonValue id = dataset.value(row, u"product_id"); id.isString())
        arguments.insert(u"product"_s, id.toString());
    return arguments;
}

void Panel::paintOn(QPainter *painter, const QRectF &target)
{
    painter->save();
    painter->translate(target.topLeft());
    const qreal scale = qMin(target.width() / width(), target.height() / height());
    painter->scale(scale, scale);
    m_info->setSuppressed(true);
    m_more->setSuppressed(true);
    render(painter, QPoint(), QRegion(), QWidget::DrawChildren);
    m_info->setSuppressed(false);
    m_more->setSuppressed(false);
    painter->restore();
}

void Panel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange)
        retranslate();
    QFrame::changeEvent(event);
}

void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool link = m_spec.kind == PanelKind::Kpi && m_spec.opens[0] != '\0';
    paintCard(&painter, rect(), link && underMouse(), hasFocus());
}

void Panel::enterEvent(QEnterEvent *event)
{
    m_info->update();
    m_more->update();
    QFrame::enterEvent(event);
}

void Panel::leaveEvent(QEvent *event)
{
    m_info->update();
    m_more->update();
    QFrame::leaveEvent(event);
}

void Panel::contextMenuEvent(QContextMenuEvent *event)
{
    m_menu->popup(event->globalPos());
}

} // namespace lonieve::widgets
