-- SPDX-License-Identifier: GPL-3.0-or-later
-- Currencies of paid orders, and the reporting currency even before its first order; most orders first.
drop function if exists list_currencies;
create or replace function list_currencies()
    returns table (currency text, paid_orders bigint, is_reporting boolean, first_order_at timestamptz,
                   last_order_at timestamptz)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    select c.currency, coalesce(o.paid_orders, 0), c.currency = tenant_currency(), o.first_at, o.last_at
    from (select tenant_currency() as currency
          union select r.currency::text from orders r where r.status = 'paid') c
    left join (select r.currency::text as currency, count(*) as paid_orders, min(r.created_at) as first_at,
                      max(r.created_at) as last_at
               from orders r where r.status = 'paid' group by 1) o on o.currency = c.currency
    order by coalesce(o.paid_orders, 0) desc, c.currency
$$;
