-- SPDX-License-Identifier: GPL-3.0-or-later
-- Distinct sessions with at least one event in [p_from, p_to), and how many of those placed an order in it that
-- is paid; one row. Sessions come from events, never from orders, so conversion cannot exceed 100 %.
drop function if exists period_sessions;
create or replace function period_sessions(p_from timestamptz, p_to timestamptz)
    returns table (sessions bigint, buying_sessions bigint)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    select (select count(*) from (select from events
                                  where created_at >= p_from and created_at < p_to
                                  group by session_id) s),
           (select count(*) from (select o.session_id from orders o
                                  where o.status = 'paid' and o.created_at >= p_from and o.created_at < p_to
                                    and o.session_id is not null
                                    and exists (select from events e
                                                where e.session_id = o.session_id and e.created_at >= p_from
                                                  and e.created_at < p_to)
                                  group by o.session_id) b)
$$;
