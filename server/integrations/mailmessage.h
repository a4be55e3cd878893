// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace lonieve::integrations {

/// A message to one person. `html` may be empty; with both, the reader's program chooses.
struct Message
{
    QString messageId; ///< without angle brackets; the same for every try of the same message
    QString from;      ///< "Lonieve Gift <noreply@example.com>" or a bare address
    QString to;        ///< a bare address
    QString replyTo;   ///< a bare address, or empty
    QString subject;
    QString text;
    QString html;
    QDateTime date; ///< UTC
};

/// The address in "Name <address>" or the bare address; empty when it is neither, or not plain ASCII.
QString mailAddress(const QString &mailbox);

/// The message in Internet form: CRLF lines of at most 78 characters, ASCII only, so that every server takes
/// it unchanged. InvalidInput "mail_permanent" when an address is none or a header value holds a control
/// character. Pure.
Result<QByteArray> internetMessage(const Message &message);

/// A header text as RFC 2047 words when it is not plain ASCII, folded.
QByteArray encodedWords(const QString &text);
QByteArray quotedPrintable(const QByteArray &utf8);

} // namespace lonieve::integrations
