"""The reporting service's methods: requests, answers, refusals."""

from marshmallow import Schema, fields, validate

GRANULARITIES = ("hour", "day", "month")
GROUPS = ("store", "payment_mode", "gst_rate", "product")
MOST_DAYS = 366


class SalesReport(Schema):
    """Which sales, and by what they are added up. Dates are India's, both included; at most 366 days."""

    granularity = fields.String(required=True, validate=validate.OneOf(GRANULARITIES))
    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    store_id = fields.String(allow_none=True, load_default=None)
    group_by = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(GROUPS))
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))
    store_names = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)


class Figures(Schema):
    """
    What a span of sales comes to, in rupees.

    gross = Σ(grand_total − round_off) + discount; net = gross − discount + round_off − refunds; average_basket =
    Σ grand_total / invoices, null without invoices. Taxes are net of credit notes.
    """

    invoices = fields.Integer(required=True, strict=True)
    gross = fields.Float(required=True)
    discount = fields.Float(required=True)
    refunds = fields.Float(required=True)
    net = fields.Float(required=True)
    taxable_value = fields.Float(required=True)
    cgst = fields.Float(required=True)
    sgst = fields.Float(required=True)
    igst = fields.Float(required=True)
    cess = fields.Float(required=True)
    round_off = fields.Float(required=True)
    average_basket = fields.Float(required=True, allow_none=True)


class Row(Figures):
    """
    A period, `2026-06-28T14`, `2026-06-28` or `2026-06`; a period without sales is a row of zeros.

    Grouped reports add `group`: a store's id, a mode of payment (`credit` for what is still due, `none` for an invoice of
    zero), a GST rate in percent, or a product's id; null in the row of zeros. An invoice counts once in every group it
    touches; in groups of lines (rate, product) the lines' totals stand for the grand total and round_off is 0. A product
    has its SKU and name, too; a store the name that the request gives it in `store_names`.
    """

    period = fields.String(required=True)
    group = fields.Raw(allow_none=True)
    group_sku = fields.String(allow_none=True)
    group_name = fields.String(allow_none=True)


class SalesReportBody(Schema):
    """
    The JSON text `body` of the answer; as CSV, `body` holds the rows, and `file_name` names the file.

    `as_of` is when the newest event that is in the account's figures happened, null before the first. Sales made after it
    may be missing, those before it are there save events that are being retried; an account that has sold nothing since
    keeps its `as_of`.
    """

    granularity = fields.String(required=True)
    first = fields.Date(required=True, data_key="from")
    last = fields.Date(required=True, data_key="to")
    as_of = fields.String(required=True, allow_none=True)
    data = fields.List(fields.Nested(Row), required=True)
    totals = fields.Nested(Figures, required=True)


class GstReport(Schema):
    """Which month (`2026-06` or `062026`) of which registration; `gstin` may be absent where the month has but one."""

    period = fields.String(required=True)
    gstin = fields.String(allow_none=True, load_default=None)
    store_id = fields.String(allow_none=True, load_default=None)
    hsn_digits = fields.String(load_default="4", validate=validate.OneOf(("4", "6", "8")))
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "gstn")))


class Check(Schema):
    """Two ways to add the same up."""

    check = fields.String(required=True)
    detail = fields.String(required=True)
    passed = fields.Boolean(required=True)
    expected = fields.Dict(required=True)
    found = fields.Dict(required=True)


class Problem(Schema):
    """What to mend, and where: `invoice` is a document's number, `line` one of its lines."""

    invoice = fields.String(required=True, allow_none=True)
    line = fields.Integer(required=True, allow_none=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    fix = fields.String(required=True)


class GstReportBody(Schema):
    """
    The JSON text `body` of the answer: GSTR-1 with the government's keys, in rupees, and what is ours from `period` on.

    As `gstn`, the government's keys alone, without the empty tables, and `file_name` names the file.
    """

    gstin = fields.String(required=True, allow_none=True)
    fp = fields.String(required=True)
    b2b = fields.List(fields.Dict(), required=True)
    b2cl = fields.List(fields.Dict(), required=True)
    b2cs = fields.List(fields.Dict(), required=True)
    exp = fields.List(fields.Dict(), required=True)
    cdnr = fields.List(fields.Dict(), required=True)
    cdnur = fields.List(fields.Dict(), required=True)
    nil = fields.Dict(required=True)
    hsn = fields.Dict(required=True)
    doc_issue = fields.Dict(required=True)
    period = fields.String(required=True)
    store_id = fields.String(required=True, allow_none=True)
    as_of = fields.String(required=True, allow_none=True)
    documents = fields.Integer(required=True)
    totals = fields.Dict(required=True)
    checks = fields.List(fields.Nested(Check), required=True)
    problems = fields.List(fields.Nested(Problem), required=True)
    problems_count = fields.Integer(required=True)


REFUSALS = {
    "sales_report": ("invalid_query", "store_not_allowed"),
    "gst_report": ("invalid_query", "store_not_allowed"),
}
