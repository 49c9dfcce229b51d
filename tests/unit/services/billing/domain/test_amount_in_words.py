"""An amount in words says lakh and crore, and can be read back to the paisa."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.amount_in_words import amount_in_words

MOST_PAISE = 999_999_999_999
SMALL = {
    word: number
    for number, word in enumerate(
        (
            "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen "
            "Seventeen Eighteen Nineteen"
        ).split()
    )
} | {
    word: 10 * number
    for number, word in enumerate("Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split(), start=2)
}
LARGE = {"Thousand": 1_000, "Lakh": 100_000, "Crore": 10_000_000}


@pytest.mark.parametrize(
    ("paise", "words"),
    [
        (0, "Rupees Zero Only"),
        (5, "Five Paise Only"),
        (1_00, "Rupees One Only"),
        (220_00, "Rupees Two Hundred Twenty Only"),
        (21_50, "Rupees Twenty-One and Fifty Paise Only"),
        (1_153_00, "Rupees One Thousand One Hundred Fifty-Three Only"),
        (1_00_000_00, "Rupees One Lakh Only"),
        (
            1_23_456_78,
            "Rupees One Lakh Twenty-Three Thousand Four Hundred Fifty-Six and Seventy-Eight Paise Only",
        ),
        (1_00_00_000_01, "Rupees One Crore and One Paise Only"),
        (10_00_00_000_00, "Rupees Ten Crore Only"),
        (1_000_00_00_000_00, "Rupees One Thousand Crore Only"),
        (
            MOST_PAISE,
            (
                "Rupees Nine Hundred Ninety-Nine Crore Ninety-Nine Lakh Ninety-Nine Thousand Nine Hundred Ninety-Nine and "
                "Ninety-Nine Paise Only"
            ),
        ),
    ],
)
def test_lakhs_and_crores(paise: int, words: str) -> None:
    assert amount_in_words(paise) == words


@given(st.integers(0, MOST_PAISE))
def test_the_words_can_be_read_back(paise: int) -> None:
    words = amount_in_words(paise)

    assert words.endswith(" Only")
    head, _, paise_words = words.removesuffix(" Only").rpartition(" and ") if "Paise" in words else (words, "", "")
    rupees = _number(head.removeprefix("Rupees ").removesuffix(" Only")) if head else 0
    assert rupees * 100 + _number(paise_words.removesuffix(" Paise")) == paise


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        amount_in_words(-1)


def _number(words: str) -> int:
    """Read a number as a person does: what stands before a large word is multiplied by it."""
    total = part = 0
    for word in words.replace("-", " ").split():
        if word in SMALL:
            part += SMALL[word]
        elif word == "Hundred":
            part *= 100
        else:
            total, part = total + part * LARGE[word], 0
    return total + part
