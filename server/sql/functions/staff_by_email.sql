-- SPDX-License-Identifier: GPL-3.0-or-later
-- The member of staff with this e-mail address (letter case aside), for signing in. No row: nobody.
create or replace function staff_by_email(p_email text)
    returns table (staff_id uuid, email text, password_hash text, role text, name text, active boolean)
    language sql stable
    set search_path = public, pg_temp
as $$
    select id, email, password_hash, role::text, name, active from staff where lower(email) = lower(p_email)
$$;
