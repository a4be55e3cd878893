// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <QByteArray>
#include <QList>

namespace lonieve::storefront {

/// Style sheet, script and icon from the program's resources, under URLs that hold a hash of their contents:
/// /assets/shop.0f3a….css. Compressed once at start. Immutable after construction, any thread.
class Assets final
{
public:
    static const Assets &instance();

    /// The current URL of "shop.css", "shop.js", "icon.svg".
    QByteArray url(const char *name) const;
    /// Answers GET /assets/{file}: a year of caching under the current hash, revalidation under an older one
    /// (pages that a previous release wrote), 404 for anything else.
    http::Response answer(const http::Request &request) const;
    qsizetype size(const char *name) const;

private:
    struct Asset
    {
        QByteArray name;
        QByteArray hashedName;
        QByteArray type;
        QByteArray plain;
        QByteArray gzip;
        QByteArray etag;
    };
    Assets();
    const Asset *byName(const QByteArray &name) const;
    QList<Asset> m_assets;
};

} // namespace lonieve::storefront
