"""A base backup and the archived log bring a lost server back, to the moment before somebody emptied a table."""

import json
import os
import shutil
import signal
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg2
from kombu import Connection

from contracts.queues import HANDLERS, queues_of
from deploy.local import databases, dumps, processes, stack, supervision
from deploy.local.credentials import KINDS_OF_ROLE, SERVICES
from deploy.local.drills.own_stack import Rehearsal, require, say
from deploy.local.drills.till import Sale, Tills
from deploy.local.environment import database_url
from deploy.local.progress import step
from deploy.local.servers import pair, postgresql, rabbitmq
from kit.clock import SystemClock
from kit.db import Database
from kit.messaging import outbox
from services.billing import check_ledger

SETTINGS = {"SAATHIX_WAL_ARCHIVE": "1"}
SENT_SINCE = timedelta(hours=1)  # how far back events are published again: longer than any consumer was behind
RECOVERY = """\
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{moment}'
recovery_target_action = promote
"""


@dataclass
class Lost:
    """What is known of the server that was lost: the moment to go back to, and when it died."""

    moment: datetime
    killed_at: float
    archived_seconds: float
    sales: Sequence[Sale]


def run(drill: Rehearsal) -> None:
    """Back up, sell on, have an accident, lose the server; restore, check, sell on; then one database from a logical dump."""
    backup = drill.stack.data.resolve() / "backup"
    lost = _lose(drill, backup)
    with step("Stopping the services, fencing what is left of the server"):
        supervision.stop(drill.stack, processes.names(drill.stack))
        pair.fence(drill.stack, postgresql.primary(drill.stack))
    _recover(drill, backup, lost.moment)
    recovered = time.monotonic()
    _check_at(drill, lost)
    _settle_events(drill, lost.moment)
    with step("Services and gateway"):
        supervision.start(drill.stack, processes.names(drill.stack))
        drill.wait_for(lambda: stack.is_ready(drill.stack), "ready")
    ready = time.monotonic()
    with drill.tills(name="after") as tills, step(f"Selling for {drill.seconds / 2:.0f} s on the restored server"):
        time.sleep(drill.seconds / 2)
    _balance(drill, lost, tills)
    say(
        f"RPO {lost.archived_seconds:.1f} s: so long after its commit the accident was in the archive (archive_timeout is"
    )
    say(f"       {postgresql.ARCHIVE_SECONDS} s here); 0 s with a standby that commits wait for")
    database, services = recovered - lost.killed_at, ready - recovered
    say(f"RTO {database + services:.1f} s from the loss to the first answer: the database {database:.1f} s,")
    say(f"       checks, events and services {services:.1f} s")
    _logical(drill)


def _lose(drill: Rehearsal, backup: Path) -> Lost:
    """Sell, take the base backup meanwhile, note the moment, empty a table, and kill the server once the log is archived."""
    server = postgresql.primary(drill.stack)
    with drill.tills(name="before") as tills:
        with step(f"Selling for {drill.seconds:.0f} s"):
            time.sleep(drill.seconds)
        with step("Base backup while tills sell"):
            pair.base_backup(drill.stack, drill.credentials, server, backup, "-X", "none")
        say(f"{_size(backup) / 1e6:.0f} MB in {backup.name}")
        with step(f"Selling for {drill.seconds:.0f} s more, which only the log has"):
            time.sleep(drill.seconds)
        moment = pair.ask(server, drill.credentials, "SELECT clock_timestamp()")
        time.sleep(1.0)
        with step("The accident: TRUNCATE invoice_lines"):
            _accident(drill)
            happened = time.monotonic()
        time.sleep(1.0)
    place = pair.ask(server, drill.credentials, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    archived = "SELECT coalesce(last_archived_wal >= %s, false) FROM pg_stat_archiver"
    with step("Waiting for the archive to have that much of the log"):
        drill.wait_for(lambda: bool(pair.ask(server, drill.credentials, archived, place)), "archived")
    archived_seconds = time.monotonic() - happened
    print("  kill -9 of the server", flush=True)
    killed = time.monotonic()
    os.kill(drill.pid_of(server.name), signal.SIGKILL)
    after = sum(1 for sale in tills.sales if sale.sold_at and sale.sold_at > moment)
    say(f"{tills.sold} sales, {after} of them after the moment to go back to, {moment:%H:%M:%S.%f} UTC")
    return Lost(moment, killed, archived_seconds, tills.sales)


def _accident(drill: Rehearsal) -> None:
    with closing(psycopg2.connect(database_url(drill.stack, drill.credentials, "billing", "_owner"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE invoice_lines CASCADE")


def _recover(drill: Rehearsal, backup: Path, moment: datetime) -> None:
    """Put the base backup where the server was, and let PostgreSQL read the log up to the moment."""
    [server] = postgresql.servers(drill.stack)
    with step(f"Restoring to {moment:%H:%M:%S.%f} UTC"):
        backup.rename(server.cluster)
        postgresql.write_settings(drill.stack, drill.credentials, server)
        settings = server.cluster / "postgresql.auto.conf"
        archive = postgresql.archive_of(drill.stack)
        with settings.open("a") as file:
            file.write(RECOVERY.format(archive=archive, moment=moment.isoformat()))
        signal_file = server.cluster / "recovery.signal"
        signal_file.touch()
        shutil.chown(signal_file, settings.stat().st_uid, settings.stat().st_gid)
        supervision.start(drill.stack, [server.name])
        drill.wait_for(lambda: _leads(drill, server), "recovered")
        postgresql.write_settings(drill.stack, drill.credentials, server)


def _leads(drill: Rehearsal, server: postgresql.Server) -> bool:
    try:
        return not pair.ask(server, drill.credentials, "SELECT pg_is_in_recovery()")
    except psycopg2.OperationalError:
        return False


def _check_at(drill: Rehearsal, lost: Lost) -> None:
    """The databases are of that moment: every sale answered before it, no other, each with its lines, stock and number."""
    with step("Checking migrations and books"):
        applied = databases.migrate_all(drill.stack, drill.credentials)
        differences = drill.books.differences(lost.sales, until=lost.moment)
    require(applied == [], f"migrations were missing: {applied}")
    require(not differences, "The books do not balance:\n    " + "\n    ".join(differences[:20]))
    held = ", ".join(f"{count} {what}" for what, count in drill.books.counts().items())
    say(f"books of that moment: {held}; every migration there, every invoice with its lines, no number missing")


def _settle_events(drill: Rehearsal, moment: datetime) -> None:
    """
    Empty the queues, whose events may be of what is undone, and publish again what the outboxes hold.

    Whoever has applied an event knows it by its id, so publishing too much costs time and nothing else.
    """
    say(f"invoices that consumers had not heard of at that moment: {drill.books.unapplied()}")
    with step("Emptying the queues of events"):
        emptied = _purge(drill)
    with step("Publishing again what was made in the hour before"):
        now = SystemClock().now()
        again = 0
        for service in sorted({source for source, _, _, _ in HANDLERS}):
            worker = Database(database_url(drill.stack, drill.credentials, service, KINDS_OF_ROLE[1]), size=1)
            again += outbox.send_again(worker, moment - SENT_SINCE, now)
            worker.close()
    say(f"{emptied} events of what is undone were dropped, {again} will be published again")


def _purge(drill: Rehearsal) -> int:
    names = [queue for service in SERVICES for _, queue in queues_of(service)]
    with Connection(rabbitmq.url_of(drill.stack, drill.credentials)) as connection:
        channel = connection.channel()
        return sum(channel.queue_purge(name) for name in names)


def _balance(drill: Rehearsal, lost: Lost, tills: Tills) -> None:
    """What was there at the moment, and what was sold since, and nothing else."""
    kept = [sale for sale in lost.sales if sale.invoice_id in drill.books.invoice_ids()]
    undone = len(lost.sales) - len(kept)
    tills.sales = [*kept, *tills.sales]
    say(f"{undone} sales answered after the moment are undone: their invoice numbers are given out again")
    drill.balance(tills)


def _logical(drill: Rehearsal) -> None:
    """One database from a logical dump, into a new one, checked."""
    name = "restored_billing"
    owner = database_url(drill.stack, drill.credentials, "billing", "_owner")
    file = dumps.dump(drill.stack, drill.credentials, "billing", drill.stack.run / "dumps")
    administrator = postgresql.administrator_url(drill.stack, drill.credentials)
    with closing(psycopg2.connect(administrator)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} OWNER saathix_billing_owner TEMPLATE template0")
    into = f"{owner.rpartition('/')[0]}/{name}"
    dumps.restore(drill.stack, file, f"{administrator.rpartition('/')[0]}/{name}")
    counted, found = check_ledger.check(into)
    require(not found, "\n".join(found))
    say(f"billing from a dump of {file.stat().st_size / 1e6:.1f} MB: {json.dumps(counted)}, all equal")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
