-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signing out. Ending an ended session does nothing.
create or replace function end_staff_session(p_session uuid) returns void
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_staff uuid;
begin
    update staff_sessions set revoked_at = now(), revoked_reason = 'signed_out'
    where id = p_session and revoked_at is null
    returning staff_id into v_staff;
    if found then
        perform write_audit(v_staff, 'staff.sign_out', 'staff_session', p_session::text, '{}');
    end if;
end
$$;
