-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the message about an order needs besides the codes, which are never stored here: {orderId, locale,
-- firstName, buyerEmail, deliveryType, giftMessage, amount (text), currency, productName, quantity}.
create or replace function order_message_payload(p_order_id uuid) returns jsonb
    language plpgsql stable
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    return (
        select jsonb_build_object(
            'orderId', o.id, 'locale', coalesce(o.locale, 'en'), 'firstName', o.first_name, 'buyerEmail', o.email,
            'deliveryType', o.delivery_type, 'giftMessage', o.gift_message,
            'amount', money_text(o.total_amount, o.currency), 'currency', o.currency,
            'productName', i.product_name, 'quantity', i.quantity)
        from orders o
        cross join lateral (select min(product_name) as product_name, sum(quantity) as quantity
                            from order_items where order_id = o.id) i
        where o.id = p_order_id
    );
end
$$;
