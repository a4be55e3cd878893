#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SMTP server for the tests, on loopback: STARTTLS or TLS from the start, AUTH, and faults on demand.

Prints {"event": "ready", "port": N}, then one JSON line for each message it took or refused, and stops when
its standard input ends. What happens depends on the recipient's local part:
  rcpt550, rcpt451       refused at RCPT with that reply
  data554, data451       refused after the message with that reply
  once451                refused at RCPT with 451 the first time, then taken
  cut                    the message is kept, then the connection is cut without a reply
  cutonce                the same the first time, then taken and answered
  slow                   the reply comes after --slow seconds
  anything else          taken
A sender called mail552 is refused at MAIL.
"""
import argparse
import asyncio
import json
import logging
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

logging.getLogger("mail.log").setLevel(logging.ERROR)

parser = argparse.ArgumentParser()
parser.add_argument("--mode", choices=["none", "starttls", "tls"], default="starttls")
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--output", required=True, help="directory for the messages, 0001.eml and so on")
parser.add_argument("--slow", type=float, default=5)
parser.add_argument("--timeout", type=float, default=300, help="idle connections are closed after this")
args = parser.parse_args()

taken = 0
seen = set()


def first_time(recipient):
    if recipient in seen:
        return False
    seen.add(recipient)
    return True


def say(**line):
    print(json.dumps(line), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("mail552@"):
            return "552 too much"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = re.match(r"rcpt(\d{3})@", address)
        if refusal:
            say(event="refused", at="RCPT", code=int(refusal[1]))
            return refusal[1] + " no"
        if address.startswith("once451@") and first_time(address):
            say(event="refused", at="RCPT", code=451)
            return "451 later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        recipient = envelope.rcpt_tos[0]
        refusal = re.match(r"data(\d{3})@", recipient)
        if refusal:
            say(event="refused", at="DATA", code=int(refusal[1]))
            return refusal[1] + " no"
        if recipient.startswith("slow@"):
            await asyncio.sleep(args.slow)
        taken += 1
        name = f"{args.output}/{taken:04}.eml"
        with open(name, "wb") as file:
            file.write(envelope.original_content)
        say(event="taken", file=name, sender=envelope.mail_from, to=envelope.rcpt_tos,
            tls=session.ssl is not None or args.mode == "tls", user=session.auth_data.login.decode()
            if session.auth_data else None, peer=session.peer[1])
        if recipient.startswith("cut@") or (recipient.startswith("cutonce@") and first_time(recipient)):
            server.transport.abort()
        return "250 taken"


class Credentials:
    def __init__(self, login):
        self.login = login


def authenticate(server, session, envelope, mechanism, data):
    good = data.login.decode() == args.user and data.password.decode() == args.password
    return AuthResult(success=good, handled=good, auth_data=Credentials(data.login) if good else None)


async def main():
    context = None
    if args.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(args.cert, args.key)
    loop = asyncio.get_running_loop()

    def protocol():
        return SMTP(Handler(), loop=loop, hostname="mail.test", timeout=args.timeout,
                    tls_context=context if args.mode == "starttls" else None,
                    require_starttls=args.mode == "starttls",
                    authenticator=authenticate if args.user else None,
                    auth_required=bool(args.user), auth_require_tls=args.mode == "starttls")

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if args.mode == "tls" else None)
    say(event="ready", port=server.sockets[0].getsockname()[1])
    ended = loop.run_in_executor(None, sys.stdin.read)
    await ended
    server.close()


asyncio.run(main())
