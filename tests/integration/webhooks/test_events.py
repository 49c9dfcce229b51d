"""Public events: numbered, stored once, listed, fanned out."""

import json
import threading
from datetime import date, timedelta

import pytest

from contracts.events.webhooks import DATA, PublicEnvelope
from kit.caller import Caller
from kit.clock import rfc3339
from services.webhooks import operations
from services.webhooks.errors import EventNotFound, ValidationFailed
from services.webhooks.storage import partitions
from tests.factories.webhooks import a_stock_event, an_event, an_invoice_event
from tests.fakes.webhook_receiver import WebhookReceiver

URL = "https://93.184.216.34/hook"


def test_a_sale_is_told_as_the_product_page_shows_it(webhooks):
    sale = an_invoice_event()

    webhooks.hears(sale)

    [event] = webhooks.events()
    assert event == {
        "id": sale.id,
        "type": "invoice.created",
        "api_version": "v1.4",
        "created_at": "2026-06-28T10:14:22Z",
        "livemode": True,
        "sequence": 1,
        "data": {
            "invoice_no": sale.data["invoice_no"],
            "grand_total": 220,
            "customer_phone": "+91••••43210",
            "invoice_id": sale.data["invoice_id"],
            "store_id": sale.data["store_id"],
            "status": "paid",
            "items_count": 2,
        },
    }
    assert PublicEnvelope().validate(event) == DATA["invoice.created"]().validate(event["data"]) == {}


def test_the_body_is_stored_as_it_is_sent(webhooks):
    name = 'Asha "राशन" \\ \u2028 <&> ₹'
    created = an_event("customer.created", {"customer_id": "cus_1", "phone": "+919812345678", "name": name})

    webhooks.hears(created)

    body = operations.get_event(webhooks.db, webhooks.caller, request={"event_id": created.id})["body"]
    expected = {"customer_id": "cus_1", "customer_phone": "+91••••45678", "name": name}
    assert body.endswith('"data":' + json.dumps(expected, ensure_ascii=False, separators=(",", ":")) + "}")
    assert json.loads(body)["data"] == expected


def test_sequences_are_gapless_over_batches_types_and_repetitions(webhooks):
    first, second = an_invoice_event(), an_invoice_event()
    webhooks.hears(first, second)
    webhooks.hears(a_stock_event(-2000, -6000), handler="stock")
    webhooks.hears(first, an_invoice_event(), second)

    events = webhooks.events(after_sequence=0)

    assert [event["sequence"] for event in events] == [1, 2, 3, 4, 5]
    assert [event["type"] for event in events] == ["invoice.created"] * 2 + ["stock.changed"] * 2 + ["invoice.created"]


def test_the_parts_of_one_bus_event_have_ids_of_their_own_and_keep_its_time(webhooks):
    sale = a_stock_event(-2000, -6000)

    webhooks.hears(sale)

    ids = [event["id"] for event in webhooks.events()]
    assert len(set(ids)) == 2
    assert sale.id not in ids
    assert {id[:14] for id in ids} == {sale.id[:14]}


def test_a_poisoned_event_leaves_no_gap(webhooks):
    webhooks.hears(an_invoice_event(), an_event("invoice.created", {"customer": None}), an_invoice_event())

    assert [event["sequence"] for event in webhooks.events(after_sequence=0)] == [1, 2]


def test_concurrent_batches_of_several_accounts_neither_deadlock_nor_leave_gaps(webhooks):
    accounts = [f"{webhooks.caller.account_id}_{number}" for number in range(4)]

    def hears(seed):
        for turn in range(6):
            batch = [an_invoice_event(account_id=accounts[(seed + turn + n) % 4]) for n in range(12)]
            webhooks.hears_of_any_account(*batch, handler=f"h{seed}")

    threads = [threading.Thread(target=hears, args=(seed,)) for seed in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for account in accounts:
        webhooks.caller = Caller(account)
        seen = [event["sequence"] for event in webhooks.events(after_sequence=0, limit=100)]
        assert seen == list(range(1, 91))


def test_newest_first_and_on_from_a_sequence_page_by_page(webhooks):
    webhooks.hears(*[an_invoice_event() for _ in range(5)])

    newest, after = webhooks.page_of_events(limit=2)
    older, after = webhooks.page_of_events(limit=2, after=after)
    oldest, end = webhooks.page_of_events(limit=2, after=after)
    assert [event["sequence"] for event in newest + older + oldest] == [5, 4, 3, 2, 1]
    assert end is None

    first, after = webhooks.page_of_events(limit=2, filters={"after_sequence": 2})
    rest, end = webhooks.page_of_events(limit=2, filters={"after_sequence": 2}, after=after)
    assert [event["sequence"] for event in first + rest] == [3, 4, 5]
    assert end is None


def test_filters_by_type_kind_and_time(webhooks):
    webhooks.hears(an_invoice_event(), a_stock_event(-1), an_invoice_event(occurred_at="2026-06-29T00:00:00Z"))

    def count(**filters):
        return len(webhooks.events(filters=filters))

    assert count(type="stock.changed") == count(type="stock.*") == 1
    assert count(type="invoice.created") == 2
    assert count(type="*") == 3
    assert count(type="invoice_created") == 0
    assert count(created_at_gte="2026-06-29T00:00:00Z") == 1
    assert count(created_at_lt="2026-06-29T00:00:00Z") == 2
    with pytest.raises(ValidationFailed):
        count(colour="red")


def test_another_account_s_events_are_unknown(webhooks):
    sale = an_invoice_event()
    webhooks.hears(sale)
    webhooks.caller = Caller("acct_somebody_else")

    assert webhooks.events() == []
    with pytest.raises(EventNotFound):
        operations.get_event(webhooks.db, webhooks.caller, request={"event_id": sale.id})


def test_each_endpoint_that_wants_an_event_gets_a_delivery(webhooks):
    wants = {
        kind: webhooks.register(f"{URL}/{place}", kind)
        for place, kind in enumerate(["*", "invoice.*", "invoice.created", "stock.low", "stock.*"])
    }

    webhooks.hears(an_invoice_event(), a_stock_event(-1, -2))

    waiting = {kind: len(webhooks.deliveries(endpoint)) for kind, endpoint in wants.items()}
    assert waiting == {"*": 3, "invoice.*": 1, "invoice.created": 1, "stock.low": 0, "stock.*": 2}
    [delivery] = webhooks.deliveries(wants["invoice.created"])
    assert (delivery["status"], delivery["attempts"]) == ("pending", [])


def test_an_endpoint_of_another_account_gets_nothing(webhooks):
    endpoint = webhooks.register(URL, "*")

    webhooks.hears_of_any_account(an_invoice_event(account_id="acct_somebody_else"))

    assert webhooks.deliveries(endpoint) == []


def tables_with_events(webhooks):
    with webhooks.worker_db.transaction() as tx:
        rows = tx.all(
            "SELECT DISTINCT tableoid::regclass::text AS name FROM events WHERE account_id = %(account_id)s",
            {"account_id": webhooks.caller.account_id},
        )
    return sorted(row["name"] for row in rows)


def test_events_lie_in_the_partition_of_their_day_and_move_there_when_it_is_made(webhooks):
    webhooks.hears(
        an_invoice_event(occurred_at="2024-02-29T23:59:59Z"), an_invoice_event(occurred_at="2024-03-01T00:00:00Z")
    )
    assert tables_with_events(webhooks) == ["events_default"]

    with webhooks.worker_db.transaction() as tx:
        assert partitions.ensure(tx, date(2024, 2, 29), 2) == 2
        assert partitions.ensure(tx, date(2024, 2, 29), 2) == 0

    assert tables_with_events(webhooks) == ["events_20240229", "events_20240301"]
    assert [event["sequence"] for event in webhooks.events(after_sequence=0)] == [1, 2]


def test_what_is_older_than_30_days_is_dropped(webhooks, clock):
    clock.move(timedelta(days=-720))  # July 2024, away from the other tests' days
    today = clock.now().date()
    with webhooks.worker_db.transaction() as tx:
        partitions.ensure(tx, today - timedelta(days=32), 33)
    for days in (32, 31, 30, 29, 0):
        webhooks.hears(
            an_invoice_event(occurred_at=(clock.now() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ"))
        )

    done = operations.keep_house(webhooks.worker_db, clock)

    assert done["partitions_dropped"] >= 2
    assert [event["sequence"] for event in webhooks.events(after_sequence=0)] == [3, 4, 5]


def test_a_partition_made_later_is_under_row_level_security(webhooks):
    with webhooks.worker_db.transaction() as tx:
        partitions.ensure(tx, date(2030, 1, 1), 1)
        row = tx.one("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'events_20300101'")

    assert row == {"relrowsecurity": True, "relforcerowsecurity": True}


def test_forty_days_of_dispatchers_keep_thirty_of_events_without_anybody_s_help(webhooks, dispatcher, clock):
    clock.move(timedelta(days=365 * 5))  # away from the other tests' days
    endpoint = webhooks.register(URL, "*")
    for _ in range(40):
        dispatcher._keep_house()
        webhooks.hears(an_invoice_event(occurred_at=rfc3339(clock.now())))
        clock.move(timedelta(days=1))
    dispatcher._keep_house()

    assert [event["sequence"] for event in webhooks.events(after_sequence=0, limit=100)] == list(range(11, 41))
    tables = tables_with_events(webhooks)
    assert len(tables) == 30
    assert "events_default" not in tables
    assert len(webhooks.deliveries(endpoint)) == 31
    dispatcher.close()


def test_housekeeping_that_fails_stops_no_delivery(webhooks, dispatcher):
    with webhooks.worker_db.transaction() as tx:
        partitions.ensure(tx, date(2025, 1, 1), 1)
    with WebhookReceiver() as receiver, webhooks.db.transaction(webhooks.caller.account_id) as reader:
        reader.all("SELECT id FROM events")  # as long as somebody reads, no day can be dropped
        webhooks.register(receiver.url, "*")
        webhooks.hears(an_invoice_event())
        working = threading.Thread(target=dispatcher.run)
        working.start()

        receiver.wait_for(1, seconds=20)
        dispatcher.stop()
        working.join()
    with webhooks.worker_db.transaction() as tx:
        assert tx.one("SELECT to_regclass('events_20250101') IS NOT NULL AS there")["there"]
