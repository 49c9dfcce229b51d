"""JSON Schema of what is sent: made from the schemas that read it, so that the two cannot differ."""

from functools import singledispatch
from typing import Any

from marshmallow import missing

from gateway.api.v1.schemas import numbers, patch, products, queries, shape, values, webhooks
from gateway.api.v1.schemas.webhooks import _PATTERNS, EventPattern
from gateway.openapi.words import told

Json = dict[str, Any]

UNSAID: Json = {"description": "Any value."}
NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
STATE_EXAMPLE = "29"


class Bodies:
    """The component schemas of bodies, collected while they are referred to."""

    def __init__(self) -> None:
        self.schemas: dict[str, Json] = {}

    def refer(self, given: shape.Shape) -> Json:
        """Give a reference to a shape's schema, which is made when it is first asked for."""
        name = name_of(type(given))
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = self._of(given)
        return {"$ref": f"#/components/schemas/{name}"}

    def _of(self, given: shape.Shape) -> Json:
        found: Json = {"type": "object", "description": type(given).__doc__, "properties": {}}
        required = []
        for field_name, field in given.fields.items():
            name = field.data_key or field_name
            schema = of_field(field, self)
            if field.required:
                required.append(name)
            elif _takes_null(given, field):
                schema = _or_null(schema)
            if isinstance(field.load_default, int | str) and not given.only_named:
                schema["default"] = field.load_default
            own = field.metadata.get("description")
            found["properties"][name] = {**schema, "description": own} if own else told(name, schema)
        if required:
            found["required"] = required
        return {**found, "additionalProperties": False}


def name_of(kind: type[shape.Shape]) -> str:
    """Name a body's component: `Product` is read and `NewProduct` is sent."""
    return f"{kind.__name__}Request"


def parameters(given: shape.Shape) -> list[Json]:
    """Describe a query string, a parameter for each field."""
    found = []
    for field_name, field in given.fields.items():
        name = field.data_key or field_name
        schema = of_field(field, Bodies())
        if isinstance(field.load_default, int | str):
            schema["default"] = field.load_default
        parameter = {"name": name, "in": "query", "required": field.required, "schema": schema}
        if schema.get("type") == "array":
            parameter |= {"style": "form", "explode": True}
        described = told(name, {}).get("description")
        found.append({**parameter, "description": described} if described else parameter)
    return found


@singledispatch
def of_field(field: Any, bodies: Bodies) -> Json:
    """Describe one field. Of a kind that is not known here nothing is said, and a test fails."""
    return dict(UNSAID)


@of_field.register
def _(field: values.Text, _: Bodies) -> Json:
    pattern = f"^(?:{field._pattern.pattern})$" if field._pattern else NO_CONTROL
    return {"type": "string", "minLength": field.least, "maxLength": field.most, "pattern": pattern}


@of_field.register
def _(field: EventPattern, _: Bodies) -> Json:
    return {"type": "string", "enum": sorted(_PATTERNS)}


@of_field.register
def _(field: webhooks.Headers, _: Bodies) -> Json:
    kind = ["string", "null"] if field.nullable else "string"
    value = {"type": kind, "maxLength": field.longest}
    return {"type": "object", "maxProperties": field.most, "additionalProperties": value}


@of_field.register
def _(field: webhooks.RawBody, _: Bodies) -> Json:
    return {"type": ["string", "object", "array", "number", "boolean"], "items": {}}


@of_field.register
def _(field: values.Choice, _: Bodies) -> Json:
    return {"type": "string", "enum": list(field.words)}


@of_field.register
def _(field: values.Flag, _: Bodies) -> Json:
    return {"type": "boolean"}


@of_field.register
def _(field: values.Instant, _: Bodies) -> Json:
    return {"type": "string", "format": "date-time", "examples": ["2026-06-28T10:14:22Z"]}


@of_field.register
def _(field: values.Day, _: Bodies) -> Json:
    return {"type": "string", "format": "date", "examples": ["2026-06-28"]}


@of_field.register
def _(field: values.Phone, _: Bodies) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": 32, "examples": ["+919876543210", "98765 43210"]}


@of_field.register
def _(field: values.Gstin, _: Bodies) -> Json:
    return {"type": "string", "minLength": 15, "maxLength": 32, "examples": ["29AAGCB7383J1Z4"]}


@of_field.register
def _(field: values.State, _: Bodies) -> Json:
    return {"type": "string", "enum": sorted(field._codes), "examples": [STATE_EXAMPLE]}


@of_field.register
def _(field: values.Hsn, _: Bodies) -> Json:
    return {"type": "string", "pattern": "^([0-9]{4}|[0-9]{6}|[0-9]{8})$", "examples": ["1902"]}


@of_field.register
def _(field: values.IdempotencyKey, _: Bodies) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[ -~]+$"}


@of_field.register
def _(field: values.Metadata, _: Bodies) -> Json:
    return {
        "type": "object",
        "maxProperties": 50,
        "propertyNames": {"minLength": 1, "maxLength": 40, "pattern": NO_CONTROL},
        "additionalProperties": {"type": "string", "maxLength": 500, "pattern": NO_CONTROL},
    }


@of_field.register
def _(field: patch.MetadataChanges, bodies: Bodies) -> Json:
    pairs = of_field.dispatch(values.Metadata)(field, bodies)
    value = {**pairs["additionalProperties"], "type": ["string", "null"]}
    return {**pairs, "maxProperties": patch.MOST_PAIRS, "additionalProperties": value}


@of_field.register
def _(field: numbers.Number, _: Bodies) -> Json:
    least, most = field.least / field.factor, field.most / field.factor
    return {"type": "number", "minimum": _plain(least), "maximum": _plain(most), "x-decimals": field.decimals}


@of_field.register
def _(field: numbers.Count, _: Bodies) -> Json:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


@of_field.register
def _(field: queries.WholeNumber, _: Bodies) -> Json:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


@of_field.register
def _(field: webhooks.Sequence, _: Bodies) -> Json:
    return {"type": "integer", "minimum": field.least, "maximum": field.most}


@of_field.register
def _(field: products.OpeningStock, bodies: Bodies) -> Json:
    return {"anyOf": [of_field(field._quantity, bodies), of_field(field._by_store, bodies)]}


@of_field.register
def _(field: shape.Inner, bodies: Bodies) -> Json:
    return bodies.refer(field.shape)


@of_field.register
def _(field: shape.Many, bodies: Bodies) -> Json:
    inner = bodies.refer(field.inner) if isinstance(field.inner, shape.Shape) else of_field(field.inner, bodies)
    return {"type": "array", "items": inner, "minItems": field.least, "maxItems": field.most}


@of_field.register
def _(field: shape.OneOrMany, bodies: Bodies) -> Json:
    many = of_field.dispatch(shape.Many)(field, bodies)
    return {"anyOf": [many["items"], many]}


def _takes_null(given: shape.Shape, field: Any) -> bool:
    """Null is the same as absent in what is sent; in a patch it clears what can be cleared."""
    return not isinstance(given, patch.Patch) or field.allow_none or field.load_default is not missing


def _or_null(schema: Json) -> Json:
    """Take null, too."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number
