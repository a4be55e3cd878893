// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signinpage.h"

#include "widgets/controls.h"
#include "widgets/icons.h"
#include "widgets/panels/panel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace lonieve::widgets {

namespace {
constexpr int cardWidth = 408;
constexpr int logoSize = 40;

/// The card and the mark above it.
class Card final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintCard(&painter, rect());
    }
};

class Mark final : public QWidget
{
public:
    explicit Mark(QWidget *parent) : QWidget(parent) { setFixedSize(logoSize, logoSize); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens().accent);
        painter.drawRoundedRect(rect(), metric::cardRadius, metric::cardRadius);
        paintIcon(&painter, QRectF(rect()).adjusted(7, 7, -7, -7), u"codes"_s, tokens().onAccent);
    }
};
} // namespace

SignInPage::SignInPage(QWidget *parent)
    : QWidget(parent)
    , m_title(makeLabel(TextRole::Title, QFont::DemiBold, "", this))
    , m_subtitle(makeLabel(TextRole::Body, QFont::Normal, "secondary", this))
    , m_serverLabel(makeLabel(TextRole::Body, QFont::Medium, "", this))
    , m_emailLabel(makeLabel(TextRole::Body, QFont::Medium, "", this))
    , m_passwordLabel(makeLabel(TextRole::Body, QFont::Medium, "", this))
    , m_server(new QLineEdit(this))
    , m_email(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_remember(new Check(this))
    , m_message(makeLabel(TextRole::Body, QFont::Normal, "bad", this))
    , m_submit(makeButton(ButtonVariant::Primary, {}, this))
    , m_offline(makeButton(ButtonVariant::Link, {}, this))
    , m_card(new Card(this))
{
    setObjectName(u"signIn"_s);
    m_server->setObjectName(u"server"_s);
    m_email->setObjectName(u"email"_s);
    m_password->setObjectName(u"password"_s);
    m_remember->setObjectName(u"remember"_s);
    m_submit->setObjectName(u"submit"_s);
    m_offline->setObjectName(u"offline"_s);
    m_message->setObjectName(u"message"_s);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(2);
    outer->addWidget(m_card, 0, Qt::AlignHCenter);
    outer->addStretch(3);
    m_card->setFixedWidth(cardWidth);
    auto *layout = new QVBoxLayout(m_card);
    layout->setContentsMargins(32, 32, 32, 28);
    layout->setSpacing(metric::unit + 2);
    layout->addWidget(new Mark(m_card));
    layout->addSpacing(metric::gap);
    layout->addWidget(m_title);
    m_subtitle->setWordWrap(true);
    layout->addWidget(m_subtitle);
    layout->addSpacing(metric::gap);
    for (const auto &[label, field] :
         {std::pair{m_serverLabel, m_server}, {m_emailLabel, m_email}, {m_passwordLabel, m_password}}) {
        label->setBuddy(field);
        layout->addWidget(label);
        layout->addWidget(field);
        layout->addSpacing(metric::unit);
        connect(field, &QLineEdit::returnPressed, this, &SignInPage::submit);
    }
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_server->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_email->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_remember->setChecked(true);
    layout->addWidget(m_remember);
    m_message->setWordWrap(true);
    m_message->hide();
    layout->addWidget(m_message);
    layout->addSpacing(metric::unit);
    layout->addWidget(m_submit);
    layout->addWidget(m_offline, 0, Qt::AlignHCenter);
    m_offline->hide();
    m_submit->setDefault(true);
    connect(m_submit, &QPushButton::clicked, this, &SignInPage::submit);
    connect(m_offline, &QPushButton::clicked, this, &SignInPage::offlineRequested);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    retranslate();
}

void SignInPage::retranslate()
{
    m_title->setText(tr("Sign in to Lonieve Gift"));
    m_subtitle->setText(tr("Use the account that your administrator made for you."));
    m_serverLabel->setText(tr("Se&rver"));
    m_emailLabel->setText(tr("&E-mail"));
    m_passwordLabel->setText(tr("&Password"));
    for (QLabel *label : {m_serverLabel, m_emailLabel, m_passwordLabel})
        label->buddy()->setAccessibleName(QString(label->text()).remove(u'&'));
    m_server->setPlaceholderText(u"https://gift.example.com"_s);
    m_remember->setText(tr("&Stay signed in on this computer"));
    m_remember->setAccessibleName(tr("Stay signed in on this computer"));
    m_submit->setText(m_busy ? tr("Signing in…") : tr("Sign in"));
    m_submit->setAccessibleName(m_submit->text());
    m_offline->setText(tr("&Look at saved data without the server"));
    m_offline->setAccessibleName(tr("Look at saved data without the server"));
    setAccessibleName(m_title->text());
}

void SignInPage::setServer(const QString &url)
{
    m_server->setText(url);
}

void SignInPage::setEmail(const QString &email)
{
    m_email->setText(email);
}

QString SignInPage::server() const
{
    return m_server->text().trimmed();
}

QString SignInPage::email() const
{
    return m_email->text().trimmed();
}

bool SignInPage::remember() const
{
    return m_remember->isEnabled() && m_remember->isChecked();
}

void SignInPage::setRemember(bool remember)
{
    m_remember->setChecked(remember);
}

void SignInPage::setRememberAvailable(bool available, const QString &reason)
{
    setEnabledWithReason(m_remember, available, reason);
}

void SignInPage::setOfflineAvailable(bool available)
{
    m_offline->setVisible(available);
}

void SignInPage::setBusy(bool busy)
{
    m_busy = busy;
    for (QWidget *widget : {static_cast<QWidget *>(m_server), static_cast<QWidget *>(m_email),
                            static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_submit)})
        widget->setEnabled(!busy);
    retranslate();
}

void SignInPage::showMessage(const QString &text, bool bad)
{
    m_message->setText(text);
    m_message->setProperty("tone", bad ? "bad" : "secondary");
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setVisible(!text.isEmpty());
}

void SignInPage::setError(const Error &error)
{
    setBusy(false);
    if (error.code == ErrorCode::Unauthorized) {
        showMessage(tr("E-mail or password is not right."), true);
        m_password->selectAll();
        m_password->setFocus();
        return;
    }
    const ErrorWords words = wordsFor(error);
    showMessage(words.title + u". "_s + words.text, true);
}

void SignInPage::setMessage(const QString &text)
{
    showMessage(text, false);
}

void SignInPage::succeeded()
{
    m_password->clear();
    setBusy(false);
    showMessage({}, false);
}

void SignInPage::submit()
{
    if (m_busy)
        return;
    const QUrl url = QUrl::fromUserInput(server());
    QLineEdit *missing = nullptr;
    QString problem;
    if (server().isEmpty() || !url.isValid() || url.host().isEmpty()) {
        missing = m_server;
        problem = tr("Enter the address of the server, for example https://gift.example.com.");
    } else if (!email().contains(u'@')) {
        missing = m_email;
        problem = tr("Enter your e-mail address.");
    } else if (m_password->text().isEmpty()) {
        missing = m_password;
        problem = tr("Enter your password.");
    }
    if (missing) {
        showMessage(problem, true);
        missing->setFocus();
        return;
    }
    showMessage({}, false);
    setBusy(true);
    Q_EMIT signInRequested(server(), email(), m_password->text(), remember());
}

void SignInPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void SignInPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QLineEdit *first = m_server->text().isEmpty()  ? m_server
                       : m_email->text().isEmpty() ? m_email
                                                   : m_password;
    first->setFocus();
}

void SignInPage::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().background);
}

} // namespace lonieve::widgets
