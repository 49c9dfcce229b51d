"""Every refusal the webhooks service can give."""

from kit.errors import Fault, Refusal


class ValidationFailed(Refusal):
    """The request is readable and something in it is wrong; `errors` names each fault with its pointer."""

    code = "validation_failed"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("the request is not valid; errors names each fault", errors=faults)


class EndpointNotFound(Refusal):
    """The account has no such endpoint."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("no such webhook in this account")


class DeliveryNotFound(Refusal):
    """The endpoint has no such delivery, or it is older than what is kept."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("no such delivery of this webhook; deliveries are kept for 30 days")


class EventNotFound(Refusal):
    """The account has no such event, or it is older than what is kept."""

    code = "not_found"


class EndpointExists(Refusal):
    """A change would make an endpoint the same as another: URL and events."""

    code = "webhook_exists"

    def __init__(self, endpoint_id: str) -> None:
        super().__init__(f"{endpoint_id} has this url and these events", facts={"webhook_id": endpoint_id})


class EndpointDisabled(Refusal):
    """Nothing is sent to a disabled endpoint, not even on request."""

    code = "webhook_disabled"

    def __init__(self) -> None:
        super().__init__("this webhook is disabled; set its status to enabled first")


class TooManyEndpoints(Refusal):
    """The account has as many endpoints as it may."""

    code = "webhook_limit_reached"

    def __init__(self, most: int) -> None:
        super().__init__(f"an account has at most {most} webhooks; delete one that is no longer needed")


class UrlRefused(Refusal):
    """Webhooks are not sent to this address. A registration makes it a fault of `/url`, an attempt its error."""

    code = "validation_failed"
