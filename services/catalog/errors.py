"""Every refusal the catalog can give."""

from kit.errors import Fault, Refusal


class ValidationFailed(Refusal):
    """Something in the request is wrong; `errors` names every fault with its pointer."""

    code = "validation_failed"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("the request has faults; errors[] names each", errors=faults)


class SkuTaken(Refusal):
    """Another product of the account has this SKU, an archived one included."""

    code = "sku_taken"

    def __init__(self, sku: str, product_id: str) -> None:
        super().__init__(f"the SKU {sku} belongs to {product_id}", facts={"sku": sku, "product_id": product_id})


class ProductArchived(Refusal):
    """The product is archived: its SKU stays taken, and it is not changed."""

    code = "product_archived"

    def __init__(self, sku: str, product_id: str) -> None:
        super().__init__(
            f"{sku} is archived; make it active again to change it", facts={"sku": sku, "product_id": product_id}
        )


class ProductNotFound(Refusal):
    """The account has no product with this id."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such product")
