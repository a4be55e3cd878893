// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/moneytext.h"
#include "server/storefront/storefront_p.h"
#include "server/storefront/templates.h"

#include <QUrl>

#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;
using http::Request;
using http::Response;

namespace {

/// The order of the fields on the page, for the first one to get the focus.
constexpr std::array fieldOrder = {"recipientEmail", "giftMessage", "email",
                                   "firstName",      "lastName",    "terms"};

/// Limits that messages mention.
int limitOf(const QString &field)
{
    if (field == "giftMessage"_L1)
        return CheckoutForm::longestMessage;
    return field.endsWith("Name"_L1) ? CheckoutForm::longestName : CheckoutForm::longestEmail;
}

QString messageOf(const FieldError &problem, const Texts &texts)
{
    // The API's finer codes read the same to a customer.
    const QString code = problem.code == "not_an_email"_L1 ? u"invalid"_s : problem.code;
    const QString key = u"error."_s + problem.field + u'.' + code;
    return texts.has(key) ? texts(key, {{"max", QString::number(limitOf(problem.field))}})
                          : texts(u"error.field"_s);
}

struct Field
{
    const char *include;
    const char *name;
    const char *type;
    const char *autocomplete;
    const char *label;
    int max;
    bool required;
};

void addField(ctemplate::TemplateDictionary &body, Language language, const Field &field,
              const QString &value, const QString &note, const QString &problem, bool focus)
{
    auto &dictionary = *body.AddIncludeDictionary(field.include);
    dictionary.SetFilename(templateKey("templates/field.tpl", language));
    put(dictionary, "NAME", QLatin1StringView(field.name));
    put(dictionary, "TYPE", QLatin1StringView(field.type));
    put(dictionary, "LABEL", Texts::in(language)(QLatin1StringView(field.label)));
    put(dictionary, "VALUE", value);
    put(dictionary, "AUTOCOMPLETE", QLatin1StringView(field.autocomplete));
    put(dictionary, "MAX", QString::number(field.max));
    show(dictionary, "REQUIRED", field.required);
    show(dictionary, "OPTIONAL", !field.required);
    show(dictionary, "FOCUS", focus);
    show(dictionary, "ERROR", !problem.isEmpty());
    if (!problem.isEmpty() || !note.isEmpty()) {
        show(dictionary, "DESCRIBED");
        put(dictionary, "NOTE", problem.isEmpty() ? note : problem);
    }
}

QUrlQuery configuration(const CheckoutForm &form)
{
    QUrlQuery query;
    query.addQueryItem(u"nominal"_s, form.nominal);
    query.addQueryItem(u"quantity"_s, QString::number(form.quantity));
    if (form.gift)
        query.addQueryItem(u"deliveryType"_s, u"gift"_s);
    return query;
}

Money times(const Money &one, int count)
{
    return {one.minor * count, one.currency};
}

} // namespace

Response Storefront::Private::checkout(const Request &request, Language language) const
{
    CheckoutForm form = CheckoutForm::from(request.query);
    const QUuid id(form.productId);
    if (id.isNull())
        return forward(request, pathIn(language, u"/catalog"_s), {});
    const auto product = shelf->product(request.tenant, id);
    if (!product)
        return error(request, language, product.error());
    if (!product->onSale)
        return error(request, language, Error{ErrorCode::NotFound, u"gone"_s, u"No longer sold."_s});
    const Nominal *nominal = product->nominal(form.nominal);
    if (!nominal)
        return forward(request, pathIn(language, u"/product/"_s + id.toString(QUuid::WithoutBraces)),
                       configuration(form));
    form.price = toDecimal(nominal->price);
    form.attempt = QString::fromLatin1(randomToken());
    Notice notice;
    if (nominal->available < form.quantity) {
        const Texts &texts = Texts::in(language);
        notice = {u"warning"_s,
                  nominal->available == 0 ? texts(u"checkout.soldOut"_s)
                                          : texts.counted(u"checkout.notEnough"_s, nominal->available),
                  true, 200};
    }
    return checkoutPage(request, language, *product, *nominal, form, {}, notice);
}

Response Storefront::Private::submit(const Request &request, Language language) const
{
    const Texts &texts = Texts::in(language);
    CheckoutForm form = CheckoutForm::from(request.form());
    const QUuid id(form.productId);
    const auto product =
        id.isNull() ? Result<Product>(failure(ErrorCode::NotFound, u"not_found"_s, u"No such product."_s))
                    : shelf->product(request.tenant, id);
    if (!product)
        return error(request, language, product.error());
    const Nominal *nominal = product->nominal(form.nominal);
    if (!product->onSale || !nominal)
        return error(request, language, Error{ErrorCode::NotFound, u"gone"_s, u"No longer sold."_s});
    if (!fromOwnPage(request))
        return checkoutPage(request, language, *product, *nominal, form, {},
                            {u"bad"_s, texts(u"checkout.foreign"_s), false, 403});
    if (const QList<FieldError> problems = form.problems(); !problems.isEmpty())
        return checkoutPage(request, language, *product, *nominal, form, problems,
                            {u"bad"_s, texts.counted(u"checkout.errors"_s, problems.size()), false, 422});

    const QJsonObject body = form.order(visitOf(request), language);
    Request asked = request;
    asked.headers.insert("idempotency-key", form.idempotencyKey(body));
    const auto placed = options.createOrder(body, asked);
    if (!placed) {
        const Error &refused = placed.error();
        if (refused.code == ErrorCode::Internal)
            return error(request, language, refused);
        const Notice notice = noticeOf(refused, texts, *product, *nominal, form, language);
        if (refused.key == "price_changed"_L1)
            form.price = toDecimal(nominal->price);
        form.attempt =
            refused.key == "idempotency_mismatch"_L1 ? QString::fromLatin1(randomToken()) : form.attempt;
        return checkoutPage(request, language, *product, *nominal, form, refused.fields, notice);
    }

    const QString paymentUrl = placed->value("paymentUrl"_L1).toString();
    const QString origin = originOf(paymentUrl);
    if (!origin.isEmpty() && origin == originOf(options.paymentOrigin)) {
        Response response = Response::redirect(paymentUrl.toUtf8());
        response.headers.emplaceBack("Cache-Control", "no-store");
        response.headers.emplaceBack("Referrer-Policy", "no-referrer");
        visitOf(request).keepIn(response);
        return response;
    }
    // A payment page elsewhere, or none yet: by way of the order's own page, which no form policy binds.
    QUrlQuery query;
    query.addQueryItem(u"orderId"_s, placed->value("orderId"_L1).toString());
    query.addQueryItem(u"t"_s, placed->value("accessToken"_L1).toString());
    query.addQueryItem(u"go"_s, u"1"_s);
    return forward(request, pathIn(language, u"/pending"_s), query);
}

Storefront::Private::Notice Storefront::Private::noticeOf(const Error &refused, const Texts &texts,
                                                          const Product &product, const Nominal &nominal,
                                                          const CheckoutForm &form, Language language) const
{
    const int status = http::problem(refused, {}).status;
    if (refused.key == "price_changed"_L1)
        return {u"warning"_s,
                texts(u"checkout.priceChanged"_s, {{"old", moneyText(form.price, product.currency, language)},
                                                   {"new", moneyText(nominal.price, language)}}),
                false, status};
    if (refused.key == "out_of_stock"_L1) {
        const int left = refused.detail.value("available"_L1).toInt();
        return {u"warning"_s,
                left > 0 ? texts.counted(u"checkout.notEnough"_s, left) : texts(u"checkout.soldOut"_s), true,
                status};
    }
    if (refused.key == "product_inactive"_L1 || refused.key == "nominal_unlisted"_L1)
        return {u"warning"_s, texts(u"checkout.notSold"_s), true, status};
    if (refused.code == ErrorCode::RateLimited)
        return {u"warning"_s, texts(u"checkout.busy"_s), false, status};
    if (!refused.fields.isEmpty())
        return {u"bad"_s, texts.counted(u"checkout.errors"_s, refused.fields.size()), false, 422};
    return {u"bad"_s, texts(u"checkout.unavailable"_s), false, status};
}

Response Storefront::Private::checkoutPage(const Request &request, Language language, const Product &product,
                                           const Nominal &nominal, const CheckoutForm &form,
                                           const QList<FieldError> &problems, const Notice &notice) const
{
    Page page(options, request, language, "checkout.tpl", "checkout");
    const Texts &texts = page.texts();
    auto &body = page.body();
    page.setTitle(texts(u"checkout.title"_s));
    page.setUnlisted();
    page.setStatus(notice.status);

    QHash<QString, QString> messages;
    for (const FieldError &problem : problems) {
        if (!messages.contains(problem.field))
            messages.insert(problem.field, messageOf(problem, texts));
    }
    QString first;
    for (const char *name : fieldOrder) {
        if (first.isEmpty() && messages.contains(QLatin1StringView(name)))
            first = QLatin1StringView(name);
    }
    const auto messageFor = [&](const char *field) { return messages.value(QLatin1StringView(field)); };
    const auto isFirst = [&](const char *field) { return first == QLatin1StringView(field); };

    if (!notice.kind.isEmpty()) {
        auto &shown = *body.AddSectionDictionary("NOTICE");
        put(shown, "KIND", notice.kind);
        put(shown, "TEXT", notice.text);
        show(shown, "FOCUS", first.isEmpty());
    }
    put(body, "PRODUCT_ID", product.id.toString(QUuid::WithoutBraces));
    put(body, "NOMINAL", nominal.value);
    put(body, "QUANTITY", QString::number(form.quantity));
    put(body, "PRICE", form.price);
    put(body, "ATTEMPT", form.attempt);
    show(body, "MYSELF", !form.gift);
    show(body, "GIFT", form.gift);

    static constexpr Field recipient{"RECIPIENT",          "recipientEmail",           "email", "off",
                                     "checkout.recipient", CheckoutForm::longestEmail, true};
    static constexpr Field email{
        "EMAIL", "email", "email", "email", "checkout.email", CheckoutForm::longestEmail, true};
    static constexpr Field firstName{"FIRST_NAME", "firstName",          "text",
                                     "given-name", "checkout.firstName", CheckoutForm::longestName,
                                     false};
    static constexpr Field lastName{"LAST_NAME",   "lastName",          "text",
                                    "family-name", "checkout.lastName", CheckoutForm::longestName,
                                    false};
    addField(body, language, recipient, form.recipientEmail, texts(u"checkout.recipientNote"_s),
             messageFor("recipientEmail"), isFirst("recipientEmail"));
    addField(body, language, email, form.email,
             texts(form.gift ? u"checkout.emailNoteGift"_s : u"checkout.emailNote"_s), messageFor("email"),
             isFirst("email"));
    addField(body, language, firstName, form.firstName, {}, messageFor("firstName"), isFirst("firstName"));
    addField(body, language, lastName, form.lastName, {}, messageFor("lastName"), isFirst("lastName"));

    const QString most = QString::number(CheckoutForm::longestMessage);
    put(body, "MESSAGE", form.giftMessage);
    put(body, "MESSAGE_MAX", most);
    put(body, "COUNTER", texts(u"checkout.counter"_s, {{"max", most}}));
    const QString messageProblem = messageFor("giftMessage");
    put(body, "MESSAGE_NOTE",
        messageProblem.isEmpty() ? texts(u"checkout.counter"_s,
                                         {{"count", QString::number(form.giftMessage.size())}, {"max", most}})
                                 : messageProblem);
    show(body, "MESSAGE_ERROR", !messageProblem.isEmpty());
    show(body, "MESSAGE_FOCUS", isFirst("giftMessage"));
    show(body, "TERMS_CHECKED", form.terms);
    if (const QString problem = messageFor("terms"); !problem.isEmpty())
        put(*body.AddSectionDictionary("TERMS_ERROR"), "TEXT", problem);
    show(body, "TERMS_FOCUS", isFirst("terms"));

    const Money total = times(nominal.price, form.quantity);
    const Money list = times(nominal.list, form.quantity);
    const QString face = nominalText(nominal.value, product.currency, language);
    putFace(body, product, face, language);
    put(body, "NAME", product.name);
    put(body, "TOTAL", moneyText(total, language));
    put(body, "PAY", texts(u"checkout.pay"_s, {{"total", moneyText(total, language)}}));
    show(body, "BLOCKED", notice.blocked);
    if (total.minor < list.minor) {
        auto &saving = *body.AddSectionDictionary("HAS_SAVING");
        put(saving, "LIST", moneyText(list, language));
        put(saving, "SAVED", moneyText(Money{total.minor - list.minor, total.currency}, language));
    }
    put(body, "CHANGE",
        pathIn(language, u"/product/"_s + product.id.toString(QUuid::WithoutBraces)) + u'?' +
            configuration(form).toString(QUrl::FullyEncoded));

    if (request.method != http::Method::Post)
        page.addEvent("checkout_start", {{u"product_id"_s, product.id.toString(QUuid::WithoutBraces)},
                                         {u"nominal"_s, nominal.value.toDouble()},
                                         {u"quantity"_s, form.quantity},
                                         {u"price"_s, form.price.toDouble()}});
    return page.render();
}

Result<QJsonObject> Storefront::Private::orderOf(const Request &request) const
{
    const QUuid id(request.queryValue("orderId"));
    const QString token = request.queryValue("t");
    if (id.isNull() || token.isEmpty() || token.size() > 200)
        return failure(ErrorCode::NotFound, u"not_found"_s, u"There is no such order."_s);
    return shelf->orderStatus(request.tenant, id, token);
}

void Storefront::Private::describeOrder(Page &page, const Request &request, const QJsonObject &order) const
{
    auto &body = page.body();
    const Texts &texts = page.texts();
    page.setConfidential();
    put(body, "ORDER", QUuid(request.queryValue("orderId")).toString(QUuid::WithoutBraces));
    QString name = order.value("productName"_L1).toString();
    if (const QString nominal = order.value("nominal"_L1).toString(); !nominal.isEmpty())
        name = texts(u"order.card"_s, {{"name", name},
                                       {"nominal", nominalText(nominal, order.value("currency"_L1).toString(),
                                                               page.language())}});
    const int quantity = order.value("quantity"_L1).toInt(1);
    put(body, "PRODUCT",
        quantity > 1 ? texts(u"order.line"_s, {{"name", name}, {"n", QString::number(quantity)}}) : name);
    put(body, "TOTAL",
        moneyText(order.value("amount"_L1).toString(), order.value("currency"_L1).toString(),
                  page.language()));
    QUrlQuery query;
    query.addQueryItem(u"t"_s, request.queryValue("t"));
    put(body, "STATUS_URL",
        u"/api/orders/"_s + QUuid(request.queryValue("orderId")).toString(QUuid::WithoutBraces) +
            u"/status?"_s + query.toString(QUrl::FullyEncoded));
    put(body, "NOTE",
        options.supportEmail.isEmpty() ? texts(u"pending.keep"_s)
                                       : texts(u"pending.help"_s, {{"support", options.supportEmail}}));
    put(body, "HELP",
        options.supportEmail.isEmpty() ? texts(u"pending.keep"_s)
                                       : texts(u"pending.help"_s, {{"support", options.supportEmail}}));
}

Response Storefront::Private::pending(const Request &request, Language language) const
{
    const auto order = orderOf(request);
    if (!order)
        return error(request, language, order.error(),
                     order.error().code == ErrorCode::NotFound ? "error.order" : nullptr);
    const QString status = order->value("status"_L1).toString();
    if (status == "paid"_L1) {
        QUrlQuery query = request.query;
        query.removeAllQueryItems(u"go"_s);
        return forward(request, pathIn(language, u"/success"_s), query);
    }

    Page page(options, request, language, "pending.tpl", "pending");
    const Texts &texts = page.texts();
    auto &body = page.body();
    describeOrder(page, request, *order);
    put(body, "STATUS", status);
    const QString paymentUrl = order->value("paymentUrl"_L1).toString();
    const bool payable = !originOf(paymentUrl).isEmpty();

    struct State
    {
        const char *status;
        const char *words;
        const char *kind;
        const char *symbol; ///< "" = turning
        bool watch;
        bool pay;
        bool again;
    };
    static constexpr std::array states = {
        State{"pending", "pending.", "quiet", "", true, true, false},
        State{"failed", "pending.failed", "bad", "!", true, true, true},
        State{"expired", "pending.expired", "warning", "…", true, false, true},
        State{"manual_review", "pending.review", "warning", "…", true, false, false},
    };
    const State *state = &states.front();
    for (const State &candidate : states) {
        if (status == QLatin1StringView(candidate.status))
            state = &candidate;
    }
    QString words = QLatin1StringView(state->words);
    const bool waiting = state->symbol[0] == '\0';
    if (waiting && !payable)
        words = u"pending.preparing"_s;
    const bool going = waiting && payable && request.queryValue("go") == "1"_L1;
    if (going)
        words = u"pending.go"_s;
    // "pending." itself is followed by title and text in lower case.
    const bool plain = words.endsWith(u'.');
    const QString heading = texts(words + (plain ? u"title"_s : u"Title"_s));
    page.setTitle(heading);
    put(body, "HEADING", heading);
    put(body, "EXPLANATION", texts(words + (plain ? u"text"_s : u"Text"_s)));
    put(body, "KIND", QLatin1StringView(state->kind));
    show(body, "WAITING", waiting);
    if (!waiting)
        put(*body.AddSectionDictionary("SYMBOL"), "TEXT", QString::fromUtf8(state->symbol));
    show(body, "WATCH", state->watch && !going);
    if (payable && state->pay) {
        auto &pay = *body.AddSectionDictionary("PAY");
        put(pay, "URL", paymentUrl);
        put(pay, "LABEL", texts(going ? u"pending.payNow"_s : u"pending.pay"_s));
    }
    if (state->again)
        show(*body.AddSectionDictionary("AGAIN"), "QUIET", payable && state->pay);
    if (waiting && payable && !going)
        put(body, "NOTE", texts(u"pending.payNote"_s));
    if (going)
        page.setForwarding(QUrl(paymentUrl).toEncoded());
    else if (waiting)
        page.setRefreshing();
    return page.render();
}

Response Storefront::Private::success(const Request &request, Language language) const
{
    const auto order = orderOf(request);
    if (!order)
        return error(request, language, order.error(),
                     order.error().code == ErrorCode::NotFound ? "error.order" : nullptr);
    if (order->value("status"_L1).toString() != "paid"_L1)
        return forward(request, pathIn(language, u"/pending"_s), request.query);

    Page page(options, request, language, "success.tpl", "success");
    const Texts &texts = page.texts();
    describeOrder(page, request, *order);
    page.setTitle(texts(u"success.title"_s));
    const QString email = order->value("email"_L1).toString();
    const QString delivery = order->value("emailStatus"_L1).toString();
    const int codes = order->value("quantity"_L1).toInt(1);
    const QString where =
        delivery == "failed"_L1
            ? texts(u"success.failed"_s, {{"email", email}})
            : texts.counted(delivery == "sent"_L1 ? u"success.sent"_s : u"success.sending"_s, codes,
                            {{"email", email}});
    put(page.body(), "WHERE", where);
    put(page.body(), "EMAIL", email);
    put(page.body(), "EMAIL_STATUS", delivery);
    show(page.body(), order->value("deliveryType"_L1).toString() == "gift"_L1 ? "GIFT" : "MYSELF");
    if (delivery != "sent"_L1 && delivery != "failed"_L1) {
        show(page.body(), "WATCH");
        page.setRefreshing();
    }
    return page.render();
}

} // namespace lonieve::storefront
