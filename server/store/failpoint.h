// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lonieve::store {

/// A named point at which the fault tests end the process with SIGKILL: LONIEVE_CRASH_AT=<name>[:<nth pass>].
/// Compiled out without LONIEVE_FAILPOINTS (release builds).
#ifdef LONIEVE_FAILPOINTS
void failpoint(const char *name);
#else
inline void failpoint(const char *)
{}
#endif

} // namespace lonieve::store
