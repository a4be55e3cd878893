-- SPDX-License-Identifier: GPL-3.0-or-later
-- Locks up to p_count available codes and returns their ids; the caller changes them in the same transaction.
-- Buyers start at a random place of the index and wrap around, skipping what others hold, so that they neither
-- wait for each other nor wade through each other's dead index entries. A buyer who finds all codes in other hands
-- looks again for up to a tenth of a second before giving up, because one of the others may still roll back.
create or replace function pick_codes(p_product_id uuid, p_nominal numeric, p_currency text, p_count int)
    returns uuid[]
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_start constant uuid := gen_random_uuid();
    v_minor constant bigint := (p_nominal * 100)::bigint;
    v_ids uuid[];
    v_more uuid[];
begin
    v_ids := array(
        select id from gift_codes
        where product_id = p_product_id and nominal_minor = v_minor and status = 'available'
          and id >= v_start and currency = p_currency and (expires_at is null or expires_at > now())
        order by id limit p_count
        for update skip locked);
    if cardinality(v_ids) < p_count then
        v_more := array(
            select id from gift_codes
            where product_id = p_product_id and nominal_minor = v_minor and status = 'available'
              and id < v_start and currency = p_currency and (expires_at is null or expires_at > now())
            order by id limit p_count - cardinality(v_ids)
            for update skip locked);
        v_ids := v_ids || v_more;
    end if;
    -- All of them in other hands: those may still let go, so look again for a moment, without queueing for rows.
    for v_try in 1 .. 20 loop
        exit when cardinality(v_ids) > 0 or not exists (
            select from gift_codes
            where product_id = p_product_id and nominal_minor = v_minor and status = 'available'
              and currency = p_currency and (expires_at is null or expires_at > now()));
        perform pg_sleep(0.005);
        v_ids := array(
            select id from gift_codes
            where product_id = p_product_id and nominal_minor = v_minor and status = 'available'
              and currency = p_currency and (expires_at is null or expires_at > now())
            order by id limit p_count
            for update skip locked);
    end loop;
    return v_ids;
end
$$;
