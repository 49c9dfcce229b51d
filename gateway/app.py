"""The application: the guards of a request in their order, the resources, and what every answer carries."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.routing import MapAdapter
from werkzeug.wsgi import get_host

from gateway import problems
from gateway.api import v1
from gateway.api.v1.schemas.shape import valid_body
from gateway.auth.guards import in_scope, known_key, within_limits
from gateway.conditions import unchanged, with_etag
from gateway.cors import Preflight, permission
from gateway.dashboard import dashboard
from gateway.docs.views import docs
from gateway.edge import Edge
from gateway.health import health
from gateway.idempotency.guard import idempotency_key
from gateway.json_body import readable_body
from gateway.parts import Parts
from gateway.query_string import readable_query
from gateway.request_context import CONTEXT, RequestContext, current
from gateway.routing import Name, acceptable, known_route
from gateway.rules import rules_of
from gateway.versioning import in_served_version, raised_body, served_version
from kit import logs
from kit.ids import new_id

GUARDS: tuple[Callable[[RequestContext], None], ...] = (
    known_route,  # 404, 405
    known_key,  # 401; one round trip to Redis: revocation and both limits
    within_limits,  # 429
    in_scope,  # 403
    served_version,  # 400 unsupported_version
    acceptable,  # 406
    readable_query,  # 400 invalid_query
    readable_body,  # 415, 413, 400
    raised_body,
    valid_body,  # 422
    idempotency_key,  # 400 invalid_idempotency_key
    unchanged,  # 412
)

ANSWERED: tuple[Callable[[RequestContext, Response], None], ...] = (
    in_served_version,
    with_etag,  # 304
)


class Application(Flask):
    """Flask, spared what a request of ours has no use for: host matching, subdomains and views that are coroutines."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the addresses to a request; a host that is no host is refused as Flask does."""
        if request is None:
            return super().create_url_adapter(request)
        environ = request.environ
        request.host = get_host(environ)
        path = environ["PATH_INFO"].encode("latin1").decode(errors="replace")
        script = environ.get("SCRIPT_NAME") or "/"
        scheme, method = environ["wsgi.url_scheme"], environ["REQUEST_METHOD"]
        return MapAdapter(self.url_map, request.host, script, "", scheme, path, method, environ["QUERY_STRING"])

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function as it is: none of ours is a coroutine."""
        return func


def create_app(parts: Parts) -> Flask:
    """Put the application together: every request passes the guards, then its view."""
    app = Application("gateway", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.converters["default"] = Name
    app.url_map.merge_slashes = False  # an address is right or it is not; no redirects
    for resource in (*v1.RESOURCES, health, docs, dashboard):
        app.register_blueprint(resource)
    app.register_error_handler(Preflight, lambda _: permission())
    problems.register(app, parts.settings.public_url)

    @app.before_request
    def guard() -> None:
        view = app.view_functions.get(request.endpoint or "")
        at = parts.clock.now()
        context = RequestContext(parts, request.environ, rules_of(view), at, new_id("req", at))
        context.environ[CONTEXT] = context
        logs.about(context.request_id)
        for guarded in context.rules.guards or GUARDS:
            guarded(context)

    @app.after_request
    def answered(answer: Response) -> Response:
        context = current()
        for step in ANSWERED:
            step(context, answer)
        return answer

    app.wsgi_app = Edge(app.wsgi_app, parts.clock, parts.request_log)  # type: ignore[method-assign]  # Flask's own way to wrap it
    refuse_unguarded(app)
    return app


def refuse_unguarded(app: Flask) -> None:
    """Fail at the start when a view says neither which scope it needs nor that it is public."""
    for endpoint, view in app.view_functions.items():
        rules = rules_of(view)
        if not rules.public and rules.scope is None and rules.right is None:
            raise LookupError(f"{endpoint} is neither @public nor @needs(scope), nor a page with a right")
