"""What the reporting service can do."""

from services.reporting.operations.gst_report import gst_report
from services.reporting.operations.project_documents import project_documents
from services.reporting.operations.rebuild_account import rebuild_account
from services.reporting.operations.sales_report import sales_report

__all__ = ["gst_report", "project_documents", "rebuild_account", "sales_report"]
