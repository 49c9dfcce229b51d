"""nameko's container with the way through a worker cut short: no debug lines put together for nobody, no clock read to time them."""

import sys
from typing import Any

from nameko.containers import ServiceContainer

from kit import logs, tracing
from kit.logs import get_logger

log = get_logger(__name__)

SPAN = "span"
"""Where a worker's context holds the span of its call or its events."""


class Container(ServiceContainer):
    """What nameko does with a call, step by step; only a failure that nobody expected is logged."""

    def _run_worker(self, worker_ctx: Any, handle_result: Any) -> None:
        caller = worker_ctx.kwargs.get("caller")
        if caller is not None:
            logs.about(caller.request_id)
        if tracing.on:
            tracing.adopt(worker_ctx.data.get(SPAN))
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        entrypoint = worker_ctx.entrypoint
        result = exc_info = None
        try:
            result = getattr(worker_ctx.service, entrypoint.method_name)(*worker_ctx.args, **worker_ctx.kwargs)
        except Exception as problem:
            if not isinstance(problem, entrypoint.expected_exceptions):
                log.error("worker_failed", method=entrypoint.method_name, error=str(problem), exc_info=True)
            exc_info = sys.exc_info()
        if handle_result is not None:
            result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        del exc_info  # breaks the circle of frame and traceback
        self._worker_teardown(worker_ctx)
