// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/serveraddress.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace lonieve::services {

namespace {

bool isLoopback(const QString &host)
{
    if (host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")))
        return true;
    return QHostAddress(host).isLoopback();
}

tl::unexpected<Error> refuse(const QString &message)
{
    Error error{ErrorCode::InvalidInput, QStringLiteral("not_a_server_address"), message};
    error.fields.append({QStringLiteral("server"), error.key, message});
    return failure(std::move(error));
}

} // namespace

Result<ServerAddress> ServerAddress::fromText(const QString &text)
{
    const auto say = [](const char *source) { return QCoreApplication::translate("ServerAddress", source); };
    QString typed = text.trimmed();
    if (typed.isEmpty())
        return refuse(say(QT_TRANSLATE_NOOP("ServerAddress", "Enter the address of the server.")));
    if (!typed.contains(QLatin1String("://"))) {
        const QUrl probe(QStringLiteral("http://") + typed);
        typed.prepend(isLoopback(probe.host()) ? QStringLiteral("http://") : QStringLiteral("https://"));
    }
    QUrl url(typed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty())
        return refuse(
            say(QT_TRANSLATE_NOOP("ServerAddress", "“%1” is not an address such as https://shop.example."))
                .arg(text.trimmed()));
    const QString scheme = url.scheme();
    if (scheme != QLatin1String("http") && scheme != QLatin1String("https"))
        return refuse(say(QT_TRANSLATE_NOOP("ServerAddress", "Only http and https addresses can be used.")));
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return refuse(say(QT_TRANSLATE_NOOP(
            "ServerAddress", "The address must not contain a user name, a question mark or a “#”.")));
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    return ServerAddress{url, scheme == QLatin1String("http") && !isLoopback(url.host())};
}

} // namespace lonieve::services
