#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of the real server: who may call what, sign-in, datasets, live changes, refused input."""
import http.client
import json
import pathlib
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from shop import BIN, Shop  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.body[:400]!r}'


class DemoShop(Shop):
    """The demo shop with staff of every role; answers keep their headers."""

    def __init__(self):
        super().__init__()
        self.serve_options = ['--demo']
        self.tokens = {}
        self.start_sandbox()
        self.start_server()

    def request(self, method, path, body=None, headers=None, token=None):
        headers = dict(headers or {})
        if token:
            headers['Authorization'] = f'Bearer {token}'
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault('Content-Type', 'application/json')
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.request('GET', path, **more)

    def post(self, path, body=None, **more):
        return self.request('POST', path, {} if body is None else body, **more)

    def psql(self, text):
        return '\n'.join('|'.join(row) for row in self.sql(text))

    def add_staff(self, role, email=None, password='correct horse battery'):
        email = email or f'{role}@example.com'
        file = self.dir / 'password'
        file.write_text(password)
        subprocess.run([BIN / 'lonieve-server', 'staff', 'add', '--data-dir', self.data, '--email', email, '--role', role,
                        '--password-file', file], check=True, capture_output=True)
        return email, password

    def sign_in(self, role):
        """An access token of a staff member of this role, who is made at first use."""
        if role not in self.tokens:
            email, password = self.add_staff(role)
            self.tokens[role] = self.post('/api/admin/auth/login', {'email': email, 'password': password}).json['accessToken']
        return self.tokens[role]

    def violations(self):
        return self.psql("select name || ' ' || violations from money_invariants() where violations > 0")

    def buyable(self):
        return [(p, n) for p in self.get('/api/products').json['products'] for n in p['nominals'] if n['available']]

    def order(self, product=None, nominal=None, headers=None, **changes):
        if product is None:
            product, nominal = self.buyable()[0]
        body = {'productId': product['id'], 'nominal': nominal['nominal'], 'price': float(nominal['price']),
                'email': 'buyer@example.com', 'deliveryType': 'myself', 'sessionId': 'sess_test'}
        body.update(changes)
        return self.post('/api/orders/create', body, headers=headers)


UNKNOWN = str(uuid.uuid4())
DATASETS = sorted(p.stem for p in (SOURCE / 'tests/fixtures/datasets').glob('*.json'))
RANGE = '?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z'

# route, least role ("" = everybody), status for those who may, body. A staff route that is missing here fails the test.
MATRIX = [
    ('GET', '/api/health', '', 200, None),
    ('GET', '/api/health/live', '', 200, None),
    ('GET', '/api/health/ready', '', 200, None),
    ('GET', '/api/products', '', 200, None),
    ('GET', f'/api/orders/{UNKNOWN}/status?t=x', '', 404, None),
    ('POST', '/api/orders/create', '', 400, {}),
    ('POST', '/api/webhooks/cardlink', '', 404, {'bill_id': 'bill_none', 'status': 'PAID', 'signature': 'x'}),
    ('POST', '/api/events', '', 400, {}),
    ('POST', '/api/admin/auth/login', '', 400, {}),
    ('POST', '/api/admin/auth/refresh', '', 401, {'refreshToken': 'x'}),
    ('GET', '/api/admin/me', 'viewer', 200, None),
    ('GET', '/api/admin/datasets/overview_kpis' + RANGE, 'viewer', 200, None),
    ('GET', f'/api/admin/orders/{UNKNOWN}', 'viewer', 404, None),
    ('GET', '/api/admin/changes?since=', 'viewer', 200, None),
    ('POST', f'/api/admin/orders/{UNKNOWN}/resend', 'manager', 404, {'reason': 'x'}),
    ('POST', f'/api/admin/orders/{UNKNOWN}/refund', 'manager', 404, {'reason': 'x', 'requestKey': 'k', 'type': 'full'}),
    ('POST', f'/api/admin/orders/{UNKNOWN}/settle', 'manager', 404, {'action': 'fulfil'}),
    ('POST', f'/api/admin/orders/{UNKNOWN}/notes', 'manager', 404, {'text': 'x'}),
    ('POST', '/api/admin/codes/import?dryRun=1', 'manager', 400, 'nonsense'),
    ('POST', f'/api/admin/codes/{UNKNOWN}/reveal', 'manager', 404, {'reason': 'x'}),
    ('POST', f'/api/admin/codes/{UNKNOWN}/void', 'manager', 404, {'reason': 'x'}),
    ('POST', '/api/admin/auth/logout', 'viewer', 200, None),
]
RANK = {'': 0, 'viewer': 1, 'manager': 2, 'admin': 3}


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = DemoShop()
        cls.addClassCleanup(cls.shop.close)

    def problem(self, answer, status, code=None):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers.get_content_type(), 'application/problem+json')
        self.assertTrue(answer.json['title'] and answer.json['requestId'])
        if code:
            self.assertEqual(answer.json['code'], code)
        return answer.json

    def test_every_route_has_a_row(self):
        source = ''.join(p.read_text() for p in (SOURCE / 'server/api').glob('*.cpp'))
        import re
        patterns = set(re.findall(r'\.pattern = "([^"]+)"', source))
        covered = {'/'.join('{id}' if part == UNKNOWN else part for part in
                            path.split('?')[0].replace('overview_kpis', '{id}').split('/')) for _, path, *_ in MATRIX}
        self.assertEqual(patterns, covered)

    def test_matrix(self):
        tokens = {role: self.shop.sign_in(role) for role in ('viewer', 'manager', 'admin')}
        # The one who signs out does so with a session of their own.
        for method, path, least, expected, body in MATRIX:
            for role in ('', 'viewer', 'manager', 'admin'):
                token = tokens.get(role)
                if path.endswith('/logout') and role:
                    answer = self.shop.post('/api/admin/auth/login', {'email': f'{role}@example.com', 'password': 'correct horse battery'})
                    token = answer.json['accessToken']
                answer = self.shop.request(method, path, body, token=token)
                want = expected if RANK[role] >= RANK[least] else (401 if not role else 403)
                with self.subTest(route=f'{method} {path}', role=role or 'nobody'):
                    self.assertEqual(answer.status, want, answer)

    def test_wrong_method_and_path(self):
        answer = self.shop.get('/api/orders/create')
        self.problem(answer, 405)
        self.assertIn('POST', answer.headers['Allow'])
        self.problem(self.shop.get('/api/nothing'), 404)

    def test_sign_in_and_rotation(self):
        email, password = self.shop.add_staff('manager', 'rotate@example.com')
        self.problem(self.shop.post('/api/admin/auth/login', {'email': email, 'password': 'wrong password'}), 401, 'wrong_credentials')
        first = self.shop.post('/api/admin/auth/login', {'email': email.upper(), 'password': password})
        self.assertEqual(first.status, 200, first)
        self.assertEqual(first.json['staff']['role'], 'manager')
        second = self.shop.post('/api/admin/auth/refresh', {'refreshToken': first.json['refreshToken']})
        self.assertEqual(second.status, 200, second)
        self.assertEqual(self.shop.get('/api/admin/me', token=second.json['accessToken']).status, 200)
        # Somebody uses the old refresh token: the whole session ends.
        self.problem(self.shop.post('/api/admin/auth/refresh', {'refreshToken': first.json['refreshToken']}), 401)
        self.problem(self.shop.get('/api/admin/me', token=second.json['accessToken']), 401)

    def test_guessing_passwords_is_slowed(self):
        email, password = self.shop.add_staff('viewer', 'guessed@example.com')
        statuses = [self.shop.post('/api/admin/auth/login', {'email': email, 'password': f'guess {i}'}).status for i in range(8)]
        self.assertIn(429, statuses)
        answer = self.shop.post('/api/admin/auth/login', {'email': email, 'password': password})
        self.problem(answer, 429)
        self.assertGreater(int(answer.headers['Retry-After']), 0)
        self.shop.psql('delete from login_throttle')

    def test_datasets(self):
        token = self.shop.sign_in('viewer')
        self.assertGreaterEqual(len(DATASETS), 9)
        for name in DATASETS:
            with self.subTest(dataset=name):
                ranged = name in ('overview_kpis', 'overview_trend', 'top_products')
                answer = self.shop.get(f'/api/admin/datasets/{name}' + (RANGE if ranged else ''), token=token)
                self.assertEqual(answer.status, 200, answer)
                fixture = json.loads((SOURCE / f'tests/fixtures/datasets/{name}.json').read_text())
                self.assertEqual(answer.json['columns'], fixture['columns'])
                for row in answer.json['rows']:
                    self.assertEqual(len(row), len(fixture['columns']))
        self.problem(self.shop.get('/api/admin/datasets/pg_user', token=token), 404, 'unknown_dataset')
        body = self.problem(self.shop.get('/api/admin/datasets/orders?sort=email)--', token=token), 400)
        self.assertEqual(body['errors'][0]['field'], 'sort')

    def test_overview_equals_the_orders(self):
        token = self.shop.sign_in('viewer')
        answer = self.shop.get('/api/admin/datasets/overview_kpis?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z', token=token).json
        row = dict(zip(answer['columns'], next(r for r in answer['rows'] if r[0] == 'range')))
        cents, count = self.shop.psql("select (sum(total_amount) * 100)::bigint, count(*) from orders where status = 'paid' and currency = 'USD'").split('|')
        self.assertEqual((row['revenue'], row['orders']), (int(cents), int(count)))
        self.assertGreater(row['orders'], 0)

    def test_orders_page_and_sort(self):
        token = self.shop.sign_in('viewer')
        first = self.shop.get('/api/admin/datasets/orders?limit=5&sort=amount&desc=true', token=token).json
        second = self.shop.get('/api/admin/datasets/orders?limit=5&offset=5&sort=amount&desc=true', token=token).json
        amount = first['columns'].index('amount')
        amounts = [r[amount] for r in first['rows'] + second['rows']]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        self.assertEqual(len({r[0] for r in first['rows'] + second['rows']}), 10)
        self.assertEqual(first['total'], int(self.shop.psql('select count(*) from orders')))

    def test_events(self):
        session = 'sess_' + uuid.uuid4().hex
        event = {'event_type': 'add_to_cart', 'session_id': session, 'visitor_id': 'visitor_x', 'utm_source': 'facebook',
                 'data': {'price': 75.00, 'html': '<b>"\'</b>'}, 'url': 'http://x/'}
        single = self.shop.post('/api/events', event)
        self.assertEqual((single.status, single.json['success']), (200, True), single)
        batch = self.shop.post('/api/events', {'events': [event, dict(event, event_type='payment_success'), dict(event, event_type='x')]})
        self.assertEqual((batch.status, batch.json['accepted'], len(batch.json['rejected'])), (200, 1, 2), batch)
        self.problem(self.shop.post('/api/events', dict(event, event_type='code_sent')), 422, 'server_event')
        self.assertEqual(self.shop.psql(f"select count(*), min(data->>'html') from events where session_id = '{session}'"), '2|<b>"\'</b>')
        self.assertEqual(self.shop.psql(f"select id from events where id = '{single.json['eventId']}'"), single.json['eventId'])
        deadline = time.monotonic() + 10
        while self.shop.psql(f"select count(*) from rejected_events where event->>'session_id' = '{session}'") != '3':
            self.assertLess(time.monotonic(), deadline, 'refused events are not in quarantine')

    def test_hostile_bodies_are_never_a_server_error(self):
        bodies = [b'', b'{', b'[]', b'null', b'"text"', b'{"a":1}{', b'\xff\xfe', b'{"email":"\\ud800"}', b'[' * 2000, b'{"productId":{}}',
                  b'{"nominal":1e400}', b'{"nominal":-1,"price":"NaN"}', b'{"events":[]}', b'{"events":' + b'[{}]' * 1 + b'}',
                  json.dumps({'event_type': 'page_view', 'session_id': "'; drop table events;--"}).encode()]
        for path in ('/api/orders/create', '/api/events', '/api/webhooks/cardlink', '/api/admin/auth/login', '/api/admin/auth/refresh'):
            for body in bodies:
                answer = self.shop.request('POST', path, body, headers={'Content-Type': 'application/json'})
                with self.subTest(path=path, body=body[:40]):
                    self.assertLess(answer.status, 500, answer)

    def test_a_purchase_is_told_to_those_who_wait(self):
        token = self.shop.sign_in('viewer')
        cursor = self.shop.get('/api/admin/changes?since=', token=token).json
        self.assertTrue(cursor['reset'])
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.shop.get('/api/admin/changes?since=' + cursor['cursor'], token=token)))
        waiting.start()
        self.assertEqual(self.shop.order().status, 200)
        waiting.join(30)
        self.assertEqual(answers[0].status, 200, answers)
        self.assertTrue({'orders', 'codes'} & set(answers[0].json['topics']), answers[0])

    def test_aborted_on_every_route(self):
        """Clients that vanish in the head, in the body and before the answer, on every route; others are served."""
        token = self.shop.sign_in('admin')
        aborted = 0
        for method, path, _, _, body in MATRIX:
            payload = json.dumps(body).encode() if body is not None else b''
            head = (f'{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n'
                    f'Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n').encode()
            if path.endswith('/logout'):
                head = head.replace(token.encode(), b'nobody')
            for sent in (head[:len(head) // 2], head + payload[:len(payload) // 2], head + payload):
                for _ in range(5):
                    with socket.create_connection(('127.0.0.1', self.shop.port), timeout=10) as client:
                        # Closing with a reset, as a client that crashed would.
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                        client.sendall(sent)
                    aborted += 1
        self.assertEqual(aborted, 15 * len(MATRIX))
        self.assertIsNone(self.shop.server.process.poll(), 'the server is gone')
        self.assertEqual(self.shop.get('/api/health').json['status'], 'ok')
        self.assertEqual(self.shop.get('/api/admin/me', token=token).status, 200)

    def test_order_answer_and_price(self):
        product, nominal = self.shop.buyable()[0]
        good = self.shop.order(product, nominal)
        self.assertEqual(good.status, 200, good)
        self.assertTrue(set(good.json) >= {'orderId', 'paymentUrl', 'billId'})
        changed = self.problem(self.shop.order(product, nominal, price=0.01), 409, 'price_changed')
        self.assertEqual(changed['price'], nominal['price'])
        self.problem(self.shop.order(product, dict(nominal, nominal=123457)), 422, 'nominal_unlisted')
        fields = {e['field'] for e in self.problem(self.shop.order(product, nominal, email='nobody', quantity=11), 400)['errors']}
        self.assertEqual(fields, {'email', 'quantity'})

    def test_idempotency_key(self):
        product, nominal = self.shop.buyable()[0]
        key = {'Idempotency-Key': uuid.uuid4().hex}
        first, again = (self.shop.order(product, nominal, headers=key) for _ in range(2))
        self.assertEqual((first.status, first.json), (again.status, again.json))
        self.problem(self.shop.order(product, nominal, headers=key, email='other@example.com'), 422, 'idempotency_mismatch')
        self.assertEqual(self.shop.psql(f"select count(*) from orders where id = '{first.json['orderId']}'"), '1')

    def test_order_status_needs_the_token(self):
        order = self.shop.order().json
        path = f"/api/orders/{order['orderId']}/status"
        self.problem(self.shop.get(path + '?t=guess'), 404)
        self.assertEqual(self.shop.get(path + '?t=' + order['accessToken']).json['status'], 'pending')

    def test_zz_clean_stop_and_second_start(self):
        self.shop.server.stop()
        self.assertEqual(self.shop.server.process.returncode, 0)
        self.shop.start_server()
        self.assertEqual(self.shop.get('/api/health').json['status'], 'ok')
        self.assertEqual(self.shop.violations(), '')


if __name__ == '__main__':
    unittest.main(verbosity=2)
