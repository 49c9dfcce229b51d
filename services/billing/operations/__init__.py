"""What billing can do: the table of contents."""

from services.billing.operations.adjust_stock import adjust_stock
from services.billing.operations.apply_product import apply_product
from services.billing.operations.change_store import change_store
from services.billing.operations.check_stores import check_stores
from services.billing.operations.create_invoice import create_invoice
from services.billing.operations.create_invoice_batch import create_invoice_batch
from services.billing.operations.create_invoices import Sale, bill_group, create_invoices
from services.billing.operations.export_documents import export_documents
from services.billing.operations.get_credit_note import get_credit_note
from services.billing.operations.get_inventory import get_inventory
from services.billing.operations.get_invoice import get_invoice
from services.billing.operations.get_stock import get_stock
from services.billing.operations.get_store import get_store
from services.billing.operations.list_invoices import list_invoices
from services.billing.operations.list_low_stock import list_low_stock
from services.billing.operations.list_movements import list_movements
from services.billing.operations.list_refunds import list_refunds
from services.billing.operations.list_stores import list_stores
from services.billing.operations.open_store import open_store
from services.billing.operations.preview_invoice import preview_invoice
from services.billing.operations.preview_refund import preview_refund
from services.billing.operations.record_payment import record_payment
from services.billing.operations.refund_invoice import refund_invoice
from services.billing.operations.remember_customers import remember_customers
from services.billing.operations.remember_merges import remember_merges
from services.billing.operations.transfer_stock import transfer_stock

__all__ = [
    "Sale",
    "adjust_stock",
    "apply_product",
    "bill_group",
    "change_store",
    "check_stores",
    "create_invoice",
    "create_invoice_batch",
    "create_invoices",
    "export_documents",
    "get_credit_note",
    "get_inventory",
    "get_invoice",
    "get_stock",
    "get_store",
    "list_invoices",
    "list_low_stock",
    "list_movements",
    "list_refunds",
    "list_stores",
    "open_store",
    "preview_invoice",
    "preview_refund",
    "record_payment",
    "refund_invoice",
    "remember_customers",
    "remember_merges",
    "transfer_stock",
]
