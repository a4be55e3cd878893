// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"
#include "server/storefront/shelf.h"
#include "server/storefront/storefront.h"
#include "server/storefront/texts.h"
#include "server/storefront/visit.h"

#include <QJsonArray>

#include <ctemplate/template_dictionary.h>

namespace lonieve::storefront {

void put(ctemplate::TemplateDictionary &dictionary, const char *name, const QString &value);
/// Shows a section once when `shown`.
void show(ctemplate::TemplateDictionary &dictionary, const char *section, bool shown = true);

/// "/ru/catalog" and "/ru" are Russian.
Language languageOfPath(const QString &path);
/// The same page in a language: "/catalog" ↔ "/ru/catalog", "/" ↔ "/ru".
QString pathIn(Language language, const QString &path);
/// Where this shop is reached, without a slash at the end.
QString siteOf(const Options &options, const http::Request &request);

/// "https://cardlink.com/pay/x" → "https://cardlink.com"; "" for anything that is no web address.
QString originOf(const QString &address);

/// Whether a POST came from a page of this shop: Sec-Fetch-Site, else Origin. Programs that are no browsers
/// send neither and carry no cookies worth abusing.
bool fromOwnPage(const http::Request &request);

/// A colour class for a brand's card face, the same on every page.
QString hueOf(const QString &brand);
/// Names of regions and categories in a language; unknown ones as they are.
QString regionText(const Texts &texts, const QString &region);
QString categoryText(const Texts &texts, const QString &category);
/// Adds one {{>CARD}} for a product.
void addCard(ctemplate::TemplateDictionary &list, const Product &product, Language language);
/// HUE, BRAND, FACE, REGION of a card face.
void putFace(ctemplate::TemplateDictionary &dictionary, const Product &product, const QString &face,
             Language language);

/// One page in the making: the layout around a body template, cookies, policies.
class Page final
{
public:
    /// `bodyTemplate` is "home.tpl"; `name` goes to the script as data-page.
    Page(const Options &options, const http::Request &request, Language language, const char *bodyTemplate,
         const char *name);

    ctemplate::TemplateDictionary &body() { return *m_body; }
    const Texts &texts() const { return m_texts; }
    Language language() const { return m_language; }
    const Visit &visit() const { return m_visit; }

    void setTitle(const QString &title);
    void setDescription(const QString &description) { m_description = description; }
    void setStatus(int status) { m_status = status; }
    /// Not for search engines.
    void setUnlisted() { m_unlisted = true; }
    /// An order's page: kept by nobody, its address told to nobody.
    void setConfidential();
    /// Reloads itself every five seconds where scripts are off.
    void setRefreshing() { m_refreshing = true; }
    /// Goes to another address at once, with or without scripts.
    void setForwarding(const QByteArray &url) { m_forwarding = url; }
    /// An analytics event that the script reports once the page is open.
    void addEvent(const char *type, const QJsonObject &data = {});
    void setVary(const QByteArray &vary) { m_vary = vary; }

    http::Response render();

private:
    const Options &m_options;
    const http::Request &m_request;
    Language m_language;
    const Texts &m_texts;
    Visit m_visit;
    const char *m_name;
    ctemplate::TemplateDictionary m_layout;
    ctemplate::TemplateDictionary *m_body;
    QString m_title;
    QString m_description;
    QJsonArray m_events;
    QByteArray m_forwarding;
    QByteArray m_vary;
    int m_status = 200;
    bool m_unlisted = false;
    bool m_confidential = false;
    bool m_refreshing = false;
};

} // namespace lonieve::storefront
