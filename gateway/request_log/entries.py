"""A request as the log takes it down while it is answered, and the rows that are made of it afterwards."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from gateway.auth.address import address_of
from gateway.idempotency.header import OWN_PREFIX, parse
from gateway.request_context import RequestContext
from gateway.request_log.redaction import printable, shown_body, shown_path, shown_query
from gateway.settings import Network
from kit.logs import masked
from kit.wire_json import dumps

MOST_FAULTS = 20
LONGEST_PROBLEM = 4_000
FOLDED = "quota_exceeded"
"""The one refusal that comes in floods: beyond a few a second, one row stands for many."""


class Failure(NamedTuple):
    """Why a request failed: the code, what the client was told, what it had sent."""

    code: str
    problem: str
    body: str


class Entry(NamedTuple):
    """What is known when the answer begins. Nothing is written yet: that is left for when no client waits."""

    account_id: str
    key_id: str
    publishable: bool
    at: datetime
    request_id: str
    method: str
    route: str
    path: str
    query: str
    peer: str
    forwarded: str | None
    status: str
    milliseconds: float
    api_version: str | None
    idempotency_key: str | None
    resource_id: str | None
    failure: Failure | None
    times: int = 1


def entry_of(context: RequestContext, status: str, milliseconds: float) -> Entry | None:
    """Take down a request; None for one without a good key, which belongs to no account."""
    principal = context.principal
    if principal is None:
        return None
    environ = context.environ
    idempotency = context.idempotency
    return Entry(
        principal.account_id,
        principal.key_id,
        principal.read_only,
        context.at,
        context.request_id,
        environ["REQUEST_METHOD"],
        context.route,
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("REMOTE_ADDR", ""),
        environ.get("HTTP_X_FORWARDED_FOR"),
        status,
        milliseconds,
        context.version,
        idempotency.key if idempotency is not None else _unread_key(environ),
        context.resource_id,
        _failure_of(context) if context.problem is not None else None,
    )


def _unread_key(environ: dict[str, Any]) -> str | None:
    """Read the key of a request that was refused before its guard came to it."""
    header = environ.get("HTTP_IDEMPOTENCY_KEY")
    return parse(header) if header is not None else None


def _failure_of(context: RequestContext) -> Failure:
    problem = context.problem
    assert problem is not None  # only failures have one
    told: dict[str, Any] = {"detail": problem.detail}
    if problem.errors:
        told["errors"] = [
            {name: fault[name] for name in ("pointer", "parameter", "code", "detail") if name in fault}
            for fault in problem.errors[:MOST_FAULTS]
        ]
    text = printable(masked(dumps(told).encode("utf-8", "replace").decode()))
    return Failure(problem.code, text[:LONGEST_PROBLEM], shown_body(context.raw_body))


def columns_of(entries: Sequence[Entry], trusted: tuple[Network, ...]) -> dict[str, list[Any]]:
    """
    Give the rows of the entries, column by column, '' for what is not there: lists of one type travel cheapest.

    Those of failed requests have three columns more.
    """
    columns: dict[str, list[Any]] = {
        "account_id": [entry.account_id for entry in entries],
        "at": [int(entry.at.timestamp() * 1_000_000) for entry in entries],
        "request_id": [entry.request_id for entry in entries],
        "key_id": [entry.key_id for entry in entries],
        "method": [entry.method for entry in entries],
        "route": [entry.route for entry in entries],
        "path": [shown_path(entry.path) for entry in entries],
        "query": [shown_query(entry.query) if entry.query else "" for entry in entries],
        "status": [int(entry.status[:3]) for entry in entries],
        "microseconds": [int(entry.milliseconds * 1000) for entry in entries],
        "api_version": [entry.api_version or "" for entry in entries],
        "address": [_shown_address(entry, trusted) for entry in entries],
        "idempotency_key": [_shown_key(entry.idempotency_key) for entry in entries],
        "resource_id": [entry.resource_id or "" for entry in entries],
    }
    failures = [entry.failure for entry in entries if entry.failure is not None]
    if failures:
        columns["error_code"] = [failure.code for failure in failures]
        columns["problem"] = [failure.problem for failure in failures]
        columns["body"] = [failure.body for failure in failures]
        columns["times"] = [entry.times for entry in entries]
    return columns


def _shown_key(key: str | None) -> str:
    return "" if key is None or key.startswith(OWN_PREFIX) else masked(key)


def _shown_address(entry: Entry, trusted: tuple[Network, ...]) -> str:
    """Give the address of a server that holds a secret key; of a customer's browser or phone, only the network it is in."""
    address = entry.peer
    if entry.forwarded is not None and trusted:
        address = address_of({"REMOTE_ADDR": entry.peer, "HTTP_X_FORWARDED_FOR": entry.forwarded}, trusted)
    if not entry.publishable:
        return printable(address[:64])
    try:
        bits = 24 if ipaddress.ip_address(address).version == 4 else 48
        return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return ""
