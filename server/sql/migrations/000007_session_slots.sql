-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which sessions were active in which quarter of an hour: a rollup of events for counting distinct sessions without
-- reading every event. Quarters, because all zones differ from UTC by multiples of them, so that local hours, days
-- and months are made of whole slots. Written by a trigger in the transaction of the events, so it is never behind.

create table session_slots (
    tenant_id uuid not null default current_tenant(),
    slot timestamptz not null,
    session_id text not null,
    primary key (tenant_id, slot, session_id)
);
select protect_tenant_table('session_slots');
grant select, insert on session_slots to lonieve_app;
grant select on session_slots to lonieve_readonly;

create function note_session_slots() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    insert into session_slots (tenant_id, slot, session_id)
    select tenant_id, date_bin('15 minutes', created_at, '2000-01-01 00:00+00') as slot, session_id
    from fresh
    group by 1, 2, 3
    order by 1, 2, 3 -- the same order in every writer, so that two cannot block each other
    on conflict do nothing;
    return null;
end
$$;
create trigger events_sessions after insert on events referencing new table as fresh
    for each statement execute function note_session_slots();

do $$
declare
    v_before constant text := current_setting('app.tenant_id', true);
    v_tenant uuid;
begin
    for v_tenant in select id from tenants loop
        perform set_config('app.tenant_id', v_tenant::text, true);
        insert into session_slots (slot, session_id)
        select date_bin('15 minutes', created_at, '2000-01-01 00:00+00'), session_id from events group by 1, 2
        on conflict do nothing;
    end loop;
    perform set_config('app.tenant_id', coalesce(v_before, ''), true);
end
$$;

-- Best-selling products read many lines of many orders: from the index alone.
drop index order_items_order;
create index order_items_order on order_items (order_id) include (tenant_id, product_id, quantity, price);
