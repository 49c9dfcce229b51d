"""Stores: opened, changed and closed by forms that the API's own schemas judge, each shown with its series."""

import pytest

from gateway.app import create_app
from tests.factories.dashboard import Visitor, join, open_account

STORES = "/dashboard/stores"
GSTIN = "29AAGCB7383J1Z4"


@pytest.fixture
def open_store(owner):
    """Open a store by its form; gives its address."""

    def run(**fields):
        wanted = {"name": "Indiranagar", "gstin": GSTIN, **fields}
        answer = owner.send(f"{STORES}/new", STORES, **wanted)
        assert answer.status == 303, answer.words
        return answer.location

    return run


def test_a_store_is_opened_changed_closed_and_opened_again(owner, open_store):
    assert "Open the first one" in owner.get(STORES).words
    fields = {"address.line1": "100 Feet Road", "address.city": "Bengaluru", "address.pin": "560038"}
    address = open_store(invoice_template="IN/{FY2}/{00000}", **fields)
    page = owner.get(address)
    assert "Indiranagar is open." in page.words
    for told in (
        "Karnataka 29",
        "IN/{FY2}/{00000}",
        "CN-{YYYY}-{00000}",
        "100 Feet Road, Bengaluru, 560038",
        "Default",
    ):
        assert told in page.words

    changed = owner.send(f"{address}/edit", f"{address}/edit", round_off="cash", upi_id="shop@okbank", name="Indira")
    page = owner.follow(changed)
    for told in ("Saved.", "Bills with a cash payment", "shop@okbank", "100 Feet Road", "GST included"):
        assert told in page.words

    closed = owner.follow(owner.send(f"{address}/close", f"{address}/close"))
    assert "This store is closed" in closed.words
    assert "Closed" in owner.get(STORES).words
    assert "It is open again." in owner.follow(owner.send(closed, f"{address}/reopen")).words
    audit = owner.get("/dashboard/settings/audit").text
    assert ("store.opened" in audit, "store.changed" in audit) == (True, True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"gstin": "29AAGCB7383J1Z5"}, "gstin"),
        ({"gstin": "", "state": ""}, "state"),
        ({"address.pin": "12"}, "address.pin"),
        ({"upi_id": "nobody"}, "upi_id"),
        ({"invoice_template": "INV-{00000}"}, "invoice_template"),
        ({"invoice_template": "A{YYYY}-{000}", "credit_note_template": "A{YYYY}-{0}"}, "credit_note_template"),
        ({"round_off": "sometimes"}, "round_off"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_opened(owner, fields, field):
    page = owner.send(f"{STORES}/new", STORES, **{"name": "Indiranagar", "gstin": GSTIN, **fields})

    assert (page.status, f'id="{field}-fault"' in page.text) == (422, True)
    assert "No store yet" in owner.get(STORES).words


def test_the_gstin_stays_once_a_bill_was_made_and_the_newest_number_is_shown(owner, selling):
    selling(1)
    [address] = {part.split('"')[0] for part in owner.get(STORES).text.split('href="')[1:] if "/stores/store_" in part}
    assert "INV-2" in owner.get(address).words

    page = owner.send(f"{address}/edit", f"{address}/edit", gstin="27AAPFU0939F1ZV")

    assert (page.status, 'id="gstin-fault"' in page.text) == (422, True)
    assert GSTIN in owner.get(address).words
    kept = owner.send(f"{address}/edit", f"{address}/edit", name="Indira")
    assert kept.status == 303, "a form that changes something else leaves the GSTIN alone"


def test_the_default_moves_and_a_shared_series_is_told(owner, open_store):
    first, second = open_store(), open_store(name="Koramangala")
    assert "INV-{YYYY}-{00000} – Koramangala" in owner.get(first).words

    owner.send(f"{second}/edit", f"{second}/edit", is_default="1")

    assert ("Default" in owner.get(first).words, "Default" in owner.get(second).words) == (False, True)
    kept = owner.send(f"{second}/edit", f"{second}/edit", name="Kora")
    assert kept.status == 303
    assert "Default" in owner.get(second).words


def test_a_script_as_a_name_is_text_and_another_account_has_no_such_store(owner, member, worker, open_store):
    address = open_store(name="<script>alert(1)</script>")

    for page in (owner.get(STORES), owner.get(address), owner.get(f"{address}/close")):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text
    stranger = member("owner", open_account(worker, "Another shop"))
    assert stranger.get(address).status == 404
    assert stranger.get(f"{address}/edit").status == 404
    token = stranger.get(f"{STORES}/new").form(STORES)["csrf"]
    assert stranger.post(f"{address}/close", {"csrf": token}).status == 404
    assert "This store is closed" not in owner.get(address).words


def test_a_cashier_looks_and_changes_nothing(owner, member, open_store):
    address = open_store()
    cashier = member("cashier")

    page = cashier.get(address)

    assert page.status == 200
    assert (f"{address}/edit" in page.text, "Its sales" in page.words) == (False, False)
    assert "Open a store" not in cashier.get(STORES).words


@pytest.mark.parametrize("address", [STORES, "/dashboard/reports", "/dashboard/gst"])
def test_without_services_the_page_says_what_to_do(make_parts, worker, shop, address):
    parts = make_parts(amqp_url="amqp://guest:guest@127.0.0.1:1/", rpc_deadline_seconds=1.0)
    visitor = Visitor(create_app(parts))
    visitor.log_in(join(worker, shop))

    page = visitor.get(address)

    assert (page.status, "Nothing is lost. Wait a few seconds" in page.words) == (503, True)
