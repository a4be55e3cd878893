-- SPDX-License-Identifier: GPL-3.0-or-later
-- Overview's datasets on a handful of rows, counted by hand. The shop counts days in Asia/Yekaterinburg (UTC+5, no
-- summer time) and reports in USD; it is Wednesday 2026-03-04 12:30 there, 07:30 UTC.
begin;
\ir fixture.psql
select plan(45);
update tenants set settings = settings || '{"time_zone": "Asia/Yekaterinburg", "currency": "USD"}' where id = :'tenant';
select is(tenant_time_zone() || ' ' || tenant_currency(), 'Asia/Yekaterinburg USD', 'the tenant''s settings');
select set_config('app.now', '2026-03-04 07:30+00', true) \g /dev/null

-- No rows.
select is((select string_agg(concat_ws('/', period, revenue, orders, coalesce(aov::text, '-'), sessions, coalesce(conversion::text, '-'), profit, refunds), ' ') from dash_overview_kpis()),
          'today/0/0/-/0/-/0/0 7d/0/0/-/0/-/0/0 30d/0/0/-/0/-/0/0', 'an empty shop: zeros, and nothing where there is nothing to divide');
select is((select count(*) from dash_top_products('2026-03-01', '2026-04-01')), 0::bigint, 'no products');
select is((select count(*) from dash_recent_orders()), 0::bigint, 'no orders');
select is((select row(currency, paid_orders, is_reporting)::text from list_currencies()), '(USD,0,t)', 'the reporting currency is always there');
select is((select count(*) from dash_overview_trend('2026-03-01', '2026-03-04')), 4::bigint, 'three times 24 UTC hours touch four local days');

-- Another tenant's sales never show.
select set_config('app.tenant_id', :'other', true) \g /dev/null
insert into orders (email, source, total_amount, total_cost, total_profit, status, created_at, paid_at)
values ('x@example.com', 'old', 999, 0, 999, 'paid', '2026-03-04 07:00+00', now());
select set_config('app.tenant_id', :'tenant', true) \g /dev/null

insert into products (id, name, brand, region, nominals, base_price) values
    ('00000000-0000-4000-8000-0000000000a1', 'Alpha', 'A', 'USA', '[]', 100), ('00000000-0000-4000-8000-0000000000b1', 'Beta', 'B', 'EUR', '[]', 100);
create function pg_temp.sale(p_ref text, p_at timestamptz, p_amount numeric, p_session text, p_profit numeric default 10,
                             p_currency text default 'USD', p_status text default 'paid') returns void language sql as $$
    with o as (
        insert into orders (external_ref, source, email, total_amount, total_cost, total_profit, transaction_fees, true_profit, currency, status, session_id, created_at, paid_at)
        values (p_ref, 'old', p_ref || '@example.com', p_amount, greatest(p_amount - p_profit, 0), p_profit, 1, p_profit - 1, p_currency, p_status, p_session, p_at, case when p_status = 'paid' then p_at end)
        returning id)
    insert into order_items (order_id, product_id, product_name, nominal, price, quantity, currency, created_at)
    select o.id, '00000000-0000-4000-8000-0000000000a1'::uuid, 'Alpha', 1, p_amount - 1, 2, p_currency, p_at from o
    union all
    select o.id, '00000000-0000-4000-8000-0000000000b1'::uuid, 'Beta', 1, 1, 1, p_currency, p_at + interval '1 second' from o
$$;
select pg_temp.sale('a', '2026-03-03 19:00+00', 100, 's1'),          -- today 00:00 there: the first instant of the day
       pg_temp.sale('b', '2026-03-03 18:59:59+00', 50, 's2'),        -- yesterday, after 12:30
       pg_temp.sale('c', '2026-03-03 07:29:59+00', 25.50, 's3'),     -- yesterday before 12:30, and before the last 24 hours
       pg_temp.sale('d', '2026-03-04 07:29:59+00', 10, null),        -- today
       pg_temp.sale('e', '2026-03-04 01:00+00', 70, 's1', 5, 'EUR'), -- another currency
       pg_temp.sale('f', '2026-03-04 01:00+00', 999, 's4', 5, 'USD', 'pending'),
       pg_temp.sale('g', '2026-02-28 18:59:59+00', 7, 's5'),         -- the last instant of February there
       pg_temp.sale('h', '2026-02-28 19:00+00', 8, 's6'),            -- the first of March
       pg_temp.sale('i', '2026-02-25 07:30+00', 3, 's7'),            -- exactly 7 × 24 hours ago: in
       pg_temp.sale('j', '2026-02-25 07:29:59+00', 4, 's8');         -- a second earlier: in the week before
insert into events (event_type, session_id, created_at) values
    ('page_view', 's1', '2026-03-03 19:00+00'), ('page_view', 's1', '2026-03-04 05:00+00'), ('page_view', 's9', '2026-03-04 06:00+00'),
    ('page_view', 's10', '2026-03-04 06:10+00'), ('page_view', 's2', '2026-03-03 18:00+00'), ('page_view', 's3', '2026-03-03 07:00+00'),
    ('page_view', 's6', '2026-02-28 20:00+00'), ('page_view', 's8', '2026-02-20 00:00+00');
insert into refunds (source, external_ref, order_id, refund_amount, status, processed_at, currency) values
    ('old', 'r1', (select id from orders where external_ref = 'g'), 2, 'completed', '2026-03-04 02:00+00', 'USD'),
    ('old', 'r2', null, 1, 'completed', '2026-03-03 02:00+00', 'USD'),
    ('old', 'r3', null, 9, 'completed', '2026-03-04 02:00+00', 'EUR'),
    ('old', 'r4', null, 9, 'pending', null, 'USD');
insert into ad_spend (date, utm_source, spend, currency) values ('2026-03-04', 'fb', 4, 'USD'), ('2026-03-04', null, 6, 'EUR'), ('2026-03-03', 'fb', 2, 'USD'), ('2026-02-20', 'fb', 1, 'USD');

create temporary table k as select * from dash_overview_kpis('2026-02-28 19:00+00', '2026-03-31 19:00+00', '2026-01-31 19:00+00', '2026-02-28 19:00+00');
select is((select string_agg(period, ' ') from (select period from k) p), 'today 7d 30d range', 'four rows, in this order');
select is((select row(period_from, period_to)::text from k where period = 'today'), '("2026-03-03 19:00:00+00","2026-03-04 07:30:00+00")', 'today begins at midnight there');
select is((select row(revenue, orders, aov)::text from k where period = 'today'), '(110.00,2,55.00)', 'today: a and d; euros, pending and other tenants'' left out');
select is((select row(revenue_previous, orders_previous, aov_previous)::text from k where period = 'today'), '(25.50,1,25.50)', 'yesterday up to the same time: c, not b');
select is((select row(sessions, conversion)::text from k where period = 'today'), '(3,33.33)', 'three sessions, one of them bought');
select is((select row(sessions_previous, conversion_previous)::text from k where period = 'today'), '(1,100.00)', 'yesterday morning: one, which bought');
select is((select row(refunds, refunds_previous)::text from k where period = 'today'), '(2.00,1.00)', 'refunds count when they are made');
-- 2 × 10 − 2 × 1 − 2 − 4; yesterday 10 − 1 − 1 − 2
select is((select row(profit, profit_previous)::text from k where period = 'today'), '(12.00,6.00)', 'gross profit − fees − refunds − ad spend');
select is((select orders_spark from k where period = 'today'), '[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]'::jsonb, 'thirteen hours, the last one running');
select is((select revenue_spark -> 0 from k where period = 'today'), '100.00'::jsonb, 'money by hour');
select is((select row(revenue, orders)::text from k where period = '7d'), '(203.50,7)', '7d: a b c d g h i');
select is((select row(revenue_previous, orders_previous)::text from k where period = '7d'), '(4.00,1)', 'the week before: j');
select is((select orders_spark from k where period = '7d'), '[1, 0, 0, 1, 1, 0, 2, 2]'::jsonb, 'eight local days, the first and the last in part');
select is((select row(revenue, orders, revenue_previous)::text from k where period = '30d'), '(207.50,8,0)', '30d: all');
select is((select row(revenue, orders, revenue_previous, orders_previous)::text from k where period = 'range'), '(193.50,5,14.00,3)', 'March against February, split at midnight there');
select is((select jsonb_array_length(revenue_spark) from k where period = 'range'), 4, 'a spark ends now');
select is((select row(revenue, orders, profit, refunds, sessions)::text from dash_overview_kpis(p_currency => 'EUR') where period = 'today'), '(70.00,1,-11.00,9.00,3)', 'euros on their own: 5 − 1 − 9 − 6');
select is((select count(*) from dash_overview_kpis()), 3::bigint, 'no range, no row for it');
select is((select row(revenue_previous, sessions_previous, profit_previous)::text from dash_overview_kpis('2026-03-01', '2026-03-02') where period = 'range'), '(,,)', 'no comparison, no figures');
update orders set total_cost = null, total_profit = null, true_profit = null where external_ref = 'd';
select is((select row(profit, profit_previous)::text from dash_overview_kpis() where period = 'today'), '(,6.00)', 'one unknown cost, and the profit is unknown');

-- The trend.
create temporary table t as select row_number() over () as n, * from dash_overview_trend('2026-02-28 19:00+00', '2026-03-05 19:00+00', '2026-02-23 19:00+00', '2026-02-28 19:00+00');
select is((select count(*) from t), 5::bigint, '1 to 5 March: five days');
select is((select string_agg(to_char(bucket at time zone 'Asia/Yekaterinburg', 'DD HH24:MI'), ', ' order by n) from t), '01 00:00, 02 00:00, 03 00:00, 04 00:00, 05 00:00', 'which begin at midnight there');
select is((select string_agg(coalesce(revenue::text, '-'), ' ' order by n) from t), '8.00 0 75.50 110.00 -', 'gaps are zero, the future is empty');
select is((select string_agg(coalesce(orders::text, '-'), ' ' order by n) from t), '1 0 2 2 -', 'orders');
select is((select string_agg(revenue_previous::text, ' ' order by n) from t), '0 7.00 0 0 7.00', 'the five days before, day by day (25th: i and j)');
select is((select string_agg(sessions::text || ' ' || coalesce(conversion::text, '-'), ', ' order by n) from t where revenue is not null), '1 100.00, 0 -, 2 100.00, 3 33.33', 'sessions and conversion');
select is((select string_agg(complete::text, ' ' order by n) from t), 'true true true false false', 'the running day is not complete');
select is((select row(count(*), min(bucket), sum(revenue))::text from dash_overview_trend('2026-03-03 19:00+00', '2026-03-04 19:00+00')), '(24,"2026-03-03 19:00:00+00",110.00)', 'a day is shown by hours');
select is((select count(revenue) from dash_overview_trend('2026-03-03 19:00+00', '2026-03-04 19:00+00')), 13::bigint, 'of which thirteen have begun');
select is((select string_agg(to_char(bucket at time zone 'Asia/Yekaterinburg', 'Dy DD Mon'), ', ') from (select bucket from dash_overview_trend('2025-11-30', '2026-03-04 07:30+00') limit 2) x), 'Mon 24 Nov, Mon 01 Dec', 'beyond 92 days by weeks from Monday');
select is((select string_agg(to_char(bucket at time zone 'Asia/Yekaterinburg', 'DD Mon') || ' ' || revenue, ', ') from (select * from dash_overview_trend('2025-02-28 19:00+00', '2026-03-31 19:00+00') offset 11) x), '01 Feb 14.00, 01 Mar 193.50', 'beyond a year by months');
select is((select count(*) from dash_overview_trend('2026-03-04', '2026-03-04')), 0::bigint, 'an empty range');
-- A day of a clock change has 23 hours.
update tenants set settings = settings || '{"time_zone": "Europe/Berlin"}' where id = :'tenant';
select is((select count(*) from dash_overview_trend('2026-03-28 23:00+00', '2026-03-29 22:00+00')), 23::bigint, 'the day the clocks go forward');
select is((select string_agg(extract(epoch from bucket_end - bucket)::int / 3600 || '', ' ') from report_buckets('2026-03-27 23:00+00', '2026-03-30 22:00+00', 'day', 'Europe/Berlin')), '24 23 24', 'days around it');
update tenants set settings = settings || '{"time_zone": "Asia/Yekaterinburg"}' where id = :'tenant';

-- Products, latest orders, currencies.
select is((select string_agg(concat_ws('/', product_name, brand, region, orders, quantity, revenue, share), ' ') from dash_top_products('2026-03-03 19:00+00', '2026-03-04 19:00+00')),
          'Alpha/A/USA/2/4/108.00/98.18 Beta/B/EUR/2/2/2.00/1.82', 'products by revenue with their share');
select is((select concat_ws('/', product_name, share) from dash_top_products('2026-03-03 19:00+00', '2026-03-04 19:00+00', p_limit => 1)), 'Alpha/98.18', 'the share is of all, not of those shown');
select is((select string_agg(split_part(email, '@', 1) || ' ' || product || ' ' || amount, ', ') from dash_recent_orders(1)), 'd Alpha +1 10.00', 'the latest order, with its other products');
select is((select string_agg(status, ' ' order by status) from dash_recent_orders(3)), 'paid paid pending', 'whatever their state');
select is((select string_agg(concat_ws('/', currency, paid_orders, is_reporting), ' ') from list_currencies()), 'USD/8/t EUR/1/f', 'currencies');
select * from finish();
rollback;
