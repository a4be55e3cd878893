-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a customer with the order's link may see: {status, emailStatus, email (masked), productName, amount,
-- currency, paymentUrl, quantity, createdAt}. p_token_hash: SHA-256 of the link's token. Raises LG006 unless it is
-- this order's and has not expired.
create or replace function order_status(p_order_id uuid, p_token_hash bytea) returns jsonb
    language plpgsql stable
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_answer jsonb;
begin
    select jsonb_build_object(
        'status', o.status, 'emailStatus', o.email_status,
        'email', mask_email(case when o.delivery_type = 'gift' then coalesce(o.recipient_email, o.email)
                                 else o.email end),
        'deliveryType', o.delivery_type, 'productName', i.product_name, 'nominal', money_text(i.nominal, o.currency),
        'amount', money_text(o.total_amount, o.currency), 'currency', o.currency,
        'paymentUrl', case when o.status in ('pending', 'failed') then o.payment_url end,
        'quantity', i.quantity, 'createdAt', o.created_at, 'refunded', o.refund_amount > 0)
    into v_answer
    from orders o
    cross join lateral (select min(product_name) as product_name, min(nominal) as nominal, sum(quantity) as quantity
                        from order_items where order_id = o.id) i
    where o.id = p_order_id and o.access_token_hash = p_token_hash and o.access_expires_at > now();
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;
    return v_answer;
end
$$;
