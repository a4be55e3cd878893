// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <functional>

namespace lonieve::storefront {

/// Where a visitor came from, by the last click that was not direct. Empty = direct.
struct Utm
{
    QString source;
    QString medium;
    QString campaign;
    QString content;
    QString term;

    bool isEmpty() const;
    /// {"utm_source": …, …} with the empty ones left out, as the API and the events spell it.
    QJsonObject toJson() const;
    static Utm fromJson(const QJsonObject &object);
    bool operator==(const Utm &) const = default;
};

/// One visitor's session as the cookies of a request tell it. Pure: no store, any thread.
/// sessionId ("sess_…", cookie lv_sess, 30 days from the last page) and visitorId ("visitor_…", cookie
/// lv_visitor, 365 days) are made up when absent or malformed. `utm` is the last non-direct click: this
/// request's utm_* or external referrer, else the one remembered in lv_utm (30 days).
struct Visit
{
    QString sessionId;
    QString visitorId;
    Utm utm;
    QString referrer;             ///< the external page that led here; "" for own pages and direct visits
    QString deviceType;           ///< "mobile" | "tablet" | "desktop", from the user agent
    bool firstEver = false;       ///< no usable lv_visitor came along
    QList<QByteArray> setCookies; ///< values for Set-Cookie headers that an HTML page should send

    /// Adds setCookies to an answer.
    void keepIn(http::Response &response) const;
};

Visit visitOf(const http::Request &request);

/// The click that this request itself carries, or an empty Utm when it is direct or internal. Pages on which
/// customers come back from the payment provider (/pending, /success) never count their referrer.
Utm clickOf(const http::Request &request);

QString deviceTypeOf(const QByteArray &userAgent);

/// A Set-Cookie value: HttpOnly, SameSite=Lax, Path=/, Secure when the request was.
QByteArray cookieHeader(const http::Request &request, const char *name, const QByteArray &value, int days);

/// 128 random bits as 22 URL-safe characters.
QByteArray randomToken();

} // namespace lonieve::storefront
