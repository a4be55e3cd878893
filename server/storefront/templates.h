// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/storefront/texts.h"

#include <QByteArray>

#include <string>

namespace ctemplate {
class TemplateDictionary;
}

namespace lonieve::storefront {

/// The key under which a template of the table in templates.cpp is cached, compiled with the words of one
/// language. For {{>PARTS}} of other templates.
std::string templateKey(const char *name, Language language);

/// Fills in a template. HTML templates escape every value for its context (ctemplate's auto-escape mode, set
/// here for all of them, so that no file can forget it). Any thread. Ends the program when the template is
/// unknown, because templates are part of it.
QByteArray expand(const char *name, Language language, const ctemplate::TemplateDictionary &values);

/// Names of all templates, for tests.
QList<QByteArray> templateNames();

} // namespace lonieve::storefront
