-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is needed to show one code to one person, with the audit line in the same transaction: no line, no code.
-- At most 20 an hour for each member of staff: LG010 with {"retryAfter": seconds}. Raises LG006, LG008 (reason).
drop function if exists begin_code_reveal;
create or replace function begin_code_reveal(p_code_id uuid, p_staff uuid, p_reason text)
    returns table (code bytea, batch_id text, wrapped_key bytea, key_version int)
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_count int;
    v_oldest timestamptz;
    v_order uuid;
begin
    if p_staff is null then
        raise exception 'only a member of staff can see a code' using errcode = 'LG008', detail = '{"field": "staff"}';
    end if;
    if coalesce(trim(p_reason), '') = '' then
        raise exception 'a reason is needed' using errcode = 'LG008', detail = '{"field": "reason"}';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('lonieve.reveal.' || p_staff, 0));
    select count(*), min(created_at) into v_count, v_oldest from audit_log
    where staff_id = p_staff and action = 'code.reveal' and created_at > now() - interval '1 hour';
    if v_count >= 20 then
        raise exception 'at most 20 codes an hour can be revealed' using errcode = 'LG010', detail =
            jsonb_build_object('retryAfter', greatest(1, ceil(extract(
                epoch from v_oldest + interval '1 hour' - now()))::int))::text;
    end if;
    select i.order_id into v_order
    from gift_codes c left join order_items i on i.id = c.order_item_id where c.id = p_code_id;
    if not found then
        raise exception 'no such code' using errcode = 'LG006';
    end if;
    perform write_audit(p_staff, 'code.reveal', 'gift_code', p_code_id::text,
                        jsonb_build_object('reason', p_reason, 'order_id', v_order));
    return query
        select c.code, b.batch_id, b.wrapped_key, b.key_version
        from gift_codes c join code_batches b on b.batch_id = c.batch_id where c.id = p_code_id;
end
$$;
