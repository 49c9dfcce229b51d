"""
GSTR-1 with the government's keys: rupees, percent, dates dd-mm-yyyy; and beside them what is ours (`as_of`, `checks`, …).

Listed invoices are written one by one, so that a large return is never held twice.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from kit.clock import rfc3339
from kit.money import qty_out, rate_out, rupees_out
from kit.wire_json import dumps
from services.reporting.domain.document import CREDIT_NOTE, INVOICE
from services.reporting.domain.gst_checks import Check
from services.reporting.domain.gst_problems import Problem
from services.reporting.domain.gst_return import GstReturn
from services.reporting.domain.gst_rules import HSN_SPLIT_SINCE
from services.reporting.domain.gstr1 import Entry, Gstr1, Sums
from services.reporting.domain.return_period import ReturnPeriod
from services.reporting.wire.gst_entries import export, invoice, large_invoice, note, taxes, unregistered_note

Json = dict[str, Any]
Shape = Callable[[Entry], Json]

EMPTY = ("[]", '{"inv":[]}', '{"hsn_b2b":[],"hsn_b2c":[]}', '{"data":[]}', '{"doc_det":[]}')
NATURES = {INVOICE: (1, "Invoices for outward supply"), CREDIT_NOTE: (5, "Credit Note")}


def gst_report_to_wire(
    period: ReturnPeriod, gstin: str | None, store_id: str | None, as_of: datetime | None, made: GstReturn
) -> str:
    """Write the report's JSON text: the government's keys first, the empty ones too."""
    tables = made.tables
    ours = {
        "period": dumps(period.label),
        "store_id": dumps(store_id),
        "as_of": dumps(rfc3339(as_of) if as_of else None),
        "documents": dumps(tables.documents),
        "totals": dumps(_amounts(tables.sums[:5])),
        "checks": dumps([_check(check) for check in made.checks()]),
        "problems": dumps([_problem(problem) for problem in made.problems]),
        "problems_count": dumps(made.problems_count),
    }
    return _object({"gstin": dumps(gstin), "fp": dumps(period.fp), **_tables(made, period), **ours})


def gst_return_to_wire(period: ReturnPeriod, gstin: str | None, made: GstReturn) -> str:
    """Write the government's keys alone, without the tables that are empty: the file that the portal takes."""
    filled = {name: text for name, text in _tables(made, period).items() if text not in EMPTY}
    return _object({"gstin": dumps(gstin), "fp": dumps(period.fp), **filled})


def _object(parts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}"


def _tables(made: GstReturn, period: ReturnPeriod) -> dict[str, str]:
    """Write each table's JSON text."""
    tables = made.tables
    return {
        "b2b": _listed(("ctin", "inv"), tables.b2b, invoice),
        "b2cl": _listed(("pos", "inv"), tables.b2cl, large_invoice),
        "b2cs": dumps([_b2cs(*key, sums) for key, sums in sorted(tables.b2cs.items())]),
        "exp": _listed(("exp_typ", "inv"), tables.exp, export),
        "cdnr": _listed(("ctin", "nt"), tables.cdnr, note),
        "cdnur": _each(tables.cdnur, unregistered_note),
        "nil": dumps({"inv": [_nil(*key, columns) for key, columns in sorted(tables.nil.items())]}),
        "hsn": dumps(_hsn(tables, period)),
        "doc_issue": dumps({"doc_det": [_issued(made, kind) for kind in NATURES if made.series(kind)]}),
    }


def _listed(keys: tuple[str, str], lists: Mapping[str, list[Entry]], shape: Shape) -> str:
    """Write lists of entries, each under what they are grouped by."""
    under, inside = keys
    groups = [f'{{"{under}":{dumps(name)},"{inside}":{_each(lists[name], shape)}}}' for name in sorted(lists)]
    return f"[{','.join(groups)}]"


def _each(entries: list[Entry], shape: Shape) -> str:
    """Write entries one by one: a hundred thousand of them are never all there as objects."""
    return f"[{','.join([dumps(shape(entry)) for entry in entries])}]"


def _b2cs(inter: bool, place: str, rate_bp: int, sums: Sums) -> Json:
    kind = {"sply_ty": "INTER" if inter else "INTRA", "pos": place, "typ": "OE"}
    return {**kind, **taxes(rate_bp, sums, inter=inter)}


def _nil(inter: bool, registered: bool, columns: list[int]) -> Json:
    nil, exempt, non_gst = map(rupees_out, columns)
    kind = f"{'INTR' if inter else 'INTRA'}{'B2B' if registered else 'B2C'}"
    return {"sply_ty": kind, "nil_amt": nil, "expt_amt": exempt, "ngsup_amt": non_gst}


def _hsn(tables: Gstr1, period: ReturnPeriod) -> Json:
    """Write table 12: two tabs since May 2025, one before."""
    if period.first.isoformat() >= HSN_SPLIT_SINCE:
        return {"hsn_b2b": _hsn_rows(tables.hsn[True].items()), "hsn_b2c": _hsn_rows(tables.hsn[False].items())}
    whole: dict[tuple[str, str, int], Sums] = {}
    for rows in tables.hsn.values():
        for key, sums in rows.items():
            whole[key] = [a + b for a, b in zip(whole.get(key, [0] * 6), sums, strict=True)]
    return {"data": _hsn_rows(whole.items())}


def _hsn_rows(rows: Iterable[tuple[tuple[str, str, int], Sums]]) -> list[Json]:
    return [
        {
            "num": number,
            "hsn_sc": hsn,
            "uqc": unit,
            "qty": 0 if unit == "NA" else qty_out(sums[5]),
            "rt": rate_out(rate_bp),
        }
        | dict(zip(("txval", "iamt", "camt", "samt", "csamt"), map(rupees_out, sums[:5]), strict=True))
        for number, ((hsn, unit, rate_bp), sums) in enumerate(sorted(rows), start=1)
    ]


def _issued(made: GstReturn, kind: str) -> Json:
    number, name = NATURES[kind]
    runs = [run for series in made.series(kind) for run in series.runs()]
    return {
        "doc_num": number,
        "doc_typ": name,
        "docs": [
            {"num": n, "from": run.first, "to": run.last, "totnum": run.count, "cancel": 0, "net_issue": run.count}
            for n, run in enumerate(runs, start=1)
        ],
    }


def _amounts(sums: Sums) -> Json:
    names = ("taxable_value", "igst", "cgst", "sgst", "cess")
    return dict(zip(names, map(rupees_out, sums), strict=True))


def _check(check: Check) -> Json:
    return {
        "check": check.name,
        "detail": check.detail,
        "passed": check.passed,
        "expected": _shown(check.expected),
        "found": _shown(check.found),
    }


def _shown(figures: Mapping[str, int]) -> Json:
    return {name: value if name == "documents" else rupees_out(value) for name, value in figures.items()}


def _problem(problem: Problem) -> Json:
    return {
        "invoice": problem.invoice,
        "line": problem.line,
        "code": problem.code,
        "detail": problem.detail,
        "fix": problem.fix,
    }
