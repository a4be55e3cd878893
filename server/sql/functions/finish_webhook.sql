-- SPDX-License-Identifier: GPL-3.0-or-later
-- How a call was answered; also the health metric webhook_latency (milliseconds).
create or replace function finish_webhook(p_id uuid, p_status int, p_response jsonb, p_error text,
                                          p_processing_ms int) returns void
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
begin
    with logged as (
        update webhook_logs
        set response_status = p_status, response_body = p_response, error = p_error,
            processed = p_error is null and p_status between 200 and 299, processing_time_ms = p_processing_ms
        where id = p_id
        returning source
    )
    insert into system_health_metrics (metric_type, metric_value, details)
    select 'webhook_latency', p_processing_ms, jsonb_build_object('source', source, 'status', p_status) from logged
    where p_processing_ms is not null;
end
$$;
