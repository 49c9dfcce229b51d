"""Wait for a process of the stack to answer, and give up with its log when it keeps dying."""

import time
from collections.abc import Callable

from deploy.local import supervision
from deploy.local.failure import StackFailure
from deploy.local.settings import Stack

PATIENCE = 90.0
PATIENCE_WITH_OTHERS = 15.0
DYING_FOR = 20.0
DYING = ("BACKOFF", "FATAL", "EXITED")


def until(stack: Stack, answers: Callable[[], bool], *, of: str, given: str | None = None) -> None:
    """Return once it answers; StackFailure naming the process, or the server given to us, when it does not."""
    began = time.monotonic()
    while not answers():
        waited = time.monotonic() - began
        if given and waited > PATIENCE_WITH_OTHERS:
            raise StackFailure(f"{of} does not answer.", advice=f"Is {given} right, and the server up?")
        dying = [entry["name"] for entry in supervision.processes(stack) if entry["statename"] in DYING]
        if waited > PATIENCE or (dying and waited > DYING_FOR):
            culprit = of if of in dying or not dying else dying[0]
            raise StackFailure(
                f"{of} did not get ready in {waited:.0f} s"
                + (f"; these keep dying: {', '.join(dying)}." if dying else "."),
                log=stack.log_of(culprit),
                advice=f"Read {stack.log_of(culprit)}, mend the cause, start again.",
            )
        time.sleep(0.1)
