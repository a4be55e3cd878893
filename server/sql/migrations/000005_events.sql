-- SPDX-License-Identifier: GPL-3.0-or-later
-- Analytics events, partitioned by month (UTC); rows outside the months made so far land in events_default.

create table events (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    event_type text not null check (event_type in (
        'page_view', 'view_catalog', 'view_product', 'configurator_open', 'configurator_change', 'add_to_cart',
        'checkout_start', 'checkout_submit', 'payment_redirect', 'payment_return', 'payment_success', 'code_sent',
        'support_open', 'support_request', 'resend_email_request', 'account_login')),
    session_id text not null check (session_id <> ''),
    user_id uuid,
    visitor_id text,
    url text,
    referrer text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_content text,
    utm_term text,
    data jsonb,
    session_duration integer check (session_duration >= 0),
    page_duration integer check (page_duration >= 0),
    scroll_depth integer check (scroll_depth between 0 and 100),
    device_type text,
    country text,
    city text,
    ip_address text,
    user_agent text,
    tenant_id uuid not null default current_tenant(),
    primary key (id, created_at)
) partition by range (created_at);
select protect_tenant_table('events');
create index events_by_time on events (tenant_id, created_at) include (session_id, event_type);
create index events_by_session on events (tenant_id, session_id, created_at);

create table events_default partition of events default;
select protect_tenant_table('events_default');

-- Makes the partitions of last month, this month and p_ahead months to come; returns how many were made.
-- Runs as the owner, because making a partition needs to own the table. Rows that had already gone to
-- events_default are moved.
create function ensure_event_partitions(p_ahead int default 3) returns int
    language plpgsql security definer
    set search_path = public, pg_temp
    set timezone = 'UTC'
as $$
declare
    v_first timestamptz;
    v_name text;
    v_made int := 0;
    v_strays boolean;
begin
    if p_ahead not between 0 and 24 then
        raise exception 'between 0 and 24 months ahead' using errcode = 'LG008', detail = '{"field": "p_ahead"}';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('lonieve.event_partitions', 0));
    for v_first in
        select generate_series(date_trunc('month', now()) - interval '1 month',
                               date_trunc('month', now()) + make_interval(months => p_ahead), interval '1 month')
    loop
        v_name := 'events_' || to_char(v_first, 'YYYY_MM');
        continue when to_regclass('public.' || v_name) is not null;
        execute format('create table %I (like events including defaults including constraints)', v_name);
        -- All tenants' rows move, so the policy steps aside for this transaction, which holds the lock.
        alter table events_default no force row level security;
        execute format('with moved as (delete from events_default where created_at >= %L and created_at < %L '
                       'returning *) insert into %I select * from moved',
                       v_first, v_first + interval '1 month', v_name);
        alter table events_default force row level security;
        execute format('alter table events attach partition %I for values from (%L) to (%L)', v_name, v_first,
                       v_first + interval '1 month');
        perform protect_tenant_table(v_name::regclass);
        v_made := v_made + 1;
    end loop;
    return v_made;
end
$$;
comment on function ensure_event_partitions(int) is
    'Makes missing monthly partitions of events up to p_ahead months from now (UTC); returns how many.';
revoke execute on function ensure_event_partitions(int) from public;
grant execute on function ensure_event_partitions(int) to lonieve_app;
select ensure_event_partitions();

-- Events that were refused, with the reason, for Data Quality.
create table rejected_events (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    reason text not null,
    event jsonb not null,
    ip_address text,
    created_at timestamptz not null default now()
);
select protect_tenant_table('rejected_events');
create index rejected_events_by_time on rejected_events (tenant_id, created_at);

grant select, insert on events, rejected_events to lonieve_app;
grant select on events, rejected_events to lonieve_readonly;
