"""
A shop's September 2025, the month in which the rates changed. All amounts are worked out by hand here.

The shop stands in Bengaluru (29). It begins with 40 Ghee at ₹672 with 12 % in it (600 + 72), 100 Milk at ₹60 (nil) and
5 Coolers at ₹38,400 with 28 % in it (30,000 + 8,400). Prices hold their tax; half of it is taken out first.

   5  INV-00001  2 Ghee, 1 Milk over the counter, UPI                 1,344: 2 × r2(1344 × 6/112 = 72) = 144, taxable 1,200; 60 nil → 1,404
  10  INV-00002  1 Ghee to Asha in Mumbai (27), cash                    672: IGST r2(672 × 12/112) = 72, taxable 600
  15  INV-00003  2 Coolers delivered to Sai Traders in Mumbai, unpaid 76,800: IGST r2(76800 × 28/128) = 16,800, taxable 60,000
  18  CN-00001   1 Ghee of INV-00001, leaking, not restocked            672: half of 72 each, 36 + 36, taxable 600
  20  Sai Traders pays 76,800 by netbanking
  22  The rates change: Ghee 5 % at ₹630 (600 + 30), Cooler 18 % at ₹35,400 (30,000 + 5,400). At the old ones nothing is sold.
      INV-00004  3 Ghee over the counter, 2,000 in cash               1,890: 2 × r2(1890 × 2.5/105 = 45) = 90, taxable 1,800; change 110
  25  Count: 40 − 2 − 1 − 3 = 34 Ghee in the books, 33 on the shelf
  27  INV-00005  1 Cooler to a business in Karnataka, card           35,400: 2 × r2(35400 × 9/118 = 2,700) = 5,400, taxable 30,000
  28  CN-00002   1 Cooler of INV-00003 comes back, at its 28 %       38,400: IGST 8,400, taxable 30,000; money back by netbanking
  30  INV-00006  4 Milk, UPI: a Bill of Supply                          240 nil

Sales of the month: gross 1,404 + 672 + 76,800 + 1,890 + 35,400 + 240 = 116,406 in 6 invoices, 19,401 each; refunds 672 + 38,400 = 39,072;
net 77,334. Taxable 1,260 + 600 + 60,000 + 1,800 + 30,000 + 240 − 600 − 30,000 = 63,300; CGST = SGST = 72 + 45 + 2,700 − 36 = 2,781;
IGST 72 + 16,800 − 8,400 = 8,472; and 63,300 + 2 × 2,781 + 8,472 = 77,334.

GSTR-1: B2B INV-00003 and INV-00005; CDNR CN-00002; B2CS, notes netted: Karnataka 12 % 1,200 − 600 = 600 with 36 + 36, 5 % 1,800 with
45 + 45, Maharashtra 12 % 600 with IGST 72; nil, within the state to consumers, 60 + 240 = 300.
"""

from datetime import UTC, datetime

import pytest

from kit.db import Database
from services.billing.check_ledger import check
from services.billing.errors import ValidationFailed
from tests.integration.scenarios.town import Town

MUMBAI = {"line1": "7 Hill Road", "city": "Mumbai", "state": "27", "pin": "400050"}
SAI = {"name": "Sai Traders", "gstin": "27AAPFU0939F1ZV", "address": MUMBAI}
OFFICE = {"name": "Bengaluru Office", "gstin": "29AAFCD5862R1ZR"}


@pytest.fixture(scope="module")
def databases(fresh_database):
    dsns = {service: fresh_database(service) for service in ("catalog", "billing", "reporting")}
    opened = {service: Database(dsn["service"], size=3) for service, dsn in dsns.items()}
    opened["billing owner"] = Database(dsns["billing"]["owner"], size=1)
    yield opened, dsns["billing"]["worker"]
    for database in opened.values():
        database.close()


@pytest.fixture(scope="module")
def month(databases):
    """The whole month, sold and reported; each test looks at a part of it."""
    town = Town(databases[0], datetime(2025, 9, 1, 3, 30, tzinfo=UTC))
    town.store = town.open_store(name="Indiranagar", gstin="29AAGCB7383J1Z4", is_default=True)
    town.ghee = town.product(sku="GHEE", name="Ghee 1 l", rate=672, gst=12, hsn="0405", unit="NOS", stock=40)
    cooler = town.product(sku="COOLER", name="Cooler", rate=38_400, gst=28, hsn="8415", unit="NOS", stock=5)
    nil = {"gst": 0, "zero_rate_reason": "nil"}
    town.milk = town.product(sku="MILK", name="Milk 1 l", rate=60, hsn="0401", unit="NOS", stock=100, **nil)

    town.on("2025-09-05 11:00")
    first = town.sell(("GHEE", 2), ("MILK", 1), pay="upi")
    town.on("2025-09-10 18:20")
    second = town.sell(("GHEE", 1), pay="cash", customer={"name": "Asha", "address": MUMBAI}, fulfilment="delivery")
    town.on("2025-09-15 12:00")
    third = town.sell(("COOLER", 2), customer=SAI, fulfilment="delivery")
    town.on("2025-09-18 09:45")
    leaking = town.refund(first, 1, 1, restock=False, mode="upi", reason="leaking")
    town.on("2025-09-20 16:00")
    paid = town.pay(third, "netbanking", 76_800)

    town.on("2025-09-22 00:00")
    with pytest.raises(ValidationFailed) as refused:
        town.sell(("GHEE", 1), pay="cash")
    town.refused = [(fault["pointer"], fault["code"]) for fault in refused.value.errors]
    town.on("2025-09-22 08:00")
    town.change_product(town.ghee, rate=630, gst=5)
    town.change_product(cooler, rate=35_400, gst=18)
    fourth = town.sell(("GHEE", 3), pay="cash", tendered=2_000)

    town.on("2025-09-25 21:30")
    town.counted = town.count(town.ghee, town.store, 33)
    town.on("2025-09-27 13:15")
    fifth = town.sell(("COOLER", 1), pay="card", customer=OFFICE)
    town.on("2025-09-28 10:00")
    back = town.refund(third, 1, 1, restock=True, mode="netbanking", reason="returned")
    town.on("2025-09-30 23:59")
    sixth = town.sell(("MILK", 4), pay="upi")

    town.invoices, town.notes, town.paid = [first, second, third, fourth, fifth, sixth], [leaking, back], paid
    town.carry_the_post()
    return town


def test_the_invoices_bear_the_tax_of_their_day_and_place(month):
    taxes = [(i["taxable_value"], i["tax"]["cgst"], i["tax"]["igst"], i["grand_total"]) for i in month.invoices]

    assert taxes == [
        (1260, 72, 0, 1404),
        (600, 0, 72, 672),
        (60_000, 0, 16_800, 76_800),
        (1800, 45, 0, 1890),
        (30_000, 2700, 0, 35_400),
        (240, 0, 0, 240),
    ]
    assert [i["invoice_no"] for i in month.invoices] == [f"INV-2025-0000{n}" for n in range(1, 7)]
    assert [i["document_type"] for i in month.invoices] == ["tax_invoice"] * 5 + ["bill_of_supply"]
    assert [i["status"] for i in month.invoices] == ["paid", "paid", "unpaid", "paid", "paid", "paid"]
    assert (month.invoices[3]["change_due"], month.paid["status"]) == (110, "paid")
    assert month.refused == [("/items/0/sku", "rate_not_in_force")]


def test_the_notes_give_back_at_the_rate_of_the_invoice(month):
    leaking, back = month.notes

    assert (leaking["credit_note_no"], back["credit_note_no"]) == ("CN-2025-00001", "CN-2025-00002")
    assert (leaking["taxable_value"], leaking["tax"]["cgst"], leaking["total"]) == (600, 36, 672)
    assert (back["taxable_value"], back["tax"]["igst"], back["total"]) == (30_000, 8400, 38_400)
    assert back["items"][0]["gst_rate"] == 28
    assert [(refund["mode"], refund["amount"]) for refund in back["refunds"]] == [("netbanking", 38_400)]


def test_the_shelf_is_what_was_counted_and_the_books_balance(month, databases):
    assert (month.counted["delta"], month.counted["on_hand"]) == (-1, 33)
    assert check(databases[1], month.caller.account_id)[1] == []


def test_the_month_s_sales(month):
    [row] = month.report("sales", **{"granularity": "month", "from": "2025-09-01", "to": "2025-09-30"})["data"]

    assert row == {
        "period": "2025-09",
        "invoices": 6,
        "gross": 116_406,
        "discount": 0,
        "refunds": 39_072,
        "net": 77_334,
        "taxable_value": 63_300,
        "cgst": 2781,
        "sgst": 2781,
        "igst": 8472,
        "cess": 0,
        "round_off": 0,
        "average_basket": 19_401,
    }


def test_the_month_s_payments(month):
    asked = {"granularity": "month", "from": "2025-09-01", "to": "2025-09-30", "group_by": "payment_mode"}
    nets = {row["group"]: row["net"] for row in month.report("sales", **asked)["data"]}

    assert nets == {
        "upi": 1404 - 672 + 240,
        "cash": 672 + 1890,
        "netbanking": 76_800 - 38_400,
        "card": 35_400,
        "credit": 0,
    }


def test_the_return(month):
    gstr1 = month.report("gst", period="2025-09")

    businesses = {party["ctin"]: [(e["inum"], e["pos"], e["val"]) for e in party["inv"]] for party in gstr1["b2b"]}
    assert businesses == {
        SAI["gstin"]: [("INV-2025-00003", "27", 76_800)],
        OFFICE["gstin"]: [("INV-2025-00005", "29", 35_400)],
    }
    [party] = gstr1["cdnr"]
    [note] = party["nt"]
    assert (party["ctin"], note["nt_num"], note["val"]) == (SAI["gstin"], "CN-2025-00002", 38_400)
    assert note["itms"][0]["itm_det"] == {"rt": 28, "txval": 30_000, "iamt": 8400, "csamt": 0}
    consumers = {(r["pos"], r["rt"]): (r["txval"], r.get("camt", 0), r.get("iamt", 0)) for r in gstr1["b2cs"]}
    assert consumers == {("29", 12): (600, 36, 0), ("29", 5): (1800, 45, 0), ("27", 12): (600, 0, 72)}
    assert {(e["sply_ty"], e["nil_amt"]) for e in gstr1["nil"]["inv"] if e["nil_amt"]} == {("INTRAB2C", 300)}
    series = [(kind["docs"][0]["from"], kind["docs"][0]["to"]) for kind in gstr1["doc_issue"]["doc_det"]]
    assert series == [("INV-2025-00001", "INV-2025-00006"), ("CN-2025-00001", "CN-2025-00002")]
    assert (gstr1["problems"], [c["check"] for c in gstr1["checks"] if not c["passed"]]) == ([], [])
