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


class EventNotFound(Refusal):
    """The account has no such event, or it is older than what is kept."""

    code = "not_found"


class UrlRefused(Refusal):
    """Webhooks are not sent to this address. A registration makes it a fault of `/url`, an attempt its error."""

    code = "validation_failed"
