"""The manifests are valid for Kubernetes and for the operators, restricted, and closed: judged without a cluster."""

import copy
import ipaddress

import pytest

from deploy.kubernetes import broker, judging, rendering, secrets
from services.webhooks.domain import address

PROCESSES = set(secrets.SETTINGS) - {"admin"}


def of_kind(objects, *kinds):
    return [thing for thing in objects if thing["kind"] in kinds]


def named(objects, kind, name):
    return next(thing for thing in of_kind(objects, kind) if thing["metadata"]["name"] == name)


def pods(objects):
    """Each workload's name and its pod's spec."""
    for thing in of_kind(objects, "Deployment", "Job"):
        yield thing["metadata"]["name"], thing["spec"]["template"]["spec"]


@pytest.mark.parametrize("overlay", rendering.OVERLAYS)
def test_every_object_is_what_its_schema_says(stack, rendered, overlay):
    judged = judging.judge(stack, rendering.objects(rendered[overlay]))

    assert [text for complaints in judged.values() for text in complaints] == []


def test_what_no_overlay_uses_is_valid_too(stack):
    things = [thing for file in rendering.EXTRA.values() for thing in rendering.objects(file.read_text())]

    assert [text for complaints in judging.judge(stack, things).values() for text in complaints] == []


def test_the_judges_find_what_is_planted(stack, production):
    things = copy.deepcopy(production)
    named(things, "Deployment", "billing")["spec"]["template"]["spec"]["containerz"] = []
    named(things, "Cluster", "database")["spec"]["instances"] = "three"
    named(things, "ScaledObject", "billing")["spec"].pop("triggers")
    named(things, "Permission", "billing")["spec"]["permissions"].pop("read")

    found = [text for complaints in judging.judge(stack, things).values() for text in complaints]

    assert len([text for text in found if "containerz" in text]) == 2  # by the oldest and the newest Kubernetes
    for name in ("Cluster database", "ScaledObject billing", "Permission billing"):
        assert any(text.startswith(name) for text in found), f"nobody complains about {name}"


@pytest.mark.parametrize("overlay", rendering.OVERLAYS)
def test_every_pod_is_restricted(rendered, overlay):
    for name, pod in pods(rendering.objects(rendered[overlay])):
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert set(container["resources"]) == {"requests", "limits"}, name


def test_every_process_has_its_own_account_budget_and_scaling(production):
    accounts = {pod["serviceAccountName"] for name, pod in pods(production) if name in PROCESSES}
    assert accounts == PROCESSES
    assert {thing["metadata"]["name"] for thing in of_kind(production, "PodDisruptionBudget")} == PROCESSES
    assert {thing["metadata"]["name"] for thing in of_kind(production, "ScaledObject")} == PROCESSES


def test_the_two_ways_of_scaling_allow_the_same(stack, production):
    base = rendering.objects((rendering.FOLDER / "base" / "scaling.yaml").read_text())
    plain = {thing["metadata"]["name"]: thing["spec"]["maxReplicas"] for thing in base}

    assert {t["metadata"]["name"]: t["spec"]["maxReplicaCount"] for t in of_kind(production, "ScaledObject")} == plain


def test_postgresql_has_a_connection_for_every_process_that_may_run(production):
    most = {
        thing["metadata"]["name"]: thing["spec"]["maxReplicaCount"] for thing in of_kind(production, "ScaledObject")
    }
    each = {"gateway": 4, "receipts": 4, "dispatcher": 2}  # the others: 6 for the service, 3 for its worker
    surge = 1  # of a rolling update

    wanted = sum((count + surge) * each.get(process, 9) for process, count in most.items())

    allowed = int(named(production, "Cluster", "database")["spec"]["postgresql"]["parameters"]["max_connections"])
    assert wanted + 20 <= allowed, f"{wanted} connections, and twenty for operators, Jobs and people"


def test_every_pod_is_met_by_the_policy_that_denies(production):
    deny = named(production, "NetworkPolicy", "default-deny")

    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_only_webhooks_and_letters_reach_the_internet_and_no_private_address(production):
    out = [
        (policy["metadata"]["name"], peer["ipBlock"])
        for policy in of_kind(production, "NetworkPolicy")
        for rule in policy["spec"].get("egress", [])
        for peer in rule.get("to", [])
        if "ipBlock" in peer
    ]

    assert {name for name, _ in out} == {"dispatcher-to-receivers", "gateway-to-mail"}
    letters = [block for name, block in out if name == "gateway-to-mail"]
    webhooks = [block for name, block in out if name == "dispatcher-to-receivers"]
    assert letters == webhooks
    except_for = [ipaddress.ip_network(cidr) for block in webhooks for cidr in block["except"]]
    for network in except_for:
        middle = network[network.num_addresses // 2]
        assert address.complaint_about(str(middle), allow_loopback=False), f"{network} may be reached by the code"
    for refused in (*address._REFUSED, ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("100.64.0.0/10")):
        assert any(refused.version == n.version and refused.subnet_of(n) for n in except_for), f"{refused} is open"


def test_the_metrics_are_for_the_monitoring_namespace_alone(production):
    allowed = [
        (rule.get("from"), port["port"])
        for policy in of_kind(production, "NetworkPolicy")
        for rule in policy["spec"].get("ingress", [])
        for port in rule.get("ports", [])
        if port["port"] == 9464
    ]

    label = {"kubernetes.io/metadata.name": "monitoring"}
    assert allowed == [([{"namespaceSelector": {"matchLabels": label}}], 9464)]


def test_what_the_broker_holds_follows_from_the_code():
    assert broker.FILE.read_text() == broker.text(), "python -m deploy.kubernetes.broker"


def test_the_secrets_follow_from_the_settings():
    assert secrets.FILE.read_text() == secrets.external_text(), "python -m deploy.kubernetes.secrets --external"


def test_every_secret_that_a_pod_reads_is_made_by_somebody(production):
    made = {*secrets.keys(), *secrets.GIVEN, "database-superuser"}
    read = set()
    for _, pod in pods(production):
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            read |= {source["secretRef"]["name"] for source in container.get("envFrom", []) if "secretRef" in source}
            read |= {v["valueFrom"]["secretKeyRef"]["name"] for v in container.get("env", []) if "valueFrom" in v}
        read |= {volume["secret"]["secretName"] for volume in pod.get("volumes", []) if "secret" in volume}

    assert read <= made
    assert {t["metadata"]["name"] for t in of_kind(production, "ExternalSecret")} == {*secrets.keys(), *secrets.GIVEN}


def test_no_secret_is_in_the_repository(production, dev):
    assert of_kind(production, "Secret") == of_kind(dev, "Secret") == []
