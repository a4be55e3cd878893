-- SPDX-License-Identifier: GPL-3.0-or-later
-- Writes down a call before anything is done with it. Headers and body come without secrets. Returns the log's id.
create or replace function log_webhook(p_source text, p_event_type text, p_headers jsonb, p_body jsonb,
                                       p_bill_id text) returns uuid
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_id uuid;
begin
    insert into webhook_logs (source, event_type, request_headers, request_body, bill_id, order_id)
    values (p_source, p_event_type, p_headers, p_body, p_bill_id,
            (select order_id from payments where bill_id = p_bill_id))
    returning id into v_id;
    return v_id;
end
$$;
