-- SPDX-License-Identifier: GPL-3.0-or-later
-- The latest orders, whatever their state or currency. product: the first one's name, and how many more there are.
drop function if exists dash_recent_orders;
create or replace function dash_recent_orders(p_limit int default 10)
    returns table (order_id uuid, created_at timestamptz, email text, product text, amount numeric, currency text,
                   status text, email_status text)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    select o.id, o.created_at, o.email, i.product, o.total_amount, o.currency, o.status, o.email_status
    from (select r.id, r.created_at, r.email, r.total_amount, r.currency::text as currency, r.status, r.email_status
          from orders r order by r.created_at desc, r.id desc limit least(greatest(p_limit, 0), 200)) o
    cross join lateral order_summary(o.id) i
    order by o.created_at desc, o.id desc
$$;
