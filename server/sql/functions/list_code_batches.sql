-- SPDX-License-Identifier: GPL-3.0-or-later
-- Imports of codes, latest first. skipped: lines that the import refused.
drop function if exists list_code_batches;
create or replace function list_code_batches()
    returns table (batch_id text, imported_at timestamptz, imported_by text, file_name text, imported int,
                   skipped int, available bigint, sold bigint)
    language sql stable
    set search_path = public, pg_temp
    set jit = off
as $$
    select b.batch_id, b.imported_at, coalesce(nullif(s.name, ''), s.email), b.file_name, b.imported, b.skipped,
           coalesce(c.available, 0), coalesce(c.sold, 0)
    from code_batches b
    left join staff s on s.id = b.imported_by
    left join (select g.batch_id, count(*) filter (where g.status = 'available') as available,
                      count(*) filter (where g.status = 'sold') as sold
               from gift_codes g group by g.batch_id) c on c.batch_id = b.batch_id
    order by b.imported_at desc, b.batch_id
    limit 1000
$$;
