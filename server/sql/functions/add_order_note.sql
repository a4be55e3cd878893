-- SPDX-License-Identifier: GPL-3.0-or-later
-- A note on an order's time line. Returns its id. Audited. Raises LG006, LG008.
create or replace function add_order_note(p_order_id uuid, p_staff uuid, p_text text) returns uuid
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    v_id uuid;
begin
    if coalesce(trim(p_text), '') = '' or length(p_text) > 4000 then
        raise exception 'a note has 1 to 4000 characters' using errcode = 'LG008', detail = '{"field": "text"}';
    end if;
    perform from orders where id = p_order_id;
    if not found then
        raise exception 'no such order' using errcode = 'LG006';
    end if;
    insert into order_notes (order_id, staff_id, text) values (p_order_id, p_staff, trim(p_text)) returning id into v_id;
    perform write_audit(p_staff, 'order.note', 'order', p_order_id::text, jsonb_build_object('note_id', v_id));
    return v_id;
end
$$;
