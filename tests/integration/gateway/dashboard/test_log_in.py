"""Logging in and out, and what somebody who guesses, plants or waits meets."""

import re
from datetime import timedelta

import pytest

from gateway.app import create_app
from gateway.members import passwords
from kit.clock import SystemClock
from kit.testing import FakeClock
from tests.factories.dashboard import PASSWORD, Visitor, join


def cookie_of(visitor):
    return {cookie.key: cookie for cookie in visitor.client._cookies.values()}["__Host-sx"]


@pytest.fixture
def email(worker, shop):
    return join(worker, shop)


def test_e_mail_and_password_open_the_home_page(app, email):
    visitor = Visitor(app)

    answer = visitor.log_in(email.upper())

    assert (answer.status, answer.location) == (303, "/dashboard")
    assert "A owner" in visitor.get("/dashboard/settings/account").text


def test_the_cookie_is_of_this_host_alone_and_out_of_reach_of_scripts(app, email):
    answer = Visitor(app).log_in(email)

    [cookie] = [text for text in answer.response.headers.getlist("Set-Cookie") if text.startswith("__Host-sx=")]
    assert re.fullmatch(r"__Host-sx=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_a_wrong_password_and_an_unknown_address_say_the_same(app, email):
    answers = [Visitor(app).log_in(email, "not the password"), Visitor(app).log_in("nobody@shop.example", PASSWORD)]

    assert [answer.status for answer in answers] == [401, 401]
    told = [answer.words.replace(email, "").replace("nobody@shop.example", "") for answer in answers]
    assert told[0] == told[1]
    assert "E-mail or password is not right." in told[0]


def test_an_unknown_address_costs_as_much_work_as_a_wrong_password(app, email, monkeypatch):
    verified = []
    fits = passwords._fits
    monkeypatch.setattr(passwords, "_fits", lambda *given: verified.append(given[0][:9]) or fits(*given))

    Visitor(app).log_in(email, "not the password")
    Visitor(app).log_in("nobody@shop.example", PASSWORD)

    assert verified == ["$argon2id", "$argon2id"]


def test_the_sixth_try_in_a_quarter_of_an_hour_is_not_made_however_right_it_is(app, email):
    visitor = Visitor(app)
    assert {visitor.log_in(email, f"guess number {n}").status for n in range(5)} == {401}

    refused = visitor.log_in(email)

    assert refused.status == 429
    assert 0 < int(refused.response.headers["Retry-After"]) <= 900
    assert "Too many tries. Wait 15 minutes." in refused.words


def test_whether_an_address_has_a_log_in_is_not_told_by_the_limit_either(app):
    visitor = Visitor(app)
    statuses = [visitor.log_in("nobody-at-all@shop.example", "guess").status for _ in range(6)]

    assert statuses == [401] * 5 + [429]


def test_the_right_password_begins_the_count_anew(app, email):
    visitor = Visitor(app)
    for _ in range(2):
        assert {visitor.log_in(email, "wrong guess").status for _ in range(4)} == {401}
        assert visitor.log_in(email).status == 303
        visitor.send("/dashboard", "/dashboard/log-out")


def test_without_redis_the_limit_holds_too(make_parts, worker, shop):
    email = join(worker, shop)
    visitor = Visitor(
        create_app(make_parts(redis_url="redis://127.0.0.1:1/0", redis_timeout_seconds=0.05, processes=1))
    )

    assert [visitor.log_in(email, "guess").status for _ in range(6)] == [401] * 5 + [429]


def test_a_session_that_was_planted_is_not_the_one_that_is_logged_in(app, email, member):
    planted = cookie_of(member("cashier")).value
    visitor = Visitor(app)
    visitor.client.set_cookie("__Host-sx", planted, secure=True)

    visitor.get("/dashboard/log-in")
    page = visitor.get("/dashboard/settings/account")  # the planted one's, who looks at it
    visitor.send(page, "/dashboard/log-out")
    visitor.log_in(email)

    assert cookie_of(visitor).value != planted
    other = Visitor(app)
    other.client.set_cookie("__Host-sx", planted, secure=True)
    assert other.get("/dashboard").status == 303


def test_every_log_in_makes_a_new_session(app, email):
    visitor = Visitor(app)
    visitor.log_in(email)
    first = cookie_of(visitor).value
    visitor.send("/dashboard", "/dashboard/log-out")
    visitor.log_in(email)

    assert cookie_of(visitor).value != first


def test_a_logged_out_session_is_over_on_the_server(app, owner):
    token = cookie_of(owner).value
    owner.send("/dashboard", "/dashboard/log-out")
    thief = Visitor(app)
    thief.client.set_cookie("__Host-sx", token, secure=True)

    assert thief.get("/dashboard").status == 303


def test_a_made_up_token_is_nobody(app):
    visitor = Visitor(app)
    visitor.client.set_cookie("__Host-sx", "A" * 43, secure=True)

    assert visitor.get("/dashboard").status == 303


def at_clock(make_parts, clock):
    return Visitor(create_app(make_parts(clock=clock)))


def test_an_hour_without_a_page_ends_a_session(make_parts, email):
    clock = FakeClock(SystemClock().now())
    visitor = at_clock(make_parts, clock)
    visitor.log_in(email)
    for _ in range(3):
        clock.move(timedelta(minutes=59))
        assert visitor.get("/dashboard/settings/account").status == 200

    clock.move(timedelta(minutes=61))

    assert visitor.get("/dashboard/settings/account").status == 303


def test_figures_that_load_by_themselves_keep_nobody_logged_in(make_parts, email):
    clock = FakeClock(SystemClock().now())
    visitor = at_clock(make_parts, clock)
    visitor.log_in(email)
    for _ in range(5):
        clock.move(timedelta(minutes=10))
        visitor.get("/dashboard/home/figures", HX_Request="true")

    clock.move(timedelta(minutes=11))

    assert visitor.get("/dashboard/settings/account").status == 303


def test_twelve_hours_end_a_session_however_busy(make_parts, email):
    clock = FakeClock(SystemClock().now())
    visitor = at_clock(make_parts, clock)
    visitor.log_in(email)
    for _ in range(17):
        clock.move(timedelta(minutes=42))
        assert visitor.get("/dashboard/settings/account").status == 200

    clock.move(timedelta(minutes=10))

    assert visitor.get("/dashboard/settings/account").status == 303


def test_logged_out_everywhere_is_logged_out_everywhere(app, email):
    browsers = [Visitor(app) for _ in range(3)]
    for browser in browsers:
        browser.log_in(email)

    browsers[0].send("/dashboard/settings/security", "/dashboard/settings/security/sessions/end")

    assert [browser.get("/dashboard").status for browser in browsers] == [303, 303, 303]


def test_one_session_is_ended_from_another(app, email):
    here, there = Visitor(app), Visitor(app)
    here.log_in(email)
    there.log_in(email)
    page = here.get("/dashboard/settings/security")
    [other] = set(re.findall(r"sessions/(sess_\w+)/end", page.text))

    here.send(page, f"/dashboard/settings/security/sessions/{other}/end")

    assert (here.get("/dashboard").status, there.get("/dashboard").status) == (200, 303)


def test_nobody_ends_another_s_session(member, worker):
    mine, other = member("owner"), member("owner")
    with worker.transaction() as tx:
        row = tx.one(
            "SELECT session_id FROM member_sessions JOIN members USING (member_id) WHERE email = %(email)s",
            {"email": other.email},
        )
    fields = mine.get("/dashboard/settings/security").form("/dashboard/settings/security/sessions/end")

    assert mine.post(f"/dashboard/settings/security/sessions/{row['session_id']}/end", fields).status == 404
    assert other.get("/dashboard").status == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/dashboard//evil.example",
        "/dashboard/\\evil.example",
        "/dashboards",
        "/v1/products",
        "javascript:alert(1)",
        "/dashboard\n/x",
    ],
)
def test_a_log_in_leads_nowhere_else(app, email, elsewhere):
    visitor = Visitor(app)

    answer = visitor.send("/dashboard/log-in", "/dashboard/log-in", email=email, password=PASSWORD, next=elsewhere)

    assert answer.location == "/dashboard"


def test_after_the_log_in_one_is_where_one_wanted_to_be(app, email):
    visitor = Visitor(app)
    asked = visitor.get("/dashboard/settings/audit?action=key")

    answer = visitor.send(visitor.follow(asked), "/dashboard/log-in", email=email, password=PASSWORD)

    assert answer.location == "/dashboard/settings/audit?action=key"


def test_over_plain_http_from_elsewhere_the_page_says_that_it_will_not_work(app):
    answer = app.test_client().get(
        "/dashboard/log-in", base_url="http://shop.example", environ_overrides={"REMOTE_ADDR": "198.51.100.7"}
    )

    assert "Open the same address with https." in answer.text
