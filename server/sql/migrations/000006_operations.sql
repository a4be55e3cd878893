-- SPDX-License-Identifier: GPL-3.0-or-later
-- Outbox, webhook log, notifications, health metrics, and the way from a bill to its tenant.

-- Messages written in the transaction that makes them necessary, sent afterwards. Never holds a code.
create table outbox (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    kind text not null check (kind in ('order_codes', 'order_resend')),
    order_id uuid,
    dedupe_key text not null,
    message_id text not null,
    recipient text not null,
    payload jsonb not null default '{}',
    status text not null default 'pending' check (status in ('pending', 'sending', 'sent', 'dead')),
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null default now(),
    lease_until timestamptz,
    last_error text,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    unique (tenant_id, dedupe_key),
    check ((status = 'sent') = (sent_at is not null)),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
) with (fillfactor = 85);
select protect_tenant_table('outbox');
create index outbox_due on outbox (tenant_id, next_attempt_at) where status in ('pending', 'sending');
create index outbox_order on outbox (order_id);

create table webhook_logs (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    source text not null,
    event_type text not null,
    order_id uuid,
    bill_id text,
    request_headers jsonb,
    request_body jsonb,
    response_status integer,
    response_body jsonb,
    processed boolean not null default false,
    error text,
    processing_time_ms integer check (processing_time_ms >= 0),
    created_at timestamptz not null default now(),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
) with (fillfactor = 70);
select protect_tenant_table('webhook_logs');
create index webhook_logs_order on webhook_logs (order_id) where order_id is not null;
create index webhook_logs_by_time on webhook_logs (tenant_id, created_at);

create table system_health_metrics (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    metric_type text not null check (metric_type ~ '^[a-z][a-z0-9_]*$'),
    metric_value numeric not null,
    details jsonb,
    recorded_at timestamptz not null default now()
);
select protect_tenant_table('system_health_metrics');
create index system_health_metrics_by_time on system_health_metrics (tenant_id, metric_type, recorded_at);

create table system_notifications (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    type text not null check (type ~ '^[a-z][a-z0-9_]*$'),
    severity text not null default 'info' check (severity in ('info', 'warning', 'critical')),
    title text not null,
    message text not null,
    data jsonb,
    dedupe_key text,
    is_resolved boolean not null default false,
    resolved_by uuid,
    resolved_at timestamptz,
    created_at timestamptz not null default now(),
    check (is_resolved = (resolved_at is not null)),
    foreign key (tenant_id, resolved_by) references staff (tenant_id, id) on delete restrict
);
comment on column system_notifications.dedupe_key is 'at most one open notification for the same thing';
select protect_tenant_table('system_notifications');
create unique index system_notifications_open on system_notifications (tenant_id, dedupe_key)
    where not is_resolved and dedupe_key is not null;
create index system_notifications_by_time on system_notifications (tenant_id, is_resolved, created_at);
create trigger system_notifications_notify after insert or update on system_notifications
    for each statement execute function notify_change('alerts');

grant select, insert, update on outbox, webhook_logs, system_notifications to lonieve_app;
grant select, insert on system_health_metrics to lonieve_app;
grant select on outbox, webhook_logs, system_notifications, system_health_metrics to lonieve_readonly;

-- A callback names a bill and nothing else. The one question that is answered across tenants: whose bill is
-- it? The function belongs to lonieve_router, a role that nobody is a member of (the owner only while this
-- file runs) and that may read just these two columns.
grant select (bill_id, tenant_id) on payments to lonieve_router;
create policy payments_routing on payments for select to lonieve_router using (true);

create function tenant_of_bill(p_bill_id text) returns uuid
    language sql stable security definer
    set search_path = public, pg_temp
as $$
    select tenant_id from payments where bill_id = p_bill_id
$$;
comment on function tenant_of_bill(text) is 'The tenant that a bill of the payment provider belongs to, or null.';
revoke execute on function tenant_of_bill(text) from public;

do $$
begin
    execute format('grant lonieve_router to %I', current_user);
    grant create on schema public to lonieve_router;
    alter function tenant_of_bill(text) owner to lonieve_router;
    grant execute on function tenant_of_bill(text) to lonieve_app;
    revoke create on schema public from lonieve_router;
    execute format('revoke lonieve_router from %I', current_user);
end
$$;
