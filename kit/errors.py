"""A refusal inside a service, and the one error class that crosses the bus. Neither knows an HTTP status."""

from typing import Any, ClassVar

Fault = dict[str, Any]


def fault(pointer: str, code: str, detail: str, **facts: Any) -> Fault:
    """Name one fault of a request: where (a JSON pointer), which, and a sentence that says what to do."""
    return {"pointer": pointer, "code": code, "detail": detail, **facts}


class Refusal(Exception):
    """A service says no and nothing has changed. Each refusal of a service is a subclass with a code of the catalogue."""

    code: ClassVar[str] = "internal_error"

    def __init__(self, detail: str, *, errors: list[Fault] | None = None, facts: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or []
        self.facts = facts or {}


class WireError(Exception):
    """What a caller of the bus gets instead of an answer. `facts` are plain JSON scalars, never an inside of the service."""

    def __init__(
        self, code: str, detail: str = "", errors: list[Fault] | None = None, facts: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.facts = facts or {}

    def to_wire(self) -> dict[str, Any]:
        """Write the error as nameko does, so that a stock client raises a RemoteError naming it."""
        arguments = {"code": self.code, "detail": self.detail, "errors": self.errors, "facts": self.facts}
        return {
            "exc_type": "WireError",
            "exc_path": "kit.errors.WireError",
            "exc_args": [arguments],
            "value": f"{self.code}: {self.detail}",
        }

    @classmethod
    def from_wire(cls, error: dict[str, Any]) -> "WireError":
        """Read an error off the bus. One that is not ours (a stock service's) is an internal error; its text stays in the log."""
        arguments = error.get("exc_args") or []
        if error.get("exc_type") == "WireError" and arguments and isinstance(arguments[0], dict):
            return cls(**arguments[0])
        if error.get("exc_type") == "MethodNotFound":
            return cls("internal_error", f"the service has no method {error.get('value')}")
        return cls("internal_error", str(error.get("exc_type")))


class Unavailable(WireError):
    """The service cannot be reached now. Nothing happened, or the same key will find what did."""

    def __init__(self, detail: str) -> None:
        super().__init__("service_unavailable", detail)


class DeadlineExceeded(WireError):
    """No answer in time. The same key may be sent again."""

    def __init__(self, detail: str) -> None:
        super().__init__("deadline_exceeded", detail)
