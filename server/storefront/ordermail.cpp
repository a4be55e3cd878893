// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/ordermail.h"

#include "server/storefront/moneytext.h"
#include "server/storefront/page.h"
#include "server/storefront/templates.h"
#include "server/storefront/texts.h"

#include <QUrl>

#include <ctemplate/template_dictionary.h>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

/// One line without control characters: nothing that a customer typed may break out of its line.
QString oneLine(const QString &value)
{
    QString line;
    line.reserve(value.size());
    for (const QChar c : value.simplified()) {
        // Bidirectional overrides could make a code or an address read differently from what it is.
        const bool reorders = (c.unicode() >= 0x202A && c.unicode() <= 0x202E) ||
                              (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
        if (c.category() != QChar::Other_Control && !reorders)
            line.append(c);
    }
    return line;
}

} // namespace

MailContent renderOrderMail(const OrderMailData &data)
{
    const Language language = languageOf(data.locale);
    const Texts &texts = Texts::in(language);
    const qsizetype count = data.codes.size();
    const QString buyer = oneLine(data.buyerName);
    const QString shop = oneLine(data.shopName);

    MailContent mail;
    if (data.gift)
        mail.subject = buyer.isEmpty() ? texts(u"mail.subjectGiftNoName"_s)
                                       : texts(u"mail.subjectGift"_s, {{"buyer", buyer}});
    else if (count == 1)
        mail.subject = texts(u"mail.subjectOne"_s, {{"name", oneLine(data.codes.first().productName)}});
    else
        mail.subject = texts.counted(u"mail.subjectMany"_s, count);

    ctemplate::TemplateDictionary values("mail");
    put(values, "SUBJECT", mail.subject);
    put(values, "SHOP", shop);
    put(values, "PREVIEW", texts.counted(u"mail.preview"_s, count));
    put(values, "HEADING", texts.counted(data.gift ? u"mail.headingGift"_s : u"mail.heading"_s, count));
    if (!data.gift)
        put(values, "INTRO", texts.counted(u"mail.intro"_s, count));
    else if (buyer.isEmpty())
        put(values, "INTRO", texts(u"mail.introGiftNoName"_s, {{"shop", shop}}));
    else
        put(values, "INTRO", texts(u"mail.introGift"_s, {{"buyer", buyer}, {"shop", shop}}));
    if (data.gift && !data.giftMessage.trimmed().isEmpty()) {
        auto *section = values.AddSectionDictionary("MESSAGE_SECTION");
        for (const QString &line : data.giftMessage.trimmed().split(u'\n'))
            put(*section->AddSectionDictionary("MESSAGE_LINE"), "LINE", oneLine(line));
    }
    for (const OrderMailCode &code : data.codes) {
        auto *section = values.AddSectionDictionary("CODE_SECTION");
        put(*section, "NAME", oneLine(code.productName));
        put(*section, "REGION", regionText(texts, oneLine(code.region)));
        put(*section, "NOMINAL", nominalText(code.nominal, code.currency, language));
        put(*section, "CODE", oneLine(code.code));
    }
    put(values, "ORDER", oneLine(data.orderId));
    put(values, "HELP",
        data.supportEmail.isEmpty() ? texts(u"mail.helpReply"_s)
                                    : texts(u"mail.help"_s, {{"support", oneLine(data.supportEmail)}}));
    put(values, "SITE", data.siteUrl);
    if (!data.siteUrl.isEmpty()) {
        auto *section = values.AddSectionDictionary("SITE_SECTION");
        put(*section, "SITE_NAME", QUrl(data.siteUrl).authority());
    }

    mail.html = QString::fromUtf8(expand("mail/order.html.tpl", language, values));
    mail.text = QString::fromUtf8(expand("mail/order.txt.tpl", language, values));
    return mail;
}

} // namespace lonieve::storefront
