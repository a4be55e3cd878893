-- SPDX-License-Identifier: GPL-3.0-or-later
-- Revenue, orders, sessions and conversion of [p_from, p_to) by interval (report_unit) in the tenant's zone, one
-- row each, zeros where nothing happened, nulls where time has not come yet. *_previous: the interval with the same
-- ordinal of [p_compare_from, p_compare_to), null without one. complete: false while the interval runs.
-- p_currency null: the reporting currency; other currencies are left out.
drop function if exists dash_overview_trend;
create or replace function dash_overview_trend(p_from timestamptz default null, p_to timestamptz default null,
                                               p_compare_from timestamptz default null,
                                               p_compare_to timestamptz default null, p_currency text default null)
    returns table (bucket timestamptz, revenue numeric, revenue_previous numeric, orders bigint,
                   orders_previous bigint, sessions bigint, conversion numeric, complete boolean)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    with setting as (
        select coalesce(nullif(p_currency, ''), tenant_currency()) as currency, tenant_time_zone() as zone,
               report_now() as now, report_unit(p_from, p_to) as unit
    ), sold as (
        select date_trunc(s.unit, o.created_at, s.zone) as bucket, sum(o.total_amount) as revenue, count(*) as orders
        from setting s, orders o
        where o.status = 'paid' and o.currency = s.currency and o.created_at >= p_from and o.created_at < p_to
        group by 1
    ), sold_before as (
        select date_trunc(s.unit, o.created_at, s.zone) as bucket, sum(o.total_amount) as revenue, count(*) as orders
        from setting s, orders o
        where o.status = 'paid' and o.currency = s.currency and o.created_at >= p_compare_from
          and o.created_at < p_compare_to
        group by 1
    ), before as (
        select x.ordinal, coalesce(b.revenue, 0) as revenue, coalesce(b.orders, 0) as orders
        from setting s
        cross join lateral report_buckets(p_compare_from, p_compare_to, s.unit, s.zone) x
        left join sold_before b on b.bucket = x.bucket
    ), seen as (
        select d.bucket, d.session_id
        from (select date_trunc(s.unit, e.at, s.zone) as bucket, e.session_id
              from setting s, session_times(p_from, p_to) e) d
        group by d.bucket, d.session_id
    ), bought as (
        select date_trunc(s.unit, o.created_at, s.zone) as bucket, o.session_id
        from setting s, orders o
        where o.status = 'paid' and o.created_at >= p_from and o.created_at < p_to and o.session_id is not null
        group by 1, 2
    ), visited as (
        select n.bucket, count(*) as sessions, count(b.session_id) as buying
        from seen n left join bought b on b.bucket = n.bucket and b.session_id = n.session_id
        group by n.bucket
    )
    select x.bucket,
           case when x.bucket < s.now then coalesce(o.revenue, 0) end, f.revenue,
           case when x.bucket < s.now then coalesce(o.orders, 0) end, f.orders,
           case when x.bucket < s.now then coalesce(v.sessions, 0) end,
           case when v.sessions > 0 then round(100.0 * v.buying / v.sessions, 2) end,
           x.bucket_end <= s.now
    from setting s
    cross join lateral report_buckets(p_from, p_to, s.unit, s.zone) x
    left join sold o on o.bucket = x.bucket
    left join visited v on v.bucket = x.bucket
    left join before f on f.ordinal = x.ordinal
    order by x.ordinal
$$;
