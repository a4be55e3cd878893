-- SPDX-License-Identifier: GPL-3.0-or-later
-- Step two of the money path, one transaction: news about a bill, from its callback, from reconciliation or from
-- staff. p_status: PAID, PENDING, FAILED, EXPIRED. p_amount, p_currency: what the provider says was paid; null when
-- it does not say. The state machine is monotonic (payment_rank): news that came late never undoes a payment, and
-- a late PAID after FAILED or EXPIRED is honoured. Money that does not match the intent, or finds no stock, is
-- recorded and waits in manual_review with a critical alert.
--
-- Returns {outcome, orderId, orderStatus, paymentStatus}; outcome: processed, already_processed (the same news
-- again), ignored (older news), manual_review. Raises LG006 for an unknown bill, LG008 for an unknown status or
-- an amount that is not a number.
create or replace function apply_payment_status(p_bill_id text, p_status text, p_amount text, p_currency text,
                                                p_source text, p_payload jsonb) returns jsonb
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_status constant text := case p_status when 'PAID' then 'paid' when 'PENDING' then 'pending'
                                            when 'FAILED' then 'failed' when 'EXPIRED' then 'expired' end;
    v_payment record;
    v_order_status text;
    v_reason text;
    v_amount numeric;
    v_sold boolean;
begin
    if v_status is null then
        raise exception 'unknown payment status' using errcode = 'LG008', detail = '{"field": "status"}';
    end if;
    if p_amount is not null and p_amount !~ '^[0-9]{1,12}(\.[0-9]{1,8})?$' then
        raise exception 'the amount is not a number' using errcode = 'LG008', detail = '{"field": "amount"}';
    end if;

    -- Repeats are the common case under retries: they are answered without a lock.
    select id, order_id, status into v_payment from payments where bill_id = p_bill_id;
    if not found then
        raise exception 'no payment has this bill' using errcode = 'LG006';
    end if;
    if payment_rank(v_status) > payment_rank(v_payment.status) then
        select id, order_id, status, amount, currency into v_payment
        from payments where id = v_payment.id for update;
    end if;
    if payment_rank(v_status) <= payment_rank(v_payment.status) then
        select status into v_order_status from orders where id = v_payment.order_id;
        return jsonb_build_object(
            'outcome', case when payment_rank(v_status) = payment_rank(v_payment.status) then 'already_processed'
                            else 'ignored' end,
            'orderId', v_payment.order_id, 'orderStatus', v_order_status, 'paymentStatus', v_payment.status);
    end if;

    select status into v_order_status from orders where id = v_payment.order_id for update;

    if v_status <> 'paid' then
        update payments
        set status = v_status, cardlink_response = coalesce(p_payload, cardlink_response),
            processed_at = case when v_status = 'pending' then processed_at else now() end
        where id = v_payment.id;
        if v_status in ('failed', 'expired') then
            update orders set status = v_status
            where id = v_payment.order_id and status in ('pending', 'failed', 'expired') and status <> v_status
            returning status into v_order_status;
            -- A short grace for a payment that is still on its way, then the codes are for sale again.
            update gift_codes c set reserved_until = now() + interval '15 minutes'
            from order_items i
            where i.order_id = v_payment.order_id and c.reserved_order_item_id = i.id
              and c.reserved_until > now() + interval '15 minutes' and c.reserved_until <> 'infinity';
            select status into v_order_status from orders where id = v_payment.order_id;
        end if;
        return jsonb_build_object('outcome', 'processed', 'orderId', v_payment.order_id,
                                  'orderStatus', v_order_status, 'paymentStatus', v_status);
    end if;

    v_amount := p_amount::numeric;
    v_reason := case when p_currency is not null and upper(p_currency) <> v_payment.currency then 'currency_mismatch'
                     when v_amount <> v_payment.amount then 'amount_mismatch' end;
    update payments
    set status = case when v_reason is null then 'paid' else 'manual_review' end,
        processed_at = now(), idempotency_key = p_bill_id || ':PAID', next_check_at = null, lease_until = null,
        received_amount = round(coalesce(v_amount, amount), 2),
        received_currency = coalesce(upper(p_currency), currency),
        cardlink_response = coalesce(p_payload, cardlink_response)
    where id = v_payment.id;

    if v_reason is not null then
        update gift_codes c set reserved_until = 'infinity'
        from order_items i
        where i.order_id = v_payment.order_id and c.reserved_order_item_id = i.id;
        update orders set status = 'manual_review', review_reason = v_reason, paid_at = now()
        where id = v_payment.order_id;
        perform raise_alert(
            v_reason, 'critical', 'A payment does not match its order',
            format('Order %s expects %s %s, the bill %s says %s %s', v_payment.order_id, v_payment.amount,
                   v_payment.currency, p_bill_id, coalesce(p_amount, '?'), coalesce(p_currency, '?')),
            jsonb_build_object('order_id', v_payment.order_id, 'bill_id', p_bill_id,
                               'expected', v_payment.amount::text, 'expected_currency', v_payment.currency,
                               'received', p_amount, 'received_currency', p_currency, 'source', p_source),
            'payment_mismatch:' || v_payment.order_id);
        return jsonb_build_object('outcome', 'manual_review', 'orderId', v_payment.order_id,
                                  'orderStatus', 'manual_review', 'paymentStatus', 'manual_review');
    end if;

    v_sold := fulfil_order(v_payment.order_id);
    return jsonb_build_object(
        'outcome', case when v_sold then 'processed' else 'manual_review' end, 'orderId', v_payment.order_id,
        'orderStatus', case when v_sold then 'paid' else 'manual_review' end, 'paymentStatus', 'paid');
end
$$;
