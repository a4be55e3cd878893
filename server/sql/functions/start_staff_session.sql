-- SPDX-License-Identifier: GPL-3.0-or-later
-- A new sign-in. Hashes are SHA-256 of the tokens; lifetimes in seconds. Returns the session id. Audited.
create or replace function start_staff_session(p_staff uuid, p_access_hash bytea, p_access_seconds int,
                                               p_refresh_hash bytea, p_refresh_seconds int, p_user_agent text,
                                               p_ip text) returns uuid
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_id uuid;
begin
    update staff set last_login_at = now() where id = p_staff and active;
    if not found then
        raise exception 'no such member of staff' using errcode = 'LG006';
    end if;
    insert into staff_sessions (staff_id, access_hash, access_expires_at, refresh_hash, refresh_expires_at,
                                user_agent, ip_address)
    values (p_staff, p_access_hash, now() + make_interval(secs => p_access_seconds), p_refresh_hash,
            now() + make_interval(secs => p_refresh_seconds), left(p_user_agent, 300), p_ip)
    returning id into v_id;
    perform write_audit(p_staff, 'staff.sign_in', 'staff_session', v_id::text, jsonb_build_object('ip', p_ip));
    return v_id;
end
$$;
