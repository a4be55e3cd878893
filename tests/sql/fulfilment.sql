-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a payment writes, and the cases in which it cannot.
begin;
\ir fixture.psql
select plan(57);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 2, 56.25);
insert into partner_accounts (id, partner_name, partner_email, commission_rate) values ('00000000-0000-4000-8000-0000000000a1', 'P', 'p@example.com', 7.5);
insert into affiliate_links (id, partner_id, link_code) values ('00000000-0000-4000-8000-0000000000b1', '00000000-0000-4000-8000-0000000000a1', 'SPECIAL10');

-- The guide's example: 75.00, costs 56.25, fee 2.9 % + 0.30 = 2.475 → 2.48.
select pg_temp.order_of(:'card', 'a', '{"ref": "SPECIAL10"}') as a \gset
select is(pg_temp.news('a', 'PAID', '75.00', 'USD'), 'processed/paid/paid', 'paid');
select is((select row(total_amount, total_cost, total_profit, transaction_fees, true_profit, partner_commission)::text from orders where id = :'a'),
          '(75.00,56.25,18.75,2.48,16.27,5.63)', 'amount, cost, profit, fee, true profit, commission (5.625 half up)');
select is((select row(cost_price, profit, margin_percentage)::text from order_items where order_id = :'a'), '(56.25,18.75,25.00)', 'the item''s cost, profit, margin');
select is((select row(fee_type, fee_amount, fee_percentage)::text from transaction_fees where order_id = :'a'), '(payment_gateway,2.48,2.90)', 'the fee');
select is((select row(kind, base_amount, rate, amount)::text from partner_commissions where order_id = :'a'), '(earned,75.00,7.50,5.63)', 'the commission''s ledger');
select is((select row(clicks, conversions, revenue, commission)::text from affiliate_links), '(0,1,75.00,5.63)', 'the link''s figures');
select is((select row(real_purchases, displayed_count, date = (now() at time zone 'UTC')::date)::text from purchase_stats), '(1,1,t)', 'the purchase is counted, not embellished');
select is((select data - 'order_id' - 'product_id' from events where event_type = 'payment_success'),
          '{"amount": 75.00, "bill_id": "bill-a", "currency": "USD", "quantity": 1}'::jsonb, 'payment_success with its data');
select is((select row(kind, recipient, status, dedupe_key = 'order_codes:' || order_id)::text from outbox), '(order_codes,buyer@example.com,pending,t)', 'one message waits');
select is((select message_id from outbox), 'order-' || :'a' || '@localhost', 'its Message-ID is stable');
select ok((select payload::text not like '%1234%' and payload ? 'productName' from outbox), 'its payload has no code');
select is((select row(received_amount, received_currency, idempotency_key, next_check_at is null)::text from payments where order_id = :'a'),
          '(75.00,USD,bill-a:PAID,t)', 'the payment is recorded and not asked about again');
select is((select count(*) from gift_codes c join order_items i on i.gift_code_id = c.id and c.order_item_id = i.id where c.status = 'sold' and c.reserved_until is null),
          1::bigint, 'code and item point at each other');

-- Gifts go to the recipient; an unknown cost leaves profit unknown.
update gift_codes set cost_price = null where status = 'available';
select pg_temp.order_of(:'card', 'g', '{"deliveryType": "gift", "recipientEmail": "friend@example.com", "giftMessage": "Hi"}') as g \gset
select is(pg_temp.news('g', 'PAID'), 'processed/paid/paid', 'an amount that is not told is the intent''s');
select is((select recipient from outbox where order_id = :'g'), 'friend@example.com', 'a gift goes to the recipient');
select is((select row(total_cost, total_profit, true_profit, transaction_fees)::text from orders where id = :'g'), '(,,,2.48)', 'no cost, no profit');
select is(pg_temp.broken(), '', 'the invariants hold');

-- Wrong amount, wrong currency.
select pg_temp.add_codes(:'card', 100, 2);
select pg_temp.order_of(:'card', 'w') as w \gset
select is(pg_temp.news('w', 'PAID', '74.99', 'USD'), 'manual_review/manual_review/manual_review', 'a cent too little waits for a person');
select is((select review_reason from orders where id = :'w'), 'amount_mismatch', 'with the reason');
select is((select row(received_amount, received_currency, processed_at is not null)::text from payments where order_id = :'w'), '(74.99,USD,t)', 'the money is recorded');
select is((select row(type, severity, data ->> 'expected', data ->> 'received')::text from system_notifications where data ->> 'order_id' = :'w'), '(amount_mismatch,critical,75.00,74.99)', 'a critical alert');
select is((select reserved_until from gift_codes c join order_items i on i.id = c.reserved_order_item_id where i.order_id = :'w'), 'infinity', 'its code is held for it');
select is(pg_temp.news('w', 'PAID', '74.99', 'USD'), 'already_processed/manual_review/manual_review', 'a repeat changes nothing');
select is(pg_temp.news('w', 'PAID', '75.00', 'USD'), 'already_processed/manual_review/manual_review', 'nor does another amount later');
select is((select count(*) from outbox where order_id = :'w'), 0::bigint, 'nothing is sent');
select pg_temp.order_of(:'card', 'e') as e \gset
select is(pg_temp.news('e', 'PAID', '75.00', 'EUR'), 'manual_review/manual_review/manual_review', 'another currency waits for a person');
select is((select review_reason from orders where id = :'e'), 'currency_mismatch', 'with that reason');
select is(pg_temp.broken(), '', 'open cases are no violation');

-- Decisions.
select save_staff('ann@example.com', 'hash', 'manager', 'Ann') as ann \gset
select throws_ok(format($$select settle_manual_review(%L, 'forget', %L, 'x')$$, :'w', :'ann'), 'LG008', null, 'an unknown action');
select throws_ok(format($$select settle_manual_review(%L, 'cancel', %L, ' ')$$, :'e', :'ann'), 'LG008', null, 'cancelling needs a note');
select throws_ok(format($$select settle_manual_review(%L, 'refund', %L, 'x')$$, :'e', :'ann'), 'LG007', null, 'euros cannot be refunded as dollars');
select is(settle_manual_review(:'w', 'fulfil', :'ann', 'close enough') ->> 'orderStatus', 'paid', 'the cent is forgiven');
select is((select fee_amount from transaction_fees where order_id = :'w'), 2.47, 'the fee is on what arrived: 74.99 × 2.9 % + 0.30');
select is(settle_manual_review(:'e', 'cancel', :'ann', 'settled by the bank') ->> 'orderStatus', 'failed', 'cancelled');
select is((select count(*) from system_notifications where not is_resolved), 0::bigint, 'both alerts are closed');
select is((select count(*) from order_notes), 2::bigint, 'the notes are kept');
select is((select count(*) from audit_log where action = 'order.settle'), 2::bigint, 'both decisions are audited');
select throws_ok(format($$select settle_manual_review(%L, 'fulfil', %L, '')$$, :'e', :'ann'), 'LG007', null, 'a settled order is settled');
select is(pg_temp.broken(), '', 'the invariants hold after both');
select is(pg_temp.codes_in(:'card'), 'available=1 sold=3', 'the cancelled order''s code is for sale again');

-- No stock: the reservation has run out and someone else bought the codes.
select pg_temp.order_of(:'card', 'late') as late \gset
update gift_codes set reserved_until = now() - interval '1 second' where status = 'reserved';
select is(release_expired_reservations(), 1, 'its code is released');
select is((select status from orders where id = :'late'), 'expired', 'it has expired');
select pg_temp.order_of(:'card', 'other') as other_order \gset
select pg_temp.news('other', 'PAID', '75.00', 'USD');
select is(pg_temp.news('late', 'PAID', '75.00', 'USD'), 'manual_review/manual_review/paid', 'a late payment without stock waits');
select is((select review_reason from orders where id = :'late'), 'no_codes_available', 'for codes');
select is((select row(type, severity, data ->> 'missing')::text from system_notifications where not is_resolved), '(no_codes_available,critical,1)', 'with the critical alert');
select is(pg_temp.news('late', 'PAID', '75.00', 'USD'), 'already_processed/manual_review/paid', 'a repeat does not alert again');
select is(pg_temp.broken(), '', 'a waiting order is an open case');
select throws_ok(format($$select settle_manual_review(%L, 'fulfil', %L, '')$$, :'late', :'ann'), 'LG002', null, 'nobody can conjure codes up');
select is(fulfil_waiting_orders(), 0, 'no codes, no order completed');
select pg_temp.add_codes(:'card', 50, 1);
select is(fulfil_waiting_orders(:'card', 50), 0, 'another nominal does not help');
select pg_temp.add_codes(:'card', 100, 1);
select is(fulfil_waiting_orders(:'card', 100), 1, 'the next import does');
select is((select row(status, review_reason)::text from orders where id = :'late'), '(paid,)', 'it is paid');
select is((select count(*) from system_notifications where not is_resolved), 0::bigint, 'its alert is closed');
select is((select count(*) from outbox where order_id = :'late'), 1::bigint, 'its message waits');
select is((select sum(real_purchases) from purchase_stats), 5::bigint, 'five real purchases');
select is(pg_temp.broken(), '', 'the invariants hold at the end');
select is((select count(*) from orders where status = 'paid' and email_status = 'pending'), 5::bigint, 'five messages to send');
select * from finish();
rollback;
