// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/settings.h"

namespace lonieve::services {

namespace {

QString fileOrDefault(const QString &file)
{
    if (!file.isEmpty())
        return file;
    const QSettings probe(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("lonieve"),
                          QStringLiteral("lonieve-admin"));
    return probe.fileName();
}

} // namespace

Settings::Settings(const QString &file) : m_store(fileOrDefault(file), QSettings::IniFormat)
{}

} // namespace lonieve::services
