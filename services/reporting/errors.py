"""Every refusal the reporting service can give."""

from kit.errors import Refusal


class InvalidReportQuery(Refusal):
    """The report asked for cannot be made; `errors` names each parameter that is wrong."""

    code = "invalid_query"


class StoreNotAllowed(Refusal):
    """The key is bound to one store and asks about another."""

    code = "store_not_allowed"
