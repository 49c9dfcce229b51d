"""GSTINs: PAN part and check digit by python-stdnum; the states are ours, because its list lacks Ladakh and keeps old ones."""

import re

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.in_ import pan

from services.customers.domain.address import STATES

_FORM = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_gstin(text: str) -> bool:
    """Tell whether a text is a GSTIN: state, PAN, entity number, Z and check digit."""
    if not _FORM.fullmatch(text) or text[:2] not in STATES:
        return False
    try:
        pan.validate(text[2:12])
        luhn.validate(text, _ALPHABET)
    except ValidationError:
        return False
    return True
