"""Give billing the products as they are now, so that the till bills nothing older once the client has its answer."""

from collections.abc import Sequence

from kit.caller import Caller
from kit.db import Database
from kit.errors import DeadlineExceeded, Unavailable
from services.catalog.operations.ask_stores import TIMEOUT_SECONDS, Bus
from services.catalog.storage import products
from services.catalog.wire import product_to_document


def apply_to_billing(db: Database, bus: Bus, caller: Caller, product_ids: Sequence[str]) -> None:
    """
    Call billing.apply_product with the committed documents; called again when the request is replayed.

    Raises WireError when the call is lost: the products are committed, the client sees 503, the same request (with its key,
    if it has one) finishes it, and the event mends billing's copy in any case.
    """
    documents = [product_to_document(product) for product in products.load(db, caller.account_id, product_ids)]
    if not documents:
        return
    try:
        bus.call("billing", "apply_product", caller=caller, request={"documents": documents}, timeout=TIMEOUT_SECONDS)
    except DeadlineExceeded:
        raise Unavailable("saved, but billing has not confirmed it; the same request finishes it") from None
