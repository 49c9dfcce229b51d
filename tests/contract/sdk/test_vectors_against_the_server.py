"""The vectors that the SDKs run, held against the server's own code: they promise nothing that it does not do."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from saathix.operations import METHODS

from contracts.errors import ERRORS
from gateway import problems
from gateway.pagination import Cursors
from kit.money import paise_from, rupees_out
from kit.wire_json import dumps
from services.webhooks.domain.signature import (
    SignatureMismatch,
    billkart_signature,
    standard_signature,
    verify,
)

VECTORS = Path(__file__).parents[3] / "sdks" / "vectors"
PROBLEM = "application/problem+json"


def vectors(name):
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def of_the_server(cases):
    """Pick the problems that the server itself can answer, with their headers."""
    for case in cases:
        if case.get("headers", {}).get("Content-Type") == PROBLEM and case["body"].endswith("}"):
            body = json.loads(case["body"])
            if body.get("code") in ERRORS and "type" in body:
                yield case, body


@pytest.mark.parametrize("name", ["problems", "retries", "pages", "money", "webhooks"])
def test_every_case_says_why_and_no_two_say_the_same(name):
    for listed in vectors(name).values():
        if isinstance(listed, list) and "code" not in listed[0]:
            reasons = [case["why"] for case in listed]
            assert all(reasons)
            assert len(reasons) == len(set(reasons))


def test_the_codes_are_the_catalogue():
    told = [(entry["code"], entry["status"], entry["retryable"]) for entry in vectors("problems")["codes"]]
    assert told == [(code, problems.Problem(code).status, entry.retryable) for code, entry in ERRORS.items()]


def test_problems_are_as_the_server_writes_them():
    cases = list(of_the_server(vectors("problems")["cases"]))
    assert len(cases) >= 12
    for _, body in cases:
        own = {"violated-policies", "type", "status", "title", "detail", "instance", "code", "request_id", "retryable"}
        extra = {name: value for name, value in body.items() if name not in own and name != "errors"}
        assert extra == {}
        problem = problems.Problem(body["code"], body["detail"], errors=body.get("errors"))
        written = problems.document(
            problem, "https://api.saathix.com", instance=body["instance"], request_id=body["request_id"]
        )
        policies = {"violated-policies": body["violated-policies"]} if "violated-policies" in body else {}
        assert {**written, **policies} == body


def test_what_is_tried_again_is_what_the_server_calls_retryable():
    answers = [answer for case in vectors("retries")["cases"] for answer in case["answers"]]
    named = {}
    for answer, body in of_the_server(answers):
        assert problems.Problem(body["code"]).status == answer["status"]
        assert ERRORS[body["code"]].retryable == body["retryable"]
        named[body["code"]] = answer["headers"].get("Retry-After")
    assert {code: named[code] for code in problems.RETRY_AFTER_SECONDS} == {
        code: str(seconds) for code, seconds in problems.RETRY_AFTER_SECONDS.items()
    }


def test_pages_have_the_shape_and_the_cursors_of_the_server():
    cursor = Cursors(b"secret" * 6).write(["2026-06-28T10:14:22Z", "cus_1"], "acct_1", "customers")
    for case in vectors("pages")["cases"]:
        for exchange in case["exchanges"]:
            answer = json.loads(exchange["answer"])
            assert list(answer) == ["data", "has_more", "next_cursor"]
            for given in (cursor, answer["next_cursor"] or "-"):
                assert re.fullmatch(r"[A-Za-z0-9_-]+", given)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["why"]) for case in vectors("money")["read"]])
def test_amounts_are_written_as_the_server_writes_them(case):
    assert dumps(rupees_out(case["paise"])) == case["json"]
    assert paise_from(Decimal(case["decimal"])) == case["paise"]


def test_amounts_sent_are_read_by_the_server():
    for case in vectors("money")["sent"]:
        for spelling in case["json"]:
            read = json.loads(spelling, parse_float=Decimal)
            assert paise_from(read) == paise_from(Decimal(case["decimal"]))
    for case in vectors("money")["sums"]:
        assert sum(paise_from(Decimal(each)) for each in case["json"]) == case["paise"]


def test_signatures_are_the_servers():
    listed = vectors("webhooks")
    for case in listed["signed"]:
        body = case["body"].encode()
        assert billkart_signature(case["secrets"], case["timestamp"], body) == case["x_billkart_signature"]
        assert standard_signature(case["secrets"], case["id"], case["timestamp"], body) == case["webhook_signature"]
    for case in listed["verified"]:
        arguments = (case["secret"], case["x_billkart_signature"], case["body"].encode())
        if case["valid"]:
            verify(*arguments, now=case["now"])
        else:
            with pytest.raises(SignatureMismatch):
                verify(*arguments, now=case["now"])


def test_the_three_use_the_same_words():
    sdks = VECTORS.parent
    node = json.loads((sdks / "node" / "operations.json").read_text())
    php = json.loads((sdks / "php" / "operations.json").read_text())
    words = {
        "node": {name: _snake(method) for name, method in node.items() if name != "about"},
        "php": {name: _snake(".".join(entry[:2])) for name, entry in php.items()},
    }
    assert words["node"] == METHODS
    assert words["php"] == METHODS


def _snake(method):
    return ".".join(re.sub(r"(?<=[a-z])([A-Z])", r"_\1", part).lower() for part in method.split("."))
