// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <array>
#include <memory>

// The linker drops what nobody names, and a resource in a static library is such a thing. Outside the
// namespace, as the macro demands.
static void initTranslations()
{
    Q_INIT_RESOURCE(lonieve_i18n);
}

namespace lonieve::app::language {

namespace {

struct Installed
{
    QString code;
    std::array<std::unique_ptr<QTranslator>, 2> translators;
};

Installed &installed()
{
    static Installed state;
    return state;
}

} // namespace

QStringList available()
{
    return {QStringLiteral("en"), QStringLiteral("ru")};
}

QString ofSystem()
{
    const QString code = QLocale::system().name().left(2);
    return available().contains(code) ? code : QStringLiteral("en");
}

QString current()
{
    return installed().code;
}

void apply(const QString &wanted)
{
    const QString code = available().contains(wanted) ? wanted : ofSystem();
    Installed &state = installed();
    if (state.code == code)
        return;
    state.code = code;
    initTranslations();
    // Numbers and dates follow before the texts do, so that a page that retranslates itself finds both.
    const QLocale system = QLocale::system();
    QLocale::setDefault(
        system.name().startsWith(code)
            ? system
            : QLocale(code == QLatin1String("ru") ? QStringLiteral("ru_RU") : QStringLiteral("en_US")));
    for (auto &translator : state.translators) {
        if (translator)
            QCoreApplication::removeTranslator(translator.get());
        translator = std::make_unique<QTranslator>();
    }
    // Qt's own dialogs; English needs none.
    if (state.translators[0]->load(QStringLiteral("qtbase_") + code,
                                   QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(state.translators[0].get());
    if (state.translators[1]->load(QStringLiteral(":/i18n/lonieve_%1.qm").arg(code)))
        QCoreApplication::installTranslator(state.translators[1].get());
}

} // namespace lonieve::app::language
