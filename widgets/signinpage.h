// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lonieve::widgets {

/// Server address, e-mail and password. The password leaves once, by signInRequested, and is cleared when the
/// app says that it worked; nothing of it is kept or printed.
class SignInPage final : public QWidget
{
    Q_OBJECT

public:
    explicit SignInPage(QWidget *parent = nullptr);

    void setServer(const QString &url);
    void setEmail(const QString &email);
    QString server() const;
    QString email() const;
    bool remember() const;
    void setRemember(bool remember);
    /// With `available` false "Stay signed in" is off and says why (no keyring).
    void setRememberAvailable(bool available, const QString &reason);

    /// Offers offlineRequested (there is a cache).
    void setOfflineAvailable(bool available);

    void setBusy(bool busy);
    void setError(const Error &error);
    void setMessage(const QString &text); ///< neutral, for example after signing out
    void succeeded();

Q_SIGNALS:
    void signInRequested(const QString &server, const QString &email, const QString &password, bool remember);
    /// The person wants to see what the cache holds, without a server.
    void offlineRequested();

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();
    void submit();
    void showMessage(const QString &text, bool bad);

    QLabel *m_title;
    QLabel *m_subtitle;
    QLabel *m_serverLabel;
    QLabel *m_emailLabel;
    QLabel *m_passwordLabel;
    QLineEdit *m_server;
    QLineEdit *m_email;
    QLineEdit *m_password;
    QCheckBox *m_remember;
    QLabel *m_message;
    QPushButton *m_submit;
    QPushButton *m_offline;
    QWidget *m_card;
    bool m_busy = false;
};

} // namespace lonieve::widgets
