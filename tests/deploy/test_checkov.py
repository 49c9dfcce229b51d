"""checkov finds nothing in the manifests and Dockerfiles that is not explained where it stands."""

import re

import pytest

from deploy.docker.images import DOCKERFILES
from deploy.kubernetes import judging, rendering


@pytest.mark.parametrize("overlay", rendering.OVERLAYS)
def test_checkov_finds_nothing_unexplained(stack, rendered, tmp_path, overlay):
    file = tmp_path / f"{overlay}.yaml"
    file.write_text(rendered[overlay])

    assert judging.by_checkov(stack, file) == []


def test_checkov_finds_what_is_planted(stack, rendered, tmp_path):
    file = tmp_path / "planted.yaml"
    file.write_text(
        rendered["production"].replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", 1)
    )

    assert [text for text in judging.by_checkov(stack, file) if "CKV_K8S_20" in text]


def test_checkov_finds_nothing_in_the_dockerfiles(stack):
    for file in sorted(DOCKERFILES.glob("*.Dockerfile")):
        assert judging.by_checkov(stack, file, framework="dockerfile") == [], file.name


def test_what_is_skipped_has_a_reason(rendered):
    for text in rendered.values():
        for skipped in re.findall(r"checkov\.io/skip\d+: (\S+=.*)", text):
            assert len(skipped.partition("=")[2]) > 20, skipped
