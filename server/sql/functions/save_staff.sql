-- SPDX-License-Identifier: GPL-3.0-or-later
-- Makes a sign-in, or gives the one with this e-mail address a new password, role and name; its sessions end.
-- For the command line; audited without the hash. Returns the staff id. Raises LG008.
create or replace function save_staff(p_email text, p_password_hash text, p_role text, p_name text default '')
    returns uuid
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_id uuid;
begin
    if p_role not in ('viewer', 'manager', 'admin') then
        raise exception 'the role is admin, manager or viewer' using errcode = 'LG008', detail = '{"field": "role"}';
    end if;
    if coalesce(position('@' in p_email), 0) < 2 then
        raise exception 'not an e-mail address' using errcode = 'LG008', detail = '{"field": "email"}';
    end if;
    insert into staff (email, password_hash, role, name)
    values (p_email, p_password_hash, p_role::staff_role, coalesce(p_name, ''))
    on conflict (tenant_id, lower(email)) do update
    set password_hash = excluded.password_hash, role = excluded.role, active = true,
        name = case when excluded.name <> '' then excluded.name else staff.name end
    returning id into v_id;
    update staff_sessions set revoked_at = now(), revoked_reason = 'password_changed'
    where staff_id = v_id and revoked_at is null;
    perform write_audit(null, 'staff.saved', 'staff', v_id::text, jsonb_build_object('role', p_role));
    return v_id;
end
$$;
