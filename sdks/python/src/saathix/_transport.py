"""HTTP through requests: one pool of connections for all threads, one attempt at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from ._answers import Response
from .errors import ApiConnectionError, ApiTimeoutError, SaathiXError

KEPT_CONNECTIONS = 32


class CertificateError(ApiConnectionError):
    """The server did not prove who it is. Trying again would not help."""

    final = True


class Transport:
    """
    Sends requests. The adapter of requests is used without its Session: no cookies, no redirects, no ~/.netrc that would put
    another Authorization in place of the key. Its pool is safe to share between threads; a forked process makes its own.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._lock = threading.Lock()
        self._process = 0
        self._adapter: HTTPAdapter
        self._proxies: dict[str, str] = {}
        self._verify: Any = True

    def send(
        self,
        method: str,
        url: str,
        *,
        params: list[tuple[str, str]] | None,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout: tuple[float, float],
    ) -> Response:
        """Make one attempt; ApiConnectionError or ApiTimeoutError when there is no whole answer."""
        adapter = self._ready()
        prepared = requests.PreparedRequest()
        try:
            prepared.prepare(method=method, url=url, params=params, data=body, headers=dict(headers))
            answer = adapter.send(prepared, timeout=timeout, verify=self._verify, proxies=self._proxies)
            return Response(answer.status_code, answer.headers, answer.content)
        except requests.exceptions.SSLError as failure:
            raise CertificateError(f"No secure connection to {self._base_url}: {_cause(failure)}") from failure
        except requests.exceptions.ConnectTimeout as failure:
            raise ApiTimeoutError(
                f"{self._base_url} took no connection within {timeout[0]:g} s. Is it reachable from here?"
            ) from failure
        except requests.exceptions.Timeout as failure:
            raise _slow(self._base_url, timeout[1]) from failure
        except requests.exceptions.InvalidURL as failure:
            raise SaathiXError(f"{url} is no URL: {failure}") from failure
        except requests.exceptions.RequestException as failure:
            if "timed out" in str(failure):  # while the body was read, requests calls a time-out a broken connection
                raise _slow(self._base_url, timeout[1]) from failure
            raise _broken(self._base_url, failure) from failure

    def close(self) -> None:
        """Close the kept connections; the next request opens new ones."""
        with self._lock:
            if self._process == os.getpid():
                self._adapter.close()
            self._process = 0

    def _ready(self) -> HTTPAdapter:
        if self._process != os.getpid():
            with self._lock:
                if self._process != os.getpid():
                    self._adapter = HTTPAdapter(pool_connections=4, pool_maxsize=KEPT_CONNECTIONS)
                    self._proxies = get_environ_proxies(self._base_url)
                    self._verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
                    self._process = os.getpid()
        return self._adapter


def _slow(base_url: str, seconds: float) -> ApiTimeoutError:
    return ApiTimeoutError(f"{base_url} gave no whole answer within {seconds:g} s.")


def _broken(base_url: str, failure: Exception) -> ApiConnectionError:
    cause = _cause(failure)
    if "refused" in cause:
        return ApiConnectionError(f"Nothing listens at {base_url} ({cause}). Is the server up, and the base URL right?")
    if "resolve" in cause or "Name or service" in cause or "nodename" in cause:
        return ApiConnectionError(f"There is no host of that name: {base_url} ({cause}). Is the base URL right?")
    return ApiConnectionError(f"The connection to {base_url} broke before the whole answer was here: {cause}")


def _cause(failure: BaseException) -> str:
    """Say the innermost reason, not the names of the layers around it."""
    seen = failure
    while True:
        inner = seen.__cause__ or getattr(seen, "reason", None) or (seen.args[0] if seen.args else None)
        if not isinstance(inner, BaseException) or inner is seen:
            return str(seen) or type(seen).__name__
        seen = inner
