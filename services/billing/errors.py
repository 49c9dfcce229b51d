"""Every refusal billing can give, one class each."""

from kit.errors import Fault, Refusal


class ValidationFailed(Refusal):
    """The request is readable and wrong; `errors` names every fault."""

    code = "validation_failed"

    def __init__(self, errors: list[Fault]) -> None:
        super().__init__("The request has faults; each is named in errors.", errors=errors)


class InsufficientStock(Refusal):
    code = "insufficient_stock"

    def __init__(self, errors: list[Fault]) -> None:
        super().__init__("There is not enough in stock; each short line is named in errors.", errors=errors)


class ProductArchived(Refusal):
    """A sale names a product that is no longer sold."""

    code = "product_archived"

    def __init__(self, errors: list[Fault]) -> None:
        super().__init__("A product of this sale is archived and cannot be sold.", errors=errors)


class StoreClosed(Refusal):
    code = "store_closed"


class StoreNotAllowed(Refusal):
    code = "store_not_allowed"


class StockChanged(Refusal):
    code = "stock_changed"


class NotFound(Refusal):
    code = "not_found"


class AmbiguousNumber(Refusal):
    code = "ambiguous_number"


class RefundExceedsInvoice(Refusal):
    """A refund asks back more of a line than is left of it."""

    code = "refund_exceeds_invoice"

    def __init__(self, errors: list[Fault]) -> None:
        super().__init__("The refund asks back more than is left; each such line is named in errors.", errors=errors)


class NothingToRefund(Refusal):
    code = "nothing_to_refund"
