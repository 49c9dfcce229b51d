"""The books: what the clients know must be what the databases hold. A run whose books do not balance has no figure."""

from dataclasses import dataclass
from typing import Any

from bench import events, sql
from bench.stack import Running
from bench.work import Shop

PATIENCE_SECONDS = 120.0


class Unbalanced(Exception):
    """The books do not balance."""


@dataclass(frozen=True)
class Books:
    """Where invoices, numbers and stock stood."""

    invoices: dict[str, int]
    numbers: dict[str, int]
    stock: dict[tuple[str, str], int]


def opened(stack: Running) -> Books:
    """Read the books before a run."""
    billing = stack.owner_dsn("billing")
    return Books(
        invoices=dict(sql.rows(billing, "SELECT account_id, count(*) FROM invoices GROUP BY account_id")),
        numbers=dict(
            sql.rows(billing, "SELECT account_id, sum(last_number)::bigint FROM number_series GROUP BY account_id")
        ),
        stock={
            (account_id, sku): on_hand
            for account_id, sku, on_hand in sql.rows(
                billing,
                """
                SELECT p.account_id, p.sku, sum(s.on_hand_milli)::bigint
                  FROM stock_levels AS s
                  JOIN sellables AS p USING (account_id, product_id)
                 GROUP BY p.account_id, p.sku
                """,
            )
        },
    )


def closed(stack: Running, before: Books, shops: list[Shop], result: dict[str, Any]) -> float:
    """
    Wait for the events, then compare; returns how many seconds the events took.

    Raises Unbalanced when invoices, numbers used and 201s differ, when stock is not opening less sold, or when the run
    saw a wrong answer; exits when events stay unsent or unapplied.
    """
    if result["faults"]:
        raise Unbalanced(f"wrong answers: {result['faults']}")
    waited = events.wait_until_applied(stack, PATIENCE_SECONDS)
    after = opened(stack)
    complaints = [
        complaint
        for at, shop in enumerate(shops)
        for complaint in _complaints(
            shop.account_id, before, after, result["numbers"].get(str(at), []), result["sold"].get(str(at), {})
        )
    ]
    if complaints:
        raise Unbalanced("; ".join(complaints[:10]))
    _lines_and_payments(stack)
    return waited


def _complaints(account: str, before: Books, after: Books, numbers: list[str], sold: dict[str, int]) -> list[str]:
    invoices = after.invoices.get(account, 0) - before.invoices.get(account, 0)
    used = after.numbers.get(account, 0) - before.numbers.get(account, 0)
    found = []
    if not len(numbers) == len(set(numbers)) == invoices == used:
        found.append(
            f"{account}: {len(numbers)} answers of 201 with {len(set(numbers))} numbers, {invoices} invoices, {used} numbers used"
        )
    for (owner, sku), on_hand in after.stock.items():
        gone = before.stock.get((owner, sku), 0) - on_hand
        if owner == account and gone != sold.get(sku, 0) * 1000:
            found.append(f"{account}: {sold.get(sku, 0)} of {sku} sold, {gone / 1000:g} gone from stock")
    return found


def _lines_and_payments(stack: Running) -> None:
    """Whole invoices only: the sums of lines and payments are those of the invoices, over all accounts."""
    off = sql.one(
        stack.owner_dsn("billing"),
        """
        SELECT (SELECT sum(grand_total_paise - round_off_paise) FROM invoices)
               - (SELECT sum(total_paise) FROM invoice_lines)
               + (SELECT sum(amount_paid_paise) FROM invoices)
               - (SELECT sum(amount_paise) FROM payments WHERE mode <> 'credit')
        """,
    )
    if off:
        raise Unbalanced(f"invoices, lines and payments differ by {off} paise")
