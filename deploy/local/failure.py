"""What a step raises when it cannot go on: what happened, what to do, and whose log tells more."""

from pathlib import Path


class StackFailure(Exception):
    """
    A step of the local stack could not be done.

    `advice` is what a person should do next; `log` is the file whose end is worth printing.
    """

    def __init__(self, what: str, *, advice: str = "", log: Path | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.log = log
