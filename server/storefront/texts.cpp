// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/texts.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

// Resources of a static library have to be asked for, and not from inside a namespace.
static void initStorefrontResources()
{
    Q_INIT_RESOURCE(storefront);
}

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

QString filled(QString text, Texts::Values values)
{
    for (const auto &[name, value] : values)
        text.replace(u'{' + QLatin1StringView(name) + u'}', value);
    return text;
}

const QRegularExpression &placeholderPattern()
{
    static const QRegularExpression pattern(u"\\{([a-z]+)\\}"_s);
    return pattern;
}

QString grouped(qint64 n)
{
    QString digits = QString::number(n);
    for (qsizetype at = digits.size() - 3; at > (n < 0 ? 1 : 0); at -= 3)
        digits.insert(at, QChar(0x202F));
    return digits;
}

} // namespace

Language languageOf(const QString &locale)
{
    const QString start = locale.left(3).toLower();
    return start == "ru"_L1 || start == "ru-"_L1 || start == "ru_"_L1 ? Language::Russian : Language::English;
}

const char *codeOf(Language language)
{
    return language == Language::Russian ? "ru" : "en";
}

Texts::Texts(Language language) : m_language(language)
{
    initStorefrontResources();
    QFile file(u":/storefront/texts/%1.json"_s.arg(QLatin1StringView(codeOf(language))));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("storefront: no texts for %s", codeOf(language));
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll(), &problem).object();
    if (object.isEmpty())
        qFatal("storefront: texts for %s: %s", codeOf(language), qPrintable(problem.errorString()));
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it->isString()) {
            m_texts.insert(it.key(), it->toString());
            continue;
        }
        const QJsonObject forms = it->toObject();
        for (auto form = forms.begin(); form != forms.end(); ++form)
            m_plurals[it.key()].insert(form.key(), form->toString());
    }
}

const Texts &Texts::in(Language language)
{
    static const Texts english(Language::English);
    static const Texts russian(Language::Russian);
    return language == Language::Russian ? russian : english;
}

bool Texts::has(const QString &key) const
{
    return m_texts.contains(key) || m_plurals.contains(key);
}

QString Texts::operator()(const QString &key, Values values) const
{
    return filled(m_texts.value(key, key), values);
}

QString Texts::counted(const QString &key, qint64 n, Values values) const
{
    const auto forms = m_plurals.value(key);
    const QString form = forms.value(pluralForm(m_language, n), forms.value(u"other"_s, key));
    return filled(filled(form, {{"n", grouped(n)}}), values);
}

QByteArray Texts::compiled(const QByteArray &source, bool html) const
{
    QByteArray out;
    out.reserve(source.size() * 2);
    qsizetype at = 0;
    for (;;) {
        const qsizetype open = source.indexOf("[[", at);
        const qsizetype close = open < 0 ? -1 : source.indexOf("]]", open);
        if (close < 0)
            break;
        const QString key = QString::fromLatin1(source.mid(open + 2, close - open - 2));
        if (!m_texts.contains(key))
            qFatal("storefront: a template asks for the unknown text \"%s\"", qPrintable(key));
        QString text = m_texts.value(key);
        if (html)
            text = text.toHtmlEscaped();
        QString withVariables;
        qsizetype copied = 0;
        for (auto it = placeholderPattern().globalMatch(text); it.hasNext();) {
            const auto match = it.next();
            withVariables += QStringView(text).mid(copied, match.capturedStart() - copied);
            withVariables += u"{{"_s + match.captured(1).toUpper() + u"}}"_s;
            copied = match.capturedEnd();
        }
        withVariables += QStringView(text).mid(copied);
        out += source.mid(at, open - at) + withVariables.toUtf8();
        at = close + 2;
    }
    out += source.mid(at);
    return out;
}

QStringList Texts::keys() const
{
    QStringList all = m_texts.keys() + m_plurals.keys();
    all.sort();
    return all;
}

QStringList Texts::placeholders(const QString &key) const
{
    QSet<QString> names;
    QStringList texts = m_plurals.value(key).values();
    texts.append(m_texts.value(key));
    for (const QString &text : texts) {
        for (auto it = placeholderPattern().globalMatch(text); it.hasNext();)
            names.insert(it.next().captured(1));
    }
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted;
}

QString Texts::pluralForm(Language language, qint64 n)
{
    const qint64 whole = qAbs(n);
    if (language == Language::English)
        return whole == 1 ? u"one"_s : u"other"_s;
    const qint64 last = whole % 10;
    const qint64 lastTwo = whole % 100;
    if (last == 1 && lastTwo != 11)
        return u"one"_s;
    if (last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14))
        return u"few"_s;
    return u"many"_s;
}

QStringList Texts::forms(const QString &key) const
{
    QStringList names = m_plurals.value(key).keys();
    names.sort();
    return names;
}

} // namespace lonieve::storefront
