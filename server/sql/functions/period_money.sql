-- SPDX-License-Identifier: GPL-3.0-or-later
-- The money of one period [p_from, p_to) in one currency; one row. orders and revenue: paid orders by the time
-- they were created, before refunds. refunds: completed in the period, whenever the order was placed, but only of
-- money that counts as revenue. ad_spend: of the days (p_zone) that begin in the period. profit = gross profit −
-- fees − refunds − ad spend; null when the cost of any order in the period is unknown. No orders: zeros.
drop function if exists period_money;
create or replace function period_money(p_from timestamptz, p_to timestamptz, p_currency text, p_zone text)
    returns table (orders bigint, revenue numeric, refunds numeric, profit numeric)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    select o.orders, o.revenue, r.refunds,
           case when o.unknown = 0 then o.gross - o.fees - r.refunds - a.spend end
    from (select count(*) as orders, coalesce(sum(total_amount), 0) as revenue,
                 coalesce(sum(total_profit), 0) as gross, coalesce(sum(transaction_fees), 0) as fees,
                 count(*) - count(total_profit) as unknown
          from orders
          where status = 'paid' and currency = p_currency and created_at >= p_from and created_at < p_to) o,
         (select coalesce(sum(r.refund_amount), 0) as refunds
          from refunds r
          left join orders o on o.id = r.order_id
          where r.status = 'completed' and r.currency = p_currency and r.processed_at >= p_from
            and r.processed_at < p_to and (r.order_id is null or o.status = 'paid')) r,
         (select coalesce(sum(spend), 0) as spend from ad_spend
          where currency = p_currency and date >= (p_from at time zone p_zone)::date
            and date <= (p_to at time zone p_zone)::date
            and date::timestamp at time zone p_zone >= p_from and date::timestamp at time zone p_zone < p_to) a
$$;
