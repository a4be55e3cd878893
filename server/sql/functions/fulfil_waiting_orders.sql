-- SPDX-License-Identifier: GPL-3.0-or-later
-- Completes paid orders that wait for stock, oldest first, all of them or those that contain one product (and
-- nominal). Orders that someone else is working on are left to them. Returns how many were completed.
create or replace function fulfil_waiting_orders(p_product_id uuid default null, p_nominal numeric default null,
                                                 p_limit int default 100) returns int
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_order_id uuid;
    v_payment_id uuid;
    v_done int := 0;
begin
    for v_order_id in
        select o.id from orders o
        where o.status = 'manual_review' and o.review_reason = 'no_codes_available'
          and (p_product_id is null or exists (
                select from order_items i where i.order_id = o.id and i.product_id = p_product_id
                  and (p_nominal is null or i.nominal = p_nominal)))
        order by o.created_at, o.id
        limit p_limit
    loop
        select id into v_payment_id from payments
        where order_id = v_order_id and status = 'paid' for update skip locked;
        continue when not found;
        perform from orders where id = v_order_id and status = 'manual_review'
            and review_reason = 'no_codes_available' for update;
        continue when not found;
        if fulfil_order(v_order_id) then
            update system_notifications set is_resolved = true, resolved_at = now()
            where dedupe_key = 'no_codes_available:' || v_order_id and not is_resolved;
            v_done := v_done + 1;
        end if;
    end loop;
    return v_done;
end
$$;
