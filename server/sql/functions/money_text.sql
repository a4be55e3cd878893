-- SPDX-License-Identifier: GPL-3.0-or-later
-- An amount as plain decimal text with all the minor digits of its currency: 75.50, or 1500 in JPY.
create or replace function money_text(p_amount numeric, p_currency text) returns text
    language sql immutable parallel safe
    return round(p_amount, minor_digits(p_currency))::text;
