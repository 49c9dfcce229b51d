"""GST returns: the government's keys, and what is ours beside them."""

from typing import Any

from gateway.openapi.kinds import COUNT, FLAG, MONEY, TEXT, WHEN, many, maybe, ref, thing

Json = dict[str, Any]

_MONTH: Json = {"type": "string", "pattern": r"^\d{4}-\d\d$"}
_AMOUNTS: Json = {"taxable_value": MONEY, "igst": MONEY, "cgst": MONEY, "sgst": MONEY, "cess": MONEY}


def _table(description: str) -> Json:
    return {"type": "array", "items": {"type": "object"}, "description": description}


def _sheet(description: str) -> Json:
    return {"type": "object", "description": description}


GST_CHECK = thing(
    "Two ways to add the same up. One that has not passed is a fault of ours: tell us.",
    check=TEXT,
    detail=TEXT,
    passed=FLAG,
    expected=_sheet("One sum, by figure."),
    found=_sheet("The other."),
)

GST_PROBLEM = thing(
    "What the portal would refuse or ask about, where it is, and how to mend it.",
    invoice=maybe({**TEXT, "description": "The number of the invoice or credit note."}),
    line=maybe({**COUNT, "description": "One of its lines; null where it is about the whole."}),
    code=TEXT,
    detail=TEXT,
    fix={**TEXT, "description": "What to do."},
)

GST_REPORT = thing(
    "GSTR-1 of one GSTIN and month with the government's keys; from `period` on, what is ours. Amounts in rupees.",
    gstin=maybe(TEXT),
    fp={"type": "string", "pattern": r"^\d{6}$", "description": "The period as the government writes it, `062026`."},
    b2b=_table("4A, 6B: invoices to registered buyers, by their GSTIN."),
    b2cl=_table("5: large inter-state invoices to others, by place of supply."),
    b2cs=_table("7: all other sales, a row for each place of supply and rate, notes taken off."),
    exp=_table("6A: exports, with and without payment of tax."),
    cdnr=_table("9B: credit notes to registered buyers."),
    cdnur=_table("9B: credit notes on large inter-state invoices and exports."),
    nil=_sheet("8: nil-rated, exempt and non-GST sales, notes taken off."),
    hsn=_sheet("12: by HSN, in two tabs since May 2025."),
    doc_issue=_sheet("13: the numbers issued, in runs without gaps."),
    period=_MONTH,
    store_id=maybe({**TEXT, "description": "The store whose documents alone are in it; null for all of the GSTIN's."}),
    as_of=maybe(WHEN),
    documents={**COUNT, "description": "How many invoices and credit notes are in it."},
    totals=thing("The sums of the documents, notes taken off.", **_AMOUNTS),
    checks=many(ref("GstCheck")),
    problems={**many(ref("GstProblem")), "description": "The first thousand."},
    problems_count=COUNT,
)

SHAPES: dict[str, Json] = {"GstReport": GST_REPORT, "GstCheck": GST_CHECK, "GstProblem": GST_PROBLEM}
