-- SPDX-License-Identifier: GPL-3.0-or-later
-- Overview's cards: four rows. today: since midnight in the tenant's zone, against yesterday up to the same time of
-- day; 7d, 30d: the last 7 or 30 × 24 hours against those before; range: [p_from, p_to) against [p_compare_from,
-- p_compare_to), previous figures null without one. p_currency null: the reporting currency; other currencies are
-- left out, never added. Definitions of the figures: period_money, period_sessions; aov = revenue / orders, half
-- up; conversion = buying sessions / sessions × 100. Sparks: today by hour, 7d and 30d by day, range as the trend.
drop function if exists dash_overview_kpis;
create or replace function dash_overview_kpis(p_from timestamptz default null, p_to timestamptz default null,
                                              p_compare_from timestamptz default null,
                                              p_compare_to timestamptz default null, p_currency text default null)
    returns table (period text, period_from timestamptz, period_to timestamptz,
                   revenue numeric, revenue_previous numeric, orders bigint, orders_previous bigint,
                   aov numeric, aov_previous numeric, sessions bigint, sessions_previous bigint,
                   conversion numeric, conversion_previous numeric, profit numeric, profit_previous numeric,
                   refunds numeric, refunds_previous numeric, revenue_spark jsonb, orders_spark jsonb)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    with setting as (
        select coalesce(nullif(p_currency, ''), tenant_currency()) as currency, tenant_time_zone() as zone,
               report_now() as now
    ), period (period, first, last, before_first, before_last, unit, rank) as (
        select 'today', date_trunc('day', now, zone), now,
               ((now at time zone zone)::date - 1)::timestamp at time zone zone,
               ((now at time zone zone) - interval '1 day') at time zone zone, 'hour', 1 from setting
        union all
        select '7d', now - interval '168 hours', now, now - interval '336 hours', now - interval '168 hours',
               'day', 2 from setting
        union all
        select '30d', now - interval '720 hours', now, now - interval '1440 hours', now - interval '720 hours',
               'day', 3 from setting
        union all
        select 'range', p_from, p_to, p_compare_from, p_compare_to, report_unit(p_from, p_to), 4 from setting
        where p_from is not null and p_to is not null
    )
    select p.period, p.first, p.last, m.revenue, b.revenue, m.orders, b.orders,
           case when m.orders > 0 then round(m.revenue / m.orders, minor_digits(s.currency)) end,
           case when b.orders > 0 then round(b.revenue / b.orders, minor_digits(s.currency)) end,
           v.sessions, w.sessions,
           case when v.sessions > 0 then round(100.0 * v.buying_sessions / v.sessions, 2) end,
           case when w.sessions > 0 then round(100.0 * w.buying_sessions / w.sessions, 2) end,
           m.profit, b.profit, m.refunds, b.refunds, k.revenue, k.orders
    from setting s
    cross join period p
    cross join lateral period_money(p.first, p.last, s.currency, s.zone) m
    cross join lateral period_sessions(p.first, p.last) v
    left join lateral period_money(p.before_first, p.before_last, s.currency, s.zone) b
        on p.before_first is not null and p.before_last is not null
    left join lateral period_sessions(p.before_first, p.before_last) w
        on p.before_first is not null and p.before_last is not null
    cross join lateral (
        select jsonb_agg(coalesce(o.revenue, 0) order by x.ordinal) as revenue,
               jsonb_agg(coalesce(o.orders, 0) order by x.ordinal) as orders
        from report_buckets(p.first, least(p.last, s.now), p.unit, s.zone) x
        left join (select date_trunc(p.unit, o.created_at, s.zone) as bucket, sum(o.total_amount) as revenue,
                          count(*) as orders
                   from orders o
                   where o.status = 'paid' and o.currency = s.currency and o.created_at >= p.first
                     and o.created_at < p.last
                   group by 1) o on o.bucket = x.bucket) k
    order by p.rank
$$;
