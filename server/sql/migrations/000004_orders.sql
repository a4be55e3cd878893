-- SPDX-License-Identifier: GPL-3.0-or-later
-- Orders, their items, payments, gift codes, and the ledgers of money: fees, refunds, commission.
-- Amounts are numeric(14,2) in the row's currency; times are timestamptz.

create table orders (
    id uuid primary key default gen_random_uuid(),
    -- No foreign key to tenants: every order would lock the one tenant row; the items' keys imply the tenant.
    tenant_id uuid not null default current_tenant(),

    email text,
    first_name text,
    last_name text,
    user_id uuid,

    total_amount numeric(14,2) not null check (total_amount >= 0),
    total_cost numeric(14,2) check (total_cost >= 0),
    total_profit numeric(14,2),
    currency currency_code not null default 'USD',
    status text not null default 'pending'
        check (status in ('pending', 'paid', 'failed', 'expired', 'manual_review')),
    review_reason text
        check (review_reason in ('no_codes_available', 'amount_mismatch', 'currency_mismatch', 'settled_refund',
                                 'settled_cancel')),

    transaction_fees numeric(14,2) not null default 0 check (transaction_fees >= 0),
    refund_amount numeric(14,2) not null default 0 check (refund_amount >= 0),
    true_profit numeric(14,2),

    payment_method text default 'cardlink',
    cardlink_bill_id text,
    payment_url text,

    email_status text not null default 'pending' check (email_status in ('pending', 'sent', 'failed', 'none')),
    email_sent_at timestamptz,
    email_retry_count integer not null default 0 check (email_retry_count >= 0),

    session_id text,
    visitor_id text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_content text,
    utm_term text,
    referrer text,
    ip_address text,
    user_agent text,
    device_type text,
    country text,
    city text,

    affiliate_link_id uuid,
    partner_id uuid,
    partner_commission numeric(14,2),

    delivery_type text not null default 'myself' check (delivery_type in ('myself', 'gift')),
    recipient_email text,
    gift_message text,

    source text not null default 'shop' check (source ~ '^[a-z0-9_-]{1,40}$'),
    external_ref text,
    locale text,
    access_token_hash bytea,
    access_expires_at timestamptz,

    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    paid_at timestamptz,

    unique (tenant_id, id),
    unique (tenant_id, source, external_ref),
    check (email is not null or source <> 'shop'),
    check (status <> 'paid' or paid_at is not null),
    foreign key (tenant_id, affiliate_link_id) references affiliate_links (tenant_id, id) on delete restrict,
    foreign key (tenant_id, partner_id) references partner_accounts (tenant_id, id) on delete restrict
) with (fillfactor = 85);
comment on column orders.source is '''shop'': sold here; anything else: the import that it came from';
comment on column orders.total_cost is 'null while the cost of any item is unknown; profits are null then, too';
comment on column orders.email_status is 'none: an imported order, there is nothing to send';
comment on column orders.true_profit is 'total_profit − transaction_fees − refund_amount; ad spend belongs to periods, not orders';
select protect_tenant_table('orders');
create index orders_by_time on orders (tenant_id, created_at, id);
create index orders_by_status on orders (tenant_id, status, created_at, id);
create trigger orders_updated before update on orders for each row execute function set_updated_at();
create trigger orders_notify after insert or update or delete on orders
    for each statement execute function notify_change('orders');

-- Shop orders: one row a code, quantity 1. Imports: one row an invoice line.
create table order_items (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    order_id uuid not null,
    product_id uuid not null,
    gift_code_id uuid, -- references gift_codes, below

    product_name text not null,
    product_brand text,
    nominal numeric(14,2) not null,
    price numeric(14,2) not null check (price >= 0),
    unit_price numeric(14,4),
    cost_price numeric(14,2) check (cost_price >= 0),
    profit numeric(14,2),
    margin_percentage numeric(7,2),
    quantity integer not null default 1 check (quantity > 0),
    currency currency_code not null default 'USD',
    external_ref text,
    created_at timestamptz not null default now(),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict,
    foreign key (tenant_id, product_id) references products (tenant_id, id) on delete restrict
);
comment on column order_items.price is 'of the line: all its units';
comment on column order_items.margin_percentage is 'profit / price × 100';
select protect_tenant_table('order_items');
create index order_items_order on order_items (order_id);
create unique index order_items_code on order_items (gift_code_id) where gift_code_id is not null;

create table code_batches (
    batch_id text primary key,
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    wrapped_key bytea not null,
    key_version integer not null check (key_version > 0),
    file_name text,
    imported_by uuid,
    imported_at timestamptz not null default now(),
    imported integer not null default 0 check (imported >= 0),
    skipped integer not null default 0 check (skipped >= 0),
    unique (tenant_id, batch_id),
    foreign key (tenant_id, imported_by) references staff (tenant_id, id) on delete restrict
);
comment on column code_batches.wrapped_key is 'the batch''s data key, sealed by the master key of key_version';
select protect_tenant_table('code_batches');
create trigger code_batches_notify after insert or update on code_batches
    for each statement execute function notify_change('codes');

-- Keys that belong to the store, not to a tenant: 'index' is the key of the blind index, sealed.
create table vault_keys (
    name text primary key,
    wrapped bytea not null,
    key_version integer not null check (key_version > 0),
    updated_at timestamptz not null default now()
);
create trigger vault_keys_updated before update on vault_keys for each row execute function set_updated_at();

create table gift_codes (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    product_id uuid not null,
    code bytea not null,
    code_index bytea not null,
    code_last4 text not null check (length(code_last4) <= 4),
    nominal numeric(14,2) not null check (nominal > 0),
    -- Comparisons of numeric are not leakproof, so row level security would keep them out of indexes.
    nominal_minor bigint not null generated always as ((nominal * 100)::bigint) stored,
    cost_price numeric(14,2) check (cost_price >= 0),
    margin_percentage numeric(7,2),
    currency currency_code not null default 'USD',
    status text not null default 'available'
        check (status in ('available', 'reserved', 'sold', 'void', 'quarantined', 'expired')),
    order_item_id uuid references order_items (id) on delete restrict,
    sold_at timestamptz,
    expires_at timestamptz,
    batch_id text not null,
    reserved_until timestamptz,
    reserved_order_item_id uuid references order_items (id) on delete restrict,
    imported_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    foreign key (tenant_id, product_id) references products (tenant_id, id) on delete restrict,
    foreign key (tenant_id, batch_id) references code_batches (tenant_id, batch_id) on delete restrict,
    check (status <> 'reserved' or (reserved_order_item_id is not null and reserved_until is not null)),
    check (status = 'reserved' or (reserved_order_item_id is null and reserved_until is null)),
    check (status <> 'sold' or (order_item_id is not null and sold_at is not null)),
    check (status not in ('available', 'reserved') or order_item_id is null)
) with (fillfactor = 85);
comment on column gift_codes.code is 'AES-256-GCM: nonce ‖ ciphertext ‖ tag; additional data: the row''s id';
comment on column gift_codes.code_index is 'keyed HMAC of the normalised code: what makes a code unique';
comment on column gift_codes.reserved_until is 'infinity: held for an order that a person has to settle';
select protect_tenant_table('gift_codes');
create unique index gift_codes_unique on gift_codes (tenant_id, code_index);
-- Ids are random, so a random start in this index spreads the buyers (create_order).
create index gift_codes_available on gift_codes (tenant_id, product_id, nominal_minor, id)
    where status = 'available';
create unique index gift_codes_reserved_for on gift_codes (reserved_order_item_id)
    where reserved_order_item_id is not null;
create index gift_codes_reserved_until on gift_codes (tenant_id, reserved_until) where status = 'reserved';
create unique index gift_codes_sold_for on gift_codes (order_item_id) where order_item_id is not null;
create index gift_codes_by_import on gift_codes (tenant_id, imported_at, id);
create index gift_codes_batch on gift_codes (batch_id);
create trigger gift_codes_notify after insert or update on gift_codes
    for each statement execute function notify_change('codes');

alter table order_items
    add foreign key (gift_code_id) references gift_codes (id) on delete restrict;

create table payments (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    order_id uuid not null,
    bill_id text unique,
    status text not null default 'created'
        check (status in ('created', 'pending', 'paid', 'failed', 'expired', 'manual_review')),
    amount numeric(14,2) not null check (amount >= 0),
    currency currency_code not null default 'USD',
    payment_method text,
    payment_url text,
    processed_at timestamptz,
    idempotency_key text,
    cardlink_response jsonb,
    received_amount numeric(14,2),
    received_currency text,
    attempts integer not null default 0,
    checks integer not null default 0,
    last_checked_at timestamptz,
    next_check_at timestamptz,
    lease_until timestamptz,
    last_error text,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, idempotency_key),
    check (status = 'created' or bill_id is not null or status in ('failed', 'expired')),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
) with (fillfactor = 85);
comment on column payments.bill_id is 'null: the intent is stored, the provider has not answered yet';
comment on column payments.idempotency_key is '<bill>:PAID once money has arrived; a bill is paid once';
comment on column payments.next_check_at is 'when reconciliation asks the provider; null: never again';
select protect_tenant_table('payments');
create unique index payments_order on payments (order_id);
create index payments_due on payments (tenant_id, next_check_at) where next_check_at is not null;
create trigger payments_updated before update on payments for each row execute function set_updated_at();

create table transaction_fees (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    order_id uuid not null,
    payment_id uuid references payments (id) on delete restrict,
    fee_type text not null check (fee_type in ('payment_gateway', 'platform', 'currency_conversion')),
    fee_amount numeric(14,2) not null check (fee_amount >= 0),
    fee_percentage numeric(5,2),
    currency currency_code not null default 'USD',
    created_at timestamptz not null default now(),
    unique (order_id, fee_type),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
);
select protect_tenant_table('transaction_fees');
create trigger transaction_fees_closed before update or delete on transaction_fees
    for each row execute function forbid_change();
create trigger transaction_fees_kept before truncate on transaction_fees
    for each statement execute function forbid_change();

create table refunds (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    order_id uuid,
    payment_id uuid references payments (id) on delete restrict,
    refund_amount numeric(14,2) not null check (refund_amount > 0),
    currency currency_code not null default 'USD',
    refund_reason text,
    refund_type text not null default 'full' check (refund_type in ('full', 'partial')),
    status text not null default 'pending' check (status in ('pending', 'approved', 'rejected', 'completed')),
    requested_by uuid,
    requested_at timestamptz not null default now(),
    processed_at timestamptz,
    request_key text,
    source text not null default 'shop' check (source ~ '^[a-z0-9_-]{1,40}$'),
    external_ref text,
    unique (tenant_id, request_key),
    unique (tenant_id, source, external_ref),
    check (order_id is not null or source <> 'shop'),
    check (status <> 'completed' or processed_at is not null),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict,
    foreign key (tenant_id, requested_by) references staff (tenant_id, id) on delete restrict
);
comment on column refunds.order_id is 'null only for imports that do not say which order was returned';
select protect_tenant_table('refunds');
create index refunds_order on refunds (order_id);
create index refunds_by_time on refunds (tenant_id, processed_at) include (currency, refund_amount)
    where status = 'completed';
create trigger refunds_closed before update or delete on refunds
    for each row execute function forbid_change('status', 'completed');
create trigger refunds_kept before truncate on refunds for each statement execute function forbid_change();
create trigger refunds_notify after insert or update on refunds
    for each statement execute function notify_change('orders');

-- The sum of refunds that are not rejected never exceeds what was paid. The order's row is the lock.
create function check_refund_limit() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_order record;
    v_paid numeric;
    v_before numeric;
begin
    if new.order_id is null or new.status = 'rejected' then
        return new;
    end if;
    select o.total_amount, o.currency, o.source, o.status into v_order from orders o where o.id = new.order_id for update;
    if not found then
        raise exception 'no order %', new.order_id using errcode = 'LG006';
    end if;
    if new.currency <> v_order.currency then
        raise exception 'a refund of an order in % cannot be in %', v_order.currency, new.currency
            using errcode = 'LG008', detail = '{"field": "currency"}';
    end if;
    if v_order.source = 'shop' then
        -- Money that arrived in another currency is settled outside: nothing can be refunded here.
        select coalesce(sum(p.received_amount), 0) into v_paid from payments p
        where p.order_id = new.order_id and p.received_currency = v_order.currency;
    else
        v_paid := case when v_order.status = 'paid' then v_order.total_amount else 0 end;
    end if;
    select coalesce(sum(r.refund_amount), 0) into v_before from refunds r
    where r.order_id = new.order_id and r.status <> 'rejected' and r.id <> new.id;
    if v_before + new.refund_amount > v_paid then
        raise exception 'at most % % can still be refunded', v_paid - v_before, v_order.currency
            using errcode = 'LG009',
                  detail = jsonb_build_object('refundable', (v_paid - v_before)::text)::text;
    end if;
    return new;
end
$$;
create trigger refunds_limit before insert or update on refunds for each row execute function check_refund_limit();

-- Partners' commission: earned with the payment, reversed with each refund; amounts are signed.
create table partner_commissions (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    partner_id uuid not null,
    affiliate_link_id uuid,
    order_id uuid not null,
    refund_id uuid references refunds (id) on delete restrict,
    kind text not null check (kind in ('earned', 'reversed')),
    base_amount numeric(14,2) not null,
    rate numeric(5,2) not null,
    amount numeric(14,2) not null,
    currency currency_code not null,
    created_at timestamptz not null default now(),
    check ((kind = 'earned' and amount >= 0 and refund_id is null)
        or (kind = 'reversed' and amount <= 0 and refund_id is not null)),
    foreign key (tenant_id, partner_id) references partner_accounts (tenant_id, id) on delete restrict,
    foreign key (tenant_id, affiliate_link_id) references affiliate_links (tenant_id, id) on delete restrict,
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
);
select protect_tenant_table('partner_commissions');
create unique index partner_commissions_earned on partner_commissions (order_id) where kind = 'earned';
create unique index partner_commissions_reversed on partner_commissions (refund_id) where kind = 'reversed';
create index partner_commissions_partner on partner_commissions (tenant_id, partner_id, created_at);
create trigger partner_commissions_closed before update or delete on partner_commissions
    for each row execute function forbid_change();
create trigger partner_commissions_kept before truncate on partner_commissions
    for each statement execute function forbid_change();

create table order_notes (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    order_id uuid not null,
    staff_id uuid,
    text text not null check (text <> '' and length(text) <= 4000),
    created_at timestamptz not null default now(),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict,
    foreign key (tenant_id, staff_id) references staff (tenant_id, id) on delete restrict
);
select protect_tenant_table('order_notes');
create index order_notes_order on order_notes (order_id);
create trigger order_notes_notify after insert on order_notes
    for each statement execute function notify_change('orders');

-- One row a request that carried an Idempotency-Key; the primary key is what makes a repeat wait and find it.
create table idempotency_keys (
    tenant_id uuid not null default current_tenant(),
    scope text not null,
    key text not null check (length(key) between 1 and 200),
    body_hash bytea not null,
    order_id uuid,
    created_at timestamptz not null default now(),
    primary key (tenant_id, scope, key),
    foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete restrict
        deferrable initially deferred
);
select protect_tenant_table('idempotency_keys');

grant select, insert, update on orders, order_items, code_batches, vault_keys, gift_codes, payments, refunds,
    idempotency_keys to lonieve_app;
grant select, insert on transaction_fees, partner_commissions, order_notes to lonieve_app;
grant select on order_items, payments, transaction_fees, refunds, partner_commissions, order_notes
    to lonieve_readonly;
-- Without sealed codes, keys and tokens.
grant select (batch_id, tenant_id, key_version, file_name, imported_by, imported_at, imported, skipped)
    on code_batches to lonieve_readonly;
grant select (id, tenant_id, product_id, code_last4, nominal, nominal_minor, cost_price, margin_percentage, currency,
              status, order_item_id, sold_at, expires_at, batch_id, reserved_until, reserved_order_item_id,
              imported_at, created_at)
    on gift_codes to lonieve_readonly;
grant select (id, tenant_id, email, first_name, last_name, user_id, total_amount, total_cost, total_profit, currency,
              status, review_reason, transaction_fees, refund_amount, true_profit, payment_method,
              cardlink_bill_id, payment_url, email_status, email_sent_at, email_retry_count, session_id,
              visitor_id, utm_source, utm_medium, utm_campaign, utm_content, utm_term, referrer, ip_address,
              user_agent, device_type, country, city, affiliate_link_id, partner_id, partner_commission,
              delivery_type, recipient_email, gift_message, source, external_ref, locale, created_at, updated_at,
              paid_at)
    on orders to lonieve_readonly;
