-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sends an order's codes again: a new message of kind order_resend, or the one that is already waiting. Audited.
-- Returns the message's id. Raises LG006, LG007 unless the order is paid and has codes to send.
create or replace function request_resend(p_order_id uuid, p_staff uuid, p_reason text) returns uuid
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_order record;
    v_id uuid;
begin
    select id, status, email, recipient_email, delivery_type, source into v_order from orders
    where id = p_order_id for update;
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;
    if v_order.status <> 'paid' or not exists (
            select from order_items i join gift_codes c on c.order_item_id = i.id
            where i.order_id = p_order_id and c.status = 'sold') then
        raise exception 'this order has no codes to send' using errcode = 'LG007';
    end if;
    select id into v_id from outbox where order_id = p_order_id and status in ('pending', 'sending')
    order by created_at limit 1;
    if not found then
        v_id := gen_random_uuid();
        insert into outbox (id, kind, order_id, dedupe_key, message_id, recipient, payload)
        select v_id, 'order_resend', p_order_id, 'order_resend:' || v_id,
               'resend-' || v_id || '@' || t.primary_domain,
               case when v_order.delivery_type = 'gift' then coalesce(v_order.recipient_email, v_order.email)
                    else v_order.email end,
               order_message_payload(p_order_id)
        from tenants t where t.id = current_tenant();
    else
        update outbox set next_attempt_at = now() where id = v_id and status = 'pending';
    end if;
    update orders set email_status = 'pending' where id = p_order_id;
    perform write_audit(p_staff, 'order.resend', 'order', p_order_id::text,
                        jsonb_build_object('reason', p_reason, 'outbox_id', v_id));
    return v_id;
end
$$;
