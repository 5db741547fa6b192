"""When Python may look for garbage."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector, for work that makes many objects and next to no cycles of them.

    It would walk through all of Django again and again: a tenth of a second each time. Where several threads do such
    work at once, it is on again with the end of the first; whatever happens, it is on again in the end.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
