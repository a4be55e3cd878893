-- SPDX-License-Identifier: GPL-3.0-or-later
-- One page of codes, masked to the last four characters. p_sort: imported_at, product_name, nominal, status, sold_at
-- (LG008 otherwise). total_count: matching codes in all.
drop function if exists list_codes;
create or replace function list_codes(p_product uuid default null, p_nominal numeric default null,
                                      p_status text default null, p_batch text default null,
                                      p_sort text default 'imported_at', p_desc boolean default true,
                                      p_limit int default 100, p_offset int default 0)
    returns table (code_id uuid, masked text, product_name text, nominal numeric, currency text, status text,
                   batch_id text, imported_at timestamptz, sold_at timestamptz, order_id uuid, total_count bigint)
    language plpgsql stable
    set search_path = public, pg_temp
    set jit = off
as $$
declare
    v_column constant text := case coalesce(p_sort, 'imported_at')
        when 'imported_at' then 'c.imported_at' when 'product_name' then 'p.name' when 'nominal' then 'c.nominal_minor'
        when 'status' then 'c.status' when 'sold_at' then 'c.sold_at' end;
    v_way constant text := case when coalesce(p_desc, true) then 'desc' else 'asc' end;
    v_nulls constant text := case when v_column = 'c.sold_at' then ' nulls last' else '' end;
    v_where text := 'true';
    v_total bigint;
begin
    if v_column is null then
        raise exception 'cannot be sorted by this' using errcode = 'LG008', detail = '{"field": "sort"}';
    end if;
    if p_product is not null then v_where := v_where || ' and c.product_id = $1'; end if;
    if p_nominal is not null then v_where := v_where || ' and c.nominal_minor = $2'; end if;
    if nullif(p_status, '') is not null then v_where := v_where || ' and c.status = $3'; end if;
    if nullif(p_batch, '') is not null then v_where := v_where || ' and c.batch_id = $4'; end if;

    execute 'select count(*) from gift_codes c where ' || v_where into v_total
    using p_product, (p_nominal * 100)::bigint, p_status, p_batch;

    return query execute format(
        'select c.id, ''•••• '' || c.code_last4, c.name, c.nominal, c.currency::text, c.status, c.batch_id, '
        'c.imported_at, c.sold_at, i.order_id, $7 '
        'from (select c.id, c.code_last4, p.name, c.nominal, c.currency, c.status, c.batch_id, c.imported_at, '
        'c.sold_at, coalesce(c.order_item_id, c.reserved_order_item_id) as item, '
        'row_number() over (order by %2$s %3$s%4$s, c.id %3$s) as place '
        'from gift_codes c join products p on p.id = c.product_id where %1$s '
        'order by %2$s %3$s%4$s, c.id %3$s limit $5 offset $6) c '
        'left join order_items i on i.id = c.item order by c.place',
        v_where, v_column, v_way, v_nulls)
    using p_product, (p_nominal * 100)::bigint, p_status, p_batch,
          least(greatest(coalesce(p_limit, 100), 0), 1000), greatest(coalesce(p_offset, 0), 0), v_total;
end
$$;
