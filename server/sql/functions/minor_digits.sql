-- SPDX-License-Identifier: GPL-3.0-or-later
-- Digits after the point in amounts of a currency, at most the two that the tables hold.
create or replace function minor_digits(p_currency text) returns int
    language sql immutable parallel safe
    return case when p_currency in ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'UGX', 'XAF', 'XOF', 'PYG') then 0 else 2 end;
