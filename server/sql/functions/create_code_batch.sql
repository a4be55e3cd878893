-- SPDX-License-Identifier: GPL-3.0-or-later
-- The batch that the next codes belong to, with its sealed data key. A batch that exists stays as it is (a big
-- file comes in parts).
create or replace function create_code_batch(p_batch_id text, p_wrapped bytea, p_version int, p_file text,
                                             p_staff uuid) returns void
    language sql
    set search_path = public, pg_temp
as $$
    insert into code_batches (batch_id, wrapped_key, key_version, file_name, imported_by)
    values (p_batch_id, p_wrapped, p_version, left(p_file, 200), p_staff)
    on conflict (batch_id) do nothing
$$;
