"""What the gateway counts: requests by route and status, how long they take, and what was refused as too many."""

import re

from flask import request

from kit import metrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEALTH = frozenset({"/healthz", "/readyz"})
"""Neither counted nor traced: it is asked every few seconds, and a 503 there is an answer, not a failure."""
_PART = re.compile(r"<(?:[^<>:]+:)?([^<>:]+)>")
UNKNOWN, MALFORMED, OTHER = "unknown", "malformed", "other"

in_flight = metrics.HTTP_IN_FLIGHT.of()
log_rows_dropped = {reason: metrics.REQUEST_LOG_DROPPED.of(reason) for reason in ("full", "refused", "lost")}
refusals = {limit: metrics.RATE_LIMIT_REFUSALS.of(limit) for limit in ("minute", "second", "bad-keys")}
_kept: dict[tuple[str, str, str], tuple[metrics.Count, metrics.Distribution]] = {}


def route() -> str:
    """Give the template of the address in hand as OpenAPI writes it; a stranger's addresses are all one."""
    rule = request.url_rule
    return rule.rule if rule is not None else UNKNOWN


def answered(method: str, rule: str, status: str, seconds: float) -> None:
    """Count a request and how long it took."""
    if rule in HEALTH:
        return
    kept = _kept.get((method, rule, status)) or _keep(method, rule, status)
    kept[0].add()
    kept[1].observe(seconds)


def template(rule: str) -> str:
    """Write a rule of Flask, `/v1/stores/<store_id>`, as the document does: `/v1/stores/{store_id}`."""
    return _PART.sub(r"{\1}", rule)


def _keep(method: str, rule: str, status: str) -> tuple[metrics.Count, metrics.Distribution]:
    known = method if method in METHODS else OTHER
    made = metrics.HTTP_REQUESTS.of(known, template(rule), status), metrics.HTTP_SECONDS.of(template(rule))
    if known is not OTHER:  # what strangers may make up is not kept
        _kept[(method, rule, status)] = made
    return made
