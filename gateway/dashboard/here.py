"""The request in hand, as pages need it."""

from flask import request

from gateway.auth.address import address_of
from gateway.dashboard.guards import LogInFirst
from gateway.members.audit import Actor
from gateway.members.sessions import Browser, Session
from gateway.request_context import current


def me() -> Session:
    """Give who is logged in."""
    session = current().session
    if session is None:
        raise LogInFirst
    return session


def browser() -> Browser:
    """Give where the request comes from."""
    trusted = current().parts.settings.trusted_proxies
    return Browser(address_of(request.environ, trusted), request.headers.get("User-Agent", ""))


def actor() -> Actor:
    """Give who is logged in as the audit log names them."""
    return me().actor(browser().address)
