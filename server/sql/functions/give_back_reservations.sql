-- SPDX-License-Identifier: GPL-3.0-or-later
-- Puts the codes that are reserved for an order back on sale. The caller holds the payment's lock.
create or replace function give_back_reservations(p_order_id uuid) returns void
    language sql
    set search_path = public, pg_temp
as $$
    update gift_codes c
    set status = case when c.expires_at < now() then 'expired' else 'available' end, reserved_order_item_id = null,
        reserved_until = null
    from order_items i
    where i.order_id = p_order_id and c.reserved_order_item_id = i.id
$$;
