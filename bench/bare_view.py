"""
What the reads are measured against: the same SQL behind a bare Flask + psycopg2 view, under the same kind of server.

No key, no limits, no bus, no schema: `gunicorn --worker-class gevent --workers 2 bench.bare_view:app`. The statements are the
services' own, called with a database that does nothing but run them.
"""

import os
from typing import Any

import psycopg2
from flask import Flask, Response
from gevent.queue import Queue

from gateway.green import install
from services.billing.storage import invoices
from services.catalog.storage import product_lists

install()

POOL_SIZE = 8
ACCOUNT = os.environ["BENCH_ACCOUNT"]


class Bare:
    """A few connections, handed round; one statement each time, nothing else."""

    def __init__(self, dsn: str) -> None:
        self._free: Queue[Any] = Queue()
        for _ in range(POOL_SIZE):
            connection = psycopg2.connect(dsn)
            connection.autocommit = True
            self._free.put(connection)

    def read(self, _account_id: str, sql: str, params: Any = None, **_how: Any) -> list[dict[str, Any]]:
        connection = self._free.get()
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            self._free.put(connection)


app = Flask(__name__)
catalog: Any = Bare(os.environ["BENCH_CATALOG_DSN"])
billing: Any = Bare(os.environ["BENCH_BILLING_DSN"])


@app.get("/products")
def products() -> Response:
    rows = product_lists.page(catalog, ACCOUNT, {}, None, 20)
    return Response('{"data":[' + ",".join(row["body"] for row in rows) + "]}", mimetype="application/json")


@app.get("/invoices/<invoice_id>")
def invoice(invoice_id: str) -> Response:
    return Response(invoices.bodies(billing, ACCOUNT, None, invoice_id)[0], mimetype="application/json")
