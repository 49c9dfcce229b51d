"""The rendered overlays, once a run."""

import os

import pytest

from deploy.kubernetes import rendering
from deploy.local.folders import make_folders
from deploy.local.settings import stack_from


@pytest.fixture(scope="session")
def stack():
    found = stack_from(os.environ)
    make_folders(found)
    return found


@pytest.fixture(scope="session")
def rendered(stack):
    """The text of each overlay, by its name."""
    return {overlay: rendering.render(stack, overlay) for overlay in rendering.OVERLAYS}


@pytest.fixture(scope="session")
def production(rendered):
    return rendering.objects(rendered["production"])


@pytest.fixture(scope="session")
def dev(rendered):
    return rendering.objects(rendered["dev"])


@pytest.fixture(scope="session")
def production_commands(production):
    """The command of each process, as the manifests have it."""
    return {
        thing["metadata"]["name"]: thing["spec"]["template"]["spec"]["containers"][0]["command"]
        for thing in production
        if thing["kind"] == "Deployment"
    }
