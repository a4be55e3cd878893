-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each rule finds the state that it is there for, and only that rule does, unless one break is two.
begin;
\ir fixture.psql
select plan(26);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 12);
insert into partner_accounts (id, partner_name, partner_email) values ('00000000-0000-4000-8000-0000000000a1', 'P', 'p@example.com');
insert into affiliate_links (partner_id, link_code) values ('00000000-0000-4000-8000-0000000000a1', 'REF');
select pg_temp.order_of(:'card', 'paid', '{"ref": "REF"}') as paid \gset
select pg_temp.news('paid', 'PAID', '75.00', 'USD');
select pg_temp.order_of(:'card', 'open') as open \gset
select pg_temp.order_of(:'card', 'review') as review \gset
select pg_temp.news('review', 'PAID', '1.00', 'USD');
select id as m from outbox \gset
select outbox_sent(:'m', 5);
select is(pg_temp.broken(), '', 'a healthy store');
select is((select count(*) from money_invariants()), 17::bigint, 'seventeen rules');
select is((select count(*) from money_invariants() where sample <> '[]'), 0::bigint, 'without examples of anything');

-- Runs the break in a subtransaction that is undone, and returns the rules that noticed.
create function pg_temp.noticed(p_break text) returns text language plpgsql as $$
declare
    v_rules text;
begin
    begin
        execute p_break;
        v_rules := pg_temp.broken();
        raise exception 'undo' using errcode = 'ZZ001';
    exception when sqlstate 'ZZ001' then
        return v_rules;
    end;
end $$;

select is(pg_temp.noticed(format('update orders set status = ''pending'', review_reason = null where id = %L', :'review')), 'paid_bill_has_order_or_case, reserved_code_has_live_order', 'money without a case');
select is(pg_temp.noticed(format('update payments set status = ''expired'' where order_id = %L', :'paid')), 'paid_order_has_paid_bill', 'a sale without money');
select is(pg_temp.noticed(format('update payments set received_amount = null where order_id = %L', :'paid')), 'paid_order_has_paid_bill', 'a sale of unknown money');
select is(pg_temp.noticed('delete from system_notifications'), 'order_in_review_has_alert', 'a case that nobody is told of');
select is(pg_temp.noticed(format('update order_items set gift_code_id = null where order_id = %L', :'paid')), 'paid_item_has_code, sold_code_has_paid_item', 'a paid item without its code');
select is(pg_temp.noticed('update gift_codes set status = ''available'', order_item_id = null, sold_at = null where status = ''sold'''), 'paid_item_has_code', 'a sold code back on sale');
select is(pg_temp.noticed('update gift_codes set nominal = 50 where status = ''sold'''), 'paid_item_has_code', 'a code of another nominal');
select is(pg_temp.noticed(format('update order_items set gift_code_id = (select id from gift_codes where status = ''available'' limit 1) where order_id = %L', :'open')), 'reserved_code_has_live_order, unpaid_item_has_no_code', 'a code for an unpaid item');
select is(pg_temp.noticed(format('update gift_codes set status = ''sold'', sold_at = now(), reserved_until = null, reserved_order_item_id = null, order_item_id = reserved_order_item_id where reserved_order_item_id = (select id from order_items where order_id = %L)', :'open')), 'sold_code_has_paid_item', 'a code sold without money');
select is(pg_temp.noticed(format('update gift_codes set status = ''reserved'', reserved_until = now(), reserved_order_item_id = (select id from order_items where order_id = %L) where id = (select id from gift_codes where status = ''available'' limit 1)', :'paid')), 'reserved_code_has_live_order', 'a code reserved for a finished order');
select is(pg_temp.noticed(format('update gift_codes set reserved_until = now() where reserved_order_item_id = (select id from order_items where order_id = %L)', :'review')), 'reserved_code_has_live_order', 'a case whose code may run out');
select is(pg_temp.noticed(format('insert into outbox (kind, order_id, dedupe_key, message_id, recipient) values (''order_codes'', %L, ''x'', ''x'', ''x'')', :'open')), 'paid_order_has_one_message', 'a message for an unpaid order');
select is(pg_temp.noticed(format('insert into outbox (kind, order_id, dedupe_key, message_id, recipient) values (''order_codes'', %L, ''x'', ''x'', ''x'')', :'paid')), 'paid_order_has_one_message', 'a second message with the codes');
select is(pg_temp.noticed('update outbox set status = ''pending'', sent_at = null'), 'sent_order_has_sent_message', 'a delivery that did not happen');
select is(pg_temp.noticed(format('update order_items set price = 70 where order_id = %L', :'open')), 'total_is_sum_of_items', 'a total that is not its items''');
select is(pg_temp.noticed(format('update order_items set currency = ''EUR'' where order_id = %L', :'open')), 'total_is_sum_of_items', 'an item in another currency');
select is(pg_temp.noticed(format('update payments set amount = 70 where order_id = %L', :'open')), 'intent_is_order_total', 'an intent of another amount');
select is(pg_temp.noticed(format('delete from payments where order_id = %L', :'open')), 'shop_order_has_intent', 'an order without an intent');
select is(pg_temp.noticed(format('update orders set true_profit = 70 where id = %L', :'paid')), 'profit_adds_up', 'a profit out of thin air');
select is(pg_temp.noticed(format('update orders set refund_amount = 5, true_profit = true_profit - 5 where id = %L', :'paid')), 'refund_amount_is_ledger', 'a refund outside of the ledger');
select is(pg_temp.noticed(format('insert into refunds (order_id, refund_amount, status, processed_at) values (%L, 75, ''completed'', now()); update orders set refund_amount = 75, true_profit = true_profit - 75 where id = %L; update payments set received_amount = 74 where order_id = %L', :'paid', :'paid', :'paid')), 'refunds_within_payment', 'a refund beyond the payment');
select is(pg_temp.noticed(format('update orders set partner_commission = 100 where id = %L', :'paid')), 'commission_is_ledger', 'a commission outside of the ledger');
-- displayed_count is held down by the table itself.
select throws_ok('update purchase_stats set displayed_count = real_purchases + 1', '23514', null, 'invented purchases are refused by the table');
select * from finish();
rollback;
