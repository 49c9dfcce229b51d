"""Every code that can be raised anywhere is in the catalogue that the API publishes."""

import ast
import importlib
import inspect
from pathlib import Path

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from kit.errors import Refusal

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("catalog", "billing", "customers", "reporting", "webhooks")


def refusals():
    for name in (*(f"services.{service}.errors" for service in SERVICES), "kit.idempotency"):
        for _, member in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if issubclass(member, Refusal) and member is not Refusal:
                yield member


def codes_of_faults():
    """The second argument of every `fault(pointer, code, …)`, and of every `Wrong(code, …)` and `Problem(code, …)`."""
    for folder in ("services", "gateway"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    place = {"fault": 1, "Wrong": 0, "Problem": 0}.get(call.func.id)
                    if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Constant):
                        yield f"{path.relative_to(ROOT)}:{call.lineno}", call.func.id, call.args[place].value


def test_every_refusal_of_a_service_is_in_the_catalogue():
    found = {refusal.code: refusal for refusal in refusals()}

    assert len(found) >= 8
    assert {code for code in found if code not in ERRORS} == set()


def test_every_fault_and_problem_named_in_the_code_is_in_the_catalogue():
    found = list(codes_of_faults())
    known = {"fault": FAULTS.keys() | ERRORS.keys(), "Wrong": FAULTS.keys(), "Problem": ERRORS.keys()}

    assert len(found) > 40
    assert [(place, code) for place, kind, code in found if code not in known[kind]] == []
