-- SPDX-License-Identifier: GPL-3.0-or-later
-- Opens a notification for staff unless one with the same p_key is still open. Severity: info, warning, critical.
create or replace function raise_alert(p_type text, p_severity text, p_title text, p_message text, p_data jsonb,
                                       p_key text) returns void
    language sql
    set search_path = public, pg_temp
as $$
    insert into system_notifications (type, severity, title, message, data, dedupe_key)
    values (p_type, p_severity, p_title, p_message, p_data, p_key)
    on conflict (tenant_id, dedupe_key) where not is_resolved and dedupe_key is not null do nothing
$$;
