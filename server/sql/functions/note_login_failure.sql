-- SPDX-License-Identifier: GPL-3.0-or-later
-- Counts a failed sign-in. From the fifth for an address (the twentieth from a client) within an hour it blocks
-- for a minute, doubled with each further one, at most an hour.
create or replace function note_login_failure(p_email text, p_ip text) returns void
    language sql
    set search_path = public, pg_temp
as $$
    insert into login_throttle as t (key, failures)
    select k.key, 1
    from (values ('email:' || lower(p_email), 5), ('ip:' || p_ip, 20)) k (key, allowed)
    where k.key is not null
    order by k.key
    on conflict (tenant_id, key) do update
    set failures = case when t.first_failed_at < now() - interval '1 hour'
                         and coalesce(t.blocked_until, '-infinity') < now() then 1 else t.failures + 1 end,
        first_failed_at = case when t.first_failed_at < now() - interval '1 hour'
                                and coalesce(t.blocked_until, '-infinity') < now() then now()
                               else t.first_failed_at end,
        blocked_until = case
            when t.first_failed_at < now() - interval '1 hour'
                 and coalesce(t.blocked_until, '-infinity') < now() then null
            when t.failures + 1 >= case when t.key like 'ip:%' then 20 else 5 end
                then now() + least(interval '1 hour', interval '1 minute' * 2 ^ least(
                    t.failures + 1 - case when t.key like 'ip:%' then 20 else 5 end, 10)) end
$$;
