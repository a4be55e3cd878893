-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every table of a tenant is walled in, and the roles can do what they must and no more.
begin;
\ir fixture.psql
select no_plan();

create temporary view walled as
    select c.oid::regclass as name, c.relrowsecurity, c.relforcerowsecurity, c.relkind, c.relispartition
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped);

select ok(relrowsecurity and relforcerowsecurity, format('%s: row level security is enabled and forced', name)) from walled;
select ok(exists (select from pg_policies p where p.tablename = name::text
                    and p.qual = '(tenant_id = current_tenant())' and p.with_check = p.qual),
          format('%s: has the policy of the tenant', name)) from walled;
select ok((select a.attnotnull from pg_attribute a where a.attrelid = name and a.attname = 'tenant_id'),
          format('%s: tenant_id is never null', name)) from walled;
select is_empty(
    $$select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relname not in ('tenants', 'vault_keys', 'schema_migrations')
      and c.oid not in (select name from walled)$$, 'tables without tenant_id are known');
select is_empty(
    $$select conrelid::regclass, conname from pg_constraint where contype = 'f' and confdeltype <> 'r'
      and connamespace = 'public'::regnamespace and conname not like 'idempotency_keys%'$$,
    'no foreign key deletes anything');
select is_empty(
    $$select p.oid::regprocedure from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null
        and not exists (select from unnest(p.proconfig) s where s like 'search_path=%')$$,
    'every function with a text body fixes its search_path');
select is_empty(
    $$select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
      and p.proname not in ('tenant_of_bill', 'ensure_event_partitions')$$,
    'only the known functions run with another role''s rights');
select is_empty(
    $$select proname from pg_proc where pronamespace = 'public'::regnamespace group by proname having count(*) > 1$$,
    'no function has two signatures');

select is(rolbypassrls or rolsuper or rolcanlogin, false, rolname || ' cannot bypass, rule or sign in')
from pg_roles where rolname in ('lonieve_app', 'lonieve_readonly', 'lonieve_router');
select is_empty($$select from pg_auth_members where roleid = 'lonieve_router'::regrole$$, 'nobody is lonieve_router');
select is(pg_get_userbyid(proowner)::text, 'lonieve_router', 'tenant_of_bill belongs to lonieve_router')
from pg_proc where proname = 'tenant_of_bill';

-- Something in every table that the money path touches, of the first tenant.
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 3);
select pg_temp.order_of(:'card', 'wall') as bought \gset
select pg_temp.news('wall', 'PAID', '75.00', 'USD');
select save_staff('ann@example.com', 'hash', 'admin') as staff \gset

select is((select count(*) from orders), 1::bigint, 'its own tenant sees the order');
create function pg_temp.visible() returns bigint language plpgsql as $$
declare
    v_name regclass;
    v_one bigint;
    v_all bigint := 0;
begin
    for v_name in select name from walled where name::text <> 'domains' loop
        execute format('select count(*) from %s', v_name) into v_one;
        v_all := v_all + v_one;
    end loop;
    return v_all;
end $$;
select cmp_ok(pg_temp.visible(), '>', 10::bigint, 'there is something to hide');
select set_config('app.tenant_id', :'other', true) \g /dev/null
select is(pg_temp.visible(), 0::bigint, 'another tenant sees no row of any table');
select throws_ok(format('insert into products (tenant_id, name, brand, region, nominals, base_price) values (%L, ''x'', ''x'', ''x'', ''[]'', 1)', :'tenant'),
                 '42501', null, 'another tenant cannot write for the first');
select is_empty(format('update orders set email = ''x'' where id = %L returning 1', :'bought'), 'nor change its rows');
select throws_ok(format('select order_detail(%L)', :'bought'), 'LG006', null, 'nor see the order through a function');
select throws_ok($$select apply_payment_status('bill-wall', 'PAID', null, null, 'webhook', '{}')$$, 'LG006', null,
                 'nor pay its bill');
select is(tenant_of_bill('bill-wall'), :'tenant'::uuid, 'a bill''s tenant is found from anywhere');
select is(tenant_of_bill('bill-none'), null, 'an unknown bill has none');
select set_config('app.tenant_id', '', true) \g /dev/null
select is(pg_temp.visible(), 0::bigint, 'no tenant set, no rows');
select throws_ok($$insert into products (name, brand, region, nominals, base_price) values ('x', 'x', 'x', '[]', 1)$$,
                 null, null, 'no tenant set, nothing written');
select is((select count(*) from tenants), 2::bigint, 'tenants can be read for routing');
select set_config('app.tenant_id', :'tenant', true) \g /dev/null

-- Roles.
select throws_ok($$select pg_temp.as_role('lonieve_app', 'insert into tenants (name, primary_domain) values (''x'', ''y'')')$$, '42501', null, 'the application makes no tenants');
select throws_ok($$select pg_temp.as_role('lonieve_app', 'update audit_log set action = ''x''')$$, '42501', null, 'the application changes no audit line');
select throws_ok($$select pg_temp.as_role('lonieve_app', 'delete from audit_log')$$, '42501', null, 'the application removes no audit line');
select throws_ok($$select pg_temp.as_role('lonieve_app', 'delete from orders')$$, '42501', null, 'the application removes no order');
select throws_ok($$select pg_temp.as_role('lonieve_app', 'update transaction_fees set fee_amount = 0')$$, '42501', null, 'the application changes no fee');
select throws_ok($$select pg_temp.as_role('lonieve_app', 'set local session_replication_role = replica')$$, '42501', null, 'the application cannot switch triggers off');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'update orders set status = ''paid''')$$, '42501', null, 'the read-only role writes nothing');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select code from gift_codes')$$, '42501', null, 'the read-only role sees no sealed code');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select wrapped_key from code_batches')$$, '42501', null, 'the read-only role sees no key');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select wrapped from vault_keys')$$, '42501', null, 'the read-only role sees no index key');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select password_hash from staff')$$, '42501', null, 'the read-only role sees no password hash');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select 1 from staff_sessions')$$, '42501', null, 'the read-only role sees no session');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select access_token_hash from orders')$$, '42501', null, 'the read-only role sees no order token');
select throws_ok($$select pg_temp.as_role('lonieve_readonly', 'select ensure_event_partitions()')$$, '42501', null, 'the read-only role makes no partitions');
select lives_ok(format($$select pg_temp.as_role('lonieve_readonly', 'select * from %s()')$$, f), 'the read-only role can call ' || f)
from unnest(array['dash_overview_kpis', 'dash_overview_trend', 'dash_top_products', 'dash_recent_orders', 'list_orders',
                  'get_code_stock', 'list_code_batches', 'list_codes', 'list_currencies', 'money_invariants']) f;
select is(ensure_event_partitions(), 0, 'the partitions of these months are there');
select cmp_ok((select count(*) from pg_inherits where inhparent = 'events'::regclass), '>=', 6::bigint, 'last month, this one, three to come, and the default');

select * from finish();
rollback;
