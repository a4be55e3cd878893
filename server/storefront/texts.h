// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

#include <initializer_list>
#include <utility>

namespace lonieve::storefront {

enum class Language { English, Russian };

/// "ru", "ru-RU", "ru_RU" → Russian, anything else English.
Language languageOf(const QString &locale);
const char *codeOf(Language language); ///< "en" | "ru"

/// The words of one language, from texts/<code>.json: key → text, or key → plural forms (one, few, many,
/// other). A text may hold placeholders: {name}. Read once; any thread.
class Texts final
{
public:
    using Values = std::initializer_list<std::pair<const char *, QString>>;

    static const Texts &in(Language language);

    bool has(const QString &key) const;
    /// The text with its placeholders filled in. An unknown key comes back as the key itself.
    QString operator()(const QString &key, Values values = {}) const;
    /// The plural form for n; {n} is filled in with the grouped number.
    QString counted(const QString &key, qint64 n, Values values = {}) const;

    /// Replaces [[key]] in a template's source by the text. {name} inside a text becomes the template
    /// variable {{NAME}}, so values are escaped by the template. `html` escapes the text itself.
    QByteArray compiled(const QByteArray &source, bool html) const;

    QStringList keys() const;                               ///< of texts and plurals
    QStringList placeholders(const QString &key) const;     ///< sorted, each once, over all plural forms
    static QString pluralForm(Language language, qint64 n); ///< "one" | "few" | "many" | "other"
    QStringList forms(const QString &key) const;            ///< plural forms of a key, empty for a text

private:
    explicit Texts(Language language);
    Language m_language;
    QHash<QString, QString> m_texts;
    QHash<QString, QHash<QString, QString>> m_plurals;
};

} // namespace lonieve::storefront
