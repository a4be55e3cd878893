// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/signature.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QStringDecoder>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <openssl/crypto.h>

using namespace Qt::StringLiterals;

namespace lonieve::integrations {

namespace {

constexpr qsizetype longestNumber = 128;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

class Scanner final
{
public:
    explicit Scanner(const QString &text) : m_text(text) {}

    /// False with `reason` set when the text is not what readMembers accepts.
    bool object(QList<RawMember> &members)
    {
        blanks();
        if (!take(u'{'))
            return fail("the text is not a JSON object");
        QSet<QString> names;
        blanks();
        if (!take(u'}')) {
            for (;;) {
                RawMember member;
                blanks();
                if (!string(member.name))
                    return false;
                if (names.contains(member.name))
                    return fail("a name is given twice");
                names.insert(member.name);
                blanks();
                if (!take(u':'))
                    return fail("a colon is missing");
                blanks();
                if (!value(member))
                    return false;
                members.append(member);
                blanks();
                if (take(u','))
                    continue;
                if (take(u'}'))
                    break;
                return fail("a comma or a closing brace is missing");
            }
        }
        blanks();
        return m_at == m_text.size() || fail("something follows the object");
    }

    const char *reason() const { return m_reason; }

private:
    bool fail(const char *reason)
    {
        m_reason = reason;
        return false;
    }

    QChar peek() const { return m_at < m_text.size() ? m_text[m_at] : QChar(); }

    bool take(char16_t c)
    {
        if (peek() != QChar(c) || m_at >= m_text.size())
            return false;
        ++m_at;
        return true;
    }

    void blanks()
    {
        while (m_at < m_text.size() && (m_text[m_at] == u' ' || m_text[m_at] == u'\t' ||
                                        m_text[m_at] == u'\n' || m_text[m_at] == u'\r'))
            ++m_at;
    }

    bool string(QString &out)
    {
        if (!take(u'"'))
            return fail("a text is missing");
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at++];
            if (c == u'"')
                return wellFormed(out) || fail("a text holds half a character");
            if (c < u' ')
                return fail("a text holds a control character");
            if (c != u'\\') {
                out.append(c);
                continue;
            }
            const QChar escape = peek();
            ++m_at;
            static constexpr char16_t from[] = u"\"\\/bfnrt";
            static constexpr char16_t to[] = u"\"\\/\b\f\n\r\t";
            const auto *found = std::find(std::begin(from), std::end(from) - 1, escape.unicode());
            if (found != std::end(from) - 1) {
                out.append(QChar(to[found - std::begin(from)]));
                continue;
            }
            if (escape != u'u' || m_at + 4 > m_text.size())
                return fail("an escape is unknown");
            char16_t unit = 0;
            for (int i = 0; i < 4; ++i) {
                const char16_t h = m_text[m_at++].unicode();
                const int digit = h >= u'0' && h <= u'9'   ? h - u'0'
                                  : h >= u'a' && h <= u'f' ? h - u'a' + 10
                                  : h >= u'A' && h <= u'F' ? h - u'A' + 10
                                                           : -1;
                if (digit < 0)
                    return fail("an escape is unknown");
                unit = static_cast<char16_t>(unit * 16 + digit);
            }
            out.append(QChar(unit));
        }
        return fail("a text does not end");
    }

    static bool wellFormed(const QString &text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
                ++i;
            else if (text[i].isSurrogate())
                return false;
        }
        return true;
    }

    bool value(RawMember &member)
    {
        const QChar c = peek();
        if (c == u'"') {
            member.kind = RawMember::Kind::Text;
            if (!string(member.text))
                return false;
            member.spelled = member.text;
            return true;
        }
        if (c == u'{' || c == u'[') {
            member.kind = RawMember::Kind::Nested;
            return skipNested(member);
        }
        static const std::pair<QString, RawMember::Kind> words[] = {{u"true"_s, RawMember::Kind::Flag},
                                                                    {u"false"_s, RawMember::Kind::Flag},
                                                                    {u"null"_s, RawMember::Kind::Null}};
        for (const auto &[word, kind] : words) {
            if (!QStringView(m_text).mid(m_at).startsWith(word))
                continue;
            m_at += word.size();
            member.kind = kind;
            member.text = member.spelled = word;
            return true;
        }
        const qsizetype start = m_at;
        while (m_at < m_text.size() &&
               (isDigit(m_text[m_at]) || QStringView(u"+-.eE").contains(m_text[m_at])))
            ++m_at;
        member.kind = RawMember::Kind::Number;
        member.spelled = m_text.mid(start, m_at - start);
        member.text = javascriptNumber(member.spelled.toLatin1());
        return !member.text.isEmpty() || fail("a value is not one that JSON knows");
    }

    // Grammar inside is checked by QJsonDocument beforehand; here only the end is looked for.
    bool skipNested(RawMember &member)
    {
        const qsizetype start = m_at;
        int depth = 0;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c == u'"') {
                QString ignored;
                if (!string(ignored))
                    return false;
                continue;
            }
            ++m_at;
            if (c == u'{' || c == u'[')
                ++depth;
            else if (c == u'}' || c == u']')
                --depth;
            if (depth == 0) {
                member.text = member.spelled = m_text.mid(start, m_at - start);
                return true;
            }
        }
        return fail("a nested value does not end");
    }

    const QString &m_text;
    qsizetype m_at = 0;
    const char *m_reason = "";
};

bool isJsonNumber(const QByteArray &text)
{
    qsizetype i = 0;
    const auto digits = [&] {
        const qsizetype start = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9')
            ++i;
        return i - start;
    };
    if (i < text.size() && text[i] == '-')
        ++i;
    const qsizetype whole = i;
    if (const qsizetype count = digits(); count == 0 || (count > 1 && text[whole] == '0'))
        return false;
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0)
            return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '+' || text[i] == '-'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == text.size();
}

} // namespace

QString javascriptNumber(const QByteArray &spelled)
{
    if (spelled.size() > longestNumber || !isJsonNumber(spelled))
        return {};
    double value = 0;
    const auto read = std::from_chars(spelled.constData(), spelled.constData() + spelled.size(), value);
    if (read.ec != std::errc() || read.ptr != spelled.constData() + spelled.size() || !std::isfinite(value))
        return {};
    if (value == 0)
        return u"0"_s; // also -0

    // ECMAScript's Number::toString: the shortest digits that read back, then one of four layouts.
    char buffer[64];
    const auto written =
        std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value), std::chars_format::scientific);
    const QByteArray shortest(buffer, written.ptr - buffer);
    const qsizetype e = shortest.indexOf('e');
    QByteArray digits = shortest.left(e);
    digits.replace(".", "");
    const int point = shortest.mid(e + 1).toInt() + 1; // digits before the decimal point
    const int count = static_cast<int>(digits.size());
    QByteArray text;
    if (count <= point && point <= 21) {
        text = digits + QByteArray(point - count, '0');
    } else if (0 < point && point <= 21) {
        text = digits.left(point) + '.' + digits.mid(point);
    } else if (-6 < point && point <= 0) {
        text = "0." + QByteArray(-point, '0') + digits;
    } else {
        const int exponent = point - 1;
        text = digits.left(1);
        if (count > 1)
            text += '.' + digits.mid(1);
        text += 'e';
        text += exponent < 0 ? '-' : '+';
        text += QByteArray::number(std::abs(exponent));
    }
    return QString::fromLatin1(value < 0 ? '-' + text : text);
}

QString plainAmount(const QString &spelled)
{
    static const QRegularExpression plain(u"\\A-?[0-9]{1,15}(?:\\.[0-9]{1,10})?\\z"_s);
    if (plain.match(spelled).hasMatch())
        return spelled;
    const QString printed = javascriptNumber(spelled.toLatin1());
    return plain.match(printed).hasMatch() ? printed : QString();
}

Result<QList<RawMember>> readMembers(const QByteArray &json)
{
    const auto refuse = [](const char *reason) {
        return failure(ErrorCode::InvalidInput, u"malformed_json"_s,
                       u"The body cannot be read: %1."_s.arg(QLatin1String(reason)));
    };
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(json);
    if (decoder.hasError())
        return refuse("it is not valid UTF-8");
    QJsonParseError error;
    if (!QJsonDocument::fromJson(json, &error).isObject())
        return refuse("it is not a JSON object");
    QList<RawMember> members;
    Scanner scanner(text);
    if (!scanner.object(members))
        return refuse(scanner.reason());
    return members;
}

const RawMember *findMember(const QList<RawMember> &members, const QString &name)
{
    const auto found =
        std::find_if(members.cbegin(), members.cend(), [&](const RawMember &m) { return m.name == name; });
    return found == members.cend() ? nullptr : &*found;
}

Result<QByteArray> canonicalText(const QList<RawMember> &members, NumberForm form)
{
    QList<RawMember> sorted;
    for (const RawMember &member : members) {
        if (member.name == u"signature"_s)
            continue;
        if (member.kind == RawMember::Kind::Nested)
            return failure(ErrorCode::InvalidInput, u"nested_value"_s, u"Signed values cannot be nested."_s);
        sorted.append(member);
    }
    // QString compares UTF-16 code units, as JavaScript's sort does.
    std::sort(sorted.begin(), sorted.end(),
              [](const RawMember &a, const RawMember &b) { return a.name < b.name; });
    QStringList parts;
    for (const RawMember &member : std::as_const(sorted))
        parts.append(member.name + u'=' + (form == NumberForm::JavaScript ? member.text : member.spelled));
    return parts.join(u'&').toUtf8();
}

QByteArray sign(const QByteArray &canonical, const QByteArray &secret)
{
    return QCryptographicHash::hash(canonical + secret, QCryptographicHash::Sha256).toHex();
}

bool verifySignature(const QList<RawMember> &members, const QList<QByteArray> &secrets)
{
    const RawMember *given = findMember(members, u"signature"_s);
    if (given == nullptr || given->kind != RawMember::Kind::Text)
        return false;
    const QByteArray signature = given->text.toUtf8().toLower();
    bool fits = false;
    for (const NumberForm form : {NumberForm::JavaScript, NumberForm::AsSpelled}) {
        const auto canonical = canonicalText(members, form);
        if (!canonical)
            return false;
        for (const QByteArray &secret : secrets) {
            if (secret.isEmpty())
                continue;
            const QByteArray expected = sign(*canonical, secret);
            // Every candidate is computed and compared, so that the time tells nothing.
            if (signature.size() == expected.size() &&
                CRYPTO_memcmp(signature.constData(), expected.constData(),
                              static_cast<size_t>(expected.size())) == 0)
                fits = true;
        }
    }
    return fits;
}

bool verifySignature(const QByteArray &rawJson, const QList<QByteArray> &secrets)
{
    const auto members = readMembers(rawJson);
    return members && verifySignature(*members, secrets);
}

} // namespace lonieve::integrations
