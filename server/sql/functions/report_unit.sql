-- SPDX-License-Identifier: GPL-3.0-or-later
-- The width of the intervals of a report over [p_from, p_to): hour up to two days, day up to 92, week up to 370,
-- month beyond.
create or replace function report_unit(p_from timestamptz, p_to timestamptz) returns text
    language sql immutable parallel safe
    return case when p_to - p_from <= interval '48 hours' then 'hour'
                when p_to - p_from <= interval '92 days' then 'day'
                when p_to - p_from <= interval '370 days' then 'week'
                else 'month' end;
