// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/integrations/curl.h"

namespace lonieve::integrations {

CurlPool::CurlPool()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

CurlPool::~CurlPool()
{
    for (CURL *handle : m_idle)
        curl_easy_cleanup(handle);
}

CURL *CurlPool::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_idle.empty())
        return curl_easy_init();
    CURL *handle = m_idle.back();
    m_idle.pop_back();
    return handle;
}

void CurlPool::giveBack(CURL *handle)
{
    curl_easy_reset(handle);
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(handle);
}

} // namespace lonieve::integrations
