-- SPDX-License-Identifier: GPL-3.0-or-later
-- The provider has made a bill for a payment intent: stores it, moves the payment from created to pending, and
-- writes the event payment_redirect. The reservation lasts until the bill expires plus a quarter of an hour.
-- Idempotent: the first bill stays, and it is the answer. Returns {orderId, billId, paymentUrl}. Raises LG006.
create or replace function attach_bill(p_payment_id uuid, p_bill_id text, p_payment_url text,
                                       p_expires_at timestamptz, p_response jsonb) returns jsonb
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_payment record;
    v_order record;
begin
    select id, order_id, bill_id, payment_url, status, amount, currency, expires_at into v_payment
    from payments where id = p_payment_id for update;
    if not found then
        raise exception 'no such payment' using errcode = 'LG006';
    end if;
    if v_payment.bill_id is not null then
        return jsonb_build_object('orderId', v_payment.order_id, 'billId', v_payment.bill_id,
                                  'paymentUrl', v_payment.payment_url);
    end if;
    if coalesce(p_bill_id, '') = '' then
        raise exception 'a bill needs an id' using errcode = 'LG008', detail = '{"field": "billId"}';
    end if;

    update payments
    set bill_id = p_bill_id, payment_url = p_payment_url, cardlink_response = p_response, attempts = attempts + 1,
        status = case status when 'created' then 'pending' else status end,
        expires_at = coalesce(p_expires_at, expires_at), next_check_at = now() + interval '30 seconds',
        last_error = null
    where id = p_payment_id;
    update orders set cardlink_bill_id = p_bill_id, payment_url = p_payment_url
    where id = v_payment.order_id
    returning session_id, visitor_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term, device_type,
              country, ip_address, user_agent
    into v_order;
    if p_expires_at + interval '15 minutes' > v_payment.expires_at then
        update gift_codes c set reserved_until = p_expires_at + interval '15 minutes'
        from order_items i
        where i.order_id = v_payment.order_id and c.reserved_order_item_id = i.id
          and c.reserved_until < p_expires_at + interval '15 minutes';
    end if;
    insert into events (event_type, session_id, visitor_id, utm_source, utm_medium, utm_campaign, utm_content,
                        utm_term, device_type, country, ip_address, user_agent, data)
    select 'payment_redirect', v_order.session_id, v_order.visitor_id, v_order.utm_source, v_order.utm_medium,
           v_order.utm_campaign, v_order.utm_content, v_order.utm_term, v_order.device_type, v_order.country,
           v_order.ip_address, v_order.user_agent,
           jsonb_build_object('order_id', v_payment.order_id, 'bill_id', p_bill_id, 'payment_url', p_payment_url,
                              'amount', v_payment.amount, 'currency', v_payment.currency)
    where coalesce(v_order.session_id, '') <> '';
    return jsonb_build_object('orderId', v_payment.order_id, 'billId', p_bill_id, 'paymentUrl', p_payment_url);
end
$$;
