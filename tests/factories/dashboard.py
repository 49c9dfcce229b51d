"""A person at the dashboard without a browser: cookies kept as a browser keeps them, forms filled in as the page gave them."""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from gateway.admin import create_account
from gateway.admin.members import create_member
from kit.clock import SystemClock
from kit.db import Database

PASSWORD = "four brown horses"
ORIGIN = "http://localhost"


@dataclass
class Page:
    """What came back: status, headers and text, and the forms in it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def words(self) -> str:
        """The text that a person reads."""
        without = re.sub(r"<(script|style)[\s\S]*?</\1>|<[^>]+>", " ", self.text)
        return " ".join(unescape(without).split())

    @property
    def location(self) -> str | None:
        return self.response.headers.get("Location")

    def form(self, action: str) -> dict[str, str]:
        """The fields of the form that goes to an address, as the page filled them in."""
        reader = _Forms()
        reader.feed(self.text)
        found = [fields for target, fields in reader.forms if target == action]
        assert found, f"no form goes to {action}; there are {[target for target, _ in reader.forms]}"
        return dict(found[0])


class _Forms(HTMLParser):
    """Reads the forms of a page: hidden and filled-in fields, ticked boxes, chosen options."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        if not self.forms:
            return
        fields, name = self.forms[-1][1], given.get("name")
        if tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            fields[name] = given.get("value") or ""
        if tag == "select" and name:
            self._select = name
        if tag == "option" and self._select and ("selected" in given or self._select not in fields):
            fields[self._select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None


@dataclass
class Visitor:
    """A browser of one person, against an application in this process."""

    app: Flask
    address: str = field(
        default_factory=lambda: f"127.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{secrets.randbelow(250)}"
    )
    language: str = "en"
    email: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **headers: str) -> Page:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> Page:
        """Send a form just as it is, with the headers a browser adds."""
        return self._ask("POST", path, dict(form or {}), {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", **headers})

    def send(self, page: Page | str, action: str, **fields: Any) -> Page:
        """Fill in a form of a page (or of the page at an address) and send it."""
        shown = self.get(page) if isinstance(page, str) else page
        return self.post(action, {**shown.form(action), **fields})

    def follow(self, page: Page) -> Page:
        """Go where an answer sends the browser."""
        assert page.location, page.text
        return self.get(page.location)

    def log_in(self, email: str, password: str = PASSWORD) -> Page:
        return self.send("/dashboard/log-in", "/dashboard/log-in", email=email, password=password)

    def _ask(self, method: str, path: str, form: Any, headers: dict[str, str]) -> Page:
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        return Page(
            self.client.open(
                path,
                method=method,
                base_url=ORIGIN,
                data=form,
                headers={"Accept-Language": self.language, **named},
                environ_overrides={"REMOTE_ADDR": self.address},
            )
        )


def open_account(worker: Database, name: str = "A shop") -> dict[str, str]:
    """Open an account and its sandbox."""
    with worker.transaction() as tx:
        return create_account(tx, name, at=SystemClock().now())


def join(worker: Database, account: Mapping[str, str], role: str = "owner", password: str = PASSWORD) -> str:
    """Make a member of an account; gives the e-mail address."""
    email = f"{role}-{secrets.token_hex(4)}@shop.example"
    with worker.transaction() as tx:
        create_member(tx, account["account_id"], email, f"A {role}", password, at=SystemClock().now(), role=role)
    return email


def until(visitor: Visitor, address: str, text: str) -> Page:
    """Ask until a text is there; the page."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        page = visitor.get(address)
        if text in page.words:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{text!r} is not on the page: {visitor.get(address).words}")
