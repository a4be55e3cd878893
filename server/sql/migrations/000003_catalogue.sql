-- SPDX-License-Identifier: GPL-3.0-or-later
-- Products and partners' links to them.

create table products (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    name text not null check (name <> ''),
    brand text not null,
    region text not null,
    category text,
    description text,
    image_url text,
    nominals jsonb not null check (jsonb_typeof(nominals) = 'array'),
    base_price numeric(10,2) not null check (base_price > 0),
    discount_percentage numeric(5,2) not null default 0 check (discount_percentage between 0 and 100),
    currency currency_code not null default 'USD',
    status text not null default 'active' check (status in ('active', 'inactive', 'out_of_stock', 'archived')),
    delivery_time text not null default 'instant',
    terms_conditions text,
    features jsonb,
    sort_order integer not null default 0,
    source text not null default 'shop' check (source ~ '^[a-z0-9_-]{1,40}$'),
    external_ref text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, id),
    unique (tenant_id, source, external_ref)
);
comment on column products.base_price is 'per cent of the nominal: list price = nominal × base_price / 100';
comment on column products.external_ref is 'the article number in the system that the product was imported from';
select protect_tenant_table('products');
create index products_shown on products (tenant_id, sort_order, name) where status = 'active';
create trigger products_updated before update on products for each row execute function set_updated_at();
create trigger products_notify after insert or update or delete on products
    for each statement execute function notify_change('products');

create table partner_accounts (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    partner_name text not null check (partner_name <> ''),
    partner_email text not null,
    commission_rate numeric(5,2) not null default 10.00 check (commission_rate between 0 and 100),
    status text not null default 'active' check (status in ('active', 'suspended', 'pending')),
    settings jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (tenant_id, id)
);
select protect_tenant_table('partner_accounts');
create trigger partner_accounts_updated before update on partner_accounts
    for each row execute function set_updated_at();

create table affiliate_links (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    partner_id uuid not null,
    link_code text not null check (link_code ~ '^[A-Za-z0-9_-]{2,64}$'),
    product_id uuid,
    clicks integer not null default 0 check (clicks >= 0),
    conversions integer not null default 0 check (conversions >= 0),
    revenue numeric(14,2) not null default 0,
    commission numeric(14,2) not null default 0,
    created_at timestamptz not null default now(),
    unique (tenant_id, id),
    unique (tenant_id, link_code),
    foreign key (tenant_id, partner_id) references partner_accounts (tenant_id, id) on delete restrict,
    foreign key (tenant_id, product_id) references products (tenant_id, id) on delete restrict
);
select protect_tenant_table('affiliate_links');

-- Spending on advertising by day, channel, campaign and creative; true profit subtracts it.
create table ad_spend (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant() references tenants (id) on delete restrict,
    date date not null,
    utm_source text,
    utm_campaign text,
    utm_content text,
    spend numeric(14,2) not null check (spend >= 0),
    currency currency_code not null default 'USD',
    clicks integer check (clicks >= 0),
    impressions integer check (impressions >= 0),
    notes text,
    created_at timestamptz not null default now(),
    unique nulls not distinct (tenant_id, date, utm_source, utm_campaign, utm_content)
);
comment on column ad_spend.date is 'a day in the tenant''s time zone';
select protect_tenant_table('ad_spend');

-- Real purchases of a product by day (of payment, in the tenant's time zone).
create table purchase_stats (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null default current_tenant(),
    product_id uuid not null,
    date date not null default current_date,
    real_purchases integer not null default 0 check (real_purchases >= 0),
    displayed_count integer check (displayed_count between 0 and real_purchases),
    updated_at timestamptz not null default now(),
    unique (product_id, date),
    foreign key (tenant_id, product_id) references products (tenant_id, id) on delete restrict
);
select protect_tenant_table('purchase_stats');

grant select, insert, update on products, partner_accounts, affiliate_links, ad_spend, purchase_stats
    to lonieve_app;
grant select on products, partner_accounts, affiliate_links, ad_spend, purchase_stats to lonieve_readonly;
