// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/importer/bytesource.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>

#include <lzma.h>
#include <zlib.h>

#include <cstdio>
#include <cstring>

using namespace Qt::StringLiterals;

namespace lonieve::importer {

namespace {
constexpr qint64 inputSize = 64 * 1024;
constexpr quint64 lzmaMemory = 128ull * 1024 * 1024; // a stream that needs more is refused, not obeyed

tl::unexpected<Error> damaged(const QString &key, const QString &message)
{
    return failure(ErrorCode::InvalidInput, key, message);
}
} // namespace

class ByteSource::Private
{
public:
    ~Private()
    {
        if (packing == Packing::Xz)
            lzma_end(&xz);
        if (packing == Packing::Gzip)
            inflateEnd(&gz);
    }

    Result<void> fill()
    {
        if (inputLeft > 0 || inputEnded)
            return {};
        const qint64 got = device->read(input.data(), input.size());
        if (got < 0)
            return failure(ErrorCode::InvalidInput, u"file_unreadable"_s,
                           u"The file cannot be read: %1"_s.arg(device->errorString()));
        inputNext = input.constData();
        inputLeft = got;
        inputEnded = got == 0;
        return {};
    }

    Result<qint64> readPlain(char *buffer, qint64 size)
    {
        if (auto filled = fill(); !filled)
            return tl::unexpected(filled.error());
        const qint64 take = qMin(size, inputLeft);
        std::memcpy(buffer, inputNext, static_cast<size_t>(take));
        inputNext += take;
        inputLeft -= take;
        taken += take;
        return take;
    }

    Result<qint64> readXz(char *buffer, qint64 size)
    {
        xz.next_out = reinterpret_cast<uint8_t *>(buffer);
        xz.avail_out = static_cast<size_t>(size);
        while (xz.avail_out > 0 && !streamEnded) {
            if (auto filled = fill(); !filled)
                return tl::unexpected(filled.error());
            xz.next_in = reinterpret_cast<const uint8_t *>(inputNext);
            xz.avail_in = static_cast<size_t>(inputLeft);
            const lzma_ret code = lzma_code(&xz, inputEnded ? LZMA_FINISH : LZMA_RUN);
            const qint64 left = static_cast<qint64>(xz.avail_in);
            taken += inputLeft - left;
            inputNext += inputLeft - left;
            inputLeft = left;
            switch (code) {
            case LZMA_OK:
                break;
            case LZMA_STREAM_END:
                streamEnded = true;
                break;
            case LZMA_BUF_ERROR:
                return damaged(u"file_truncated"_s,
                               u"The .xz file ends too early: it was cut off, for example by an "
                               u"unfinished download."_s);
            case LZMA_MEMLIMIT_ERROR:
                return damaged(u"file_needs_memory"_s,
                               u"The .xz file asks for more than 128 MiB to be unpacked. Pack it again "
                               u"with a lower preset."_s);
            case LZMA_MEM_ERROR:
                return failure(ErrorCode::Internal, u"out_of_memory"_s,
                               u"There is not enough memory to unpack the file."_s);
            case LZMA_FORMAT_ERROR:
                return damaged(u"file_damaged"_s,
                               u"After the .xz data something follows that is not .xz data."_s);
            default:
                return damaged(
                    u"file_damaged"_s,
                    u"The .xz file is damaged near byte %1: its check sums do not match."_s.arg(taken));
            }
        }
        return size - static_cast<qint64>(xz.avail_out);
    }

    Result<qint64> readGzip(char *buffer, qint64 size)
    {
        gz.next_out = reinterpret_cast<Bytef *>(buffer);
        gz.avail_out = static_cast<uInt>(qMin<qint64>(size, 1 << 30));
        const qint64 room = gz.avail_out;
        while (gz.avail_out > 0) {
            if (auto filled = fill(); !filled)
                return tl::unexpected(filled.error());
            if (inputLeft == 0) {
                if (streamEnded)
                    break;
                return damaged(u"file_truncated"_s,
                               u"The .gz file ends too early: it was cut off, for example by an "
                               u"unfinished download."_s);
            }
            if (streamEnded) { // another member follows
                if (inflateReset(&gz) != Z_OK)
                    return failure(ErrorCode::Internal, u"out_of_memory"_s,
                                   u"The file cannot be unpacked."_s);
                streamEnded = false;
            }
            gz.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(inputNext));
            gz.avail_in = static_cast<uInt>(inputLeft);
            const int code = inflate(&gz, Z_NO_FLUSH);
            const qint64 left = gz.avail_in;
            taken += inputLeft - left;
            inputNext += inputLeft - left;
            inputLeft = left;
            if (code == Z_STREAM_END) {
                streamEnded = true;
                // Padding with zeros after the last member is allowed (tapes, block devices).
                while (true) {
                    if (auto filled = fill(); !filled)
                        return tl::unexpected(filled.error());
                    if (inputLeft == 0 || *inputNext != '\0')
                        break;
                    ++inputNext;
                    --inputLeft;
                    ++taken;
                }
            } else if (code != Z_OK && code != Z_BUF_ERROR) {
                return damaged(u"file_damaged"_s, u"The .gz file is damaged near byte %1."_s.arg(taken));
            }
        }
        return room - static_cast<qint64>(gz.avail_out);
    }

    std::unique_ptr<QIODevice> owned;
    QIODevice *device = nullptr;
    QByteArray input;
    const char *inputNext = nullptr;
    qint64 inputLeft = 0;
    bool inputEnded = false;
    qint64 taken = 0;
    qint64 total = -1;
    Packing packing = Packing::Plain;
    bool streamEnded = false;
    lzma_stream xz = LZMA_STREAM_INIT;
    z_stream gz = {};
};

ByteSource::ByteSource(std::unique_ptr<Private> p) : d(std::move(p))
{}

ByteSource::~ByteSource() = default;

Result<std::unique_ptr<ByteSource>> ByteSource::open(const QString &path)
{
    auto file = std::make_unique<QFile>();
    if (path == "-"_L1) {
        if (!file->open(stdin, QIODevice::ReadOnly))
            return failure(ErrorCode::InvalidInput, u"file_unreadable"_s,
                           u"Standard input cannot be read."_s);
    } else {
        if (QFileInfo(path).isDir())
            return failure(ErrorCode::InvalidInput, u"file_unreadable"_s,
                           u"%1 is a folder; name a CSV file."_s.arg(path));
        file->setFileName(path);
        if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return failure(ErrorCode::NotFound, u"file_unreadable"_s,
                           u"%1 cannot be opened: %2"_s.arg(path, file->errorString()));
    }
    auto p = std::make_unique<Private>();
    p->total = path == "-"_L1 || file->isSequential() ? -1 : file->size();
    p->device = file.get();
    p->owned = std::move(file);
    return start(std::move(p));
}

Result<std::unique_ptr<ByteSource>> ByteSource::fromBytes(const QByteArray &bytes)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytes);
    buffer->open(QIODevice::ReadOnly);
    auto p = std::make_unique<Private>();
    p->total = bytes.size();
    p->device = buffer.get();
    p->owned = std::move(buffer);
    return start(std::move(p));
}

Result<std::unique_ptr<ByteSource>> ByteSource::fromDevice(QIODevice *device)
{
    auto p = std::make_unique<Private>();
    p->total = device->isSequential() ? -1 : device->size();
    p->device = device;
    return start(std::move(p));
}

Result<std::unique_ptr<ByteSource>> ByteSource::start(std::unique_ptr<Private> p)
{
    p->input.resize(inputSize);
    // A pipe may give its first bytes one by one: read until the magic can be told.
    qint64 have = 0;
    while (have < 6) {
        const qint64 got = p->device->read(p->input.data() + have, p->input.size() - have);
        if (got < 0)
            return failure(ErrorCode::InvalidInput, u"file_unreadable"_s,
                           u"The file cannot be read: %1"_s.arg(p->device->errorString()));
        if (got == 0)
            break;
        have += got;
    }
    p->inputNext = p->input.constData();
    p->inputLeft = have;
    p->inputEnded = have == 0;
    const QByteArrayView head(p->input.constData(), have);
    if (head.startsWith(QByteArrayView("\xFD"
                                       "7zXZ\0",
                                       6))) {
        if (lzma_stream_decoder(&p->xz, lzmaMemory, LZMA_CONCATENATED) != LZMA_OK)
            return failure(ErrorCode::Internal, u"out_of_memory"_s, u"The .xz file cannot be unpacked."_s);
        p->packing = Packing::Xz;
    } else if (head.startsWith(QByteArrayView("\x1F\x8B", 2))) {
        if (inflateInit2(&p->gz, 15 + 16) != Z_OK)
            return failure(ErrorCode::Internal, u"out_of_memory"_s, u"The .gz file cannot be unpacked."_s);
        p->packing = Packing::Gzip;
    }
    return std::unique_ptr<ByteSource>(new ByteSource(std::move(p)));
}

Result<qint64> ByteSource::read(char *buffer, qint64 size)
{
    switch (d->packing) {
    case Packing::Xz:
        return d->readXz(buffer, size);
    case Packing::Gzip:
        return d->readGzip(buffer, size);
    case Packing::Plain:
        break;
    }
    return d->readPlain(buffer, size);
}

ByteSource::Packing ByteSource::packing() const
{
    return d->packing;
}

qint64 ByteSource::consumed() const
{
    return d->taken;
}

qint64 ByteSource::size() const
{
    return d->total;
}

} // namespace lonieve::importer
