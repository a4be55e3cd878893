# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the real programs for tests: the sandbox and the server on a data directory of their own.

    with Shop() as shop:
        shop.post('/api/orders/create', {...})
        shop.psql('select count(*) from orders')

Binaries come from $LONIEVE_BIN_DIR (default build/bin). Everything listens on loopback and ends with the block.
"""
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.parse

SOURCE = pathlib.Path(os.environ.get('LONIEVE_SOURCE_DIR', pathlib.Path(__file__).resolve().parents[2]))
BIN = pathlib.Path(os.environ.get('LONIEVE_BIN_DIR', SOURCE / 'build' / 'bin'))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.body[:400]!r}'


def request(url, method, path, body=None, headers=None, timeout=60):
    """One request; a dict or list becomes JSON. Never follows redirects."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    headers = dict(headers or {})
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
        headers.setdefault('Content-Type', 'application/json')
    if isinstance(body, str):
        body = body.encode()
    try:
        connection.request(method, path, body=body, headers=headers)
        reply = connection.getresponse()
        return Answer(reply.status, reply.headers, reply.read())
    finally:
        connection.close()


class Process:
    """A program that prints {"event":"ready","url":…}; its stderr goes to a file."""

    def __init__(self, arguments, log, env):
        self.log = log
        with open(log, 'ab') as errors:
            self.process = subprocess.Popen([str(a) for a in arguments], stdout=subprocess.PIPE, stderr=errors,
                                            stdin=subprocess.DEVNULL, env=env, text=True)
        self.url = None
        for line in self.process.stdout:
            if line.startswith('{') and json.loads(line).get('event') == 'ready':
                self.url = json.loads(line)['url']
                break
        if not self.url:
            self.process.wait()
            raise RuntimeError(f'{arguments[0]} did not start (exit {self.process.returncode}):\n'
                               + pathlib.Path(log).read_text(errors='replace')[-3000:])
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self):
        try:
            for _ in self.process.stdout:
                pass
        except ValueError:
            pass  # closed by stop()

    @property
    def pid(self):
        return self.process.pid

    def stop(self, how=signal.SIGTERM, timeout=40):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout)
        self.process.stdout.close()
        return code


class Shop:
    def __init__(self, demo=True, env=None, data=None, sandbox=True):
        self.own = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix='lonieve-test-'))
        self.data.chmod(0o755)
        self.demo, self.extra, self.with_sandbox = demo, dict(env or {}), sandbox
        self.secret, self.api_key = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.secret_file, self.key_file = self.data / 'sandbox.secret', self.data / 'sandbox.apikey'
        self.secret_file.write_text(self.secret)
        self.key_file.write_text(self.api_key)
        self.server = self.sandbox = None
        self.tokens = {}

    def __enter__(self):
        self.start_sandbox()
        self.start_server()
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for process in (self.server, self.sandbox):
            if process:
                process.stop()
        if self.own:
            subprocess.run([BIN / 'lonieve-server', 'wipe', '--yes', '--data-dir', self.data], check=False,
                           capture_output=True)
            shutil.rmtree(self.data, ignore_errors=True)

    def start_sandbox(self):
        if self.with_sandbox:
            self.sandbox = Process([BIN / 'lonieve-sandbox', '--listen', '127.0.0.1:0', '--secret-file', self.secret_file,
                                    '--api-key-file', self.key_file, '--state', self.data / 'sandbox.json'],
                                   self.data / 'sandbox.log', self.environment())

    def environment(self, extra=None):
        env = {k: v for k, v in os.environ.items() if not k.startswith(('LONIEVE_CRASH', 'CARDLINK_', 'SMTP_', 'DATABASE_'))}
        env.update(CARDLINK_SECRET_FILE=str(self.secret_file), CARDLINK_API_KEY_FILE=str(self.key_file),
                   MAIL_DIR=str(self.data / 'mail'))
        if self.sandbox:
            env['CARDLINK_BASE_URL'] = self.sandbox.url
        env.update(self.extra)
        env.update(extra or {})
        return env

    def start_server(self, env=None, port=0):
        arguments = [BIN / 'lonieve-server', 'serve', '--data-dir', self.data, '--listen', f'127.0.0.1:{port}']
        if self.demo:
            arguments.append('--demo')
        self.server = Process(arguments, self.data / 'server.log', self.environment(env))
        return self.server

    @property
    def url(self):
        return self.server.url

    def cli(self, *arguments, check=True, stdin=None):
        done = subprocess.run([BIN / 'lonieve-server', *map(str, arguments[:1]), '--data-dir', self.data,
                               *map(str, arguments[1:])], capture_output=True, text=True, env=self.environment(), input=stdin)
        if check and done.returncode != 0:
            raise RuntimeError(f'{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}')
        return done

    def psql(self, sql):
        """The answer of a statement as the owner, unaligned, without headers."""
        return self.cli('psql', '--', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', sql).stdout.strip()

    def request(self, method, path, body=None, headers=None, token=None, timeout=60):
        headers = dict(headers or {})
        if token:
            headers['Authorization'] = f'Bearer {token}'
        return request(self.url, method, path, body, headers, timeout)

    def get(self, path, **kw):
        return self.request('GET', path, **kw)

    def post(self, path, body=None, **kw):
        return self.request('POST', path, body if body is not None else {}, **kw)

    def add_staff(self, role, email=None, password='correct horse battery'):
        email = email or f'{role}@example.com'
        file = self.data / f'password-{role}'
        file.write_text(password)
        file.chmod(0o600)
        self.cli('staff', 'add', '--email', email, '--role', role, '--password-file', file)
        return email, password

    def sign_in(self, role):
        """An access token of a staff member of this role, who is made at first use."""
        if role not in self.tokens:
            email, password = self.add_staff(role)
            answer = self.post('/api/admin/auth/login', {'email': email, 'password': password})
            assert answer.status == 200, answer
            self.tokens[role] = answer.json['accessToken']
        return self.tokens[role]

    def violations(self):
        """Breaches of the money invariants, empty when all is well."""
        return self.psql("select name || ': ' || violations || ' ' || coalesce(sample::text, '')"
                         " from money_invariants() where violations > 0")

    def buyable(self):
        """(product, nominal dict) pairs of the catalogue that are in stock."""
        return [(p, n) for p in self.get('/api/products').json['products'] for n in p['nominals'] if n['available']]

    def order(self, product=None, nominal=None, headers=None, **changes):
        if product is None:
            product, nominal = self.buyable()[0]
        body = {'productId': product['id'], 'nominal': nominal['nominal'], 'price': float(nominal['price']),
                'email': 'buyer@example.com', 'deliveryType': 'myself', 'sessionId': 'sess_test'}
        body.update(changes)
        return self.post('/api/orders/create', body, headers=headers)
