"""What can be wrong with a single field or parameter: the codes that stand in `errors[]` of a problem."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FaultCode:
    """One fault of a request, found inside `errors[]` with the JSON pointer (or the parameter) that it is about."""

    code: str
    meaning: str
    what_to_do: str


_FAULTS = (
    FaultCode("required", "A field that must be there is missing or null.", "Send it."),
    FaultCode("unknown_field", "The object has no such field.", "Check the spelling, or leave it out."),
    FaultCode(
        "invalid_type", "The value has another type or form than the field takes.", "Send what the detail names."
    ),
    FaultCode(
        "invalid_number",
        "Not a plain JSON number: a text, NaN, Infinity or one with an exponent.",
        "Send digits with an optional decimal point, without quotes.",
    ),
    FaultCode("too_many_decimals", "More decimals than the unit has.", "Money 2, quantities 3, percentages 2."),
    FaultCode(
        "out_of_range", "Too small, too large, too short, too long, too few or too many.", "Stay in the range named."
    ),
    FaultCode("unknown_sku", "The account has no product with this SKU or id.", "Create the product first."),
    FaultCode("unknown_store", "The account has no such store.", "List the stores with GET /v1/stores."),
    FaultCode("unknown_line", "The invoice has no such line.", "Use a line number of the invoice."),
    FaultCode(
        "unknown_customer", "The account has no such customer.", "Send the customer's phone, or create it first."
    ),
    FaultCode("invalid_phone", "Not a valid phone number, read with India as the home country.", "Send it as +91…"),
    FaultCode("invalid_gstin", "Not a GSTIN: 15 characters with a check digit.", "Copy it from the registration."),
    FaultCode("invalid_hsn", "Not an HSN or SAC code: 4, 6 or 8 digits.", "Look the code up in the customs tariff."),
    FaultCode("rate_not_in_force", "The GST rate does not exist on that day.", "Send a rate that is in force."),
    FaultCode(
        "buyer_address_required",
        "The law wants the buyer's name and address on this invoice.",
        "Send customer.name and customer.address with the state.",
    ),
    FaultCode("payment_exceeds_due", "Other than in cash nobody pays more than is due.", "Send at most what is due."),
    FaultCode("field_immutable", "The field cannot be changed any more.", "Leave it out."),
    FaultCode("url_refused", "Webhooks are not sent to this address.", "Send a public https URL."),
)

FAULTS: Final[dict[str, FaultCode]] = {fault.code: fault for fault in _FAULTS}
