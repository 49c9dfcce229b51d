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
