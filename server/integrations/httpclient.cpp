// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/httpclient.h"
#include "server/integrations/curl.h"

#include <QHostAddress>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace lonieve::integrations {

namespace {

bool isThisMachine(const QUrl &url)
{
    return url.host() == u"localhost"_s || QHostAddress(url.host()).isLoopback();
}

struct Collector
{
    QByteArray body;
    qsizetype limit;
};

size_t collect(char *data, size_t size, size_t count, void *user)
{
    auto *collector = static_cast<Collector *>(user);
    const size_t bytes = size * count;
    if (collector->body.size() + static_cast<qsizetype>(bytes) > collector->limit)
        return 0;
    collector->body.append(data, static_cast<qsizetype>(bytes));
    return bytes;
}

} // namespace

class HttpClient::Private final
{
public:
    explicit Private(HttpLimits given) : limits(given) {}

    Result<HttpAnswer> call(const QString &url, const Headers &headers, const QByteArray *body);

    const HttpLimits limits;
    CurlPool pool;
};

Result<HttpAnswer> HttpClient::Private::call(const QString &url, const Headers &headers,
                                             const QByteArray *body)
{
    if (!isAllowed(url))
        return failure(ErrorCode::Internal, u"address_not_allowed"_s,
                       u"The service's address must start with https."_s);
    CURL *curl = pool.take();
    if (curl == nullptr)
        return failure(ErrorCode::Unavailable, u"unavailable"_s, u"No memory for a connection."_s);
    const QUrl parsed(url);
    const QByteArray encoded = parsed.toEncoded(QUrl::FullyEncoded);
    CurlList lines;
    for (const QByteArray &header : headers)
        lines.append(header);
    lines.append("Expect:"); // no pause before a body
    Collector collector{{}, limits.maxAnswer};
    curl_easy_setopt(curl, CURLOPT_URL, encoded.constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total.count()));
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Lonieve/" LONIEVE_VERSION);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &collector);
    if (isThisMachine(parsed))
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (body != nullptr) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->constData());
    }
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    pool.giveBack(curl);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return failure(ErrorCode::Timeout, u"timeout"_s, u"The service did not answer in time."_s);
    if (code != CURLE_OK)
        return failure(ErrorCode::Unavailable, u"unavailable"_s,
                       u"The service cannot be reached (%1)."_s.arg(QLatin1String(curl_easy_strerror(code))));
    return HttpAnswer{static_cast<int>(status), collector.body};
}

HttpClient::HttpClient(HttpLimits limits) : d(std::make_unique<Private>(limits))
{}

HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::get(const QString &url, const Headers &headers)
{
    return d->call(url, headers, nullptr);
}

Result<HttpAnswer> HttpClient::post(const QString &url, const Headers &headers, const QByteArray &body)
{
    return d->call(url, headers, &body);
}

bool HttpClient::isAllowed(const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty() || !parsed.userInfo().isEmpty())
        return false;
    return parsed.scheme() == u"https"_s || (parsed.scheme() == u"http"_s && isThisMachine(parsed));
}

} // namespace lonieve::integrations
