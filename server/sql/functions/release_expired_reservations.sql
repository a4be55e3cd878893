-- SPDX-License-Identifier: GPL-3.0-or-later
-- Gives codes back whose reservation has run out, and closes the orders that had them: an order still pending
-- becomes expired (a late PAID is honoured all the same). Whoever changes an order's reservations holds its
-- payment's lock; orders that others hold are left for the next run. Returns the number of codes released.
create or replace function release_expired_reservations(p_limit int default 500) returns int
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_orders uuid[];
    v_released int;
begin
    v_orders := array(
        select distinct i.order_id
        from (select reserved_order_item_id from gift_codes
              where status = 'reserved' and reserved_until < now()
              order by reserved_until limit p_limit) c
        join order_items i on i.id = c.reserved_order_item_id);
    v_orders := array(
        select order_id from payments
        where order_id = any (v_orders) and status in ('created', 'pending', 'failed', 'expired')
        order by id for update skip locked);
    if cardinality(v_orders) = 0 then
        return 0;
    end if;
    update gift_codes c
    set status = case when c.expires_at < now() then 'expired' else 'available' end,
        reserved_order_item_id = null, reserved_until = null
    from order_items i
    where i.order_id = any (v_orders) and c.reserved_order_item_id = i.id and c.reserved_until < now();
    get diagnostics v_released = row_count;
    update payments p
    set status = case when p.status in ('created', 'pending') then 'expired' else p.status end,
        next_check_at = case when p.bill_id is not null then p.next_check_at end
    where p.order_id = any (v_orders)
      and not exists (select from order_items i join gift_codes c on c.reserved_order_item_id = i.id
                      where i.order_id = p.order_id);
    update orders o set status = 'expired'
    where o.id = any (v_orders) and o.status = 'pending'
      and exists (select from payments p where p.order_id = o.id and p.status = 'expired');
    return v_released;
end
$$;
