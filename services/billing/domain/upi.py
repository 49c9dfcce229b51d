"""The link that a UPI app reads off a QR code (NPCI's UPI linking specification): who is paid, how much, and for what."""

from urllib.parse import quote

MOST_PAYEE = 50  # apps cut longer names, or refuse them
MOST_REFERENCE = 35


def payment_link(*, upi_id: str, payee: str, reference: str, note: str, amount_paise: int) -> str:
    """
    Write the link for an amount due.

    `reference` comes back in the bank's statement: apps take letters and digits alone, so the rest is left out. A link that
    was shown is no proof of payment.
    """
    fields = {
        "pa": upi_id,
        "pn": payee[:MOST_PAYEE],
        "tr": "".join(character for character in reference if character.isascii() and character.isalnum())[
            :MOST_REFERENCE
        ],
        "tn": note,
        "am": f"{amount_paise // 100}.{amount_paise % 100:02}",
        "cu": "INR",
    }
    return "upi://pay?" + "&".join(f"{name}={quote(value, safe='@')}" for name, value in fields.items())
