// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <curl/curl.h>

namespace lonieve::integrations {

/// Sets libcurl up once for the process; call before the first handle. Thread-safe.
void prepareCurl();

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

} // namespace lonieve::integrations
