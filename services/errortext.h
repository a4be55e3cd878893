// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/result.h"

namespace lonieve::services {

/// Gives an error the text of the person's language where its key is known; the server's own words stay
/// otherwise. `status` is the HTTP status, 0 below HTTP.
Error withLocalText(Error error, int status);

} // namespace lonieve::services
