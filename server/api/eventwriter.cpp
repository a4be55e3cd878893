// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/api/eventwriter.h"

#include "server/store/connection.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>

namespace lonieve::api {

namespace {

const store::Statement recordEvents = {"record_events", "select count(*) from record_events($1::jsonb)"};
const store::Statement quarantineEvent = {"quarantine_event", "select quarantine_event($1::jsonb, $2)"};

/// The events a browser may report, in the order of a purchase.
constexpr std::array clientEvents = {
    "page_view",       "view_catalog",         "view_product",    "configurator_open", "configurator_change",
    "add_to_cart",     "checkout_start",       "checkout_submit", "payment_return",    "support_open",
    "support_request", "resend_email_request", "account_login",
};
/// The events that only the server may write, because money or codes stand behind them.
constexpr std::array serverEvents = {"payment_redirect", "payment_success", "code_sent"};

struct TextMember
{
    const char *name;
    int limit;
};
constexpr std::array textMembers = {
    TextMember{"session_id", 100},   TextMember{"visitor_id", 100},  TextMember{"url", 2000},
    TextMember{"referrer", 2000},    TextMember{"utm_source", 200},  TextMember{"utm_medium", 200},
    TextMember{"utm_campaign", 200}, TextMember{"utm_content", 200}, TextMember{"utm_term", 200},
    TextMember{"device_type", 20},   TextMember{"country", 100},     TextMember{"city", 100},
};
struct NumberMember
{
    const char *name;
    int maximum;
};
constexpr std::array numberMembers = {
    NumberMember{"session_duration", 31 * 24 * 3600},
    NumberMember{"page_duration", 24 * 3600},
    NumberMember{"scroll_depth", 100},
};
constexpr qsizetype maximumData = 8 * 1024;

template <typename List>
bool contains(const List &list, const QString &name)
{
    return std::any_of(list.begin(), list.end(),
                       [&](const char *entry) { return name == QLatin1String(entry); });
}

} // namespace

Result<QJsonObject> checkedEvent(const QJsonObject &event, const QString &fallbackSession,
                                 const QString &fallbackVisitor)
{
    QList<FieldError> wrong;
    const auto refuse = [&](const char *field, const char *code, const QString &message) {
        wrong.append({QString::fromLatin1(field), QString::fromLatin1(code), message});
    };

    QJsonObject checked;
    const QString type = event.value(u"event_type").toString();
    if (contains(serverEvents, type)) {
        return failure(Error{ErrorCode::Unprocessable, QStringLiteral("server_event"),
                             QStringLiteral("“%1” is written by the server when it happens; a client cannot "
                                            "report it.")
                                 .arg(type)});
    }
    if (!contains(clientEvents, type))
        refuse("event_type", "unknown", QStringLiteral("Use one of the documented event types."));
    checked.insert(QStringLiteral("event_type"), type);

    for (const TextMember &member : textMembers) {
        const QString name = QString::fromLatin1(member.name);
        const QJsonValue value = event.value(name);
        if (value.isUndefined() || value.isNull())
            continue;
        if (!value.isString()) {
            refuse(member.name, "not_text", QStringLiteral("Must be text."));
            continue;
        }
        const QString text = value.toString();
        if (text.contains(QChar(u'\0'))) {
            refuse(member.name, "control_character", QStringLiteral("Must not contain NUL characters."));
            continue;
        }
        if (!text.isEmpty())
            checked.insert(name, text.left(member.limit));
    }
    for (const NumberMember &member : numberMembers) {
        const QString name = QString::fromLatin1(member.name);
        const QJsonValue value = event.value(name);
        if (value.isUndefined() || value.isNull())
            continue;
        const double number = value.toDouble(-1);
        if (!value.isDouble() || !(number >= 0) || number > member.maximum) {
            refuse(member.name, "out_of_range",
                   QStringLiteral("Must be a number from 0 to %1.").arg(member.maximum));
            continue;
        }
        checked.insert(name, static_cast<int>(std::lround(number)));
    }
    const QJsonValue data = event.value(u"data");
    if (!data.isUndefined() && !data.isNull()) {
        if (!data.isObject()) {
            refuse("data", "not_an_object", QStringLiteral("Must be a JSON object."));
        } else {
            const QByteArray compact = QJsonDocument(data.toObject()).toJson(QJsonDocument::Compact);
            if (compact.size() > maximumData)
                refuse("data", "too_large", QStringLiteral("Must be at most 8 KiB of JSON."));
            else if (compact.contains("\\u0000"))
                refuse("data", "control_character", QStringLiteral("Must not contain NUL characters."));
            else
                checked.insert(QStringLiteral("data"), data);
        }
    }
    if (!checked.contains(u"session_id")) {
        if (fallbackSession.isEmpty())
            refuse("session_id", "required", QStringLiteral("Name the session, for example sess_abc123."));
        else
            checked.insert(QStringLiteral("session_id"), fallbackSession);
    }
    if (!checked.contains(u"visitor_id") && !fallbackVisitor.isEmpty())
        checked.insert(QStringLiteral("visitor_id"), fallbackVisitor);

    if (!wrong.isEmpty()) {
        return failure(Error{ErrorCode::InvalidInput, QStringLiteral("invalid_event"),
                             QStringLiteral("The event was not recorded; mend the fields named here."),
                             wrong});
    }
    checked.insert(QStringLiteral("id"), QUuid::createUuid().toString(QUuid::WithoutBraces));
    return checked;
}

EventWriter::EventWriter(store::Database &database, std::size_t maximumQueued)
    : m_database(database), m_maximumQueued(maximumQueued), m_thread([this] { loop(); })
{}

EventWriter::~EventWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool EventWriter::submit(const QUuid &tenant, std::vector<QJsonObject> events, Done done)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_queuedEvents + events.size() > m_maximumQueued)
            return false;
        m_queuedEvents += events.size();
        m_queue.push_back({tenant, std::move(events), {}, std::move(done)});
    }
    m_wake.notify_one();
    return true;
}

void EventWriter::quarantine(const QUuid &tenant, const QJsonObject &event, const QString &reason)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping || m_queuedEvents >= m_maximumQueued)
            return;
        ++m_queuedEvents;
        m_queue.push_back({tenant, {event}, reason, {}});
    }
    m_wake.notify_one();
}

void EventWriter::loop()
{
    std::vector<Entry> group;
    for (;;) {
        group.clear();
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            group.swap(m_queue);
            m_queuedEvents = 0;
        }
        write(group);
    }
}

void EventWriter::write(std::vector<Entry> &group)
{
    QHash<QUuid, std::vector<Entry *>> byTenant;
    for (Entry &entry : group) {
        if (entry.quarantineReason.isEmpty()) {
            byTenant[entry.tenant].push_back(&entry);
            continue;
        }
        const auto kept =
            m_database.once(entry.tenant, quarantineEvent,
                            {store::Param(entry.events.front()), store::Param(entry.quarantineReason)});
        if (!kept)
            qWarning("event quarantine failed: %s", qPrintable(kept.error().message));
    }
    for (auto tenant = byTenant.cbegin(); tenant != byTenant.cend(); ++tenant) {
        const Result<void> stored = store(tenant.key(), tenant.value());
        if (stored || tenant.value().size() == 1 || stored.error().code == ErrorCode::Unavailable) {
            for (Entry *entry : tenant.value())
                entry->done(stored);
            continue;
        }
        // One event that the store refuses must not take the others of its group with it.
        for (Entry *entry : tenant.value())
            entry->done(store(tenant.key(), {entry}));
    }
}

Result<void> EventWriter::store(const QUuid &tenant, const std::vector<Entry *> &entries)
{
    QByteArray json = "[";
    for (const Entry *entry : entries) {
        for (const QJsonObject &event : entry->events) {
            if (json.size() > 1)
                json += ',';
            json += QJsonDocument(event).toJson(QJsonDocument::Compact);
        }
    }
    json += ']';
    const auto rows = m_database.once(tenant, recordEvents, {store::Param(QString::fromUtf8(json))});
    if (!rows)
        return failure(rows.error());
    return {};
}

} // namespace lonieve::api
