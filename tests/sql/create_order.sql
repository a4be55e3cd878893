-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
\ir fixture.psql
select plan(41);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 5);

select create_order(pg_temp.request(:'card', '{"quantity": 2, "price": "75", "utm": {"utm_source": "fb"}, "firstName": "A", "locale": "ru"}'),
                    '{"visitorId": "v1", "ipAddress": "192.0.2.1", "accessTokenHash": "ab", "reservationSeconds": 600}', 'key-1', '\x01') as made \gset
select is(:'made'::jsonb ->> 'amount', '150.00', 'the total is the price of both codes');
select is(:'made'::jsonb ->> 'unitPrice', '75.00', 'nominal 100 at 25 % off costs 75');
select is(:'made'::jsonb ->> 'state', 'created', 'it is a new order');
select is(:'made'::jsonb ->> 'productName', 'Card', 'it names the product');
select is((select count(*) from order_items where order_id = (:'made'::jsonb ->> 'orderId')::uuid and quantity = 1 and price = 75),
          2::bigint, 'one item a code');
select is(pg_temp.codes_in(:'card'), 'available=3 reserved=2', 'two codes are reserved');
select is((select count(*) from gift_codes where reserved_until = now() + interval '600 seconds'), 2::bigint, 'for as long as asked');
select is((select row(status, email, utm_source, visitor_id, ip_address, first_name, locale, source, email_status)::text from orders),
          '(pending,buyer@example.com,fb,v1,192.0.2.1,A,ru,shop,pending)', 'the order holds what was told');
select is((select row(status, amount, currency, bill_id is null)::text from payments), '(created,150.00,USD,t)', 'the intent is stored, without a bill');
select is((select access_token_hash from orders), '\xab'::bytea, 'the link''s hash is stored');

select create_order(pg_temp.request(:'card', '{"quantity": 2}'), '{}', 'key-1', '\x01') as again \gset
select is(:'again'::jsonb - 'state', :'made'::jsonb - 'state', 'the same key and body give the same answer');
select is(:'again'::jsonb ->> 'state', 'replayed', 'and say so');
select is((select count(*) from orders), 1::bigint, 'no second order');
select throws_ok($$select create_order(pg_temp.request('00000000-0000-4000-8000-00000000ca5d'), '{}', 'key-1', '\x02')$$,
                 'LG005', null, 'the same key with another body is refused');
select attach_bill((:'made'::jsonb ->> 'paymentId')::uuid, 'b1', 'https://pay.example/b1', now() + interval '2 hours', '{}');
select is(create_order(pg_temp.request(:'card'), '{}', 'key-1', '\x01') ->> 'billId', 'b1', 'a replay after the bill knows the bill');
select is((select status from payments), 'pending', 'with its bill the payment is pending');
select is((select count(*) from gift_codes where reserved_until = now() + interval '2 hours 15 minutes'), 2::bigint, 'the reservation outlives the bill');
select is(attach_bill((:'made'::jsonb ->> 'paymentId')::uuid, 'b2', 'u', now(), '{}') ->> 'billId', 'b1', 'the first bill stays');
select is((select count(*) from events where event_type = 'payment_redirect' and session_id = 'sess_1'), 1::bigint, 'one payment_redirect');
select throws_ok($$select attach_bill(gen_random_uuid(), 'b3', 'u', now(), '{}')$$, 'LG006', null, 'no bill without an intent');

-- Refusals, each with its detail.
create function pg_temp.refusal(p_more jsonb) returns text language plpgsql as $$
declare
    v_detail text;
begin
    perform create_order(pg_temp.request('00000000-0000-4000-8000-00000000ca5d', p_more), '{}');
    return 'accepted';
exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return sqlstate || coalesce(' ' || nullif(v_detail, ''), '');
end $$;
select is(pg_temp.refusal('{"price": "74.99"}'), 'LG001 {"price": "75.00", "currency": "USD"}', 'another price is a conflict that tells the current one');
select is(pg_temp.refusal('{"quantity": 4}'), 'LG002 {"available": 3}', 'four of three: says three');
select is(pg_temp.refusal('{"nominal": "50"}'), 'LG002 {"available": 0}', 'none of a listed nominal');
select is(pg_temp.refusal('{"nominal": "75"}'), 'LG004 {"nominals": [50, 100]}', 'an unlisted nominal tells the listed ones');
select is(pg_temp.refusal('{"nominal": "-1"}'), 'LG008 {"field": "nominal"}', 'a negative nominal');
select is(pg_temp.refusal('{"quantity": 0}'), 'LG008 {"field": "quantity"}', 'no code at all');
select is(pg_temp.refusal('{"quantity": 11}'), 'LG008 {"field": "quantity"}', 'eleven codes');
select is(pg_temp.refusal('{"email": null}'), 'LG008 {"field": "email"}', 'no e-mail');
select is(pg_temp.refusal(jsonb_build_object('productId', gen_random_uuid())), 'LG006', 'an unknown product');
select is(pg_temp.codes_in(:'card'), 'available=3 reserved=2', 'refusals reserve nothing');
update products set status = 'inactive' where id = :'card';
select is(pg_temp.refusal('{}'), 'LG003', 'an inactive product');
update products set status = 'archived' where id = :'card';
select is(pg_temp.refusal('{}'), 'LG003', 'an archived product');
update products set status = 'out_of_stock' where id = :'card';
select is(pg_temp.refusal('{}'), 'LG002 {"available": 0}', 'a product marked as out of stock');
update products set status = 'active', discount_percentage = 100 where id = :'card';
select is(pg_temp.refusal('{}'), 'LG003', 'nothing is given away');

-- Rounding: half up at the currency's minor units.
select is(unit_price(33.33, 100, 50, 'USD'), 16.67, '16.665 rounds up to 16.67');
select is(unit_price(25, 98.5, 7.5, 'USD'), 22.78, '22.778125 is 22.78');
select is(unit_price(1001, 100, 50, 'JPY'), 501::numeric, '500.5 yen round up to 501');
select is(money_text(1500, 'JPY') || ' ' || money_text(75, 'USD'), '1500 75.00', 'amounts print the currency''s digits');

-- Expired codes and other currencies are not sold.
update products set discount_percentage = 25 where id = :'card';
update gift_codes set expires_at = now() - interval '1 day' where status = 'available';
select is(pg_temp.refusal('{}'), 'LG002 {"available": 0}', 'expired codes are not for sale');
update gift_codes set expires_at = null, currency = 'EUR' where status = 'available';
select is(pg_temp.refusal('{}'), 'LG002 {"available": 0}', 'codes in another currency are not for sale');
select is(pg_temp.broken(), '', 'the invariants hold');
select * from finish();
rollback;
