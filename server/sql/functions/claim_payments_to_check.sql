-- SPDX-License-Identifier: GPL-3.0-or-later
-- Bills to ask the provider about, and intents (bill_id null) that never got one. Claims them: another caller
-- does not get them before the lease or the back-off has passed. Back-off: 30 s × 2^checks, at most 15 minutes
-- while pending, an hour later on; after three days a payment is left alone.
drop function if exists claim_payments_to_check;
create or replace function claim_payments_to_check(p_limit int, p_lease_seconds int)
    returns table (payment_id uuid, order_id uuid, bill_id text, status text, amount text, currency text,
                   email text, created_at timestamptz)
    language sql
    set search_path = public, pg_temp
as $$
    with due as (
        select p.id from payments p
        where p.next_check_at <= now()
        order by p.next_check_at
        limit p_limit
        for update skip locked
    ), claimed as (
        update payments p
        set checks = p.checks + 1, last_checked_at = now(),
            lease_until = now() + make_interval(secs => p_lease_seconds),
            next_check_at = case when p.created_at > now() - interval '3 days' then now() + greatest(
                make_interval(secs => p_lease_seconds),
                least(interval '30 seconds' * 2 ^ least(p.checks, 10),
                      case when p.status in ('created', 'pending') then interval '15 minutes'
                           else interval '1 hour' end)) end
        from due where p.id = due.id
        returning p.id, p.order_id, p.bill_id, p.status, p.amount, p.currency, p.created_at
    )
    select c.id, c.order_id, c.bill_id, c.status, money_text(c.amount, c.currency), c.currency::text, o.email,
           c.created_at
    from claimed c join orders o on o.id = c.order_id
$$;
