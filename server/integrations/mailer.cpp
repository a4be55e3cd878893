// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/mailer.h"
#include "server/integrations/curl.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QSaveFile>

#include <algorithm>
#include <cstring>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace lonieve::integrations {

namespace {

tl::unexpected<Error> temporary(const QString &message)
{
    return failure(ErrorCode::Unavailable, u"mail_temporary"_s, message);
}

tl::unexpected<Error> permanent(const QString &message)
{
    return failure(ErrorCode::Unprocessable, u"mail_permanent"_s, message);
}

/// Overwrites a message's bytes, which may hold gift codes, when they are no longer needed.
class Wiper final
{
public:
    explicit Wiper(QByteArray &bytes) : m_bytes(bytes) {}
    ~Wiper() { OPENSSL_cleanse(m_bytes.data(), static_cast<size_t>(m_bytes.size())); }
    Wiper(const Wiper &) = delete;
    Wiper &operator=(const Wiper &) = delete;

private:
    QByteArray &m_bytes;
};

struct Upload
{
    const QByteArray &bytes;
    qsizetype at = 0;
    QByteArray verb; ///< of the last command, to know which one was refused
};

size_t readUpload(char *buffer, size_t size, size_t count, void *user)
{
    auto *upload = static_cast<Upload *>(user);
    const qsizetype room = static_cast<qsizetype>(size * count);
    const qsizetype bytes = std::min(room, upload->bytes.size() - upload->at);
    std::memcpy(buffer, upload->bytes.constData() + upload->at, static_cast<size_t>(bytes));
    upload->at += bytes;
    return static_cast<size_t>(bytes);
}

int rewindUpload(void *user, curl_off_t offset, int origin)
{
    if (origin != SEEK_SET)
        return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Upload *>(user)->at = static_cast<qsizetype>(offset);
    return CURL_SEEKFUNC_OK;
}

int noteCommand(CURL *, curl_infotype type, char *data, size_t size, void *user)
{
    // Only the verb is kept; AUTH carries the password. QUIT follows the command that failed.
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    const QByteArray verb = QByteArray(data, static_cast<qsizetype>(std::min<size_t>(size, 4))).toUpper();
    if (verb != "QUIT")
        static_cast<Upload *>(user)->verb = verb;
    return 0;
}

} // namespace

class SmtpMailer::Private final
{
public:
    explicit Private(SmtpOptions given) : options(std::move(given)) {}

    Result<void> attempt(const Message &message, const QByteArray &bytes, bool fresh, bool *worthFresh);

    const SmtpOptions options;
    CurlPool pool;
};

Result<void> SmtpMailer::Private::attempt(const Message &message, const QByteArray &bytes, bool fresh,
                                          bool *worthFresh)
{
    CURL *curl = pool.take();
    if (curl == nullptr)
        return temporary(u"No memory for a connection."_s);
    const QByteArray scheme = options.security == SmtpOptions::Security::Tls ? "smtps://" : "smtp://";
    const QByteArray hello =
        options.helloName.isEmpty() ? QByteArray("localhost") : options.helloName.toLatin1();
    const bool v6 = options.host.contains(u':');
    const QByteArray url = scheme + (v6 ? '[' + options.host.toLatin1() + ']' : options.host.toLatin1()) +
                           ':' + QByteArray::number(options.port) + '/' + hello;
    const QByteArray sender = '<' + mailAddress(message.from).toLatin1() + '>';
    const QByteArray user = options.user.toUtf8();
    const QByteArray caFile = QFile::encodeName(options.caFile);
    CurlList recipients;
    recipients.append('<' + message.to.toLatin1() + '>');
    Upload upload{bytes, 0, {}};

    curl_easy_setopt(curl, CURLOPT_URL, url.constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect.count()));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.total.count()));
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     static_cast<long>(options.total.count() / 1000 + 1));
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(options.security == SmtpOptions::Security::None ? CURLUSESSL_NONE
                                                                                       : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!caFile.isEmpty())
        curl_easy_setopt(curl, CURLOPT_CAINFO, caFile.constData());
    if (!user.isEmpty()) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, user.constData());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, options.password.constData());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.constData());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, readUpload);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, rewindUpload);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, noteCommand);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &upload);
    if (fresh)
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);

    const CURLcode code = curl_easy_perform(curl);
    long reply = 0;
    long newConnections = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &newConnections);
    // Given back without its connection when something went wrong, so that the next message starts clean.
    if (code == CURLE_OK)
        pool.giveBack(curl);
    else
        curl_easy_cleanup(curl);

    if (code == CURLE_OK)
        return {};
    const bool refusedForGood = reply >= 500 && reply < 600;
    const bool aboutThisMessage = upload.verb == "RCPT" || upload.verb == "DATA";
    if (refusedForGood && aboutThisMessage)
        return permanent(
            u"The mail server refused the message (%1 at %2)."_s.arg(reply).arg(QLatin1String(upload.verb)));
    if (code == CURLE_OPERATION_TIMEDOUT)
        return temporary(u"The mail server did not answer in time."_s);
    if (code == CURLE_LOGIN_DENIED)
        return temporary(u"The mail server refused the sign-in."_s);
    if (reply >= 400 && reply < 600)
        return temporary(u"The mail server answered %1 at %2."_s.arg(reply).arg(QLatin1String(upload.verb)));
    // A kept connection that the server had closed meanwhile: nothing of the message has left yet.
    *worthFresh = newConnections == 0 && upload.at == 0;
    return temporary(
        u"The mail server cannot be reached (%1)."_s.arg(QLatin1String(curl_easy_strerror(code))));
}

SmtpMailer::SmtpMailer(SmtpOptions options) : d(std::make_unique<Private>(std::move(options)))
{}

SmtpMailer::~SmtpMailer() = default;

Result<void> SmtpMailer::send(const Message &message)
{
    auto bytes = internetMessage(message);
    if (!bytes)
        return failure(bytes.error());
    const Wiper wiper(*bytes);
    const bool here = d->options.host == u"localhost"_s || QHostAddress(d->options.host).isLoopback();
    if (!d->options.user.isEmpty() && d->options.security == SmtpOptions::Security::None && !here)
        return temporary(u"The mail server's password is not sent without TLS."_s);
    bool worthFresh = false;
    const auto sent = d->attempt(message, *bytes, false, &worthFresh);
    return sent || !worthFresh ? sent : d->attempt(message, *bytes, true, &worthFresh);
}

EmlMailer::EmlMailer(QString directory) : m_directory(std::move(directory))
{}

Result<void> EmlMailer::send(const Message &message)
{
    auto bytes = internetMessage(message);
    if (!bytes)
        return failure(bytes.error());
    const Wiper wiper(*bytes);
    constexpr auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (!QDir(m_directory).exists() &&
        (!QDir().mkpath(m_directory) ||
         !QFile::setPermissions(m_directory, ownerOnly | QFileDevice::ExeOwner)))
        return temporary(u"The mail directory cannot be made."_s);
    // The id's form is checked by internetMessage(); it holds no slash and does not start with a dot alone.
    const QString path = m_directory + u'/' + message.messageId + u".eml"_s;
    QSaveFile file(path); // writes beside it, syncs, renames
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(ownerOnly) ||
        file.write(*bytes) != bytes->size() || !file.commit())
        return temporary(u"The message cannot be written to the mail directory."_s);
    const int directory = ::open(QFile::encodeName(m_directory).constData(), O_RDONLY | O_DIRECTORY);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

} // namespace lonieve::integrations
