-- SPDX-License-Identifier: GPL-3.0-or-later
-- Stores a batch of events as visitors' browsers and the storefront report them: an array of objects with the
-- names of the table's columns; id and created_at may be given. Payment and code events are written by the
-- functions that make them true, never from outside: LG008. Returns the ids in the order given. Tells listeners.
create or replace function record_events(p_events jsonb) returns setof uuid
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    if exists (select from jsonb_array_elements(p_events) e
               where e ->> 'event_type' in ('payment_redirect', 'payment_success', 'code_sent')) then
        raise exception 'this event is written by the shop itself'
            using errcode = 'LG008', detail = '{"field": "event_type"}';
    end if;
    perform announce_change('events');
    return query
        insert into events (id, created_at, event_type, session_id, user_id, visitor_id, url, referrer, utm_source,
                            utm_medium, utm_campaign, utm_content, utm_term, data, session_duration, page_duration,
                            scroll_depth, device_type, country, city, ip_address, user_agent)
        select coalesce(e.id, gen_random_uuid()), coalesce(e.created_at, now()), e.event_type, e.session_id,
               e.user_id, e.visitor_id, e.url, e.referrer, e.utm_source, e.utm_medium, e.utm_campaign,
               e.utm_content, e.utm_term, e.data, e.session_duration, e.page_duration, e.scroll_depth,
               e.device_type, e.country, e.city, e.ip_address, e.user_agent
        from jsonb_to_recordset(p_events) e (
            id uuid, created_at timestamptz, event_type text, session_id text, user_id uuid, visitor_id text,
            url text, referrer text, utm_source text, utm_medium text, utm_campaign text, utm_content text,
            utm_term text, data jsonb, session_duration int, page_duration int, scroll_depth int,
            device_type text, country text, city text, ip_address text, user_agent text)
        returning events.id;
end
$$;
