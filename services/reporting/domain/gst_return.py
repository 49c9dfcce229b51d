"""A registration's return of a month: its tables, the numbers issued, the problems of its documents, and the checks."""

from collections.abc import Iterable

from services.reporting.domain.document import CREDIT_NOTE, INVOICE, Document
from services.reporting.domain.gst_checks import Check, count_check, money_checks
from services.reporting.domain.gst_problems import MOST_PROBLEMS, Problem, problems_of
from services.reporting.domain.gstr1 import Gstr1
from services.reporting.domain.number_series import Series, series_of


class GstReturn:
    """Filled document by document. Without a GSTIN there is no return: each document is a problem."""

    def __init__(self, gstin: str | None, hsn_digits: int) -> None:
        self._tables = Gstr1()
        self.problems: list[Problem] = []
        self.problems_count = 0
        self.gstin = gstin
        self._hsn_digits = hsn_digits
        self._numbers: dict[str, list[str]] = {INVOICE: [], CREDIT_NOTE: []}
        self._series: dict[str, list[Series]] = {}
        self._set_aside: set[str] = set()

    @property
    def tables(self) -> Gstr1:
        """The tables, filled with all documents so far."""
        self._tables.settle()
        return self._tables

    def add(self, document: Document) -> None:
        """Add a document and what is wrong with it."""
        if not self.gstin:
            self._tell([_no_gstin(document)])
            return
        self._tell(problems_of(document, self._hsn_digits))
        if self._tables.add(document):
            self._numbers[document.kind].append(document.number)
        else:
            self._set_aside.add(document.number)

    def series(self, kind: str) -> list[Series]:
        """Give the numbers of invoices, or of credit notes, by series, once all documents are there."""
        if kind not in self._series:
            self._series[kind] = series_of(self._numbers[kind])
        return self._series[kind]

    def gaps(self) -> list[str]:
        """Name the numbers missing between those of the month; they may stand among those of another month."""
        missing = [number for kind in self._numbers for series in self.series(kind) for number in series.missing()]
        return [number for number in missing if number not in self._set_aside]

    def tell_missing(self, numbers: Iterable[str]) -> None:
        """Make a problem of each number that no document bears."""
        self._tell(_missing(number) for number in numbers)

    def checks(self) -> list[Check]:
        """Compare the tables with each other and with the documents."""
        issued = sum(run.count for kind in self._numbers for series in self.series(kind) for run in series.runs())
        return [*money_checks(self.tables), count_check(self.tables, issued)]

    def _tell(self, problems: Iterable[Problem]) -> None:
        """All problems are counted, the first thousand are named."""
        for problem in problems:
            self.problems_count += 1
            if len(self.problems) < MOST_PROBLEMS:
                self.problems.append(problem)


def _no_gstin(document: Document) -> Problem:
    return Problem(
        document.number,
        None,
        "supplier_gstin_missing",
        "The store had no GSTIN when it made this document; it is in no return.",
        "PATCH /v1/stores/{id} with the GSTIN before the next sale.",
    )


def _missing(number: str) -> Problem:
    return Problem(
        number,
        None,
        "number_missing",
        "No document with this number is known, in this month or those beside it.",
        "Ask again in a minute: it may be on its way here. If it stays away, look at reporting's waiting and dead events.",
    )
