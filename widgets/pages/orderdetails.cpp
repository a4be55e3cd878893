// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/orderdetails.h"

#include "models/money.h"
#include "widgets/controls.h"
#include "widgets/format.h"
#include "widgets/icons.h"
#include "widgets/pages/reasondialog.h"
#include "widgets/panels/panel.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QJsonArray>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QStyle>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {

constexpr int keyWidth = 116;

QDateTime timeOf(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

/// Decimal text of the reply as people read it; a dash when there is none.
QString moneyOf(const QJsonValue &decimal, const QString &currency)
{
    const Result<Money> money = parseMoney(decimal.toString(), currency);
    return money ? format::money(money->minor, currency) : format::dash();
}

struct TitleRow
{
    const char *key;
    const char *text;
    Tone tone;
};

constexpr TitleRow titleRows[] = {
    {"order_created", QT_TRANSLATE_NOOP("Timeline", "Order placed"), Tone::Neutral},
    {"reserved_until", QT_TRANSLATE_NOOP("Timeline", "Code reserved until"), Tone::Neutral},
    {"payment_created", QT_TRANSLATE_NOOP("Timeline", "Payment prepared"), Tone::Neutral},
    {"payment_pending", QT_TRANSLATE_NOOP("Timeline", "Waiting for payment"), Tone::Warning},
    {"payment_paid", QT_TRANSLATE_NOOP("Timeline", "Paid"), Tone::Good},
    {"payment_failed", QT_TRANSLATE_NOOP("Timeline", "Payment failed"), Tone::Bad},
    {"payment_expired", QT_TRANSLATE_NOOP("Timeline", "Payment expired"), Tone::Warning},
    {"payment_manual_review", QT_TRANSLATE_NOOP("Timeline", "Payment needs review"), Tone::Bad},
    {"email_pending", QT_TRANSLATE_NOOP("Timeline", "E-mail waiting to be sent"), Tone::Warning},
    {"email_sending", QT_TRANSLATE_NOOP("Timeline", "E-mail being sent"), Tone::Neutral},
    {"email_sent", QT_TRANSLATE_NOOP("Timeline", "E-mail sent"), Tone::Good},
    {"email_dead", QT_TRANSLATE_NOOP("Timeline", "E-mail given up"), Tone::Bad},
    {"refund_pending", QT_TRANSLATE_NOOP("Timeline", "Refund requested"), Tone::Warning},
    {"refund_completed", QT_TRANSLATE_NOOP("Timeline", "Refunded"), Tone::Info},
    {"refund_failed", QT_TRANSLATE_NOOP("Timeline", "Refund failed"), Tone::Bad},
    {"note", QT_TRANSLATE_NOOP("Timeline", "Note"), Tone::Neutral},
    {"page_view", QT_TRANSLATE_NOOP("Timeline", "Viewed a page"), Tone::Neutral},
    {"product_view", QT_TRANSLATE_NOOP("Timeline", "Viewed the product"), Tone::Neutral},
    {"view_product", QT_TRANSLATE_NOOP("Timeline", "Viewed the product"), Tone::Neutral},
    {"add_to_cart", QT_TRANSLATE_NOOP("Timeline", "Chose the product"), Tone::Neutral},
    {"checkout_start", QT_TRANSLATE_NOOP("Timeline", "Began the checkout"), Tone::Neutral},
    {"begin_checkout", QT_TRANSLATE_NOOP("Timeline", "Began the checkout"), Tone::Neutral},
    {"checkout_started", QT_TRANSLATE_NOOP("Timeline", "Began the checkout"), Tone::Neutral},
    {"payment_redirect", QT_TRANSLATE_NOOP("Timeline", "Went to the payment page"), Tone::Neutral},
    {"payment_success", QT_TRANSLATE_NOOP("Timeline", "Payment confirmed"), Tone::Good},
    {"code_sent", QT_TRANSLATE_NOOP("Timeline", "Code delivered by e-mail"), Tone::Good},
    {"code_issued", QT_TRANSLATE_NOOP("Timeline", "Code assigned"), Tone::Good},
    {"payment.callback", QT_TRANSLATE_NOOP("Timeline", "Callback of the payment provider"), Tone::Neutral},
    {"order.resend", QT_TRANSLATE_NOOP("Timeline", "Resend requested"), Tone::Neutral},
    {"order.settle", QT_TRANSLATE_NOOP("Timeline", "Review settled"), Tone::Good},
};

QString timelineTitle(const QString &key, Tone *tone)
{
    for (const TitleRow &row : titleRows) {
        if (key.compare(QLatin1String(row.key), Qt::CaseInsensitive) == 0) {
            *tone = row.tone;
            return QCoreApplication::translate("Timeline", row.text);
        }
    }
    QString words = key;
    words.replace(u'_', u' ').replace(u'.', u' ');
    return words.left(1).toUpper() + words.mid(1);
}

QString timelineIcon(const QString &kind)
{
    static const QHash<QString, QString> icons = {
        {u"created"_s, u"created"_s}, {u"reserved"_s, u"reserved"_s}, {u"payment"_s, u"card"_s},
        {u"email"_s, u"mail"_s},      {u"event"_s, u"event"_s},       {u"webhook"_s, u"webhook"_s},
        {u"refund"_s, u"refund"_s},   {u"note"_s, u"note"_s},         {u"audit"_s, u"audit"_s}};
    return icons.value(kind, u"clock"_s);
}

/// One thing that happened: icon on the line, words, time at the right.
class TimelineRow final : public QWidget
{
public:
    TimelineRow(const QJsonObject &entry, bool last, QWidget *parent)
        : QWidget(parent), m_icon(timelineIcon(entry.value(u"kind").toString())), m_last(last)
    {
        const QString title = timelineTitle(entry.value(u"title").toString(), &m_tone);
        auto *layout = new QGridLayout(this);
        layout->setContentsMargins(metric::bigIcon + metric::gap, 2, 0, metric::gap);
        layout->setHorizontalSpacing(metric::gap);
        layout->setVerticalSpacing(1);
        auto *head = new ElidedLabel(this);
        head->setFont(Theme::font(TextRole::Body, QFont::Medium));
        head->setText(title);
        const QDateTime at = timeOf(entry.value(u"at"));
        auto *when = makeLabel(TextRole::Caption, QFont::Normal, "secondary", this);
        when->setText(format::relativeTime(at));
        when->setToolTip(format::exactTime(at));
        layout->addWidget(head, 0, 0);
        layout->addWidget(when, 0, 1, Qt::AlignRight);
        QStringList parts;
        for (const auto &key : {u"text"_s, u"by"_s}) {
            if (const QString part = entry.value(key).toString(); !part.isEmpty())
                parts.append(part);
        }
        if (!parts.isEmpty()) {
            auto *detail = new ElidedLabel(this);
            detail->setFont(Theme::font(TextRole::Caption));
            detail->setProperty("tone", "secondary");
            detail->setText(parts.join(u"  ·  "_s));
            layout->addWidget(detail, 1, 0, 1, 2);
        }
        layout->setColumnStretch(0, 1);
        setAccessibleName(title + u", "_s + format::exactTime(at) + u", "_s + parts.join(u", "_s));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF disc(0, 0, metric::bigIcon, metric::bigIcon);
        if (!m_last) {
            painter.setPen(QPen(tokens().line, 1));
            painter.drawLine(QPointF(disc.center().x(), disc.bottom() + 2),
                             QPointF(disc.center().x(), height() + 0.0));
        }
        painter.setPen(Qt::NoPen);
        const QColor color = tokens().of(m_tone);
        painter.setBrush(Theme::withAlpha(color, 0.14));
        painter.drawEllipse(disc);
        paintIcon(&painter, disc.adjusted(5, 5, -5, -5), m_icon, color);
    }

private:
    QString m_icon;
    Tone m_tone = Tone::Neutral;
    bool m_last;
};

} // namespace

OrderDetails::OrderDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(makeLabel(TextRole::Section, QFont::DemiBold, "", this))
    , m_copy(new IconButton(u"copy"_s, this, 28))
    , m_close(new IconButton(u"close"_s, this, 28))
    , m_resend(makeButton(ButtonVariant::Plain, u"mail"_s, this))
    , m_refund(makeButton(ButtonVariant::Plain, u"refund"_s, this))
    , m_settle(makeButton(ButtonVariant::Primary, {}, this))
    , m_message(makeLabel(TextRole::Caption, QFont::Normal, "secondary", this))
    , m_note(new QLineEdit)
    , m_addNote(makeButton(ButtonVariant::Plain))
{
    setObjectName(u"orderDetails"_s);
    m_resend->setObjectName(u"resend"_s);
    m_refund->setObjectName(u"refund"_s);
    m_settle->setObjectName(u"settle"_s);
    m_note->setObjectName(u"note"_s);
    m_addNote->setObjectName(u"addNote"_s);
    m_close->setObjectName(u"closeDetails"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metric::cardPadding, metric::gap, metric::unit, metric::cardPadding);
    layout->setSpacing(metric::gap);
    auto *head = new QHBoxLayout;
    head->setSpacing(metric::unit);
    head->addWidget(m_title);
    head->addWidget(m_copy);
    head->addStretch();
    head->addWidget(m_close);
    head->setContentsMargins(0, 0, 2 * metric::unit, 0);
    layout->addLayout(head);
    auto *body = new QWidget(this);
    m_stack = new QStackedLayout(body);
    layout->addWidget(body, 1);

    m_content = new QWidget;
    auto *contentLayout = new QVBoxLayout(m_content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    contentLayout->setSpacing(metric::gap);
    auto *actions = new QHBoxLayout;
    actions->setSpacing(2 * metric::unit);
    actions->addWidget(m_settle);
    actions->addWidget(m_resend);
    actions->addWidget(m_refund);
    actions->addStretch();
    contentLayout->addLayout(actions);
    m_message->setWordWrap(true);
    m_message->hide();
    contentLayout->addWidget(m_message);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->verticalScrollBar()->setSingleStep(metric::row);
    auto *inner = new QWidget;
    inner->setProperty("surface", "raised");
    auto *innerLayout = new QVBoxLayout(inner);
    innerLayout->setContentsMargins(0, 0, metric::gap, 0);
    innerLayout->setSpacing(0);
    m_sections = new QWidget(inner);
    innerLayout->addWidget(m_sections);
    innerLayout->addStretch();
    m_sectionLayout = new QVBoxLayout(m_sections);
    m_sectionLayout->setContentsMargins(0, 0, 0, 0);
    scroll->setWidget(inner);
    contentLayout->addWidget(scroll, 1);
    auto *noteRow = new QHBoxLayout;
    noteRow->setContentsMargins(0, 0, metric::gap, 0);
    noteRow->setSpacing(2 * metric::unit);
    noteRow->addWidget(m_note, 1);
    noteRow->addWidget(m_addNote);
    m_note->setMaxLength(2000);
    contentLayout->addLayout(noteRow);

    m_skeleton = new Skeleton(Skeleton::Shape::Rows);
    m_state = new StateMessage;
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_state);

    connect(m_close, &QToolButton::clicked, this, &OrderDetails::closeRequested);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_orderId); });
    connect(m_state, &StateMessage::actionRequested, this, &OrderDetails::retryRequested);
    connect(m_resend, &QPushButton::clicked, this, &OrderDetails::askResend);
    connect(m_refund, &QPushButton::clicked, this, &OrderDetails::askRefund);
    connect(m_settle, &QPushButton::clicked, this, &OrderDetails::askSettle);
    connect(m_note, &QLineEdit::returnPressed, this, &OrderDetails::addNote);
    connect(m_note, &QLineEdit::textChanged, this, &OrderDetails::updateActions);
    connect(m_addNote, &QPushButton::clicked, this, &OrderDetails::addNote);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void OrderDetails::retranslate()
{
    setAccessibleName(tr("Order details"));
    m_title->setText(tr("Order %1").arg(m_orderId.left(8)));
    m_title->setToolTip(m_orderId);
    m_copy->setHint(tr("Copy the order id"));
    m_close->setHint(tr("Close the details (Esc)"));
    const auto name = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(QString(text).remove(u'&'));
    };
    name(m_resend, tr("&Resend e-mail"));
    name(m_refund, tr("Re&fund…"));
    name(m_settle, tr("&Settle…"));
    name(m_addNote, tr("Add &note"));
    m_note->setPlaceholderText(tr("Write a note for your colleagues"));
    m_note->setAccessibleName(tr("Note"));
    updateActions();
    if (!m_detail.isEmpty())
        rebuild();
}

void OrderDetails::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange)
        retranslate();
    QWidget::changeEvent(event);
}

void OrderDetails::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintCard(&painter, rect());
}

void OrderDetails::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void OrderDetails::setContext(const PageContext &context)
{
    m_context = context;
    updateActions();
}

void OrderDetails::setLoading(const QString &orderId)
{
    if (orderId != m_orderId) {
        m_orderId = orderId;
        m_detail = {};
        m_note->clear();
        setActionMessage({}, false);
        m_stack->setCurrentWidget(m_skeleton);
        retranslate();
    }
}

void OrderDetails::setDetail(const QString &orderId, const QJsonObject &detail)
{
    if (orderId != m_orderId)
        return;
    m_detail = detail;
    m_busy = false;
    rebuild();
    updateActions();
    m_stack->setCurrentWidget(m_content);
}

void OrderDetails::setError(const QString &orderId, const Error &error)
{
    if (orderId != m_orderId)
        return;
    const ErrorWords words = wordsFor(error);
    if (!m_detail.isEmpty()) {
        setActionMessage(words.title + u". "_s + words.text, true);
        return;
    }
    m_state->setMessage(u"error"_s, Tone::Bad, words.title, words.text, tr("Try again"));
    m_stack->setCurrentWidget(m_state);
}

void OrderDetails::setBusy(bool busy)
{
    m_busy = busy;
    updateActions();
}

void OrderDetails::setActionMessage(const QString &text, bool bad)
{
    m_message->setText(text);
    m_message->setProperty("tone", bad ? "bad" : "good");
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setVisible(!text.isEmpty());
}

void OrderDetails::updateActions()
{
    const QJsonObject order = m_detail.value(u"order").toObject();
    const QString status = order.value(u"status").toString();
    const bool paid = status == "paid"_L1;
    const bool review = status == "manual_review"_L1;
    const bool shop = order.value(u"source").toString(u"shop"_s) == "shop"_L1;
    const Result<Money> left =
        parseMoney(order.value(u"refundable").toString(), order.value(u"currency").toString());

    // The first reason that holds is the one a person can do something about.
    const auto why = [&](Role least, std::initializer_list<std::pair<bool, QString>> reasons) {
        if (!m_context.online)
            return m_context.offlineReason.isEmpty() ? tr("Not possible while offline")
                                                     : m_context.offlineReason;
        if (m_context.role < least)
            return least == Role::Admin ? tr("Only administrators may do this")
                                        : tr("Only managers and administrators may do this");
        if (m_busy)
            return tr("Another action on this order is still running");
        for (const auto &[blocked, reason] : reasons) {
            if (blocked)
                return reason;
        }
        return QString();
    };
    const auto apply = [](QWidget *widget, const QString &reason, const QString &hint) {
        setEnabledWithReason(widget, reason.isEmpty(), reason, hint);
    };
    apply(m_resend,
          why(Role::Manager, {{!shop, tr("Imported orders have no codes to send")},
                              {!paid, tr("Only paid orders have codes to send")}}),
          tr("Send the codes of this order to the customer again"));
    apply(
        m_refund,
        why(Role::Manager, {{!paid && !review, tr("Only paid orders can be refunded")},
                            {!left || left->minor <= 0, tr("Everything that was paid is refunded already")}}),
        tr("Give back all or part of what was paid"));
    m_settle->setVisible(review);
    apply(m_settle, why(Role::Manager, {}), tr("Decide what becomes of this order"));
    const QString noteReason = why(Role::Manager, {});
    apply(m_note, noteReason, {});
    setEnabledWithReason(m_addNote, noteReason.isEmpty() && !m_note->text().trimmed().isEmpty(),
                         noteReason.isEmpty() ? tr("Write something first") : noteReason);
}

void OrderDetails::rebuild()
{
    while (QLayoutItem *item = m_sectionLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_sectionLayout->setSpacing(2 * metric::unit);
    const QJsonObject order = m_detail.value(u"order").toObject();
    const QString currency = order.value(u"currency").toString();

    const auto heading = [&](const QString &text) {
        auto *line = new QWidget(m_sections);
        auto *row = new QVBoxLayout(line);
        row->setContentsMargins(0, metric::gap, 0, 0);
        auto *label = makeLabel(TextRole::Body, QFont::DemiBold, "", line);
        label->setText(text);
        row->addWidget(label);
        m_sectionLayout->addWidget(line);
    };
    QGridLayout *grid = nullptr;
    const auto beginGrid = [&] {
        auto *box = new QWidget(m_sections);
        grid = new QGridLayout(box);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(metric::gap);
        grid->setVerticalSpacing(6);
        grid->setColumnMinimumWidth(0, keyWidth);
        grid->setColumnStretch(1, 1);
        m_sectionLayout->addWidget(box);
    };
    const auto field = [&](const QString &key, const QString &value, const QString &toolTip = {}) {
        if (value.isEmpty())
            return;
        auto *name = makeLabel(TextRole::Body, QFont::Normal, "secondary", grid->parentWidget());
        name->setText(key);
        auto *text = new ElidedLabel(grid->parentWidget());
        text->setText(value);
        text->setToolTip(toolTip);
        text->setAccessibleName(key + u": "_s + value);
        const int row = grid->rowCount();
        grid->addWidget(name, row, 0);
        grid->addWidget(text, row, 1);
    };
    const auto statusField = [&](const QString &key, const QString &raw) {
        auto *name = makeLabel(TextRole::Body, QFont::Normal, "secondary", grid->parentWidget());
        name->setText(key);
        auto *pill = new PillLabel(grid->parentWidget());
        pill->setStatus(raw);
        const int row = grid->rowCount();
        grid->addWidget(name, row, 0);
        grid->addWidget(pill, row, 1, Qt::AlignLeft);
    };
    const auto timeField = [&](const QString &key, const QJsonValue &value) {
        const QDateTime time = timeOf(value);
        if (time.isValid())
            field(key, format::relativeTime(time), format::exactTime(time));
    };

    // Summary.
    auto *summary = new QWidget(m_sections);
    auto *summaryRow = new QHBoxLayout(summary);
    summaryRow->setContentsMargins(0, 0, 0, metric::unit);
    auto *amount = new FigureLabel(TextRole::Figure, QFont::DemiBold, summary);
    amount->setText(moneyOf(order.value(u"amount"), currency));
    amount->setObjectName(u"amount"_s);
    auto *status = new PillLabel(summary);
    status->setStatus(order.value(u"status").toString());
    summaryRow->addWidget(amount, 1);
    summaryRow->addWidget(status);
    m_sectionLayout->addWidget(summary);
    if (const QString reason = order.value(u"reviewReason").toString(); !reason.isEmpty()) {
        auto *why = makeLabel(TextRole::Body, QFont::Normal, "warning", m_sections);
        why->setText(tr("Why it needs review: %1").arg(reason));
        why->setWordWrap(true);
        m_sectionLayout->addWidget(why);
    }
    beginGrid();
    field(tr("Customer"), order.value(u"email").toString(format::dash()));
    const QString name =
        (order.value(u"firstName").toString() + u' ' + order.value(u"lastName").toString()).trimmed();
    field(tr("Name"), name);
    if (order.value(u"deliveryType").toString() == "gift"_L1 ||
        !order.value(u"recipientEmail").toString().isEmpty())
        field(tr("Gift for"), order.value(u"recipientEmail").toString());
    timeField(tr("Created"), order.value(u"createdAt"));
    timeField(tr("Paid"), order.value(u"paidAt"));
    if (const Result<Money> refunded = parseMoney(order.value(u"refunded").toString(), currency);
        refunded && refunded->minor > 0)
        field(tr("Refunded"), format::money(refunded->minor, currency));
    if (order.value(u"trueProfit").isString())
        field(tr("True profit"), moneyOf(order.value(u"trueProfit"), currency));
    QStringList source;
    for (const auto &key : {u"utmSource"_s, u"utmMedium"_s, u"utmCampaign"_s}) {
        if (const QString part = order.value(key).toString(); !part.isEmpty())
            source.append(part);
    }
    field(tr("Came from"), source.join(u" / "_s));
    field(tr("Country"), order.value(u"country").toString());
    field(tr("Reference"), order.value(u"externalRef").toString());

    // Payment.
    if (const QJsonObject payment = m_detail.value(u"payment").toObject(); !payment.isEmpty()) {
        heading(tr("Payment"));
        beginGrid();
        statusField(tr("Status"), payment.value(u"status").toString());
        field(tr("Bill"), payment.value(u"billId").toString());
        field(tr("Method"), payment.value(u"method").toString());
        if (payment.value(u"receivedAmount").isString())
            field(tr("Received"), moneyOf(payment.value(u"receivedAmount"),
                                          payment.value(u"receivedCurrency").toString(currency)));
        timeField(tr("Settled"), payment.value(u"processedAt"));
        timeField(tr("Expires"), payment.value(u"status").toString() == "pending"_L1
                                     ? payment.value(u"expiresAt")
                                     : QJsonValue());
        field(tr("Last error"), payment.value(u"lastError").toString());
    }

    // Items.
    const QJsonArray items = m_detail.value(u"items").toArray();
    heading(tr("Items (%n)", nullptr, static_cast<int>(items.size())));
    for (const QJsonValue &entry : items) {
        const QJsonObject item = entry.toObject();
        auto *box = new QWidget(m_sections);
        auto *row = new QGridLayout(box);
        row->setContentsMargins(0, 0, 0, metric::unit);
        row->setVerticalSpacing(2);
        row->setColumnStretch(0, 1);
        auto *product = new ElidedLabel(box);
        product->setFont(Theme::font(TextRole::Body, QFont::Medium));
        const int quantity = item.value(u"quantity").toInt(1);
        const QString nominal =
            item.value(u"nominal").isString()
                ? u" · "_s + moneyOf(item.value(u"nominal"), item.value(u"currency").toString(currency))
                : QString();
        product->setText(item.value(u"productName").toString() + nominal +
                         (quantity > 1 ? u" × "_s + format::integer(quantity) : QString()));
        auto *price =
            new QLabel(moneyOf(item.value(u"price"), item.value(u"currency").toString(currency)), box);
        row->addWidget(product, 0, 0);
        row->addWidget(price, 0, 1, Qt::AlignRight);
        if (const QString masked = item.value(u"codeMasked").toString(); !masked.isEmpty()) {
            auto *code = makeLabel(TextRole::Caption, QFont::Normal, "secondary", box);
            code->setText(masked);
            code->setToolTip(tr("Only the last four characters; the rest is sealed"));
            auto *pill = new PillLabel(box);
            pill->setStatus(item.value(u"codeStatus").toString());
            row->addWidget(code, 1, 0);
            row->addWidget(pill, 1, 1, Qt::AlignRight);
        }
        m_sectionLayout->addWidget(box);
    }

    // Refunds, e-mails and notes, as short lists.
    const auto list = [&](const QString &title, const QJsonArray &entries, const auto &fill) {
        if (entries.isEmpty())
            return;
        heading(title);
        for (const QJsonValue &entry : entries) {
            auto *box = new QWidget(m_sections);
            auto *row = new QGridLayout(box);
            row->setContentsMargins(0, 0, 0, metric::unit);
            row->setVerticalSpacing(2);
            row->setColumnStretch(0, 1);
            auto *first = new ElidedLabel(box);
            auto *second = new ElidedLabel(box);
            second->setFont(Theme::font(TextRole::Caption));
            second->setProperty("tone", "secondary");
            auto *pill = new PillLabel(box);
            pill->hide();
            fill(entry.toObject(), first, second, pill);
            row->addWidget(first, 0, 0);
            row->addWidget(pill, 0, 1, Qt::AlignRight);
            row->addWidget(second, 1, 0, 1, 2);
            second->setVisible(!second->text().isEmpty());
            m_sectionLayout->addWidget(box);
        }
    };
    list(tr("Refunds"), m_detail.value(u"refunds").toArray(),
         [&](const QJsonObject &refund, QLabel *first, QLabel *second, PillLabel *pill) {
             first->setText(moneyOf(refund.value(u"amount"), refund.value(u"currency").toString(currency)));
             QStringList parts{refund.value(u"reason").toString(), refund.value(u"by").toString(),
                               format::relativeTime(timeOf(refund.value(u"requestedAt")))};
             parts.removeAll(QString());
             second->setText(parts.join(u"  ·  "_s));
             pill->setStatus(refund.value(u"status").toString());
             pill->show();
         });
    list(tr("E-mails"), m_detail.value(u"emails").toArray(),
         [&](const QJsonObject &mail, QLabel *first, QLabel *second, PillLabel *pill) {
             first->setText(mail.value(u"recipient").toString());
             QStringList parts;
             const QDateTime sent = timeOf(mail.value(u"sentAt"));
             parts.append(format::relativeTime(sent.isValid() ? sent : timeOf(mail.value(u"createdAt"))));
             if (const int attempts = mail.value(u"attempts").toInt(); attempts > 1)
                 parts.append(tr("%n attempts", nullptr, attempts));
             if (const QString error = mail.value(u"lastError").toString(); !error.isEmpty())
                 parts.append(error);
             second->setText(parts.join(u"  ·  "_s));
             pill->setStatus(mail.value(u"status").toString());
             pill->show();
         });
    list(tr("Notes"), m_detail.value(u"notes").toArray(),
         [&](const QJsonObject &note, QLabel *first, QLabel *second, PillLabel *) {
             first->setText(note.value(u"text").toString());
             second->setText(note.value(u"by").toString() + u"  ·  "_s +
                             format::relativeTime(timeOf(note.value(u"createdAt"))));
         });

    // One time line, newest first: the last thing that happened is what staff ask for.
    heading(tr("Time line"));
    const QJsonArray timeline = m_detail.value(u"timeline").toArray();
    auto *line = new QWidget(m_sections);
    line->setObjectName(u"timeline"_s);
    auto *lineLayout = new QVBoxLayout(line);
    lineLayout->setContentsMargins(0, 0, 0, 0);
    lineLayout->setSpacing(0);
    for (qsizetype i = timeline.size() - 1; i >= 0; --i)
        lineLayout->addWidget(new TimelineRow(timeline[i].toObject(), i == 0, line));
    m_sectionLayout->addWidget(line);
}

QStringList OrderDetails::shownTexts() const
{
    QStringList texts;
    for (const QLabel *label : m_sections->findChildren<QLabel *>())
        texts.append(label->text());
    for (const FigureLabel *figure : m_sections->findChildren<FigureLabel *>())
        texts.append(figure->text());
    for (const PillLabel *pill : m_sections->findChildren<PillLabel *>())
        texts.append(pill->accessibleName());
    return texts;
}

void OrderDetails::askResend()
{
    const QString recipient = m_detail.value(u"order").toObject().value(u"email").toString();
    auto *dialog = new ReasonDialog(
        tr("Resend e-mail"),
        tr("The codes of this order are sent to %1 again. Earlier messages stay valid.").arg(recipient),
        tr("Resend e-mail"), false, this);
    QLineEdit *reason = dialog->addReason(tr("Reason"));
    connect(dialog, &QDialog::accepted, this, [this, reason] {
        setBusy(true);
        Q_EMIT resendRequested(reason->text().trimmed());
    });
    dialog->open();
}

void OrderDetails::askRefund()
{
    const QJsonObject order = m_detail.value(u"order").toObject();
    const QString currency = order.value(u"currency").toString();
    const Result<Money> left = parseMoney(order.value(u"refundable").toString(), currency);
    if (!left)
        return;
    auto *dialog =
        new ReasonDialog(tr("Refund"),
                         tr("At most %1 can be given back. The codes of a full refund are withdrawn.")
                             .arg(format::money(left->minor, currency)),
                         tr("Refund"), true, this);
    auto *full = new QRadioButton(tr("&Everything that is left"), dialog);
    auto *part = new QRadioButton(tr("&Part of it"), dialog);
    full->setChecked(true);
    full->setAccessibleName(tr("Everything that is left"));
    part->setAccessibleName(tr("Part of it"));
    part->setObjectName(u"part"_s);
    auto *amount = new QLineEdit(dialog);
    amount->setObjectName(u"amount"_s);
    amount->setEnabled(false);
    amount->setPlaceholderText(toDecimal(*left));
    amount->setAccessibleName(tr("Amount in %1").arg(currency));
    dialog->form()->addRow(full);
    dialog->form()->addRow(part);
    dialog->form()->addRow(tr("Amount in %1").arg(currency), amount);
    QLineEdit *reason = dialog->addReason(tr("Reason"));
    const auto wanted = [amount, currency]() -> Result<Money> {
        return parseMoney(amount->text().trimmed().replace(u',', u'.'), currency);
    };
    const auto check = [=] {
        amount->setEnabled(part->isChecked());
        const Result<Money> money = wanted();
        const bool valid = full->isChecked() || (money && money->minor > 0 && money->minor <= left->minor);
        dialog->setValid(valid);
        dialog->setProblem(
            valid || amount->text().isEmpty()
                ? QString()
                : tr("Enter an amount between 0 and %1.").arg(format::money(left->minor, currency)));
    };
    connect(full, &QRadioButton::toggled, dialog, check);
    connect(amount, &QLineEdit::textChanged, dialog, check);
    // Made once for this dialog: if the answer is lost, a repetition is recognised.
    const QString requestKey = QUuid::createUuid().toString(QUuid::WithoutBraces);
    connect(dialog, &QDialog::accepted, this, [=, this] {
        const Result<Money> money = wanted();
        const bool everything = full->isChecked() || !money;
        setBusy(true);
        Q_EMIT refundRequested(everything ? QString() : toDecimal(*money), reason->text().trimmed(),
                               everything ? u"full"_s : u"partial"_s, requestKey);
    });
    dialog->open();
}

void OrderDetails::askSettle()
{
    auto *dialog = new ReasonDialog(tr("Settle the review"), tr("Decide what becomes of this order."),
                                    tr("Settle"), false, this);
    struct Choice
    {
        const char *id;
        QString text;
    };
    const QList<Choice> choices = {{"fulfil", tr("Accept the payment and send the &codes")},
                                   {"refund", tr("Give the &money back")},
                                   {"cancel", tr("C&ancel without a refund")}};
    auto chosen = std::make_shared<QString>(u"fulfil"_s);
    for (const Choice &choice : choices) {
        auto *button = new QRadioButton(choice.text, dialog);
        button->setAccessibleName(QString(choice.text).remove(u'&'));
        const QString id = QString::fromLatin1(choice.id);
        button->setObjectName(id);
        button->setChecked(id == *chosen);
        connect(button, &QRadioButton::toggled, dialog, [chosen, id](bool on) {
            if (on)
                *chosen = id;
        });
        dialog->form()->addRow(button);
    }
    QLineEdit *note = dialog->addReason(tr("Note"));
    connect(dialog, &QDialog::accepted, this, [this, chosen, note] {
        setBusy(true);
        Q_EMIT settleRequested(*chosen, note->text().trimmed());
    });
    dialog->open();
}

void OrderDetails::addNote()
{
    const QString text = m_note->text().trimmed();
    if (text.isEmpty() || !m_addNote->isEnabled())
        return;
    m_note->clear();
    setBusy(true);
    Q_EMIT noteRequested(text);
}

} // namespace lonieve::widgets
