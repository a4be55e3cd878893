// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/head.h"

#include <QStringDecoder>

#include <array>
#include <cstring>

namespace lonieve::http {

namespace {

constexpr int maxHeaderLines = 100;

constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c)
        table[size_t(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[size_t(c)] = true;
    for (int c = 'A'; c <= 'Z'; ++c)
        table[size_t(c)] = true;
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[size_t(c)] = true;
    return table;
}

constexpr auto tokenTable = makeTokenTable();

bool isToken(char c)
{
    return tokenTable[static_cast<unsigned char>(c)];
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

Rejection bad(const char *message)
{
    return {400, "bad_request", message};
}

struct MethodName
{
    QByteArrayView name;
    Method method;
};

constexpr std::array<MethodName, 7> methods{{{"GET", Method::Get},
                                             {"POST", Method::Post},
                                             {"HEAD", Method::Head},
                                             {"PUT", Method::Put},
                                             {"PATCH", Method::Patch},
                                             {"DELETE", Method::Delete},
                                             {"OPTIONS", Method::Options}}};

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// Whether the comma-separated list holds the (lower-case) token.
bool listHas(const QByteArray &list, QByteArrayView token)
{
    for (const QByteArray &part : list.split(',')) {
        if (equalsIgnoringCase(part.trimmed(), token))
            return true;
    }
    return false;
}

/// Without blanks and tabs at its ends, and nothing else: QByteArrayView::trimmed() would also take a
/// vertical tab, behind which "chunked" hides from a stricter proxy.
QByteArrayView withoutBlanks(QByteArrayView value)
{
    while (!value.isEmpty() && (value.front() == ' ' || value.front() == '\t'))
        value = value.sliced(1);
    while (!value.isEmpty() && (value.back() == ' ' || value.back() == '\t'))
        value.chop(1);
    return value;
}

std::optional<Rejection> parseTarget(QByteArrayView target, Head &head)
{
    for (const char c : target) {
        if (c < 0x21 || c > 0x7e || c == '#' || c == '\\' || c == '<' || c == '>' || c == '"')
            return bad("The request target holds characters that must be encoded.");
    }
    if (target == "*" && head.method == Method::Options) {
        head.rawPath = "*";
        return {};
    }
    // Absolute targets and "//host" would let a request name another host than its Host header.
    if (target.isEmpty() || target.front() != '/' || target.startsWith("//"))
        return bad("The request target must be a path.");
    const qsizetype mark = target.indexOf('?');
    head.rawPath = (mark < 0 ? target : target.first(mark)).toByteArray();
    if (mark >= 0)
        head.rawQuery = target.sliced(mark + 1).toByteArray();
    return {};
}

std::optional<Rejection> parseRequestLine(QByteArrayView line, Head &head)
{
    const qsizetype first = line.indexOf(' ');
    const qsizetype last = line.lastIndexOf(' ');
    if (first <= 0 || last == first)
        return bad("The request line is malformed.");
    const QByteArrayView method = line.first(first);
    for (const char c : method) {
        if (!isToken(c))
            return bad("The request line is malformed.");
    }
    const QByteArrayView version = line.sliced(last + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.' || version[5] < '0' ||
        version[5] > '9' || version[7] < '0' || version[7] > '9')
        return bad("The request line is malformed.");
    if (version[5] != '1')
        return Rejection{505, "version_not_supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
    head.http11 = version[7] != '0';

    bool known = false;
    for (const MethodName &candidate : methods) {
        if (candidate.name == method) {
            head.method = candidate.method;
            known = true;
            break;
        }
    }
    if (!known)
        return Rejection{501, "method_unknown", "The request method is not known here."};
    head.methodName = method.toByteArray();
    return parseTarget(line.sliced(first + 1, last - first - 1), head);
}

std::optional<Rejection> parseHeaderLine(QByteArrayView line, Head &head, bool &hostSeen)
{
    if (line.front() == ' ' || line.front() == '\t')
        return bad("Folded header lines are not accepted.");
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return bad("A header line has no name.");
    QByteArray name(colon, Qt::Uninitialized);
    for (qsizetype i = 0; i < colon; ++i) {
        const char c = line[i];
        if (!isToken(c))
            return bad("A header name is malformed.");
        name[i] = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    }
    const QByteArrayView value = withoutBlanks(line.sliced(colon + 1));
    for (const char c : value) {
        const auto u = static_cast<unsigned char>(c);
        if ((u < 0x20 && c != '\t') || u == 0x7f)
            return bad("A header value holds control characters.");
    }
    if (name == "host") {
        if (hostSeen)
            return bad("There is more than one Host header.");
        hostSeen = true;
    } else if (name == "content-length" && head.headers.contains(name)) {
        return bad("There is more than one Content-Length header.");
    }
    const auto it = head.headers.find(name);
    if (it == head.headers.end())
        head.headers.insert(name, value.toByteArray());
    else
        it->append(name == "cookie" ? "; " : ", ").append(value.data(), value.size());
    return {};
}

std::optional<Rejection> parseFraming(Head &head)
{
    const auto length = head.headers.constFind("content-length");
    const auto encoding = head.headers.constFind("transfer-encoding");
    if (encoding != head.headers.cend()) {
        if (length != head.headers.cend())
            return bad("Content-Length and Transfer-Encoding exclude each other.");
        if (!head.http11)
            return bad("HTTP/1.0 has no Transfer-Encoding.");
        if (!equalsIgnoringCase(*encoding, "chunked"))
            return Rejection{501, "encoding_unknown", "Only chunked transfer encoding is supported."};
        head.chunked = true;
    }
    if (length != head.headers.cend()) {
        if (length->isEmpty())
            return bad("Content-Length is malformed.");
        qint64 value = 0;
        for (const char c : *length) {
            if (c < '0' || c > '9')
                return bad("Content-Length is malformed.");
            if (value > (std::numeric_limits<qint64>::max() - 9) / 10)
                return Rejection{413, "too_large", "The body is too large."};
            value = value * 10 + (c - '0');
        }
        head.contentLength = value;
    }
    return {};
}

} // namespace

qsizetype findHeadEnd(QByteArrayView bytes, qsizetype from)
{
    if (bytes.isEmpty())
        return 0;
    if (!isToken(bytes.front()))
        return -1;
    const char *const begin = bytes.data();
    const char *const end = begin + bytes.size();
    const char *at = begin + from;
    while (at < end) {
        const char *lf = static_cast<const char *>(memchr(at, '\n', size_t(end - at)));
        if (!lf)
            break;
        if (lf == begin || lf[-1] != '\r')
            return -1;
        if (lf - begin >= 3 && lf[-2] == '\n')
            return lf + 1 - begin;
        at = lf + 1;
    }
    return 0;
}

std::optional<Rejection> parseHead(QByteArrayView bytes, Head &head)
{
    qsizetype at = bytes.indexOf("\r\n");
    if (at < 0)
        return bad("The request line is malformed.");
    if (auto rejection = parseRequestLine(bytes.first(at), head))
        return rejection;
    at += 2;
    head.headers.reserve(16);
    bool hostSeen = false;
    for (int lines = 0;; ++lines) {
        const qsizetype end = bytes.indexOf("\r\n", at);
        if (end < 0)
            return bad("The header is malformed.");
        if (end == at)
            break;
        if (lines >= maxHeaderLines)
            return Rejection{431, "header_too_large", "There are too many header lines."};
        if (auto rejection = parseHeaderLine(bytes.sliced(at, end - at), head, hostSeen))
            return rejection;
        at = end + 2;
    }
    if (auto rejection = parseFraming(head))
        return rejection;

    if (hostSeen) {
        head.hostHeader = head.headers.value("host");
        const auto host = hostOf(head.hostHeader);
        if (!host)
            return bad("The Host header is malformed.");
        head.host = *host;
    } else if (head.http11) {
        return bad("The Host header is missing.");
    }
    const auto expect = head.headers.constFind("expect");
    if (expect != head.headers.cend() && head.http11) {
        if (!equalsIgnoringCase(*expect, "100-continue"))
            return Rejection{417, "expectation_failed", "Only 100-continue can be expected."};
        head.expectContinue = true;
    }
    head.keepAlive = head.http11;
    const auto connection = head.headers.constFind("connection");
    if (connection != head.headers.cend()) {
        if (listHas(*connection, "close"))
            head.keepAlive = false;
        else if (!head.http11)
            head.keepAlive = listHas(*connection, "keep-alive");
    }
    return {};
}

ChunkDecoder::State ChunkDecoder::take(QByteArrayView bytes, qsizetype &used)
{
    // Sizes, extensions and trailers may not cost more than the data is allowed to.
    constexpr qsizetype maxLine = 1024;
    const qsizetype maxOverhead = 16 * 1024 + m_limit;
    for (used = 0; used < bytes.size();) {
        if (m_step == Step::Data) {
            const qsizetype part = std::min(m_left, bytes.size() - used);
            m_body.append(bytes.data() + used, part);
            used += part;
            m_left -= part;
            if (m_left == 0)
                m_step = Step::DataCr;
            continue;
        }
        const char c = bytes[used++];
        if (++m_overhead > maxOverhead)
            return State::TooLarge;
        switch (m_step) {
        case Step::Size: {
            const int digit = hexDigit(c);
            if (digit >= 0) {
                if (++m_digits > 8)
                    return State::TooLarge;
                m_left = m_left * 16 + digit;
            } else if (m_digits == 0) {
                return State::Malformed;
            } else if (c == ';') {
                m_step = Step::Extension;
            } else if (c == '\r') {
                m_step = Step::SizeLf;
            } else {
                return State::Malformed;
            }
            break;
        }
        case Step::Extension:
            if (++m_lineLength > maxLine || c == '\n' || c == '\0')
                return State::Malformed;
            if (c == '\r')
                m_step = Step::SizeLf;
            break;
        case Step::SizeLf:
            if (c != '\n')
                return State::Malformed;
            m_lineLength = 0;
            m_digits = 0;
            if (m_left > m_limit - m_body.size())
                return State::TooLarge;
            m_step = m_left == 0 ? Step::Trailer : Step::Data;
            break;
        case Step::DataCr:
            if (c != '\r')
                return State::Malformed;
            m_step = Step::DataLf;
            break;
        case Step::DataLf:
            if (c != '\n')
                return State::Malformed;
            m_step = Step::Size;
            break;
        case Step::Trailer:
            if (c == '\r')
                m_step = Step::TrailerLf;
            else if (c == '\n' || c == '\0' || ++m_lineLength > maxLine)
                return State::Malformed;
            break;
        case Step::TrailerLf:
            if (c != '\n')
                return State::Malformed;
            if (m_lineLength == 0)
                return State::Done;
            m_lineLength = 0;
            m_step = Step::Trailer;
            break;
        case Step::Data:
            break;
        }
    }
    return State::More;
}

std::optional<QByteArray> decodeSegment(QByteArrayView segment)
{
    QByteArray out;
    out.reserve(segment.size());
    bool ascii = true;
    for (qsizetype i = 0; i < segment.size(); ++i) {
        char c = segment[i];
        if (c == '%') {
            if (i + 2 >= segment.size())
                return {};
            const int high = hexDigit(segment[i + 1]);
            const int low = hexDigit(segment[i + 2]);
            if (high < 0 || low < 0)
                return {};
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        const auto u = static_cast<unsigned char>(c);
        if (u < 0x20 || u == 0x7f || c == '/' || c == '\\')
            return {};
        ascii = ascii && u < 0x80;
        out.append(c);
    }
    if (!ascii) {
        QStringDecoder decoder(QStringDecoder::Utf8);
        const QString text = decoder(out);
        if (decoder.hasError() || text.isEmpty())
            return {};
    }
    return out;
}

std::optional<QString> hostOf(QByteArrayView hostHeader)
{
    if (hostHeader.isEmpty() || hostHeader.size() > 260)
        return {};
    qsizetype hostEnd;
    if (hostHeader.front() == '[') {
        const qsizetype bracket = hostHeader.indexOf(']');
        if (bracket < 0)
            return {};
        for (const char c : hostHeader.sliced(1, bracket - 1)) {
            if (hexDigit(c) < 0 && c != ':' && c != '.')
                return {};
        }
        hostEnd = bracket + 1;
    } else {
        hostEnd = 0;
        while (hostEnd < hostHeader.size() && hostHeader[hostEnd] != ':') {
            const char c = hostHeader[hostEnd];
            const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                              c == '-' || c == '.' || c == '_';
            if (!good)
                return {};
            ++hostEnd;
        }
        if (hostEnd == 0)
            return {};
    }
    if (hostEnd < hostHeader.size()) {
        const QByteArrayView port = hostHeader.sliced(hostEnd);
        if (port.size() < 2 || port.size() > 6 || port.front() != ':')
            return {};
        int value = 0;
        for (const char c : port.sliced(1)) {
            if (c < '0' || c > '9')
                return {};
            value = value * 10 + (c - '0');
        }
        if (value > 65535)
            return {};
    }
    return QString::fromLatin1(hostHeader.first(hostEnd)).toLower();
}

QUrlQuery parseForm(const QByteArray &encoded)
{
    if (encoded.isEmpty())
        return {};
    QByteArray text = encoded;
    text.replace('+', "%20");
    return QUrlQuery(QString::fromUtf8(text));
}

} // namespace lonieve::http
