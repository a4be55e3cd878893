-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything staff see of one order: {order, items, payment, refunds, emails, notes, timeline}. Codes are masked to
-- the last four characters. timeline: [{at, kind, title, text, by}], newest last; kind: created, reserved, payment,
-- email, event, webhook, refund, note, audit; title is a key that the client translates. Raises LG006.
create or replace function order_detail(p_order_id uuid) returns jsonb
    language plpgsql stable
    set search_path = public, pg_temp
    set jit = off
as $$
declare
    v_order orders%rowtype;
    v_items jsonb;
    v_payment jsonb;
    v_refunds jsonb;
    v_emails jsonb;
    v_notes jsonb;
    v_timeline jsonb;
begin
    select * into v_order from orders where id = p_order_id;
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;

    select coalesce(jsonb_agg(jsonb_build_object(
        'id', i.id, 'productId', i.product_id, 'productName', i.product_name, 'brand', i.product_brand,
        'nominal', money_text(i.nominal, i.currency), 'price', money_text(i.price, i.currency),
        'unitPrice', i.unit_price::text, 'cost', money_text(i.cost_price, i.currency),
        'profit', money_text(i.profit, i.currency), 'quantity', i.quantity, 'currency', i.currency,
        'externalRef', i.external_ref, 'codeId', c.id, 'codeStatus', c.status,
        'codeMasked', case when c.id is not null then '•••• ' || c.code_last4 end) order by i.created_at, i.id), '[]')
    into v_items
    from order_items i
    left join gift_codes c on c.id = coalesce(
        i.gift_code_id, (select r.id from gift_codes r where r.reserved_order_item_id = i.id))
    where i.order_id = p_order_id;

    select jsonb_build_object(
        'id', p.id, 'billId', p.bill_id, 'status', p.status, 'amount', money_text(p.amount, p.currency),
        'currency', p.currency, 'method', p.payment_method, 'paymentUrl', p.payment_url,
        'receivedAmount', money_text(p.received_amount, coalesce(p.received_currency, p.currency)),
        'receivedCurrency', p.received_currency, 'attempts', p.attempts, 'checks', p.checks,
        'lastCheckedAt', p.last_checked_at, 'lastError', p.last_error, 'expiresAt', p.expires_at,
        'processedAt', p.processed_at, 'createdAt', p.created_at)
    into v_payment
    from payments p where p.order_id = p_order_id;

    select coalesce(jsonb_agg(jsonb_build_object(
        'id', r.id, 'amount', money_text(r.refund_amount, r.currency), 'currency', r.currency,
        'reason', r.refund_reason, 'type', r.refund_type, 'status', r.status, 'requestedAt', r.requested_at,
        'processedAt', r.processed_at, 'by', coalesce(nullif(s.name, ''), s.email)) order by r.requested_at), '[]')
    into v_refunds
    from refunds r left join staff s on s.id = r.requested_by
    where r.order_id = p_order_id;

    select coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id, 'kind', m.kind, 'recipient', m.recipient, 'status', m.status, 'attempts', m.attempts,
        'messageId', m.message_id, 'createdAt', m.created_at, 'sentAt', m.sent_at, 'lastError', m.last_error,
        'nextAttemptAt', case when m.status in ('pending', 'sending') then m.next_attempt_at end)
        order by m.created_at), '[]')
    into v_emails
    from outbox m where m.order_id = p_order_id;

    select coalesce(jsonb_agg(jsonb_build_object(
        'id', n.id, 'text', n.text, 'createdAt', n.created_at, 'by', coalesce(nullif(s.name, ''), s.email))
        order by n.created_at), '[]')
    into v_notes
    from order_notes n left join staff s on s.id = n.staff_id
    where n.order_id = p_order_id;

    select coalesce(jsonb_agg(jsonb_build_object('at', t.at, 'kind', t.kind, 'title', t.title, 'text', t.text,
                                                 'by', t.by) order by t.at, t.rank), '[]')
    into v_timeline
    from (
        select v_order.created_at as at, 0 as rank, 'created' as kind, 'order_created' as title,
               money_text(v_order.total_amount, v_order.currency) || ' ' || v_order.currency as text,
               v_order.email as by
        union all
        select c.reserved_until, 1, 'reserved', 'reserved_until', '•••• ' || c.code_last4, null
        from order_items i join gift_codes c on c.reserved_order_item_id = i.id
        where i.order_id = p_order_id and c.reserved_until <> 'infinity'
        union all
        select p.processed_at, 2, 'payment', 'payment_' || p.status,
               money_text(coalesce(p.received_amount, p.amount), coalesce(p.received_currency, p.currency)) || ' '
               || coalesce(p.received_currency, p.currency), p.bill_id
        from payments p where p.order_id = p_order_id and p.processed_at is not null
        union all
        select coalesce(m.sent_at, m.created_at), 5, 'email', 'email_' || m.status, m.recipient, m.message_id
        from outbox m where m.order_id = p_order_id
        union all
        -- The session's events around this order, not of its whole month.
        (select e.created_at, 3, 'event', e.event_type, e.url, null
         from events e
         where e.session_id = v_order.session_id
           and e.created_at between v_order.created_at - interval '1 day' and v_order.created_at + interval '7 days'
           and (e.data ->> 'order_id' is null or e.data ->> 'order_id' = p_order_id::text)
         order by e.created_at desc limit 200)
        union all
        select w.created_at, 4, 'webhook', w.event_type,
               coalesce(w.response_status::text, '?') || coalesce(' · ' || w.error, ''), w.source
        from webhook_logs w where w.order_id = p_order_id
        union all
        select coalesce(r.processed_at, r.requested_at), 6, 'refund', 'refund_' || r.status,
               money_text(r.refund_amount, r.currency) || ' ' || r.currency || coalesce(' · ' || r.refund_reason, ''),
               coalesce(nullif(s.name, ''), s.email)
        from refunds r left join staff s on s.id = r.requested_by where r.order_id = p_order_id
        union all
        select n.created_at, 7, 'note', 'note', n.text, coalesce(nullif(s.name, ''), s.email)
        from order_notes n left join staff s on s.id = n.staff_id where n.order_id = p_order_id
        union all
        select a.created_at, 8, 'audit', a.action, a.detail ->> 'reason', coalesce(nullif(s.name, ''), s.email)
        from audit_log a left join staff s on s.id = a.staff_id
        where a.object = 'order' and a.object_id = p_order_id::text and a.action not in ('order.note', 'order.refund')
    ) t
    where t.at is not null;

    return jsonb_build_object(
        'order', jsonb_build_object(
            'id', v_order.id, 'email', v_order.email, 'firstName', v_order.first_name, 'lastName', v_order.last_name,
            'amount', money_text(v_order.total_amount, v_order.currency), 'currency', v_order.currency,
            'cost', money_text(v_order.total_cost, v_order.currency),
            'profit', money_text(v_order.total_profit, v_order.currency),
            'fees', money_text(v_order.transaction_fees, v_order.currency),
            'refunded', money_text(v_order.refund_amount, v_order.currency),
            'refundable', money_text(greatest(refundable_amount(p_order_id), 0), v_order.currency),
            'trueProfit', money_text(v_order.true_profit, v_order.currency),
            'commission', money_text(v_order.partner_commission, v_order.currency),
            'status', v_order.status, 'reviewReason', v_order.review_reason, 'emailStatus', v_order.email_status,
            'emailSentAt', v_order.email_sent_at, 'emailRetryCount', v_order.email_retry_count,
            'paymentMethod', v_order.payment_method, 'billId', v_order.cardlink_bill_id,
            'paymentUrl', v_order.payment_url, 'sessionId', v_order.session_id, 'visitorId', v_order.visitor_id)
        || jsonb_build_object(
            'utmSource', v_order.utm_source, 'utmMedium', v_order.utm_medium, 'utmCampaign', v_order.utm_campaign,
            'utmContent', v_order.utm_content, 'utmTerm', v_order.utm_term, 'referrer', v_order.referrer,
            'ipAddress', v_order.ip_address, 'userAgent', v_order.user_agent, 'deviceType', v_order.device_type,
            'country', v_order.country, 'city', v_order.city, 'partnerId', v_order.partner_id,
            'deliveryType', v_order.delivery_type, 'recipientEmail', v_order.recipient_email,
            'giftMessage', v_order.gift_message, 'source', v_order.source, 'externalRef', v_order.external_ref,
            'locale', v_order.locale, 'createdAt', v_order.created_at, 'updatedAt', v_order.updated_at,
            'paidAt', v_order.paid_at),
        'items', v_items, 'payment', v_payment, 'refunds', v_refunds, 'emails', v_emails, 'notes', v_notes,
        'timeline', v_timeline);
end
$$;
