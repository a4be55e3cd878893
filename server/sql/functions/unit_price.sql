-- SPDX-License-Identifier: GPL-3.0-or-later
-- The price of one code: list = nominal × base_price / 100, final = list × (1 − discount / 100), rounded half up
-- to the currency's minor units (numeric rounds halves away from zero, and prices are not negative).
create or replace function unit_price(p_nominal numeric, p_base_price numeric, p_discount numeric, p_currency text)
    returns numeric
    language sql immutable parallel safe
    return round(p_nominal * p_base_price / 100 * (1 - p_discount / 100), minor_digits(p_currency));
