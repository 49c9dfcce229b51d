"""Reports."""

import json
from typing import Any

from flask import Blueprint, Response, request

from gateway.answers import JSON, saved_as, shown
from gateway.api.v1.schemas.queries import GstReportQuery, SalesReportQuery
from gateway.auth.stores import in_own_store
from gateway.request_context import current
from gateway.rules import needs, produces, query
from gateway.services import ask
from kit.errors import WireError

reports = Blueprint("reports", __name__, url_prefix="/v1/reports")

CSV = "text/csv"
RETURN_SECONDS = 20.0
"""A return of 100,000 invoices takes some seconds."""


@reports.get("/sales")
@needs("reports:read")
@produces(JSON, CSV, "application/problem+json")
@query(SalesReportQuery)
def sales_report(query: dict[str, Any]) -> Response:
    """Sum sales up by day or month, in JSON or as a CSV file."""
    wanted = query["format"] or ("csv" if request.accept_mimetypes.best_match((JSON, CSV)) == CSV else "json")
    current().headers.append(("Vary", "Accept"))
    asked = {**query, "format": wanted, "store_names": _store_names() if query["group_by"] == "store" else {}}
    result = ask("reporting", "sales_report", in_own_store(asked))
    return saved_as(result, f"{CSV}; charset=utf-8") if wanted == "csv" else shown(result)


@reports.get("/gst")
@needs("reports:read")
@query(GstReportQuery)
def gst_report(query: dict[str, Any]) -> Response:
    """Make a month's GSTR-1 of a GSTIN, with the checks of it and what to mend."""
    result = ask("reporting", "gst_report", in_own_store(query), seconds=RETURN_SECONDS)
    return saved_as(result, JSON) if query["format"] == "gstn" else shown(result)


def _store_names() -> dict[str, str]:
    """Name the account's hundred newest stores; a report without names is better than none, so billing may be away."""
    try:
        stores = json.loads(ask("billing", "list_stores", {"filters": {}, "after": None, "limit": 100})["body_items"])
    except WireError:
        return {}
    return {store["id"]: store["name"] for store in stores}
