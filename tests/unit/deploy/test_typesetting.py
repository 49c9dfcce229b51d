"""What PDFs are made with is found by name, and what is not there is not."""

from deploy.local import packages, typesetting
from deploy.local.settings import stack_from


def test_this_machine_has_what_pdfs_need():
    assert (typesetting.pango(), typesetting.harfbuzz(), typesetting.fonts()) == (True, True, True)


def test_the_font_is_the_one_asked_for_and_not_a_likeness(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "FONTS", ("Noto Sans", "A Font Nobody Made"))

    assert not typesetting.fonts()


def test_without_fontconfig_there_are_no_fonts(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not typesetting.fonts()


def test_what_is_missing_is_named_by_its_package(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    stack = stack_from(
        {
            "SAATHIX_RUN_DIR": str(tmp_path),
            "SAATHIX_DATABASE_URL": "postgresql://elsewhere/saathix",
            "SAATHIX_AMQP_URL": "amqp://elsewhere",
            "SAATHIX_REDIS_URL": "redis://elsewhere",
        }
    )

    assert packages.missing(stack) == ["fonts-noto-core"]


def test_a_library_goes_by_any_of_its_names():
    assert typesetting._loads("libno-such-library.so.9", "libc.so.6")
    assert not typesetting._loads("libno-such-library.so.9")
