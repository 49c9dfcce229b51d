"""Settings → API: keys made, shown once, rolled with an overlap, revoked at once; and what they have to do with the API itself."""

import re
from datetime import timedelta

import pytest

from gateway.app import create_app
from gateway.storage import request_log
from kit.clock import SystemClock
from kit.testing import FakeClock
from tests.factories.dashboard import Visitor, join, open_account

KEYS = "/dashboard/settings/api"
SECRET = re.compile(r"(?:sk|pk)_(?:live|test)_sx_[0-9A-Za-z]{38}")


def make(visitor, **fields):
    """Make a key; gives its secret, which the page has once."""
    page = visitor.send(f"{KEYS}/new", KEYS, **fields)
    assert page.status == 201, page.words
    [secret] = SECRET.findall(page.text)
    return secret


def says(visitor, secret, path="/v1/errors"):
    """What the API says to a key: the status, and the code of a refusal."""
    answer = visitor.client.get(
        "/v1/idempotency-keys/none" if path is None else path, headers={"Authorization": f"Bearer {secret}"}
    )
    return answer.status_code, (answer.json or {}).get("code")


def is_taken(visitor, secret):
    """Whether the API takes a key, without a service that would answer: a scope that it has, a query that nobody has."""
    return says(visitor, secret, "/v1/reports/sales?from=never")[1] not in {"key_revoked", "key_unknown", "key_expired"}


def row_of(visitor, secret):
    page = visitor.get(KEYS)
    return next(row for row in page.text.split("<tr>") if f"…{secret[-4:]}<" in row)


def id_of(visitor, secret):
    return re.search(r"settings/api/(key_\w+)", row_of(visitor, secret))[1]


@pytest.mark.parametrize("kind", ["sk_live", "pk_live", "sk_test", "pk_test"])
def test_a_key_of_each_kind_is_made_and_works(owner, kind):
    secret = make(owner, kind=kind, name="The till")

    assert secret.startswith(f"{kind}_sx_")
    assert is_taken(owner, secret)
    assert ("The till" in row_of(owner, secret), owner.email in row_of(owner, secret)) == (True, True)


def test_the_secret_is_on_no_other_page_and_in_no_table(owner, worker):
    secret = make(owner)

    for address in (KEYS, f"{KEYS}/{id_of(owner, secret)}", "/dashboard", "/dashboard/settings/audit"):
        assert secret not in owner.get(address).text, address
    with worker.transaction() as tx:
        for table in ("api_keys", "audit_log", "member_sessions"):
            assert secret not in str(tx.all(f"SELECT * FROM {table}"))


def test_the_page_of_a_new_key_is_kept_nowhere(owner):
    page = owner.send(f"{KEYS}/new", KEYS)

    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_form_sent_twice_makes_one_key(owner):
    fields = owner.get(f"{KEYS}/new").form(KEYS)

    first, second = owner.post(KEYS, fields), owner.post(KEYS, fields)

    assert (first.status, second.status) == (201, 303)
    assert not SECRET.search(second.text)
    page = owner.get(KEYS)
    assert page.text.count('class="badge good">active') == 1
    assert "This form was sent before" in page.words


def test_a_key_has_the_scopes_that_were_ticked(owner):
    secret = make(owner, which="some", scopes=["products:read", "reports:read"])

    assert says(owner, secret, "/v1/customers") == (403, "scope_missing")
    assert is_taken(owner, secret)


def test_a_key_that_ends_by_itself(make_parts, worker, shop):
    clock = FakeClock(SystemClock().now())
    visitor = Visitor(create_app(make_parts(clock=clock)))
    visitor.log_in(join(worker, shop))
    secret = make(visitor, lifetime="30")
    assert is_taken(visitor, secret)

    clock.move(timedelta(days=30, seconds=1))

    assert says(visitor, secret, "/v1/products") == (401, "key_expired")


def test_a_revoked_key_is_refused_at_once_by_every_process(owner, make_parts):
    other = Visitor(create_app(make_parts()))
    secret = make(owner)
    key = id_of(owner, secret)
    assert (is_taken(owner, secret), is_taken(other, secret)) == (True, True)

    owner.send(f"{KEYS}/{key}/revoke", f"{KEYS}/{key}/revoke")

    assert says(owner, secret, "/v1/products") == (401, "key_revoked")
    assert says(other, secret, "/v1/products") == (401, "key_revoked")
    assert "revoked" in row_of(owner, secret)


def test_looking_at_the_question_revokes_nothing(owner):
    secret = make(owner)
    owner.get(f"{KEYS}/{id_of(owner, secret)}/revoke")

    assert is_taken(owner, secret)


def test_a_rolled_key_works_beside_the_new_one_as_long_as_was_chosen(make_parts, worker, shop):
    clock = FakeClock(SystemClock().now())
    visitor = Visitor(create_app(make_parts(clock=clock)))
    visitor.log_in(join(worker, shop))
    old = make(visitor, name="The till")
    key = id_of(visitor, old)

    page = visitor.send(f"{KEYS}/{key}/roll", f"{KEYS}/{key}/roll", overlap="1")
    [new] = SECRET.findall(page.text)

    assert (is_taken(visitor, old), is_taken(visitor, new)) == (True, True)
    clock.move(timedelta(minutes=59))
    assert is_taken(visitor, old)
    clock.move(timedelta(minutes=2))
    assert (is_taken(visitor, old), is_taken(visitor, new)) == (False, True)


def test_rolled_without_an_overlap_the_old_key_stops_at_once(owner):
    old = make(owner)
    key = id_of(owner, old)

    page = owner.send(f"{KEYS}/{key}/roll", f"{KEYS}/{key}/roll", overlap="0")

    assert says(owner, old, "/v1/products") == (401, "key_revoked")
    assert is_taken(owner, SECRET.findall(page.text)[0])


def test_everything_done_to_a_key_is_in_the_audit_log(owner):
    secret = make(owner)
    key = id_of(owner, secret)
    owner.send(f"{KEYS}/{key}/roll", f"{KEYS}/{key}/roll", overlap="24")
    owner.send(f"{KEYS}/{key}/revoke", f"{KEYS}/{key}/revoke")

    words = owner.get("/dashboard/settings/audit?action=key.").words
    for action in ("key.created", "key.rolled", "key.revoked"):
        assert action in words
    assert f"…{secret[-4:]}" in words


def test_keys_of_another_account_are_not_there(owner, member, worker):
    theirs = member("owner", open_account(worker, "Another shop"))
    secret = make(theirs)
    key = id_of(theirs, secret)

    assert f"…{secret[-4:]}" not in owner.get(KEYS).text
    fields = owner.get(KEYS).form("/dashboard/log-out")
    for address in (f"{KEYS}/{key}", f"{KEYS}/{key}/usage", f"{KEYS}/{key}/roll", f"{KEYS}/{key}/revoke"):
        assert owner.get(address).status == 404
    assert owner.post(f"{KEYS}/{key}/revoke", fields).status == 404
    assert owner.post(f"{KEYS}/{key}/roll", {**fields, "overlap": "0"}).status == 404
    assert is_taken(theirs, secret)


def test_use_is_shown_against_the_limit(owner):
    secret = make(owner)
    for _ in range(7):
        assert is_taken(owner, secret)

    words = owner.get(f"{KEYS}/{id_of(owner, secret)}/usage", HX_Request="true").words
    assert "7 of 600 requests in the last minute" in words


def test_use_over_time_is_counted_from_the_request_log(make_parts, worker, shop, monkeypatch):
    parts = make_parts()
    visitor = Visitor(create_app(parts))
    visitor.log_in(join(worker, shop))
    used, unused = make(visitor), make(visitor)
    page = f"{KEYS}/{id_of(visitor, used)}"
    for _ in range(5):
        assert is_taken(visitor, used)
    parts.request_log.flush()

    for span in ("hour", "day", "week", "nonsense"):
        shown = visitor.get(f"{page}?span={span}")
        assert "5 requests in this time." in shown.words
        assert shown.text.count('<rect class="bar"') >= 1
    assert "No request with this key in this time." in visitor.get(f"{KEYS}/{id_of(visitor, unused)}").words
    monkeypatch.setattr(request_log, "MOST_COUNTED", 3)
    assert "3 requests in this time. This account has many: they are counted from" in visitor.get(page).words


def test_without_redis_the_page_stands_and_says_what_is_missing(make_parts, worker, shop):
    visitor = Visitor(create_app(make_parts(redis_url="redis://127.0.0.1:1/0", redis_timeout_seconds=0.05)))
    visitor.log_in(join(worker, shop))
    secret = make(visitor)

    page = visitor.get(f"{KEYS}/{id_of(visitor, secret)}")

    assert page.status == 200
    assert "This part does not answer at the moment." in page.words


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "root"},
        {"lifetime": "9"},
        {"which": "some"},
        {"which": "some", "scopes": "everything:write"},
        {"store": "store_nowhere"},
        {"version": "v9"},
        {"name": "x" * 81},
    ],
)
def test_what_cannot_be_is_refused_and_makes_nothing(owner, wrong):
    page = owner.send(f"{KEYS}/new", KEYS, **wrong)

    assert page.status == 422
    assert "No key yet" in owner.get(KEYS).words
