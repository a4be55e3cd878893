-- SPDX-License-Identifier: GPL-3.0-or-later
-- Roles, the tenant of a session, helpers that the tables below share, tenants and domains.
--
-- Applied by the database's owner (lonieve_owner: not a superuser, CREATEROLE). The runner wraps each file in
-- one transaction. Every table with tenant_id goes through protect_tenant_table(): row level security enabled
-- and FORCED, so that even the owner sees only the rows of the tenant in app.tenant_id; none set, no rows.

do $$
declare
    wanted text;
begin
    foreach wanted in array array['lonieve_app', 'lonieve_readonly', 'lonieve_router'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin nosuperuser nobypassrls', wanted);
            exception when duplicate_object or unique_violation then
                null; -- another database of this cluster made it a moment ago
            end;
        end if;
    end loop;
    -- The owner's sessions change into these two; lonieve_router is nobody's (see tenant_of_bill below).
    execute format('grant lonieve_app, lonieve_readonly to %I', current_user);
end
$$;

grant usage on schema public to lonieve_app, lonieve_readonly, lonieve_router;

-- The tenant of this session or transaction: GUC app.tenant_id, null when unset. A plain SQL expression, so
-- that the planner inlines it and uses the indexes that begin with tenant_id (a fixed search_path would
-- prevent inlining; every name is qualified instead).
create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(pg_catalog.current_setting('app.tenant_id', true), '')::pg_catalog.uuid;

create function protect_tenant_table(p_table regclass) returns void
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    execute format('alter table %s enable row level security', p_table);
    execute format('alter table %s force row level security', p_table);
    execute format('create policy tenant_isolation on %s using (tenant_id = current_tenant()) '
                   'with check (tenant_id = current_tenant())', p_table);
end
$$;
comment on function protect_tenant_table(regclass) is
    'For migrations: row level security, forced, with the one policy that every tenant table has.';
revoke execute on function protect_tenant_table(regclass) from public;

create function set_updated_at() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

-- Statement level: tells listeners that a topic of this tenant has changed. Payload "<tenant> <topic>".
-- PostgreSQL sends one notification for equal payloads of one transaction, when it commits.
create function notify_change() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    if current_tenant() is not null then
        perform pg_notify('lonieve_changes', current_tenant()::text || ' ' || tg_argv[0]);
    end if;
    return null;
end
$$;

-- For ledgers: rows are written once. With an argument (a column and a value) only rows that have reached that
-- value are closed, for example refunds with status = completed.
create function forbid_change() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    if tg_nargs = 2 and tg_op <> 'TRUNCATE' and to_jsonb(old) ->> tg_argv[0] is distinct from tg_argv[1] then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    raise exception '% is a ledger: its rows are never changed or removed', tg_table_name
        using errcode = 'LG007';
end
$$;

-- An amount's currency code, ISO 4217.
create domain currency_code as text check (value ~ '^[A-Z]{3}$');

create table tenants (
    id uuid primary key default gen_random_uuid(),
    name text not null check (name <> ''),
    primary_domain text not null unique check (primary_domain = lower(primary_domain)),
    theme_overrides jsonb,
    settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
    status text not null default 'active' check (status in ('active', 'suspended')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column tenants.settings is
    'currency: reporting currency; time_zone: IANA name; low_stock: codes; fees: {type: {percentage, fixed}} '
    'taken from each payment, fixed in the payment''s currency';
-- Routing needs to read tenants and domains before a tenant is known; changing one needs to be in it.
alter table tenants enable row level security;
alter table tenants force row level security;
create policy tenants_read on tenants for select using (true);
create policy tenants_add on tenants for insert with check (true); -- granted to the owner alone
create policy tenants_change on tenants for update using (id = current_tenant()) with check (id = current_tenant());
create trigger tenants_updated before update on tenants for each row execute function set_updated_at();

create table domains (
    id uuid primary key default gen_random_uuid(),
    domain text not null unique check (domain = lower(domain)),
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    is_primary boolean not null default false,
    ssl_enabled boolean not null default true,
    status text not null default 'active' check (status in ('active', 'inactive')),
    created_at timestamptz not null default now()
);
select protect_tenant_table('domains');
create policy domains_read on domains for select using (true);
create unique index domains_one_primary on domains (tenant_id) where is_primary;

grant select on tenants, domains to lonieve_app, lonieve_readonly;

insert into tenants (id, name, primary_domain, settings)
values ('00000000-0000-4000-8000-000000000001', 'Lonieve Gift', 'localhost',
        '{"currency": "USD", "time_zone": "UTC", "low_stock": 10,
          "fees": {"payment_gateway": {"percentage": 2.9, "fixed": 0.30}}}');

select set_config('app.tenant_id', '00000000-0000-4000-8000-000000000001', true);
insert into domains (domain, is_primary) values ('localhost', true);
