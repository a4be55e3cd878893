-- SPDX-License-Identifier: GPL-3.0-or-later
-- An order in a word: the name of its first line's product with "+n" for further products, and its units.
drop function if exists order_summary;
create or replace function order_summary(p_order_id uuid) returns table (product text, quantity bigint)
    language sql stable
    set search_path = public, pg_temp
as $$
    select (array_agg(i.product_name order by i.created_at, i.id))[1]
           || case when count(distinct i.product_id) > 1 then ' +' || count(distinct i.product_id) - 1 else '' end,
           sum(i.quantity)
    from order_items i where i.order_id = p_order_id
$$;
