-- SPDX-License-Identifier: GPL-3.0-or-later
-- The sealed codes that a message is to carry, with what opens them. Only codes that are sold to this order.
drop function if exists outbox_codes;
create or replace function outbox_codes(p_outbox_id uuid)
    returns table (code_id uuid, code bytea, batch_id text, wrapped_key bytea, key_version int, product_name text,
                   brand text, region text, nominal text, currency text)
    language sql stable
    set search_path = public, pg_temp
as $$
    select c.id, c.code, b.batch_id, b.wrapped_key, b.key_version, i.product_name, i.product_brand, p.region,
           money_text(i.nominal, c.currency), c.currency::text
    from outbox o
    join order_items i on i.order_id = o.order_id
    join gift_codes c on c.id = i.gift_code_id and c.order_item_id = i.id and c.status = 'sold'
    join code_batches b on b.batch_id = c.batch_id
    join products p on p.id = i.product_id
    where o.id = p_outbox_id
    order by i.id
$$;
