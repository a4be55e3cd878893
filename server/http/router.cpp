// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"

#include "server/http/head.h"

#include <QVarLengthArray>

namespace lonieve::http {

namespace {

constexpr size_t methodCount = 7;
constexpr qsizetype maxSegments = 64;

} // namespace

struct Router::Node
{
    std::array<const Route *, methodCount> byMethod{};
    QHash<QByteArray, std::shared_ptr<Node>> literal;
    std::unique_ptr<Node> param;
    QString paramName;
    std::unique_ptr<Node> rest;
    QString restName;

    const Route *routeFor(Method method) const
    {
        const Route *route = byMethod[size_t(method)];
        return !route && method == Method::Head ? byMethod[size_t(Method::Get)] : route;
    }
};

struct Router::Search
{
    Method method;
    QVarLengthArray<QByteArray, 16> segments;
    Match &match;
    std::array<bool, methodCount> allowed{};

    bool visit(const Node &node)
    {
        for (size_t i = 0; i < methodCount; ++i)
            allowed[i] = allowed[i] || node.byMethod[i];
        match.route = node.routeFor(method);
        return match.route != nullptr;
    }
};

QByteArrayView methodName(Method method)
{
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Head:
        return "HEAD";
    case Method::Post:
        return "POST";
    case Method::Put:
        return "PUT";
    case Method::Patch:
        return "PATCH";
    case Method::Delete:
        return "DELETE";
    case Method::Options:
        return "OPTIONS";
    }
    return "GET";
}

Router::Router() : m_root(std::make_unique<Node>())
{}

Router::~Router() = default;

const QList<Route> &Router::routes() const
{
    return m_list;
}

void Router::add(Route route)
{
    const QByteArray pattern(route.pattern);
    if (!pattern.startsWith('/'))
        qFatal("route %s does not start with a slash", pattern.constData());
    Node *node = m_root.get();
    bool literal = true;
    const QList<QByteArray> parts = pattern.mid(1).split('/');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const QByteArray &part = parts[i];
        if (part.startsWith('{') && part.endsWith("...}")) {
            if (i + 1 != parts.size())
                qFatal("route %s goes on behind its rest", pattern.constData());
            if (!node->rest)
                node->rest = std::make_unique<Node>();
            node->restName = QString::fromLatin1(part.mid(1, part.size() - 5));
            node = node->rest.get();
            literal = false;
        } else if (part.startsWith('{') && part.endsWith('}')) {
            const QString name = QString::fromLatin1(part.mid(1, part.size() - 2));
            if (!node->param)
                node->param = std::make_unique<Node>();
            else if (node->paramName != name)
                qFatal("route %s names a parameter differently from its neighbour", pattern.constData());
            node->paramName = name;
            node = node->param.get();
            literal = false;
        } else {
            auto &child = node->literal[part];
            if (!child)
                child = std::make_shared<Node>();
            node = child.get();
        }
    }
    if (node->byMethod[size_t(route.method)])
        qFatal("route %s is there twice", pattern.constData());
    m_list.append(route);
    m_store.push_back(std::move(route));
    node->byMethod[size_t(m_store.back().method)] = &m_store.back();
    if (literal)
        m_literal.insert(pattern, node);
}

bool Router::walk(const Node &node, Search &search, qsizetype depth) const
{
    if (depth == search.segments.size())
        return search.visit(node);
    const QByteArray &segment = search.segments[depth];
    const auto child = node.literal.constFind(segment);
    if (child != node.literal.cend() && walk(**child, search, depth + 1))
        return true;
    if (node.param && !segment.isEmpty()) {
        search.match.params.emplaceBack(node.paramName, QString::fromUtf8(segment));
        if (walk(*node.param, search, depth + 1))
            return true;
        search.match.params.removeLast();
    }
    if (node.rest && !segment.isEmpty()) {
        if (search.visit(*node.rest)) {
            QByteArray rest;
            for (qsizetype i = depth; i < search.segments.size(); ++i)
                rest.append(i == depth ? "" : "/").append(search.segments[i]);
            search.match.params.emplaceBack(node.restName, QString::fromUtf8(rest));
            return true;
        }
    }
    return false;
}

Router::Match Router::find(Method method, QByteArrayView rawPath) const
{
    Match match;
    const auto literal = m_literal.constFind(QByteArray::fromRawData(rawPath.data(), rawPath.size()));
    if (literal != m_literal.cend()) {
        match.route = (*literal)->routeFor(method);
        if (match.route) {
            match.outcome = Outcome::Found;
            match.path = QString::fromLatin1(rawPath);
            return match;
        }
    }

    Search search{method, {}, match, {}};
    if (rawPath.isEmpty() || rawPath.front() != '/') {
        match.outcome = Outcome::BadPath;
        return match;
    }
    for (qsizetype at = 1;;) {
        qsizetype end = rawPath.indexOf('/', at);
        if (end < 0)
            end = rawPath.size();
        auto segment = decodeSegment(rawPath.sliced(at, end - at));
        if (!segment || *segment == "." || *segment == ".." || search.segments.size() >= maxSegments) {
            match.outcome = Outcome::BadPath;
            return match;
        }
        match.path += u'/';
        match.path += QString::fromUtf8(*segment);
        search.segments.append(std::move(*segment));
        if (end == rawPath.size())
            break;
        at = end + 1;
    }
    if (walk(*m_root, search, 0)) {
        match.outcome = Outcome::Found;
        return match;
    }
    match.params.clear();
    match.route = nullptr;
    bool any = false;
    for (size_t i = 0; i < methodCount; ++i)
        any = any || search.allowed[i];
    if (!any) {
        match.outcome = Outcome::NoPath;
        return match;
    }
    match.outcome = Outcome::NoMethod;
    search.allowed[size_t(Method::Options)] = true;
    if (search.allowed[size_t(Method::Get)])
        search.allowed[size_t(Method::Head)] = true;
    for (size_t i = 0; i < methodCount; ++i) {
        if (search.allowed[i])
            match.allow.append(match.allow.isEmpty() ? "" : ", ").append(methodName(Method(i)).toByteArray());
    }
    return match;
}

} // namespace lonieve::http
