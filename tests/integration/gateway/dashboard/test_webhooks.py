"""Developers, webhooks, as a person uses them: register, test, look, send again, replay, rotate, delete."""

import hashlib
import hmac
import re
import time

import pytest

from tests.factories.dashboard import open_account
from tests.fakes.webhook_receiver import WebhookReceiver

ADDRESS = "/dashboard/webhooks"


@pytest.fixture
def receiver():
    """A server that takes deliveries."""
    with WebhookReceiver() as running:
        yield running


@pytest.fixture
def registered(owner, receiver):
    """A webhook of the shop: its address in the dashboard, and its secret."""
    form = owner.get(f"{ADDRESS}/new").form(ADDRESS)
    page = owner.post(ADDRESS, {**form, "url": receiver.url, "events": ["invoice.*", "ping"], "description": "Till"})
    assert page.status == 200, page.words
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{20,}", page.text)[0]
    return re.search(r'href="(/dashboard/webhooks/whk_[0-9A-Z]+)"', page.text)[1], secret


def test_the_secret_is_shown_once_and_on_no_other_page(owner, registered, receiver):
    address, secret = registered
    for path in (ADDRESS, address, f"{address}/edit", f"{address}/rotate", "/dashboard/settings/audit"):
        assert secret not in owner.get(path).text, path
    assert receiver.url in owner.get(ADDRESS).words
    assert "webhook.created" in owner.get("/dashboard/settings/audit").text


def test_a_form_sent_twice_makes_one_webhook_and_does_not_show_its_secret_again(owner, receiver):
    form = {**owner.get(f"{ADDRESS}/new").form(ADDRESS), "url": receiver.url, "events": ["stock.*"]}

    first, second = owner.post(ADDRESS, form), owner.post(ADDRESS, form)

    assert "whsec_" in first.text.replace("whsec_••••", "")
    assert not re.search(r"whsec_[A-Za-z0-9+/=]{20,}", second.text)
    assert "has been shown" in second.words
    assert owner.get(ADDRESS).text.count(receiver.url) == 1


def test_what_is_wrong_is_said_at_its_field(owner):
    form = owner.get(f"{ADDRESS}/new").form(ADDRESS)
    page = owner.post(ADDRESS, {**form, "url": "http://169.254.169.254/", "events": ["stock.*"]})
    assert (page.status, "url-fault" in page.text) == (422, True)

    del form["events"]
    page = owner.post(ADDRESS, {**form, "url": "https://example.com/h", "headers": "no colon"})
    assert page.status == 422
    assert "events-fault" in page.text
    assert "headers-fault" in page.text
    assert "https://example.com/h" in page.text, "what was typed is still there"


def test_a_test_event_is_sent_looked_at_and_sent_again(owner, registered, receiver):
    address, _ = registered
    delivery = owner.send(address, f"{address}/test")
    shown = owner.follow(delivery)
    assert "Delivery" in shown.words
    assert '"type":"ping"' in shown.text.replace("&#34;", '"')

    again = owner.send(shown, f"{delivery.location}/redeliver")
    assert "sent once more" in owner.follow(again).words
    part = owner.get(f"{delivery.location}/attempts", HX_Request="true")
    assert part.status == 200
    assert "<html" not in part.text
    assert "webhook.tested" in owner.get("/dashboard/settings/audit").text


def test_a_replay_is_counted_before_anything_is_sent(owner, registered):
    address, _ = registered
    owner.send(address, f"{address}/test")
    counted = owner.send(f"{address}/replay", f"{address}/replay", from_sequence="1")
    assert "1 event is in this range" in counted.words

    sent = owner.send(counted, f"{address}/replay")
    assert sent.location == address
    assert "1 event is sent again" in owner.follow(sent).words
    for nonsense in ("x", "9" * 5_000):
        assert owner.send(f"{address}/replay", f"{address}/replay", from_sequence=nonsense).status == 422


def test_it_is_edited_disabled_enabled_rotated_and_deleted(owner, registered):
    address, secret = registered
    form = owner.get(f"{address}/edit").form(f"{address}/edit")
    saved = owner.post(f"{address}/edit", {**form, "events": ["stock.*"], "description": "", "headers": "X-Shop: 42"})
    assert saved.location == address
    shown = owner.follow(saved)
    assert "stock.*" in shown.words
    assert "X-Shop" in shown.words
    assert "42" not in owner.get(f"{address}/edit").text.split("X-Shop")[1][:40], "a value is not shown again"

    assert "nothing is sent" in owner.follow(owner.send(shown, f"{address}/status")).words
    assert "Enabled" in owner.follow(owner.send(owner.get(address), f"{address}/status")).words

    rotated = owner.send(f"{address}/rotate", f"{address}/rotate")
    new = re.search(r"whsec_[A-Za-z0-9+/=]{20,}", rotated.text)[0]
    assert new != secret

    gone = owner.send(f"{address}/delete", f"{address}/delete")
    assert gone.location == ADDRESS
    assert owner.get(address).status == 404


def test_another_accounts_webhook_is_not_there(owner, registered, member, worker):
    stranger = member("owner", open_account(worker, "Another shop"))
    assert stranger.get(registered[0]).status == 404
    assert stranger.get(ADDRESS).words.count("No webhook yet") == 1


def test_the_sandbox_has_webhooks_of_its_own(owner, registered):
    owner.send(ADDRESS, "/dashboard/mode", mode="sandbox")
    assert "No webhook yet" in owner.get(ADDRESS).words
    assert owner.get(registered[0]).status == 404


def test_a_manager_reads_and_changes_nothing(member, registered):
    manager = member("manager")
    page = manager.get(registered[0])
    assert page.status == 200
    assert f"{registered[0]}/test" not in page.text
    assert "Delete" not in page.words


def test_the_doctor_names_the_mistake(owner, registered, receiver):
    address, secret = registered
    delivery = owner.send(address, f"{address}/test")
    body = re.search(r'<pre tabindex="0">(\{.*?)</pre>', owner.follow(delivery).text, re.DOTALL)[1].replace(
        "&#34;", '"'
    )
    form = {**owner.get("/dashboard/doctor").form("/dashboard/doctor"), "body": body, "secret": secret}

    missing = owner.post("/dashboard/doctor", {**form, "headers": "Content-Type: application/json"})
    assert "header_missing" in missing.words
    unknown = owner.post(
        "/dashboard/doctor", {**form, "headers": '{"X-Billkart-Signature": "t=1,v1=' + "0" * 64 + '"}'}
    )
    assert "signature_unknown" in unknown.words
    assert secret not in unknown.text, "a secret is not written into a page again"
    assert owner.post("/dashboard/doctor", {**form, "body": "", "headers": "{"}).status == 422


def test_the_doctor_says_that_nothing_is_wrong_and_which_way_it_is(owner, registered):
    secret, body, at = registered[1], '{"id":"evt_1"}', int(time.time())
    sign = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    form = owner.get("/dashboard/doctor").form("/dashboard/doctor")
    right = {**form, "body": body, "headers": f"X-Billkart-Signature: t={at},v1={sign}", "secret": secret}

    assert "Nothing is wrong" in owner.post("/dashboard/doctor", right).words
    assert "wrong_secret" in owner.post("/dashboard/doctor", {**right, "secret": "whsec_" + "A" * 43 + "="}).words
