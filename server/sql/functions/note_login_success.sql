-- SPDX-License-Identifier: GPL-3.0-or-later
-- A sign-in succeeded: forgets the failures of this address (not of the client, who may be trying many).
create or replace function note_login_success(p_email text) returns void
    language sql
    set search_path = public, pg_temp
as $$
    delete from login_throttle where key = 'email:' || lower(p_email)
$$;
