"""What stands above a view: who may call it and what it takes. The decorators only note it; the guards act on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from gateway.request_context import current

if TYPE_CHECKING:
    from gateway.api.v1.schemas.shape import Shape
    from gateway.request_context import RequestContext

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one view."""

    scope: str | None = None
    public: bool = False
    query: "Shape | None" = None
    body: "Shape | None" = None
    idempotent: bool = False
    current: Callable[..., Any] | None = None
    """The GET view of the same path, to which If-Match refers."""
    takes_expected_body: bool = False
    produces: tuple[str, ...] = ("application/json", "application/problem+json")
    guards: "tuple[Callable[[RequestContext], None], ...]" = ()
    """The guards of a view that is none of the API's, such as a page of the dashboard: they stand in the place of the API's."""
    right: str | None = None
    """What a member must be allowed to; '' asks for no more than being logged in."""
    polls: bool = False
    """A browser asks by itself, again and again: that nobody is away does not follow from it."""
    most_bytes: int = 0
    """Of a form; 0 is the usual size."""


NONE = Rules()


def rules_of(view: Callable[..., Any] | None) -> Rules:
    """Give the rules noted on a view."""
    return getattr(view, "rules", NONE)


def needs(scope: str) -> Callable[[View], View]:
    """Ask for a key with this scope."""
    return lambda view: noted(view, scope=scope)


def public(view: View) -> View:
    """Let everybody in, without a key."""
    return noted(view, public=True)


def idempotent(view: View) -> View:
    """Read Idempotency-Key, or mint one: the effect happens once however often the message comes."""
    return noted(view, idempotent=True)


def produces(*types: str) -> Callable[[View], View]:
    """Answer in these media types instead of JSON; problems stay JSON."""
    return lambda view: noted(view, produces=types)


def query(schema: type["Shape"]) -> Callable[[View], View]:
    """Read the query string by a schema and hand it to the view as `query`."""
    return lambda view: noted(_handing_over(view, "query"), query=schema())


def body(schema: type["Shape"]) -> Callable[[View], View]:
    """Read the body by a schema and hand it to the view as `body`."""
    return lambda view: noted(_handing_over(view, "body"), body=schema())


def if_match(current: Callable[..., Any]) -> Callable[[View], View]:
    """
    Take If-Match on a PATCH or DELETE: 412 unless the object still is what `current`, the GET view of the path, showed.

    A view with a parameter `expected_body` is handed the SHA-256 of the body that the change is meant for (None: no
    condition) and passes it to the service, which compares it under its lock; without it a change could slip in between.
    """

    def guarded(view: View) -> View:
        takes = "expected_body" in signature(view).parameters
        handed = _handing_over(view, "expected_body") if takes else view
        return noted(handed, current=current, takes_expected_body=takes)

    return guarded


def noted(view: View, **rules: Any) -> View:
    """Note rules on a view, beside those that stand there."""
    view.rules = replace(rules_of(view), **rules)  # type: ignore[attr-defined]  # a function takes attributes
    return view


def _handing_over(view: View, name: str) -> View:
    @wraps(view)
    def handed(**path: Any) -> Any:
        return view(**path, **{name: getattr(current(), name)})

    return handed  # type: ignore[return-value]  # same call, one argument fewer
