-- SPDX-License-Identifier: GPL-3.0-or-later
-- Takes a code out of sale for good. Only codes that nobody has bought or reserved: LG007 otherwise. Audited.
create or replace function void_code(p_code_id uuid, p_staff uuid, p_reason text) returns void
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_status text;
begin
    if coalesce(trim(p_reason), '') = '' then
        raise exception 'a reason is needed' using errcode = 'LG008', detail = '{"field": "reason"}';
    end if;
    select status into v_status from gift_codes where id = p_code_id for update;
    if not found then
        raise exception 'no such code' using errcode = 'LG006';
    end if;
    if v_status = 'void' then
        return;
    end if;
    if v_status not in ('available', 'quarantined', 'expired') then
        raise exception 'a code that is % cannot be voided', v_status using errcode = 'LG007';
    end if;
    update gift_codes set status = 'void' where id = p_code_id;
    perform write_audit(p_staff, 'code.void', 'gift_code', p_code_id::text,
                        jsonb_build_object('reason', p_reason, 'was', v_status));
end
$$;
