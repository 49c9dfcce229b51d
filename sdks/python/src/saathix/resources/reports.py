"""Sales and GST reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from ._base import Resource

if TYPE_CHECKING:
    from ..types import GstReport, SalesReport

Granularity = Literal["hour", "day", "month"]
Group = Literal["store", "payment_mode", "gst_rate", "product"]


class Reports(Resource):
    """Sums over days and months of India."""

    @overload
    def sales(
        self,
        *,
        from_: str,
        to: str,
        granularity: Granularity = "day",
        store: str | None = None,
        group_by: Group | None = None,
        format: Literal["json"] = "json",
    ) -> SalesReport: ...
    @overload
    def sales(
        self,
        *,
        from_: str,
        to: str,
        granularity: Granularity = "day",
        store: str | None = None,
        group_by: Group | None = None,
        format: Literal["csv"],
    ) -> str: ...
    def sales(
        self,
        *,
        from_: str,
        to: str,
        granularity: Granularity = "day",
        store: str | None = None,
        group_by: Group | None = None,
        format: Literal["json", "csv"] = "json",
    ) -> SalesReport | str:
        """Sum sales up from one day to another, both included; `format="csv"` gives the text of a file."""
        query = {
            "granularity": granularity,
            "from": from_,
            "to": to,
            "store": store,
            "group_by": group_by,
            "format": format,
        }
        if format == "csv":
            return self._client.request("GET", "/v1/reports/sales", query=query).body.decode()
        report: SalesReport = self._client._object("GET", "/v1/reports/sales", query=query)
        return report

    @overload
    def gst(
        self,
        *,
        period: str,
        gstin: str | None = None,
        store: str | None = None,
        hsn_digits: int | None = None,
        format: Literal["json"] = "json",
    ) -> GstReport: ...
    @overload
    def gst(
        self,
        *,
        period: str,
        gstin: str | None = None,
        store: str | None = None,
        hsn_digits: int | None = None,
        format: Literal["gstn"],
    ) -> dict[str, Any]: ...
    def gst(
        self,
        *,
        period: str,
        gstin: str | None = None,
        store: str | None = None,
        hsn_digits: int | None = None,
        format: Literal["json", "gstn"] = "json",
    ) -> GstReport | dict[str, Any]:
        """Make a month's GSTR-1 with its checks; `format="gstn"` gives the file for the GST portal."""
        query = {"period": period, "gstin": gstin, "store": store, "hsn_digits": hsn_digits, "format": format}
        report: GstReport = self._client._object("GET", "/v1/reports/gst", query=query)
        return report
