// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/jobs/ordermessage.h"
#include "server/store/vault.h"
#include "server/storefront/ordermail.h"

#include <QDateTime>
#include <QJsonObject>

#include <openssl/crypto.h>

using namespace Qt::StringLiterals;

namespace lonieve::jobs {

namespace {

constexpr qsizetype mostKeys = 256;

void wipeText(QString &text)
{
    OPENSSL_cleanse(text.data(), static_cast<size_t>(text.size()) * sizeof(QChar));
    text.clear();
}

void wipeBytes(QByteArray &bytes)
{
    OPENSSL_cleanse(bytes.data(), static_cast<size_t>(bytes.size()));
    bytes.clear();
}

/// Wipes the readable codes however the function is left.
struct Codes
{
    storefront::OrderMailData data;
    ~Codes()
    {
        for (storefront::OrderMailCode &code : data.codes)
            wipeText(code.code);
    }
};

} // namespace

KeyCache::KeyCache(const store::Vault &vault) : m_vault(vault)
{}

KeyCache::~KeyCache()
{
    clear();
}

void KeyCache::clear()
{
    for (QByteArray &key : m_keys)
        wipeBytes(key);
    m_keys.clear();
}

Result<QByteArray> KeyCache::key(const QString &batch, const QByteArray &wrapped, int version)
{
    if (const auto found = m_keys.constFind(wrapped); found != m_keys.constEnd())
        return *found;
    auto key = m_vault.unwrap(QUuid(batch), wrapped, version);
    if (!key)
        return key;
    if (m_keys.size() >= mostKeys)
        clear();
    m_keys.insert(wrapped, *key);
    return key;
}

Result<integrations::Message> orderMessage(const store::Rows &outbox, int row, const store::Rows &codes,
                                           KeyCache &keys, const MailSettings &settings)
{
    const QJsonObject payload = outbox.object(row, "payload");
    const bool again = outbox.text(row, "kind") == u"order_resend"_s;
    // A message sent again after a partial refund carries what is left; the first one carries everything.
    const int bought = payload.value(u"quantity"_s).toInt(1);
    if (codes.isEmpty() || (!again && codes.count() < bought))
        return failure(ErrorCode::Conflict, u"codes_missing"_s, u"The order's codes are not assigned."_s);

    Codes readable;
    storefront::OrderMailData &data = readable.data;
    for (int i = 0; i < codes.count(); ++i) {
        const auto key = keys.key(codes.text(i, "batch_id"), codes.bytes(i, "wrapped_key"),
                                  static_cast<int>(codes.integer(i, "key_version")));
        if (!key)
            return failure(key.error());
        auto plain = store::Vault::open(*key, codes.uuid(i, "code_id"), codes.bytes(i, "code"));
        if (!plain)
            return failure(plain.error());
        data.codes.append({codes.text(i, "product_name"), codes.text(i, "brand"), codes.text(i, "region"),
                           codes.text(i, "nominal"), codes.text(i, "currency"), QString::fromUtf8(*plain)});
        wipeBytes(*plain);
    }
    const QString recipient = outbox.text(row, "recipient");
    data.locale = payload.value(u"locale"_s).toString();
    data.siteUrl = settings.siteUrl;
    data.orderId = payload.value(u"orderId"_s).toString();
    data.gift = payload.value(u"deliveryType"_s).toString() == u"gift"_s;
    data.buyerName = payload.value(u"firstName"_s).toString();
    data.giftMessage = payload.value(u"giftMessage"_s).toString();
    data.supportEmail = settings.supportEmail;
    storefront::MailContent content = storefront::renderOrderMail(data);

    integrations::Message message;
    message.messageId = outbox.text(row, "message_id");
    message.from = settings.from;
    message.to = recipient;
    message.replyTo = settings.supportEmail;
    message.subject = content.subject;
    message.text = std::move(content.text);
    message.html = std::move(content.html);
    message.date = QDateTime::currentDateTimeUtc();
    return message;
}

void wipe(integrations::Message &message)
{
    wipeText(message.text);
    wipeText(message.html);
}

} // namespace lonieve::jobs
