// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QUrl>

namespace lonieve::services {

/// Where the backend is: a checked base address.
struct ServerAddress
{
    QUrl url;                      ///< http or https, no user, query or fragment, no trailing slash
    bool readableByOthers = false; ///< plain http to another machine: worth a warning

    QString toText() const { return url.toString(); }

    /// What a person typed. Without a scheme: http for this machine, https for any other.
    static Result<ServerAddress> fromText(const QString &text);
};

} // namespace lonieve::services
