"""The guard that reads the query string: every parameter known, given once, and of a form that can be used."""

from typing import Any

from flask import request

from gateway.problems import Problem
from gateway.request_context import RequestContext
from kit.errors import Fault, fault


def readable_query(context: RequestContext) -> None:
    """Read the parameters by the view's schema; name every fault at once in `errors[].parameter`."""
    shape = context.rules.query
    if shape is None and not context.environ.get("QUERY_STRING"):
        return
    faults: list[Fault] = []
    given = _given(faults)
    if shape is not None:
        context.query = shape.read(given, "", faults)
    else:
        faults += [fault("/" + name, "unknown_field", "This address takes no such parameter.") for name in given]
    if faults:
        raise Problem("invalid_query", errors=[_about_parameter(found) for found in faults])


def _given(faults: list[Fault]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name.endswith("[]"):
            given[name] = values
        else:
            given[name] = values[0]
            if len(values) > 1:
                faults.append(fault("/" + name, "invalid_type", "Give this parameter once."))
    return given


def _about_parameter(found: Fault) -> Fault:
    name = str(found["pointer"])[1:].replace("~1", "/").replace("~0", "~")
    return {"parameter": name, **{key: value for key, value in found.items() if key != "pointer"}}
