// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"
#include "server/integrations/mailmessage.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>

namespace lonieve::integrations {

/// Hands messages over. Blocks; thread-safe. Errors: key "mail_permanent" when this message can never be
/// delivered (the address does not exist), "mail_temporary" when it may be tried again. An error after the
/// server took the message but before it said so is temporary: the same Message-ID is then sent again.
class Mailer
{
public:
    virtual ~Mailer() = default;
    virtual Result<void> send(const Message &message) = 0;
};

struct SmtpOptions
{
    enum class Security { None, StartTls, Tls };
    QString host;
    quint16 port = 587;
    Security security = Security::StartTls;
    QString user; ///< empty: no sign-in
    QByteArray password;
    QString caFile; ///< certificates to trust instead of the system's; empty = the system's
    QString helloName;
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds total{30'000};
};

/// Over libcurl. TLS is demanded, not hoped for, and certificates are verified. A password is never sent
/// without TLS except to this machine.
class SmtpMailer final : public Mailer
{
public:
    explicit SmtpMailer(SmtpOptions options);
    ~SmtpMailer() override;
    Result<void> send(const Message &message) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// For demos: writes <message id>.eml into a directory that only its owner can read; a message sent again
/// replaces its file, which appears complete or not at all.
class EmlMailer final : public Mailer
{
public:
    explicit EmlMailer(QString directory);
    Result<void> send(const Message &message) override;

private:
    const QString m_directory;
};

} // namespace lonieve::integrations
