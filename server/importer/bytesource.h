// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

class QIODevice;

namespace lonieve::importer {

/// Bytes of a file, of standard input ("-") or of memory, unpacked on the way when they are .xz or .gz. What
/// they are is decided by their first bytes, not by the name. Streams that were joined (xz, gzip members) are
/// read as one; a stream that ends too early is an error, never a silent end. Used by one thread.
class ByteSource final
{
public:
    enum class Packing { Plain, Xz, Gzip };

    static Result<std::unique_ptr<ByteSource>> open(const QString &path);
    static Result<std::unique_ptr<ByteSource>> fromBytes(const QByteArray &bytes);
    /// The device stays the caller's and must outlive the source.
    static Result<std::unique_ptr<ByteSource>> fromDevice(QIODevice *device);

    ~ByteSource();
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;

    /// Fills `buffer`; 0 at the end.
    Result<qint64> read(char *buffer, qint64 size);

    Packing packing() const;
    qint64 consumed() const; ///< bytes taken from the file so far, packed
    qint64 size() const;     ///< bytes of the file, packed; -1 when not known (a pipe)

private:
    class Private;
    explicit ByteSource(std::unique_ptr<Private> d);
    static Result<std::unique_ptr<ByteSource>> start(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace lonieve::importer
