// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/apiclient.h"
#include "services/clock.h"
#include "services/httptransport.h"
#include "services/livefeed.h"
#include "services/secretstore.h"
#include "services/session.h"
#include "services/settings.h"

#include <QNetworkAccessManager>

#include <memory>

namespace lonieve::app {

/// The parts that the desktop program is made of, in the order in which they need each other. Tests give it
/// other settings and secrets.
struct Desk
{
    Desk(const QString &settingsFile, std::unique_ptr<services::SecretStore> secretStore)
        : settings(settingsFile), secrets(std::move(secretStore))
    {}

    services::SystemClock clock;
    services::Settings settings;
    std::unique_ptr<services::SecretStore> secrets;
    QNetworkAccessManager network;
    services::HttpTransport transport{&network};
    services::Session session{transport, *secrets, clock};
    services::ApiClient api{transport};
    services::LiveFeed feed{api};
};

} // namespace lonieve::app
