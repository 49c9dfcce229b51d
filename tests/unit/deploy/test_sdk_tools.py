"""Whether what the SDKs are tested with is there, and what is done when it is not."""

import pytest

from deploy.local import packages, sdk_tools
from deploy.local.failure import StackFailure
from deploy.local.settings import stack_from


def test_on_this_machine_nothing_is_missing():
    assert sdk_tools.missing() == []


def test_without_php_every_package_is_missing(tmp_path):
    everything = ["chromium", "composer", "php-cli", "php-curl", "php-mbstring", "php-xml", "phpunit"]
    laravel = [f"php-illuminate-{part}" for part in ("cache", "config", "events", "log", "routing")]
    assert sdk_tools.missing(find=lambda _: None, libraries=tmp_path) == sorted(everything + laravel)


def test_one_missing_program_names_its_package_alone():
    assert sdk_tools.missing(find=lambda name: None if name == "composer" else f"/usr/bin/{name}") == ["composer"]


def test_who_is_not_root_is_told_the_command_for_an_administrator(monkeypatch):
    monkeypatch.setattr(packages, "_may_install", lambda: False)
    with pytest.raises(StackFailure) as failure:
        packages.install(stack_from({}), ["composer", "phpunit"])
    assert "composer, phpunit" in failure.value.what
    assert failure.value.advice == (
        "An administrator runs: apt-get install -y --no-install-recommends composer phpunit"
    )


def test_without_apt_the_packages_are_named(monkeypatch):
    monkeypatch.setattr(packages.shutil, "which", lambda _: None)
    with pytest.raises(StackFailure, match="composer"):
        packages.install(stack_from({}), ["composer"])
