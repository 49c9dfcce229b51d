"""A preview is the sale to the paisa, with its reasons, and leaves no trace."""

import random

from tests.factories.billing import RAHUL

BOOKED_ONLY = {"id", "invoice_no", "payments", "issued_at", "created_at"}
TABLES = ("invoices", "payments", "stock_movements", "number_series", "outbox", "idempotency_records")


def test_a_preview_is_what_the_sale_then_makes(shop):
    chance = random.Random(20260628)
    customers = [
        None,
        {"phone": RAHUL, "name": "Rahul K."},
        {"phone": RAHUL, "address": {"line1": "1 Marine Drive", "city": "Mumbai", "state": "27", "pin": "400001"}},
        {"name": "Acme", "gstin": "27AAPFU0939F1ZV"},
    ]
    for _ in range(25):
        items = [
            (chance.choice(["AMUL-MILK-1L", "MAGGI-70G"]), chance.randint(1, 2), chance.choice([None, 1999, 7, 100_00]))
            for _ in range(chance.randint(1, 3))
        ]
        sale = {
            "customer": chance.choice(customers),
            "discount_paise": chance.choice([0, 7]),
            "payments": chance.choice([None, [{"mode": "cash", "amount_paise": 100_000}], [{"mode": "upi"}]]),
            "fulfilment": chance.choice(["counter", "delivery"]),
        }
        seen, made = shop.preview(*items, **sale), shop.invoice(*items, **sale)

        explained = seen.pop("explain")
        assert {**seen, "issued_at": None, "created_at": None} == {
            name: None if name in BOOKED_ONLY else value
            for name, value in made.items()
            if name not in {"id", "invoice_no", "payments"}
        }
        for reason, line in zip(explained, made["items"], strict=True):
            amounts = reason["amounts"]
            assert (reason["line"], reason["rate"], reason["place_of_supply"]) == (
                line["line"],
                line["gst_rate"],
                made["place_of_supply"],
            )
            assert {name: amounts[name] for name in amounts if name in line} == {
                name: line[name] for name in amounts if name in line
            }


def test_a_preview_leaves_no_trace_and_needs_no_stock(shop):
    seen = shop.preview(("MAGGI-70G", 1000), payments=[{"mode": "cash", "amount_paise": 20_000_00}])

    assert (seen["grand_total"], seen["change_due"], seen["status"]) == (14_000, 6_000, "paid")
    assert [len(shop.rows(table)) for table in TABLES if table != "stock_movements"] == [0] * 5
    assert {row["reason"] for row in shop.rows("stock_movements")} == {"opening"}
    assert shop.stock_of("MAGGI-70G") == 100
