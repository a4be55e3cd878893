-- SPDX-License-Identifier: GPL-3.0-or-later
-- The mail server has accepted a message: closes it, marks the order, writes the event code_sent and the health
-- metric email_send_time (milliseconds). Calling it again does nothing. Raises LG006.
create or replace function outbox_sent(p_id uuid, p_send_ms int) returns void
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_message record;
    v_order record;
begin
    update outbox set status = 'sent', sent_at = now(), lease_until = null, last_error = null
    where id = p_id and status <> 'sent'
    returning order_id, kind into v_message;
    if not found then
        perform from outbox where id = p_id;
        if not found then
            raise exception 'no such message' using errcode = 'LG006';
        end if;
        return;
    end if;
    update orders set email_status = 'sent', email_sent_at = now() where id = v_message.order_id
    returning id, session_id, visitor_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term, device_type,
              country
    into v_order;
    insert into events (event_type, session_id, visitor_id, utm_source, utm_medium, utm_campaign, utm_content,
                        utm_term, device_type, country, data)
    select 'code_sent', v_order.session_id, v_order.visitor_id, v_order.utm_source, v_order.utm_medium,
           v_order.utm_campaign, v_order.utm_content, v_order.utm_term, v_order.device_type, v_order.country,
           jsonb_build_object('order_id', v_order.id, 'outbox_id', p_id, 'resend', v_message.kind = 'order_resend',
                              'codes_count', (select count(*) from order_items where order_id = v_order.id
                                                and gift_code_id is not null))
    where coalesce(v_order.session_id, '') <> '';
    insert into system_health_metrics (metric_type, metric_value, details)
    select 'email_send_time', p_send_ms, jsonb_build_object('outbox_id', p_id) where p_send_ms is not null;
    update system_notifications set is_resolved = true, resolved_at = now()
    where dedupe_key = 'failed_email:' || v_order.id and not is_resolved;
end
$$;
