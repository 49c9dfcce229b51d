"""Phones, names, addresses, GSTINs, keys and passwords that a run has seen are only where they belong."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

import amqp
import pytest
import redis
import requests
from kombu import Connection
from stdnum.in_ import gstin

from gateway.admin import create_key, create_member
from gateway.storage import request_log
from kit.clock import SystemClock, ist_date
from kit.db import Database
from tests.e2e.api_client import Api, open_shop
from tests.e2e.canaries import Scan
from tests.e2e.test_dashboard import FROM_HERE, cookies_of, field
from tests.fakes.webhook_receiver import Says, WebhookReceiver
from tests.fault.stack import wait_for

BASE_URL = os.environ.get("SAATHIX_BASE_URL", "")
BELONGS = {
    "phone": {
        *("billing.customer_copies.phone", "customers.customers.phone", "customers.customers.words"),
        "billing.idempotency_records.key",  # the till put it into the key, which is compared for 48 hours
    },
    "name": {
        *("billing.customer_copies.name", "customers.customers.name", "customers.customers.words"),
        "webhooks.events.body",  # the account's own server is told of its customers by name
    },
    "email": {"customers.customers.email", "customers.customers.words"},
    "address": {"customers.customers.address"},
    "gstin": {"billing.invoices.buyer_gstin", "customers.customers.gstin", "reporting.documents.facts"},
    "notes": {"billing.credit_notes.reason"},
    "reference": {"billing.payments.reference"},
    "member": {"gateway.members.email", "gateway.audit_log.actor", "gateway.audit_log.subject"},
}
BILLS = {
    f"billing.{where}" for where in ("invoices.body", "credit_notes.body", "credit_notes.event", "outbox.envelope")
}
KEPT_ANSWERS = {f"{service}.idempotency_records.body" for service in ("billing", "customers")}
OF_A_BILL = ("phone", "name", "email", "address", "gstin", "notes", "reference")
"""What a bill, an event of one and the answer kept for a retry hold; secrets and passwords are in none of them."""
TEA = {"sku": "TEA-250G", "qty": 1}


def a_gstin() -> str:
    """A GSTIN of a PAN that nobody has had before, with its check digit."""
    letters = "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(3))
    pan = f"{letters}F{secrets.choice('ABCDEFGHJKLMN')}{secrets.randbelow(9000) + 1000}K"
    return next(
        f"29{pan}1Z{last}" for last in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if gstin.is_valid(f"29{pan}1Z{last}")
    )


@pytest.fixture
def words() -> dict[str, str]:
    """Words that are nowhere else."""
    mark = secrets.token_hex(6)
    return {
        "phone": f"9{secrets.randbelow(900_000_000) + 100_000_000}",
        "name": f"Kanari{mark}",
        "gstin": a_gstin(),
        "email": f"kanari{mark}@example.in",
        "address": f"House{mark} Hill Road",
        "member": f"owner{mark}@shop.example",
        "notes": f"note{mark}",
        "reference": f"ref{mark}",
        "password": f"four {mark} horses",
        "wrong password": f"five {mark} horses",
        "unknown key": secrets.token_hex(19),
    }


def sell(shop, words):
    """Sell to the buyer in every way that goes well; gives the invoice."""
    buyer = {
        "phone": f"+91{words['phone']}",
        "name": words["name"],
        "gstin": words["gstin"],
        "email": words["email"],
        "address": {"line1": words["address"], "city": "Bengaluru", "state": "29", "pin": "560001"},
    }
    sale = {"customer": buyer, "items": [TEA], "notes": words["notes"], "metadata": {"table": words["notes"]}}
    sale["payment"] = {"mode": "upi", "reference": words["reference"]}
    made = shop.api.post("/v1/invoices", sale, key=f"till-{words['phone']}")
    assert made.status_code == 201, made.text
    invoice = made.json()
    assert shop.api.post("/v1/invoices/preview", sale).status_code == 200
    assert shop.api.post("/v1/invoices/batch", {"invoices": [sale]}).status_code == 200
    assert shop.api.post(f"/v1/invoices/{invoice['id']}/refunds", {"reason": words["notes"]}).status_code == 201
    wait_for(lambda: bool(shop.api.get("/v1/customers", phone=buyer["phone"]).json()["data"]), seconds=15)
    assert shop.api.patch(f"/v1/customers/{invoice['customer']['id']}", {"email": words["email"]}).status_code == 200
    assert words["name"] in shop.api.get(f"/v1/invoices/{invoice['id']}/receipt", format="html").text
    return invoice


def fail(shop, words):
    """Fail in every way that has the words in it; gives the last request's id."""
    phone = f"+91{words['phone']}"
    wrong = {"customer": {"phone": phone, "name": words["name"], "email": words["email"]}, "notes": words["notes"]}
    answers = [
        shop.api.post("/v1/invoices", {**wrong, "items": [{"sku": "NO-SUCH", "qty": 1}]}, key=f"bad-{words['phone']}"),
        shop.api.post("/v1/invoices", {**wrong, "items": [TEA], "shipping": words["address"]}),
        shop.api.post("/v1/invoices", {"customer": {"phone": words["phone"] + "0" * 9, "gstin": words["gstin"] + "X"}}),
        shop.api.post("/v1/invoices", f'{{"customer": {{"phone": "{phone}", "name": "{words["name"]}"'),
        shop.api.post("/v1/customers", {"phone": phone, "email": f"{words['name']} at home"}),
        shop.api.get("/v1/customers", phone=f"{phone}00000000"),
        shop.api.get(f"/v1/customers/{words['phone']}"),
        Api(f"sk_live_sx_{words['unknown key']}").get("/v1/products"),
        Api(f"{words['secret key']}x").get("/v1/products"),
        requests.get(f"{BASE_URL}/v1/products?key=sk_live_sx_{words['unknown key']}", timeout=10),
        shop.api.get("/v1/customers", phone=phone, name=words["name"]),
    ]
    odd = [(answer.request.url, answer.text) for answer in answers if answer.status_code // 100 != 4]
    assert odd == []
    return answers[-1].headers["Request-Id"]


def log_in(words, password):
    """Try to log in at the dashboard; gives the cookies."""
    page = requests.get(f"{BASE_URL}/dashboard/log-in", timeout=10)
    visit = "; ".join(f"{name}={value}" for name, value in cookies_of(page).items())
    form = {"csrf": field(page.text, "csrf"), "email": words["member"], "password": password}
    headers = {**FROM_HERE, "Cookie": visit}
    to = f"{BASE_URL}/dashboard/log-in"
    return cookies_of(requests.post(to, data=form, headers=headers, allow_redirects=False, timeout=20))


def look(words, session):
    """Look for the buyer at the dashboard."""
    asked = (f"customers?q={quote(words['name'])}", f"requests?find={words['phone']}", "settings/audit", "reports")
    for address in asked:
        headers = {"Cookie": f"__Host-sx={session}"}
        page = requests.get(f"{BASE_URL}/dashboard/{address}", headers=headers, allow_redirects=False, timeout=20)
        assert page.status_code < 500, page.text


def settle(shop, receiver, last):
    """Wait until the run has gone everywhere it goes: webhooks, reports, the request log."""
    receiver.wait_for(6)
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)

    def is_logged():
        with db.transaction() as tx:
            return request_log.find(tx, shop.account_id, last) is not None

    def is_reported():
        today = ist_date(SystemClock().now()).isoformat()
        return shop.api.get("/v1/reports/sales", **{"from": today, "to": today}).json()["totals"]["invoices"] == 2

    wait_for(is_logged, seconds=15)
    wait_for(is_reported, seconds=15)
    db.close()


@pytest.fixture
def shop(words):
    """A shop with a product, a key and a member whose secrets are among the words."""
    made = open_shop()
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with db.transaction() as tx:
        now = SystemClock().now()
        key = create_key(tx, made.account_id, "sk_live", at=now, limits="none")
        create_member(tx, made.account_id, words["member"], "An owner", words["password"], at=now)
    db.close()
    made.api = Api(key)
    words["secret key"] = key.rpartition("_")[2]
    made.product("TEA-250G", stock=50)
    return made


def test_after_a_run_they_are_only_where_they_belong(shop, words):
    scan = Scan(words, [shop.account_id])
    with WebhookReceiver() as receiver:
        receiver.then(Says(500, b"not now"))
        endpoint = shop.api.post("/v1/webhooks", {"url": receiver.url, "events": ["*"]}, key=secrets.token_hex(8))
        words["webhook secret"] = endpoint.json()["secret"].removeprefix("whsec_")
        scan = scan.of(words)
        sell(shop, words)
        last = fail(shop, words)
        session = log_in(words, words["password"])["__Host-sx"]
        assert "__Host-sx" not in log_in(words, words["wrong password"])
        look(words, session)
        words["session"] = session
        settle(shop, receiver, last)

    found = scan.of(words).everywhere()

    belongs = {(name, place) for name, places in BELONGS.items() for place in places}
    belongs |= {(name, place) for name in OF_A_BILL for place in BILLS | KEPT_ANSWERS | {"customers.outbox.envelope"}}
    assert found - belongs == set()
    for name, places in BELONGS.items():
        missed = {place for place in places if (name, place) not in found} - {"customers.customers.words"}
        assert not missed, f"{name} was not found in {missed}, where it is: the scan does not see"


def test_the_scan_finds_what_is_planted_in_each_place(shop, words):
    scan = Scan({"phone": words["phone"]}, [shop.account_id])
    log = Path(os.environ["SAATHIX_RUN_DIR"]) / "logs" / f"planted-{words['phone']}.log"
    client = redis.Redis.from_url(os.environ["SAATHIX_REDIS_URL"])
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        queue = channel.queue_declare(f"planted-{secrets.token_hex(4)}", auto_delete=True).queue
        try:
            log.write_text(f"a line with {words['phone']}\n")
            client.set("planted:by-a-test", words["phone"], ex=60)
            channel.basic_publish(amqp.Message(words["phone"]), routing_key=queue)
            shop.product("PLANTED", name=f"Tea for {words['phone']}")

            found = {where for _name, where in scan.everywhere()}
        finally:
            channel.queue_delete(queue)
            client.delete("planted:by-a-test")
            client.close()
            log.unlink()

    assert {f"log {log.name}", "redis planted", f"queue {queue}", "catalog.products.name"} <= found
