"""The dashboard of the running stack over HTTP: what `make run` prints lets a stranger in."""

import os
import re

import requests

from tests.e2e.api_client import BASE_URL

FROM_HERE = {"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"}


def field(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def cookies_of(answer):
    """Name → value: requests itself would not send a Secure cookie over plain http."""
    return dict(text.partition(";")[0].split("=", 1) for text in answer.raw.headers.getlist("Set-Cookie"))


def test_what_make_run_prints_logs_in():
    page = requests.get(f"{BASE_URL}/dashboard/log-in", timeout=10)
    form = {
        "csrf": field(page.text, "csrf"),
        "email": os.environ["SAATHIX_MEMBER_EMAIL"],
        "password": os.environ["SAATHIX_MEMBER_PASSWORD"],
    }
    visit = "; ".join(f"{name}={value}" for name, value in cookies_of(page).items())

    answer = requests.post(
        f"{BASE_URL}/dashboard/log-in",
        data=form,
        headers={**FROM_HERE, "Cookie": visit},
        allow_redirects=False,
        timeout=20,
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard"), answer.text
    session = cookies_of(answer)["__Host-sx"]
    home = requests.get(f"{BASE_URL}/dashboard", headers={"Cookie": f"__Host-sx={session}"}, timeout=20)
    assert "Demo Kirana" in home.text


def test_no_page_is_for_a_key():
    key = os.environ["SAATHIX_SECRET_KEY"]
    answer = requests.get(
        f"{BASE_URL}/dashboard", headers={"Authorization": f"Bearer {key}"}, allow_redirects=False, timeout=10
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/dashboard/log-in")


def test_no_cookie_is_for_the_api():
    answer = requests.get(f"{BASE_URL}/v1/products", headers={"Cookie": "__Host-sx=anything"}, timeout=10)

    assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
