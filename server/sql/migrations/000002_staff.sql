-- SPDX-License-Identifier: GPL-3.0-or-later
-- Staff, their sessions, login throttling and the audit log.

create type staff_role as enum ('viewer', 'manager', 'admin');

create table staff (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    email text not null check (position('@' in email) > 1),
    password_hash text not null,
    role staff_role not null default 'viewer',
    name text not null default '',
    active boolean not null default true,
    last_login_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, id)
);
select protect_tenant_table('staff');
create unique index staff_email on staff (tenant_id, lower(email));
create trigger staff_updated before update on staff for each row execute function set_updated_at();

-- Tokens are stored as SHA-256 only. previous_refresh_hash shows reuse of a token that was rotated away.
create table staff_sessions (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    staff_id uuid not null,
    access_hash bytea not null unique check (octet_length(access_hash) = 32),
    access_expires_at timestamptz not null,
    refresh_hash bytea not null unique check (octet_length(refresh_hash) = 32),
    previous_refresh_hash bytea unique check (octet_length(previous_refresh_hash) = 32),
    refresh_expires_at timestamptz not null,
    rotated_at timestamptz,
    revoked_at timestamptz,
    revoked_reason text,
    user_agent text,
    ip_address text,
    created_at timestamptz not null default now(),
    foreign key (tenant_id, staff_id) references staff (tenant_id, id) on delete restrict
);
select protect_tenant_table('staff_sessions');
create index staff_sessions_live on staff_sessions (staff_id) where revoked_at is null;

-- Failed sign-ins by key: "email:<address>" or "ip:<address>".
create table login_throttle (
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    key text not null,
    failures int not null default 0 check (failures >= 0),
    first_failed_at timestamptz not null default now(),
    blocked_until timestamptz,
    primary key (tenant_id, key)
);
select protect_tenant_table('login_throttle');

create table audit_log (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    staff_id uuid,
    action text not null check (action ~ '^[a-z][a-z0-9_.]*$'),
    object text not null,
    object_id text,
    detail jsonb not null default '{}',
    created_at timestamptz not null default now(),
    foreign key (tenant_id, staff_id) references staff (tenant_id, id) on delete restrict
);
comment on column audit_log.staff_id is 'null: the system itself or the command line';
select protect_tenant_table('audit_log');
create index audit_log_object on audit_log (tenant_id, object, object_id, created_at);
create index audit_log_staff on audit_log (tenant_id, staff_id, action, created_at);
create trigger audit_log_closed before update or delete on audit_log for each row execute function forbid_change();
create trigger audit_log_kept before truncate on audit_log for each statement execute function forbid_change();

grant select, insert, update on staff, staff_sessions, login_throttle to lonieve_app;
grant delete on login_throttle to lonieve_app;
grant select, insert on audit_log to lonieve_app;
grant select on audit_log to lonieve_readonly;
grant select (id, tenant_id, email, role, name, active, last_login_at, created_at, updated_at) on staff
    to lonieve_readonly;
