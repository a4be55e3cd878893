-- SPDX-License-Identifier: GPL-3.0-or-later
-- Products by revenue from paid orders created in [p_from, p_to), best first. revenue: sum of the item prices;
-- share: of the revenue of all products in the range, per cent. p_currency null: the reporting currency.
drop function if exists dash_top_products;
create or replace function dash_top_products(p_from timestamptz default null, p_to timestamptz default null,
                                             p_currency text default null, p_limit int default 10)
    returns table (product_id uuid, product_name text, brand text, region text, orders bigint, quantity bigint,
                   revenue numeric, share numeric)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    with by_order as (
        select i.product_id, i.order_id, sum(i.quantity) as quantity, sum(i.price) as revenue
        from orders o
        join order_items i on i.order_id = o.id
        where o.status = 'paid' and o.created_at >= p_from and o.created_at < p_to
          and o.currency = coalesce(nullif(p_currency, ''), tenant_currency())
        group by i.product_id, i.order_id
    ), by_product as (
        select b.product_id, count(*) as orders, sum(b.quantity)::bigint as quantity, sum(b.revenue) as revenue,
               sum(sum(b.revenue)) over () as everything
        from by_order b
        group by b.product_id
    )
    select p.id, p.name, p.brand, p.region, b.orders, b.quantity, b.revenue,
           case when b.everything > 0 then round(100 * b.revenue / b.everything, 2) end
    from by_product b join products p on p.id = b.product_id
    order by b.revenue desc, p.name, p.id
    limit greatest(p_limit, 0)
$$;
