"""Each alert fires on made up series when it should and not before, stands on metrics that exist, and has its page."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from deploy import toolbox
from deploy.docker.images import ROOT
from deploy.monitoring import dashboards
from kit import metrics

FOLDER = ROOT / "deploy" / "monitoring"
RULES = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["spec"]
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]
OURS = re.compile(r"saathix_[a-z_]+")


def slug(alert):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", alert).lower()


def names_of_ours():
    """Every name a process may show, as Prometheus stores it."""
    families = [thing for thing in vars(metrics).values() if isinstance(thing, metrics.Family)]
    found = {family.name for family in families}
    for family in families:
        if isinstance(family, metrics.Histogram):
            found |= {f"{family.name}_{suffix}" for suffix in ("bucket", "count", "sum")}
    return found


@pytest.fixture(scope="module")
def prometheus(stack, tmp_path_factory):
    """promtool, in a folder with our rules as Prometheus itself reads them."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.yaml").write_text(yaml.safe_dump(RULES))
    program = toolbox.promtool(stack)
    return lambda *arguments: subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True), folder


def test_prometheus_reads_the_rules(prometheus):
    run, _ = prometheus

    done = run("check", "rules", "rules.yaml")

    assert done.returncode == 0, done.stderr
    assert f"{len(ALERTS)} rules found" in done.stdout


def test_every_alert_fires_when_it_should_and_not_before(prometheus):
    run, folder = prometheus
    cases = yaml.safe_load(Path(__file__).with_name("alerts.cases.yaml").read_text())
    described = {rule["alert"]: rule for rule in ALERTS}
    for case in cases["tests"]:
        for check in case["alert_rule_test"]:
            for expected in check["exp_alerts"]:
                _fill(expected, described[check["alertname"]])
    (folder / "cases.yaml").write_text(yaml.safe_dump(cases))

    done = run("test", "rules", "cases.yaml")

    assert done.returncode == 0, done.stdout + done.stderr
    tried = {c["alertname"] for case in cases["tests"] for c in case["alert_rule_test"] if c["exp_alerts"]}
    assert tried == set(described), "an alert without a case in which it fires"
    quiet = {c["alertname"] for case in cases["tests"] for c in case["alert_rule_test"] if not c["exp_alerts"]}
    assert quiet == set(described), "an alert without a case in which it does not"


def _fill(expected, rule):
    """A case states an alert's own labels and summary; severity, description and page are the rule's."""
    expected["exp_labels"] = {**expected.get("exp_labels", {}), **rule["labels"]}
    description = expected.pop("description", rule["annotations"]["description"])
    summary = expected.pop("summary")
    kept = {"description": description, "runbook_url": rule["annotations"]["runbook_url"]}
    expected["exp_annotations"] = {"summary": summary, **kept}


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_has_a_page_and_says_how_much_it_matters(rule):
    page = ROOT / "docs" / "runbooks" / f"{slug(rule['alert'])}.md"

    assert rule["annotations"]["runbook_url"].endswith(f"/docs/runbooks/{page.name}")
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert page.is_file(), f"{page} is missing"


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_stands_on_metrics_that_a_process_shows(rule):
    assert set(OURS.findall(rule["expr"])) <= names_of_ours()


@pytest.mark.parametrize("name", dashboards.DASHBOARDS)
def test_a_dashboard_shows_metrics_that_a_process_shows(name):
    queries = [target["expr"] for panel in dashboards.dashboard(name)["panels"] for target in panel["targets"]]

    assert set(OURS.findall(" ".join(queries))) <= names_of_ours()


def test_every_metric_is_on_a_dashboard_or_in_an_alert():
    shown = "\n".join([*map(dashboards.text, dashboards.DASHBOARDS), *(rule["expr"] for rule in ALERTS)])
    families = {thing.name for thing in vars(metrics).values() if isinstance(thing, metrics.Family)}

    assert {name for name in families if name not in shown} == set()


@pytest.mark.parametrize("name", dashboards.DASHBOARDS)
def test_a_dashboard_s_file_is_the_code_s(name):
    written = (FOLDER / "dashboards" / f"{name}.json").read_text()

    assert written == dashboards.text(name), "python -m deploy.monitoring.dashboards"
    assert json.loads(written)["uid"] == f"saathix-{name}"


@pytest.mark.parametrize("name", dashboards.DASHBOARDS)
def test_a_dashboard_s_queries_are_prometheus_s(prometheus, name):
    run, folder = prometheus
    queries = [target["expr"] for panel in dashboards.dashboard(name)["panels"] for target in panel["targets"]]
    rules = [
        {"record": f"q{number}", "expr": query.replace("$__rate_interval", "1m").replace("$process", "billing")}
        for number, query in enumerate(queries)
    ]
    (folder / f"{name}.yaml").write_text(yaml.safe_dump({"groups": [{"name": name, "rules": rules}]}))

    done = run("check", "rules", f"{name}.yaml")

    assert done.returncode == 0, done.stderr
