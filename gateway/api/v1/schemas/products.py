"""Products as they are created, changed and synchronised, and how a list of them is chosen."""

from typing import Any

from gateway.api.v1.schemas.batch import Items
from gateway.api.v1.schemas.numbers import Money, Quantity, Rate
from gateway.api.v1.schemas.patch import MetadataChanges, Patch
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Compound, Many, Shape, Wrong
from gateway.api.v1.schemas.values import Choice, Flag, Hsn, Instant, Metadata, Text
from kit.errors import Fault, fault

# The unit quantity codes of the GST returns.
# fmt: off
UNITS = (
    "BAG", "BAL", "BDL", "BKL", "BOU", "BOX", "BTL", "BUN", "CAN", "CBM", "CCM", "CMS", "CTN", "DOZ", "DRM",
    "GGK", "GMS", "GRS", "GYD", "KGS", "KLR", "KME", "LTR", "MLT", "MTR", "MTS", "NOS", "OTH", "PAC", "PCS",
    "PRS", "QTL", "ROL", "SET", "SQF", "SQM", "SQY", "TBS", "TGM", "THD", "TON", "TUB", "UGS", "UNT", "YDS",
)
# fmt: on

MOST_IN_A_BATCH = 500


class StoreStock(Shape):
    """How much of a product a store opens with."""

    store = Text(64, attribute="store_id", required=True)
    qty = Quantity(least=0, attribute="qty_milli", required=True)


class OpeningStock(Compound):
    """A quantity (for the key's or the default store), or a list of quantities by store."""

    _quantity = Quantity(least=0)
    _by_store = Many(StoreStock, least=1, most=1000)

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        if type(raw) is list:
            return self._by_store.read(raw, pointer, faults)
        try:
            return {"qty_milli": self._quantity.value_of(raw)}
        except Wrong as wrong:
            faults.append(fault(pointer, wrong.code, wrong.detail))
            return None


class Product(Shape):
    """A product to create."""

    sku = Text(64, required=True, pattern=r"\S(.*\S)?", hint="Send a SKU without spaces around it.")
    name = Text(200, required=True)
    rate = Money(attribute="rate_paise", required=True)
    tax_inclusive = Flag()
    gst_rate = Rate(attribute="gst_rate_bp", required=True)
    cess_rate = Rate(attribute="cess_rate_bp", most=100_000, load_default=0)
    zero_rate_reason = Choice("nil", "exempt", "non_gst", "zero_rated")
    hsn = Hsn()
    unit = Choice(*UNITS, load_default="NOS")
    barcode = Text(64)
    reorder_level = Quantity(attribute="reorder_level_milli", least=0)
    stock = OpeningStock()
    metadata = Metadata()

    def judge(self, made: dict[str, Any], raw: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        if made.get("gst_rate_bp") == 0 and raw.get("zero_rate_reason") is None:
            faults.append(
                fault(
                    f"{pointer}/zero_rate_reason",
                    "required",
                    "A rate of 0 needs its reason: nil, exempt, non_gst or zero_rated.",
                )
            )


class ProductChanges(Patch):
    """What to change of a product: absent stays, null clears, metadata merges by key. `active` brings back an archived one."""

    fixed = ("id", "sku", "stock", "created_at", "updated_at")

    name = Text(200)
    rate = Money(attribute="rate_paise")
    tax_inclusive = Flag(allow_none=True)
    gst_rate = Rate(attribute="gst_rate_bp")
    cess_rate = Rate(attribute="cess_rate_bp", most=100_000, load_default=0)
    zero_rate_reason = Choice("nil", "exempt", "non_gst", "zero_rated", allow_none=True)
    hsn = Hsn(allow_none=True)
    unit = Choice(*UNITS, load_default="NOS")
    barcode = Text(64, allow_none=True)
    reorder_level = Quantity(attribute="reorder_level_milli", least=0, allow_none=True)
    metadata = MetadataChanges(allow_none=True)
    status = Choice("active", "archived")


class ProductsBatch(Shape):
    """Products to create, or to bring up to date by SKU; each is a whole product, and what it leaves out has its default."""

    products = Items(Product, least=1, most=MOST_IN_A_BATCH, required=True)


class ProductQuery(Shape):
    """What to show with a product."""

    expand = Many(Choice("stock"), most=10, data_key="expand[]")


class ProductsQuery(ListQuery):
    """Which products, newest first, and what to show with each."""

    store = Text(64, attribute="store_id")
    sku = Text(64)
    status = Choice("active", "archived")
    q = Text(100)
    updated_at_gte = Instant(data_key="updated_at[gte]")
    expand = Many(Choice("stock"), most=10, data_key="expand[]")
