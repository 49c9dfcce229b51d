"""Python's collector of cycles, in a process that answers people: it must not stop them to look at what stays anyway."""

import gc

YOUNG_OBJECTS = 10_000
"""How many more containers there are before the youngest are looked at; Python's own 700 is a few requests' worth."""


def settle() -> None:
    """Call this when a process has started: modules, classes and tables are left out from now on, of what comes after fewer looks."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
