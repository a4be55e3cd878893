// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace lonieve::integrations {

/// One member of the outermost JSON object, as it was received.
struct RawMember
{
    enum class Kind { Text, Number, Flag, Null, Nested };
    QString name;
    Kind kind = Kind::Null;
    QString text;    ///< text: unescaped; number: as JavaScript prints it; otherwise as spelled
    QString spelled; ///< as it stands in the received text; for texts the same as `text`
};

/// Reads the members of one JSON object exactly as they were spelled, which QJsonDocument cannot: numbers
/// keep their text. Refused with InvalidInput: anything but one object, a name given twice, invalid UTF-8,
/// lone surrogates, numbers that do not fit a double. Pure.
Result<QList<RawMember>> readMembers(const QByteArray &json);

/// The member called `name`, or nullptr.
const RawMember *findMember(const QList<RawMember> &members, const QString &name);

/// A JSON number as JavaScript's String() prints it ("75.00" → "75", "1e21" → "1e+21"); empty when the text
/// is no JSON number or does not fit a double.
QString javascriptNumber(const QByteArray &spelled);

/// A received amount as plain decimal text, at most 15 digits before and 10 after the point; exponents are
/// written out ("7.5e1" → "75"); empty when it is no such number.
QString plainAmount(const QString &spelled);

enum class NumberForm { JavaScript, AsSpelled };

/// What the payment provider signs: all members but `signature`, sorted by name, `name=value` joined with
/// `&`. Nested values are refused with InvalidInput, because their text is not defined.
Result<QByteArray> canonicalText(const QList<RawMember> &members, NumberForm form);

/// SHA-256 of the canonical text followed by the secret, in lower-case hex.
QByteArray sign(const QByteArray &canonical, const QByteArray &secret);

/// Whether the `signature` member fits any of the secrets (two while a secret is being changed), with numbers
/// in either form. Compares in constant time. No secret, an empty secret or no signature: false.
bool verifySignature(const QList<RawMember> &members, const QList<QByteArray> &secrets);

/// The same for a received body; false for bodies that readMembers refuses.
bool verifySignature(const QByteArray &rawJson, const QList<QByteArray> &secrets);

} // namespace lonieve::integrations
