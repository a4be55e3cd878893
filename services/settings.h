// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QVariant>

namespace lonieve::services {

/// One remembered choice: where it is kept and what it is until somebody chooses. Never a secret.
template <typename T>
struct Setting
{
    const char *key;
    T defaultValue;
};

namespace setting {
inline const Setting<QString> theme{"look/theme", QStringLiteral("system")}; ///< system, dark, light
inline const Setting<QString> language{"look/language", QString()};          ///< "", en, ru; empty = system's
inline const Setting<QString> server{"account/server", QString()};
inline const Setting<QString> email{"account/email", QString()};
inline const Setting<QByteArray> geometry{"window/geometry", QByteArray()};
inline const Setting<QString> dashboard{"window/dashboard", QStringLiteral("overview")};
inline const Setting<QString> range{"window/range", QStringLiteral("30d")};
inline const Setting<QString> exportFolder{"export/folder", QString()};
} // namespace setting

/// Typed access to the settings above. GUI thread; writes are lazy, as QSettings does them.
class Settings final
{
public:
    /// The person's own settings, or those of a file when a name is given (tests, portable use).
    explicit Settings(const QString &file = QString());

    template <typename T>
    T get(const Setting<T> &what) const
    {
        const QVariant value = m_store.value(QLatin1String(what.key));
        return value.isValid() && value.canConvert<T>() ? value.value<T>() : what.defaultValue;
    }
    template <typename T>
    void set(const Setting<T> &what, const T &value)
    {
        m_store.setValue(QLatin1String(what.key), QVariant::fromValue(value));
    }
    void sync() { m_store.sync(); }

private:
    QSettings m_store;
};

} // namespace lonieve::services
