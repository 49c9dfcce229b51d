"""The second factor: set up, asked for, used once, lost, and switched off."""

import re
import time

import pyotp
import pytest

from gateway.admin.members import drop_second_factor
from gateway.dashboard.pages.log_in import CODE_TRIES
from gateway.members.tries import ANYWHERE, OF_AN_ADDRESS
from kit.clock import SystemClock
from tests.factories.dashboard import PASSWORD, Visitor

SECURITY = "/dashboard/settings/security"


def set_up(visitor):
    """Switch it on; gives the device and the recovery codes."""
    page = visitor.send(SECURITY, f"{SECURITY}/two-steps", current=PASSWORD)
    secret = re.search(r"<p><code>([A-Z2-7 ]+)</code></p>", page.text)[1].replace(" ", "")
    device = pyotp.TOTP(secret)
    done = visitor.send(page, f"{SECURITY}/two-steps/on", code=device.at(time.time() - 30))
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done.text)
    assert len(codes) == 10, done.words
    return device, codes


@pytest.fixture
def protected(owner):
    owner.device, owner.codes = set_up(owner)
    return owner


def half_in(app, email):
    visitor = Visitor(app)
    answer = visitor.log_in(email)
    assert answer.location == "/dashboard/log-in/code"
    return visitor


def test_the_qr_code_bears_the_secret_and_the_address(owner):
    page = owner.send(SECURITY, f"{SECURITY}/two-steps", current=PASSWORD)

    assert "<svg" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_a_log_in_asks_for_the_code_and_opens_nothing_without_it(app, protected):
    visitor = half_in(app, protected.email)

    assert visitor.get("/dashboard").location.startswith("/dashboard/log-in")
    answer = visitor.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=protected.device.now())

    assert answer.location == "/dashboard"
    assert visitor.get("/dashboard").status == 200


def test_a_code_is_good_once(app, protected):
    code = protected.device.now()
    first, second = half_in(app, protected.email), half_in(app, protected.email)

    assert first.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=code).status == 303
    assert second.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=code).status == 401


def test_a_recovery_code_lets_in_once(app, protected):
    code = protected.codes[3].upper().replace("-", " ")

    statuses = [
        half_in(app, protected.email).send("/dashboard/log-in/code", "/dashboard/log-in/code", code=code).status
        for _ in range(2)
    ]

    assert statuses == [303, 401]


def test_six_digits_cannot_be_guessed(app, protected):
    visitor = half_in(app, protected.email)
    wrong = [visitor.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=f"{n:06}") for n in range(5)]

    refused = visitor.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=protected.device.now())

    assert {answer.status for answer in wrong} == {401}
    assert refused.status == 429
    other = half_in(app, protected.email)
    assert other.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=protected.device.now()).status == 429


def test_many_wrong_codes_of_others_keep_nobody_out(app, protected, make_parts):
    tries = make_parts().tries
    for number in range(OF_AN_ADDRESS + 1):
        tries.wait_seconds(CODE_TRIES, f"member_of_others_{number}", ANYWHERE)

    visitor = half_in(app, protected.email)
    assert visitor.send("/dashboard/log-in/code", "/dashboard/log-in/code", code=protected.device.now()).status == 303


def test_nothing_is_switched_without_the_password(owner, protected):
    for action in (f"{SECURITY}/two-steps/codes", f"{SECURITY}/two-steps/off"):
        fields = owner.get(SECURITY).form(f"{SECURITY}/two-steps/codes")
        assert owner.post(action, {**fields, "current": "not the password"}).status == 422
    assert "A log-in asks for a code" in owner.get(SECURITY).words


def test_switched_off_the_password_is_enough(app, protected):
    fields = protected.get(SECURITY).form(f"{SECURITY}/two-steps/codes")
    protected.post(f"{SECURITY}/two-steps/off", {**fields, "current": PASSWORD})

    assert Visitor(app).log_in(protected.email).location == "/dashboard"


def test_new_recovery_codes_end_the_old_ones(app, protected):
    page = protected.send(SECURITY, f"{SECURITY}/two-steps/codes", current=PASSWORD)
    fresh = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", page.text)

    def says(code):
        return half_in(app, protected.email).send("/dashboard/log-in/code", "/dashboard/log-in/code", code=code).status

    assert (says(protected.codes[0]), says(fresh[0])) == (401, 303)


def test_the_secret_is_sealed_and_codes_are_hashed_in_the_database(protected, worker):
    with worker.transaction() as tx:
        row = tx.one("SELECT totp_secret FROM members WHERE email = %(email)s", {"email": protected.email})
        codes = tx.all("SELECT digest FROM recovery_codes")

    assert protected.device.secret.encode() not in bytes(row["totp_secret"])
    assert all(len(bytes(code["digest"])) == 32 for code in codes)


def test_an_operator_helps_who_has_lost_everything(app, protected, worker):
    with worker.transaction() as tx:
        drop_second_factor(tx, protected.email, at=SystemClock().now())

    assert Visitor(app).log_in(protected.email).location == "/dashboard"
