-- SPDX-License-Identifier: GPL-3.0-or-later
-- The order in which a payment's states may follow each other; only a higher one replaces a lower one, so the
-- result does not depend on the order in which news arrives. paid and manual_review: the money is there.
create or replace function payment_rank(p_status text) returns int
    language sql immutable parallel safe
    return case p_status when 'created' then 0 when 'pending' then 1 when 'failed' then 2 when 'expired' then 3
                         when 'paid' then 4 when 'manual_review' then 4 end;
