-- SPDX-License-Identifier: GPL-3.0-or-later
-- The provider could not be asked for a bill: counts the attempt and keeps the intent for reconciliation.
create or replace function payment_attempt_failed(p_payment_id uuid, p_error text) returns void
    language sql
    set search_path = public, pg_temp
as $$
    update payments set attempts = attempts + 1, last_error = left(p_error, 500)
    where id = p_payment_id and bill_id is null
$$;
