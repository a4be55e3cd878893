-- SPDX-License-Identifier: GPL-3.0-or-later
-- What must hold between bills, orders, codes and messages at any time between transactions; one row a rule with
-- the number of violations (0 in a healthy store) and up to five examples. Of the tenant of the session.
drop function if exists money_invariants;
create or replace function money_invariants() returns table (name text, violations bigint, sample jsonb)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    with broken (name, id) as (
        -- A paid bill has one paid order, or an open case (manual_review), or a settled one.
        select 'paid_bill_has_order_or_case', p.id::text
        from payments p join orders o on o.id = p.order_id
        where p.status in ('paid', 'manual_review')
          and not (o.status = 'paid' and p.status = 'paid'
                   or o.status = 'manual_review' and o.review_reason is not null
                   or o.status = 'failed' and o.review_reason in ('settled_refund', 'settled_cancel'))
        union all
        select 'paid_order_has_paid_bill', o.id::text
        from orders o where o.source = 'shop' and o.status = 'paid'
          and not exists (select from payments p where p.order_id = o.id and p.status = 'paid'
                            and p.received_amount is not null)
        union all
        select 'order_in_review_has_alert', o.id::text
        from orders o where o.status = 'manual_review'
          and not exists (select from system_notifications n
                          where n.severity = 'critical' and n.data ->> 'order_id' = o.id::text)
        union all
        -- N codes sold to N distinct items.
        select 'paid_item_has_code', i.id::text
        from order_items i join orders o on o.id = i.order_id
        left join gift_codes c on c.id = i.gift_code_id
        where o.source = 'shop' and o.status = 'paid'
          and (c.id is null or c.order_item_id is distinct from i.id or c.status not in ('sold', 'quarantined', 'void')
               or c.product_id <> i.product_id or c.nominal <> i.nominal)
        union all
        select 'unpaid_item_has_no_code', i.id::text
        from order_items i join orders o on o.id = i.order_id
        where o.status <> 'paid' and i.gift_code_id is not null
        union all
        select 'sold_code_has_paid_item', c.id::text
        from gift_codes c
        left join order_items i on i.id = c.order_item_id
        left join orders o on o.id = i.order_id
        where c.status = 'sold' and (i.gift_code_id is distinct from c.id or o.status is distinct from 'paid')
        union all
        select 'reserved_code_has_live_order', c.id::text
        from gift_codes c
        join order_items i on i.id = c.reserved_order_item_id
        join orders o on o.id = i.order_id
        where c.status = 'reserved'
          and (i.gift_code_id is not null or o.status = 'paid'
               or o.review_reason in ('settled_refund', 'settled_cancel')
               or (c.reserved_until = 'infinity') <> (o.status = 'manual_review'))
        union all
        -- One order_codes message for a paid order, none for any other.
        select 'paid_order_has_one_message', o.id::text
        from orders o where o.source = 'shop'
          and (select count(*) from outbox m where m.order_id = o.id and m.kind = 'order_codes')
              <> case when o.status = 'paid' then 1 else 0 end
        union all
        select 'sent_order_has_sent_message', o.id::text
        from orders o where o.email_status = 'sent' and o.source = 'shop'
          and not exists (select from outbox m where m.order_id = o.id and m.status = 'sent')
        union all
        select 'total_is_sum_of_items', o.id::text
        from orders o join lateral (select sum(i.price) as items, count(*) filter (where i.currency <> o.currency) as strange
                                    from order_items i where i.order_id = o.id) s on true
        where s.items is distinct from o.total_amount or s.strange > 0
        union all
        select 'intent_is_order_total', p.id::text
        from payments p join orders o on o.id = p.order_id
        where p.amount <> o.total_amount or p.currency <> o.currency
        union all
        select 'shop_order_has_intent', o.id::text
        from orders o where o.source = 'shop' and not exists (select from payments p where p.order_id = o.id)
        union all
        select 'profit_adds_up', o.id::text
        from orders o
        where o.source = 'shop' and o.status = 'paid'
          and (o.total_cost is distinct from (select case when count(*) = count(i.cost_price) then sum(i.cost_price) end
                                              from order_items i where i.order_id = o.id)
               or o.total_profit is distinct from o.total_amount - o.total_cost
               or o.transaction_fees <> (select coalesce(sum(f.fee_amount), 0) from transaction_fees f
                                         where f.order_id = o.id)
               or o.true_profit is distinct from o.total_profit - o.transaction_fees - o.refund_amount)
        union all
        select 'refunds_within_payment', o.id::text
        from orders o
        join (select r.order_id, sum(r.refund_amount) as refunded from refunds r
              where r.status = 'completed' and r.order_id is not null group by r.order_id) r on r.order_id = o.id
        where r.refunded > case when o.source = 'shop'
                                then coalesce((select p.received_amount from payments p where p.order_id = o.id), 0)
                                else o.total_amount end
        union all
        select 'refund_amount_is_ledger', o.id::text
        from orders o
        where o.source = 'shop'
          and o.refund_amount <> coalesce((select sum(r.refund_amount) from refunds r
                                           where r.order_id = o.id and r.status = 'completed'), 0)
        union all
        select 'commission_is_ledger', o.id::text
        from orders o
        where coalesce(o.partner_commission, 0) <> coalesce((select sum(c.amount) from partner_commissions c
                                                             where c.order_id = o.id), 0)
           or (o.status = 'paid' and o.partner_id is not null and o.source = 'shop'
               and not exists (select from partner_commissions c where c.order_id = o.id and c.kind = 'earned'))
        union all
        select 'displayed_within_real', s.id::text
        from purchase_stats s where s.displayed_count > s.real_purchases
    ), rule (place, name) as (
        values (1, 'paid_bill_has_order_or_case'), (2, 'paid_order_has_paid_bill'), (3, 'order_in_review_has_alert'),
               (4, 'paid_item_has_code'), (5, 'unpaid_item_has_no_code'), (6, 'sold_code_has_paid_item'),
               (7, 'reserved_code_has_live_order'), (8, 'paid_order_has_one_message'),
               (9, 'sent_order_has_sent_message'), (10, 'total_is_sum_of_items'), (11, 'intent_is_order_total'),
               (12, 'shop_order_has_intent'), (13, 'profit_adds_up'), (14, 'refunds_within_payment'),
               (15, 'refund_amount_is_ledger'), (16, 'commission_is_ledger'), (17, 'displayed_within_real')
    )
    select r.name, count(b.id),
           coalesce(jsonb_agg(b.id) filter (where b.id is not null and b.place <= 5), '[]')
    from rule r
    left join (select b.name, b.id, row_number() over (partition by b.name order by b.id) as place from broken b) b
        on b.name = r.name
    group by r.place, r.name
    order by r.place
$$;
