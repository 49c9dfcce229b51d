"""Products from a file, on the real catalog: nothing is written before it is confirmed, and no restart writes anything twice."""

from datetime import timedelta

import pytest

from gateway.imports import work
from gateway.imports.judging import read_sheet
from gateway.imports.runner import ImportRunner
from gateway.imports.work import Importer
from gateway.services import Services
from gateway.storage import imports
from kit.errors import WireError
from kit.messaging.core import Client
from kit.testing import FakeClock

HEAD = "SKU,Name,Rate,GST %,Opening stock"
BAD_ROWS = ["BAD-1,Tea,ten,5,1", "BAD-2,,10,5,1", "BAD-3,Old rate,10,12,1"]


@pytest.fixture
def shop(make_api, make_key, account):
    """An account with a store, its API, and the parts of a gateway process."""
    api = make_api(make_key(limits="none"))
    caller = {"account_id": account["account_id"]}
    api.parts.services.call("billing", "open_store", caller=caller, request={"name": "Shop", "state": "29"})
    return api


@pytest.fixture
def begun(shop, account):
    """Begin an import of lines of CSV; returns its id."""

    def run(lines, clock=None):
        sheet = read_sheet("shop.csv", "\n".join([HEAD, *lines]).encode(), None)
        with shop.parts.db.transaction(account["account_id"]) as tx:
            who = Importer(account["account_id"], True, "member_1")
            return work.begin(tx, clock or shop.parts.clock, who, "shop.csv", sheet)

    return run


@pytest.fixture
def state_of(shop, account):
    """Read an import and its counts."""

    def run(import_id):
        with shop.parts.db.transaction(account["account_id"]) as tx:
            found = imports.find(tx, account["account_id"], import_id)
            return found, imports.counts(tx, account["account_id"], import_id)

    return run


def confirmed(shop, account, import_id):
    with shop.parts.db.transaction(account["account_id"]) as tx:
        return work.confirm(tx, account["account_id"], import_id)


def skus_of(shop):
    found, cursor = [], None
    while True:
        page = shop.get("/v1/products?limit=100" + (f"&cursor={cursor}" if cursor else "")).json
        found += [item["sku"] for item in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return sorted(found)


def numbered(count):
    return [f"SKU-{number:03},Product {number},{number + 1}.50,5,{number}" for number in range(count)]


def test_500_rows_of_which_3_are_bad_are_all_judged_before_anything_is_written(shop, account, begun, state_of):
    import_id = begun([*numbered(250), *BAD_ROWS, *numbered(497)[250:]])
    runner = ImportRunner(shop.parts.db, shop.parts.services, shop.parts.clock)

    assert runner.work_off() == 2 + 1  # two of 250, and one that finds the end
    found, counts = state_of(import_id)
    assert (found["state"], found["row_count"]) == ("checked", 500)
    assert counts == {"good": 497, "faulty": 3, "created": 497, "updated": 0, "refused": 1}
    with shop.parts.db.transaction(account["account_id"]) as tx:
        faulty = imports.faulty_after(tx, account["account_id"], import_id, 0, 10)
    assert [(row["line"], row["sku"]) for row in faulty] == [(252, "BAD-1"), (253, "BAD-2"), (254, "BAD-3")]
    assert "rate_not_in_force" in faulty[2]["faults"], "what only the catalog knows is named as well"
    assert skus_of(shop) == []

    assert confirmed(shop, account, import_id)
    assert not confirmed(shop, account, import_id), "once"
    runner.work_off()
    found, counts = state_of(import_id)
    assert (found["state"], found["ended_at"] is not None) == ("done", True)
    assert counts == {"good": 497, "faulty": 3, "created": 497, "updated": 0, "refused": 1}
    assert skus_of(shop) == [f"SKU-{number:03}" for number in range(497)]

    again = begun(["SKU-007,Another name,9,5,", "NEW,New,1,5,"])
    runner.work_off()
    assert state_of(again)[1] == {"good": 2, "faulty": 0, "created": 1, "updated": 1, "refused": 0}


def test_a_process_that_is_lost_in_the_middle_is_taken_over_and_nothing_happens_twice(
    shop, account, begun, state_of, monkeypatch
):
    monkeypatch.setattr(work, "ROWS_A_BATCH", 10)
    clock = FakeClock(shop.parts.clock.now())
    import_id = begun(numbered(25), clock)
    parts = shop.parts
    runner = ImportRunner(parts.db, parts.services, clock)
    runner.work_off()
    assert confirmed(shop, account, import_id)

    assert imports.lease(parts.db, clock.now(), 30) == (account["account_id"], import_id)
    assert work.step(parts.db, parts.services, clock, account["account_id"], import_id)
    with parts.db.transaction(account["account_id"]) as tx:  # the second batch is written, and its process is gone
        state = imports.find(tx, account["account_id"], import_id)
        rows = imports.rows_after(tx, account["account_id"], import_id, state["row_done"], 10)
    lost = work._results(parts.services, state, rows)
    assert len(skus_of(shop)) == 20

    assert ImportRunner(parts.db, parts.services, clock).work_off() == 0, "the lease still runs"
    clock.move(timedelta(seconds=31))
    assert ImportRunner(parts.db, parts.services, clock).work_off() == 2

    assert state_of(import_id)[1]["created"] == 25, "a repeated batch is answered as it was, not as an update"
    assert [result["status"] for result in lost] == ["created"] * 10
    assert len(skus_of(shop)) == 25
    stock = shop.get("/v1/products?sku=SKU-015&expand[]=stock").json["data"][0]["stock"]
    assert stock["total_on_hand"] == 15


def test_a_catalog_that_is_away_is_waited_for(shop, account, begun, state_of):
    import_id = begun(numbered(3))
    away = Services(Client("amqp://nobody:none@127.0.0.1:1//"), deadline_seconds=0.3)

    with pytest.raises(WireError) as raised:
        work.step(shop.parts.db, away, shop.parts.clock, account["account_id"], import_id)
    work.wait_for(shop.parts.db, shop.parts.clock, account["account_id"], import_id, raised.value)
    away.close()

    found, _ = state_of(import_id)
    assert (found["state"], found["row_done"], found["waits_for"]) == ("checking", 0, raised.value.code)
    work.step(shop.parts.db, shop.parts.services, shop.parts.clock, account["account_id"], import_id)
    found, counts = state_of(import_id)
    assert (found["state"], found["waits_for"], counts["created"]) == ("checked", None, 3)


def test_an_import_belongs_to_its_account_and_can_be_put_aside(shop, account, begun, state_of):
    import_id = begun(numbered(2))
    with shop.parts.db.transaction(account["sandbox_account_id"]) as tx:
        assert imports.find(tx, account["account_id"], import_id) is None
        assert not work.confirm(tx, account["account_id"], import_id)
    with shop.parts.db.transaction(account["account_id"]) as tx:
        assert not work.discard(tx, account["account_id"], import_id), "it is being checked"
    ImportRunner(shop.parts.db, shop.parts.services, shop.parts.clock).work_off()
    with shop.parts.db.transaction(account["account_id"]) as tx:
        assert work.discard(tx, account["account_id"], import_id)
        assert imports.newest(tx, account["account_id"], 10) == []
    assert not confirmed(shop, account, import_id)


def test_what_is_over_30_days_old_goes_with_its_rows(shop, account, begun, worker):
    old = FakeClock(shop.parts.clock.now() - timedelta(days=31))
    import_id = begun(numbered(2), old)

    imports.lease(shop.parts.db, shop.parts.clock.now(), 30)

    with worker.transaction() as tx:
        left = tx.one("SELECT count(*) AS rows FROM import_rows WHERE import_id = %(id)s", {"id": import_id})
    assert left == {"rows": 0}
