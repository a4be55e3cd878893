-- SPDX-License-Identifier: GPL-3.0-or-later
-- Trigger of events: notes in session_slots the quarters of an hour in which the new events' sessions were active.
create or replace function note_session_slots() returns trigger
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    insert into session_slots (tenant_id, slot, session_id)
    select tenant_id, date_bin('15 minutes', created_at, '2000-01-01 00:00+00') as slot, session_id
    from fresh
    group by 1, 2, 3
    order by 1, 2, 3 -- the same order in every writer, so that two cannot block each other
    on conflict do nothing;
    return null;
end
$$;
