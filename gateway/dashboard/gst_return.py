"""A month's GSTR-1 laid out for a shopkeeper: what each table is, and the rows of it. Sums are of the rows that the return has."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gateway.dashboard import figures
from gateway.dashboard.words import _, mark

Json = Mapping[str, Any]

HEADS = {"txval": "taxable_value", "iamt": "igst", "camt": "cgst", "samt": "sgst", "csamt": "cess"}
SECTIONS = {
    "b2b": ("4, 6B", mark("Bills to businesses with a GSTIN")),
    "b2cl": ("5", mark("Large bills to customers in other states")),
    "exp": ("6A", mark("Exports")),
    "b2cs": ("7", mark("Everything else sold with tax")),
    "nil": ("8", mark("Sold without tax")),
    "cdnr": ("9B", mark("Credit notes to businesses with a GSTIN")),
    "cdnur": ("9B", mark("Credit notes on large bills and exports")),
}
MINUS = frozenset({"cdnr", "cdnur"})
PROBLEMS = {
    "hsn_missing": (
        mark("A product without an HSN code"),
        mark("Give the product its HSN under Products for the sales to come. For this line, enter the code by hand."),
    ),
    "hsn_invalid": (
        mark("An HSN code that is none"),
        mark("Correct the product's HSN under Products: it has 4, 6 or 8 digits. For this line, enter it by hand."),
    ),
    "hsn_too_short": (
        mark("An HSN code with too few digits"),
        mark("Give the product its longer HSN under Products. For this line, enter it by hand."),
    ),
    "unit_unknown": (
        mark("A unit that the returns do not know"),
        mark("Choose a unit of the list for the product under Products."),
    ),
    "zero_rate_reason_missing": (
        mark("0 % GST without a reason"),
        mark("Say on the product why its GST is 0. This line counts as nil rated."),
    ),
    "zero_rated_not_export": (
        mark("Zero rated, but neither an export nor to a SEZ"),
        mark("Give the product another reason for its 0 %, or sell it to a buyer abroad or in a SEZ."),
    ),
    "buyer_state_missing": (
        mark("A large bill without the buyer's state"),
        mark("Ask for name and address at bills of ₹50,000 and more. For this one, keep them with your papers."),
    ),
    "sez_without_gstin": (
        mark("A SEZ buyer without a GSTIN"),
        mark("Ask such buyers for their GSTIN. This bill counts as one to a consumer."),
    ),
    "supplier_gstin_missing": (
        mark("The store had no GSTIN"),
        mark("Enter the store's GSTIN under Stores before the next sale. This bill is in no return."),
    ),
    "composition_document": (
        mark("A bill of a store under composition"),
        mark("It is in no GSTR-1: such a store files CMP-08 and GSTR-4."),
    ),
    "number_missing": (
        mark("A number that no bill bears"),
        mark("Look again in a minute: the bill may be on its way. If the gap stays, tell support."),
    ),
}


def sections(made: Json) -> list[dict[str, Any]]:
    """Say of each table how many entries it has and what they come to."""
    found = []
    for name, (number, title) in SECTIONS.items():
        rows = rows_of(made, name)
        found.append({"name": name, "number": number, "title": _(title), "count": len(rows), **_added(rows)})
    return found


def rows_of(made: Json, name: str) -> list[dict[str, Any]]:
    """Give the entries of a table one by one, each with what it is and its amounts; credit notes below zero."""
    rows: list[dict[str, Any]]
    if name in ("b2b", "b2cl", "exp"):
        rows = [_listed(group, item) for group in made[name] for item in group["inv"]]
    elif name == "cdnr":
        rows = [_listed(group, item) for group in made[name] for item in group["nt"]]
    elif name == "cdnur":
        rows = [_listed({}, item) for item in made[name]]
    elif name == "b2cs":
        rows = [{"rate": row["rt"], "place": row["pos"], **_amounts([row])} for row in made[name]]
    else:
        kinds = ("nil_amt", "expt_amt", "ngsup_amt")
        rows = [{**row, **_amounts([{"txval": sum(row[kind] for kind in kinds)}])} for row in made[name]["inv"]]
    if name in MINUS:
        rows = [{**row, **{head: -row[head] for head in HEADS.values()}} for row in rows]
    return rows


def by_rate(made: Json) -> list[dict[str, Any]]:
    """Add up what was sold at each rate: the HSN summary names the rate of all that is in the return."""
    rates: dict[Any, list[Json]] = {}
    for _kind, rows in hsn(made):
        for row in rows:
            rates.setdefault(row["rt"], []).append(row)
    return [{"rate": rate, **_amounts(rows)} for rate, rows in sorted(rates.items())]


def hsn(made: Json) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give the HSN summary: to businesses and to customers apart since May 2025, as one before."""
    tables = made["hsn"]
    if "data" in tables:
        return [("", tables["data"])]
    return [(_("To businesses"), tables["hsn_b2b"]), (_("To customers"), tables["hsn_b2c"])]


def issued(made: Json) -> list[dict[str, Any]]:
    """Give the runs of numbers."""
    names = {1: _("Bills"), 5: _("Credit notes")}
    return [
        {"kind": names.get(kind["doc_num"], kind["doc_typ"]), **run}
        for kind in made["doc_issue"]["doc_det"]
        for run in kind["docs"]
    ]


def problem(of_return: Json) -> dict[str, Any]:
    """Put a problem into a shopkeeper's words; one that has none yet stands as the API says it."""
    title, advice = PROBLEMS.get(of_return["code"], (None, None))
    return {
        **of_return,
        "title": _(title) if title else of_return["detail"],
        "advice": _(advice) if advice else of_return["fix"],
    }


def _listed(group: Json, item: Json) -> dict[str, Any]:
    details = [entry.get("itm_det", entry) for entry in item["itms"]]
    return {
        "document": item.get("inum") or item.get("nt_num"),
        "day": figures.day("-".join(reversed((item.get("idt") or item["nt_dt"]).split("-")))),
        "buyer": group.get("ctin"),
        "place": item.get("pos") or group.get("pos"),
        "value": item["val"],
        **_amounts(details),
    }


def _amounts(rows: Iterable[Json]) -> dict[str, Decimal]:
    kept = list(rows)
    return {head: sum((Decimal(row.get(key, 0)) for row in kept), Decimal(0)) for key, head in HEADS.items()}


def _added(rows: Iterable[Json]) -> dict[str, Decimal]:
    kept = list(rows)
    return {head: sum((row[head] for row in kept), Decimal(0)) for head in HEADS.values()}
