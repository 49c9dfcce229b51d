"""docs/errors.md: the catalogue of errors as a page of the repository, made from the code."""

from collections.abc import Iterator

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.problems import STATUS_OF_KIND

HEAD = """\
# Errors

Made from `contracts/errors.py` and `contracts/faults.py` by `make docs`; do not edit. Served as `GET /v1/errors` for programs and as
`/docs/errors` for people, with a page for each code: the `type` of a problem is its address.

Decide by `code`, which is stable; show `detail` to people; send the same request again only when `retryable` is true, with its
`Idempotency-Key`.
"""


def text() -> str:
    """Write the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield HEAD
    yield "| status | code | | what it means | what to do |"
    yield "|---|---|---|---|---|"
    for entry in sorted(ERRORS.values(), key=lambda found: STATUS_OF_KIND[found.kind]):
        again = "retryable" if entry.retryable else ""
        status = STATUS_OF_KIND[entry.kind]
        yield f"| {status} | `{entry.code}` | {again} | {_cell(entry.meaning)} | {_cell(entry.what_to_do)} |"
    yield "\n## Inside `errors[]`\n"
    yield "Each names where it is: `pointer` into the body (RFC 6901), or the query's `parameter`.\n"
    yield "| code | what it means | what to do |"
    yield "|---|---|---|"
    for fault in FAULTS.values():
        yield f"| `{fault.code}` | {_cell(fault.meaning)} | {_cell(fault.what_to_do)} |"


def _cell(sentence: str) -> str:
    return sentence.replace("|", "\\|")
