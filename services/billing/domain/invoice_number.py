"""Document numbers: at most 16 characters, consecutive, unique per GSTIN and financial year (Rule 46(b) CGST)."""

import re
from dataclasses import dataclass

from kit.errors import Fault, fault

DEFAULT_INVOICE_TEMPLATE = "INV-{YYYY}-{00000}"
DEFAULT_CREDIT_NOTE_TEMPLATE = "CN-{YYYY}-{00000}"
LONGEST = 16

_TOKEN = re.compile(r"\{([^{}]*)\}")
_ALLOWED = re.compile(r"[A-Z0-9/-]*")
_YEAR_TOKENS = ("YYYY", "FY2")
_EXAMPLE_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Series:
    """A template with its year put in. `key` names the counter: stores whose numbers could meet share one."""

    prefix: str
    width: int
    suffix: str

    @property
    def key(self) -> str:
        """The rendered prefix, and what follows the number where something does; its padding is no part of it."""
        return f"{self.prefix}#{self.suffix}" if self.suffix else self.prefix

    def number(self, n: int) -> str:
        """Write the n-th number. It grows past its padding until 16 characters are full; then ValueError."""
        text = f"{self.prefix}{n:0{self.width}d}{self.suffix}"
        if n < 1 or len(text) > LONGEST:
            raise ValueError(f"no number {n} in the series {self.key}: {text} has over {LONGEST} characters")
        return text


def series_of(template: str, financial_year: int) -> Series:
    """Put the year into a checked template: `{YYYY}` the year it began in, `{FY2}` both, `2627`."""
    text = template.replace("{YYYY}", f"{financial_year:04d}")
    text = text.replace("{FY2}", f"{financial_year % 100:02d}{(financial_year + 1) % 100:02d}")
    prefix, _, rest = text.partition("{")
    padding, _, suffix = rest.partition("}")
    return Series(prefix, len(padding), suffix)


def render(template: str, financial_year: int, n: int) -> str:
    """Write the n-th number of a template in a financial year: `INV-2026-00001`."""
    return series_of(template, financial_year).number(n)


def template_faults(template: str, pointer: str) -> list[Fault]:
    """Name everything wrong with a template; none means that every number it gives is lawful."""
    tokens = _TOKEN.findall(template)
    counters = [token for token in tokens if token and not token.strip("0")]
    faults = []
    if not any(token in _YEAR_TOKENS for token in tokens):
        faults.append(fault(pointer, "required", "A template needs a year: {YYYY} or {FY2}."))
    if len(counters) != 1:
        faults.append(fault(pointer, "required", "A template needs one counter, zeros in braces, such as {00000}."))
    if not _only_known(template, tokens):
        detail = "A template holds A-Z, 0-9, - and /, and the tokens {YYYY}, {FY2} and {00000}."
        faults.append(fault(pointer, "out_of_range", detail))
    if re.search(r"\d\{0+\}|\{0+\}\d", template):
        faults.append(fault(pointer, "out_of_range", "A digit beside the counter would read as part of the number."))
    if not faults and len(_longest(template)) > LONGEST:
        detail = f"Its longest number, {_longest(template)}, has over {LONGEST} characters."
        faults.append(fault(pointer, "out_of_range", detail))
    return faults


def _only_known(template: str, tokens: list[str]) -> bool:
    known = all(token in _YEAR_TOKENS or (token and not token.strip("0")) for token in tokens)
    return known and _ALLOWED.fullmatch(_TOKEN.sub("", template)) is not None


def _longest(template: str) -> str:
    series = series_of(template, _EXAMPLE_YEAR)
    return f"{series.prefix}{'9' * series.width}{series.suffix}"
