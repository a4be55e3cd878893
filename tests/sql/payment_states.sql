-- SPDX-License-Identifier: GPL-3.0-or-later
-- All orders in which PENDING, FAILED, EXPIRED and PAID can arrive, each with repeats: the end does not depend on it.
begin;
\ir fixture.psql
select no_plan();
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 200);

create temporary table news_order as
    with recursive states (name) as (values ('PENDING'), ('FAILED'), ('EXPIRED'), ('PAID')),
    orders_of (names) as (
        select array[name] from states
        union all
        select names || name from orders_of, states where not name = any (names)
    )
    select row_number() over (order by names) as n, names from orders_of;

create function pg_temp.play(p_n bigint, p_names text[]) returns text language plpgsql as $$
declare
    v_name text;
    v_id uuid := pg_temp.order_of('00000000-0000-4000-8000-00000000ca5d', 'p' || p_n);
begin
    foreach v_name in array p_names loop
        perform pg_temp.news('p' || p_n, v_name, '75.00', 'USD');
        perform pg_temp.news('p' || p_n, v_name, '75.00', 'USD'); -- each of them twice
    end loop;
    return (select o.status || '/' || p.status || '/' || (select count(*) from gift_codes c join order_items i on c.order_item_id = i.id
            where i.order_id = v_id and c.status = 'sold') || '/' || (select count(*) from outbox where order_id = v_id)
            || '/' || (select count(*) from transaction_fees where order_id = v_id)
            || '/' || (select count(*) from events where event_type = 'payment_success' and data ->> 'order_id' = v_id::text)
            from orders o join payments p on p.order_id = o.id where o.id = v_id);
end $$;

select is(pg_temp.play(n, names),
          case when 'PAID' = any (names) then 'paid/paid/1/1/1/1'
               when 'EXPIRED' = any (names) then 'expired/expired/0/0/0/0'
               when 'FAILED' = any (names) then 'failed/failed/0/0/0/0'
               else 'pending/pending/0/0/0/0' end,
          array_to_string(names, ', '))
from news_order order by n;
select is((select count(*) from news_order), 64::bigint, 'all 4 + 12 + 24 + 24 sequences were played');

select pg_temp.order_of(:'card', 'one');
select is(pg_temp.news('one', 'PENDING'), 'already_processed/pending/pending', 'PENDING while pending is no news');
select is(pg_temp.news('one', 'FAILED'), 'processed/failed/failed', 'FAILED is news');
select is(pg_temp.news('one', 'PENDING'), 'ignored/failed/failed', 'PENDING after FAILED is old');
select is(pg_temp.news('one', 'EXPIRED'), 'processed/expired/expired', 'EXPIRED after FAILED is news');
select is(pg_temp.news('one', 'FAILED'), 'ignored/expired/expired', 'FAILED after EXPIRED is old');
select is(pg_temp.news('one', 'PAID', '75', 'usd'), 'processed/paid/paid', 'a late PAID is honoured; 75 is 75.00');
select is(pg_temp.news('one', 'PAID', '75', 'USD'), 'already_processed/paid/paid', 'PAID again is a repeat');
select is(pg_temp.news('one', 'PAID', '1', 'EUR'), 'already_processed/paid/paid', 'whatever the repeat says');
select is(pg_temp.news('one', 'FAILED'), 'ignored/paid/paid', 'FAILED never undoes PAID');
select throws_ok($$select pg_temp.news('none', 'PAID')$$, 'LG006', null, 'an unknown bill');
select throws_ok($$select pg_temp.news('one', 'REFUNDED')$$, 'LG008', null, 'an unknown status');
select throws_ok($$select pg_temp.news('one', 'PAID', 'lots')$$, 'LG008', null, 'an amount that is none');
select is(pg_temp.broken(), '', 'the invariants hold');
select * from finish();
rollback;
