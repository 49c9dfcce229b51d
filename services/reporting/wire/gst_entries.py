"""Invoices and notes that a return lists one by one, with the government's keys."""

from typing import Any

from kit.money import rate_out, rupees_out
from services.reporting.domain.gstr1 import Entry, Sums

Json = dict[str, Any]


def invoice(entry: Entry) -> Json:
    """4A, 6B: an invoice to a registered buyer."""
    return {
        "inum": entry.number,
        "idt": _date(entry.day),
        "val": rupees_out(entry.value_paise),
        "pos": entry.place_of_supply,
        "rchrg": "N",
        "inv_typ": entry.kind,
        "itms": _items(entry),
    }


def large_invoice(entry: Entry) -> Json:
    """5: a large inter-state invoice to anybody else."""
    return {
        "inum": entry.number,
        "idt": _date(entry.day),
        "val": rupees_out(entry.value_paise),
        "itms": _items(entry),
    }


def export(entry: Entry) -> Json:
    """6A: an export."""
    return {
        "inum": entry.number,
        "idt": _date(entry.day),
        "val": rupees_out(entry.value_paise),
        "itms": [taxes(rate_bp, sums, inter=True) for rate_bp, sums in sorted(entry.items.items())],
    }


def note(entry: Entry) -> Json:
    """9B: a credit note to a registered buyer."""
    return {
        "ntty": "C",
        "nt_num": entry.number,
        "nt_dt": _date(entry.day),
        "val": rupees_out(entry.value_paise),
        "pos": entry.place_of_supply,
        "rchrg": "N",
        "inv_typ": entry.kind,
        "itms": _items(entry),
    }


def unregistered_note(entry: Entry) -> Json:
    """9B: a credit note on a large inter-state invoice or an export."""
    return {
        "typ": entry.kind,
        "ntty": "C",
        "nt_num": entry.number,
        "nt_dt": _date(entry.day),
        "val": rupees_out(entry.value_paise),
        "pos": entry.place_of_supply,
        "itms": _items(entry),
    }


def _items(entry: Entry) -> list[Json]:
    return [
        {"num": number, "itm_det": taxes(rate_bp, sums, inter=entry.inter_state)}
        for number, (rate_bp, sums) in enumerate(sorted(entry.items.items()), start=1)
    ]


def taxes(rate_bp: int, sums: Sums, *, inter: bool) -> Json:
    """Write the heads that the supply bears: IGST, or CGST and SGST; cess always."""
    taxable, igst, cgst, sgst, cess = map(rupees_out, sums[:5])
    heads = {"iamt": igst} if inter else {"camt": cgst, "samt": sgst}
    return {"rt": rate_out(rate_bp), "txval": taxable, **heads, "csamt": cess}


def _date(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{of_month}-{month}-{year}"
