// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/storefront/templates.h"

#include <QFile>

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <array>

namespace lonieve::storefront {

using namespace Qt::StringLiterals;

namespace {

enum class Kind { Html, Text };

struct Source
{
    const char *name; ///< path below :/storefront/
    Kind kind;
};

constexpr std::array sources = {
    Source{"templates/layout.tpl", Kind::Html},   Source{"templates/card.tpl", Kind::Html},
    Source{"templates/home.tpl", Kind::Html},     Source{"templates/catalog.tpl", Kind::Html},
    Source{"templates/product.tpl", Kind::Html},  Source{"templates/field.tpl", Kind::Html},
    Source{"templates/checkout.tpl", Kind::Html}, Source{"templates/pending.tpl", Kind::Html},
    Source{"templates/success.tpl", Kind::Html},  Source{"templates/terms.tpl", Kind::Html},
    Source{"templates/privacy.tpl", Kind::Html},  Source{"templates/error.tpl", Kind::Html},
    Source{"mail/order.html.tpl", Kind::Html},    Source{"mail/order.txt.tpl", Kind::Text},
};

ctemplate::Strip stripOf(Kind kind)
{
    return kind == Kind::Html ? ctemplate::STRIP_WHITESPACE : ctemplate::DO_NOT_STRIP;
}

const Source &sourceOf(const char *name)
{
    for (const Source &source : sources) {
        if (qstrcmp(source.name, name) == 0)
            return source;
    }
    qFatal("storefront: unknown template \"%s\"", name);
    Q_UNREACHABLE();
}

/// All templates in all languages; frozen, so that expanding takes no lock and reads no file.
class Library final
{
public:
    Library()
    {
        for (const Language language : {Language::English, Language::Russian}) {
            const Texts &texts = Texts::in(language);
            for (const Source &source : sources) {
                QFile file(u":/storefront/%1"_s.arg(QLatin1StringView(source.name)));
                if (!file.open(QIODevice::ReadOnly))
                    qFatal("storefront: no template \"%s\"", source.name);
                QByteArray text = texts.compiled(file.readAll(), source.kind == Kind::Html);
                if (source.kind == Kind::Html)
                    text.prepend("{{%AUTOESCAPE context=\"HTML\"}}");
                if (!m_cache.StringToTemplateCache(templateKey(source.name, language), text.constData(),
                                                   static_cast<size_t>(text.size()), stripOf(source.kind)))
                    qFatal("storefront: the template \"%s\" does not parse", source.name);
            }
        }
        m_cache.Freeze();
    }

    const ctemplate::TemplateCache &cache() const { return m_cache; }

private:
    ctemplate::TemplateCache m_cache;
};

} // namespace

std::string templateKey(const char *name, Language language)
{
    return std::string(codeOf(language)) + '/' + name;
}

QByteArray expand(const char *name, Language language, const ctemplate::TemplateDictionary &values)
{
    static const Library library;
    std::string out;
    if (!library.cache().ExpandNoLoad(templateKey(name, language), stripOf(sourceOf(name).kind), &values,
                                      nullptr, &out))
        qFatal("storefront: the template \"%s\" does not expand", name);
    return QByteArray(out.data(), static_cast<qsizetype>(out.size()));
}

QList<QByteArray> templateNames()
{
    QList<QByteArray> names;
    for (const Source &source : sources)
        names.append(source.name);
    return names;
}

} // namespace lonieve::storefront
