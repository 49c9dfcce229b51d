"""checkov finds nothing in the manifests and Dockerfiles that is not explained where it stands."""

import pytest

from deploy.docker.images import DOCKERFILES
from deploy.kubernetes import judging, rendering

pytestmark = pytest.mark.timeout(400)  # the first time on a machine it is installed


@pytest.fixture(scope="module")
def found(stack, rendered, tmp_path_factory):
    """What checkov says of each file, one of them with a fault put into it."""
    folder = tmp_path_factory.mktemp("checkov")
    planted = rendered["production"].replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", 1)
    for name, text in (*rendered.items(), ("planted", planted)):
        (folder / f"{name}.yaml").write_text(text)
    said = judging.by_checkov(stack, [*folder.iterdir(), *DOCKERFILES.glob("*.Dockerfile")])
    return {file.stem: complaints for file, complaints in said.items()}


@pytest.mark.parametrize("name", [*rendering.OVERLAYS, "gateway", "service"])
def test_checkov_finds_nothing_unexplained(found, name):
    assert found[name] == []


def test_checkov_finds_what_is_planted(found):
    (complaint,) = found["planted"]

    assert "CKV_K8S_20" in complaint


@pytest.mark.parametrize("overlay", rendering.OVERLAYS)
def test_what_is_skipped_has_a_reason(rendered, overlay):
    notes = [thing["metadata"].get("annotations", {}) for thing in rendering.objects(rendered[overlay])]
    skipped = [text for note in notes for name, text in note.items() if name.startswith("checkov.io/skip")]

    assert skipped
    for text in skipped:
        check, _, reason = text.partition("=")
        assert check.startswith("CKV_")
        assert len(reason.split()) >= 4, text
