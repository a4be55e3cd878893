-- SPDX-License-Identifier: GPL-3.0-or-later
-- Closes the open notifications about one order's payment or stock.
create or replace function resolve_order_alerts(p_order_id uuid, p_staff uuid) returns void
    language sql
    set search_path = public, pg_temp
as $$
    update system_notifications set is_resolved = true, resolved_at = now(), resolved_by = p_staff
    where not is_resolved
      and dedupe_key in ('no_codes_available:' || p_order_id, 'payment_mismatch:' || p_order_id)
$$;
