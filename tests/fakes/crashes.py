"""A process that is gone at one named moment of its work."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Crashed(RuntimeError):
    """The process is gone."""


@contextmanager
def gone_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Iterator[None]:
    """Let the block end as soon as this function of a module has done its work; it must come to it."""
    real = getattr(module, name)

    def done_and_gone(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Crashed

    with monkeypatch.context() as broken:
        broken.setattr(module, name, done_and_gone)
        with pytest.raises(Crashed):
            yield
