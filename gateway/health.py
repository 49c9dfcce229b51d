"""Whether the process lives, and whether everything that it needs answers."""

from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response

from gateway.answers import JSON
from gateway.parts import Parts
from gateway.request_context import current
from gateway.rules import public
from gateway.services import BESIDE, NAMES
from kit.errors import WireError
from kit.wire_json import dumps

health = Blueprint("health", __name__)


@health.get("/healthz")
@public
def alive() -> Response:
    """Answer as long as the process can."""
    return Response(b'{"status":"ok"}', 200, content_type=JSON)


@health.get("/readyz")
@public
def ready() -> Response:
    """Name each thing that a request can need, and whether it answers; 503 while one does not, but for receipts."""
    parts = current().parts
    asked = (*NAMES, *BESIDE)
    with ThreadPoolExecutor(len(asked) + 1) as pool:
        database = pool.submit(database_answers, parts)
        services = dict(zip(asked, pool.map(parts.services.is_ready, asked), strict=True))
        found = {"database": database.result(), "rabbitmq": parts.services.connected, "redis": parts.redis.answers()}
    found |= services
    is_ready = all(answers for name, answers in found.items() if name not in BESIDE)
    document = {
        "status": "ready" if is_ready else "not_ready",
        "checks": {name: "ok" if answers else "unavailable" for name, answers in found.items()},
    }
    return Response(dumps(document).encode(), 200 if is_ready else 503, content_type=JSON)


def database_answers(parts: Parts) -> bool:
    """Ask PostgreSQL something."""
    try:
        with parts.db.transaction() as tx:
            return tx.one("SELECT 1 AS one") == {"one": 1}
    except WireError:
        return False
