// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/datasetspec.h"
#include "models/result.h"
#include "services/httptransport.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

namespace lonieve::services {

class Clock;
class SecretStore;

/// Who is signed in, and the shop they see.
struct Identity
{
    QString id;
    QString email;
    QString name;
    Role role = Role::Viewer;
    QString tenantId;
    QString tenantName;
    QString currency; ///< the shop's reporting currency
    QString timeZone; ///< IANA name of the reporting zone
};

/// A staff sign-in: the access token in memory only, the rotating refresh token in the SecretStore. Refreshes
/// before the access token expires, and once when the server refuses it; however many requests need that,
/// there is one refresh. GUI thread; owns nothing that it is given.
class Session final : public QObject, public Authorizer
{
    Q_OBJECT

public:
    enum class State { SignedOut, Restoring, SigningIn, SignedIn };
    Q_ENUM(State)

    Session(HttpTransport &transport, SecretStore &secrets, const Clock &clock, QObject *parent = nullptr);

    State state() const { return m_state; }
    bool isSignedIn() const { return m_state == State::SignedIn; }
    const Identity &identity() const { return m_identity; }
    /// False when the refresh token could not be kept: the sign-in lasts for this run only.
    bool isRemembered() const { return m_remembered; }

    using Done = std::function<void(Result<void>)>;
    void signIn(const QUrl &server, const QString &email, const QString &password, QObject *context,
                Done done);
    /// Continues the sign-in of an earlier run. NotFound when there is none.
    void restore(const QUrl &server, const QString &email, QObject *context, Done done);
    /// Ends the sign-in here at once, and at the server as soon as it answers.
    void signOut();
    /// Keep the refresh token in the store (default) or only in memory (scheduled exports).
    void setRemember(bool remember) { m_remember = remember; }

    void accessToken(QObject *context, TokenDone done) override;
    void renewToken(const QByteArray &stale, QObject *context, TokenDone done) override;

Q_SIGNALS:
    void stateChanged(lonieve::services::Session::State state);
    /// The server no longer accepts the sign-in; state is SignedOut.
    void ended(const lonieve::Error &why);
    /// The refresh token could not be stored; the person should know that the sign-in ends with the run.
    void notRemembered(const lonieve::Error &why);

private:
    struct Waiter
    {
        QPointer<QObject> context;
        TokenDone done;
    };

    void setState(State state);
    void refresh();
    void answerWaiters(const Result<QByteArray> &token);
    void adopt(const QJsonObject &tokens);
    void learnTenant(QObject *context, Done done);
    void keepRefreshToken();
    void forget();
    QString secretName() const;

    HttpTransport &m_transport;
    SecretStore &m_secrets;
    const Clock &m_clock;
    State m_state = State::SignedOut;
    Identity m_identity;
    QString m_accountEmail; ///< what the person typed; names the secret
    QByteArray m_access;
    QDateTime m_accessExpires;
    QString m_refresh;
    QList<Waiter> m_waiters;
    bool m_refreshing = false;
    bool m_remember = true;
    bool m_remembered = false;
    quint64 m_generation = 0; ///< answers for an earlier sign-in are dropped
    QTimer m_refreshTimer;
};

Role roleFromText(const QString &text);

} // namespace lonieve::services
