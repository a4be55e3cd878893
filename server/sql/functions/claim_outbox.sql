-- SPDX-License-Identifier: GPL-3.0-or-later
-- Messages that are due, claimed for p_lease_seconds; a claim that is never reported on comes up again after it.
drop function if exists claim_outbox;
create or replace function claim_outbox(p_limit int, p_lease_seconds int)
    returns table (id uuid, kind text, order_id uuid, recipient text, message_id text, payload jsonb, attempts int)
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    return query
        with due as (
            select o.id from outbox o
            where o.status in ('pending', 'sending') and o.next_attempt_at <= now()
            order by o.next_attempt_at
            limit p_limit
            for update skip locked
        )
        update outbox o
        set status = 'sending', attempts = o.attempts + 1,
            lease_until = now() + make_interval(secs => p_lease_seconds),
            next_attempt_at = now() + make_interval(secs => p_lease_seconds)
        from due where o.id = due.id
        returning o.id, o.kind, o.order_id, o.recipient, o.message_id, o.payload, o.attempts;
end
$$;
