-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions active in [p_from, p_to), with a time inside the range and inside the quarter of an hour of the activity:
-- whole quarters from the rollup session_slots, the ends of the range from events. A session comes up once or more.
drop function if exists session_times;
create or replace function session_times(p_from timestamptz, p_to timestamptz)
    returns table (at timestamptz, session_id text)
    language plpgsql stable rows 100000
    set search_path = public, pg_temp
    set jit = off
as $$
declare
    v_first constant timestamptz :=
        date_bin('15 minutes', p_from + interval '15 minutes' - interval '1 microsecond', '2000-01-01 00:00+00');
    v_last constant timestamptz := date_bin('15 minutes', p_to, '2000-01-01 00:00+00');
begin
    if v_first >= v_last then
        return query select e.created_at, e.session_id from events e
                     where e.created_at >= p_from and e.created_at < p_to;
        return;
    end if;
    return query
        select s.slot, s.session_id from session_slots s where s.slot >= v_first and s.slot < v_last
        union all
        select e.created_at, e.session_id from events e where e.created_at >= p_from and e.created_at < v_first
        union all
        select e.created_at, e.session_id from events e where e.created_at >= v_last and e.created_at < p_to;
end
$$;
