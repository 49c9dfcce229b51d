"""What may be kept of what a client sent: field names, and those values that tell nothing of a person and open no door."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from gateway.json_body import BadNumber
from kit.logs import masked
from kit.wire_json import dumps

HIDDEN = "••••"
LONGEST_BODY = 4_000
LONGEST_VALUE = 80
MOST_ITEMS = 20
MOST_DEPTH = 6

SHOWN = frozenset(
    """
    store store_id sku product_id customer_id qty rate tax_inclusive discount mode amount place_of_supply fulfilment issued_at
    state gst_rate cess_rate zero_rate_reason hsn unit reorder_level stock status type events from to delta count counted_at
    expected_qty line restock sez round_off negative_stock composition invoice_template credit_note_template api_version
    dry_run from_sequence to_sequence idempotency_key limit granularity group_by format period paper hsn_digits event
    after_sequence as_of expand created_at[gte] created_at[lte] updated_at[gte]
    """.split()
)
"""Fields and parameters whose values are kept. Every other value is hidden: a new field is private until it is named here."""


def shown_body(value: Any) -> str:
    """Write a body as it may be kept, cut to a few thousand characters; '' for none."""
    if value is None:
        return ""
    return printable(masked(dumps(_without_values(value, "", MOST_DEPTH))))[:LONGEST_BODY]


def shown_query(text: str) -> str:
    """Write a query string as it may be kept."""
    pairs = parse_qsl(text, keep_blank_values=True)[:MOST_ITEMS]
    shown = "&".join(f"{name[:LONGEST_VALUE]}={value if _is_shown(name) else HIDDEN}" for name, value in pairs)
    return printable(masked(shown))[:500]


@lru_cache(maxsize=2048)
def shown_path(path: str) -> str:
    """Write a path (as WSGI has it: bytes as Latin-1) as it may be kept, its ids included."""
    return printable(masked(path.encode("latin-1", "replace").decode("utf-8", "replace")))[:500]


def printable(text: str) -> str:
    """Put a sign in the place of each character that no text column or page takes."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _is_shown(name: str) -> bool:
    return name.removesuffix("[]") in SHOWN


def _without_values(value: Any, name: str, depth: int) -> Any:
    if isinstance(value, dict):
        return dict(_of_object(value, depth)) if depth else HIDDEN
    if isinstance(value, list):
        return list(_of_list(value, name, depth)) if depth else HIDDEN
    if value is None or isinstance(value, bool):
        return value
    return _plain(value) if _is_shown(name) else HIDDEN


def _of_object(value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    for place, (name, inner) in enumerate(value.items()):
        if place == MOST_ITEMS:
            yield "…", f"{len(value) - MOST_ITEMS} more"
            return
        yield name[:LONGEST_VALUE], HIDDEN if name == "metadata" else _without_values(inner, name, depth - 1)


def _of_list(value: list[Any], name: str, depth: int) -> Iterator[Any]:
    for inner in value[:MOST_ITEMS]:
        yield _without_values(inner, name, depth - 1)
    if len(value) > MOST_ITEMS:
        yield f"… {len(value) - MOST_ITEMS} more"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, BadNumber):
        return value.text[:LONGEST_VALUE]
    return value[:LONGEST_VALUE] if isinstance(value, str) else value
