# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole shop for tests: the real lonieve-server and lonieve-sandbox on loopback, with a data directory of its own."""
import ctypes
import email
import email.policy
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

BIN = pathlib.Path(os.environ.get("LONIEVE_BIN_DIR", "build/bin"))


class Failure(AssertionError):
    pass


def check(condition, message):
    if not condition:
        raise Failure(message)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, condition, seconds=30, pause=0.1):
    """Waits until condition() is true; the last value is returned."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {what}")
        time.sleep(pause)


class Client:
    """One kept connection, for one thread."""

    def __init__(self, url, timeout=30):
        self.parts = urllib.parse.urlsplit(url)
        self.timeout = timeout
        self.connection = None

    def call(self, method, path, body=None, headers=None):
        data = body
        send = dict(headers or {})
        if isinstance(body, (dict, list)):
            data = json.dumps(body).encode()
            send.setdefault("Content-Type", "application/json")
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, data, send)
            answer = self.connection.getresponse()
            raw = answer.read()
        except Exception:
            self.connection.close()
            self.connection = None
            raise
        try:
            return answer.status, json.loads(raw)
        except ValueError:
            return answer.status, raw.decode(errors="replace")


def end_with_parent():
    """In the child: SIGTERM when the test itself is killed (PR_SET_PDEATHSIG), so that nothing stays behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Process:
    def __init__(self, command, log, environment=None):
        self.log = open(log, "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log,
                                        env={**os.environ, **(environment or {})}, preexec_fn=end_with_parent)
        self.url = None

    def ready(self, seconds=90):
        killer = threading.Timer(seconds, self.process.kill)
        killer.start()
        for line in self.process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if said.get("event") == "ready":
                killer.cancel()
                self.url = said["url"]
                return self
        killer.cancel()
        raise Failure(f"{self.process.args[0]} did not start (exit {self.process.wait()}); see {self.log.name}")

    def stop(self, seconds=40):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Shop:
    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="lonieve-faults-"))
        # PostgreSQL's files belong to another user when the test runs as root.
        os.chmod(self.dir, 0o755)
        self.data = self.dir / "data"
        self.mail = self.dir / "mail"
        self.secret = secrets.token_urlsafe(24)
        (self.dir / "secret").write_text(self.secret)
        (self.dir / "apikey").write_text("key-" + secrets.token_urlsafe(12))
        self.port = free_port()
        self.sandbox_port = free_port()
        self.sandbox = None
        self.server = None
        self.token = None
        self.codes = []  # every code that was ever imported, in clear
        self.serve_options = []  # more options of serve, such as --demo

    # -- processes

    def start_sandbox(self):
        self.sandbox = Process([BIN / "lonieve-sandbox", "--listen", f"127.0.0.1:{self.sandbox_port}",
                                "--secret-file", self.dir / "secret", "--api-key-file", self.dir / "apikey",
                                "--state", self.dir / "sandbox.state"], self.dir / "sandbox.log").ready()

    def start_server(self, crash_at=None, extra=None, port=None):
        environment = {
            "CARDLINK_BASE_URL": f"http://127.0.0.1:{self.sandbox_port}",
            "CARDLINK_SECRET_FILE": str(self.dir / "secret"),
            "CARDLINK_API_KEY_FILE": str(self.dir / "apikey"),
            "MAIL_DIR": str(self.mail),
            "LONIEVE_LOG_REQUESTS": "1",
            **(extra or {}),
        }
        if crash_at:
            environment["LONIEVE_CRASH_AT"] = crash_at
        server = Process([BIN / "lonieve-server", "serve", "--data-dir", self.data, "--listen",
                          f"127.0.0.1:{port or self.port}", *self.serve_options],
                         self.dir / "server.log", environment)
        if not port:
            self.server = server  # also when it does not get ready: it has to be waited for
        return server.ready()

    def start_to_crash(self, point):
        """For points that the server's own jobs pass soon after the start, perhaps before it is ready."""
        try:
            self.start_server(crash_at=point)
        except Failure:
            pass

    def power_cut(self):
        """Server and PostgreSQL die at once, without a chance to tidy up."""
        pid_file = self.data / "postgres" / "data" / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        children = [int(pid) for pid in pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]
        self.server.process.kill()
        for pid in (postmaster, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.server.process.wait()

    def wait_for_crash(self, seconds=30):
        try:
            code = self.server.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure("the server was expected to be killed at the crash point and lives")
        check(code == -signal.SIGKILL, f"the server ended with {code}, not by SIGKILL")

    def close(self, keep=False):
        for process in (self.server, self.sandbox):
            if process:
                process.stop()
        if not keep:
            subprocess.run([BIN / "lonieve-server", "wipe", "--yes", "--data-dir", self.data],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
            shutil.rmtree(self.dir, ignore_errors=True)

    # -- store

    def sql(self, text):
        """Rows of one statement, as lists of texts."""
        done = subprocess.run([BIN / "lonieve-server", "psql", "--data-dir", self.data, "--", "-X", "-q", "-At", "-F",
                               "\x1f", "-v", "ON_ERROR_STOP=1", "-c", text], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"psql: {done.stderr.strip()} in {text}")
        return [line.split("\x1f") for line in done.stdout.splitlines()]

    def value(self, text):
        rows = self.sql(text)
        return rows[0][0] if rows else None

    def count(self, text):
        return int(self.value(text))

    def invariants(self, where):
        broken = [row for row in self.sql("select name, violations, sample from money_invariants()") if row[1] != "0"]
        check(not broken, f"{where}: {broken}")

    def hurry(self):
        """Makes everything that waits for its time due now, as if the clock had moved on."""
        self.sql("update payments set next_check_at = now() where next_check_at is not null")
        self.sql("update outbox set next_attempt_at = now() where status in ('pending', 'sending')")

    def dump(self):
        """A full dump of the store as SQL text."""
        packed, plain = self.dir / "full.dump", self.dir / "full.sql"
        done = subprocess.run([BIN / "lonieve-server", "backup", "--data-dir", self.data, "--output", packed],
                              capture_output=True, text=True, timeout=120)
        check(done.returncode == 0, f"backup: {done.stderr}")
        restore = shutil.which("pg_restore") or "/usr/lib/postgresql/15/bin/pg_restore"
        subprocess.run([restore, "-f", plain, packed], check=True, timeout=120)
        return plain

    # -- shop

    def client(self, timeout=30):
        return Client(f"http://127.0.0.1:{self.port}", timeout)

    def provider(self):
        return Client(f"http://127.0.0.1:{self.sandbox_port}")

    def sign_in(self):
        (self.dir / "password").write_text("a long test password")
        done = subprocess.run([BIN / "lonieve-server", "staff", "add", "--data-dir", self.data, "--email",
                               "faults@example.com", "--role", "admin", "--name", "Faults", "--password-file",
                               self.dir / "password"], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"staff add: {done.stderr}")
        status, body = self.client().call("POST", "/api/admin/auth/login",
                                          {"email": "faults@example.com", "password": "a long test password"})
        check(status == 200, f"sign-in: {status} {body}")
        self.token = body["accessToken"]

    def product(self, name, stock):
        """A product with one nominal of 100 at 75.00 and so many codes."""
        product = self.value(
            "insert into products (name, brand, region, nominals, base_price, currency) values "
            f"('{name}', 'Fault & Sons', 'US', '[100]', 75, 'USD') returning id")
        if stock:
            self.import_codes(product, stock)
        return product

    def import_codes(self, product, count):
        codes = ["-".join(secrets.token_hex(4).upper() for _ in range(3)) for _ in range(count)]
        csv = "code,product_id,nominal,cost_price\n" + "".join(f"{code},{product},100,60\n" for code in codes)
        status, body = self.client(120).call("POST", "/api/admin/codes/import?fileName=faults.csv", csv.encode(), {
            "Content-Type": "text/csv", "Authorization": "Bearer " + self.token})
        check(status == 200 and body.get("imported") == count, f"import: {status} {body}")
        self.codes += codes
        return codes

    @staticmethod
    def order_body(product, **more):
        return {"productId": product, "nominal": 100, "price": 75.00, "email": "customer@example.com",
                "firstName": "Fay", "lastName": "Ult", "deliveryType": "myself",
                "sessionId": "sess_" + uuid.uuid4().hex, **more}

    def order(self, product, key=None, client=None, body=None, **more):
        headers = {"Idempotency-Key": key} if key else {}
        return (client or self.client()).call("POST", "/api/orders/create", body or self.order_body(product, **more),
                                              headers)

    def signature(self, body):
        text = "&".join(f"{name}={self.printed(body[name])}" for name in sorted(body) if name != "signature")
        return hashlib.sha256((text + self.secret).encode()).hexdigest()

    @staticmethod
    def printed(value):
        return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)

    def callback(self, bill, status, amount=75.0, currency="USD", client=None, signature=None):
        body = {"bill_id": bill, "status": status, "amount": amount, "currency": currency}
        body["signature"] = signature or self.signature(body)
        return (client or self.client()).call("POST", "/api/webhooks/cardlink", body)

    def decide(self, bill, status, **more):
        """The provider decides a bill; callbacks=0 keeps it to itself."""
        answer = self.provider().call("POST", f"/control/bills/{bill}", {"status": status, **more})
        check(answer[0] == 200, f"sandbox: {answer}")

    def faults(self, **faults):
        answer = self.provider().call("POST", "/control/faults", {"reset": True, **faults})
        check(answer[0] == 200, f"sandbox: {answer}")

    def bills(self, order):
        return [bill for bill in self.provider().call("GET", "/control/bills")[1]["bills"]
                if bill["order_id"] == order]

    def order_state(self, order):
        return self.sql(f"select status, email_status from orders where id = '{order}'")[0]

    def sold(self, order):
        return self.count("select count(*) from order_items i join gift_codes c on c.order_item_id = i.id "
                          f"and c.id = i.gift_code_id and c.status = 'sold' where i.order_id = '{order}'")

    def wait_mailed(self, order, seconds=30):
        until(f"order {order} paid and mailed", lambda: self.order_state(order) == ["paid", "sent"], seconds, 0.2)

    # -- mail

    def start_mail_server(self, user, password):
        """A real one with STARTTLS and AUTH; the settings that make lonieve-server use it."""
        cert, key, self.post = self.dir / "cert.pem", self.dir / "key.pem", self.dir / "post"
        self.post.mkdir(exist_ok=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                        key, "-out", cert], check=True, capture_output=True)
        self.mail_server = subprocess.Popen(
            ["/usr/bin/python3", pathlib.Path(__file__).with_name("smtp_server.py"), "--mode", "starttls", "--cert", cert,
             "--key", key, "--user", user, "--password", password, "--output", self.post],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = json.loads(self.mail_server.stdout.readline())["port"]
        (self.dir / "smtp.password").write_text(password)
        return {"MAIL_DIR": "", "SMTP_HOST": "localhost", "SMTP_PORT": str(port), "SMTP_TLS": "starttls",
                "SMTP_CA_FILE": str(cert), "SMTP_USER": user, "SMTP_PASSWORD_FILE": str(self.dir / "smtp.password")}

    def stop_mail_server(self):
        self.mail_server.stdin.close()
        self.mail_server.wait(10)

    def posted(self):
        """Message-IDs that went through the mail server."""
        return len({email.message_from_bytes(name.read_bytes())["message-id"]
                    for name in (self.dir / "post").glob("*.eml")})

    def letters(self):
        """(Message-ID, readable text of all parts) of every message written."""
        letters = []
        for name in sorted([*self.mail.glob("*.eml"), *(self.dir / "post").glob("*.eml")]):
            message = email.message_from_bytes(name.read_bytes(), policy=email.policy.default)
            text = "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
            letters.append((message["message-id"], text))
        return letters
