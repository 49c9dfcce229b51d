"""The link for a UPI app: every value escaped, the amount with two decimals, a reference of letters and digits."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.upi import payment_link

DUE = {
    "upi_id": "demokirana@okbank",
    "payee": "Demo Kirana, Indiranagar",
    "reference": "inv_01J000000000000000000PAGE1",
    "note": "BLR/2627/0001",
    "amount_paise": 120_50,
}


def test_a_link_as_an_app_reads_it() -> None:
    assert payment_link(**DUE) == (
        "upi://pay?pa=demokirana@okbank&pn=Demo%20Kirana%2C%20Indiranagar&tr=inv01J000000000000000000PAGE1"
        "&tn=BLR%2F2627%2F0001&am=120.50&cu=INR"
    )


@pytest.mark.parametrize(("paise", "text"), [(1, "0.01"), (100, "1.00"), (1_23_456_78, "123456.78")])
def test_an_amount_has_two_decimals_and_no_groups(paise: int, text: str) -> None:
    assert f"&am={text}&" in payment_link(**{**DUE, "amount_paise": paise})


@given(st.text(min_size=1, max_size=200))
def test_no_name_can_add_a_field_to_the_link(name: str) -> None:
    link = payment_link(**{**DUE, "payee": name})

    fields = parse_qs(urlsplit(link).query, keep_blank_values=True, strict_parsing=True)
    assert fields["pn"] == [name[:50]]
    assert fields["am"] == ["120.50"]
    assert list(fields) == ["pa", "pn", "tr", "tn", "am", "cu"]
    assert " " not in link
