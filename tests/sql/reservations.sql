-- SPDX-License-Identifier: GPL-3.0-or-later
-- Reservations that run out, and what reconciliation is given to ask about.
begin;
\ir fixture.psql
select plan(25);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 6);
select is(release_expired_reservations(), 0, 'nothing to release');
select pg_temp.order_of(:'card', 'a') as a \gset
select pg_temp.order_of(:'card', 'b', '{"quantity": 2}') as b \gset
select pg_temp.order_of(:'card', 'c') as c \gset
select (create_order(pg_temp.request(:'card'), '{}')) ->> 'orderId' as d \gset
select pg_temp.news('c', 'PAID', '1.00', 'USD');
select is(release_expired_reservations(), 0, 'none has run out');
update gift_codes g set reserved_until = now() - interval '1 minute'
from order_items i where i.id = g.reserved_order_item_id and i.order_id in (:'a', :'b', :'d');
select is(release_expired_reservations(), 4, 'four codes of three orders are released');
select is(pg_temp.codes_in(:'card'), 'available=5 reserved=1', 'the order in review keeps its code');
select is((select string_agg(status, ',' order by created_at, status) from orders), 'expired,expired,expired,manual_review', 'the orders have expired');
select is((select count(*) from payments where status = 'expired' and next_check_at is not null), 2::bigint, 'bills are still asked about');
select is((select count(*) from payments where status = 'expired' and bill_id is null and next_check_at is null), 1::bigint, 'an intent without a bill is not');
select is(release_expired_reservations(), 0, 'once');
select is(pg_temp.news('b', 'PAID', '150.00', 'USD'), 'processed/paid/paid', 'a late payment takes other codes');
select is(pg_temp.codes_in(:'card'), 'available=3 reserved=1 sold=2', 'two of them');
update gift_codes set expires_at = now() - interval '1 hour', status = 'reserved', reserved_until = now() - interval '1 minute',
    reserved_order_item_id = (select id from order_items where order_id = :'a')
where id = (select id from gift_codes where status = 'available' limit 1);
select is(release_expired_reservations(), 1, 'a code that has expired meanwhile');
select is(pg_temp.codes_in(:'card'), 'available=2 expired=1 reserved=1 sold=2', 'does not go back on sale');
select is(pg_temp.broken(), '', 'the invariants hold');

-- FAILED and EXPIRED shorten the reservation to a grace.
select pg_temp.order_of(:'card', 'f') as f \gset
select pg_temp.news('f', 'FAILED');
select is((select reserved_until from gift_codes g join order_items i on i.id = g.reserved_order_item_id where i.order_id = :'f'), now() + interval '15 minutes', 'a failed bill keeps its code for a grace');

-- Reconciliation.
select is((select count(*) from claim_payments_to_check(10, 60)), 0::bigint, 'nothing is due in the first half minute');
update payments set next_check_at = now() - interval '1 second' where next_check_at is not null;
select (create_order(pg_temp.request(:'card'), '{}')) ->> 'paymentId' as intent \gset
update payments set next_check_at = now() where id = :'intent';
create temporary table claimed as select * from claim_payments_to_check(10, 60);
select is((select string_agg(coalesce(bill_id, 'none') || ' ' || status || ' ' || amount, ', ' order by bill_id) from claimed),
          'bill-a expired 75.00, bill-f failed 75.00, none created 75.00', 'due: what is open or late, and the intent without a bill');
select is((select count(*) from claim_payments_to_check(10, 60)), 0::bigint, 'a claim is not given twice');
select is((select next_check_at from payments where id = :'intent'), now() + interval '60 seconds', 'it comes up again after the lease');
update payments set next_check_at = now(), checks = 7 where id = :'intent';
select lives_ok($$select claim_payments_to_check(10, 60)$$, 'later on');
select is((select next_check_at from payments where id = :'intent'), now() + interval '15 minutes', 'every quarter of an hour');
update payments set next_check_at = now(), created_at = now() - interval '4 days' where bill_id = 'bill-a';
select is((select count(*) from claim_payments_to_check(10, 60)), 1::bigint, 'a last time after three days');
select is((select next_check_at from payments where bill_id = 'bill-a'), null, 'then never again');
select payment_attempt_failed(:'intent', 'provider timed out');
select is((select row(status, attempts, last_error)::text from payments where id = :'intent'), '(created,1,"provider timed out")', 'a failed attempt keeps the intent');
select payment_attempt_failed((select id from payments where bill_id = 'bill-f'), 'x');
select is((select attempts from payments where bill_id = 'bill-f'), 1, 'a bill that exists is not blamed');
select is(pg_temp.broken(), '', 'the invariants hold at the end');
select * from finish();
rollback;
