"""Reporting's answers as the public API shows them: rupees, percent, and the government's keys."""

from services.reporting.wire.gst import gst_report_to_wire, gst_return_to_wire
from services.reporting.wire.sales import sales_report_to_csv, sales_report_to_wire

__all__ = ["gst_report_to_wire", "gst_return_to_wire", "sales_report_to_csv", "sales_report_to_wire"]
