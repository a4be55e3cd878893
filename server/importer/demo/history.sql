-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ninety days of the demo shop that end now: sessions with their events, orders of every kind, refunds, advertising.
-- Runs once, in the transaction that made the catalogue and its codes; random() is seeded, so that the story is the
-- same every time. Nominals of fewer than 20 codes are left alone: they show what low stock looks like.
do $history$
declare
    v_zone constant text := tenant_time_zone();
    v_day constant timestamptz := date_trunc('day', now() at time zone v_zone) at time zone v_zone;
begin
    perform setseed(0.31415);

    create temporary table demo_offer on commit drop as
    select row_number() over (order by p.sort_order, n.nominal) as place, p.id as product_id, p.name, p.brand,
           n.nominal, p.currency, unit_price(n.nominal, p.base_price, p.discount_percentage, p.currency) as price,
           (p.features ->> 'weight')::int as weight
    from products p
    cross join lateral (select (e #>> '{}')::numeric as nominal from jsonb_array_elements(p.nominals) e) n
    where (select count(*) from gift_codes c where c.product_id = p.id and c.nominal = n.nominal) >= 20;

    -- Sessions: more on weekends, a slow growth, an evening peak; one campaign is louder than it is good.
    create temporary table demo_session on commit drop as
    with days as (
        select d, v_day - make_interval(days => d) as start,
               (38 + (90 - d) * 0.25 + case when extract(isodow from v_day - make_interval(days => d)) >= 6 then 16
                                            else 0 end)::int as visits
        from generate_series(0, 89) d
    ), drawn as (
        select d, start, random() as r_hour, random() as r_hour2, random() as r_source, random() as r_depth,
               random() as r_end, random() as r_device, random() as r_country, random() as r_who, random() as r_offer,
               random() as r_quantity
        from days cross join lateral generate_series(1, visits) n
    )
    select row_number() over (order by d desc, r_hour) as number,
           start + make_interval(secs => (86400 * least(0.999, 0.12 + 0.87 * (r_hour + r_hour2) / 2 + 0.1 * r_hour))) as at,
           case when r_source < 0.27 then 1 when r_source < 0.49 then 2 when r_source < 0.60 then 3
                when r_source < 0.70 then 4 when r_source < 0.78 then 5 else 6 end as source,
           case when r_depth < 0.080 + case when r_source between 0.60 and 0.70 then 0.06 else 0 end then 5
                when r_depth < 0.125 then 4 when r_depth < 0.23 then 3 when r_depth < 0.58 then 2 else 1 end as depth,
           r_end, r_who, r_offer,
           case when r_device < 0.56 then 'mobile' when r_device < 0.94 then 'desktop' else 'tablet' end as device,
           case when r_country < 0.48 then 'US' when r_country < 0.62 then 'GB' when r_country < 0.74 then 'DE'
                when r_country < 0.83 then 'FR' when r_country < 0.92 then 'RU' else 'ES' end as country,
           case when r_quantity < 0.9 then 1 else 2 end as quantity
    from drawn;
    delete from demo_session where at > now() - interval '3 minutes';

    create temporary table demo_visit on commit drop as
    select s.*, 'sess_demo' || lpad(s.number::text, 6, '0') as session_id,
           'visitor_demo' || lpad((1 + floor(s.r_who * 2600))::text, 5, '0') as visitor_id,
           c.utm_source, c.utm_medium, c.utm_campaign
    from demo_session s
    join (values (1, 'google', 'cpc', 'brand_search'), (2, 'facebook', 'cpc', 'black_friday'),
                 (3, 'instagram', 'cpc', 'gift_ideas'), (4, 'newsletter', 'email', 'weekly_deals'),
                 (5, 'google', 'organic', null), (6, null, null, null)) c (source, utm_source, utm_medium, utm_campaign)
        using (source);

    -- One offer for each session that came to the checkout, popular ones more often.
    create temporary table demo_wish on commit drop as
    with ladder as (
        select o.*, sum(weight) over (order by place) - weight as low, sum(weight) over (order by place) as high,
               sum(weight) over () as top
        from demo_offer o
    )
    select v.*, l.product_id, l.name, l.brand, l.nominal, l.currency, l.price
    from demo_visit v join ladder l on v.r_offer * l.top >= l.low and v.r_offer * l.top < l.high;

    insert into events (created_at, event_type, session_id, visitor_id, url, utm_source, utm_medium, utm_campaign,
                        device_type, country, data)
    select w.at + make_interval(secs => step.after), step.event, w.session_id, w.visitor_id, step.path, w.utm_source,
           w.utm_medium, w.utm_campaign, w.device, w.country,
           case when step.least > 1 then jsonb_build_object('product_id', w.product_id, 'brand', w.brand,
                                                            'nominal', w.nominal, 'price', w.price) end
    from demo_wish w
    join (values (1, 'page_view', 0, '/'), (1, 'view_catalog', 12, '/catalog'), (2, 'view_product', 40, '/product'),
                 (3, 'configurator_open', 55, '/product'), (3, 'add_to_cart', 80, '/product'),
                 (4, 'checkout_start', 85, '/checkout'), (5, 'checkout_submit', 140, '/checkout'))
        step (least, event, after, path) on step.least <= w.depth;

    -- Orders: eight of ten are paid. A customer comes back now and then, so the same addresses return.
    create temporary table demo_order on commit drop as
    select gen_random_uuid() as id, gen_random_uuid() as payment_id, w.*,
           'customer' || (1 + floor(power(w.r_who, 1.6) * 240))::int || '@example.com' as email,
           w.at + interval '140 seconds' as created_at,
           case when w.r_end < 0.82 then 'paid' when w.r_end < 0.94 then 'expired' else 'failed' end as status
    from demo_wish w where w.depth = 5;

    create temporary table demo_item on commit drop as
    with units as (
        select gen_random_uuid() as id, o.id as order_id, o.product_id, o.nominal, o.status, o.created_at,
               row_number() over (partition by o.product_id, o.nominal, o.status order by o.created_at, o.id, n) as turn
        from demo_order o cross join lateral generate_series(1, o.quantity) n
    ), codes as (
        select c.id, c.product_id, c.nominal, c.cost_price,
               row_number() over (partition by c.product_id, c.nominal order by c.id) as turn
        from gift_codes c where c.status = 'available'
    )
    select u.id, u.order_id, case when u.status = 'paid' then c.id end as code_id,
           case when u.status = 'paid' then c.cost_price end as cost
    from units u left join codes c on u.status = 'paid' and c.product_id = u.product_id
                                   and c.nominal = u.nominal and c.turn = u.turn;
    -- More buyers than codes: the rest found the shop empty and left without an order.
    delete from demo_order o where o.status = 'paid'
        and exists (select from demo_item i where i.order_id = o.id and i.code_id is null);
    delete from demo_item i where not exists (select from demo_order o where o.id = i.order_id);

    insert into orders (id, email, total_amount, total_cost, total_profit, currency, status, transaction_fees,
                        true_profit, cardlink_bill_id, email_status, email_sent_at, session_id, visitor_id, utm_source,
                        utm_medium, utm_campaign, device_type, country, locale, created_at, paid_at)
    select o.id, o.email, o.price * o.quantity, i.cost, o.price * o.quantity - i.cost, o.currency, o.status,
           coalesce(f.fee, 0), o.price * o.quantity - i.cost - f.fee, 'demo_' || replace(o.payment_id::text, '-', ''),
           case when o.status = 'paid' then 'sent' else 'pending' end,
           case when o.status = 'paid' then o.created_at + interval '71 seconds' end, o.session_id, o.visitor_id,
           o.utm_source, o.utm_medium, o.utm_campaign, o.device, o.country,
           case when o.country = 'RU' then 'ru' else 'en' end, o.created_at,
           case when o.status = 'paid' then o.created_at + interval '69 seconds' end
    from demo_order o
    cross join lateral (select sum(cost) as cost from demo_item where order_id = o.id) i
    cross join lateral (select case when o.status = 'paid' then round(o.price * o.quantity * 0.029 + 0.30, 2) end as fee) f;

    insert into order_items (id, order_id, product_id, product_name, product_brand, nominal, price, unit_price,
                             cost_price, profit, margin_percentage, currency, created_at)
    select i.id, o.id, o.product_id, o.name, o.brand, o.nominal, o.price, o.price, i.cost, o.price - i.cost,
           round((o.price - i.cost) / o.price * 100, 2), o.currency, o.created_at
    from demo_item i join demo_order o on o.id = i.order_id;

    update gift_codes c set status = 'sold', order_item_id = i.id, sold_at = o.created_at + interval '69 seconds'
    from demo_item i join demo_order o on o.id = i.order_id
    where c.id = i.code_id;
    update order_items t set gift_code_id = i.code_id from demo_item i where t.id = i.id and i.code_id is not null;

    insert into payments (id, order_id, bill_id, status, amount, currency, payment_method, processed_at,
                          idempotency_key, received_amount, received_currency, created_at)
    select o.payment_id, o.id, b.bill, o.status, o.price * o.quantity, o.currency, 'cardlink',
           o.created_at + interval '69 seconds', case when o.status = 'paid' then b.bill || ':PAID' end,
           case when o.status = 'paid' then o.price * o.quantity end, case when o.status = 'paid' then o.currency end,
           o.created_at
    from demo_order o
    cross join lateral (select 'demo_' || replace(o.payment_id::text, '-', '') as bill) b;

    insert into transaction_fees (order_id, payment_id, fee_type, fee_amount, fee_percentage, currency, created_at)
    select o.id, o.payment_id, 'payment_gateway', round(o.price * o.quantity * 0.029 + 0.30, 2), 2.9, o.currency,
           o.created_at
    from demo_order o where o.status = 'paid';

    insert into events (created_at, event_type, session_id, visitor_id, utm_source, utm_medium, utm_campaign,
                        device_type, country, data)
    select o.created_at + make_interval(secs => step.after), step.event, o.session_id, o.visitor_id, o.utm_source,
           o.utm_medium, o.utm_campaign, o.device, o.country,
           jsonb_build_object('order_id', o.id, 'amount', o.price * o.quantity, 'currency', o.currency)
    from demo_order o
    join (values ('payment_redirect', 1, false), ('payment_return', 70, true), ('payment_success', 69, true),
                 ('code_sent', 71, true)) step (event, after, paid) on not step.paid or o.status = 'paid';

    insert into outbox (kind, order_id, dedupe_key, message_id, recipient, status, attempts, created_at, sent_at)
    select 'order_codes', o.id, 'order_codes:' || o.id, 'order-' || o.id || '@demo', o.email, 'sent', 1,
           o.created_at + interval '69 seconds', o.created_at + interval '71 seconds'
    from demo_order o where o.status = 'paid';

    insert into purchase_stats (product_id, date, real_purchases, displayed_count)
    select o.product_id, ((o.created_at + interval '69 seconds') at time zone v_zone)::date, sum(o.quantity),
           sum(o.quantity)
    from demo_order o where o.status = 'paid' group by 1, 2;

    -- One order in forty is refunded a day or two later; its codes are out of circulation from then on.
    create temporary table demo_refund on commit drop as
    select o.id, o.payment_id, o.price * o.quantity as amount, o.currency, o.created_at + interval '1 day' as at,
           o.product_id, o.quantity, ((o.created_at + interval '69 seconds') at time zone v_zone)::date as day
    from demo_order o
    where o.status = 'paid' and o.r_end < 0.021 and o.created_at < now() - interval '2 days';
    insert into refunds (order_id, payment_id, refund_amount, currency, refund_reason, refund_type, status,
                         requested_at, processed_at, request_key)
    select id, payment_id, amount, currency, 'The code was not accepted', 'full', 'completed', at, at, 'demo:' || id
    from demo_refund;
    update orders o set refund_amount = r.amount, true_profit = o.true_profit - r.amount from demo_refund r
    where o.id = r.id;
    update gift_codes c set status = 'quarantined'
    from order_items i join demo_refund r on r.id = i.order_id where c.order_item_id = i.id;
    update purchase_stats s
    set real_purchases = s.real_purchases - r.units, displayed_count = s.real_purchases - r.units
    from (select product_id, day, sum(quantity)::int as units from demo_refund group by 1, 2) r
    where s.product_id = r.product_id and s.date = r.day;

    insert into ad_spend (date, utm_source, utm_campaign, spend, currency, clicks, impressions)
    select (v_day at time zone v_zone)::date - d, c.utm_source, c.utm_campaign,
           round((c.daily * (0.8 + 0.4 * random()))::numeric, 2), 'USD', (c.daily * 1.6)::int, (c.daily * 70)::int
    from generate_series(0, 89) d
    cross join (values ('google', 'brand_search', 4.5), ('facebook', 'black_friday', 5.5),
                       ('instagram', 'gift_ideas', 2.4)) c (utm_source, utm_campaign, daily);

    -- The weights were only for this story.
    update products set features = features -> 'list' where features ? 'list';
end
$history$
