-- SPDX-License-Identifier: GPL-3.0-or-later
-- Turns a paid order's reservations into sales and writes everything that follows from it: costs, fees, profit,
-- commission, statistics, the event payment_success and the message with the codes. The caller holds the locks
-- on the payment and the order, in this sequence, and the money is there (payments.received_amount).
--
-- Items that have lost their reservation take other codes. When there are not enough, nothing is sold: the order
-- keeps what it has reserved, waits in manual_review and a critical alert is opened. Returns true when sold.
--
-- fee = amount × percentage / 100 + fixed, by type from the tenant's settings, half up to minor units;
-- profit = price − cost, unknown while a cost is; true profit = profit − fees − refunds;
-- commission = amount × the partner's rate / 100, half up.
create or replace function fulfil_order(p_order_id uuid) returns boolean
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_order record;
    v_payment record;
    v_tenant record;
    v_group record;
    v_codes uuid[];
    v_sold int;
    v_cost numeric;
    v_fees numeric;
    v_rate numeric;
    v_commission numeric;
    v_profit numeric;
    v_name text;
    v_product uuid;
begin
    select id, email, first_name, total_amount, currency, refund_amount, session_id, visitor_id, utm_source,
           utm_medium, utm_campaign, utm_content, utm_term, device_type, country, ip_address, user_agent,
           partner_id, affiliate_link_id, delivery_type, recipient_email, gift_message, locale
    into v_order from orders where id = p_order_id;
    select id, bill_id, case when received_currency = currency then received_amount else amount end as received
    into v_payment from payments where order_id = p_order_id;
    select primary_domain, settings -> 'fees' as fees, coalesce(settings ->> 'time_zone', 'UTC') as time_zone
    into v_tenant from tenants where id = current_tenant();

    -- Reservations first: all of the order or nothing of it.
    for v_group in
        select i.product_id, i.nominal, i.currency, min(i.product_name) as product_name,
               array_agg(i.id order by i.id) as items, count(*)::int as wanted
        from order_items i
        where i.order_id = p_order_id
          and not exists (select from gift_codes c where c.reserved_order_item_id = i.id)
        group by i.product_id, i.nominal, i.currency
    loop
        v_codes := pick_codes(v_group.product_id, v_group.nominal, v_group.currency, v_group.wanted);
        if cardinality(v_codes) < v_group.wanted then
            update gift_codes c set reserved_until = 'infinity'
            from order_items i
            where i.order_id = p_order_id and c.reserved_order_item_id = i.id and c.reserved_until <> 'infinity';
            update orders
            set status = 'manual_review', review_reason = 'no_codes_available', paid_at = coalesce(paid_at, now())
            where id = p_order_id and (status <> 'manual_review' or review_reason <> 'no_codes_available');
            perform raise_alert(
                'no_codes_available', 'critical', 'No gift codes available',
                format('Order %s is paid, but there are no codes for %s %s %s', p_order_id, v_group.product_name,
                       v_group.nominal, v_group.currency),
                jsonb_build_object('order_id', p_order_id, 'product_id', v_group.product_id,
                                   'product_name', v_group.product_name, 'nominal', v_group.nominal,
                                   'currency', v_group.currency, 'missing', v_group.wanted),
                'no_codes_available:' || p_order_id);
            return false;
        end if;
        update gift_codes c
        set status = 'reserved', reserved_order_item_id = pair.item, reserved_until = 'infinity'
        from unnest(v_codes, v_group.items) pair (code, item)
        where c.id = pair.code;
    end loop;

    with sold as (
        update gift_codes c
        set status = 'sold', order_item_id = i.id, sold_at = now(), reserved_order_item_id = null,
            reserved_until = null
        from order_items i
        where i.order_id = p_order_id and c.reserved_order_item_id = i.id
        returning c.id, i.id as item, c.cost_price
    ), booked as (
        update order_items i
        set gift_code_id = s.id, cost_price = s.cost_price, profit = i.price - s.cost_price,
            margin_percentage = case when i.price > 0 then round((i.price - s.cost_price) / i.price * 100, 2) end
        from sold s
        where i.id = s.item
        returning i.cost_price, i.product_name, i.product_id
    )
    select count(*), case when count(*) = count(cost_price) then sum(cost_price) end, min(product_name),
           min(product_id::text)::uuid
    into v_sold, v_cost, v_name, v_product
    from booked;

    with fee as (
        insert into transaction_fees (order_id, payment_id, fee_type, fee_amount, fee_percentage, currency)
        select p_order_id, v_payment.id, f.key,
               round(v_payment.received * coalesce((f.value ->> 'percentage')::numeric, 0) / 100
                     + coalesce((f.value ->> 'fixed')::numeric, 0), minor_digits(v_order.currency)),
               (f.value ->> 'percentage')::numeric, v_order.currency
        from jsonb_each(coalesce(v_tenant.fees, '{}')) f
        on conflict (order_id, fee_type) do nothing
        returning fee_amount
    )
    select coalesce(sum(fee_amount), 0) into v_fees from fee;

    if v_order.partner_id is not null then
        select commission_rate into v_rate from partner_accounts where id = v_order.partner_id;
        v_commission := round(v_order.total_amount * v_rate / 100, minor_digits(v_order.currency));
        insert into partner_commissions (partner_id, affiliate_link_id, order_id, kind, base_amount, rate, amount,
                                         currency)
        values (v_order.partner_id, v_order.affiliate_link_id, p_order_id, 'earned', v_order.total_amount, v_rate,
                v_commission, v_order.currency);
    end if;

    v_profit := v_order.total_amount - v_cost;
    update orders
    set status = 'paid', review_reason = null, paid_at = coalesce(paid_at, now()), total_cost = v_cost,
        total_profit = v_profit, transaction_fees = v_fees, partner_commission = v_commission,
        true_profit = v_profit - v_fees - refund_amount
    where id = p_order_id;

    if coalesce(v_order.session_id, '') <> '' then
        insert into events (event_type, session_id, visitor_id, utm_source, utm_medium, utm_campaign, utm_content,
                            utm_term, device_type, country, ip_address, user_agent, data)
        values ('payment_success', v_order.session_id, v_order.visitor_id, v_order.utm_source, v_order.utm_medium,
                v_order.utm_campaign, v_order.utm_content, v_order.utm_term, v_order.device_type, v_order.country,
                v_order.ip_address, v_order.user_agent,
                jsonb_build_object('order_id', p_order_id, 'bill_id', v_payment.bill_id,
                                   'amount', v_order.total_amount, 'currency', v_order.currency,
                                   'product_id', v_product, 'quantity', v_sold));
    end if;

    insert into outbox (kind, order_id, dedupe_key, message_id, recipient, payload)
    values ('order_codes', p_order_id, 'order_codes:' || p_order_id,
            'order-' || p_order_id || '@' || v_tenant.primary_domain,
            case when v_order.delivery_type = 'gift' then coalesce(v_order.recipient_email, v_order.email)
                 else v_order.email end,
            order_message_payload(p_order_id))
    on conflict (tenant_id, dedupe_key) do nothing;

    -- Rows that many sales share come last, so that their locks are short.
    if v_order.affiliate_link_id is not null then
        update affiliate_links
        set conversions = conversions + 1, revenue = revenue + v_order.total_amount,
            commission = commission + v_commission
        where id = v_order.affiliate_link_id;
    end if;
    insert into purchase_stats (product_id, date, real_purchases, displayed_count)
    select i.product_id, (now() at time zone v_tenant.time_zone)::date, count(*), count(*)
    from order_items i where i.order_id = p_order_id
    group by i.product_id
    order by i.product_id
    on conflict (product_id, date) do update
    set real_purchases = purchase_stats.real_purchases + excluded.real_purchases,
        displayed_count = purchase_stats.real_purchases + excluded.real_purchases, updated_at = now();
    return true;
end
$$;
