-- SPDX-License-Identifier: GPL-3.0-or-later
-- Step one of the money path: prices, reserves, and stores order, items and payment intent in one transaction.
-- The payment provider is called afterwards (attach_bill).
--
-- p_request: the validated body {productId, nominal, price?, email, firstName, lastName, deliveryType,
-- recipientEmail, giftMessage, sessionId, quantity, utm {…}, ref, locale}. price, when given, must equal the price
-- of one code. p_context: {orderId?, visitorId, referrer, ipAddress, userAgent, deviceType, country, accessTokenHash (hex),
-- accessSeconds, reservationSeconds, paymentMethod}. p_idempotency_key with p_body_hash: same key and body → the
-- first answer again, with state "replayed".
--
-- Returns {orderId, paymentId, amount (text, all codes), currency, unitPrice, quantity, email, productName, state,
-- billId?, paymentUrl?}. Raises LG001 price_changed, LG002 out_of_stock, LG003 product_inactive,
-- LG004 nominal_unlisted, LG005 idempotency_mismatch, LG006 not_found, LG008 invalid_value.
create or replace function create_order(p_request jsonb, p_context jsonb, p_idempotency_key text default null,
                                        p_body_hash bytea default null) returns jsonb
    language plpgsql
    set search_path = public, pg_temp
    set plan_cache_mode = force_generic_plan
as $$
declare
    v_order_id constant uuid := coalesce((p_context ->> 'orderId')::uuid, gen_random_uuid());
    v_payment_id constant uuid := gen_random_uuid();
    v_quantity constant int := coalesce((p_request ->> 'quantity')::int, 1);
    v_nominal constant numeric := (p_request ->> 'nominal')::numeric;
    v_email constant text := p_request ->> 'email';
    v_utm constant jsonb := coalesce(p_request -> 'utm', '{}');
    v_reserved_until constant timestamptz :=
        now() + make_interval(secs => coalesce((p_context ->> 'reservationSeconds')::int, 4500));
    v_method constant text := coalesce(p_context ->> 'paymentMethod', 'cardlink');
    v_product record;
    v_link record;
    v_old record;
    v_unit numeric;
    v_total numeric;
    v_codes uuid[];
    v_items uuid[];
begin
    if v_quantity not between 1 and 10 then
        raise exception 'quantity must be between 1 and 10' using errcode = 'LG008', detail = '{"field": "quantity"}';
    end if;
    if coalesce(v_email, '') = '' then
        raise exception 'an e-mail address is needed' using errcode = 'LG008', detail = '{"field": "email"}';
    end if;
    if v_nominal is null or v_nominal <= 0 or v_nominal > 99999999 then
        raise exception 'nominal must be a positive amount' using errcode = 'LG008', detail = '{"field": "nominal"}';
    end if;

    if p_idempotency_key is not null then
        -- A repeat waits here for the first to commit, then finds its row.
        insert into idempotency_keys (scope, key, body_hash, order_id)
        values ('create_order', p_idempotency_key, coalesce(p_body_hash, ''), v_order_id)
        on conflict do nothing;
        if not found then
            select k.body_hash, o.id as order_id, p.id as payment_id, o.total_amount, o.currency, o.email,
                   p.bill_id, p.payment_url, i.price, i.product_name, i.quantity
            into v_old
            from idempotency_keys k
            join orders o on o.id = k.order_id
            join payments p on p.order_id = o.id
            cross join lateral (select min(price) as price, min(product_name) as product_name, count(*) as quantity
                                from order_items where order_id = o.id) i
            where k.scope = 'create_order' and k.key = p_idempotency_key;
            if not found or v_old.body_hash <> coalesce(p_body_hash, '') then
                raise exception 'this Idempotency-Key was used with another request' using errcode = 'LG005';
            end if;
            return jsonb_strip_nulls(jsonb_build_object(
                'orderId', v_old.order_id, 'paymentId', v_old.payment_id,
                'amount', money_text(v_old.total_amount, v_old.currency), 'currency', v_old.currency,
                'unitPrice', money_text(v_old.price, v_old.currency), 'quantity', v_old.quantity,
                'email', v_old.email, 'productName', v_old.product_name, 'state', 'replayed',
                'billId', v_old.bill_id, 'paymentUrl', v_old.payment_url));
        end if;
    end if;

    select id, name, brand, nominals, base_price, discount_percentage, currency, status into v_product
    from products where id = (p_request ->> 'productId')::uuid;
    if not found then
        raise exception 'no such product' using errcode = 'LG006';
    end if;
    if v_product.status = 'out_of_stock' then
        raise exception 'this product is out of stock' using errcode = 'LG002', detail = '{"available": 0}';
    elsif v_product.status <> 'active' then
        raise exception 'this product is not for sale' using errcode = 'LG003';
    end if;
    if not v_product.nominals @> to_jsonb(v_nominal) then
        raise exception 'this product has no nominal of %', v_nominal
            using errcode = 'LG004', detail = jsonb_build_object('nominals', v_product.nominals)::text;
    end if;
    v_unit := unit_price(v_nominal, v_product.base_price, v_product.discount_percentage, v_product.currency);
    if v_unit <= 0 then
        raise exception 'this product has no price' using errcode = 'LG003';
    end if;
    if (p_request ->> 'price')::numeric <> v_unit then
        raise exception 'the price is now % %', money_text(v_unit, v_product.currency), v_product.currency
            using errcode = 'LG001', detail = jsonb_build_object(
                'price', money_text(v_unit, v_product.currency), 'currency', v_product.currency)::text;
    end if;
    v_total := v_unit * v_quantity;

    if p_request ->> 'ref' is not null then
        select l.id, l.partner_id into v_link
        from affiliate_links l join partner_accounts a on a.id = l.partner_id
        where l.link_code = p_request ->> 'ref' and a.status = 'active'
          and (l.product_id is null or l.product_id = v_product.id);
    else
        select null::uuid as id, null::uuid as partner_id into v_link;
    end if;

    v_codes := pick_codes(v_product.id, v_nominal, v_product.currency, v_quantity);
    if cardinality(v_codes) < v_quantity then
        raise exception 'only % left', cardinality(v_codes)
            using errcode = 'LG002', detail = jsonb_build_object('available', cardinality(v_codes))::text;
    end if;
    v_items := array(select gen_random_uuid() from generate_series(1, v_quantity));

    -- One statement: foreign keys between its parts are checked when it ends.
    with new_order as (
        insert into orders (id, email, first_name, last_name, total_amount, currency, payment_method, session_id,
                            visitor_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term, referrer,
                            ip_address, user_agent, device_type, country, affiliate_link_id, partner_id,
                            delivery_type, recipient_email, gift_message, locale, access_token_hash,
                            access_expires_at)
        values (v_order_id, v_email, p_request ->> 'firstName', p_request ->> 'lastName', v_total,
                v_product.currency, v_method, p_request ->> 'sessionId', p_context ->> 'visitorId',
                v_utm ->> 'utm_source', v_utm ->> 'utm_medium', v_utm ->> 'utm_campaign',
                v_utm ->> 'utm_content', v_utm ->> 'utm_term', p_context ->> 'referrer',
                p_context ->> 'ipAddress', p_context ->> 'userAgent', p_context ->> 'deviceType',
                p_context ->> 'country', v_link.id, v_link.partner_id,
                coalesce(p_request ->> 'deliveryType', 'myself'), p_request ->> 'recipientEmail',
                p_request ->> 'giftMessage', p_request ->> 'locale',
                decode(p_context ->> 'accessTokenHash', 'hex'),
                now() + make_interval(secs => coalesce((p_context ->> 'accessSeconds')::int, 7776000)))
    ), new_items as (
        insert into order_items (id, order_id, product_id, product_name, product_brand, nominal, price, unit_price,
                                 currency)
        select item, v_order_id, v_product.id, v_product.name, v_product.brand, v_nominal, v_unit, v_unit,
               v_product.currency
        from unnest(v_items) item
    ), new_payment as (
        insert into payments (id, order_id, amount, currency, payment_method, next_check_at, expires_at)
        values (v_payment_id, v_order_id, v_total, v_product.currency, v_method, now() + interval '30 seconds',
                v_reserved_until)
    )
    update gift_codes c
    set status = 'reserved', reserved_order_item_id = pair.item, reserved_until = v_reserved_until
    from unnest(v_codes, v_items) pair (code, item)
    where c.id = pair.code;

    return jsonb_build_object(
        'orderId', v_order_id, 'paymentId', v_payment_id, 'amount', money_text(v_total, v_product.currency),
        'currency', v_product.currency, 'unitPrice', money_text(v_unit, v_product.currency),
        'quantity', v_quantity, 'email', v_email, 'productName', v_product.name, 'state', 'created');
end
$$;
