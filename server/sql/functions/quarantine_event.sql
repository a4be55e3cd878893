-- SPDX-License-Identifier: GPL-3.0-or-later
-- Keeps an event that was refused, with the reason, for Data Quality. The client's address is kept apart.
create or replace function quarantine_event(p_event jsonb, p_reason text) returns void
    language sql
    set search_path = public, pg_temp
as $$
    insert into rejected_events (reason, event, ip_address)
    values (left(p_reason, 200), coalesce(p_event, 'null'), p_event ->> 'ip_address')
$$;
