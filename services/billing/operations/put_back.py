"""Put what a credit note returns back into stock: locked in the one order, written to the ledger, told."""

from collections.abc import Mapping
from datetime import datetime

from kit.caller import Caller
from kit.db import Tx
from kit.ids import new_id
from kit.messaging import outbox
from services.billing.domain.credit_note import CreditNote
from services.billing.domain.stock import REFUND, Level, low_news, wanted_by_product
from services.billing.operations.stock_by_hand import locked
from services.billing.storage import returned_stock, sellables
from services.billing.storage.sales import Movement
from services.billing.storage.stock import Place


def lock_shelves(tx: Tx, caller: Caller, store_id: str, note: CreditNote, now: datetime) -> dict[Place, Level]:
    """Lock the stock rows that a note puts back into, sorted as every sale does; without restock there are none."""
    products = _restocked(note)
    return locked(tx, [(caller.account_id, store_id, product_id) for product_id in products], now) if products else {}


def put_back(
    tx: Tx, caller: Caller, note: CreditNote, shelves: Mapping[Place, Level], credit_note_id: str, now: datetime
) -> None:
    """
    Add what comes back to what is on hand now, whatever was counted meanwhile, and tell stock.changed.

    Stock that has recovered lets stock.low be told again.
    """
    if not shelves:
        return
    quantities = _restocked(note)
    names = [(account_id, None, product_id) for account_id, _, product_id in shelves]
    reorder = {product.product_id: product.reorder_level_milli for product in sellables.named(tx, names) if product}
    movements, levels, changes = [], {}, []
    for place, before in shelves.items():
        qty, after = quantities[place[2]], before.on_hand_milli + quantities[place[2]]
        told, _ = low_news(before.low_told, before.on_hand_milli, after, reorder.get(place[2]))
        levels[place] = Level(after, told)
        movements.append(_movement(place, qty, after, credit_note_id, now))
        changes.append(_change(place, note, qty, after))
    returned_stock.put_back(tx, movements, levels, now)
    outbox.add(tx, caller, "stock.changed", {"changes": changes}, at=now)


def _restocked(note: CreditNote) -> dict[str, int]:
    return wanted_by_product((line.part.product_id, line.part.qty_milli) for line in note.lines if line.restock)


def _movement(place: Place, qty: int, after: int, credit_note_id: str, now: datetime) -> Movement:
    account_id, store_id, product_id = place
    movement_id = new_id("mov", now)
    return Movement(account_id, product_id, store_id, movement_id, qty, after, REFUND, credit_note_id, now)


def _change(place: Place, note: CreditNote, qty: int, after: int) -> dict[str, str | int]:
    _, store_id, product_id = place
    return {
        "product_id": product_id,
        "sku": next(line.part.sku for line in note.lines if line.part.product_id == product_id),
        "store_id": store_id,
        "delta_milli": qty,
        "on_hand_milli": after,
        "reason": REFUND,
    }
