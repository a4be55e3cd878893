// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/sandbox/paypage.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lonieve::sandbox {

namespace {

struct Texts
{
    const char *language;
    const char *title;
    const char *warning;
    const char *amount;
    const char *order;
    const char *email;
    const char *pay;
    const char *decline;
    const char *leave;
    const char *paid;
    const char *failed;
    const char *expired;
    const char *back;
    const char *unknown;
};

constexpr Texts english = {
    "en",
    "Test payment",
    "Sandbox: no real money. Nothing is charged, whatever you press.",
    "Amount",
    "Order",
    "E-mail",
    "Pay",
    "Decline the payment",
    "Leave without paying",
    "This bill is paid.",
    "This payment was declined. You can still pay.",
    "This bill has expired.",
    "Back to the shop",
    "There is no such bill.",
};

constexpr Texts russian = {
    "ru",
    "Пробная оплата",
    "Песочница: деньги не настоящие. Что бы вы ни нажали, ничего не спишется.",
    "Сумма",
    "Заказ",
    "Эл. почта",
    "Оплатить",
    "Отклонить платёж",
    "Уйти без оплаты",
    "Этот счёт оплачен.",
    "Платёж отклонён. Оплатить ещё можно.",
    "Срок этого счёта истёк.",
    "Вернуться в магазин",
    "Такого счёта нет.",
};

QByteArray escaped(const QString &text)
{
    return text.toHtmlEscaped().toUtf8();
}

QByteArray page(const Texts &texts, const QByteArray &content)
{
    return QByteArray("<!DOCTYPE html>\n<html lang=\"") + texts.language +
           "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"robots\" content=\"noindex\">\n<title>" +
           texts.title +
           "</title>\n<link rel=\"stylesheet\" href=\"/assets/pay.css\">\n</head>\n<body>\n<main>\n"
           "<p class=\"warning\" role=\"note\">" +
           texts.warning + "</p>\n<h1>" + texts.title + "</h1>\n" + content + "</main>\n</body>\n</html>\n";
}

const Texts &in(bool isRussian)
{
    return isRussian ? russian : english;
}

} // namespace

bool prefersRussian(const QByteArray &acceptLanguage)
{
    double best[2] = {0, 0}; // English, Russian
    for (const QByteArray &part : acceptLanguage.toLower().split(',')) {
        const QByteArrayList pieces = part.split(';');
        const QByteArray tag = pieces.first().trimmed();
        double quality = 1;
        for (const QByteArray &piece : pieces.mid(1)) {
            if (piece.trimmed().startsWith("q="))
                quality = piece.trimmed().mid(2).toDouble();
        }
        if (tag == "ru" || tag.startsWith("ru-"))
            best[1] = std::max(best[1], quality);
        else if (tag == "en" || tag.startsWith("en-") || tag == "*")
            best[0] = std::max(best[0], quality);
    }
    return best[1] > best[0];
}

QByteArray payPage(const Bill &bill, bool isRussian)
{
    const Texts &texts = in(isRussian);
    QByteArray content = QByteArray("<dl>\n<div><dt>") + texts.amount + "</dt><dd class=\"amount\">" +
                         escaped(QString::fromLatin1(bill.amount)) + ' ' + escaped(bill.currency) +
                         "</dd></div>\n<div><dt>" + texts.order + "</dt><dd>" + escaped(bill.orderId) +
                         "</dd></div>\n<div><dt>" + texts.email + "</dt><dd>" + escaped(bill.email) +
                         "</dd></div>\n</dl>\n";
    const QByteArray back = "<p><a class=\"quiet\" href=\"" + escaped(bill.returnUrl) + "\">";
    if (bill.status == u"PAID"_s || bill.status == u"EXPIRED"_s) {
        content += QByteArray("<p class=\"state\" role=\"status\">") +
                   (bill.status == u"PAID"_s ? texts.paid : texts.expired) + "</p>\n" + back + texts.back +
                   "</a></p>\n";
        return page(texts, content);
    }
    if (bill.status == u"FAILED"_s)
        content += QByteArray("<p class=\"state\" role=\"status\">") + texts.failed + "</p>\n";
    content += "<form method=\"post\" action=\"/pay/" + escaped(bill.id) +
               "\">\n<button class=\"pay\" name=\"action\" value=\"pay\">" + texts.pay + ' ' +
               escaped(QString::fromLatin1(bill.amount)) + ' ' + escaped(bill.currency) +
               "</button>\n<button name=\"action\" value=\"decline\">" + texts.decline +
               "</button>\n</form>\n" + back + texts.leave + "</a></p>\n";
    return page(texts, content);
}

QByteArray unknownBillPage(bool isRussian)
{
    const Texts &texts = in(isRussian);
    return page(texts, QByteArray("<p class=\"state\">") + texts.unknown + "</p>\n");
}

QByteArray payStyle()
{
    return R"(:root { color-scheme: light dark; --ground: #f3f4f6; --card: #ffffff; --text: #16181d; --soft: #565c69;
  --line: #c9ced8; --action: #1d4ed8; --on-action: #ffffff; --note: #fff4d6; --on-note: #5b4300; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15171b; --card: #1f2228; --text: #eceef2; --soft: #a7adba; --line: #474d59;
    --action: #9db8ff; --on-action: #0b1533; --note: #3d3113; --on-note: #ffe7ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 27rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--card); }
.warning { margin: 0 0 1.25rem; padding: .625rem .75rem; border-radius: .25rem; background: var(--note);
  color: var(--on-note); font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
dl { margin: 0 0 1.25rem; }
dl div { display: flex; gap: 1rem; justify-content: space-between; padding: .5rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; text-align: right; }
.amount { font-weight: 700; font-variant-numeric: tabular-nums; }
form { display: grid; gap: .625rem; }
button { min-height: 3rem; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .375rem;
  background: transparent; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
.pay { border-color: var(--action); background: var(--action); color: var(--on-action); }
.quiet { display: inline-block; padding: .5rem 0; color: inherit; }
.state { font-weight: 600; }
:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
)";
}

} // namespace lonieve::sandbox
