"""
The process that prints billing's documents: `kit.runner services.billing.receipts:Receipts services.billing.settings:ReceiptsSettings`.

It only reads, and works beside the tills: while it is busy or away, sales go on.
"""

from typing import Any

from nameko.extensions import DependencyProvider

from kit.caller import Caller
from kit.messaging import ReaderProvider, rpc
from services.billing.adapters.pdf_press import Press
from services.billing.operations.render_receipt import render_receipt


class PressProvider(DependencyProvider):
    """`self.press`: makes PDFs in a process of its own."""

    def setup(self) -> None:
        self.press = Press(seconds=self.container.config["settings"].pdf_seconds)

    def stop(self) -> None:
        self.press.close()

    def get_dependency(self, worker_ctx: Any) -> Press:
        return self.press


class Receipts:
    """Invoices and credit notes on paper."""

    name = "receipts"

    db = ReaderProvider()
    press = PressProvider()

    @rpc
    def render_receipt(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return render_receipt(self.db, self.press, caller, request=request)
