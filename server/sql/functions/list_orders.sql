-- SPDX-License-Identifier: GPL-3.0-or-later
-- One page of orders. [p_from, p_to) by creation; p_search: part of an e-mail address, or a whole order id, bill id
-- or external reference; amounts compare with the order's total, so give p_currency with them. p_sort: created_at,
-- email, amount, status, email_status (LG008 otherwise). total_count: matching orders in all.
drop function if exists list_orders;
create or replace function list_orders(p_from timestamptz default null, p_to timestamptz default null,
                                       p_status text default null, p_search text default null,
                                       p_min_amount numeric default null, p_max_amount numeric default null,
                                       p_currency text default null, p_sort text default 'created_at',
                                       p_desc boolean default true, p_limit int default 100, p_offset int default 0)
    returns table (order_id uuid, created_at timestamptz, email text, product text, quantity bigint, amount numeric,
                   refunded numeric, currency text, status text, payment_status text, email_status text,
                   utm_source text, country text, external_ref text, total_count bigint)
    language plpgsql stable
    set search_path = public, pg_temp
    set jit = off
as $$
declare
    v_column constant text := case coalesce(p_sort, 'created_at')
        when 'created_at' then 'o.created_at' when 'email' then 'lower(o.email)' when 'amount' then 'o.total_amount'
        when 'status' then 'o.status' when 'email_status' then 'o.email_status' end;
    v_way constant text := case when coalesce(p_desc, true) then 'desc' else 'asc' end;
    v_search constant text := nullif(trim(p_search), '');
    v_like constant text := '%' || replace(replace(replace(lower(v_search), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    v_id constant uuid := case when v_search ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then v_search::uuid end;
    v_where text := 'true';
    v_total bigint;
begin
    if v_column is null then
        raise exception 'cannot be sorted by this' using errcode = 'LG008', detail = '{"field": "sort"}';
    end if;
    -- Only the conditions that are asked for, so that each combination gets its own plan; values stay parameters.
    if p_from is not null then v_where := v_where || ' and o.created_at >= $1'; end if;
    if p_to is not null then v_where := v_where || ' and o.created_at < $2'; end if;
    if nullif(p_status, '') is not null then v_where := v_where || ' and o.status = $3'; end if;
    if v_id is not null then
        v_where := v_where || ' and o.id = $4';
    elsif v_search is not null then
        v_where := v_where || ' and (lower(o.email) like $5 or o.external_ref = $6 or o.cardlink_bill_id = $6)';
    end if;
    if p_min_amount is not null then v_where := v_where || ' and o.total_amount >= $7'; end if;
    if p_max_amount is not null then v_where := v_where || ' and o.total_amount <= $8'; end if;
    if nullif(p_currency, '') is not null then v_where := v_where || ' and o.currency = $9'; end if;

    execute 'select count(*) from orders o where ' || v_where into v_total
    using p_from, p_to, p_status, v_id, v_like, v_search, p_min_amount, p_max_amount, p_currency;

    return query execute format(
        'select o.id, o.created_at, o.email, s.product, s.quantity, o.total_amount, o.refund_amount, o.currency::text, '
        'o.status, p.status, o.email_status, o.utm_source, o.country, o.external_ref, $12 '
        'from (select o.* from (select o.id, o.created_at, o.email, o.total_amount, o.refund_amount, o.currency, '
        'o.status, o.email_status, o.utm_source, o.country, o.external_ref from orders o where %s) o '
        'order by %s %s nulls last, o.id %s limit $10 offset $11) o '
        'left join lateral order_summary(o.id) s on true '
        'left join payments p on p.order_id = o.id order by %s %s nulls last, o.id %s',
        v_where, v_column, v_way, v_way, v_column, v_way, v_way)
    using p_from, p_to, p_status, v_id, v_like, v_search, p_min_amount, p_max_amount, p_currency,
          least(greatest(coalesce(p_limit, 100), 0), 1000), greatest(coalesce(p_offset, 0), 0), v_total;
end
$$;
