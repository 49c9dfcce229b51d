"""Reporting on the bus: entrypoints only."""

from kit import idempotency as keys
from kit.messaging import DatabaseProvider, on_event, rpc
from services.reporting import operations


class Reporting:
    """Sales reports and GST returns, made from events."""

    name = "reporting"

    db = DatabaseProvider()

    @rpc
    def sales_report(self, caller, request):
        return operations.sales_report(self.db, caller, request=request)

    @rpc
    def gst_report(self, caller, request):
        return operations.gst_report(self.db, caller, request=request)

    @rpc
    def find_idempotency_key(self, caller, request):
        return keys.find(self.db, caller, request["key"])

    @on_event("billing", "invoice.created")
    def project_invoice_created(self, tx, events):
        operations.project_documents(tx, events)

    @on_event("billing", "invoice.refunded")
    def project_invoice_refunded(self, tx, events):
        operations.project_documents(tx, events)

    @on_event("billing", "payment.received")
    def project_payment_received(self, tx, events):
        operations.project_documents(tx, events)
