-- SPDX-License-Identifier: GPL-3.0-or-later
-- Distinct sessions with at least one event in [p_from, p_to), and how many of those placed an order in it that
-- is paid; one row. Sessions come from events, never from orders, so conversion cannot exceed 100 %.
drop function if exists period_sessions;
create or replace function period_sessions(p_from timestamptz, p_to timestamptz)
    returns table (sessions bigint, buying_sessions bigint)
    language plpgsql stable rows 1
    set search_path = public, pg_temp
    set jit = off
as $$
declare
    v_first constant timestamptz :=
        date_bin('15 minutes', p_from + interval '15 minutes' - interval '1 microsecond', '2000-01-01 00:00+00');
    v_last constant timestamptz := date_bin('15 minutes', p_to, '2000-01-01 00:00+00');
begin
    -- Whole quarters of an hour from the rollup, the ends of the range from events (all of it when it is short).
    return query
        with seen as (
            select s.session_id from session_slots s where s.slot >= v_first and s.slot < v_last
            union
            select e.session_id from events e where e.created_at >= p_from and e.created_at < least(v_first, p_to)
            union
            select e.session_id from events e
            where e.created_at >= greatest(v_last, v_first) and e.created_at < p_to
        ), bought as (
            select o.session_id from orders o
            where o.status = 'paid' and o.created_at >= p_from and o.created_at < p_to and o.session_id is not null
            group by o.session_id
        )
        select count(*), count(b.session_id)
        from seen s left join bought b on b.session_id = s.session_id;
end
$$;
