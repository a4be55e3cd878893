-- SPDX-License-Identifier: GPL-3.0-or-later
-- The list of orders, one order in detail, and what its customer sees.
begin;
\ir fixture.psql
select plan(36);
select pg_temp.make_card(:'card');
select pg_temp.make_card('00000000-0000-4000-8000-00000000beef', 'Card B', 'EUR');
select pg_temp.add_codes(:'card', 100, 10);
select pg_temp.add_codes('00000000-0000-4000-8000-00000000beef', 50, 1);
select save_staff('ann@example.com', 'h', 'manager', 'Ann') as ann \gset
select pg_temp.order_of(:'card', 'a', '{"email": "Alice.Smith@Example.com", "quantity": 2, "utm": {"utm_source": "fb"}}') as a \gset
select pg_temp.order_of(:'card', 'b', '{"email": "bob_1%@example.com"}') as b \gset
select pg_temp.order_of('00000000-0000-4000-8000-00000000beef', 'c', '{"email": "carol@example.com", "nominal": "50"}') as c \gset
insert into orders (email, source, external_ref, total_amount, status, paid_at, created_at, email_status) values (null, 'old', '536365', 12.34, 'paid', '2010-12-01', '2010-12-01 08:26+00', 'none');
update orders set created_at = now() - interval '1 hour' where id = :'b';
update orders set created_at = now() - interval '2 hours' where id = :'c';
select pg_temp.news('a', 'PAID', '150.00', 'USD');
select refund_order(:'a', '10.00', 'slow', 'partial', :'ann', null) \g /dev/null

select is((select string_agg(coalesce(split_part(email, '@', 1), external_ref), ' ') from list_orders()), 'Alice.Smith bob_1% carol 536365', 'latest first');
select is((select row(order_id, email, product, quantity, amount, refunded, currency, status, payment_status, email_status, utm_source, total_count)::text from list_orders(p_limit => 1)),
          '(' || :'a' || ',Alice.Smith@Example.com,Card,2,150.00,10.00,USD,paid,paid,pending,fb,4)', 'a row');
select is((select row(product, quantity, payment_status, external_ref)::text from list_orders(p_search => '536365')), '(,,,536365)', 'an imported order by its reference');
select is((select string_agg(email, ' ') from list_orders(p_search => 'SMITH@exa')), 'Alice.Smith@Example.com', 'part of an address, any case');
select is((select string_agg(email, ' ') from list_orders(p_search => '_1%')), 'bob_1%@example.com', 'wildcards are letters');
select is((select count(*) from list_orders(p_search => '%')), 1::bigint, 'all of them');
select is((select string_agg(email, ' ') from list_orders(p_search => ' bill-c ')), 'carol@example.com', 'a bill');
select is((select email from list_orders(p_search => upper(:'b'))), 'bob_1%@example.com', 'an order id');
select is((select count(*) from list_orders(p_search => '')), 4::bigint, 'an empty search finds all');
select is((select string_agg(email, ' ') from list_orders(p_status => 'pending')), 'bob_1%@example.com carol@example.com', 'by state');
select is((select string_agg(email, ' ') from list_orders(p_from => now() - interval '90 minutes', p_to => now())), 'bob_1%@example.com', 'by time, the end excluded');
select is((select string_agg(amount::text, ' ') from list_orders(p_min_amount => 37.5, p_max_amount => 75, p_currency => 'USD')), '75.00', 'by amount in a currency');
select is((select string_agg(amount::text, ' ') from list_orders(p_sort => 'amount', p_desc => false)), '12.34 37.50 75.00 150.00', 'by amount, rising');
select is((select string_agg(coalesce(left(email, 1), '-'), '') from list_orders(p_sort => 'email', p_desc => false)), 'Abc-', 'by e-mail, none last');
select is((select string_agg(left(email, 1), '') from list_orders(p_limit => 2, p_offset => 1)), 'bc', 'a page');
select is((select count(*) from list_orders(p_limit => 0)), 0::bigint, 'an empty page');
select throws_ok($$select * from list_orders(p_sort => 'id; drop table orders')$$, 'LG008', null, 'sorting by allowed columns only');

-- One order.
select note_id from add_order_note(:'a', :'ann', ' Called back. ') note_id \g /dev/null
select throws_ok(format($$select add_order_note(%L, null, '  ')$$, :'a'), 'LG008', null, 'a note says something');
select throws_ok($$select add_order_note(gen_random_uuid(), null, 'x')$$, 'LG006', null, 'about an order');
select log_webhook('cardlink', 'payment.callback', '{}', '{"bill_id": "bill-a"}', 'bill-a') as w \gset
select finish_webhook(:'w', 200, '{"message": "ok"}', null, 17);
select order_detail(:'a') as d \gset
select is(array(select jsonb_object_keys(:'d'::jsonb) order by 1), array['emails', 'items', 'notes', 'order', 'payment', 'refunds', 'timeline'], 'its parts');
select is(:'d'::jsonb #>> '{order,amount}', '150.00', 'the amount is text');
select is(:'d'::jsonb #>> '{order,refundable}', '140.00', 'what can be refunded');
select is(:'d'::jsonb #>> '{items,0,codeMasked}', '•••• 1234', 'codes are masked');
select is(jsonb_array_length(:'d'::jsonb -> 'items'), 2, 'both items');
select is(:'d'::jsonb #>> '{payment,billId}', 'bill-a', 'the payment');
select is(:'d'::jsonb #>> '{notes,0,text}', 'Called back.', 'the note');
select is(:'d'::jsonb #>> '{refunds,0,by}', 'Ann', 'who refunded');
select is(:'d'::jsonb #>> '{emails,0,kind}', 'order_codes', 'the message');
select is((select array_agg(distinct t ->> 'kind') from jsonb_array_elements(:'d'::jsonb -> 'timeline') t), array['created', 'email', 'event', 'note', 'payment', 'refund', 'webhook'], 'everything is on the time line');
select is(:'d'::jsonb #>> '{timeline,0,kind}', 'created', 'which begins with the order');
select ok(:'d' not like '%token%', 'and shows no token');
select is((select row(processed, processing_time_ms, order_id)::text from webhook_logs), '(t,17,' || :'a' || ')', 'the call is logged with its order');
select throws_ok($$select order_detail(gen_random_uuid())$$, 'LG006', null, 'an unknown order');

-- Its customer.
select is(order_status(:'a', sha256('token')) - 'createdAt',
          '{"status": "paid", "emailStatus": "pending", "email": "A•••@Example.com", "deliveryType": "myself", "productName": "Card", "nominal": "100.00", "amount": "150.00", "currency": "USD", "paymentUrl": null, "quantity": 2, "refunded": true}'::jsonb, 'what the link shows');
select throws_ok(format($$select order_status(%L, sha256('guess'))$$, :'a'), 'LG006', null, 'not without the token');
update orders set access_expires_at = now();
select throws_ok(format($$select order_status(%L, sha256('token'))$$, :'a'), 'LG006', null, 'nor after it has expired');
select * from finish();
rollback;
