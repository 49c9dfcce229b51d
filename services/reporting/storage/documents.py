"""Documents as they are kept for returns: a registration's month, page by page, and single numbers."""

from collections.abc import Iterator, Sequence
from datetime import date

from kit.db import Database
from services.reporting.domain.document import Document, read_document

PAGE = 250  # larger ones are slower: their lists live long enough for the garbage collector to walk them


def registrations(db: Database, account_id: str, month: date, store_id: str | None) -> list[str]:
    """List the GSTINs that documents of the month were made under, sorted; '' is that of a store without one."""
    rows = db.read(
        account_id,
        """
        SELECT DISTINCT gstin
          FROM documents
         WHERE account_id = %(account_id)s
           AND month = %(month)s
           AND kind <> 'payment'
           AND store_id = COALESCE(%(store_id)s::text, store_id)
         ORDER BY gstin
        """,
        {"account_id": account_id, "month": month, "store_id": store_id},
    )
    return [row["gstin"] for row in rows]


def of_month(db: Database, account_id: str, month: date, gstin: str, store_id: str | None) -> Iterator[list[Document]]:
    """
    Read a registration's invoices and credit notes of a month, a page at a time, each page in a read of its own.

    A page travels as one JSON text: read at once it takes a third of the time of its rows one by one.
    """
    after = ""
    while True:
        rows = db.read(
            account_id,
            """
            SELECT json_agg(json_build_array(kind, document_id, number, store_id, facts)) AS page
              FROM (SELECT kind, document_id, number, store_id, facts
                      FROM documents
                     WHERE account_id = %(account_id)s
                       AND month = %(month)s
                       AND document_id > %(after)s
                       AND gstin = %(gstin)s
                       AND kind <> 'payment'
                       AND store_id = COALESCE(%(store_id)s::text, store_id)
                     ORDER BY document_id
                     LIMIT %(limit)s) AS d
            """,
            {
                "account_id": account_id,
                "month": month,
                "after": after,
                "gstin": gstin,
                "store_id": store_id,
                "limit": PAGE,
            },
            prepare=True,
        )
        page = rows[0]["page"] or []
        yield [read_document(*row) for row in page]
        if len(page) < PAGE:
            return
        after = page[-1][1]


def known_numbers(
    db: Database, account_id: str, gstin: str, span: tuple[date, date], numbers: Sequence[str]
) -> set[str]:
    """Return those of these numbers that documents of the months bear, first and last included."""
    rows = db.read(
        account_id,
        """
        SELECT number
          FROM documents
         WHERE account_id = %(account_id)s
           AND month BETWEEN %(first)s AND %(last)s
           AND gstin = %(gstin)s
           AND number = ANY (%(numbers)s)
        """,
        {"account_id": account_id, "first": span[0], "last": span[1], "gstin": gstin, "numbers": list(numbers)},
    )
    return {row["number"] for row in rows}
