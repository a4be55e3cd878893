// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <mutex>
#include <vector>

#include <curl/curl.h>

namespace lonieve::integrations {

/// A curl_slist that frees itself.
class CurlList final
{
public:
    CurlList() = default;
    ~CurlList() { curl_slist_free_all(m_list); }
    CurlList(const CurlList &) = delete;
    CurlList &operator=(const CurlList &) = delete;
    void append(const QByteArray &line) { m_list = curl_slist_append(m_list, line.constData()); }
    curl_slist *get() const { return m_list; }

private:
    curl_slist *m_list = nullptr;
};

/// Handles with their kept connections, one for each call that runs at the same time. Thread-safe.
class CurlPool final
{
public:
    CurlPool(); ///< sets libcurl up once for the process
    ~CurlPool();
    CurlPool(const CurlPool &) = delete;
    CurlPool &operator=(const CurlPool &) = delete;

    CURL *take();                ///< without any options; nullptr only when there is no memory
    void giveBack(CURL *handle); ///< forgets options, keeps connections

private:
    std::mutex m_mutex;
    std::vector<CURL *> m_idle;
};

} // namespace lonieve::integrations
