"""Members, invitations, lost passwords, and the log of who did it."""

import re
import time
from email import message_from_bytes, policy

import pytest

from gateway.app import create_app
from gateway.members import letters
from tests.factories.dashboard import PASSWORD, Visitor, join, open_account

MEMBERS = "/dashboard/settings/members"


@pytest.fixture
def mail(tmp_path):
    return tmp_path / "mail"


@pytest.fixture
def app(make_parts, mail):
    return create_app(make_parts(mail_folder=str(mail), dashboard_url="https://shop.example"))


def letters_in(folder, count=1):
    """Wait for letters; the text of each."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        files = sorted(folder.glob("*.eml")) if folder.exists() else []
        if len(files) >= count and all(file.stat().st_size for file in files):
            return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        time.sleep(0.02)
    raise AssertionError(f"no letter in {folder}")


def link_in(letter):
    [link] = re.findall(r"https://shop\.example(/dashboard/\S+)", letter.get_content())
    return link


def id_of(page, email):
    """The member's id, from the row of the page that shows the address."""
    row = next(row for row in page.text.split("<tr>") if f"<small>{email}</small>" in row)
    return re.search(r"members/(member_\w+)/", row)[1]


def audit_of(owner, action):
    return owner.get(f"/dashboard/settings/audit?action={action}").words


def test_an_invitation_makes_a_member_who_logs_in(app, owner, mail):
    owner.send(MEMBERS, MEMBERS, email="Asha@Shop.example", role="cashier")
    [letter] = letters_in(mail)
    guest = Visitor(app)
    page = guest.get(link_in(letter))

    guest.send(page, "/dashboard/invitation", name="Asha Rao", password="a quiet blue kettle")

    assert letter["To"] == "asha@shop.example"
    assert guest.log_in("asha@shop.example", "a quiet blue kettle").location == "/dashboard"
    assert "Asha Rao" in owner.get(MEMBERS).words
    assert "asha@shop.example" in audit_of(owner, "member.joined")
    assert guest.get(link_in(letter)).status == 410


def test_an_invitation_counts_for_one_address_and_only_the_newest_works(app, owner, mail):
    for role in ("cashier", "manager"):
        owner.send(MEMBERS, MEMBERS, email="ravi@shop.example", role=role)
    first, second = letters_in(mail, 2)

    assert [Visitor(app).get(link_in(letter)).status for letter in (first, second)] == [410, 200]


def test_a_withdrawn_invitation_opens_nothing(app, owner, mail):
    owner.send(MEMBERS, MEMBERS, email="ravi@shop.example", role="cashier")
    [letter] = letters_in(mail)
    page = owner.get(MEMBERS)
    [action] = re.findall(r"/dashboard/settings/invitations/\w+/withdraw", page.text)

    owner.send(page, action)

    assert Visitor(app).get(link_in(letter)).status == 410


def test_who_has_a_log_in_joins_with_it_and_nobody_else_does(app, owner, mail, worker):
    other = open_account(worker, "Another shop")
    email = join(worker, other, "manager")
    owner.send(MEMBERS, MEMBERS, email=email, role="developer")
    [letter] = letters_in(mail)
    stranger, guest = Visitor(app), Visitor(app)

    assert "Log in with it first" in stranger.get(link_in(letter)).words
    guest.log_in(email)
    guest.send(guest.get(link_in(letter)), "/dashboard/invitation")

    page = guest.get("/dashboard/settings/account")
    assert ("A shop" in page.words, "Another shop" in page.words) == (True, True)


def test_an_owner_changes_a_role_and_it_counts_at_once(owner, member):
    cashier = member("cashier")
    assert cashier.get("/dashboard/settings/api").status == 403
    member_id = id_of(owner.get(MEMBERS), cashier.email)

    owner.send(MEMBERS, f"{MEMBERS}/{member_id}/role", role="developer")

    assert cashier.get("/dashboard/settings/api").status == 200
    assert "before: cashier, after: developer" in audit_of(owner, "member.role_changed")


def test_an_account_keeps_an_owner(owner):
    mine = id_of(owner.get(MEMBERS), owner.email)

    owner.send(MEMBERS, f"{MEMBERS}/{mine}/role", role="cashier")
    assert "Make somebody else one first." in owner.get(MEMBERS).words
    owner.send(f"{MEMBERS}/{mine}/remove", f"{MEMBERS}/{mine}/remove")

    assert owner.get(MEMBERS).status == 200
    assert f"<small>{owner.email}</small>" in owner.get(MEMBERS).text


def test_a_removed_member_sees_nothing_from_the_next_page_on(owner, member):
    manager = member("manager")
    member_id = id_of(owner.get(MEMBERS), manager.email)

    owner.send(f"{MEMBERS}/{member_id}/remove", f"{MEMBERS}/{member_id}/remove")

    assert manager.get(MEMBERS).status == 403
    assert "You belong to no account" in manager.get("/dashboard").words


def test_accounts_do_not_see_each_other(owner, member, worker):
    theirs = member("owner", open_account(worker, "Another shop"))
    their_id = id_of(theirs.get(MEMBERS), theirs.email)

    assert theirs.email not in owner.get(MEMBERS).text
    assert owner.get(f"{MEMBERS}/{their_id}/remove").status == 404
    fields = owner.get(MEMBERS).form(MEMBERS)
    assert owner.post(f"{MEMBERS}/{their_id}/role", {**fields, "role": "cashier"}).status == 404
    assert owner.post(f"{MEMBERS}/{their_id}/remove", fields).status == 404
    assert theirs.email not in owner.get("/dashboard/settings/audit").text
    assert theirs.get(MEMBERS).status == 200


def test_nobody_looks_at_an_account_they_do_not_belong_to(owner, worker):
    other = open_account(worker, "Another shop")
    fields = owner.get("/dashboard").form("/dashboard/mode")

    answer = owner.post("/dashboard/settings/account/switch", {**fields, "account": other["account_id"]})

    assert answer.status == 404
    assert "Another shop" not in owner.get("/dashboard").text


def test_a_name_that_is_a_script_is_shown_as_text(owner):
    owner.send("/dashboard/settings/account", "/dashboard/settings/account", name="<script>alert(1)</script>")

    text = owner.get(MEMBERS).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_link_sets_a_new_password_once_and_logs_out_everywhere(app, owner, mail):
    visitor = Visitor(app)
    visitor.send("/dashboard/forgotten", "/dashboard/forgotten", email=owner.email)
    [letter] = letters_in(mail)
    page = visitor.get(link_in(letter))

    visitor.send(page, "/dashboard/reset", password="a new quiet kettle")

    assert owner.get("/dashboard").status == 303
    assert Visitor(app).log_in(owner.email).status == 401
    assert Visitor(app).log_in(owner.email, "a new quiet kettle").location == "/dashboard"
    assert visitor.get(link_in(letter)).status == 410


def test_whether_an_address_is_known_is_not_told_by_the_forgotten_page(app, owner, mail):
    visitor = Visitor(app)
    known = visitor.send("/dashboard/forgotten", "/dashboard/forgotten", email=owner.email)
    unknown = visitor.send("/dashboard/forgotten", "/dashboard/forgotten", email="nobody@shop.example")

    assert (known.status, known.words) == (unknown.status, unknown.words)
    assert len(letters_in(mail)) == 1


def test_a_password_everybody_knows_is_not_taken(app, owner, mail):
    Visitor(app).send("/dashboard/forgotten", "/dashboard/forgotten", email=owner.email)
    [letter] = letters_in(mail)

    for password in ("short", "1234567890", owner.email, "x" * 129):
        visitor = Visitor(app)
        assert visitor.send(visitor.get(link_in(letter)), "/dashboard/reset", password=password).status == 422


def test_one_changes_one_s_password_with_the_old_one_and_stays_logged_in_here(app, owner):
    elsewhere, security = Visitor(app), "/dashboard/settings/security"
    elsewhere.log_in(owner.email)

    wrong = owner.send(security, f"{security}/password", current="not it", password="a new quiet kettle")
    right = owner.send(security, f"{security}/password", current=PASSWORD, password="a new quiet kettle")

    assert (wrong.status, right.status) == (422, 303)
    assert (owner.get("/dashboard").status, elsewhere.get("/dashboard").status) == (200, 303)


def test_the_audit_log_cannot_be_changed_by_the_service(make_parts, shop, owner):
    import psycopg2

    parts = make_parts()
    for statement in ("UPDATE audit_log SET actor = 'nobody'", "DELETE FROM audit_log"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege), parts.db.transaction(shop["account_id"]) as tx:
            tx.run(statement)


def test_the_audit_log_is_filtered_by_what_who_and_when(owner, member):
    member("cashier")
    owner.send(MEMBERS, MEMBERS, email="ravi@shop.example", role="cashier")

    assert "member.signed_in" not in audit_of(owner, "member.invited").replace("member.signed_in member.signed_out", "")
    rows = owner.get(f"/dashboard/settings/audit?actor={owner.email}&action=member.invited").text.count("<td><time")
    assert rows == 1
    assert owner.get("/dashboard/settings/audit?to=2026-01-01").text.count("<td><time") == 0
    assert owner.get("/dashboard/settings/audit?from=yesterday").status == 200


def test_an_account_sends_no_more_letters_than_fifty_a_day_to_strangers(owner, mail, monkeypatch):
    monkeypatch.setattr(letters, "MOST_INVITED", 1)
    assert owner.send(MEMBERS, MEMBERS, email="first@shop.example", role="cashier").status == 303

    refused = owner.send(MEMBERS, MEMBERS, email="second@shop.example", role="cashier")

    assert refused.status == 422
    assert "Go on tomorrow" in refused.words
    assert len(letters_in(mail)) == 1
