"""Every refusal the customers service can give."""

from kit.errors import Fault, Refusal


class ValidationFailed(Refusal):
    """Something in the request is wrong; `errors` names every fault with its pointer."""

    code = "validation_failed"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("the request has faults; errors[] names each", errors=faults)


class CustomerNotFound(Refusal):
    """The account has no customer with this id."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("there is no such customer")


class CustomerErased(Refusal):
    """The customer's personal data was erased at their wish; nothing is added to it again."""

    code = "customer_erased"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"{customer_id} was erased and cannot be changed", facts={"customer_id": customer_id})


class PhoneTaken(Refusal):
    """Another customer of the account has this phone."""

    code = "phone_taken"

    def __init__(self, customer_id: str) -> None:
        super().__init__(f"the phone belongs to {customer_id}", facts={"customer_id": customer_id})
