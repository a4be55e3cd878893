-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tells the listeners of lonieve_changes that a topic of this tenant changes with this transaction: payload
-- "<tenant> <topic>", delivered when it commits.
--
-- PostgreSQL lets transactions that notify commit only one after the other, each with its own flush to disk, so a
-- shop in which every order notified would sell no faster than the disk flushes. Therefore one transaction at a
-- time announces a topic; those that run beside it stay silent. Whoever listens looks again a second later, which
-- covers them; without a rush nobody is beside anybody and nothing is left out.
create or replace function announce_change(p_topic text) returns void
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_tenant constant text := current_setting('app.tenant_id', true);
begin
    if v_tenant <> '' and pg_try_advisory_xact_lock(hashtextextended(v_tenant || p_topic, 7310447284112909314)) then
        perform pg_notify('lonieve_changes', v_tenant || ' ' || p_topic);
    end if;
end
$$;
