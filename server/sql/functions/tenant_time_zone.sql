-- SPDX-License-Identifier: GPL-3.0-or-later
-- The IANA name of the zone in which this tenant counts days; UTC when the tenant does not say.
create or replace function tenant_time_zone() returns text
    language sql stable parallel safe
    set search_path = public, pg_temp
as $$
    select coalesce((select settings ->> 'time_zone' from tenants where id = current_tenant()), 'UTC')
$$;
