-- SPDX-License-Identifier: GPL-3.0-or-later
-- What can still be returned of an order, in its currency: the money that arrived less refunds that are not
-- rejected. Shop orders count what the provider reported in the order's currency, imported ones their total.
create or replace function refundable_amount(p_order_id uuid) returns numeric
    language sql stable
    set search_path = public, pg_temp
as $$
    select case when o.source = 'shop'
                then coalesce((select p.received_amount from payments p
                               where p.order_id = o.id and p.received_currency = o.currency), 0)
                when o.status = 'paid' then o.total_amount else 0 end
           - coalesce((select sum(r.refund_amount) from refunds r
                       where r.order_id = o.id and r.status <> 'rejected'), 0)
    from orders o where o.id = p_order_id
$$;
