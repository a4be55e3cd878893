-- SPDX-License-Identifier: GPL-3.0-or-later
-- Stock by product and nominal: of every nominal that an active product lists, and of everything codes exist for.
-- days_of_cover = available / (sold in the last 30 days / 30), one decimal, null without sales. stock_level: out
-- (none), low (fewer than the tenant's low_stock, ten by default), ok.
drop function if exists get_code_stock;
create or replace function get_code_stock()
    returns table (product_id uuid, product_name text, region text, nominal numeric, currency text, available bigint,
                   reserved bigint, sold bigint, other bigint, sold_30d bigint, days_of_cover numeric,
                   stock_level text)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    with counted as (
        select c.product_id, c.nominal_minor,
               count(*) filter (where c.status = 'available'
                                  and (c.expires_at is null or c.expires_at > report_now())) as available,
               count(*) filter (where c.status = 'reserved') as reserved,
               count(*) filter (where c.status = 'sold') as sold,
               count(*) filter (where c.status in ('void', 'quarantined', 'expired') or (c.status = 'available'
                                  and c.expires_at <= report_now())) as other,
               count(*) filter (where c.status = 'sold'
                                  and c.sold_at >= report_now() - interval '720 hours') as sold_30d
        from gift_codes c
        group by c.product_id, c.nominal_minor
    ), listed as (
        select p.id as product_id, (n #>> '{}')::numeric as nominal
        from products p cross join lateral jsonb_array_elements(p.nominals) n
        where p.status in ('active', 'out_of_stock') and jsonb_typeof(n) = 'number'
        union
        select c.product_id, c.nominal_minor / 100.0 from counted c
    )
    select p.id, p.name, p.region, round(l.nominal, 2), p.currency::text, coalesce(c.available, 0),
           coalesce(c.reserved, 0), coalesce(c.sold, 0), coalesce(c.other, 0), coalesce(c.sold_30d, 0),
           case when c.sold_30d > 0 then round(c.available * 30.0 / c.sold_30d, 1) end,
           case when coalesce(c.available, 0) = 0 then 'out'
                when c.available < coalesce((t.settings ->> 'low_stock')::int, 10) then 'low' else 'ok' end
    from listed l
    join products p on p.id = l.product_id
    join tenants t on t.id = current_tenant()
    left join counted c on c.product_id = l.product_id and c.nominal_minor = (l.nominal * 100)::bigint
    order by p.sort_order, p.name, p.region, p.id, l.nominal
$$;
