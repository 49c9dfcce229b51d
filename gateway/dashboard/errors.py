"""What a page says when it cannot be shown: what happened and what to do, in words, with the request id and nothing of the inside."""

from flask import Response, request
from werkzeug.exceptions import HTTPException

from contracts.errors import ERRORS
from gateway.dashboard import cookies, flashes, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.csrf import Forged
from gateway.dashboard.guards import LogInFirst, NotAllowed
from gateway.dashboard.words import _, mark
from gateway.problems import RETRY_AFTER_SECONDS, Problem, from_wire, of_framework
from gateway.request_context import current
from kit.errors import WireError
from kit.logs import get_logger

log = get_logger(__name__)

WORDS = {
    400: (mark("This address is not right"), mark("Go back and follow the link again, or start from the home page.")),
    403: (
        mark("Your role does not allow this"),
        mark("An owner of the account can do it, or give you another role under Settings, Members."),
    ),
    404: (
        mark("There is nothing here"),
        mark("It was removed, belongs to another account, or the address has a mistake."),
    ),
    405: (mark("This address is not right"), mark("Go back and follow the link again, or start from the home page.")),
    409: (mark("It has changed meanwhile"), mark("Load the page again and look at it as it is now.")),
    413: (mark("That is too much at once"), mark("Send a smaller file, or fewer rows.")),
    422: (mark("Something in it is not right"), mark("Go back, mend what is named below, and send it again.")),
    429: (mark("Too many tries"), mark("Wait a little, then try again.")),
    500: (
        mark("Something went wrong here"),
        mark("It is not your fault, and it is in our log. Try again; if it stays, tell support the request id."),
    ),
    503: (
        mark("A part of the system is not answering"),
        mark("Nothing is lost. Wait a few seconds and load the page again."),
    ),
    504: (mark("It took too long"), mark("Load the page and look whether it was done before you send it again.")),
}


def page_of(problem: Problem) -> Response:
    """Show a problem as a page, or as the part of one that htmx asked for."""
    status = problem.status
    title, advice = WORDS.get(status, WORDS[500])
    shown = {
        "title": _(title),
        "advice": _(advice),
        "problem": problem,
        "known": ERRORS[problem.code],
    }
    name = "dashboard/error_part.html" if rendering.is_part() else "dashboard/error.html"
    answer = rendering.render(name, status=status, **shown)
    if problem.code in RETRY_AFTER_SECONDS:
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[problem.code])
    for header, value in problem.headers.items():
        answer.headers[header] = value
    return answer


@dashboard.errorhandler(Problem)
def refused(problem: Problem) -> Response:
    """A guard or a view refused."""
    return page_of(problem)


@dashboard.errorhandler(WireError)
def refused_by_service(error: WireError) -> Response:
    """A service refused, or did not answer."""
    return page_of(from_wire(error))


@dashboard.errorhandler(HTTPException)
def refused_by_framework(error: HTTPException) -> Response:
    """The framework refused, such as a form that is too long."""
    return page_of(of_framework(error))


@dashboard.errorhandler(NotAllowed)
def not_allowed(_error: NotAllowed) -> Response:
    """The role does not have the right."""
    return page_of(Problem("scope_missing", _("Your role in this account does not have the right to do this.")))


@dashboard.errorhandler(Forged)
def forged(_error: Forged) -> Response:
    """The form was not sent from a page of ours as it is now."""
    detail = _("The form was sent from another site, or from a page that was open before you logged in.")
    problem = Problem("scope_missing", detail)
    shown = {
        "title": _("This form cannot be taken"),
        "advice": _("Load the page again and send the form from there."),
        "problem": problem,
        "known": ERRORS[problem.code],
    }
    return rendering.render(
        "dashboard/error_part.html" if rendering.is_part() else "dashboard/error.html", 403, **shown
    )


@dashboard.errorhandler(LogInFirst)
def log_in_first(_error: LogInFirst) -> Response:
    """Nobody is logged in (any more): to the log-in, and from there to where one wanted to go."""
    asked = request.full_path.rstrip("?") if request.method == "GET" and not rendering.is_part() else ""
    half = current().session is not None  # which waits for its code
    to = "dashboard.second_step" if half else "dashboard.log_in"
    answer = rendering.redirect_to(to, **({"next": asked} if asked not in {"", "/dashboard"} else {}))
    if rendering.is_part():  # htmx follows this with the whole page
        answer.headers["HX-Redirect"] = answer.headers["Location"]
        answer.status_code = 401
        del answer.headers["Location"]
    if not half and cookies.read(cookies.SESSION) is not None:
        cookies.clear(answer, cookies.SESSION)
        flashes.add("warning", _("You were logged out after a while. Log in again."))
    return answer


@dashboard.errorhandler(Exception)
def broken(_error: Exception) -> Response:
    """Our own fault."""
    log.error("request_failed", exc_info=True, request_id=current().request_id)
    return page_of(Problem("internal_error"))
