"""Shop, customers: found, made, changed, erased and saved as a file; nobody else's."""

import csv
import io

import pytest

from gateway.app import create_app
from tests.factories.dashboard import open_account

CUSTOMERS = "/dashboard/customers"
PHONE = "+919876543210"


@pytest.fixture
def app(make_parts):
    return create_app(make_parts())


@pytest.fixture
def add(owner):
    """Make a customer by the form; gives its address."""

    def run(phone=PHONE, **fields):
        answer = owner.send(f"{CUSTOMERS}/new", CUSTOMERS, phone=phone, **fields)
        assert answer.status == 303, answer.words
        return answer.location

    return run


def test_a_customer_is_made_found_changed_and_erased(owner, add):
    address = add("98765 43210", name="Rahul K.", **{"address.city": "Bengaluru", "address.state": "29"})
    page = owner.get(address)
    for words in ("Rahul K.", PHONE, "Bengaluru, Karnataka", "None so far."):
        assert words in page.words, words
    for words in ("rahul", "9876543210", "98765"):
        assert address in owner.get(f"{CUSTOMERS}?q={words}").text, words
    assert "Nothing fits" in owner.get(f"{CUSTOMERS}?q=nobody").words

    changed = owner.send(f"{address}/edit", f"{address}/edit", name="", email="r@example.in", **{"address.city": ""})
    after = owner.follow(changed)
    assert "Saved." in after.words
    assert "r@example.in" in after.words
    assert "Rahul" not in after.words
    assert "Bengaluru" not in after.words

    gone = owner.follow(owner.send(f"{address}/erase", f"{address}/erase"))
    assert "has been erased" in gone.words
    assert PHONE not in gone.words
    assert f"{address}/edit" not in gone.text
    audit = owner.get("/dashboard/settings/audit")
    for action in ("customer.created", "customer.changed", "customer.erased"):
        assert action in audit.text
    assert PHONE not in audit.text
    assert "Rahul" not in audit.text


def test_a_known_phone_is_brought_up_to_date_and_a_form_sent_twice_makes_one(owner, add):
    form = {**owner.get(f"{CUSTOMERS}/new").form(CUSTOMERS), "phone": PHONE, "name": "Rahul"}
    first, second = (owner.post(CUSTOMERS, form) for _ in range(2))
    assert first.location == second.location
    assert owner.get(CUSTOMERS).text.count(f'href="{first.location}"') == 1

    again = owner.send(f"{CUSTOMERS}/new", CUSTOMERS, phone=PHONE, email="r@example.in")

    assert again.location == first.location
    page = owner.follow(again)
    assert "This phone was known already" in page.words
    assert "Rahul" in page.words, "what is left empty stays"


def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(owner, add):
    wrong = owner.send(
        f"{CUSTOMERS}/new",
        CUSTOMERS,
        phone="12",
        gstin="29AAAAA",
        email="x",
        **{"address.pin": "1", "address.city": "B"},
    )
    assert wrong.status == 422
    for name in ("phone", "gstin", "email", "address.pin"):
        assert f'id="{name}-fault"' in wrong.text, name
    assert "No customer yet" in owner.get(CUSTOMERS).words

    first, _second = add(name="One"), add("+919812345678", name="Two")
    taken = owner.send(f"{first}/edit", f"{first}/edit", phone="+919812345678")
    assert taken.status == 422, taken.words
    none = owner.send(f"{first}/edit", f"{first}/edit", phone="")
    assert (none.status, 'id="phone-fault"' in none.text) == (422, True)
    assert PHONE in owner.get(first).words


def test_a_script_as_a_name_is_text_and_no_cell_of_the_file_is_a_formula(owner, add):
    address = add(name="<script>alert(1)</script>", **{"address.line1": "<img src=x>"})
    add("+919812345678", name="=HYPERLINK(1)")
    for path in (CUSTOMERS, address, f"{address}/edit", f"{address}/erase"):
        text = owner.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path

    rows = list(csv.DictReader(io.StringIO(owner.get(f"{CUSTOMERS}/export.csv").text.removeprefix("\ufeff"))))

    assert {row["Name"] for row in rows} == {"'=HYPERLINK(1)", "<script>alert(1)</script>"}
    assert {row["Phone"] for row in rows} == {f"'{PHONE}", "'+919812345678"}
    assert "customers.exported" in owner.get("/dashboard/settings/audit").text


def test_a_cashier_looks_and_changes_nothing_and_takes_no_file_of_people(owner, add, member):
    address = add(name="Rahul")
    cashier = member("cashier")

    page = cashier.get(address)

    assert "Rahul" in page.words
    assert f"{address}/edit" not in page.text
    assert "export.csv" not in cashier.get(CUSTOMERS).text
    token = page.form("/dashboard/log-out")["csrf"]
    assert cashier.get(f"{CUSTOMERS}/export.csv").status == 403
    for action in ("edit", "erase"):
        assert cashier.post(f"{address}/{action}", {"csrf": token, "phone": PHONE}).status == 403
    assert "Rahul" in owner.get(address).words


def test_another_account_sees_none_of_them(owner, add, member, worker):
    address = add(name="Rahul")
    stranger = member("owner", open_account(worker, "Another shop"))
    token = stranger.get(CUSTOMERS).form("/dashboard/log-out")["csrf"]

    assert "Rahul" not in stranger.get(CUSTOMERS).words
    for path in (address, f"{address}/edit", f"{address}/erase"):
        assert stranger.get(path).status == 404, path
    for action in ("edit", "erase"):
        assert stranger.post(f"{address}/{action}", {"csrf": token, "phone": PHONE}).status == 404
    assert "Rahul" in owner.get(address).words
