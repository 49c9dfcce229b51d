"""What the application is made of, put together in one place."""

from dataclasses import dataclass

from gateway.auth.key_ring import KeyRing
from gateway.imports.runner import ImportRunner
from gateway.members.mail import Mail
from gateway.members.passwords import Passwords
from gateway.members.tries import Tries
from gateway.pagination import Cursors
from gateway.ratelimit.limiter import Limiter
from gateway.ratelimit.redis_link import RedisLink
from gateway.request_log.log import RequestLog
from gateway.services import Services
from gateway.settings import Settings
from kit.clock import Clock, SystemClock
from kit.db import Database
from kit.messaging.core import Client

DATABASE_PATIENCE_SECONDS = 5.0  # it only looks keys up; the call to a service is still to come


@dataclass(frozen=True)
class Parts:
    """The parts that guards and views work with; one of each a process."""

    settings: Settings
    clock: Clock
    db: Database
    request_log: RequestLog
    imports: ImportRunner
    redis: RedisLink
    limiter: Limiter
    key_ring: KeyRing
    services: Services
    cursors: Cursors
    passwords: Passwords
    tries: Tries
    mail: Mail


def connect(settings: Settings, clock: Clock | None = None) -> Parts:
    """Make the parts from the settings. Nothing is connected yet: a gateway starts while the others still do."""
    clock = clock or SystemClock()
    db = Database(
        settings.database_url,
        size=settings.database_connections,
        application="gateway",
        patience_seconds=DATABASE_PATIENCE_SECONDS,
    )
    redis = RedisLink(settings.redis_url, clock, timeout_seconds=settings.redis_timeout_seconds)
    processes = settings.processes * settings.replicas
    limiter = Limiter(redis, clock, processes=processes, bad_keys_a_minute=settings.bad_keys_a_minute)
    services = Services(Client(settings.amqp_url), deadline_seconds=settings.rpc_deadline_seconds)
    return Parts(
        settings=settings,
        clock=clock,
        db=db,
        request_log=RequestLog(
            Database(settings.database_url, size=1, application="gateway-log"), clock, settings.trusted_proxies
        ),
        imports=ImportRunner(db, services, clock),
        redis=redis,
        limiter=limiter,
        key_ring=KeyRing(db, limiter, clock),
        services=services,
        cursors=Cursors(settings.cursor_secret),
        passwords=Passwords(),
        tries=Tries(redis, clock, processes=processes),
        mail=Mail(smtp_url=settings.smtp_url, sender=settings.mail_from, folder=settings.mail_folder, clock=clock),
    )
