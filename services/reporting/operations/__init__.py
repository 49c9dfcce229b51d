"""What the reporting service can do."""

from services.reporting.operations.project_invoice_created import project_invoice_created
from services.reporting.operations.sales_report import sales_report

__all__ = ["project_invoice_created", "sales_report"]
