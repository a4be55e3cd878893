
CREATE SCHEMA public;

COMMENT ON SCHEMA public IS 'standard public schema';

CREATE DOMAIN public.currency_code AS text
	CONSTRAINT currency_code_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));

CREATE TYPE public.staff_role AS ENUM (
    'viewer',
    'manager',
    'admin'
);

CREATE TABLE public.ad_spend (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    date date NOT NULL,
    utm_source text,
    utm_campaign text,
    utm_content text,
    spend numeric(14,2) NOT NULL,
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    clicks integer,
    impressions integer,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT ad_spend_clicks_check CHECK ((clicks >= 0)),
    CONSTRAINT ad_spend_impressions_check CHECK ((impressions >= 0)),
    CONSTRAINT ad_spend_spend_check CHECK ((spend >= (0)::numeric))
);

ALTER TABLE ONLY public.ad_spend FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.ad_spend.date IS 'a day in the tenant''s time zone';

CREATE TABLE public.affiliate_links (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    partner_id uuid NOT NULL,
    link_code text NOT NULL,
    product_id uuid,
    clicks integer DEFAULT 0 NOT NULL,
    conversions integer DEFAULT 0 NOT NULL,
    revenue numeric(14,2) DEFAULT 0 NOT NULL,
    commission numeric(14,2) DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT affiliate_links_clicks_check CHECK ((clicks >= 0)),
    CONSTRAINT affiliate_links_conversions_check CHECK ((conversions >= 0)),
    CONSTRAINT affiliate_links_link_code_check CHECK ((link_code ~ '^[A-Za-z0-9_-]{2,64}$'::text))
);

ALTER TABLE ONLY public.affiliate_links FORCE ROW LEVEL SECURITY;

CREATE TABLE public.audit_log (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    staff_id uuid,
    action text NOT NULL,
    object text NOT NULL,
    object_id text,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_log_action_check CHECK ((action ~ '^[a-z][a-z0-9_.]*$'::text))
);

ALTER TABLE ONLY public.audit_log FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.audit_log.staff_id IS 'null: the system itself or the command line';

CREATE TABLE public.code_batches (
    batch_id text NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    wrapped_key bytea NOT NULL,
    key_version integer NOT NULL,
    file_name text,
    imported_by uuid,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    imported integer DEFAULT 0 NOT NULL,
    skipped integer DEFAULT 0 NOT NULL,
    CONSTRAINT code_batches_imported_check CHECK ((imported >= 0)),
    CONSTRAINT code_batches_key_version_check CHECK ((key_version > 0)),
    CONSTRAINT code_batches_skipped_check CHECK ((skipped >= 0))
);

ALTER TABLE ONLY public.code_batches FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.code_batches.wrapped_key IS 'the batch''s data key, sealed by the master key of key_version';

CREATE TABLE public.domains (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    domain text NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    is_primary boolean DEFAULT false NOT NULL,
    ssl_enabled boolean DEFAULT true NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT domains_domain_check CHECK ((domain = lower(domain))),
    CONSTRAINT domains_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

ALTER TABLE ONLY public.domains FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    event_type text NOT NULL,
    session_id text NOT NULL,
    user_id uuid,
    visitor_id text,
    url text,
    referrer text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_content text,
    utm_term text,
    data jsonb,
    session_duration integer,
    page_duration integer,
    scroll_depth integer,
    device_type text,
    country text,
    city text,
    ip_address text,
    user_agent text,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    CONSTRAINT events_event_type_check CHECK ((event_type = ANY (ARRAY['page_view'::text, 'view_catalog'::text, 'view_product'::text, 'configurator_open'::text, 'configurator_change'::text, 'add_to_cart'::text, 'checkout_start'::text, 'checkout_submit'::text, 'payment_redirect'::text, 'payment_return'::text, 'payment_success'::text, 'code_sent'::text, 'support_open'::text, 'support_request'::text, 'resend_email_request'::text, 'account_login'::text]))),
    CONSTRAINT events_page_duration_check CHECK ((page_duration >= 0)),
    CONSTRAINT events_scroll_depth_check CHECK (((scroll_depth >= 0) AND (scroll_depth <= 100))),
    CONSTRAINT events_session_duration_check CHECK ((session_duration >= 0)),
    CONSTRAINT events_session_id_check CHECK ((session_id <> ''::text))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY public.events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.events_default (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    event_type text NOT NULL,
    session_id text NOT NULL,
    user_id uuid,
    visitor_id text,
    url text,
    referrer text,
    utm_source text,
    utm_medium text,
    utm_campaign text,
    utm_content text,
    utm_term text,
    data jsonb,
    session_duration integer,
    page_duration integer,
    scroll_depth integer,
    device_type text,
    country text,
    city text,
    ip_address text,
    user_agent text,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    CONSTRAINT events_event_type_check CHECK ((event_type = ANY (ARRAY['page_view'::text, 'view_catalog'::text, 'view_product'::text, 'configurator_open'::text, 'configurator_change'::text, 'add_to_cart'::text, 'checkout_start'::text, 'checkout_submit'::text, 'payment_redirect'::text, 'payment_return'::text, 'payment_success'::text, 'code_sent'::text, 'support_open'::text, 'support_request'::text, 'resend_email_request'::text, 'account_login'::text]))),
    CONSTRAINT events_page_duration_check CHECK ((page_duration >= 0)),
    CONSTRAINT events_scroll_depth_check CHECK (((scroll_depth >= 0) AND (scroll_depth <= 100))),
    CONSTRAINT events_session_duration_check CHECK ((session_duration >= 0)),
    CONSTRAINT events_session_id_check CHECK ((session_id <> ''::text))
);

ALTER TABLE ONLY public.events_default FORCE ROW LEVEL SECURITY;

CREATE TABLE public.gift_codes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    product_id uuid NOT NULL,
    code bytea NOT NULL,
    code_index bytea NOT NULL,
    code_last4 text NOT NULL,
    nominal numeric(14,2) NOT NULL,
    nominal_minor bigint GENERATED ALWAYS AS (((nominal * (100)::numeric))::bigint) STORED NOT NULL,
    cost_price numeric(14,2),
    margin_percentage numeric(7,2),
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    status text DEFAULT 'available'::text NOT NULL,
    order_item_id uuid,
    sold_at timestamp with time zone,
    expires_at timestamp with time zone,
    batch_id text NOT NULL,
    reserved_until timestamp with time zone,
    reserved_order_item_id uuid,
    imported_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT gift_codes_check CHECK (((status <> 'reserved'::text) OR ((reserved_order_item_id IS NOT NULL) AND (reserved_until IS NOT NULL)))),
    CONSTRAINT gift_codes_check1 CHECK (((status = 'reserved'::text) OR ((reserved_order_item_id IS NULL) AND (reserved_until IS NULL)))),
    CONSTRAINT gift_codes_check2 CHECK (((status <> 'sold'::text) OR ((order_item_id IS NOT NULL) AND (sold_at IS NOT NULL)))),
    CONSTRAINT gift_codes_check3 CHECK (((status <> ALL (ARRAY['available'::text, 'reserved'::text])) OR (order_item_id IS NULL))),
    CONSTRAINT gift_codes_code_last4_check CHECK ((length(code_last4) <= 4)),
    CONSTRAINT gift_codes_cost_price_check CHECK ((cost_price >= (0)::numeric)),
    CONSTRAINT gift_codes_nominal_check CHECK ((nominal > (0)::numeric)),
    CONSTRAINT gift_codes_status_check CHECK ((status = ANY (ARRAY['available'::text, 'reserved'::text, 'sold'::text, 'void'::text, 'quarantined'::text, 'expired'::text])))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.gift_codes FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.gift_codes.code IS 'AES-256-GCM: nonce ‖ ciphertext ‖ tag; additional data: the row''s id';

COMMENT ON COLUMN public.gift_codes.code_index IS 'keyed HMAC of the normalised code: what makes a code unique';

COMMENT ON COLUMN public.gift_codes.reserved_until IS 'infinity: held for an order that a person has to settle';

CREATE TABLE public.idempotency_keys (
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    scope text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    order_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200)))
);

ALTER TABLE ONLY public.idempotency_keys FORCE ROW LEVEL SECURITY;

CREATE TABLE public.login_throttle (
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    key text NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    first_failed_at timestamp with time zone DEFAULT now() NOT NULL,
    blocked_until timestamp with time zone,
    CONSTRAINT login_throttle_failures_check CHECK ((failures >= 0))
);

ALTER TABLE ONLY public.login_throttle FORCE ROW LEVEL SECURITY;

CREATE TABLE public.order_items (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    order_id uuid NOT NULL,
    product_id uuid NOT NULL,
    gift_code_id uuid,
    product_name text NOT NULL,
    product_brand text,
    nominal numeric(14,2) NOT NULL,
    price numeric(14,2) NOT NULL,
    unit_price numeric(14,4),
    cost_price numeric(14,2),
    profit numeric(14,2),
    margin_percentage numeric(7,2),
    quantity integer DEFAULT 1 NOT NULL,
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    external_ref text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT order_items_cost_price_check CHECK ((cost_price >= (0)::numeric)),
    CONSTRAINT order_items_price_check CHECK ((price >= (0)::numeric)),
    CONSTRAINT order_items_quantity_check CHECK ((quantity > 0))
);

ALTER TABLE ONLY public.order_items FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.order_items.price IS 'of the line: all its units';

COMMENT ON COLUMN public.order_items.margin_percentage IS 'profit / price × 100';

CREATE TABLE public.order_notes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    order_id uuid NOT NULL,
    staff_id uuid,
    text text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT order_notes_text_check CHECK (((text <> ''::text) AND (length(text) <= 4000)))
);

ALTER TABLE ONLY public.order_notes FORCE ROW LEVEL SECURITY;

CREATE TABLE public.orders (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    email text,
    first_name text,
    last_name text,
    user_id uuid,
    total_amount numeric(14,2) NOT NULL,
    total_cost numeric(14,2),
    total_profit numeric(14,2),
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    review_reason text,
    transaction_fees numeric(14,2) DEFAULT 0 NOT NULL,
    refund_amount numeric(14,2) DEFAULT 0 NOT NULL,
    true_profit numeric(14,2),
    payment_method text DEFAULT 'cardlink'::text,
    cardlink_bill_id text,
    payment_url text,
    email_status text DEFAULT 'pending'::text NOT NULL,
    email_sent_at timestamp with time zone,
    email_retry_count integer DEFAULT 0 NOT NULL,
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
    delivery_type text DEFAULT 'myself'::text NOT NULL,
    recipient_email text,
    gift_message text,
    source text DEFAULT 'shop'::text NOT NULL,
    external_ref text,
    locale text,
    access_token_hash bytea,
    access_expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    paid_at timestamp with time zone,
    CONSTRAINT orders_check CHECK (((email IS NOT NULL) OR (source <> 'shop'::text))),
    CONSTRAINT orders_check1 CHECK (((status <> 'paid'::text) OR (paid_at IS NOT NULL))),
    CONSTRAINT orders_delivery_type_check CHECK ((delivery_type = ANY (ARRAY['myself'::text, 'gift'::text]))),
    CONSTRAINT orders_email_retry_count_check CHECK ((email_retry_count >= 0)),
    CONSTRAINT orders_email_status_check CHECK ((email_status = ANY (ARRAY['pending'::text, 'sent'::text, 'failed'::text, 'none'::text]))),
    CONSTRAINT orders_refund_amount_check CHECK ((refund_amount >= (0)::numeric)),
    CONSTRAINT orders_review_reason_check CHECK ((review_reason = ANY (ARRAY['no_codes_available'::text, 'amount_mismatch'::text, 'currency_mismatch'::text, 'settled_refund'::text, 'settled_cancel'::text]))),
    CONSTRAINT orders_source_check CHECK ((source ~ '^[a-z0-9_-]{1,40}$'::text)),
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'manual_review'::text]))),
    CONSTRAINT orders_total_amount_check CHECK ((total_amount >= (0)::numeric)),
    CONSTRAINT orders_total_cost_check CHECK ((total_cost >= (0)::numeric)),
    CONSTRAINT orders_transaction_fees_check CHECK ((transaction_fees >= (0)::numeric))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.orders FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.orders.total_cost IS 'null while the cost of any item is unknown; profits are null then, too';

COMMENT ON COLUMN public.orders.true_profit IS 'total_profit − transaction_fees − refund_amount; ad spend belongs to periods, not orders';

COMMENT ON COLUMN public.orders.email_status IS 'none: an imported order, there is nothing to send';

COMMENT ON COLUMN public.orders.source IS '''shop'': sold here; anything else: the import that it came from';

CREATE TABLE public.outbox (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    kind text NOT NULL,
    order_id uuid,
    dedupe_key text NOT NULL,
    message_id text NOT NULL,
    recipient text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT outbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outbox_check CHECK (((status = 'sent'::text) = (sent_at IS NOT NULL))),
    CONSTRAINT outbox_kind_check CHECK ((kind = ANY (ARRAY['order_codes'::text, 'order_resend'::text]))),
    CONSTRAINT outbox_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'sending'::text, 'sent'::text, 'dead'::text])))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.outbox FORCE ROW LEVEL SECURITY;

CREATE TABLE public.partner_accounts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    partner_name text NOT NULL,
    partner_email text NOT NULL,
    commission_rate numeric(5,2) DEFAULT 10.00 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT partner_accounts_commission_rate_check CHECK (((commission_rate >= (0)::numeric) AND (commission_rate <= (100)::numeric))),
    CONSTRAINT partner_accounts_partner_name_check CHECK ((partner_name <> ''::text)),
    CONSTRAINT partner_accounts_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'pending'::text])))
);

ALTER TABLE ONLY public.partner_accounts FORCE ROW LEVEL SECURITY;

CREATE TABLE public.partner_commissions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    partner_id uuid NOT NULL,
    affiliate_link_id uuid,
    order_id uuid NOT NULL,
    refund_id uuid,
    kind text NOT NULL,
    base_amount numeric(14,2) NOT NULL,
    rate numeric(5,2) NOT NULL,
    amount numeric(14,2) NOT NULL,
    currency public.currency_code NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT partner_commissions_check CHECK ((((kind = 'earned'::text) AND (amount >= (0)::numeric) AND (refund_id IS NULL)) OR ((kind = 'reversed'::text) AND (amount <= (0)::numeric) AND (refund_id IS NOT NULL)))),
    CONSTRAINT partner_commissions_kind_check CHECK ((kind = ANY (ARRAY['earned'::text, 'reversed'::text])))
);

ALTER TABLE ONLY public.partner_commissions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.payments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    order_id uuid NOT NULL,
    bill_id text,
    status text DEFAULT 'created'::text NOT NULL,
    amount numeric(14,2) NOT NULL,
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    payment_method text,
    payment_url text,
    processed_at timestamp with time zone,
    idempotency_key text,
    cardlink_response jsonb,
    received_amount numeric(14,2),
    received_currency text,
    attempts integer DEFAULT 0 NOT NULL,
    checks integer DEFAULT 0 NOT NULL,
    last_checked_at timestamp with time zone,
    next_check_at timestamp with time zone,
    lease_until timestamp with time zone,
    last_error text,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT payments_amount_check CHECK ((amount >= (0)::numeric)),
    CONSTRAINT payments_check CHECK (((status = 'created'::text) OR (bill_id IS NOT NULL) OR (status = ANY (ARRAY['failed'::text, 'expired'::text])))),
    CONSTRAINT payments_status_check CHECK ((status = ANY (ARRAY['created'::text, 'pending'::text, 'paid'::text, 'failed'::text, 'expired'::text, 'manual_review'::text])))
)
WITH (fillfactor='85');

ALTER TABLE ONLY public.payments FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.payments.bill_id IS 'null: the intent is stored, the provider has not answered yet';

COMMENT ON COLUMN public.payments.idempotency_key IS '<bill>:PAID once money has arrived; a bill is paid once';

COMMENT ON COLUMN public.payments.next_check_at IS 'when reconciliation asks the provider; null: never again';

CREATE TABLE public.products (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    name text NOT NULL,
    brand text NOT NULL,
    region text NOT NULL,
    category text,
    description text,
    image_url text,
    nominals jsonb NOT NULL,
    base_price numeric(10,2) NOT NULL,
    discount_percentage numeric(5,2) DEFAULT 0 NOT NULL,
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    delivery_time text DEFAULT 'instant'::text NOT NULL,
    terms_conditions text,
    features jsonb,
    sort_order integer DEFAULT 0 NOT NULL,
    source text DEFAULT 'shop'::text NOT NULL,
    external_ref text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT products_base_price_check CHECK ((base_price > (0)::numeric)),
    CONSTRAINT products_discount_percentage_check CHECK (((discount_percentage >= (0)::numeric) AND (discount_percentage <= (100)::numeric))),
    CONSTRAINT products_name_check CHECK ((name <> ''::text)),
    CONSTRAINT products_nominals_check CHECK ((jsonb_typeof(nominals) = 'array'::text)),
    CONSTRAINT products_source_check CHECK ((source ~ '^[a-z0-9_-]{1,40}$'::text)),
    CONSTRAINT products_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'out_of_stock'::text, 'archived'::text])))
);

ALTER TABLE ONLY public.products FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.products.base_price IS 'per cent of the nominal: list price = nominal × base_price / 100';

COMMENT ON COLUMN public.products.external_ref IS 'the article number in the system that the product was imported from';

CREATE TABLE public.purchase_stats (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    product_id uuid NOT NULL,
    date date DEFAULT CURRENT_DATE NOT NULL,
    real_purchases integer DEFAULT 0 NOT NULL,
    displayed_count integer,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT purchase_stats_check CHECK (((displayed_count >= 0) AND (displayed_count <= real_purchases))),
    CONSTRAINT purchase_stats_real_purchases_check CHECK ((real_purchases >= 0))
);

ALTER TABLE ONLY public.purchase_stats FORCE ROW LEVEL SECURITY;

CREATE TABLE public.refunds (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    order_id uuid,
    payment_id uuid,
    refund_amount numeric(14,2) NOT NULL,
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    refund_reason text,
    refund_type text DEFAULT 'full'::text NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    requested_by uuid,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    processed_at timestamp with time zone,
    request_key text,
    source text DEFAULT 'shop'::text NOT NULL,
    external_ref text,
    CONSTRAINT refunds_check CHECK (((order_id IS NOT NULL) OR (source <> 'shop'::text))),
    CONSTRAINT refunds_check1 CHECK (((status <> 'completed'::text) OR (processed_at IS NOT NULL))),
    CONSTRAINT refunds_refund_amount_check CHECK ((refund_amount > (0)::numeric)),
    CONSTRAINT refunds_refund_type_check CHECK ((refund_type = ANY (ARRAY['full'::text, 'partial'::text]))),
    CONSTRAINT refunds_source_check CHECK ((source ~ '^[a-z0-9_-]{1,40}$'::text)),
    CONSTRAINT refunds_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'completed'::text])))
);

ALTER TABLE ONLY public.refunds FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.refunds.order_id IS 'null only for imports that do not say which order was returned';

CREATE TABLE public.rejected_events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    reason text NOT NULL,
    event jsonb NOT NULL,
    ip_address text,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY public.rejected_events FORCE ROW LEVEL SECURITY;

CREATE TABLE public.session_slots (
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    slot timestamp with time zone NOT NULL,
    session_id text NOT NULL
);

ALTER TABLE ONLY public.session_slots FORCE ROW LEVEL SECURITY;

CREATE TABLE public.staff (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    role public.staff_role DEFAULT 'viewer'::public.staff_role NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT true NOT NULL,
    last_login_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT staff_email_check CHECK ((POSITION(('@'::text) IN (email)) > 1))
);

ALTER TABLE ONLY public.staff FORCE ROW LEVEL SECURITY;

CREATE TABLE public.staff_sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    staff_id uuid NOT NULL,
    access_hash bytea NOT NULL,
    access_expires_at timestamp with time zone NOT NULL,
    refresh_hash bytea NOT NULL,
    previous_refresh_hash bytea,
    refresh_expires_at timestamp with time zone NOT NULL,
    rotated_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_reason text,
    user_agent text,
    ip_address text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT staff_sessions_access_hash_check CHECK ((octet_length(access_hash) = 32)),
    CONSTRAINT staff_sessions_previous_refresh_hash_check CHECK ((octet_length(previous_refresh_hash) = 32)),
    CONSTRAINT staff_sessions_refresh_hash_check CHECK ((octet_length(refresh_hash) = 32))
);

ALTER TABLE ONLY public.staff_sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_health_metrics (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    metric_type text NOT NULL,
    metric_value numeric NOT NULL,
    details jsonb,
    recorded_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT system_health_metrics_metric_type_check CHECK ((metric_type ~ '^[a-z][a-z0-9_]*$'::text))
);

ALTER TABLE ONLY public.system_health_metrics FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_notifications (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    type text NOT NULL,
    severity text DEFAULT 'info'::text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    data jsonb,
    dedupe_key text,
    is_resolved boolean DEFAULT false NOT NULL,
    resolved_by uuid,
    resolved_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT system_notifications_check CHECK ((is_resolved = (resolved_at IS NOT NULL))),
    CONSTRAINT system_notifications_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'warning'::text, 'critical'::text]))),
    CONSTRAINT system_notifications_type_check CHECK ((type ~ '^[a-z][a-z0-9_]*$'::text))
);

ALTER TABLE ONLY public.system_notifications FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.system_notifications.dedupe_key IS 'at most one open notification for the same thing';

CREATE TABLE public.tenants (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    primary_domain text NOT NULL,
    theme_overrides jsonb,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenants_name_check CHECK ((name <> ''::text)),
    CONSTRAINT tenants_primary_domain_check CHECK ((primary_domain = lower(primary_domain))),
    CONSTRAINT tenants_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text)),
    CONSTRAINT tenants_status_check CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text])))
);

ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN public.tenants.settings IS 'currency: reporting currency; time_zone: IANA name; low_stock: codes; fees: {type: {percentage, fixed}} taken from each payment, fixed in the payment''s currency';

CREATE TABLE public.transaction_fees (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    order_id uuid NOT NULL,
    payment_id uuid,
    fee_type text NOT NULL,
    fee_amount numeric(14,2) NOT NULL,
    fee_percentage numeric(5,2),
    currency public.currency_code DEFAULT 'USD'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT transaction_fees_fee_amount_check CHECK ((fee_amount >= (0)::numeric)),
    CONSTRAINT transaction_fees_fee_type_check CHECK ((fee_type = ANY (ARRAY['payment_gateway'::text, 'platform'::text, 'currency_conversion'::text])))
);

ALTER TABLE ONLY public.transaction_fees FORCE ROW LEVEL SECURITY;

CREATE TABLE public.vault_keys (
    name text NOT NULL,
    wrapped bytea NOT NULL,
    key_version integer NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vault_keys_key_version_check CHECK ((key_version > 0))
);

CREATE TABLE public.webhook_logs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tenant_id uuid DEFAULT public.current_tenant() NOT NULL,
    source text NOT NULL,
    event_type text NOT NULL,
    order_id uuid,
    bill_id text,
    request_headers jsonb,
    request_body jsonb,
    response_status integer,
    response_body jsonb,
    processed boolean DEFAULT false NOT NULL,
    error text,
    processing_time_ms integer,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT webhook_logs_processing_time_ms_check CHECK ((processing_time_ms >= 0))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.webhook_logs FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_default DEFAULT;

ALTER TABLE ONLY public.ad_spend
    ADD CONSTRAINT ad_spend_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ad_spend
    ADD CONSTRAINT ad_spend_tenant_id_date_utm_source_utm_campaign_utm_content_key UNIQUE NULLS NOT DISTINCT (tenant_id, date, utm_source, utm_campaign, utm_content);

ALTER TABLE ONLY public.affiliate_links
    ADD CONSTRAINT affiliate_links_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.affiliate_links
    ADD CONSTRAINT affiliate_links_tenant_id_id_key UNIQUE (tenant_id, id);

ALTER TABLE ONLY public.affiliate_links
    ADD CONSTRAINT affiliate_links_tenant_id_link_code_key UNIQUE (tenant_id, link_code);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.code_batches
    ADD CONSTRAINT code_batches_pkey PRIMARY KEY (batch_id);

ALTER TABLE ONLY public.code_batches
    ADD CONSTRAINT code_batches_tenant_id_batch_id_key UNIQUE (tenant_id, batch_id);

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_domain_key UNIQUE (domain);

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY public.events_default
    ADD CONSTRAINT events_default_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY public.gift_codes
    ADD CONSTRAINT gift_codes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, scope, key);

ALTER TABLE ONLY public.login_throttle
    ADD CONSTRAINT login_throttle_pkey PRIMARY KEY (tenant_id, key);

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_notes
    ADD CONSTRAINT order_notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_id_key UNIQUE (tenant_id, id);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_source_external_ref_key UNIQUE (tenant_id, source, external_ref);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_dedupe_key_key UNIQUE (tenant_id, dedupe_key);

ALTER TABLE ONLY public.partner_accounts
    ADD CONSTRAINT partner_accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.partner_accounts
    ADD CONSTRAINT partner_accounts_tenant_id_id_key UNIQUE (tenant_id, id);

ALTER TABLE ONLY public.partner_commissions
    ADD CONSTRAINT partner_commissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_bill_id_key UNIQUE (bill_id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_tenant_id_idempotency_key_key UNIQUE (tenant_id, idempotency_key);

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_tenant_id_id_key UNIQUE (tenant_id, id);

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_tenant_id_source_external_ref_key UNIQUE (tenant_id, source, external_ref);

ALTER TABLE ONLY public.purchase_stats
    ADD CONSTRAINT purchase_stats_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.purchase_stats
    ADD CONSTRAINT purchase_stats_product_id_date_key UNIQUE (product_id, date);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_tenant_id_request_key_key UNIQUE (tenant_id, request_key);

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_tenant_id_source_external_ref_key UNIQUE (tenant_id, source, external_ref);

ALTER TABLE ONLY public.rejected_events
    ADD CONSTRAINT rejected_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.session_slots
    ADD CONSTRAINT session_slots_pkey PRIMARY KEY (tenant_id, slot, session_id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_access_hash_key UNIQUE (access_hash);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_previous_refresh_hash_key UNIQUE (previous_refresh_hash);

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_refresh_hash_key UNIQUE (refresh_hash);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_tenant_id_id_key UNIQUE (tenant_id, id);

ALTER TABLE ONLY public.system_health_metrics
    ADD CONSTRAINT system_health_metrics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.system_notifications
    ADD CONSTRAINT system_notifications_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_primary_domain_key UNIQUE (primary_domain);

ALTER TABLE ONLY public.transaction_fees
    ADD CONSTRAINT transaction_fees_order_id_fee_type_key UNIQUE (order_id, fee_type);

ALTER TABLE ONLY public.transaction_fees
    ADD CONSTRAINT transaction_fees_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.vault_keys
    ADD CONSTRAINT vault_keys_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.webhook_logs
    ADD CONSTRAINT webhook_logs_pkey PRIMARY KEY (id);

CREATE INDEX audit_log_object ON public.audit_log USING btree (tenant_id, object, object_id, created_at);

CREATE INDEX audit_log_staff ON public.audit_log USING btree (tenant_id, staff_id, action, created_at);

CREATE UNIQUE INDEX domains_one_primary ON public.domains USING btree (tenant_id) WHERE is_primary;

CREATE INDEX events_by_session ON ONLY public.events USING btree (tenant_id, session_id, created_at);

CREATE INDEX events_by_time ON ONLY public.events USING btree (tenant_id, created_at) INCLUDE (session_id, event_type);

CREATE INDEX events_default_tenant_id_created_at_session_id_event_type_idx ON public.events_default USING btree (tenant_id, created_at) INCLUDE (session_id, event_type);

CREATE INDEX events_default_tenant_id_session_id_created_at_idx ON public.events_default USING btree (tenant_id, session_id, created_at);

CREATE INDEX gift_codes_available ON public.gift_codes USING btree (tenant_id, product_id, nominal_minor, id) WHERE (status = 'available'::text);

CREATE INDEX gift_codes_batch ON public.gift_codes USING btree (batch_id);

CREATE INDEX gift_codes_by_import ON public.gift_codes USING btree (tenant_id, imported_at, id);

CREATE UNIQUE INDEX gift_codes_reserved_for ON public.gift_codes USING btree (reserved_order_item_id) WHERE (reserved_order_item_id IS NOT NULL);

CREATE INDEX gift_codes_reserved_until ON public.gift_codes USING btree (tenant_id, reserved_until) WHERE (status = 'reserved'::text);

CREATE UNIQUE INDEX gift_codes_sold_for ON public.gift_codes USING btree (order_item_id) WHERE (order_item_id IS NOT NULL);

CREATE UNIQUE INDEX gift_codes_unique ON public.gift_codes USING btree (tenant_id, code_index);

CREATE UNIQUE INDEX order_items_code ON public.order_items USING btree (gift_code_id) WHERE (gift_code_id IS NOT NULL);

CREATE INDEX order_items_order ON public.order_items USING btree (order_id) INCLUDE (tenant_id, product_id, quantity, price);

CREATE INDEX order_notes_order ON public.order_notes USING btree (order_id);

CREATE INDEX orders_by_status ON public.orders USING btree (tenant_id, status, created_at, id);

CREATE INDEX orders_by_time ON public.orders USING btree (tenant_id, created_at, id);

CREATE INDEX outbox_due ON public.outbox USING btree (tenant_id, next_attempt_at) WHERE (status = ANY (ARRAY['pending'::text, 'sending'::text]));

CREATE INDEX outbox_order ON public.outbox USING btree (order_id);

CREATE UNIQUE INDEX partner_commissions_earned ON public.partner_commissions USING btree (order_id) WHERE (kind = 'earned'::text);

CREATE INDEX partner_commissions_partner ON public.partner_commissions USING btree (tenant_id, partner_id, created_at);

CREATE UNIQUE INDEX partner_commissions_reversed ON public.partner_commissions USING btree (refund_id) WHERE (kind = 'reversed'::text);

CREATE INDEX payments_due ON public.payments USING btree (tenant_id, next_check_at) WHERE (next_check_at IS NOT NULL);

CREATE UNIQUE INDEX payments_order ON public.payments USING btree (order_id);

CREATE INDEX products_shown ON public.products USING btree (tenant_id, sort_order, name) WHERE (status = 'active'::text);

CREATE INDEX refunds_by_time ON public.refunds USING btree (tenant_id, processed_at) INCLUDE (currency, refund_amount) WHERE (status = 'completed'::text);

CREATE INDEX refunds_order ON public.refunds USING btree (order_id);

CREATE INDEX rejected_events_by_time ON public.rejected_events USING btree (tenant_id, created_at);

CREATE UNIQUE INDEX staff_email ON public.staff USING btree (tenant_id, lower(email));

CREATE INDEX staff_sessions_live ON public.staff_sessions USING btree (staff_id) WHERE (revoked_at IS NULL);

CREATE INDEX system_health_metrics_by_time ON public.system_health_metrics USING btree (tenant_id, metric_type, recorded_at);

CREATE INDEX system_notifications_by_time ON public.system_notifications USING btree (tenant_id, is_resolved, created_at);

CREATE UNIQUE INDEX system_notifications_open ON public.system_notifications USING btree (tenant_id, dedupe_key) WHERE ((NOT is_resolved) AND (dedupe_key IS NOT NULL));

CREATE INDEX webhook_logs_by_time ON public.webhook_logs USING btree (tenant_id, created_at);

CREATE INDEX webhook_logs_order ON public.webhook_logs USING btree (order_id) WHERE (order_id IS NOT NULL);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_default_pkey;

ALTER INDEX public.events_by_time ATTACH PARTITION public.events_default_tenant_id_created_at_session_id_event_type_idx;

ALTER INDEX public.events_by_session ATTACH PARTITION public.events_default_tenant_id_session_id_created_at_idx;

CREATE TRIGGER audit_log_closed BEFORE DELETE OR UPDATE ON public.audit_log FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER audit_log_kept BEFORE TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER code_batches_notify AFTER INSERT OR UPDATE ON public.code_batches FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('codes');

CREATE TRIGGER events_sessions AFTER INSERT ON public.events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.note_session_slots();

CREATE TRIGGER gift_codes_notify AFTER INSERT OR UPDATE ON public.gift_codes FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('codes');

CREATE TRIGGER order_notes_notify AFTER INSERT ON public.order_notes FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('orders');

CREATE TRIGGER orders_notify AFTER INSERT OR DELETE OR UPDATE ON public.orders FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('orders');

CREATE TRIGGER orders_updated BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER partner_accounts_updated BEFORE UPDATE ON public.partner_accounts FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER partner_commissions_closed BEFORE DELETE OR UPDATE ON public.partner_commissions FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER partner_commissions_kept BEFORE TRUNCATE ON public.partner_commissions FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER payments_updated BEFORE UPDATE ON public.payments FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER products_notify AFTER INSERT OR DELETE OR UPDATE ON public.products FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('products');

CREATE TRIGGER products_updated BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER refunds_closed BEFORE DELETE OR UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION public.forbid_change('status', 'completed');

CREATE TRIGGER refunds_kept BEFORE TRUNCATE ON public.refunds FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER refunds_limit BEFORE INSERT OR UPDATE ON public.refunds FOR EACH ROW EXECUTE FUNCTION public.check_refund_limit();

CREATE TRIGGER refunds_notify AFTER INSERT OR UPDATE ON public.refunds FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('orders');

CREATE TRIGGER staff_updated BEFORE UPDATE ON public.staff FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER system_notifications_notify AFTER INSERT OR UPDATE ON public.system_notifications FOR EACH STATEMENT EXECUTE FUNCTION public.notify_change('alerts');

CREATE TRIGGER tenants_updated BEFORE UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

CREATE TRIGGER transaction_fees_closed BEFORE DELETE OR UPDATE ON public.transaction_fees FOR EACH ROW EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER transaction_fees_kept BEFORE TRUNCATE ON public.transaction_fees FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER vault_keys_updated BEFORE UPDATE ON public.vault_keys FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

ALTER TABLE ONLY public.ad_spend
    ADD CONSTRAINT ad_spend_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.affiliate_links
    ADD CONSTRAINT affiliate_links_tenant_id_partner_id_fkey FOREIGN KEY (tenant_id, partner_id) REFERENCES public.partner_accounts(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.affiliate_links
    ADD CONSTRAINT affiliate_links_tenant_id_product_id_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.products(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.code_batches
    ADD CONSTRAINT code_batches_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.code_batches
    ADD CONSTRAINT code_batches_tenant_id_imported_by_fkey FOREIGN KEY (tenant_id, imported_by) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.domains
    ADD CONSTRAINT domains_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.gift_codes
    ADD CONSTRAINT gift_codes_order_item_id_fkey FOREIGN KEY (order_item_id) REFERENCES public.order_items(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.gift_codes
    ADD CONSTRAINT gift_codes_reserved_order_item_id_fkey FOREIGN KEY (reserved_order_item_id) REFERENCES public.order_items(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.gift_codes
    ADD CONSTRAINT gift_codes_tenant_id_batch_id_fkey FOREIGN KEY (tenant_id, batch_id) REFERENCES public.code_batches(tenant_id, batch_id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.gift_codes
    ADD CONSTRAINT gift_codes_tenant_id_product_id_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.products(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.login_throttle
    ADD CONSTRAINT login_throttle_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_gift_code_id_fkey FOREIGN KEY (gift_code_id) REFERENCES public.gift_codes(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.order_items
    ADD CONSTRAINT order_items_tenant_id_product_id_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.products(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.order_notes
    ADD CONSTRAINT order_notes_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.order_notes
    ADD CONSTRAINT order_notes_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_affiliate_link_id_fkey FOREIGN KEY (tenant_id, affiliate_link_id) REFERENCES public.affiliate_links(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_tenant_id_partner_id_fkey FOREIGN KEY (tenant_id, partner_id) REFERENCES public.partner_accounts(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_accounts
    ADD CONSTRAINT partner_accounts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_commissions
    ADD CONSTRAINT partner_commissions_refund_id_fkey FOREIGN KEY (refund_id) REFERENCES public.refunds(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_commissions
    ADD CONSTRAINT partner_commissions_tenant_id_affiliate_link_id_fkey FOREIGN KEY (tenant_id, affiliate_link_id) REFERENCES public.affiliate_links(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_commissions
    ADD CONSTRAINT partner_commissions_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.partner_commissions
    ADD CONSTRAINT partner_commissions_tenant_id_partner_id_fkey FOREIGN KEY (tenant_id, partner_id) REFERENCES public.partner_accounts(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.products
    ADD CONSTRAINT products_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.purchase_stats
    ADD CONSTRAINT purchase_stats_tenant_id_product_id_fkey FOREIGN KEY (tenant_id, product_id) REFERENCES public.products(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payments(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.refunds
    ADD CONSTRAINT refunds_tenant_id_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.staff_sessions
    ADD CONSTRAINT staff_sessions_tenant_id_staff_id_fkey FOREIGN KEY (tenant_id, staff_id) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.system_notifications
    ADD CONSTRAINT system_notifications_tenant_id_resolved_by_fkey FOREIGN KEY (tenant_id, resolved_by) REFERENCES public.staff(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.transaction_fees
    ADD CONSTRAINT transaction_fees_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payments(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.transaction_fees
    ADD CONSTRAINT transaction_fees_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_logs
    ADD CONSTRAINT webhook_logs_tenant_id_order_id_fkey FOREIGN KEY (tenant_id, order_id) REFERENCES public.orders(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE public.ad_spend ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.affiliate_links ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.code_batches ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.domains ENABLE ROW LEVEL SECURITY;

CREATE POLICY domains_read ON public.domains FOR SELECT USING (true);

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.events_default ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.gift_codes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.login_throttle ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.order_items ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.order_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partner_accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.partner_commissions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;

CREATE POLICY payments_routing ON public.payments FOR SELECT TO lonieve_router USING (true);

ALTER TABLE public.products ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.purchase_stats ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.refunds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.rejected_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.session_slots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.staff ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.staff_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_health_metrics ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_notifications ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON public.ad_spend USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.affiliate_links USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.audit_log USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.code_batches USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.domains USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.events USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.events_default USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.gift_codes USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.idempotency_keys USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.login_throttle USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.order_items USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.order_notes USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.orders USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.outbox USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.partner_accounts USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.partner_commissions USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.payments USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.products USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.purchase_stats USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.refunds USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.rejected_events USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.session_slots USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.staff USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.staff_sessions USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.system_health_metrics USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.system_notifications USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.transaction_fees USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

CREATE POLICY tenant_isolation ON public.webhook_logs USING ((tenant_id = public.current_tenant())) WITH CHECK ((tenant_id = public.current_tenant()));

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenants_add ON public.tenants FOR INSERT WITH CHECK (true);

CREATE POLICY tenants_change ON public.tenants FOR UPDATE USING ((id = public.current_tenant())) WITH CHECK ((id = public.current_tenant()));

CREATE POLICY tenants_read ON public.tenants FOR SELECT USING (true);

ALTER TABLE public.transaction_fees ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_logs ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA public TO lonieve_app;
GRANT USAGE ON SCHEMA public TO lonieve_readonly;
GRANT USAGE ON SCHEMA public TO lonieve_router;

GRANT SELECT,INSERT,UPDATE ON TABLE public.ad_spend TO lonieve_app;
GRANT SELECT ON TABLE public.ad_spend TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.affiliate_links TO lonieve_app;
GRANT SELECT ON TABLE public.affiliate_links TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.audit_log TO lonieve_app;
GRANT SELECT ON TABLE public.audit_log TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.code_batches TO lonieve_app;

GRANT SELECT(batch_id) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(tenant_id) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(key_version) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(file_name) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(imported_by) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(imported_at) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(imported) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT(skipped) ON TABLE public.code_batches TO lonieve_readonly;

GRANT SELECT ON TABLE public.domains TO lonieve_app;
GRANT SELECT ON TABLE public.domains TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.events TO lonieve_app;
GRANT SELECT ON TABLE public.events TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.gift_codes TO lonieve_app;

GRANT SELECT(id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(tenant_id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(product_id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(code_last4) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(nominal) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(nominal_minor) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(cost_price) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(margin_percentage) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(currency) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(status) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(order_item_id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(sold_at) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(expires_at) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(batch_id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(reserved_until) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(reserved_order_item_id) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(imported_at) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT(created_at) ON TABLE public.gift_codes TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.idempotency_keys TO lonieve_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.login_throttle TO lonieve_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.order_items TO lonieve_app;
GRANT SELECT ON TABLE public.order_items TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.order_notes TO lonieve_app;
GRANT SELECT ON TABLE public.order_notes TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.orders TO lonieve_app;

GRANT SELECT(id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(tenant_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(email) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(first_name) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(last_name) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(user_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(total_amount) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(total_cost) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(total_profit) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(currency) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(status) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(review_reason) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(transaction_fees) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(refund_amount) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(true_profit) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(payment_method) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(cardlink_bill_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(payment_url) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(email_status) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(email_sent_at) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(email_retry_count) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(session_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(visitor_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(utm_source) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(utm_medium) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(utm_campaign) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(utm_content) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(utm_term) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(referrer) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(ip_address) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(user_agent) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(device_type) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(country) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(city) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(affiliate_link_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(partner_id) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(partner_commission) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(delivery_type) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(recipient_email) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(gift_message) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(source) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(external_ref) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(locale) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(created_at) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(updated_at) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT(paid_at) ON TABLE public.orders TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.outbox TO lonieve_app;
GRANT SELECT ON TABLE public.outbox TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.partner_accounts TO lonieve_app;
GRANT SELECT ON TABLE public.partner_accounts TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.partner_commissions TO lonieve_app;
GRANT SELECT ON TABLE public.partner_commissions TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.payments TO lonieve_app;
GRANT SELECT ON TABLE public.payments TO lonieve_readonly;

GRANT SELECT(tenant_id) ON TABLE public.payments TO lonieve_router;

GRANT SELECT(bill_id) ON TABLE public.payments TO lonieve_router;

GRANT SELECT,INSERT,UPDATE ON TABLE public.products TO lonieve_app;
GRANT SELECT ON TABLE public.products TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.purchase_stats TO lonieve_app;
GRANT SELECT ON TABLE public.purchase_stats TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.refunds TO lonieve_app;
GRANT SELECT ON TABLE public.refunds TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.rejected_events TO lonieve_app;
GRANT SELECT ON TABLE public.rejected_events TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.session_slots TO lonieve_app;
GRANT SELECT ON TABLE public.session_slots TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.staff TO lonieve_app;

GRANT SELECT(id) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(tenant_id) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(email) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(role) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(name) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(active) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(last_login_at) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(created_at) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT(updated_at) ON TABLE public.staff TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.staff_sessions TO lonieve_app;

GRANT SELECT,INSERT ON TABLE public.system_health_metrics TO lonieve_app;
GRANT SELECT ON TABLE public.system_health_metrics TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.system_notifications TO lonieve_app;
GRANT SELECT ON TABLE public.system_notifications TO lonieve_readonly;

GRANT SELECT ON TABLE public.tenants TO lonieve_app;
GRANT SELECT ON TABLE public.tenants TO lonieve_readonly;

GRANT SELECT,INSERT ON TABLE public.transaction_fees TO lonieve_app;
GRANT SELECT ON TABLE public.transaction_fees TO lonieve_readonly;

GRANT SELECT,INSERT,UPDATE ON TABLE public.vault_keys TO lonieve_app;

GRANT SELECT,INSERT,UPDATE ON TABLE public.webhook_logs TO lonieve_app;
GRANT SELECT ON TABLE public.webhook_logs TO lonieve_readonly;

