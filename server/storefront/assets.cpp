// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/assets.h"

#include <QCryptographicHash>
#include <QFile>

#include <array>

#include <zlib.h>

// Resources of a static library have to be asked for, and not from inside a namespace.
static void initAssetResources()
{
    Q_INIT_RESOURCE(storefront);
}

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

struct Known
{
    const char *name;
    const char *type;
};

constexpr std::array known = {
    Known{"shop.css", "text/css; charset=utf-8"},
    Known{"shop.js", "text/javascript; charset=utf-8"},
    Known{"icon.svg", "image/svg+xml"},
};

/// Empty when it cannot be compressed, which is then simply not offered.
QByteArray gzipped(const QByteArray &plain)
{
    z_stream stream = {};
    constexpr int gzipFormat = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipFormat, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return done ? packed : QByteArray();
}

/// "gzip" among the accepted codings, and not refused with q=0.
bool acceptsGzip(const QByteArray &accepted)
{
    for (const QByteArray &part : accepted.toLower().split(',')) {
        const QList<QByteArray> fields = part.split(';');
        if (fields.first().trimmed() != "gzip")
            continue;
        for (const QByteArray &field : fields.mid(1)) {
            const QByteArray weight = field.trimmed();
            if (weight.startsWith("q=") && weight.mid(2).toDouble() == 0)
                return false;
        }
        return true;
    }
    return false;
}

} // namespace

const Assets &Assets::instance()
{
    static const Assets assets;
    return assets;
}

Assets::Assets()
{
    initAssetResources();
    for (const Known &one : known) {
        QFile file(u":/storefront/assets/"_s + QLatin1StringView(one.name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("storefront: no asset \"%s\"", one.name);
        Asset asset;
        asset.name = one.name;
        asset.type = one.type;
        asset.plain = file.readAll();
        const QByteArray hash =
            QCryptographicHash::hash(asset.plain, QCryptographicHash::Sha256).toHex().left(16);
        const qsizetype dot = asset.name.lastIndexOf('.');
        asset.hashedName = asset.name.left(dot) + '.' + hash + asset.name.mid(dot);
        asset.etag = '"' + hash + '"';
        asset.gzip = gzipped(asset.plain);
        m_assets.append(asset);
    }
}

const Assets::Asset *Assets::byName(const QByteArray &name) const
{
    for (const Asset &asset : m_assets) {
        if (asset.name == name)
            return &asset;
    }
    return nullptr;
}

QByteArray Assets::url(const char *name) const
{
    const Asset *asset = byName(name);
    Q_ASSERT(asset);
    return "/assets/" + asset->hashedName;
}

qsizetype Assets::size(const char *name) const
{
    const Asset *asset = byName(name);
    return asset ? asset->plain.size() : -1;
}

http::Response Assets::answer(const http::Request &request) const
{
    const QByteArray file = request.params.value(u"file"_s).toUtf8();
    const Asset *asset = nullptr;
    bool current = false;
    for (const Asset &candidate : m_assets) {
        const qsizetype dot = candidate.name.lastIndexOf('.');
        if (file.startsWith(candidate.name.left(dot + 1)) && file.endsWith(candidate.name.mid(dot))) {
            asset = &candidate;
            current = file == candidate.hashedName;
        }
    }
    if (!asset)
        return http::problem(Error{ErrorCode::NotFound, u"not_found"_s, u"There is no such file."_s},
                             request.requestId);
    http::Response response;
    response.headers = {
        {"Cache-Control", current ? "public, max-age=31536000, immutable" : "no-cache"},
        {"ETag", asset->etag},
        {"Vary", "Accept-Encoding"},
        {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"},
    };
    for (const QByteArray &listed : request.header("if-none-match").split(',')) {
        QByteArray tag = listed.trimmed();
        if (tag.startsWith("W/"))
            tag.remove(0, 2);
        if (tag == asset->etag || tag == "*") {
            response.status = 304;
            return response;
        }
    }
    response.contentType = asset->type;
    if (!asset->gzip.isEmpty() && acceptsGzip(request.header("accept-encoding"))) {
        response.body = asset->gzip;
        response.headers.emplaceBack("Content-Encoding", "gzip");
    } else {
        response.body = asset->plain;
    }
    return response;
}

} // namespace lonieve::storefront
