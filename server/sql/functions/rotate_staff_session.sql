-- SPDX-License-Identifier: GPL-3.0-or-later
-- Exchanges a refresh token for a new pair; the lifetime of the refresh token starts anew. No row: the token is
-- unknown, expired or revoked. A token that was exchanged before has been stolen or replayed: its session is
-- revoked, which is why this answers with no row instead of an error (an error would undo the revocation).
drop function if exists rotate_staff_session;
create or replace function rotate_staff_session(p_refresh_hash bytea, p_new_access_hash bytea, p_access_seconds int,
                                                p_new_refresh_hash bytea, p_refresh_seconds int)
    returns table (staff_id uuid, session_id uuid, email text, role text, name text)
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_reused record;
begin
    return query
        update staff_sessions t
        set access_hash = p_new_access_hash, access_expires_at = now() + make_interval(secs => p_access_seconds),
            previous_refresh_hash = t.refresh_hash, refresh_hash = p_new_refresh_hash,
            refresh_expires_at = now() + make_interval(secs => p_refresh_seconds), rotated_at = now()
        from staff s
        where t.refresh_hash = p_refresh_hash and t.refresh_expires_at > now() and t.revoked_at is null
          and s.id = t.staff_id and s.active
        returning s.id, t.id, s.email, s.role::text, s.name;
    if found then
        return;
    end if;
    update staff_sessions t set revoked_at = now(), revoked_reason = 'refresh_token_reused'
    where t.previous_refresh_hash = p_refresh_hash and t.revoked_at is null
    returning t.id, t.staff_id as owner into v_reused;
    if found then
        perform write_audit(v_reused.owner, 'staff.token_reused', 'staff_session', v_reused.id::text, '{}');
    end if;
end
$$;
