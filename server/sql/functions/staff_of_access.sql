-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whose access token this is. No row: nobody's, or it has expired, was revoked, or the person is not active.
drop function if exists staff_of_access;
create or replace function staff_of_access(p_access_hash bytea)
    returns table (staff_id uuid, session_id uuid, email text, role text, name text)
    language plpgsql stable
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    return query
        select s.id, t.id, s.email, s.role::text, s.name
        from staff_sessions t join staff s on s.id = t.staff_id
        where t.access_hash = p_access_hash and t.access_expires_at > now() and t.revoked_at is null and s.active;
end
$$;
