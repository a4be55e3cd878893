#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may go wrong with money, done to the real programs: duplicates, races, wrong order, killed servers, a provider
that is slow, down or silent. After each, the store's own invariants are asked, and at the end every sold code must be
in exactly one order's mail and nowhere in clear.

  faults.py            everything
  faults.py NAME…      only these (see the list at the end)
  --keep               leave the data directory for a look
"""
import base64
import collections
import concurrent.futures
import http.client
import itertools
import pathlib
import subprocess
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from shop import Client, Shop, check, free_port, until  # noqa: E402


def paid_order(shop, product, **more):
    status, body = shop.order(product, **more)
    check(status == 200, f"order: {status} {body}")
    return body


def each(count, threads, work):
    """work(client, i) for i below count, on so many threads, each with its own connection."""
    def run(first, shop_client):
        return [work(shop_client(), i) for i in range(first, count, threads)]
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        parts = [pool.submit(run, first, work.client) for first in range(threads)]
        return [answer for part in parts for answer in part.result()]


class Work:
    def __init__(self, shop, function):
        kept = {}
        self.client = lambda: kept.setdefault(threading.get_ident(), shop.client(60))
        self.function = function

    def __call__(self, client, i):
        return self.function(client, i)


def duplicate_callbacks(shop):
    """1,000 copies of one callback on 32 connections: one sale."""
    product = shop.product("Duplicates", 5)
    shop.faults(callbackSuppress=True)
    order = paid_order(shop, product)
    answers = each(1000, 32, Work(shop, lambda client, i: shop.callback(order["billId"], "PAID", client=client)))
    told = collections.Counter((status, body.get("message")) for status, body in answers)
    check(told == {(200, "Webhook processed"): 1, (200, "Already processed"): 999}, f"answers: {told}")
    shop.wait_mailed(order["orderId"])
    check(shop.sold(order["orderId"]) == 1, "one code sold")
    check(shop.count(f"select count(*) from gift_codes where product_id = '{product}' and status = 'sold'") == 1,
          "no other code sold")
    check(shop.count(f"select count(*) from outbox where order_id = '{order['orderId']}'") == 1, "one message")
    check(shop.count("select count(*) from events where event_type = 'payment_success' and "
                     f"data ->> 'order_id' = '{order['orderId']}'") == 1, "one payment_success")
    return "1,000 callbacks, 1 sale"


def more_buyers_than_codes(shop):
    """200 buyers at once for 100 codes: exactly 100 sales, all paid, all mailed."""
    shop.faults()
    product = shop.product("Scarce", 100)
    answers = each(200, 32, Work(shop, lambda client, i: shop.order(
        product, client=client, email=f"buyer{i}@example.com")))
    told = collections.Counter((status, body.get("code")) for status, body in answers)
    check(told == {(200, None): 100, (409, "out_of_stock"): 100}, f"answers: {told}")
    orders = [body for status, body in answers if status == 200]
    each(100, 16, Work(shop, lambda client, i: shop.decide(orders[i]["billId"], "PAID", callbacks=2)))
    until("100 sales", lambda: shop.count(
        f"select count(*) from gift_codes where product_id = '{product}' and status = 'sold'") == 100, 60, 0.5)
    until("100 messages", lambda: shop.count(
        "select count(*) from orders o join order_items i on i.order_id = o.id where o.email_status = 'sent' and "
        f"o.status = 'paid' and i.product_id = '{product}'") == 100, 60, 0.5)
    return "200 buyers, 100 codes, 100 sales"


def late_payers(shop):
    """Reservations ran out, others bought the codes, then everybody pays: the stock is sold once, the rest waits for
    the next import."""
    shop.faults(callbackSuppress=True)
    product = shop.product("Late", 10)
    first = [paid_order(shop, product, email=f"late{i}@example.com") for i in range(10)]
    ids = ",".join(f"'{order['orderId']}'" for order in first)
    shop.sql("update gift_codes set reserved_until = now() - interval '1 second' where reserved_order_item_id in "
             f"(select id from order_items where order_id in ({ids}))")
    until("codes given back", lambda: shop.count(
        f"select count(*) from gift_codes where product_id = '{product}' and status = 'available'") == 10, 60, 0.5)
    second = [paid_order(shop, product, email=f"early{i}@example.com") for i in range(10)]
    everybody = second + first
    answers = each(20, 8, Work(shop, lambda client, i: shop.callback(everybody[i]["billId"], "PAID", client=client)))
    check(all(status == 200 for status, _ in answers), f"answers: {answers}")
    for order in second:
        shop.wait_mailed(order["orderId"])
    waiting = shop.count(f"select count(*) from orders where id in ({ids}) and status = 'manual_review'")
    check(waiting == 10, f"{waiting} of 10 wait for stock")
    check(shop.count("select count(*) from system_notifications where type = 'no_codes_available' and severity = "
                     "'critical' and not is_resolved") >= 10, "critical alerts")
    shop.invariants("orders waiting for stock")
    shop.import_codes(product, 10)
    for order in first:
        shop.wait_mailed(order["orderId"])
    return "20 payers, 10 codes: 10 sold, 10 waited and were completed by the import"


def every_order_of_news(shop):
    """All orders of PENDING, FAILED, EXPIRED, PAID end paid; without PAID nothing is sold."""
    shop.faults(callbackSuppress=True)
    product = shop.product("News", 40)
    cases = list(itertools.permutations(["PENDING", "FAILED", "EXPIRED", "PAID"]))
    cases += list(itertools.permutations(["PENDING", "FAILED", "EXPIRED"]))
    client = shop.client()
    ends = []
    for case in cases:
        order = paid_order(shop, product, client=client)
        for status in case:
            for _ in range(2):
                code, body = shop.callback(order["billId"], status, client=client)
                check(code == 200, f"{case} {status}: {code} {body}")
        ends.append((case, order["orderId"]))
    for case, order in ends:
        if "PAID" in case:
            shop.wait_mailed(order)
            check(shop.sold(order) == 1, f"{case}: one code")
            payment = shop.value(f"select status from payments where order_id = '{order}'")
            check(payment == "paid", f"{case}: payment {payment}")
        else:
            state = shop.order_state(order)[0]
            check(state in ("failed", "expired"), f"{case}: order {state}")
            check(shop.sold(order) == 0, f"{case}: nothing sold")
            check(shop.count(f"select count(*) from outbox where order_id = '{order}'") == 0, f"{case}: no message")
    return f"{len(cases)} orders of news"


def refused_callbacks(shop):
    """Forged, unknown, malformed and wrong callbacks change nothing, or end with a person."""
    shop.faults(callbackSuppress=True)
    product = shop.product("Refused", 5)
    order = paid_order(shop, product)
    bill = order["billId"]
    client = shop.client()
    check(shop.callback(bill, "PAID", client=client, signature="0" * 64)[0] == 401, "forged")
    check(shop.callback(bill, "PAID", client=client, signature="x")[0] == 401, "no signature")
    good = {"bill_id": bill, "status": "PAID", "amount": 75.0, "currency": "USD"}
    signature = shop.signature(good)
    check(shop.callback(bill, "PAID", amount=0.01, client=client, signature=signature)[0] == 401, "changed amount")
    check(shop.callback("bill_nobody", "PAID", client=client)[0] == 404, "unknown bill")
    for raw in (b"", b"[]", b"{", b'{"bill_id":{}}', b'{"bill_id":1}', b"\xff\xfe", b'{"bill_id":"a","bill_id":"b"}'):
        status, body = client.call("POST", "/api/webhooks/cardlink", raw, {"Content-Type": "application/json"})
        check(status in (400, 404), f"{raw}: {status} {body}")
    body = {"bill_id": bill, "status": "REFUNDED", "amount": 75.0, "currency": "USD"}
    body["signature"] = shop.signature(body)
    check(client.call("POST", "/api/webhooks/cardlink", body)[0] == 400, "unknown status")
    body = {"bill_id": bill, "status": "PAID", "currency": "USD"}
    body["signature"] = shop.signature(body)
    check(client.call("POST", "/api/webhooks/cardlink", body)[0] == 400, "no amount")
    check(shop.order_state(order["orderId"]) == ["pending", "pending"], "nothing has changed")

    wrong = {}
    for name, amount, currency in (("amount", 74.99, "USD"), ("currency", 75.0, "EUR")):
        wrong[name] = paid_order(shop, product)
        code, answer = shop.callback(wrong[name]["billId"], "PAID", amount, currency, client=client)
        check(code == 200, f"wrong {name}: {code} {answer}")
        check(shop.order_state(wrong[name]["orderId"])[0] == "manual_review", f"wrong {name}: for a person")
        check(shop.sold(wrong[name]["orderId"]) == 0, f"wrong {name}: nothing sold")
        # Neither a repeat nor the right amount afterwards changes the case.
        check(shop.callback(wrong[name]["billId"], "PAID", client=client)[0] == 200, "repeat")
        check(shop.order_state(wrong[name]["orderId"])[0] == "manual_review", f"wrong {name}: still for a person")
    log = shop.count("select count(*) from webhook_logs where response_status in (400, 401, 404)")
    check(log >= 9, f"{log} refused calls in the log")
    check(shop.count("select count(*) from webhook_logs where request_body ? 'signature'") == 0, "no signature kept")
    code, answer = shop.callback(bill, "PAID", client=client)
    check((code, answer) == (200, {"message": "Webhook processed"}), f"the true one: {code} {answer}")
    shop.wait_mailed(order["orderId"])
    return "15 bad callbacks refused, 2 for a person"


def lost_callback(shop):
    """No callback ever arrives: reconciliation finds the payment."""
    shop.faults(callbackSuppress=True)
    product = shop.product("Lost", 3)
    paid, failed = paid_order(shop, product), paid_order(shop, product)
    shop.decide(paid["billId"], "PAID", callbacks=0)
    shop.decide(failed["billId"], "FAILED", callbacks=0)
    shop.hurry()
    shop.wait_mailed(paid["orderId"])
    until("failed order", lambda: shop.order_state(failed["orderId"])[0] == "failed", 30)
    check(shop.sold(failed["orderId"]) == 0, "nothing sold for the failed one")
    return "found by asking"


def provider_in_trouble(shop):
    """The provider fails, is gone, answers too late, or makes the bill and hangs up: the same order and the same bill
    in the end, whether the buyer tries again or reconciliation does."""
    product = shop.product("Trouble", 20)
    orders = []

    def fails(body, key, seconds):
        began = time.monotonic()
        status, answer = shop.order(product, key=key, body=body)
        check(status == 503 and answer.get("code") == "payment_provider_unavailable" and answer.get("orderId"),
              f"answer: {status} {answer}")
        check(time.monotonic() - began < seconds, "took too long")
        return answer["orderId"]

    def again(body, key, order):
        status, answer = shop.order(product, key=key, body=body)
        check(status == 200 and answer["orderId"] == order, f"again: {status} {answer}")
        check(shop.order(product, key=key, body=body)[1] == answer, "and again the same answer")
        check(len(shop.bills(order)) == 1, f"one bill for {order}")
        orders.append((order, answer["billId"]))

    def reconciled(order):
        shop.hurry()
        bill = until("a bill by reconciliation", lambda: shop.value(
            f"select coalesce(bill_id, '') from payments where order_id = '{order}'"), 30, 0.3)
        check(len(shop.bills(order)) == 1, f"one bill for {order}")
        orders.append((order, bill))

    body, key = shop.order_body(product), uuid.uuid4().hex
    shop.faults(createFail=1, createStatus=500)
    again(body, key, fails(body, key, 8))
    shop.faults(createFail=1, createStatus=429)
    reconciled(fails(shop.order_body(product), None, 8))

    shop.sandbox.stop()
    body, key = shop.order_body(product), uuid.uuid4().hex
    order = fails(body, key, 8)
    lonely = fails(shop.order_body(product), None, 8)
    shop.start_sandbox()
    again(body, key, order)
    reconciled(lonely)

    # Slow and silent together, because both cost the whole patience of ten seconds.
    shop.faults(createDelayMs=12000, dropAfterCreate=1)
    body, key = shop.order_body(product), uuid.uuid4().hex
    other, other_key = shop.order_body(product), uuid.uuid4().hex
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(fails, body, key, 14), pool.submit(fails, other, other_key, 14)]
        # Meanwhile the shop serves everybody else.
        slowest = 0.0
        client = shop.client()
        while not all(future.done() for future in waiting):
            began = time.monotonic()
            check(client.call("GET", "/api/products")[0] == 200, "products")
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.2)
        check(slowest < 2, f"the catalogue took {slowest:.1f} s while the provider was slow")
        order, other_order = (future.result() for future in waiting)
    shop.faults()
    again(body, key, order)
    again(other, other_key, other_order)

    for order, bill in orders:
        shop.decide(bill, "PAID")
    for order, bill in orders:
        shop.wait_mailed(order)
        check(shop.sold(order) == 1, "one code")
    return f"{len(orders)} orders through a provider in trouble"


CRASHES = ["order.intent_stored", "order.bill_created", "order.bill_attached", "callback.logged", "callback.applied",
           "reconcile.status_fetched", "outbox.claimed", "outbox.message_built", "outbox.accepted"]


def killed_server(shop):
    """SIGKILL at every named point of the path, then a start on the same data: nothing lost, nothing twice."""
    product = shop.product("Killed", 60)
    shop.server.stop()
    for point in CRASHES:
        for buyer_returns in ((True, False) if point.startswith("order.") else (True,)):
            shop.faults(callbackSuppress=point.startswith("reconcile."))
            body, key = shop.order_body(product), uuid.uuid4().hex
            order = None
            if point.startswith("reconcile."):
                shop.start_server()
            else:
                shop.start_server(crash_at=point)
            if point.startswith("order."):
                try:
                    status, answer = shop.order(product, key=key, body=body)
                    check(False, f"{point}: answered {status} {answer}")
                except (OSError, http.client.HTTPException):
                    pass
            else:
                status, order = shop.order(product, key=key, body=body)
                check(status == 200, f"{point}: {status} {order}")
                shop.decide(order["billId"], "PAID")
                if point.startswith("reconcile."):
                    shop.server.stop()
                    shop.hurry()
                    shop.start_to_crash(point)
            shop.wait_for_crash()
            if point.startswith("order."):
                before = shop.sql("select o.id from orders o where o.session_id = " + f"'{body['sessionId']}'")
                check(len(before) == 1, f"{point}: {len(before)} orders stored")
            shop.start_server()
            if point.startswith("order."):
                if buyer_returns:
                    status, order = shop.order(product, key=key, body=body)
                    check(status == 200 and order["orderId"] == before[0][0], f"{point}: {status} {order}")
                else:
                    shop.hurry()
                    bill = until(f"{point}: a bill", lambda: shop.value(
                        f"select coalesce(bill_id, '') from payments where order_id = '{before[0][0]}'"), 30, 0.3)
                    order = {"orderId": before[0][0], "billId": bill}
                check(len(shop.bills(order["orderId"])) == 1, f"{point}: one bill")
                shop.decide(order["billId"], "PAID")
            shop.hurry()
            shop.wait_mailed(order["orderId"])
            check(shop.sold(order["orderId"]) == 1, f"{point}: one code")
            check(shop.count("select count(*) from orders where session_id = " + f"'{body['sessionId']}'") == 1,
                  f"{point}: one order")
            check(shop.count(f"select count(*) from outbox where order_id = '{order['orderId']}'") == 1,
                  f"{point}: one message")
            check(len([1 for name, _ in shop.letters() if order["orderId"] in name]) == 1, f"{point}: one letter")
            shop.invariants(point)
            shop.server.stop()
    shop.faults()
    shop.start_server()
    return f"{len(CRASHES)} points, {len(CRASHES) + 3} kills"


def mail_server_in_trouble(shop):
    """A real mail server that takes, refuses for now, refuses for good, and cuts the line after the message."""
    product = shop.product("Mail", 10)
    shop.faults()
    shop.server.stop()
    settings = shop.start_mail_server("shop", "pass word")
    shop.start_server(extra=settings)
    try:
        orders = {name: paid_order(shop, product, email=f"{name}@example.org")["orderId"]
                  for name in ("customer", "rcpt550", "once451", "cutonce")}
        for order in orders.values():
            shop.decide(shop.bills(order)[0]["bill_id"], "PAID")
        shop.wait_mailed(orders["customer"])
        until("given up on", lambda: shop.order_state(orders["rcpt550"]) == ["paid", "failed"], 30)
        alert = shop.count("select count(*) from system_notifications where type = 'failed_email' and severity = "
                           f"'critical' and not is_resolved and data ->> 'order_id' = '{orders['rcpt550']}'")
        check(alert == 1, "a critical alert for the mail that could not be sent")
        for name in ("once451", "cutonce"):
            until(f"{name}: one try", lambda: shop.value(
                f"select attempts from outbox where order_id = '{orders[name]}' and last_error is not null"), 30)
        shop.hurry()
        for name in ("once451", "cutonce"):
            shop.wait_mailed(orders[name])
        ids = [name for name, _ in shop.letters() if any(order in name for order in orders.values())]
        copies = {name: sum(order in one for one in ids) for name, order in orders.items()}
        check(copies == {"customer": 1, "rcpt550": 0, "once451": 1, "cutonce": 2}, f"letters: {copies}")
        check(len(set(ids)) == 3, "both copies of the cut one have the same Message-ID")
    finally:
        shop.server.stop()
        shop.stop_mail_server()
        shop.start_server()
    return "taken, refused for good with an alert, and taken at the second try"


def power_cut(shop):
    """Server and PostgreSQL killed together in the middle of buying and paying: what was answered is kept, and all of
    it ends in letters."""
    product = shop.product("Power", 80)
    shop.faults()
    told = []

    def buy(client, i):
        try:
            status, order = shop.order(product, client=client, email=f"power{i}@example.com")
            if status != 200:
                return
            told.append(order)
            if len(told) == 30:
                cut.start()
            shop.decide(order["billId"], "PAID", callbacks=1)
        except (OSError, http.client.HTTPException):
            pass

    cut = threading.Thread(target=shop.power_cut)
    each(80, 8, Work(shop, buy))
    cut.join()
    check(0 < len(told) < 80, f"cut in the middle, not after {len(told)} of 80")
    shop.start_server()
    shop.hurry()
    for order in told:
        until(order, lambda: shop.sql(f"select 1 from orders where id = '{order['orderId']}'"), 5)
    ids = ",".join(f"'{order['orderId']}'" for order in told)
    paid = [order["orderId"] for order in told if shop.bills(order["orderId"])[0]["status"] == "PAID"]
    until("all that were paid are mailed", lambda: shop.count(
        f"select count(*) from orders where id in ({ids}) and status = 'paid' and email_status = 'sent'") >= len(paid),
        60, 0.5)
    for order in told:
        check(shop.sold(order["orderId"]) == (1 if order["orderId"] in paid else 0), "one code for each paid order")
    return f"{len(told)} orders answered before the cut, {len(paid)} of them paid"


def two_servers(shop):
    """Two servers on one store: callbacks to both, jobs in both, each message once."""
    product = shop.product("Two", 60)
    shop.faults(callbackSuppress=True)
    other_port = free_port()
    other = shop.start_server(port=other_port)
    try:
        clients = [Client(f"http://127.0.0.1:{port}", 60) for port in (shop.port, other_port)]
        orders = each(60, 8, Work(shop, lambda client, i: shop.order(product, client=client)[1]))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            told = [pool.submit(lambda client=client: [shop.callback(order["billId"], "PAID", client=client)[1]["message"]
                                                       for order in orders]) for client in clients]
            said = collections.Counter(message for part in told for message in part.result())
        check(said == {"Webhook processed": 60, "Already processed": 60}, f"answers: {said}")
        ids = ",".join(f"'{order['orderId']}'" for order in orders)
        until("all mailed", lambda: shop.count(
            f"select count(*) from orders where id in ({ids}) and email_status = 'sent'") == 60, 30, 0.3)
        check(shop.count(f"select count(*) from outbox where order_id in ({ids})") == 60, "60 messages")
        check(shop.count(f"select sum(attempts) from outbox where order_id in ({ids})") == 60, "each sent once")
    finally:
        other.stop()
    check(shop.client().call("GET", "/api/products")[0] == 200, "the first server goes on when the second stops")
    return "60 orders, 120 callbacks, 60 sales, 60 messages"


def needles(codes):
    """Every form in which a code might be readable somewhere."""
    found = set()
    for code in codes:
        for text in (code, code.replace("-", ""), code.lower(), code.replace("-", "").lower()):
            raw = text.encode()
            found.add(text)
            found.add(raw.hex())
            found.add(raw.hex().upper())
            for offset in range(3):
                # Base64 of the code in the middle of other bytes: the characters that depend on the code alone.
                encoded = base64.b64encode(b"\0" * offset + raw).decode()
                first = (offset * 8 + 5) // 6 if offset else 0
                last = (offset + len(raw)) * 8 // 6
                found.add(encoded[first:last])
    return found


def matches(shop, paths):
    listed = shop.dir / "needles"
    listed.write_text("\n".join(sorted(needles(shop.codes))) + "\n")
    done = subprocess.run(["grep", "-r", "-a", "-l", "-F", "-f", listed, *paths], capture_output=True, text=True)
    check(done.returncode in (0, 1), f"grep: {done.stderr}")
    return done.stdout.splitlines()


def no_code_in_clear(shop):
    """A whole dump, the cluster's own files and every log hold no code; the mail does, which proves the search."""
    product = shop.product("Leak", 100)  # unsold ones are looked for, too
    shop.faults()
    order = paid_order(shop, product, email="leak@example.com")
    shop.decide(order["billId"], "PAID")
    shop.wait_mailed(order["orderId"])
    plain = shop.dump()
    text = plain.read_text()
    check("COPY public.gift_codes" in text and "COPY public.webhook_logs" in text, "the dump holds the tables")
    check("leak@example.com" in text, "the dump holds the rows")
    places = [plain, shop.dir / "server.log", shop.dir / "sandbox.log", shop.dir / "sandbox.state", shop.data]
    found = matches(shop, [path for path in places if path.exists()])
    check(not found, f"codes in clear in {found}")
    check(len(matches(shop, [shop.mail])) > 0, "the search finds codes where they are meant to be")
    return f"{len(shop.codes)} codes in {len(needles(shop.codes))} forms: nowhere but in the mail"


def every_code_once(shop):
    """Each sold code is in exactly one letter, of its own order; Message-IDs are unique."""
    letters = dict(shop.letters())  # copies after a cut line have the same Message-ID
    files = len(list(shop.mail.glob("*.eml")))
    check(files == len({name for name, _ in shop.letters()}) - shop.posted(), "Message-IDs are unique")
    sent = {row[0] for row in shop.sql(
        "select id from orders where status = 'paid' and email_status = 'sent' and source = 'shop'")}
    check({name.split("order-")[1].split("@")[0] for name in letters} == sent, "one letter for each order")
    unsent = shop.count("select count(*) from orders o where status = 'paid' and email_status <> 'sent' and not exists "
                        "(select from system_notifications where type = 'failed_email' and not is_resolved and "
                        "data ->> 'order_id' = o.id::text)")
    check(unsent == 0, f"{unsent} paid orders without letter or alert")
    where = collections.defaultdict(set)
    for name, text in letters.items():
        for code in shop.codes:
            if code in text:
                where[code].add(name)
    twice = {code for code, names in where.items() if len(names) > 1}
    check(not twice, f"{len(twice)} codes in two letters")
    sold = shop.count("select count(*) from gift_codes c join order_items i on i.id = c.order_item_id join orders o on "
                      "o.id = i.order_id where c.status = 'sold' and o.email_status = 'sent'")
    check(len(where) == sold, f"{sold} sold and sent, {len(where)} in letters")
    return f"{len(letters)} letters, {sold} codes, each once"


TESTS = [duplicate_callbacks, more_buyers_than_codes, late_payers, every_order_of_news, refused_callbacks,
         lost_callback, provider_in_trouble, two_servers, mail_server_in_trouble, killed_server, power_cut]
AFTERWARDS = [every_code_once, no_code_in_clear]


def main():
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    known = {test.__name__ for test in TESTS + AFTERWARDS}
    for name in wanted:
        if name not in known:
            sys.exit(f"unknown test {name}; known: {', '.join(sorted(known))}")
    shop = Shop()
    failed = 0
    try:
        shop.start_sandbox()
        shop.start_server()
        shop.sign_in()
        for test in TESTS + AFTERWARDS:
            if wanted and test.__name__ not in wanted:
                continue
            began = time.monotonic()
            try:
                said = test(shop)
                shop.invariants(test.__name__)
                print(f"ok   {test.__name__}: {said} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as error:  # noqa: BLE001: every kind of failure is one failed test
                failed += 1
                print(f"FAIL {test.__name__}: {type(error).__name__}: {error}", flush=True)
                if shop.server.process.poll() is not None:
                    shop.start_server()
    finally:
        keep = "--keep" in sys.argv or failed > 0
        shop.close(keep)
        log = shop.dir / "server.log"
        if failed and log.exists():
            for line in log.read_text(errors="replace").splitlines()[-30:]:
                print("  log:", line[:300])
        if keep:
            print("kept:", shop.dir)
    sys.exit(1 if failed else 0)


main()
