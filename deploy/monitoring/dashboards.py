"""
Grafana's dashboards, as code: `python -m deploy.monitoring.dashboards` writes dashboards/*.json again; a test holds them together.

Grafana takes them from a ConfigMap, or by Import; they ask for the Prometheus to use.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("dashboards")
PROMETHEUS = {"type": "prometheus", "uid": "${prometheus}"}
COLUMNS, WIDTH, HEIGHT = 3, 8, 8
Panel = tuple[str, str, dict[str, str]]
"""A title, a unit, and queries by their legend."""


def quantile(share: float, metric: str, by: str = "", where: str = "") -> str:
    """The query of a histogram's quantile."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share}, sum by ({labels}) (rate({metric}_bucket{{{where}}}[$__rate_interval])))"


def rate(metric: str, by: str = "", where: str = "") -> str:
    """The query of a counter's growth a second."""
    return f"sum{f' by ({by})' if by else ''} (rate({metric}{{{where}}}[$__rate_interval]))"


def share(metric: str, where: str) -> str:
    """The query of what part of a counter's growth is like this."""
    return f"{rate(metric, where=where)} / {rate(metric)}"


SALE = 'service="billing", method="create_invoice"'
OVERVIEW: list[Panel] = [
    ("Requests a second, by status", "reqps", {"{{status}}": rate("saathix_http_requests_total", "status")}),
    (
        "Share of 5xx",
        "percentunit",
        {"5xx": share("saathix_http_requests_total", 'status=~"5.."')},
    ),
    ("Requests in flight", "short", {"{{pod}}": "sum by (pod) (saathix_http_requests_in_flight)"}),
    ("Sales a second", "ops", {"{{outcome}}": rate("saathix_rpc_calls_total", "outcome", SALE)}),
    (
        "A sale at the gateway, billing's part",
        "s",
        {
            "p50": quantile(0.5, "saathix_rpc_call_duration_seconds", where=SALE),
            "p99": quantile(0.99, "saathix_rpc_call_duration_seconds", where=SALE),
        },
    ),
    ("Sales that share a transaction, p50", "short", {"sales": quantile(0.5, "saathix_sales_group_size")}),
    (
        "Slowest routes, p99",
        "s",
        {"{{route}}": f"topk(8, {quantile(0.99, 'saathix_http_request_duration_seconds', 'route')})"},
    ),
    ("Refused by rate limits", "reqps", {"{{limit}}": rate("saathix_rate_limit_refusals_total", "limit")}),
    (
        "Rows that the request log lacks",
        "short",
        {"{{reason}}": rate("saathix_request_log_rows_dropped_total", "reason")},
    ),
    ("Gateways without Redis", "short", {"{{pod}}": "max by (pod) (saathix_redis_fallback)"}),
    ("Oldest unsent event", "s", {"{{process}}": "max by (process) (saathix_outbox_oldest_unsent_seconds)"}),
    ("Events applied a second", "ops", {"{{handler}}": rate("saathix_events_applied_total", "handler")}),
    ("Dead events", "short", {"{{handler}}": "max by (handler) (saathix_dead_events)"}),
    (
        "Messages waiting",
        "short",
        {"{{queue}}": 'max by (queue) (rabbitmq_detailed_queue_messages_ready{vhost="saathix"}) > 0'},
    ),
    ("CPU", "percentunit", {"{{process}}": rate("process_cpu_seconds_total", "process")}),
    ("Memory", "bytes", {"{{process}}": 'sum by (process) (process_resident_memory_bytes{namespace="saathix"})'}),
]
ONE = 'process="$process"'
SERVICE: list[Panel] = [
    ("Calls a second", "ops", {"{{method}} {{outcome}}": rate("saathix_rpc_handled_total", "method, outcome", ONE)}),
    ("A call, p99", "s", {"{{method}}": quantile(0.99, "saathix_rpc_handle_duration_seconds", "method", ONE)}),
    ("Wait in the queue, p99", "s", {"wait": quantile(0.99, "saathix_rpc_queue_wait_seconds", where=ONE)}),
    ("Wait for a connection, p95", "s", {"wait": quantile(0.95, "saathix_db_pool_wait_seconds", where=ONE)}),
    ("Connections", "short", {"{{state}}": f"sum by (state) (saathix_db_pool_connections{{{ONE}}})"}),
    ("Unsent events", "short", {"events": f"max(saathix_outbox_unsent{{{ONE}}})"}),
    ("Events sent a second", "ops", {"sent": rate("saathix_outbox_published_total", where=ONE)}),
    ("Events applied a second", "ops", {"{{handler}}": rate("saathix_events_applied_total", "handler", ONE)}),
    (
        "Events that came again, and tries again",
        "ops",
        {
            "again {{handler}}": rate("saathix_inbox_duplicates_total", "handler", ONE),
            "retry {{handler}}": rate("saathix_event_retries_total", "handler", ONE),
        },
    ),
    ("CPU", "percentunit", {"{{pod}}": rate("process_cpu_seconds_total", "pod", ONE)}),
    ("Memory", "bytes", {"{{pod}}": f"process_resident_memory_bytes{{{ONE}}}"}),
    (
        "Rows deleted by housekeeping",
        "ops",
        {"{{table}}": rate("saathix_housekeeping_rows_deleted_total", "table", ONE)},
    ),
    ("Versions", "short", {"{{version}}": f"count by (version) (saathix_build_info{{{ONE}}})"}),
]
WEBHOOKS: list[Panel] = [
    ("Attempts a second", "ops", {"{{outcome}}": rate("saathix_deliveries_total", "outcome")}),
    (
        "Share delivered",
        "percentunit",
        {"delivered": share("saathix_deliveries_total", 'outcome="delivered"')},
    ),
    (
        "An attempt",
        "s",
        {
            "p50": quantile(0.5, "saathix_delivery_duration_seconds"),
            "p99": quantile(0.99, "saathix_delivery_duration_seconds"),
        },
    ),
    ("Due now", "short", {"deliveries": "max(saathix_deliveries_due)"}),
    ("Oldest due", "s", {"seconds": "max(saathix_deliveries_oldest_due_seconds)"}),
    ("Endpoints paused", "short", {"endpoints": "max(saathix_endpoints_paused)"}),
]
DASHBOARDS = {
    "overview": ("SaathiX: overview", OVERVIEW, []),
    "service": ("SaathiX: one service", SERVICE, ["process"]),
    "webhooks": ("SaathiX: webhooks", WEBHOOKS, []),
}


def dashboard(name: str) -> dict[str, Any]:
    """A dashboard in Grafana's form."""
    title, panels, variables = DASHBOARDS[name]
    return {
        "uid": f"saathix-{name}",
        "title": title,
        "tags": ["saathix"],
        "schemaVersion": 39,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "timezone": "Asia/Kolkata",
        "templating": {"list": [_source(), *(_choice(variable) for variable in variables)]},
        "panels": [_panel(number, *panel) for number, panel in enumerate(panels)],
    }


def text(name: str) -> str:
    """The file of a dashboard."""
    return json.dumps(dashboard(name), indent=1) + "\n"


def _panel(number: int, title: str, unit: str, queries: dict[str, str]) -> dict[str, Any]:
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": title,
        "datasource": PROMETHEUS,
        "gridPos": {"x": number % COLUMNS * WIDTH, "y": number // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom"},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        "targets": [
            {"refId": chr(65 + place), "expr": query, "legendFormat": legend, "datasource": PROMETHEUS}
            for place, (legend, query) in enumerate(queries.items())
        ],
    }


def _source() -> dict[str, Any]:
    return {"name": "prometheus", "type": "datasource", "query": "prometheus", "label": "Prometheus"}


def _choice(variable: str) -> dict[str, Any]:
    query = f"label_values(saathix_build_info, {variable})"
    return {
        "name": variable,
        "type": "query",
        "datasource": PROMETHEUS,
        "definition": query,
        "query": {"query": query, "refId": "A"},
        "refresh": 2,
        "sort": 1,
    }


if __name__ == "__main__":
    for each in DASHBOARDS:
        (FOLDER / f"{each}.json").write_text(text(each))
