"""What is printed of an invoice or a credit note: the particulars of Rules 46, 49 and 53 CGST, in integer paise."""

from dataclasses import dataclass
from datetime import datetime

from services.billing.domain.buyer import BILL_OF_SUPPLY, UNTAXED_REASONS
from services.billing.domain.states import OTHER_COUNTRY, STATE_NAMES, state_tax_label
from services.billing.domain.upi import payment_link

INVOICE, CREDIT_NOTE = "invoice", "credit_note"


@dataclass(frozen=True, slots=True)
class Party:
    """The supplier or the buyer; `address` is its lines, `state` a GST code."""

    name: str | None
    gstin: str | None = None
    address: tuple[str, ...] = ()
    state: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line as printed; `discount_paise` holds its share of the bill's, and lowers qty × rate in the rate's own tax basis."""

    number: int
    name: str
    description: str | None
    hsn: str | None
    unit: str
    qty_milli: int
    rate_paise: int
    tax_inclusive: bool
    discount_paise: int
    gst_rate_bp: int
    cess_rate_bp: int
    zero_rate_reason: str | None
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    cess_paise: int
    total_paise: int


@dataclass(frozen=True, slots=True)
class Money:
    """Money that came in or was given back."""

    mode: str
    amount_paise: int
    tendered_paise: int | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A document with all that is printed of it."""

    kind: str
    document_id: str
    document_type: str
    number: str
    issued_at: datetime
    original: tuple[str, datetime] | None
    """Of a credit note: the invoice's number and date (Rule 53)."""
    supplier: Party
    upi_id: str | None
    composition: bool
    """Whether the store is under composition today; the document itself may tell more."""
    buyer: Party | None
    delivered: bool
    place_of_supply: str
    inter_state: bool
    sez: bool
    lines: tuple[ReceiptLine, ...]
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    cess_paise: int
    discount_paise: int
    round_off_paise: int
    total_paise: int
    payments: tuple[Money, ...]
    paid_paise: int
    due_paise: int
    change_paise: int
    reason: str | None
    gst_effective: bool
    """Of a credit note: whether it lowers the tax (s.34(2))."""
    notes: str | None
    livemode: bool
    masked: bool
    """Whether the buyer's particulars are left out."""

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back."""
        return self.kind == CREDIT_NOTE

    @property
    def untaxed(self) -> bool:
        """Whether it is a bill of supply, on which no tax is shown."""
        return self.document_type == BILL_OF_SUPPLY

    @property
    def title(self) -> str:
        """What the document is called. A consumer's bill of taxed and exempt goods is both in one (Rule 46A)."""
        if self.is_credit_note:
            return "Credit Note"
        if self.untaxed:
            return "Bill of Supply"
        if not self.supplier.gstin:
            return "Invoice"
        exempt = [_is_exempt(line) for line in self.lines]
        consumer = self.buyer is None or not self.buyer.gstin
        return "Invoice-cum-Bill of Supply" if consumer and any(exempt) and not all(exempt) else "Tax Invoice"

    @property
    def copy_of(self) -> str:
        """Which copy it is (Rule 48): whole and in live mode, the one for the recipient."""
        if self.masked:
            return "Copy without the buyer's particulars"
        is_original = self.livemode and self.supplier.gstin and not self.untaxed and not self.is_credit_note
        return "Original for recipient" if is_original else ""

    @property
    def credited_paise(self) -> int:
        """What credit notes took off what was to be paid."""
        return 0 if self.is_credit_note else max(self.total_paise - self.paid_paise - self.due_paise, 0)

    @property
    def state_tax(self) -> str:
        """SGST, or UTGST where the supply is in a territory without a legislature."""
        return state_tax_label(self.place_of_supply)

    @property
    def upi_link(self) -> str | None:
        """What the QR code says: nothing when nothing is due, and none without the store's UPI id."""
        if self.is_credit_note or self.due_paise <= 0 or not self.upi_id or not self.livemode:
            return None
        return payment_link(
            upi_id=self.upi_id,
            payee=self.supplier.name or "",
            reference=self.document_id,
            note=self.number,
            amount_paise=self.due_paise,
        )


def declarations(receipt: Receipt) -> list[str]:
    """Return the words that the law wants on such a document."""
    said = []
    if receipt.untaxed and (receipt.composition or any(not _is_exempt(line) for line in receipt.lines)):
        said.append("Composition taxable person, not eligible to collect tax on supplies.")  # Rule 5(1)(f)
    if receipt.sez or receipt.place_of_supply == OTHER_COUNTRY:
        whom = "to SEZ unit or SEZ developer for authorised operations" if receipt.sez else "meant for export"
        how = (
            "on payment of integrated tax"
            if receipt.igst_paise
            else "under bond or letter of undertaking without payment of integrated tax"
        )
        said.append(f"Supply {whom} {how}.")  # Rule 46, third proviso
    if not receipt.gst_effective:
        said.append("Commercial credit note: issued after the time of s.34(2), it does not lower the tax.")
    return said


def place_name(state: str) -> str:
    """Name a state with its code, `29 – Karnataka`."""
    return f"{state} – {STATE_NAMES.get(state, 'unknown')}"


def _is_exempt(line: ReceiptLine) -> bool:
    return line.gst_rate_bp == 0 and line.zero_rate_reason in UNTAXED_REASONS
