// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/session.h"

#include "services/clock.h"
#include "services/errortext.h"
#include "services/secretstore.h"

#include <algorithm>

namespace lonieve::services {

namespace {

// A token that ends within this time is renewed before it is used.
constexpr int marginSeconds = 30;

Error notSignedIn()
{
    return withLocalText({ErrorCode::Unauthorized, QStringLiteral("not_signed_in"), {}}, 0);
}

} // namespace

Role roleFromText(const QString &text)
{
    if (text == QLatin1String("admin"))
        return Role::Admin;
    return text == QLatin1String("manager") ? Role::Manager : Role::Viewer;
}

Session::Session(HttpTransport &transport, SecretStore &secrets, const Clock &clock, QObject *parent)
    : QObject(parent), m_transport(transport), m_secrets(secrets), m_clock(clock), m_refreshTimer(this)
{
    m_transport.setAuthorizer(this);
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &Session::refresh);
}

void Session::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

QString Session::secretName() const
{
    return SecretStore::refreshTokenName(m_transport.baseUrl().toString(), m_accountEmail);
}

void Session::signIn(const QUrl &server, const QString &email, const QString &password, QObject *context,
                     Done done)
{
    forget();
    m_transport.setBaseUrl(server);
    m_accountEmail = email.trimmed();
    setState(State::SigningIn);
    ApiRequest request =
        ApiRequest::post(QStringLiteral("/api/admin/auth/login"),
                         {{QStringLiteral("email"), m_accountEmail}, {QStringLiteral("password"), password}});
    request.authorized = false;
    const QPointer<QObject> alive(context);
    const quint64 generation = m_generation;
    m_transport.send(request, this, [this, alive, generation, done](const Result<QJsonObject> &answer) {
        if (generation != m_generation)
            return;
        if (!answer) {
            forget();
            setState(State::SignedOut);
            if (alive)
                done(failure(answer.error()));
            return;
        }
        adopt(*answer);
        learnTenant(alive, done);
    });
}

void Session::restore(const QUrl &server, const QString &email, QObject *context, Done done)
{
    forget();
    m_transport.setBaseUrl(server);
    m_accountEmail = email.trimmed();
    setState(State::Restoring);
    const QPointer<QObject> alive(context);
    const quint64 generation = m_generation;
    m_secrets.read(secretName(), this, [this, alive, generation, done](const Result<QString> &secret) {
        if (generation != m_generation)
            return;
        if (!secret || secret->isEmpty()) {
            setState(State::SignedOut);
            if (alive) {
                done(failure(secret ? Error{ErrorCode::NotFound, QStringLiteral("no_secret"), {}}
                                    : secret.error()));
            }
            return;
        }
        m_refresh = *secret;
        m_remembered = true;
        m_waiters.append({this, [this, alive, generation, done](const Result<QByteArray> &token) {
                              if (generation != m_generation && token)
                                  return;
                              if (!token) {
                                  if (m_state == State::Restoring)
                                      setState(State::SignedOut);
                                  if (alive)
                                      done(failure(token.error()));
                                  return;
                              }
                              learnTenant(alive, done);
                          }});
        refresh();
    });
}

void Session::learnTenant(QObject *context, Done done)
{
    const QPointer<QObject> alive(context);
    const quint64 generation = m_generation;
    m_transport.send(ApiRequest::get(QStringLiteral("/api/admin/me")), this,
                     [this, alive, generation, done](const Result<QJsonObject> &me) {
                         if (generation != m_generation)
                             return;
                         if (!me) {
                             forget();
                             setState(State::SignedOut);
                             if (alive)
                                 done(failure(me.error()));
                             return;
                         }
                         const QJsonObject tenant = me->value(u"tenant").toObject();
                         m_identity.tenantId = tenant.value(u"id").toString();
                         m_identity.tenantName = tenant.value(u"name").toString();
                         m_identity.currency = tenant.value(u"currency").toString();
                         m_identity.timeZone = tenant.value(u"timeZone").toString();
                         setState(State::SignedIn);
                         if (alive)
                             done({});
                     });
}

void Session::adopt(const QJsonObject &tokens)
{
    m_access = tokens.value(u"accessToken").toString().toLatin1();
    const int seconds = std::max(1, tokens.value(u"expiresIn").toInt(300));
    m_accessExpires = m_clock.now().addSecs(seconds);
    m_refresh = tokens.value(u"refreshToken").toString();
    const QJsonObject staff = tokens.value(u"staff").toObject();
    if (!staff.isEmpty()) {
        m_identity.id = staff.value(u"id").toString();
        m_identity.email = staff.value(u"email").toString();
        m_identity.name = staff.value(u"name").toString();
        m_identity.role = roleFromText(staff.value(u"role").toString());
    }
    m_refreshTimer.start(std::max(1, seconds - 2 * marginSeconds) * 1000);
    keepRefreshToken();
}

void Session::keepRefreshToken()
{
    if (!m_remember)
        return;
    const quint64 generation = m_generation;
    m_secrets.write(secretName(), m_refresh, this, [this, generation](const Result<void> &kept) {
        if (generation != m_generation)
            return;
        const bool first = m_remembered || m_state == State::SigningIn || m_state == State::SignedIn;
        m_remembered = kept.has_value();
        if (!kept && first)
            Q_EMIT notRemembered(kept.error());
    });
}

void Session::signOut()
{
    if (m_state == State::SignedOut)
        return;
    const QByteArray token = m_access;
    if (m_remember)
        m_secrets.remove(secretName(), this, [](const Result<void> &) {});
    if (!token.isEmpty()) {
        // Sent with the token of the moment: by the time it leaves, the session has none.
        m_transport.sendAs(token, ApiRequest::post(QStringLiteral("/api/admin/auth/logout"), {}), this,
                           [](const Result<QJsonObject> &) {});
    }
    forget();
    setState(State::SignedOut);
}

void Session::forget()
{
    ++m_generation;
    m_refreshTimer.stop();
    m_access.clear();
    m_refresh.clear();
    m_identity = {};
    m_remembered = false;
    m_refreshing = false;
    answerWaiters(failure(notSignedIn()));
}

void Session::accessToken(QObject *context, TokenDone done)
{
    if (!m_access.isEmpty() && m_clock.now().addSecs(marginSeconds / 3) < m_accessExpires) {
        done(m_access);
        return;
    }
    if (m_refresh.isEmpty()) {
        done(failure(notSignedIn()));
        return;
    }
    m_waiters.append({context, std::move(done)});
    refresh();
}

void Session::renewToken(const QByteArray &stale, QObject *context, TokenDone done)
{
    // Somebody else has renewed it between the request and its refusal.
    if (!m_access.isEmpty() && m_access != stale) {
        done(m_access);
        return;
    }
    if (m_refresh.isEmpty()) {
        done(failure(notSignedIn()));
        return;
    }
    m_waiters.append({context, std::move(done)});
    refresh();
}

void Session::refresh()
{
    if (m_refreshing || m_refresh.isEmpty())
        return;
    m_refreshing = true;
    ApiRequest request = ApiRequest::post(QStringLiteral("/api/admin/auth/refresh"),
                                          {{QStringLiteral("refreshToken"), m_refresh}});
    request.authorized = false;
    const quint64 generation = m_generation;
    m_transport.send(request, this, [this, generation](const Result<QJsonObject> &answer) {
        if (generation != m_generation)
            return;
        m_refreshing = false;
        if (answer) {
            adopt(*answer);
            answerWaiters(m_access);
            return;
        }
        if (answer.error().code == ErrorCode::Unauthorized) {
            const Error error =
                withLocalText({ErrorCode::Unauthorized, QStringLiteral("sign_in_expired"), {}}, 0);
            const bool wasIn = m_state == State::SignedIn;
            if (m_remember)
                m_secrets.remove(secretName(), this, [](const Result<void> &) {});
            const QList<Waiter> waiters = std::exchange(m_waiters, {});
            forget();
            setState(State::SignedOut);
            for (const Waiter &waiter : waiters) {
                if (waiter.context)
                    waiter.done(failure(error));
            }
            if (wasIn)
                Q_EMIT ended(error);
            return;
        }
        // The network failed, not the sign-in: the next request tries again.
        answerWaiters(failure(answer.error()));
    });
}

void Session::answerWaiters(const Result<QByteArray> &token)
{
    const QList<Waiter> waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.done(token);
    }
}

} // namespace lonieve::services
