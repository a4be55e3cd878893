-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
\ir fixture.psql
select plan(41);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 10, 60);
select save_staff('ann@example.com', 'hash', 'manager', 'Ann') as ann \gset
insert into partner_accounts (id, partner_name, partner_email, commission_rate) values ('00000000-0000-4000-8000-0000000000a1', 'P', 'p@example.com', 7.5);
insert into affiliate_links (partner_id, link_code) values ('00000000-0000-4000-8000-0000000000a1', 'REF');
select pg_temp.order_of(:'card', 'a', '{"quantity": 2, "ref": "REF"}') as a \gset
select throws_ok(format($$select refund_order(%L, '1.00', 'r', 'partial', null, null)$$, :'a'), 'LG007', null, 'nothing to refund before it is paid');
select pg_temp.news('a', 'PAID', '150.00', 'USD');

select throws_ok(format($$select refund_order(%L, null, 'r', 'partial', null, null)$$, :'a'), 'LG008', null, 'a partial refund needs an amount');
select throws_ok(format($$select refund_order(%L, '0', 'r', 'partial', null, null)$$, :'a'), 'LG008', null, 'of more than nothing');
select throws_ok(format($$select refund_order(%L, '1.005', 'r', 'partial', null, null)$$, :'a'), 'LG008', null, 'in whole cents');
select throws_ok(format($$select refund_order(%L, '-5', 'r', 'partial', null, null)$$, :'a'), 'LG008', null, 'and positive');
select throws_ok(format($$select refund_order(%L, '5', 'r', 'some', null, null)$$, :'a'), 'LG008', null, 'of a known type');
select throws_ok(format($$select refund_order(%L, '150.01', 'r', 'partial', null, null)$$, :'a'), 'LG009', null, 'not a cent more than was paid');
select throws_ok(format($$select refund_order(%L, '50', 'r', 'full', null, null)$$, :'a'), 'LG008', null, 'a full refund is all of it');
select throws_ok(format($$select refund_order(%L, null, 'r', 'full', null, null)$$, gen_random_uuid()), 'LG006', null, 'of a known order');

select is(refund_order(:'a', '50.00', 'late', 'partial', :'ann', 'k1') - 'refundId',
          '{"amount": "50.00", "currency": "USD", "refunded": "50.00", "refundable": "100.00", "orderStatus": "paid", "replayed": false}'::jsonb, 'a partial refund');
select is(refund_order(:'a', '50.00', 'late', 'partial', :'ann', 'k1') ->> 'replayed', 'true', 'the same request is answered, not repeated');
select throws_ok(format($$select refund_order(%L, '60.00', 'late', 'partial', null, 'k1')$$, :'a'), 'LG005', null, 'its key is not for another one');
select is((select count(*) from refunds), 1::bigint, 'one entry in the ledger');
-- 150.00 − 120.00 − fee (4.35 + 0.30) − 50.00
select is((select row(refund_amount, true_profit, partner_commission)::text from orders where id = :'a'), '(50.00,-24.65,7.50)', 'refund, true profit and a third of 11.25 commission less');
select is((select string_agg(kind || ' ' || amount, ', ' order by created_at, amount desc) from partner_commissions), 'earned 11.25, reversed -3.75', 'the commission''s ledger');
select is(pg_temp.codes_in(:'card'), 'available=8 sold=2', 'a partial refund leaves the codes');
select is((select real_purchases from purchase_stats), 2, 'and the statistics');
select is(pg_temp.broken(), '', 'the invariants hold');

-- The ledger itself refuses, whoever writes.
select throws_ok(format($$insert into refunds (order_id, refund_amount, status, processed_at) values (%L, 100.01, 'completed', now())$$, :'a'), 'LG009', null, 'the table refuses more than was paid');
select throws_ok(format($$insert into refunds (order_id, refund_amount, currency) values (%L, 1, 'EUR')$$, :'a'), 'LG008', null, 'and another currency');
select throws_ok($$update refunds set refund_amount = 1$$, 'LG007', null, 'a completed refund is not changed');
select throws_ok($$delete from refunds$$, 'LG007', null, 'nor removed');
select throws_ok($$truncate refunds cascade$$, 'LG007', null, 'nor emptied');
select throws_ok($$update transaction_fees set fee_amount = 0$$, 'LG007', null, 'a fee is not changed');
select throws_ok($$update partner_commissions set amount = 0$$, 'LG007', null, 'a commission is not changed');
select throws_ok($$delete from audit_log$$, 'LG007', null, 'an audit line is not removed');
insert into refunds (order_id, refund_amount, status) values (:'a', 100, 'pending');
select throws_ok(format($$select refund_order(%L, '1', 'r', 'partial', null, null)$$, :'a'), 'LG009', null, 'a pending one counts');
update refunds set status = 'rejected' where status = 'pending';

select is(refund_order(:'a', null, 'all', 'full', :'ann', null) ->> 'amount', '100.00', 'the rest');
select is((select row(refund_amount, partner_commission, status, email_status)::text from orders where id = :'a'), '(150.00,0.00,paid,none)', 'all refunded, no commission left, nothing to send');
select is((select sum(amount) from partner_commissions), 0.00, 'the commission''s ledger is even');
select is((select row(conversions, revenue, commission)::text from affiliate_links), '(1,0.00,0.00)', 'the link''s figures follow');
select is(pg_temp.codes_in(:'card'), 'available=8 quarantined=2', 'its codes are quarantined');
select is((select real_purchases from purchase_stats), 0, 'its purchases do not count');
select is((select status from outbox), 'dead', 'the message that waited is dropped');
select throws_ok(format($$select refund_order(%L, '0.01', 'r', 'partial', null, null)$$, :'a'), 'LG009', null, 'nothing is left');
select throws_ok(format($$select request_resend(%L, null, 'r')$$, :'a'), 'LG007', null, 'no codes to send again');
select is((select count(*) from audit_log where action = 'order.refund' and staff_id = :'ann'), 2::bigint, 'both are audited');

-- A payment in review: all or nothing.
select pg_temp.order_of(:'card', 'b') as b \gset
select pg_temp.news('b', 'PAID', '70.00', 'USD');
select throws_ok(format($$select refund_order(%L, '10', 'r', 'partial', null, null)$$, :'b'), 'LG007', null, 'no partial refund of an undecided order');
select is(settle_manual_review(:'b', 'refund', :'ann', 'too little') ->> 'orderStatus', 'failed', 'settled by refund');
select is((select row(o.refund_amount, o.review_reason, c.n)::text from orders o, (select count(*) as n from gift_codes where status = 'available') c where o.id = :'b'), '(70.00,settled_refund,8)', 'what came is returned, the code is for sale');
select is(pg_temp.broken(), '', 'the invariants hold');
select * from finish();
rollback;
