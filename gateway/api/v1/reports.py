"""Reports."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import shown
from gateway.api.v1.schemas.queries import SalesReportQuery
from gateway.auth.stores import in_own_store
from gateway.rules import needs, query
from gateway.services import ask

reports = Blueprint("reports", __name__, url_prefix="/v1/reports")


@reports.get("/sales")
@needs("reports:read")
@query(SalesReportQuery)
def sales_report(query: dict[str, Any]) -> Response:
    """Sum sales up by day or month."""
    return shown(ask("reporting", "sales_report", in_own_store(query)))
