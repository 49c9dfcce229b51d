"""Number series: locked counter rows, taken last in the transaction, so that there are no gaps and no twins."""

from collections.abc import Mapping

from kit.db import Tx

Key = tuple[str, str, str, int, str]  # account, GSTIN, document kind, financial year, series


def take(tx: Tx, counts: Mapping[Key, int]) -> dict[Key, int]:
    """Take so many numbers of each series and return the first of each; counters are locked in one order."""
    keys = sorted(counts)
    rows = tx.all(
        """
        INSERT INTO number_series AS n (account_id, gstin, document, financial_year, series, last_number)
        SELECT account_id, gstin, document, financial_year, series, taken
          FROM unnest(%(accounts)s::text[], %(gstins)s::text[], %(documents)s::text[], %(years)s::integer[],
                      %(series)s::text[], %(counts)s::bigint[])
               AS w (account_id, gstin, document, financial_year, series, taken)
         ORDER BY account_id, gstin, document, financial_year, series
            ON CONFLICT (account_id, gstin, document, financial_year, series) DO UPDATE
           SET last_number = n.last_number + excluded.last_number
        RETURNING account_id, gstin, document, financial_year, series, last_number
        """,
        {
            "accounts": [key[0] for key in keys],
            "gstins": [key[1] for key in keys],
            "documents": [key[2] for key in keys],
            "years": [key[3] for key in keys],
            "series": [key[4] for key in keys],
            "counts": [counts[key] for key in keys],
        },
        prepare=True,
    )
    first = {}
    for row in rows:
        last = row.pop("last_number")
        key = (row["account_id"], row["gstin"], row["document"], row["financial_year"], row["series"])
        first[key] = last - counts[key] + 1
    return first
