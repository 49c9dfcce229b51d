"""Report a registration's month as GSTR-1: the tables, the checks of them, and what to mend."""

import re
from dataclasses import dataclass
from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.reporting.domain.gst_return import GstReturn
from services.reporting.domain.return_period import ReturnPeriod, read_return_period
from services.reporting.errors import InvalidReportQuery
from services.reporting.operations.own_store import own_store
from services.reporting.storage import documents, reports
from services.reporting.wire import gst_report_to_wire, gst_return_to_wire

LATE_MONTHS = 2  # a bill may be dated 30 days back, so its number may stand among those of another month
HSN_DIGITS = ("4", "6", "8")
GSTN = "gstn"
FORMATS = ("json", GSTN)
_GSTIN = re.compile(r"[0-9]{2}[0-9A-Z]{13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Asked:
    period: ReturnPeriod
    gstin: str | None
    store_id: str | None
    hsn_digits: int
    file: bool


def gst_report(db: Database, caller: Caller, *, request: Any) -> dict[str, str]:
    """
    Give GSTR-1 for a month and a GSTIN, of all its stores or of one.

    How fresh it is, is read before the documents, so they hold at least what `as_of` promises. The documents are read and
    added up a page at a time: between two pages the process serves others. Raises InvalidReportQuery, StoreNotAllowed.
    """
    asked = _read(caller, request)
    account_id, first = caller.account_id, asked.period.first
    with db.transaction(account_id) as tx:
        as_of = reports.applied_through(tx, account_id)
    gstin = _choose(asked, documents.registrations(db, account_id, first, asked.store_id))
    made = GstReturn(gstin, asked.hsn_digits)
    for page in documents.of_month(db, account_id, first, gstin or "", asked.store_id):
        for document in page:
            made.add(document)
    if asked.store_id is None and (gaps := made.gaps()):  # a store's numbers are those of its registration's series
        span = (asked.period.shifted(-LATE_MONTHS).first, asked.period.shifted(LATE_MONTHS).first)
        known = documents.known_numbers(db, account_id, gstin or "", span, gaps)
        made.tell_missing(number for number in gaps if number not in known)
    if asked.file:
        return {"body": gst_return_to_wire(asked.period, gstin, made), "file_name": _file_name(asked.period, gstin)}
    return {"body": gst_report_to_wire(asked.period, gstin, asked.store_id, as_of, made)}


def _read(caller: Caller, request: Any) -> _Asked:
    asked = request if isinstance(request, dict) else {}
    period, gstin = read_return_period(asked.get("period")), asked.get("gstin")
    digits = asked.get("hsn_digits") or HSN_DIGITS[0]
    faults = []
    if period is None:
        faults.append(_fault("period", "period is a month such as 2026-06, or 062026"))
    if gstin is not None and not (isinstance(gstin, str) and _GSTIN.fullmatch(gstin)):
        faults.append(_fault("gstin", "gstin is a GSTIN of 15 characters"))
    if asked.get("format") not in (None, *FORMATS):
        faults.append(_fault("format", f"format is one of {', '.join(FORMATS)}"))
    if digits not in HSN_DIGITS:
        faults.append(_fault("hsn_digits", "hsn_digits is 4, 6 or 8"))
    if faults or period is None:
        raise InvalidReportQuery("the report cannot be made; errors names each parameter", errors=faults)
    return _Asked(period, gstin, own_store(caller, asked.get("store_id")), int(digits), asked.get("format") == GSTN)


def _choose(asked: _Asked, registered: list[str]) -> str | None:
    """Take the GSTIN asked for, else the only one of the month; None where no store had any."""
    known = [gstin for gstin in registered if gstin]
    if asked.gstin or len(known) < 2:
        return asked.gstin or (known[0] if known else None)
    detail = f"a return is made for one GSTIN; the month has documents of {', '.join(known)}"
    raise InvalidReportQuery(detail, errors=[{"parameter": "gstin", "code": "required", "detail": detail}])


def _file_name(period: ReturnPeriod, gstin: str | None) -> str:
    return f"GSTR1-{gstin or 'none'}-{period.fp}.json"


def _fault(parameter: str, detail: str) -> dict[str, str]:
    return {"parameter": parameter, "code": "invalid_type", "detail": detail}
