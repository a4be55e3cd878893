-- SPDX-License-Identifier: GPL-3.0-or-later
-- The member of staff with this e-mail address (letter case aside), for signing in. No row: nobody.
drop function if exists staff_by_email;
create or replace function staff_by_email(p_email text)
    returns table (id uuid, email text, password_hash text, role text, name text, active boolean)
    language sql stable
    set search_path = public, pg_temp
as $$
    select s.id, s.email, s.password_hash, s.role::text, s.name, s.active from staff s
    where lower(s.email) = lower(p_email)
$$;
