// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/mailmessage.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lonieve::integrations {

namespace {

constexpr qsizetype lineLength = 76;

bool isAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.unicode() < 0x80; });
}

bool hasControl(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(),
                       [](QChar c) { return c.category() == QChar::Other_Control; });
}

QByteArray withCrLf(const QString &text)
{
    QString lines = text;
    lines.replace(u"\r\n"_s, u"\n"_s).replace(u'\r', u'\n').replace(u"\n"_s, u"\r\n"_s);
    return lines.toUtf8();
}

QByteArray base64Lines(const QByteArray &data)
{
    const QByteArray all = data.toBase64();
    QByteArray lines;
    for (qsizetype i = 0; i < all.size(); i += lineLength)
        lines += all.mid(i, lineLength) + "\r\n";
    return lines;
}

/// Headers and body of one part. Neither encoding can contain "=_", with which boundaries start.
QByteArray part(const char *type, const QString &text)
{
    const QByteArray utf8 = withCrLf(text);
    const auto beyond = std::count_if(utf8.cbegin(), utf8.cend(), [](char c) { return c < 0; });
    const bool readable = beyond * 6 < utf8.size();
    QByteArray out = QByteArray("Content-Type: ") + type + "; charset=utf-8\r\nContent-Transfer-Encoding: ";
    out += readable ? "quoted-printable\r\n\r\n" : "base64\r\n\r\n";
    out += readable ? quotedPrintable(utf8) : base64Lines(utf8);
    if (!out.endsWith("\r\n"))
        out += "\r\n";
    return out;
}

/// "Name <address>" with the name as the standard wants it.
QByteArray mailboxHeader(const QString &mailbox)
{
    const QString address = mailAddress(mailbox);
    const qsizetype bracket = mailbox.lastIndexOf(u'<');
    QString name = bracket > 0 ? mailbox.left(bracket).trimmed() : QString();
    if (name.size() > 1 && name.startsWith(u'"') && name.endsWith(u'"'))
        name = name.mid(1, name.size() - 2);
    if (name.isEmpty())
        return address.toLatin1();
    if (!isAscii(name))
        return encodedWords(name) + "\r\n <" + address.toLatin1() + '>';
    name.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return '"' + name.toLatin1() + "\" <" + address.toLatin1() + '>';
}

} // namespace

QString mailAddress(const QString &mailbox)
{
    static const QRegularExpression address(
        u"\\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}\\z"_s);
    QString bare = mailbox.trimmed();
    if (bare.endsWith(u'>')) {
        const qsizetype bracket = bare.lastIndexOf(u'<');
        if (bracket < 0)
            return {};
        bare = bare.mid(bracket + 1, bare.size() - bracket - 2);
    }
    return address.match(bare).hasMatch() ? bare : QString();
}

QByteArray encodedWords(const QString &text)
{
    // A text that looks like an encoded word has to be encoded itself.
    if (isAscii(text) && text.size() <= 60 && !text.contains(u"=?"_s))
        return text.toLatin1();
    constexpr qsizetype most = 39; // bytes; the word and the header's name fit one line
    QByteArrayList words;
    QByteArray chunk;
    const auto finish = [&] {
        if (!chunk.isEmpty())
            words.append("=?UTF-8?B?" + chunk.toBase64() + "?=");
        chunk.clear();
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
        const QByteArray character = text.mid(i, pair ? 2 : 1).toUtf8();
        if (chunk.size() + character.size() > most)
            finish();
        chunk += character;
        if (pair)
            ++i;
    }
    finish();
    return words.join("\r\n ");
}

QByteArray quotedPrintable(const QByteArray &utf8)
{
    static constexpr char hex[] = "0123456789ABCDEF";
    QByteArray out;
    out.reserve(utf8.size() + utf8.size() / 8);
    qsizetype column = 0;
    const auto put = [&](const char *bytes, qsizetype count) {
        if (column + count > lineLength - 1) {
            out += "=\r\n";
            column = 0;
        }
        out.append(bytes, count);
        column += count;
    };
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const bool lineEnds =
            i + 1 >= utf8.size() || (utf8[i + 1] == '\r' && i + 2 < utf8.size() && utf8[i + 2] == '\n');
        if (byte == '\r' && i + 1 < utf8.size() && utf8[i + 1] == '\n') {
            out += "\r\n";
            column = 0;
            ++i;
        } else if ((byte > ' ' && byte <= '~' && byte != '=') ||
                   ((byte == ' ' || byte == '\t') && !lineEnds)) {
            const char plain = static_cast<char>(byte);
            put(&plain, 1);
        } else {
            const char escaped[] = {'=', hex[byte >> 4], hex[byte & 15]};
            put(escaped, 3);
        }
    }
    return out;
}

Result<QByteArray> internetMessage(const Message &message)
{
    const auto refuse = [](const QString &why) {
        return failure(ErrorCode::InvalidInput, u"mail_permanent"_s, why);
    };
    for (const QString *header :
         {&message.messageId, &message.from, &message.to, &message.replyTo, &message.subject}) {
        if (hasControl(*header))
            return refuse(u"A header of the message holds a control character."_s);
    }
    if (mailAddress(message.to).isEmpty() || mailAddress(message.to) != message.to)
        return refuse(u"The recipient is not an address."_s);
    if (mailAddress(message.from).isEmpty())
        return refuse(u"The sender is not an address."_s);
    if (!message.replyTo.isEmpty() && mailAddress(message.replyTo).isEmpty())
        return refuse(u"The reply address is not an address."_s);
    static const QRegularExpression id(u"\\A[A-Za-z0-9._+-]{1,200}@[A-Za-z0-9.-]{1,100}\\z"_s);
    if (!id.match(message.messageId).hasMatch())
        return refuse(u"The message's id is not usable."_s);

    QByteArray out =
        "Date: " + QLocale::c().toString(message.date.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss"_s).toLatin1() +
        " +0000\r\n";
    out += "From: " + mailboxHeader(message.from) + "\r\n";
    out += "To: " + message.to.toLatin1() + "\r\n";
    if (!message.replyTo.isEmpty())
        out += "Reply-To: " + mailboxHeader(message.replyTo) + "\r\n";
    out += "Subject: " + encodedWords(message.subject) + "\r\n";
    out += "Message-ID: <" + message.messageId.toLatin1() + ">\r\n";
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    if (message.html.isEmpty())
        return out + part("text/plain", message.text);
    // The same for every try, so that two tries of one message are the same bytes but for their date.
    const QByteArray boundary =
        "=_" +
        QCryptographicHash::hash(message.messageId.toLatin1(), QCryptographicHash::Sha256).toHex().left(32);
    out += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    out += "--" + boundary + "\r\n" + part("text/plain", message.text);
    out += "--" + boundary + "\r\n" + part("text/html", message.html);
    return out + "--" + boundary + "--\r\n";
}

} // namespace lonieve::integrations
