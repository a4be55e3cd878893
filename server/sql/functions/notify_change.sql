-- SPDX-License-Identifier: GPL-3.0-or-later
-- Statement-level trigger: announces the topic in its argument.
create or replace function notify_change() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    perform announce_change(tg_argv[0]);
    return null;
end
$$;
