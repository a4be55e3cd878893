-- SPDX-License-Identifier: GPL-3.0-or-later
begin;
\ir fixture.psql
select plan(29);
select save_staff('Ann@Example.com', 'hash-1', 'manager', 'Ann') as ann \gset
select is((select row(id, password_hash, role, name, active)::text from staff_by_email('ann@example.COM')), '(' || :'ann' || ',hash-1,manager,Ann,t)', 'found whatever the letter case');
select is_empty($$select * from staff_by_email('bob@example.com')$$, 'nobody else');
select throws_ok($$select save_staff('x', 'h', 'admin')$$, 'LG008', null, 'an address is needed');
select throws_ok($$select save_staff('x@y', 'h', 'owner')$$, 'LG008', null, 'a known role is needed');

select start_staff_session(:'ann', sha256('a1'), 900, sha256('r1'), 86400, 'test', '192.0.2.1') as s \gset
select is((select row(staff_id, session_id, email, role)::text from staff_of_access(sha256('a1'))), format('(%s,%s,Ann@Example.com,manager)', :'ann', :'s'), 'the access token is hers');
select is_empty($$select * from staff_of_access(sha256('r1'))$$, 'the refresh token opens nothing');
select is((select session_id from rotate_staff_session(sha256('r1'), sha256('a2'), 900, sha256('r2'), 86400)), :'s', 'rotated');
select is_empty($$select * from staff_of_access(sha256('a1'))$$, 'the old access token is over');
select isnt_empty($$select * from staff_of_access(sha256('a2'))$$, 'the new one works');
select is_empty($$select * from rotate_staff_session(sha256('nothing'), sha256('x'), 900, sha256('y'), 86400)$$, 'an unknown refresh token gets nothing');
select isnt_empty($$select * from staff_of_access(sha256('a2'))$$, 'and disturbs nobody');
select is_empty($$select * from rotate_staff_session(sha256('r1'), sha256('a3'), 900, sha256('r3'), 86400)$$, 'the old refresh token gets nothing');
select is((select revoked_reason from staff_sessions), 'refresh_token_reused', 'and revokes the session');
select is_empty($$select * from staff_of_access(sha256('a2'))$$, 'so the thief''s and the owner''s access end');
select is_empty($$select * from rotate_staff_session(sha256('r2'), sha256('a4'), 900, sha256('r4'), 86400)$$, 'and the last refresh token, too');
select is((select count(*) from audit_log where action = 'staff.token_reused'), 1::bigint, 'it is audited');

select start_staff_session(:'ann', sha256('b1'), 900, sha256('q1'), 86400, 'test', null) as t \gset
update staff_sessions set access_expires_at = now() where id = :'t';
select is_empty($$select * from staff_of_access(sha256('b1'))$$, 'an access token expires');
update staff_sessions set refresh_expires_at = now() where id = :'t';
select is_empty($$select * from rotate_staff_session(sha256('q1'), sha256('b2'), 900, sha256('q2'), 86400)$$, 'a refresh token expires');
select start_staff_session(:'ann', sha256('c1'), 900, sha256('p1'), 86400, 'test', null) as u \gset
select end_staff_session(:'u');
select is_empty($$select * from staff_of_access(sha256('c1'))$$, 'signed out');
select start_staff_session(:'ann', sha256('d1'), 900, sha256('o1'), 86400, 'test', null) \g /dev/null
select save_staff('ann@example.com', 'hash-2', 'admin') \g /dev/null
select is_empty($$select * from staff_of_access(sha256('d1'))$$, 'a new password ends the sessions');
select is((select row(id, password_hash, role, name)::text from staff_by_email('ann@example.com')), '(' || :'ann' || ',hash-2,admin,Ann)', 'of the same person');
update staff set active = false;
select throws_ok(format($$select start_staff_session(%L, sha256('e'), 1, sha256('f'), 1, '', '')$$, :'ann'), 'LG006', null, 'who has left cannot sign in');

-- Throttling.
select lives_ok($$select login_allowed('bob@example.com', '192.0.2.9')$$, 'at first everybody may try');
select note_login_failure('Bob@example.com', '192.0.2.9') from generate_series(1, 4) \g /dev/null
select lives_ok($$select login_allowed('bob@example.com', '192.0.2.9')$$, 'four failures are forgiven');
select note_login_failure('bob@example.com', '192.0.2.9') \g /dev/null
select throws_ok($$select login_allowed('BOB@example.com', '192.0.2.10')$$, 'LG010', null, 'the fifth blocks the address from anywhere');
select lives_ok($$select login_allowed('carol@example.com', '192.0.2.9')$$, 'others may try from there');
select note_login_success('bob@example.com');
select lives_ok($$select login_allowed('bob@example.com', '192.0.2.10')$$, 'success forgets');
select note_login_failure('user' || g || '@example.com', '192.0.2.9') from generate_series(1, 15) g \g /dev/null
select throws_ok($$select login_allowed('new@example.com', '192.0.2.9')$$, 'LG010', null, 'twenty failures block a client');
select is((select detail ? 'role' and not detail::text like '%hash%' from audit_log where action = 'staff.saved' limit 1), true, 'the audit log has no hash');
select * from finish();
rollback;
