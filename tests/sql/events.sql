-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
\ir fixture.psql
select plan(19);
select is((select count(*) from record_events('[{"event_type": "page_view", "session_id": "s1", "visitor_id": "v1", "url": "https://x.example/", "utm_source": "fb", "data": {"a": 1}, "scroll_depth": 40, "ip_address": "192.0.2.1"},
  {"event_type": "add_to_cart", "session_id": "s1", "id": "00000000-0000-4000-8000-0000000000e1", "created_at": "2026-01-31T23:59:59Z"}]')), 2::bigint, 'two events, two ids');
select is((select row(visitor_id, utm_source, data, scroll_depth, ip_address, created_at)::text from events where event_type = 'page_view'), format('(v1,fb,"{""a"": 1}",40,192.0.2.1,"%s")', now()), 'stored as told');
select is((select created_at from events where id = '00000000-0000-4000-8000-0000000000e1'), '2026-01-31 23:59:59+00', 'id and time may be given');
select is((select tableoid::regclass::text from events where id = '00000000-0000-4000-8000-0000000000e1'), 'events_default', 'times without a partition land in the default');
select is((select tableoid::regclass::text from events where event_type = 'page_view'), 'events_' || to_char(now() at time zone 'UTC', 'YYYY_MM'), 'this month in its own');
select throws_ok(format($$select record_events('[{"event_type": "%s", "session_id": "s"}]')$$, t), 'LG008', null, t || ' is not taken from outside')
from unnest(array['payment_success', 'payment_redirect', 'code_sent']) t;
select throws_ok($$select record_events('[{"event_type": "hacked", "session_id": "s"}]')$$, '23514', null, 'unknown types are refused');
select throws_ok($$select record_events('[{"event_type": "page_view"}]')$$, '23502', null, 'a session is needed');
select is((select count(*) from record_events('[]')), 0::bigint, 'an empty batch');
select quarantine_event('{"event_type": "payment_success", "ip_address": "192.0.2.7"}', 'server_only');
select is((select row(reason, ip_address, event ->> 'event_type')::text from rejected_events), '(server_only,192.0.2.7,payment_success)', 'refused events are kept with the reason');
-- The rollup of sessions, and that counting with it is counting the events.
select is((select count(*) from session_slots), 2::bigint, 'one slot a session and quarter of an hour');
insert into events (event_type, session_id, created_at)
select 'page_view', 's' || (g % 7), '2026-02-10 00:00+00'::timestamptz + g * interval '7 minutes 13 seconds' from generate_series(1, 200) g;
insert into events (event_type, session_id, created_at) values ('page_view', 'only', '2026-02-10 06:00+00');
select is((select row(sessions, buying_sessions)::text from period_sessions(f, t)),
          (select row(count(distinct session_id), 0)::text from events where created_at >= f and created_at < t), format('sessions of %s to %s', f, t))
from (values ('2026-02-10 00:00+00'::timestamptz, '2026-02-11 00:00+00'::timestamptz), ('2026-02-10 05:59+00', '2026-02-10 06:00+00'), ('2026-02-10 06:00+00', '2026-02-10 06:00:01+00'),
             ('2026-02-10 03:07:09+00', '2026-02-10 03:41:27+00'), ('2026-02-10 03:07:09+00', '2026-02-10 03:16+00'), ('2026-02-10 06:00+00', '2026-02-10 06:00+00')) v (f, t);
select * from finish();
rollback;
