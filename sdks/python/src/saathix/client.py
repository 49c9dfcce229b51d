"""The client: one object with the key, the resources, and what every call has in common."""

from __future__ import annotations

import copy
import logging
import os
import platform
import threading
import time
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Union

from . import _json, resources
from ._answers import Response, check, object_of
from ._options import DEFAULT_BASE_URL, Query, checked_key, checked_url, flat
from ._pages import List
from ._retry import delay_before_retry
from ._version import API_VERSION, VERSION
from .errors import ApiConnectionError, ApiError, NotAnAnswer, SaathiXError

if TYPE_CHECKING:
    from ._transport import Transport

USER_AGENT = f"saathix-python/{VERSION} Python/{platform.python_version()}"
OnRequest = Callable[[str, str, int], None]
OnResponse = Callable[[str, str, Union[Response, Exception], float], None]
log = logging.getLogger("saathix")


class SaathiX:
    """
    The SaathiX Billing API. Share one client between threads: it keeps connections open and changes nothing of itself.

    `api_key` is taken from SAATHIX_SECRET_KEY when it is not given, `base_url` from SAATHIX_BASE_URL. `timeout` is the longest
    silence of the server in seconds. `on_request(method, url, attempt)` and `on_response(method, url, response or error,
    seconds)` are called for every attempt.
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        connect_timeout: float = 3.0,
        max_retries: int = 2,
        api_version: str = API_VERSION,
        on_request: OnRequest | None = None,
        on_response: OnResponse | None = None,
    ) -> None:
        self._key = checked_key(api_key or os.environ.get("SAATHIX_SECRET_KEY"))
        self.base_url = checked_url(base_url or os.environ.get("SAATHIX_BASE_URL") or DEFAULT_BASE_URL)
        self.timeout = timeout
        self.connect_timeout = connect_timeout
        self.max_retries = max_retries
        self.api_version = api_version
        self._on_request = on_request
        self._on_response = on_response
        self._transport: Transport | None = None
        self._lock = threading.Lock()
        self._bind()

    def _bind(self) -> None:
        self.products = resources.Products(self)
        self.inventory = resources.Inventory(self)
        self.invoices = resources.Invoices(self)
        self.credit_notes = resources.CreditNotes(self)
        self.customers = resources.Customers(self)
        self.stores = resources.Stores(self)
        self.reports = resources.Reports(self)
        self.webhooks = resources.Webhooks(self)
        self.events = resources.Events(self)
        self.idempotency_keys = resources.IdempotencyKeys(self)
        self.errors = resources.Errors(self)
        self.system = resources.System(self)

    def with_options(self, **changed: Any) -> SaathiX:
        """Give a client with another `timeout`, `connect_timeout`, `max_retries` or `api_version`, on the same connections."""
        unknown = set(changed) - {"timeout", "connect_timeout", "max_retries", "api_version"}
        if unknown:
            raise TypeError(f"there is no option {', '.join(sorted(unknown))}")
        self._http()
        other = copy.copy(self)
        other.__dict__.update(changed)
        other._bind()
        return other

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        also: tuple[int, ...] = (),
    ) -> Response:
        """
        Make any request and get the answer as it came: for what has no method yet, and for its headers. Retries, errors and
        the Idempotency-Key of writes are those of every call. `also`: statuses that are no errors, such as 304.
        """
        if not path.startswith("/"):
            raise ValueError(f"{path!r} is no path; it begins with /")
        sent = self._headers(method, body is not None, headers, idempotency_key)
        content = None if body is None else _json.dumps(body)
        retry = 0
        while True:
            try:
                return self._attempt(method, path, flat(query), content, sent, also, retry)
            except (ApiConnectionError, ApiError, NotAnAnswer) as failure:
                delay = delay_before_retry(failure, retry) if retry < self.max_retries else None
                if delay is None:
                    raise
                log.info("%s %s: trying again in %.2f s after %s", method, path, delay, type(failure).__name__)
            _sleep(delay)
            retry += 1

    def close(self) -> None:
        """Close the kept connections."""
        if self._transport is not None:
            self._transport.close()

    def __enter__(self) -> SaathiX:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<SaathiX {self._key[:8]}…{self._key[-4:]} at {self.base_url}>"

    def _object(self, method: str, path: str, **arguments: Any) -> Any:
        """Make a request that is answered with a JSON object."""
        answer = self.request(method, path, **arguments)
        return object_of(answer, self.base_url + path)

    def _list(self, path: str, query: Query) -> List[Any]:
        return List(lambda asked: self._object("GET", path, query=asked), query)

    def _headers(
        self, method: str, has_body: bool, more: Mapping[str, str] | None, idempotency_key: str | None
    ) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {self._key}",
            "API-Version": self.api_version,
            "User-Agent": USER_AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
        }
        if has_body:
            headers["Content-Type"] = "application/json"
        if method not in ("GET", "HEAD"):
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        headers.update(more or {})
        return headers

    def _attempt(
        self,
        method: str,
        path: str,
        params: list[tuple[str, str]] | None,
        body: bytes | None,
        headers: dict[str, str],
        also: tuple[int, ...],
        retry: int,
    ) -> Response:
        url = self.base_url + path
        timeout = (self.connect_timeout, self.timeout)
        if self._on_request is not None:
            self._on_request(method, url, retry + 1)
        began = time.monotonic()
        told: Response | Exception = SaathiXError("interrupted")
        try:
            told = self._http().send(method, url, params=params, body=body, headers=headers, timeout=timeout)
            log.debug("%s %s → %s %s", method, path, told.status, told.request_id)
            return check(told, url, also=also)
        except SaathiXError as failure:
            told = failure
            raise
        finally:
            if self._on_response is not None:
                self._on_response(method, url, told, time.monotonic() - began)

    def _http(self) -> Transport:
        if self._transport is None:
            from ._transport import Transport  # requests is imported with the first call: `import saathix` stays quick

            with self._lock:
                self._transport = self._transport or Transport(self.base_url)
        return self._transport


_sleep = time.sleep
