"""Give an endpoint another secret."""

import os
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.domain.endpoint import digest_of
from services.webhooks.domain.signature import SECRET_BYTES, secret_from
from services.webhooks.errors import EndpointNotFound
from services.webhooks.storage import endpoints
from services.webhooks.wire import endpoint_id_from_wire, endpoint_to_wire


def rotate_secret(
    db: Database,
    clock: Clock,
    caller: Caller,
    idempotency: Idempotency | None,
    *,
    request: dict[str, Any],
    box: SecretBox,
) -> dict[str, Any]:
    """
    Show a new secret this once; for 24 hours each delivery is signed with it and with the one before.

    Rotated twice, both old ones still sign, so that nobody who lags behind is cut off. The answer's record is sealed.

    Raises ValidationFailed, EndpointNotFound.
    """
    endpoint_id = endpoint_id_from_wire(request)

    def effect(tx: Tx) -> Made:
        before = endpoints.lock(tx, caller.account_id, endpoint_id)
        if before is None:
            raise EndpointNotFound
        secret = secret_from(os.urandom(SECRET_BYTES))
        after = before.rotated(box.seal(secret), digest_of(secret), clock.now())
        endpoints.save(tx, caller.account_id, after)
        return Made(endpoint_to_wire(after, box.open_headers(after.sealed_headers), secret), after.id, created=False)

    return run_once(db, caller, idempotency, effect, clock=clock, seal=box)
