// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/store/failpoint.h"

#ifdef LONIEVE_FAILPOINTS

#include <QByteArray>

#include <atomic>

#include <signal.h>
#include <unistd.h>

namespace lonieve::store {

void failpoint(const char *name)
{
    static const QByteArray wanted = qgetenv("LONIEVE_CRASH_AT");
    if (wanted.isEmpty())
        return;
    static const qsizetype colon = wanted.indexOf(':');
    static const QByteArray point = colon < 0 ? wanted : wanted.left(colon);
    static std::atomic<int> passesLeft = colon < 0 ? 1 : wanted.mid(colon + 1).toInt();
    if (point != name)
        return;
    if (passesLeft.fetch_sub(1) == 1)
        ::kill(::getpid(), SIGKILL);
}

} // namespace lonieve::store

#endif
