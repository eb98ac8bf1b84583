"""Reading without pauses: Python's search for cycles put off while trees without any are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_pauses() -> Iterator[None]:
    """Put the search for cycles off for a while.

    Reading a large spec makes half a million objects that live on and no cycles; looking through them again and again
    took as long as the reading itself. What has no cycles is freed as before.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
