"""An amount in the words of an Indian invoice: lakhs and crores, rupees and paise, nothing to be added after."""

_BELOW_TWENTY = (
    "Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen "
    "Eighteen Nineteen"
).split()
_TENS = "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split()
_GROUPS = ((10_000_000, "Crore"), (100_000, "Lakh"), (1_000, "Thousand"), (100, "Hundred"))


def amount_in_words(paise: int) -> str:
    """Write an amount out, `Rupees One Lakh Twenty-Three Thousand and Fifty Paise Only`; ValueError below zero."""
    if paise < 0:
        raise ValueError("only an amount of zero or more is written out")
    rupees, rest = divmod(paise, 100)
    if not rest:
        return f"Rupees {in_words(rupees)} Only"
    if not rupees:
        return f"{in_words(rest)} Paise Only"
    return f"Rupees {in_words(rupees)} and {in_words(rest)} Paise Only"


def in_words(number: int) -> str:
    """Write a whole number out; a thousand crores are `One Thousand Crore`."""
    if number < 20:
        return _BELOW_TWENTY[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_BELOW_TWENTY[ones]}" if ones else "")
    size, name = next(group for group in _GROUPS if number >= group[0])
    many, rest = divmod(number, size)
    return f"{in_words(many)} {name}" + (f" {in_words(rest)}" if rest else "")
