"""The OpenAPI document of an application: every route with its rules, what it takes, and everything that it can answer."""

import re
from typing import Any

from flask import Flask

from contracts.versioning import CURRENT
from gateway.openapi import examples, refusals
from gateway.openapi.headers import ALWAYS, HEADERS, LIMITS, PARAMETERS, refer
from gateway.openapi.operations import JSON, OPERATIONS, PDF, UNDESCRIBED, Operation
from gateway.openapi.paths import PATH_PARAMETERS, TAGS
from gateway.openapi.requests import Bodies, parameters
from gateway.openapi.shapes import SHAPES
from gateway.rules import Rules, rules_of

Json = dict[str, Any]

METHODS = ("POST", "GET", "PATCH", "PUT", "DELETE")
"""In this order they are shown."""

_CONVERTER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def document_of(app: Flask, public_url: str) -> Json:
    """Describe an application."""
    bodies = Bodies()
    paths: dict[str, Json] = {}
    for rule in sorted(app.url_map.iter_rules(), key=_place):
        view = app.view_functions[rule.endpoint]
        if rules_of(view).guards:  # a page of the dashboard
            continue
        for method in [method for method in METHODS if method in (rule.methods or ())]:
            described = _operation(rule.endpoint, method, list(_CONVERTER.findall(rule.rule)), view, bodies)
            paths.setdefault(_CONVERTER.sub(r"{\1}", rule.rule), {})[method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": public_url, "description": "Where the public API is served."}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.values()],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": paths,
        "components": _components(bodies, paths, public_url),
    }


def _place(rule: Any) -> tuple[int, str, int]:
    tags = list(TAGS)
    name = rule.endpoint.split(".")[0]
    return (tags.index(name) if name in tags else len(tags), rule.rule, -len((rule.methods or set()) & {"POST"}))


def _operation(endpoint: str, method: str, in_path: list[str], view: Any, bodies: Bodies) -> Json:
    rules, told = rules_of(view), OPERATIONS.get(endpoint, UNDESCRIBED)
    resource, name = endpoint.split(".")
    sentence = (view.__doc__ or "").strip()
    described: Json = {
        "operationId": name,
        "summary": sentence.split(". ")[0].split("; ")[0].removesuffix("."),
        "description": sentence + (f"\n\nScope: `{rules.scope}`." if rules.scope else ""),
        "tags": [TAGS[resource][0] if resource in TAGS else resource],
        "parameters": _parameters(told, rules, method, in_path),
    }
    if rules.public:
        described["security"] = []
    if rules.body is not None:
        content: Json = {"schema": bodies.refer(rules.body)}
        if shown := examples.requests(name):
            content["examples"] = shown
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    codes = refusals.codes_of(rules, method, in_path=bool(in_path), own=told.refuses)
    described["responses"] = {
        **_answers(told, rules, method, name),
        **_without(refusals.responses(codes, in_body=not in_path, limited=not rules.public), told),
    }
    return described


def _without(refused: dict[str, Json], told: Operation) -> dict[str, Json]:
    return {status: response for status, response in refused.items() if int(status) not in told.statuses}


def has_etag(told: Operation, rules: Rules, method: str) -> bool:
    """Say whether an answer has an ETag: JSON under a key has, and what says so itself."""
    return method == "GET" and (told.etag or (not rules.public and JSON in told.media))


def _parameters(told: Operation, rules: Rules, method: str, in_path: list[str]) -> list[Json]:
    found: list[Json] = [{"name": name, "in": "path", "required": True, **PATH_PARAMETERS[name]} for name in in_path]
    if rules.query is not None:
        found += parameters(rules.query)
    named = ["ApiVersion"]
    if rules.idempotent:
        named.append("IdempotencyKey")
    if has_etag(told, rules, method):
        named.append("IfNoneMatch")
    if rules.current is not None:
        named.append("IfMatch")
    return found + [{"$ref": f"#/components/parameters/{name}"} for name in named]


def _answers(told: Operation, rules: Rules, method: str, name: str) -> dict[str, Json]:
    headers = list(ALWAYS) + ([] if rules.public else list(LIMITS))
    found = {}
    for status in told.statuses:
        more = ["Location"] if status == 201 else []
        more += ["Idempotent-Replayed"] if rules.idempotent else []
        more += ["ETag"] if has_etag(told, rules, method) else []
        more += ["Link"] if rules.query is not None and "cursor" in rules.query.fields else []
        found[str(status)] = _answer(told, status, [*headers, *more], name)
    if "ETag" in found[str(told.statuses[0])]["headers"]:
        found["304"] = {"description": "You have the current bytes.", "headers": refer(*headers, *more)}
    return found


_PHRASES = {200: "Done.", 201: "Made.", 202: "Taken; the dispatcher does it.", 503: "Not all of it answers."}


def _answer(told: Operation, status: int, headers: list[str], name: str) -> Json:
    answer: Json = {"description": _PHRASES[status], "headers": refer(*headers)}
    if JSON not in told.media:
        return {**answer, "content": {media: {"schema": _written(media)} for media in told.media}}
    content: Json = {"schema": {"$ref": f"#/components/schemas/{told.shape}"} if told.shape else {}}
    if shown := examples.answer(name, status):
        content["example"] = shown
    others = {media: {"schema": _written(media)} for media in told.media if media != JSON}
    answer["content"] = {JSON: content, **others}
    if told.links:
        answer["links"] = {
            to: {"operationId": to, "parameters": {parameter: f"$response.body#/{place}"}}
            for to, (parameter, place) in told.links.items()
        }
    return answer


def _written(media: str) -> Json:
    """Describe what is no JSON: text, or bytes as they are."""
    return {"type": "string", "contentMediaType": media} if media == PDF else {"type": "string"}


def _components(bodies: Bodies, paths: dict[str, Json], public_url: str) -> Json:
    schemas = {**SHAPES, **bodies.schemas}
    parts: Json = {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "`Authorization: Bearer sk_live_sx_…`"},
            "basic": {"type": "http", "scheme": "basic", "description": "The key as user name, no password."},
        },
        "schemas": _used(schemas, paths, "schemas"),
        "headers": HEADERS,
        "parameters": PARAMETERS,
        "examples": refusals.examples(public_url),
    }
    for kind in ("headers", "parameters", "examples"):
        parts[kind] = _used(parts[kind], paths, kind)
    return parts


def _used(components: dict[str, Json], paths: Any, kind: str) -> dict[str, Json]:
    """Leave out what nothing refers to."""
    wanted: set[str] = set()
    waiting = _references(paths, kind)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting |= _references(components[name], kind)
    return {name: schema for name, schema in components.items() if name in wanted}


def _references(part: Any, kind: str) -> set[str]:
    if isinstance(part, dict):
        own = part.get("$ref")
        head = f"#/components/{kind}/"
        found = {own.removeprefix(head)} if isinstance(own, str) and own.startswith(head) else set()
        return found.union(*(_references(inner, kind) for inner in part.values()))
    if isinstance(part, list):
        return set().union(*(_references(inner, kind) for inner in part))
    return set()


def _info() -> Json:
    return {
        "title": "SaathiX Billing",
        "version": CURRENT,
        "summary": "Sales, stock, GST, customers and reports of Indian shops.",
        "description": (
            "Money is in rupees with at most 2 decimals, quantities have at most 3, times are RFC 3339 in UTC. "
            "Unknown fields and parameters are refused. Every write takes an `Idempotency-Key`; every error is an "
            "`application/problem+json` whose `code` is stable."
        ),
        "contact": {"name": "SaathiX Developers", "url": "https://api.saathix.com/docs"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
