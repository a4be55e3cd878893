-- SPDX-License-Identifier: GPL-3.0-or-later
-- Moves the rows of the session's temporary table incoming_codes (line int, id uuid, product_id uuid, nominal
-- numeric, cost_price numeric, currency text, code bytea, code_index bytea, code_last4 text, expires_at timestamptz)
-- into stock and says for every line what became of it: imported, duplicate (in this file or in the store),
-- unknown_product, nominal_unlisted, currency_mismatch, expired, invalid_nominal, invalid_cost. A null currency is
-- the product's. margin_percentage = (nominal − cost) / nominal × 100. Raises LG006 for an unknown batch.
drop function if exists take_incoming_codes;
create or replace function take_incoming_codes(p_batch_id text) returns table (line int, outcome text)
    language plpgsql
    set search_path = public, pg_temp
as $$
begin
    perform from code_batches where batch_id = p_batch_id for update;
    if not found then
        raise exception 'no such batch' using errcode = 'LG006';
    end if;
    return query
        with judged as (
            select i.*, p.currency as product_currency,
                   case when p.id is null then 'unknown_product'
                        when i.nominal is null or i.nominal <= 0 then 'invalid_nominal'
                        when not p.nominals @> to_jsonb(i.nominal) then 'nominal_unlisted'
                        when coalesce(i.currency, p.currency) <> p.currency then 'currency_mismatch'
                        when i.cost_price < 0 then 'invalid_cost'
                        when i.expires_at <= now() then 'expired'
                        when row_number() over (partition by i.code_index, p.id is null order by i.line) > 1
                            then 'duplicate' end as fault
            from incoming_codes i left join products p on p.id = i.product_id
        ), taken as (
            insert into gift_codes (id, product_id, code, code_index, code_last4, nominal, cost_price,
                                    margin_percentage, currency, expires_at, batch_id)
            select j.id, j.product_id, j.code, j.code_index, coalesce(j.code_last4, ''), j.nominal,
                   round(j.cost_price, 2), round((j.nominal - j.cost_price) / j.nominal * 100, 2),
                   j.product_currency, j.expires_at, p_batch_id
            from judged j where j.fault is null
            order by j.code_index -- the same order in every import: two at once cannot deadlock
            on conflict (tenant_id, code_index) do nothing
            returning gift_codes.id
        ), told as (
            select j.line, coalesce(j.fault, case when t.id is null then 'duplicate' else 'imported' end) as outcome
            from judged j left join taken t on t.id = j.id
        ), counted as (
            update code_batches b
            set imported = b.imported + c.imported, skipped = b.skipped + c.skipped
            from (select count(*) filter (where t.outcome = 'imported') as imported,
                         count(*) filter (where t.outcome <> 'imported') as skipped from told t) c
            where b.batch_id = p_batch_id
        )
        select t.line, t.outcome from told t order by t.line;
end
$$;
