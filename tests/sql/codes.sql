-- SPDX-License-Identifier: GPL-3.0-or-later
-- Import of codes, voiding, revealing, and the datasets of the Codes page.
begin;
\ir fixture.psql
select plan(26);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 1);
select save_staff('ann@example.com', 'h', 'manager', 'Ann') as ann \gset
select create_code_batch('b-1', '\x01', 1, 'codes.csv', :'ann');
select create_code_batch('b-1', '\x02', 2, 'again.csv', null);
select is((select row(wrapped_key, key_version, file_name)::text from code_batches where batch_id = 'b-1'), '("\\x01",1,codes.csv)', 'a batch that exists stays');
create temporary table incoming_codes (line int, id uuid, product_id uuid, nominal numeric, cost_price numeric, currency text, code bytea, code_index bytea, code_last4 text, expires_at timestamptz);
insert into incoming_codes
select line, gen_random_uuid(), coalesce(product, :'card'), nominal, cost, currency, '\x00', sha256(code::bytea), right(code, 4), expires
from (values (2, null::uuid, 100.0, 75.0, null, 'AAAA-0001', null::timestamptz), (3, null, 50, 37.5, 'USD', 'AAAA-0002', now() + interval '1 year'),
             (4, null, 100, 75, null, 'AAAA-0001', null), (5, gen_random_uuid(), 100, 75, null, 'AAAA-0003', null),
             (6, null, 75, 75, null, 'AAAA-0004', null), (7, null, 100, 75, 'EUR', 'AAAA-0005', null),
             (8, null, 100, -1, null, 'AAAA-0006', null), (9, null, 100, 75, null, 'AAAA-0007', now() - interval '1 day'),
             (10, null, 0, 75, null, 'AAAA-0008', null), (11, null, 100, null, null, 'AAAA-0009', null)) v (line, product, nominal, cost, currency, code, expires);
select is((select string_agg(line || ' ' || outcome, ', ' order by line) from take_incoming_codes('b-1')),
          '2 imported, 3 imported, 4 duplicate, 5 unknown_product, 6 nominal_unlisted, 7 currency_mismatch, 8 invalid_cost, 9 expired, 10 invalid_nominal, 11 imported',
          'every line is told what became of it');
select is((select row(imported, skipped)::text from code_batches where batch_id = 'b-1'), '(3,7)', 'the batch counts them');
select is((select row(cost_price, margin_percentage, currency, status)::text from gift_codes where code_index = sha256('AAAA-0001')), '(75.00,25.00,USD,available)', 'margin = (nominal − cost) / nominal');
delete from incoming_codes where line not in (2, 3);
update incoming_codes set id = gen_random_uuid();
select is((select string_agg(outcome, ', ') from take_incoming_codes('b-1')), 'duplicate, duplicate', 'the same file again brings nothing');
select throws_ok($$select take_incoming_codes('b-2')$$, 'LG006', null, 'an unknown batch');
-- Another tenant may have the same code.
select set_config('app.tenant_id', :'other', true) \g /dev/null
select throws_ok($$select take_incoming_codes('b-1')$$, 'LG006', null, 'another tenant''s batch is unknown');
select set_config('app.tenant_id', :'tenant', true) \g /dev/null

select is((select string_agg(concat_ws('/', nominal, available, reserved, sold, other, sold_30d, coalesce(days_of_cover::text, '-'), stock_level), ' ' order by nominal) from get_code_stock()),
          '50.00/1/0/0/0/0/-/low 100.00/3/0/0/0/0/-/low', 'stock by nominal');
select pg_temp.order_of(:'card', 'a') as a \gset
select pg_temp.news('a', 'PAID', '75.00', 'USD');
select pg_temp.order_of(:'card', 'b') as b \gset
select is((select concat_ws('/', available, reserved, sold, other, sold_30d, days_of_cover, stock_level) from get_code_stock() where nominal = 100),
          '1/1/1/0/1/30.0/low', 'one of each; one available at one a month lasts 30 days');
select void_code(id, :'ann', 'printed by mistake') from gift_codes where status = 'available' and nominal = 100;
select is((select concat_ws('/', available, reserved, sold, other, stock_level) from get_code_stock() where nominal = 100), '0/1/1/1/out', 'voided: out of stock');
select throws_ok(format($$select void_code(%L, null, 'x')$$, (select id from gift_codes where status = 'sold')), 'LG007', null, 'a sold code cannot be voided');
select throws_ok(format($$select void_code(%L, null, 'x')$$, (select id from gift_codes where status = 'reserved')), 'LG007', null, 'nor a reserved one');
select throws_ok(format($$select void_code(%L, null, ' ')$$, (select id from gift_codes where nominal = 50)), 'LG008', null, 'a reason is needed');
select throws_ok($$select void_code(gen_random_uuid(), null, 'x')$$, 'LG006', null, 'an unknown code');

select is((select string_agg(concat_ws('/', batch_id = 'b-1', coalesce(imported_by, '-'), imported, skipped, available, sold), ' ' order by batch_id) from list_code_batches()),
          't/Ann/3/9/1/' || (select count(*) from gift_codes where batch_id = 'b-1' and status = 'sold') || ' f/-/0/0/0/' || (select count(*) from gift_codes where batch_id <> 'b-1' and status = 'sold'), 'batches')
  from (select 1) x where (select count(*) from gift_codes where batch_id <> 'b-1' and status = 'available') = 0;
select is((select count(*) from list_codes(p_status => 'sold')), 1::bigint, 'codes by state');
select is((select row(masked ~ '^•••• ', order_id)::text from list_codes(p_status => 'sold')), format('(t,%s)', :'a'), 'masked, with the order');
select is((select total_count from list_codes(p_limit => 1, p_sort => 'nominal')), 4::bigint, 'a page knows the total');
select is((select nominal from list_codes(p_limit => 1, p_sort => 'nominal', p_desc => false)), 50.00, 'sorted');
select is((select count(*) from list_codes(p_nominal => 50, p_batch => 'b-1', p_product => :'card')), 1::bigint, 'filters together');
select throws_ok($$select list_codes(p_sort => 'code; drop table orders')$$, 'LG008', null, 'sorting by allowed columns only');

select id as sold_code from gift_codes where status = 'sold' \gset
select throws_ok(format($$select begin_code_reveal(%L, %L, '')$$, :'sold_code', :'ann'), 'LG008', null, 'revealing needs a reason');
select throws_ok(format($$select begin_code_reveal(%L, null, 'x')$$, :'sold_code'), 'LG008', null, 'and a person');
select isnt_empty(format($$select * from begin_code_reveal(%L, %L, 'customer calls') where code is not null and wrapped_key is not null$$, :'sold_code', :'ann'), 'what opens it');
select begin_code_reveal(:'sold_code', :'ann', 'again') from generate_series(1, 19) \g /dev/null
select throws_ok(format($$select begin_code_reveal(%L, %L, 'x')$$, :'sold_code', :'ann'), 'LG010', null, 'twenty an hour');
select is((select count(*) from audit_log where action = 'code.reveal' and detail ->> 'order_id' = :'a'), 20::bigint, 'each is audited');
select * from finish();
rollback;
