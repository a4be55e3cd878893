-- SPDX-License-Identifier: GPL-3.0-or-later
-- The currency that this tenant reports in (ISO 4217); USD when the tenant does not say.
create or replace function tenant_currency() returns text
    language sql stable parallel safe
    set search_path = public, pg_temp
as $$
    select coalesce((select settings ->> 'currency' from tenants where id = current_tenant()), 'USD')
$$;
