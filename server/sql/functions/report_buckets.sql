-- SPDX-License-Identifier: GPL-3.0-or-later
-- The intervals of p_unit (hour, day, week from Monday, month) in p_zone that touch [p_from, p_to), from ordinal 0.
-- bucket and bucket_end: the whole interval, in which only the part inside [p_from, p_to) is counted. Hours are
-- real hours, so a day of a clock change has 23 or 25 of them.
drop function if exists report_buckets;
create or replace function report_buckets(p_from timestamptz, p_to timestamptz, p_unit text, p_zone text)
    returns table (ordinal int, bucket timestamptz, bucket_end timestamptz)
    language sql stable
    set search_path = public, pg_temp
as $$
    select (row_number() over (order by b.bucket))::int - 1, b.bucket,
           case when p_unit = 'hour' then b.bucket + interval '1 hour'
                else ((b.bucket at time zone p_zone) + ('1 ' || p_unit)::interval) at time zone p_zone end
    from (select generate_series(date_trunc('hour', p_from, p_zone), p_to, interval '1 hour') as bucket
          where p_unit = 'hour'
          union all
          select g at time zone p_zone
          from generate_series(date_trunc(p_unit, p_from at time zone p_zone), p_to at time zone p_zone,
                               ('1 ' || p_unit)::interval) g
          where p_unit <> 'hour') b
    where b.bucket < p_to and p_to > p_from
$$;
