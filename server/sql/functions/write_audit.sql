-- SPDX-License-Identifier: GPL-3.0-or-later
-- One line of the append-only audit log. p_staff null: the system or the command line. p_action like 'order.refund'.
create or replace function write_audit(p_staff uuid, p_action text, p_object text, p_object_id text, p_detail jsonb)
    returns void
    language sql
    set search_path = public, pg_temp
as $$
    insert into audit_log (staff_id, action, object, object_id, detail)
    values (p_staff, p_action, p_object, p_object_id, coalesce(p_detail, '{}'))
$$;
