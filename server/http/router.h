// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/message.h"

#include <array>
#include <deque>
#include <memory>

namespace lonieve::http {

/// The route table: literal segments win over {name}, {name} over {name...}. Not thread-safe.
class Router final
{
public:
    enum class Outcome { Found, NoPath, NoMethod, BadPath };

    struct Match
    {
        Outcome outcome = Outcome::NoPath;
        const Route *route = nullptr;
        QList<std::pair<QString, QString>> params;
        QString path;     ///< decoded
        QByteArray allow; ///< for NoMethod, and for OPTIONS of any known path
    };

    Router();
    ~Router();

    /// Addresses of routes stay valid for the router's life. Panics (qFatal) on a malformed or double
    /// pattern: that is a mistake of the program.
    void add(Route route);
    const QList<Route> &routes() const;

    /// HEAD finds the GET route. OPTIONS without a route of its own is NoMethod with `allow`.
    Match find(Method method, QByteArrayView rawPath) const;

private:
    struct Node;
    struct Search;

    bool walk(const Node &node, Search &search, qsizetype depth) const;

    std::unique_ptr<Node> m_root;
    QHash<QByteArray, const Node *> m_literal; ///< raw paths of patterns without parameters
    std::deque<Route> m_store;
    QList<Route> m_list;
};

QByteArrayView methodName(Method method);

} // namespace lonieve::http
