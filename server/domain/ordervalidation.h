// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QJsonObject>
#include <QString>
#include <QUrlQuery>

namespace lonieve::domain {

/// Checks the body of POST /api/orders/create and returns it cleaned, in the shape that the SQL function
/// create_order takes: `nominal` and `price` as plain decimal text, `quantity` a number, every optional
/// member present (null when absent), unknown members dropped. InvalidInput with one FieldError for each
/// value that is wrong; never stops at the first. Pure.
Result<QJsonObject> validatedOrder(const QJsonObject &body);

/// The same body from a submitted HTML form: productId, nominal, price, quantity, email, …, utm_source …;
/// empty fields count as absent, numbers that cannot be read are left as text for validatedOrder to refuse.
QJsonObject orderBodyFromForm(const QUrlQuery &form);

/// Whether it is an address that mail can be sent to: ASCII, dot-atom local part of at most 64 characters,
/// domain with a dot, 254 characters in all.
bool isEmailAddress(const QString &text);

/// Whether the text holds no control characters, no direction overrides and no broken UTF-16; line breaks
/// and tabs are allowed with `multiline`.
bool isPlainText(const QString &text, bool multiline = false);

} // namespace lonieve::domain
