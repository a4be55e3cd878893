// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/context.h"
#include "server/api/tenantdirectory.h"
#include "server/store/password.h"
#include "server/store/tokens.h"

#include <QJsonObject>

namespace lonieve::api {

namespace {

constexpr int accessSeconds = 15 * 60;
constexpr int refreshSeconds = 30 * 24 * 3600;
constexpr qsizetype longestPassword = 1024;

const store::Statement loginAllowed = {"login_allowed", "select login_allowed($1, $2)"};
const store::Statement noteLoginFailure = {"note_login_failure", "select note_login_failure($1, $2)"};
const store::Statement noteLoginSuccess = {"note_login_success", "select note_login_success($1)"};
const store::Statement staffByEmail = {
    "staff_by_email",
    "select id as staff_id, email, password_hash, role, name, active from staff_by_email($1)"};
const store::Statement startSession = {
    "start_staff_session", "select start_staff_session($1, $2, $3, $4, $5, $6, $7) as session_id"};
const store::Statement rotateSession = {"rotate_staff_session",
                                        "select * from rotate_staff_session($1, $2, $3, $4, $5)"};
const store::Statement endSession = {"end_staff_session", "select end_staff_session($1)"};
const store::Statement staffOfAccess = {"staff_of_access", "select * from staff_of_access($1)"};

QString roleName(Role role)
{
    switch (role) {
    case Role::Admin:
        return QStringLiteral("admin");
    case Role::Manager:
        return QStringLiteral("manager");
    case Role::Viewer:
        break;
    }
    return QStringLiteral("viewer");
}

Role roleOf(const QString &name)
{
    if (name == u"admin")
        return Role::Admin;
    return name == u"manager" ? Role::Manager : Role::Viewer;
}

QJsonObject staffJson(const store::Rows &rows)
{
    return {{QStringLiteral("id"), rows.text(0, "staff_id")},
            {QStringLiteral("email"), rows.text(0, "email")},
            {QStringLiteral("name"), rows.text(0, "name")},
            {QStringLiteral("role"), rows.text(0, "role")}};
}

QJsonObject tokensJson(const store::Token &access, const store::Token &refresh, const QJsonObject &staff)
{
    return {{QStringLiteral("accessToken"), access.text},
            {QStringLiteral("expiresIn"), accessSeconds},
            {QStringLiteral("refreshToken"), refresh.text},
            {QStringLiteral("staff"), staff}};
}

tl::unexpected<Error> wrongCredentials()
{
    return failure(ErrorCode::Unauthorized, QStringLiteral("wrong_credentials"),
                   QStringLiteral("The e-mail address or the password is not right."));
}

Result<QJsonObject> signIn(Context &context, const http::Request &request)
{
    const auto body = request.json();
    if (!body)
        return failure(body.error());
    const QString email = body->value(u"email").toString().trimmed();
    const QString password = body->value(u"password").toString();
    QList<FieldError> wrong;
    if (email.isEmpty() || email.size() > 254 || email.contains(QChar(u'\0')))
        wrong.append({QStringLiteral("email"), QStringLiteral("required"),
                      QStringLiteral("Enter your e-mail address.")});
    if (password.isEmpty() || password.size() > longestPassword)
        wrong.append(
            {QStringLiteral("password"), QStringLiteral("required"), QStringLiteral("Enter your password.")});
    if (!wrong.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, QStringLiteral("invalid_input"),
                             QStringLiteral("Enter an e-mail address and a password."), wrong});
    }
    const store::Param address(request.peer.toString());
    if (const auto allowed = context.app.once(request.tenant, loginAllowed, {email, address}); !allowed)
        return failure(allowed.error());
    const auto found = context.app.once(request.tenant, staffByEmail, {email});
    if (!found)
        return failure(found.error());
    // An unknown address costs the same time as a wrong password.
    const bool known = !found->isEmpty() && found->flag(0, "active");
    const bool right = known ? store::verifyPassword(found->text(0, "password_hash"), password)
                             : store::verifyNothing(password);
    if (!right) {
        if (const auto noted = context.app.once(request.tenant, noteLoginFailure, {email, address}); !noted)
            return failure(noted.error());
        return wrongCredentials();
    }
    if (const auto noted = context.app.once(request.tenant, noteLoginSuccess, {email}); !noted)
        return failure(noted.error());
    const store::Token access = store::newToken();
    const store::Token refresh = store::newToken();
    const auto session =
        context.app.once(request.tenant, startSession,
                         {found->uuid(0, "staff_id"), store::Param::bytes(access.hash), accessSeconds,
                          store::Param::bytes(refresh.hash), refreshSeconds,
                          QString::fromUtf8(request.header("user-agent")).left(300), address});
    if (!session)
        return failure(session.error());
    return tokensJson(access, refresh, staffJson(*found));
}

Result<QJsonObject> refreshSignIn(Context &context, const http::Request &request)
{
    const auto body = request.json();
    if (!body)
        return failure(body.error());
    const store::Token access = store::newToken();
    const store::Token refresh = store::newToken();
    const QByteArray presented = store::tokenHash(body->value(u"refreshToken").toString());
    const auto rotated = context.app.once(request.tenant, rotateSession,
                                          {store::Param::bytes(presented), store::Param::bytes(access.hash),
                                           accessSeconds, store::Param::bytes(refresh.hash), refreshSeconds});
    if (!rotated) {
        if (rotated.error().code != ErrorCode::NotFound)
            return failure(rotated.error());
        return failure(ErrorCode::Unauthorized, QStringLiteral("session_ended"),
                       QStringLiteral("This sign-in has ended; sign in again."));
    }
    if (rotated->isEmpty()) {
        return failure(ErrorCode::Unauthorized, QStringLiteral("session_ended"),
                       QStringLiteral("This sign-in has ended; sign in again."));
    }
    return tokensJson(access, refresh, staffJson(*rotated));
}

Result<QJsonObject> signOut(Context &context, const http::Request &request)
{
    const auto ended = context.app.once(request.tenant, endSession, {request.actor.sessionId});
    if (!ended)
        return failure(ended.error());
    return QJsonObject{};
}

Result<QJsonObject> whoAmI(Context &context, const http::Request &request)
{
    const Tenant tenant = context.tenants.tenant(request.tenant);
    return QJsonObject{
        {QStringLiteral("staff"),
         QJsonObject{{QStringLiteral("id"), request.actor.id.toString(QUuid::WithoutBraces)},
                     {QStringLiteral("email"), request.actor.email},
                     {QStringLiteral("role"), roleName(request.actor.role)}}},
        {QStringLiteral("tenant"),
         QJsonObject{{QStringLiteral("id"), tenant.id.toString(QUuid::WithoutBraces)},
                     {QStringLiteral("name"), tenant.name},
                     {QStringLiteral("currency"), tenant.currency},
                     {QStringLiteral("timeZone"), tenant.timeZone}}},
    };
}

} // namespace

Result<http::Actor> authenticate(Context &context, const http::Request &request)
{
    const QByteArray header = request.header("authorization");
    constexpr QByteArrayView scheme = "Bearer ";
    if (header.size() <= scheme.size() ||
        header.left(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0) {
        return failure(ErrorCode::Unauthorized, QStringLiteral("sign_in_required"),
                       QStringLiteral("Sign in first."));
    }
    const QByteArray hash = store::tokenHash(QString::fromLatin1(header.mid(scheme.size()).trimmed()));
    const auto rows = context.app.once(request.tenant, staffOfAccess, {store::Param::bytes(hash)});
    if (!rows)
        return failure(rows.error());
    if (rows->isEmpty()) {
        return failure(ErrorCode::Unauthorized, QStringLiteral("session_ended"),
                       QStringLiteral("This sign-in has ended; sign in again."));
    }
    http::Actor actor;
    actor.kind = http::Actor::Kind::Staff;
    actor.role = roleOf(rows->text(0, "role"));
    actor.id = rows->uuid(0, "staff_id");
    actor.sessionId = rows->uuid(0, "session_id");
    actor.email = rows->text(0, "email");
    return actor;
}

QList<http::Route> signInRoutes(Context &context)
{
    using http::Access;
    using http::Lane;
    using http::Method;
    const auto handler = [&context](Result<QJsonObject> (*function)(Context &, const http::Request &)) {
        return [&context, function](const http::Request &request) {
            return answer(function(context, request), request);
        };
    };
    return {
        {.method = Method::Post,
         .pattern = "/api/admin/auth/login",
         .lane = Lane::Staff,
         .handler = handler(signIn),
         .summary = "Sign in as staff"},
        {.method = Method::Post,
         .pattern = "/api/admin/auth/refresh",
         .lane = Lane::Staff,
         .handler = handler(refreshSignIn),
         .summary = "Exchange a refresh token for a new pair"},
        {.method = Method::Post,
         .pattern = "/api/admin/auth/logout",
         .access = Access::Viewer,
         .lane = Lane::Staff,
         .handler = handler(signOut),
         .summary = "End this sign-in"},
        {.method = Method::Get,
         .pattern = "/api/admin/me",
         .access = Access::Viewer,
         .lane = Lane::Staff,
         .handler = handler(whoAmI),
         .summary = "Who is signed in, and the shop's currency and zone"},
    };
}

} // namespace lonieve::api
