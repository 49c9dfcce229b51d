"""
What the gateway's guards cost: CPU of a sale through the whole application, services apart, against a bare Flask view's.

`python -m bench.guards` with a stack's environment (`stack.env`), or `python -m bench --rows guards`. Key, limits and revocation
are asked of the real Redis; the bus is left out (a made-up answer), for a bare view has none. Rounds take turns and the cheapest
of each counts: what others do to the machine only ever adds.
"""

from gateway.green import install

install()

import cProfile  # noqa: E402  # after the patches
import io  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pstats  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from typing import Any  # noqa: E402

from flask import Flask, Response, request  # noqa: E402

from gateway import app as application  # noqa: E402
from gateway.admin import create_account, create_key  # noqa: E402
from gateway.parts import Parts, connect  # noqa: E402
from gateway.settings import Settings  # noqa: E402
from kit import settings  # noqa: E402
from kit.clock import SystemClock  # noqa: E402
from kit.db import Database  # noqa: E402

ROUNDS = 60
A_ROUND = 60
REQUESTS = 400
"""Of the profile and of each guard by itself."""
AIM_MS = 0.35

SALE = json.dumps(
    {
        "customer": {"phone": "+919876543210", "name": "Rahul K."},
        "items": [{"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68}, {"sku": "MAGGI-70G", "qty": 6, "rate": 14}],
        "payment": {"mode": "upi", "amount": 220},
    }
).encode()
ANSWER = {"body": '{"id":"inv_1","grand_total":220}', "resource_id": "inv_1", "created": True, "replayed": False}

Wsgi = Callable[..., Any]


def main() -> int:
    """Measure and print; the last line is JSON."""
    parts = connect(settings.load(Settings, os.environ))
    parts.services.call = lambda *_, **__: ANSWER  # type: ignore[method-assign]
    sys.stderr = io.StringIO()  # the access log's lines
    ours, key = application.create_app(parts).wsgi_app, _key()
    bare = bare_view().wsgi_app
    found = measure(ours, bare, key)
    found["each_guard_us"] = each_guard(parts, key)
    found["top_ten"] = top_ten(ours, key)
    _print(found)
    print(json.dumps(found))
    return 0


def measure(ours: Wsgi, bare: Wsgi, key: str) -> dict[str, Any]:
    """Take turns; give the cheapest round of each, in milliseconds a request."""
    for app in (ours, bare):
        _cpu_ms(app, key)
    rounds = [(_cpu_ms(ours, key), _cpu_ms(bare, key)) for _ in range(ROUNDS)]
    ours_ms, bare_ms = (min(column) for column in zip(*rounds, strict=True))
    return {"ours_ms": round(ours_ms, 4), "bare_ms": round(bare_ms, 4), "guards_ms": round(ours_ms - bare_ms, 4)}


def bare_view() -> Flask:
    """The same request and the same answer, and nothing asked."""
    app = Flask("bare", static_folder=None)

    @app.post("/v1/invoices")
    def sale() -> Response:
        request.get_json()
        return Response(ANSWER["body"], 201, content_type="application/json")

    return app


def each_guard(parts: Parts, key: str) -> dict[str, float]:
    """Give the CPU of each guard by itself, in microseconds, the clock's own left in (about 0.4)."""
    spent: dict[str, list[int]] = {guard.__name__: [] for guard in application.GUARDS}
    real = application.GUARDS
    application.GUARDS = tuple(_timed(guard, spent[guard.__name__]) for guard in real)
    try:
        app = application.create_app(parts).wsgi_app
        for number in range(REQUESTS):
            _ask(app, key, number)
    finally:
        application.GUARDS = real
    return {name: round(sorted(times)[len(times) // 4] / 1000, 2) for name, times in spent.items()}


def top_ten(app: Wsgi, key: str) -> list[str]:
    """Profile the application and give the ten functions with most time of their own."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for number in range(REQUESTS):
        _ask(app, key, number)
    profile.disable()
    stats: Any = pstats.Stats(profile)
    rows = sorted(stats.stats.items(), key=lambda item: -item[1][2])[:10]
    return [
        f"{own / REQUESTS * 1e6:6.1f} µs  {calls / REQUESTS:5.1f} calls  {_place(file)}:{line} {name}"
        for (file, line, name), (_, calls, own, _, _) in rows
    ]


def _timed(guard: Callable[[Any], None], times: list[int]) -> Callable[[Any], None]:
    def timed(context: Any) -> None:
        began = time.thread_time_ns()
        guard(context)
        times.append(time.thread_time_ns() - began)

    return timed


def _cpu_ms(app: Wsgi, key: str) -> float:
    began = time.process_time()
    for number in range(A_ROUND):
        _ask(app, key, number)
    return (time.process_time() - began) / A_ROUND * 1000


def _ask(app: Wsgi, key: str, number: int) -> None:
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/v1/invoices",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8420",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8420",
        "HTTP_ACCEPT": "*/*",
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "HTTP_IDEMPOTENCY_KEY": f"order-{number}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(SALE)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(SALE),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
    }
    answer = app(environ, lambda status, *_: told.append(status))
    b"".join(answer)
    if not told[0].startswith("201"):
        raise SystemExit(f"the application answers {told[0]}: {answer}")


def _key() -> str:
    """A key with limits, so that its requests are counted, which no run of ours can reach."""
    now = SystemClock().now()
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with db.transaction() as tx:
        account = create_account(tx, "Bench of the guards", at=now)
        return create_key(tx, account["account_id"], "sk_live", at=now, limits=(900_000, 900_000))


def _place(file: str) -> str:
    return "/".join(file.split("/")[-2:])


def _print(found: dict[str, Any]) -> None:
    print(
        f"a sale through the gateway's application  {found['ours_ms']:.3f} ms CPU\n"
        f"a bare Flask view                         {found['bare_ms']:.3f} ms\n"
        f"the guards                                {found['guards_ms']:.3f} ms (aim {AIM_MS})\n"
    )
    print("each guard, µs: " + ", ".join(f"{name} {us}" for name, us in found["each_guard_us"].items()))
    print("\nthe profile's top ten, own time a request:")
    print("\n".join(found["top_ten"]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
