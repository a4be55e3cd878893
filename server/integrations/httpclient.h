// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <memory>

namespace lonieve::integrations {

struct HttpLimits
{
    std::chrono::milliseconds connect{3'000};
    std::chrono::milliseconds total{10'000};
    qsizetype maxAnswer = 256 * 1024;
};

struct HttpAnswer
{
    int status = 0;
    QByteArray body;
};

/// Blocking HTTP calls to another service over libcurl. Connections are kept and reused; as many calls as
/// there are threads run side by side. TLS certificates are always verified, plain http is only spoken to
/// this machine, redirects are not followed. Failures are Timeout or Unavailable and never hold a URL's
/// query, a header or a body. Thread-safe.
class HttpClient final
{
public:
    explicit HttpClient(HttpLimits limits = {});
    ~HttpClient();
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    using Headers = QList<QByteArray>; ///< whole lines, "Name: value"
    Result<HttpAnswer> get(const QString &url, const Headers &headers);
    Result<HttpAnswer> post(const QString &url, const Headers &headers, const QByteArray &body);

    /// Whether a base address may be used: https anywhere, http on this machine only.
    static bool isAllowed(const QString &url);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lonieve::integrations
