-- SPDX-License-Identifier: GPL-3.0-or-later
-- Staff's decision about an order in manual_review. fulfil: accept the money as it came and sell (LG002 when there
-- is still no stock); refund: return all of it (the money must be in the order's currency: LG007 otherwise);
-- cancel: close the order without either, for money that is settled elsewhere. Audited; a note is kept.
-- Returns {orderId, orderStatus, refundId?}. Raises LG006, LG007, LG008.
create or replace function settle_manual_review(p_order_id uuid, p_action text, p_staff uuid, p_note text)
    returns jsonb
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_order record;
    v_refund jsonb;
    v_status text;
begin
    if p_action not in ('fulfil', 'refund', 'cancel') or p_action is null then
        raise exception 'the action is fulfil, refund or cancel' using errcode = 'LG008',
            detail = '{"field": "action"}';
    end if;
    if p_action = 'cancel' and coalesce(trim(p_note), '') = '' then
        raise exception 'say in a note where the money is settled' using errcode = 'LG008',
            detail = '{"field": "note"}';
    end if;
    perform from payments where order_id = p_order_id for update;
    select id, status, review_reason into v_order from orders where id = p_order_id for update;
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;
    if v_order.status <> 'manual_review' then
        raise exception 'this order does not wait for a decision' using errcode = 'LG007';
    end if;

    if p_action = 'fulfil' then
        update payments set status = 'paid' where order_id = p_order_id and status = 'manual_review';
        if not fulfil_order(p_order_id) then
            raise exception 'there are still no codes for this order' using errcode = 'LG002',
                detail = '{"available": 0}';
        end if;
        v_status := 'paid';
    elsif p_action = 'refund' then
        v_refund := refund_order(p_order_id, null, coalesce(p_note, 'manual review'), 'full', p_staff, null);
        v_status := 'failed';
    else
        perform give_back_reservations(p_order_id);
        update orders set status = 'failed', review_reason = 'settled_cancel' where id = p_order_id;
        v_status := 'failed';
    end if;
    perform resolve_order_alerts(p_order_id, p_staff);
    if coalesce(trim(p_note), '') <> '' then
        insert into order_notes (order_id, staff_id, text) values (p_order_id, p_staff, left(trim(p_note), 4000));
    end if;
    perform write_audit(p_staff, 'order.settle', 'order', p_order_id::text, jsonb_build_object(
        'action', p_action, 'reason', v_order.review_reason, 'note', p_note));
    return jsonb_strip_nulls(jsonb_build_object('orderId', p_order_id, 'orderStatus', v_status,
                                                'refundId', v_refund ->> 'refundId'));
end
$$;
