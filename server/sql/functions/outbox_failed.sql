-- SPDX-License-Identifier: GPL-3.0-or-later
-- A message could not be handed over. Tries again after 30 s × 2^(attempts − 1), at most an hour; gives up after
-- eight attempts or at once when p_permanent, marks the order's e-mail as failed and opens the critical alert
-- failed_email. Returns 'retry' or 'dead' ('sent' when it had been sent meanwhile). Raises LG006.
create or replace function outbox_failed(p_id uuid, p_error text, p_permanent boolean) returns text
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_message record;
    v_dead boolean;
begin
    select id, order_id, kind, status, attempts into v_message from outbox where id = p_id for update;
    if not found then
        raise exception 'no such message' using errcode = 'LG006';
    end if;
    if v_message.status in ('sent', 'dead') then
        return v_message.status;
    end if;
    v_dead := coalesce(p_permanent, false) or v_message.attempts >= 8;
    update outbox
    set status = case when v_dead then 'dead' else 'pending' end, last_error = left(p_error, 500),
        lease_until = null,
        next_attempt_at = now() + least(interval '1 hour',
                                        interval '30 seconds' * 2 ^ greatest(v_message.attempts - 1, 0))
    where id = p_id;
    update orders
    set email_retry_count = email_retry_count + 1,
        email_status = case when v_dead and email_status <> 'sent' then 'failed' else email_status end
    where id = v_message.order_id;
    if v_dead then
        perform raise_alert(
            'failed_email', 'critical', 'An order''s e-mail could not be sent',
            format('Order %s: %s', v_message.order_id, left(p_error, 200)),
            jsonb_build_object('order_id', v_message.order_id, 'outbox_id', p_id, 'error', left(p_error, 500)),
            'failed_email:' || v_message.order_id);
        return 'dead';
    end if;
    return 'retry';
end
$$;
