"""Which version of the API a request is answered in."""

from gateway.problems import Problem
from gateway.request_context import RequestContext

CURRENT = "v1.4"
SERVED = (CURRENT,)


def served_version(context: RequestContext) -> None:
    """Take the version of the API-Version header (`v1.4`, also `1.4`), else the one the key was made with."""
    asked = context.environ.get("HTTP_API_VERSION")
    if asked is None:
        context.version = context.principal.api_version if context.principal else CURRENT
        return
    version = asked.strip()
    if not version.startswith("v"):
        version = "v" + version
    if version not in SERVED:
        raise Problem("unsupported_version", f"Versions served: {', '.join(SERVED)}.")
    context.version = version
