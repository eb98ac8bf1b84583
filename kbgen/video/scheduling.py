"""Scheduling: who does the work. Threads of this process, or the workers of a dask scheduler with the same folders."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from kbgen.errors import Place, Problem, UsageError

_SECONDS = 10
"""How long a scheduler may take to answer."""


def cores() -> int:
    """Cores this process may use: encoders share them well, and one alone leaves some idle."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def executor(jobs: int | None = None, scheduler: str = "") -> Iterator[Executor]:
    """Threads of this process, *jobs* of them (None: as the machine has cores), or the workers of *scheduler*.

    Workers must see the workspace at the same path. Work that a lost worker had begun is given to another one;
    should it have been finished twice, the store keeps the last of two equal ones.

    Raises:
        UsageError: the extra ``cluster`` is not installed, or no scheduler answers at that address.
    """
    if not scheduler:
        with ThreadPoolExecutor(jobs or cores()) as threads:
            yield threads
        return
    with _connected(scheduler) as client:
        yield client.get_executor(pure=False)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        import distributed
    except ImportError:
        raise UsageError([Problem("cluster-not-installed", Place(address))]) from None
    try:
        connect: Any = distributed.Client  # parts of it are untyped
        client = connect(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError, socket.gaierror) as error:
        raise UsageError([Problem("cluster-silent", Place(address), {"reason": str(error)})]) from None
    try:
        if not client.nthreads():
            raise UsageError([Problem("cluster-idle", Place(address))])
        yield client
    finally:
        client.close(timeout=_SECONDS)


def lost(error: BaseException) -> bool:
    """Whether *error*, raised by a future, says that the work was lost with its worker or the scheduler."""
    return isinstance(error, CancelledError) or type(error).__name__ in ("KilledWorker", "FutureCancelledError")
