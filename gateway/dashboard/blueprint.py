"""Where every page registers, and what templates find."""

from typing import Any

from flask import Blueprint

dashboard = Blueprint("dashboard", __name__, url_prefix="/dashboard", template_folder="templates")


@dashboard.record_once
def _prepare(state: Any) -> None:
    """Give the templates of the application their filters, functions and translations."""
    from gateway.dashboard import rendering

    rendering.prepare(state.app)


@dashboard.after_request
def _finish(answer: Any) -> Any:
    from gateway.dashboard import rendering

    return rendering.finish(answer)
