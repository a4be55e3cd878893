-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
\ir fixture.psql
select plan(32);
select pg_temp.make_card(:'card');
select pg_temp.add_codes(:'card', 100, 4);
select pg_temp.order_of(:'card', 'a', '{"quantity": 2}') as a \gset
select pg_temp.news('a', 'PAID', '150.00', 'USD');
select id as m from outbox \gset

select is((select row(id, kind, order_id, recipient, attempts)::text from claim_outbox(10, 60)), format('(%s,order_codes,%s,buyer@example.com,1)', :'m', :'a'), 'the message is claimed');
select is((select count(*) from claim_outbox(10, 60)), 0::bigint, 'once');
select is((select count(*) from outbox_codes(:'m')), 2::bigint, 'with two codes');
select is((select distinct row(product_name, brand, region, nominal, currency, batch_id, key_version)::text from outbox_codes(:'m')), '(Card,Brand,USA,100.00,USD,batch-' || :'card' || ',1)', 'and what opens and describes them');
select is((select count(*) from outbox_codes(gen_random_uuid())), 0::bigint, 'an unknown message has none');
select is(outbox_failed(:'m', 'connection refused', false), 'retry', 'a failure is tried again');
select is((select row(status, last_error, next_attempt_at - now())::text from outbox), '(pending,"connection refused",00:00:30)', 'in half a minute');
select is((select row(email_status, email_retry_count)::text from orders), '(pending,1)', 'the order counts it');
update outbox set attempts = 5; select outbox_failed(:'m', 'x', false);
select is((select next_attempt_at - now() from outbox), interval '8 minutes', '30 s × 2^4 after the fifth');
update outbox set attempts = 7; select is(outbox_failed(:'m', 'x', false), 'retry', 'the seventh failure');
select is((select next_attempt_at - now() from outbox), interval '32 minutes', 'waits 32 minutes');
update outbox set next_attempt_at = now(); select count(*) from claim_outbox(1, 60) \g /dev/null
select is(outbox_failed(:'m', 'mailbox full', false), 'dead', 'the eighth gives up');
select is((select row(email_status, email_retry_count)::text from orders), '(failed,4)', 'the order says so');
select is((select row(type, severity, data ->> 'error')::text from system_notifications where not is_resolved), '(failed_email,critical,"mailbox full")', 'with a critical alert');
select is(outbox_failed(:'m', 'x', false), 'dead', 'dead stays dead');
select is((select count(*) from claim_outbox(10, 60)), 0::bigint, 'and is not claimed');
select is(pg_temp.broken(), '', 'the invariants hold');

select save_staff('ann@example.com', 'h', 'manager') as ann \gset
select request_resend(:'a', :'ann', 'mailbox emptied') as r \gset
select is(request_resend(:'a', :'ann', 'impatient'), :'r', 'asking again does not make two');
select is((select row(kind, status, message_id)::text from outbox where id = :'r'), '(order_resend,pending,resend-' || :'r' || '@localhost)', 'a new message');
select is((select email_status from orders), 'pending', 'the order waits again');
select is((select count(*) from claim_outbox(10, 60)), 1::bigint, 'it is claimed');
select outbox_sent(:'r', 420);
select is((select row(status, sent_at)::text from outbox where id = :'r'), format('(sent,"%s")', now()), 'sent');
select is((select row(email_status, email_sent_at)::text from orders), format('(sent,"%s")', now()), 'the order says so');
select is((select data - 'order_id' - 'outbox_id' from events where event_type = 'code_sent'), '{"resend": true, "codes_count": 2}'::jsonb, 'the event');
select is((select row(metric_type, metric_value)::text from system_health_metrics), '(email_send_time,420)', 'the metric');
select is((select count(*) from system_notifications where not is_resolved), 0::bigint, 'the alert is closed');
select outbox_sent(:'r', 1);
select is((select count(*) from events where event_type = 'code_sent'), 1::bigint, 'telling it twice changes nothing');
select is(outbox_failed(:'r', 'late news', false), 'sent', 'a failure after success neither');
select throws_ok($$select outbox_sent(gen_random_uuid(), 1)$$, 'LG006', null, 'an unknown message');

-- A worker that dies: the lease runs out. A permanent failure gives up at once.
select pg_temp.order_of(:'card', 'b') as b \gset
select pg_temp.news('b', 'PAID', '75.00', 'USD');
select count(*) from claim_outbox(10, 60) \g /dev/null
update outbox set next_attempt_at = now() where order_id = :'b';
select is((select attempts from claim_outbox(10, 60)), 2, 'after the lease it is claimed again');
select is(outbox_failed((select id from outbox where order_id = :'b'), 'no such user', true), 'dead', 'a permanent failure is final');
select is(pg_temp.broken(), '', 'the invariants hold at the end');
select * from finish();
rollback;
