"""The request log on real servers: what gets into it, what never does, how it is searched, and that it sheds what is old."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from gateway import measures
from gateway.request_log.log import RequestLog
from gateway.storage import request_log
from gateway.storage.accounts import find as find_account
from kit.clock import SystemClock
from kit.db import Database
from kit.errors import Unavailable
from kit.testing import FakeClock

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
BAD_SALE = {
    "customer": {"phone": "+919876543210", "name": "Rahul Canary"},
    "items": [{"sku": "CANARY-1", "qty": 2, "rate": "68"}],
    "notes": "for Rahul Canary, 9876543210",
}


@pytest.fixture
def rows(worker, account):
    """List what the log holds of the test's account (or its sandbox), newest first."""

    def run(account_id=None, *, since=LONG_AGO, before=None, limit=100, **filters):
        place = before or (datetime.now(UTC) + timedelta(days=1), "")
        with worker.transaction() as tx:
            return request_log.newest_first(
                tx, account_id or account["account_id"], filters, since=since, before=place, limit=limit
            )

    return run


@pytest.fixture
def log_of(gateway_database):
    """A request log of its own, with a clock of the test's."""
    made = []

    def make(clock, **options):
        made.append(Database(gateway_database["service"], size=1))
        return RequestLog(made[-1], clock, **options)

    yield make
    for db in made:
        db.close()


def test_each_request_with_a_good_key_is_found_again(make_api, make_key, rows):
    api = make_api(make_key(limits="none"))
    made = api.post("/v1/customers", {"phone": "98765 43210"}, headers={"Idempotency-Key": "order-7"})
    listed = api.get("/v1/customers?limit=1&phone=%2B919876543210", headers={"API-Version": "v1.3"})
    refused = api.post("/v1/invoices", BAD_SALE)
    api.get("/v1/customers", key="sk_live_sx_nonsense")  # nobody's
    api.get("/healthz")
    assert api.parts.request_log.flush() == 3

    newest, second, oldest = rows()
    assert [row["request_id"] for row in (oldest, second, newest)] == [
        answer.headers["Request-Id"] for answer in (made, listed, refused)
    ]
    assert (oldest["method"], oldest["route"], oldest["path"], oldest["query"], oldest["status"]) == (
        "POST",
        "/v1/customers",
        "/v1/customers",
        None,
        201,
    )
    assert (oldest["idempotency_key"], oldest["resource_id"]) == ("order-7", made.json["id"])
    assert oldest["milliseconds"] > 0
    assert oldest["key_id"].startswith("key_")
    assert (oldest["address"], oldest["error_code"], oldest["body"]) == (api.address, None, None)
    assert (second["query"], second["api_version"], second["idempotency_key"]) == ("limit=1&phone=••••", "v1.3", None)
    assert (newest["status"], newest["error_code"]) == (422, "validation_failed")
    assert "/items/0/rate" in newest["problem"]
    assert "CANARY-1" in newest["body"]


def test_no_phone_name_or_key_gets_into_its_tables(make_api, make_key, worker):
    key = make_key(limits="none")
    api = make_api(key)
    for answer in (
        api.post("/v1/invoices", BAD_SALE, headers={"Idempotency-Key": "+919876543210"}),
        api.post("/v1/invoices", BAD_SALE, headers={"Idempotency-Key": key}),
        api.post("/v1/customers", {"phone": "+919876543210", "name": "Rahul Canary", "email": "canary@example.in"}),
        api.post("/v1/customers", {"phone": "+91987654321x", "nickname": "Rahul Canary", "gstin": "29AAGCB7383J1Z4"}),
        api.get(f"/v1/customers?q=Rahul%20Canary&phone=%2B919876543210&key={key}"),
        api.get("/v1/customers/+919876543210"),
        api.get(f"/v1/idempotency-keys/{key}"),
        api.post("/v1/customers", data=b'{"name": "Rahul Canary", ', headers={"Content-Type": "application/json"}),
    ):
        assert answer.status_code != 500
    api.parts.request_log.flush()

    with worker.transaction() as tx:
        everything = tx.one(
            "SELECT string_agg(l::text, ' ') AS text, count(*) AS count FROM request_log AS l WHERE key_id IN "
            "(SELECT key_id FROM request_log WHERE address = %(address)s)",
            {"address": api.address},
        )
    assert everything["count"] == 8
    for secret in ("98765", "Rahul", "Canary,", "canary@", "29AAGCB7383J1Z4", key[12:]):
        assert secret not in everything["text"], secret


def test_a_sandbox_has_a_log_of_its_own(make_api, make_key, rows, account):
    api = make_api(make_key("sk_test", limits="none"))
    answer = api.get("/v1/customers")
    api.parts.request_log.flush()

    assert rows() == []
    [row] = rows(account["sandbox_account_id"])
    assert row["request_id"] == answer.headers["Request-Id"]


def test_pages_and_filters_find_what_they_name(make_api, make_key, rows):
    api = make_api(make_key(limits="none"))
    for number in range(6):
        api.get(f"/v1/customers?limit={number + 1}")
        api.get(f"/v1/invoices/inv_{number}")  # 404
    api.post("/v1/customers", {"phone": "98765 43211"}, headers={"Idempotency-Key": "only-one"})
    api.parts.request_log.flush()

    everything = rows()
    assert len(everything) == 13
    assert everything == sorted(everything, key=lambda row: (row["at"], row["request_id"]), reverse=True)
    first = rows(limit=5)
    rest = rows(before=(first[-1]["at"], first[-1]["request_id"]))
    assert [*first, *rest] == everything

    assert len(rows(status_class=4)) == 6
    assert {row["error_code"] for row in rows(status_class=4)} == {"not_found"}
    assert len(rows(code="not_found", route="/v1/invoices/<reference>")) in {0, 6}
    assert len(rows(code="quota_exceeded")) == 0
    assert len(rows(method="POST")) == 1
    assert len(rows(route="/v1/customers")) == 7
    assert len(rows(status_class=2)) == 7
    assert [row["idempotency_key"] for row in rows(idempotency_key="only-one")] == ["only-one"]
    assert rows(idempotency_key="only-one", status_class=4) == []
    assert len(rows(key_id=everything[0]["key_id"])) == 13
    assert rows(key_id="key_other") == []
    assert rows(since=everything[0]["at"]) == everything[:1]


def test_a_filter_that_finds_little_says_where_it_stopped(make_api, make_key, rows, worker, account, monkeypatch):
    monkeypatch.setattr(request_log, "MOST_SCANNED", 4)
    api = make_api(make_key(limits="none"))
    api.post("/v1/customers", {"phone": "98765 43212"})
    for _ in range(9):
        api.get("/v1/customers")
    api.parts.request_log.flush()

    found, place, scans = [], (datetime.now(UTC) + timedelta(days=1), ""), 0
    while place is not None:
        scans += 1
        found += rows(before=place, method="POST")
        with worker.transaction() as tx:
            place = request_log.end_of_scan(tx, account["account_id"], {"method": "POST"}, since=LONG_AGO, before=place)

    assert [row["method"] for row in found] == ["POST"]
    assert scans == 3


def test_a_request_is_found_by_its_id_in_its_own_account_alone(make_api, make_key, worker, account):
    api = make_api(make_key(limits="none"))
    request_id = api.get("/v1/customers").headers["Request-Id"]
    api.parts.request_log.flush()

    with api.parts.db.transaction(account["account_id"]) as tx:
        assert request_log.find(tx, account["account_id"], request_id)["request_id"] == request_id
        assert request_log.find(tx, account["account_id"], request_id[:-1] + "0") is None
        assert find_account(tx, account["account_id"]) is not None
    with api.parts.db.transaction(account["sandbox_account_id"]) as tx:
        assert request_log.find(tx, account["account_id"], request_id) is None, "row-level security"
        assert request_log.find(tx, account["sandbox_account_id"], request_id) is None


def test_failures_are_counted_by_day_and_code_once_however_often_they_are_written(make_api, make_key, worker, account):
    api = make_api(make_key(limits="none"))
    for _ in range(3):
        api.get("/v1/invoices/inv_1")
    api.post("/v1/invoices", BAD_SALE)
    api.get("/v1/customers")
    entries = list(api.parts.request_log._waiting)
    api.parts.request_log.flush()
    api.parts.request_log._waiting += entries  # as after a commit whose answer was lost
    api.parts.request_log.flush()

    today = datetime.now(UTC).astimezone(UTC).date()
    with worker.transaction() as tx:
        counts = request_log.error_counts(
            tx, account["account_id"], today - timedelta(days=1), today + timedelta(days=1)
        )
    assert [(row["error_code"], row["count"]) for row in counts] == [("not_found", 3), ("validation_failed", 1)]


def test_rows_that_come_after_a_lost_answer_to_the_commit_are_written(make_api, make_key, rows, monkeypatch):
    api = make_api(make_key(limits="none"))
    request_log_of = api.parts.request_log
    api.get("/v1/invoices/inv_1")
    write = request_log_of._write

    def written_and_not_known(entries):
        write(entries)
        raise Unavailable("the answer to the commit was lost")

    with monkeypatch.context() as patched:
        patched.setattr(request_log_of, "_write", written_and_not_known)
        with pytest.raises(Unavailable):
            request_log_of.flush()
    api.get("/v1/invoices/inv_2")
    request_log_of.flush()

    assert [row["path"] for row in rows()] == ["/v1/invoices/inv_2", "/v1/invoices/inv_1"]


def test_refusals_beyond_the_quota_are_all_counted_and_few_written(make_api, make_key, rows, worker, account):
    api = make_api(make_key(limits=(600, 2)))
    answers = [api.get("/v1/customers").status_code for _ in range(30)]
    refused = answers.count(429)
    assert refused > 6
    api.parts.request_log.flush()

    written = rows(code="quota_exceeded")
    assert len(written) == 6
    assert sum(row["times"] for row in written) == refused
    with worker.transaction() as tx:
        day = written[0]["at"].date()
        counted = request_log.error_counts(tx, account["account_id"], day - timedelta(days=1), day + timedelta(days=1))
    assert sum(row["count"] for row in counted) == refused


def test_a_database_that_is_away_costs_rows_and_no_request(make_api, make_key):
    api = make_api(make_key(limits="none"))
    away = Database("postgresql://nobody@127.0.0.1:1/none", size=1)
    api.parts.request_log._db, api.parts.request_log._most = away, 3
    api.parts.request_log.start()
    began, counted = time.monotonic(), measures.log_rows_dropped["full"].value

    assert {api.get("/v1/customers").status_code for _ in range(8)} == {200}

    assert time.monotonic() - began < 5
    assert len(api.parts.request_log._waiting) == 3
    assert api.parts.request_log._dropped == 5
    assert measures.log_rows_dropped["full"].value - counted == 5
    api.parts.request_log._stopping.set()
    api.parts.request_log._waiting.clear()


def test_what_is_over_30_days_old_goes_and_days_ahead_are_made(log_of, worker, make_api, make_key, rows):
    api = make_api(make_key(limits="none"))
    api.get("/v1/customers")
    [entry] = api.parts.request_log._waiting
    now = SystemClock().now()
    old = log_of(FakeClock(now - timedelta(days=45)))
    assert old.keep_house()["partitions_made"] == 10
    for days in (0, 29, 31, 44, 47):  # 47 days ago there is no partition: the default one takes it
        at = now - timedelta(days=days)
        old._waiting.append(entry._replace(at=at, request_id=f"req_{days}"))
    assert old.flush() == 5
    assert len(rows(since=now - timedelta(days=60))) == 5

    clock = FakeClock(now)
    done = log_of(clock).keep_house()

    kept = {row["request_id"] for row in rows(since=now - timedelta(days=60))}
    assert kept == {"req_0", "req_29"}, "29 days ago has no partition of its own here, and stays all the same"
    assert done["partitions_dropped"] == 10
    assert done["partitions_made"] == 0, "the migration has made them"
    clock.move(timedelta(days=1))
    assert log_of(clock).keep_house() == {"partitions_made": 1, "partitions_dropped": 0}
    with worker.transaction() as tx:  # nobody is made to drop what is younger, whatever they ask for
        dropped = tx.one("SELECT app.drop_request_log_partitions('2099-01-01') AS dropped")
    assert dropped == {"dropped": 0}
    assert "req_0" in {row["request_id"] for row in rows()}


def test_a_row_costs_the_database_microseconds(make_api, make_key, log_of):
    api = make_api(make_key(limits="none"))
    api.get("/v1/customers")
    [entry] = api.parts.request_log._waiting
    api.parts.request_log._waiting.clear()
    log = log_of(SystemClock())
    best = 9e9
    for turn in range(8):
        log._waiting += [entry._replace(request_id=f"req_{turn}_{number}") for number in range(1000)]
        began = time.perf_counter()
        log.flush()
        best = min(best, (time.perf_counter() - began) * 1000)
    print(f"{best:.1f} µs a row, both ends")
    assert best < 250  # 20 on the machine of docs/performance.md
