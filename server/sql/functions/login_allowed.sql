-- SPDX-License-Identifier: GPL-3.0-or-later
-- Raises LG010 rate_limited (detail {"retryAfter": seconds}) while sign-ins for this address or from this client
-- are blocked. Call it before looking at the password.
create or replace function login_allowed(p_email text, p_ip text) returns void
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_until timestamptz;
begin
    select max(blocked_until) into v_until from login_throttle
    where key in ('email:' || lower(p_email), 'ip:' || p_ip);
    if v_until > now() then
        raise exception 'too many failed sign-ins, try again later'
            using errcode = 'LG010', detail = jsonb_build_object(
                'retryAfter', ceil(extract(epoch from v_until - now()))::int)::text;
    end if;
end
$$;
