"""A group of sales booked in one statement: stock, invoices, lines, payments and movements together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit.db import Tx
from services.billing.domain.invoice import Line
from services.billing.domain.sale import Draft
from services.billing.storage.stock import Place


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale with everything it is booked with."""

    account_id: str
    invoice_id: str
    number: str
    draft: Draft
    payment_ids: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Movement:
    """A change of stock by a document, with the balance after it."""

    account_id: str
    product_id: str
    store_id: str
    movement_id: str
    delta_milli: int
    on_hand_milli: int
    reason: str
    document_id: str
    occurred_at: datetime


_BOOK = """
WITH levels AS (
    UPDATE stock_levels AS s
       SET on_hand_milli = w.on_hand_milli, low_told = w.low_told, updated_at = %(now)s::timestamptz
      FROM unnest(%(level_accounts)s::text[], %(level_stores)s::text[], %(level_products)s::text[],
                  %(level_on_hand)s::bigint[], %(level_low_told)s::boolean[])
           AS w (account_id, store_id, product_id, on_hand_milli, low_told)
     WHERE s.account_id = w.account_id
       AND s.store_id = w.store_id
       AND s.product_id = w.product_id
), moved AS (
    INSERT INTO stock_movements
           (account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, document_id, occurred_at,
            recorded_at)
    SELECT account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, document_id, occurred_at,
           %(now)s::timestamptz
      FROM unnest(%(m_account_id)s::text[], %(m_product_id)s::text[], %(m_store_id)s::text[],
                  %(m_movement_id)s::text[], %(m_delta_milli)s::bigint[], %(m_on_hand_milli)s::bigint[],
                  %(m_reason)s::text[], %(m_document_id)s::text[], %(m_occurred_at)s::timestamptz[])
           AS m (account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, document_id,
                 occurred_at)
), billed AS (
    INSERT INTO invoice_lines
           (account_id, invoice_id, line, product_id, sku, name, description, hsn, unit, qty_milli, rate_paise,
            tax_inclusive, gst_rate_bp, cess_rate_bp, zero_rate_reason, discount_paise, bill_discount_paise,
            taxable_paise, cgst_paise, sgst_paise, igst_paise, cess_paise, total_paise)
    SELECT *
      FROM unnest(%(l_account_id)s::text[], %(l_invoice_id)s::text[], %(l_number)s::integer[], %(l_product_id)s::text[],
                  %(l_sku)s::text[], %(l_name)s::text[], %(l_description)s::text[], %(l_hsn)s::text[],
                  %(l_unit)s::text[], %(l_qty_milli)s::bigint[], %(l_rate_paise)s::bigint[],
                  %(l_tax_inclusive)s::boolean[], %(l_gst_rate_bp)s::integer[], %(l_cess_rate_bp)s::integer[],
                  %(l_zero_rate_reason)s::text[], %(l_discount_paise)s::bigint[], %(l_bill_discount_paise)s::bigint[],
                  %(l_taxable_paise)s::bigint[], %(l_cgst_paise)s::bigint[], %(l_sgst_paise)s::bigint[],
                  %(l_igst_paise)s::bigint[], %(l_cess_paise)s::bigint[], %(l_total_paise)s::bigint[])
), paid AS (
    INSERT INTO payments
           (account_id, invoice_id, payment_id, mode, amount_paise, tendered_paise, reference, received_at)
    SELECT account_id, invoice_id, payment_id, mode, amount_paise, tendered_paise, reference, %(now)s::timestamptz
      FROM unnest(%(p_account_id)s::text[], %(p_invoice_id)s::text[], %(p_payment_id)s::text[], %(p_mode)s::text[],
                  %(p_amount_paise)s::bigint[], %(p_tendered_paise)s::bigint[], %(p_reference)s::text[])
           AS p (account_id, invoice_id, payment_id, mode, amount_paise, tendered_paise, reference)
)
INSERT INTO invoices
       (account_id, invoice_id, invoice_no, gstin, store_id, status, document_type, customer_id, buyer_gstin,
        place_of_supply, inter_state, taxable_paise, tax_paise, round_off_paise, grand_total_paise, amount_paid_paise,
        issued_at, body, supplier_state, sez, created_at)
SELECT i.*, %(now)s::timestamptz
  FROM unnest(%(i_account_id)s::text[], %(i_invoice_id)s::text[], %(i_invoice_no)s::text[], %(i_gstin)s::text[],
              %(i_store_id)s::text[], %(i_status)s::text[], %(i_document_type)s::text[], %(i_customer_id)s::text[],
              %(i_buyer_gstin)s::text[], %(i_place_of_supply)s::text[], %(i_inter_state)s::boolean[],
              %(i_taxable_paise)s::bigint[], %(i_tax_paise)s::bigint[], %(i_round_off_paise)s::bigint[],
              %(i_grand_total_paise)s::bigint[], %(i_amount_paid_paise)s::bigint[], %(i_issued_at)s::timestamptz[],
              %(i_body)s::text[], %(i_supplier_state)s::text[], %(i_sez)s::boolean[]) AS i
"""

_LINE = (
    "number product_id sku name description hsn unit qty_milli rate_paise tax_inclusive gst_rate_bp cess_rate_bp "
    "zero_rate_reason discount_paise bill_discount_paise taxable_paise cgst_paise sgst_paise igst_paise cess_paise "
    "total_paise"
).split()
_MOVEMENT = (
    "account_id product_id store_id movement_id delta_milli on_hand_milli reason document_id occurred_at".split()
)


def book(
    tx: Tx,
    sales: Sequence[Sold],
    movements: Sequence[Movement],
    levels: Mapping[Place, tuple[int, bool]],
    now: datetime,
) -> None:
    """Write sales, their movements and the stock levels after them (whose rows are locked; stock.low told), in one statement."""
    tx.run(
        _BOOK,
        {
            **_level_columns(levels),
            **{f"m_{name}": [getattr(movement, name) for movement in movements] for name in _MOVEMENT},
            **_line_columns(sales),
            **_payment_columns(sales),
            **_invoice_columns(sales),
            "now": now,
        },
        prepare=True,
    )


def _level_columns(levels: Mapping[Place, tuple[int, bool]]) -> dict[str, Any]:
    return {
        "level_accounts": [account for account, _, _ in levels],
        "level_stores": [store for _, store, _ in levels],
        "level_products": [product for _, _, product in levels],
        "level_on_hand": [on_hand for on_hand, _ in levels.values()],
        "level_low_told": [low_told for _, low_told in levels.values()],
    }


def _line_columns(sales: Sequence[Sold]) -> dict[str, Any]:
    lines: list[tuple[Sold, Line]] = [(sale, line) for sale in sales for line in sale.draft.invoice.lines]
    columns: dict[str, Any] = {f"l_{name}": [getattr(line, name) for _, line in lines] for name in _LINE}
    columns["l_account_id"] = [sale.account_id for sale, _ in lines]
    columns["l_invoice_id"] = [sale.invoice_id for sale, _ in lines]
    return columns


def _payment_columns(sales: Sequence[Sold]) -> dict[str, Any]:
    payments = [
        (sale, payment_id, payment)
        for sale in sales
        for payment_id, payment in zip(sale.payment_ids, sale.draft.invoice.payments, strict=True)
    ]
    return {
        "p_account_id": [sale.account_id for sale, _, _ in payments],
        "p_invoice_id": [sale.invoice_id for sale, _, _ in payments],
        "p_payment_id": [payment_id for _, payment_id, _ in payments],
        "p_mode": [payment.mode for _, _, payment in payments],
        "p_amount_paise": [payment.amount_paise for _, _, payment in payments],
        "p_tendered_paise": [payment.tendered_paise for _, _, payment in payments],
        "p_reference": [payment.reference for _, _, payment in payments],
    }


def _invoice_columns(sales: Sequence[Sold]) -> dict[str, Any]:
    rows = [_invoice_row(sale) for sale in sales]
    return {f"i_{name}": [row[name] for row in rows] for name in rows[0]} if rows else {}


def _invoice_row(sale: Sold) -> dict[str, Any]:
    draft, invoice, customer = sale.draft, sale.draft.invoice, sale.draft.customer
    return {
        "account_id": sale.account_id,
        "invoice_id": sale.invoice_id,
        "invoice_no": sale.number,
        "gstin": draft.store.gstin,
        "store_id": draft.store.store_id,
        "status": invoice.status,
        "document_type": draft.document_type,
        "customer_id": customer.customer_id if customer else None,
        "buyer_gstin": customer.gstin if customer else None,
        "place_of_supply": draft.place.state,
        "inter_state": draft.place.inter,
        "taxable_paise": invoice.taxable_paise,
        "tax_paise": invoice.cgst_paise + invoice.sgst_paise + invoice.igst_paise + invoice.cess_paise,
        "round_off_paise": invoice.round_off_paise,
        "grand_total_paise": invoice.grand_total_paise,
        "amount_paid_paise": invoice.amount_paid_paise,
        "issued_at": draft.issued_at,
        "body": sale.body,
        "supplier_state": draft.store.state,
        "sez": customer is not None and customer.sez,
    }
