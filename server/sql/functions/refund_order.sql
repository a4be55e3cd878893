-- SPDX-License-Identifier: GPL-3.0-or-later
-- A completed entry in the ledger of refunds and what follows: the order's refund_amount and true profit, the
-- partner's commission in proportion (reversal = commission × refunded / total, to date), and, when nothing of the
-- payment is left, the codes: sold ones are quarantined, reserved ones go back on sale, messages that wait are
-- dropped. The money itself is sent back in the provider's own back office.
--
-- p_amount: text, null = all that is left; p_type: full or partial (a partial one needs an amount). p_request_key:
-- the same key again gives the first answer. Returns {refundId, amount, currency, refunded, refundable,
-- orderStatus, replayed}. Raises LG006, LG007 (no money there), LG008, LG009 refund_exceeds_payment.
create or replace function refund_order(p_order_id uuid, p_amount text, p_reason text, p_type text, p_staff uuid,
                                        p_request_key text) returns jsonb
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_order record;
    v_payment record;
    v_old record;
    v_paid numeric;
    v_amount numeric;
    v_refunded numeric;
    v_refund uuid;
    v_earned record;
    v_reversed numeric;
    v_reversal numeric;
    v_status text;
begin
    if p_type not in ('full', 'partial') or p_type is null then
        raise exception 'a refund is full or partial' using errcode = 'LG008', detail = '{"field": "type"}';
    end if;
    if p_type = 'partial' and p_amount is null then
        raise exception 'a partial refund needs an amount' using errcode = 'LG008', detail = '{"field": "amount"}';
    end if;
    if p_amount is not null and (p_amount !~ '^[0-9]{1,12}(\.[0-9]{1,2})?$' or p_amount::numeric <= 0) then
        raise exception 'the amount is not a positive amount' using errcode = 'LG008', detail = '{"field": "amount"}';
    end if;

    select id, received_amount, received_currency into v_payment
    from payments where order_id = p_order_id for update;
    select id, source, status, review_reason, total_amount, currency, refund_amount, affiliate_link_id into v_order
    from orders where id = p_order_id for update;
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;

    if p_request_key is not null then
        select id, order_id, refund_amount, currency into v_old from refunds where request_key = p_request_key;
        if found then
            if v_old.order_id is distinct from p_order_id
               or (p_amount is not null and p_amount::numeric <> v_old.refund_amount) then
                raise exception 'this request key was used for another refund' using errcode = 'LG005';
            end if;
            return jsonb_build_object(
                'refundId', v_old.id, 'amount', money_text(v_old.refund_amount, v_old.currency),
                'currency', v_old.currency, 'refunded', money_text(v_order.refund_amount, v_old.currency),
                'refundable', money_text(refundable_amount(p_order_id), v_old.currency),
                'orderStatus', v_order.status, 'replayed', true);
        end if;
    end if;

    v_paid := refundable_amount(p_order_id);
    if v_order.refund_amount = 0 and v_paid = 0 then
        raise exception 'nothing has been paid for this order in its currency' using errcode = 'LG007';
    end if;
    v_amount := coalesce(p_amount::numeric, v_paid);
    if v_amount > v_paid or v_amount = 0 then
        raise exception 'at most % % can still be refunded', money_text(v_paid, v_order.currency), v_order.currency
            using errcode = 'LG009', detail = jsonb_build_object(
                'refundable', money_text(v_paid, v_order.currency))::text;
    end if;
    if p_type = 'full' and v_amount <> v_paid then
        raise exception 'a full refund returns all that is left' using errcode = 'LG008',
            detail = '{"field": "amount"}';
    end if;
    if v_order.status = 'manual_review' and v_amount < v_paid then
        raise exception 'settle this order first, or refund all of it' using errcode = 'LG007';
    end if;

    insert into refunds (order_id, payment_id, refund_amount, currency, refund_reason, refund_type, status,
                         requested_by, processed_at, request_key)
    values (p_order_id, v_payment.id, v_amount, v_order.currency, p_reason, p_type, 'completed', p_staff, now(),
            p_request_key)
    returning id into v_refund;
    v_refunded := v_order.refund_amount + v_amount;
    v_status := v_order.status;

    select partner_id, affiliate_link_id, base_amount, rate, amount, currency into v_earned
    from partner_commissions where order_id = p_order_id and kind = 'earned';
    if found and v_earned.base_amount > 0 then
        select coalesce(-sum(amount), 0) into v_reversed from partner_commissions
        where order_id = p_order_id and kind = 'reversed';
        v_reversal := least(v_earned.amount, round(v_earned.amount * v_refunded / v_earned.base_amount,
                                                   minor_digits(v_earned.currency))) - v_reversed;
        insert into partner_commissions (partner_id, affiliate_link_id, order_id, refund_id, kind, base_amount, rate,
                                         amount, currency)
        values (v_earned.partner_id, v_earned.affiliate_link_id, p_order_id, v_refund, 'reversed', v_amount,
                v_earned.rate, -v_reversal, v_earned.currency);
        update affiliate_links set revenue = revenue - v_amount, commission = commission - v_reversal
        where id = v_earned.affiliate_link_id;
    end if;

    if v_amount = v_paid then
        update purchase_stats s
        set real_purchases = greatest(s.real_purchases - u.units, 0),
            displayed_count = greatest(s.real_purchases - u.units, 0), updated_at = now()
        from (select i.product_id, (c.sold_at at time zone tenant_time_zone())::date as day, count(*)::int as units
              from order_items i join gift_codes c on c.order_item_id = i.id
              where i.order_id = p_order_id and c.status = 'sold'
              group by 1, 2) u
        where s.product_id = u.product_id and s.date = u.day;
        update gift_codes c set status = 'quarantined'
        from order_items i where i.order_id = p_order_id and c.order_item_id = i.id and c.status = 'sold';
        perform give_back_reservations(p_order_id);
        update outbox set status = 'dead', lease_until = null, last_error = 'refunded'
        where order_id = p_order_id and status in ('pending', 'sending');
        if v_status = 'manual_review' then
            v_status := 'failed';
            perform resolve_order_alerts(p_order_id, p_staff);
        end if;
    end if;
    update orders
    set refund_amount = v_refunded, true_profit = true_profit - v_amount,
        partner_commission = partner_commission - coalesce(v_reversal, 0), status = v_status,
        email_status = case when v_amount = v_paid and email_status = 'pending'
                            then case when email_sent_at is null then 'none' else 'sent' end
                            else email_status end,
        review_reason = case when v_status <> v_order.status then 'settled_refund' else review_reason end
    where id = p_order_id;
    perform write_audit(p_staff, 'order.refund', 'order', p_order_id::text, jsonb_build_object(
        'refund_id', v_refund, 'amount', v_amount, 'currency', v_order.currency, 'type', p_type, 'reason', p_reason));
    return jsonb_build_object(
        'refundId', v_refund, 'amount', money_text(v_amount, v_order.currency), 'currency', v_order.currency,
        'refunded', money_text(v_refunded, v_order.currency),
        'refundable', money_text(v_paid - v_amount, v_order.currency), 'orderStatus', v_status, 'replayed', false);
end
$$;
