"""Work of a library that may stand still or fall over: done in a process of its own, which can be ended."""

from __future__ import annotations

import errno
import os
import pickle
import select
import shutil
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

STILL = 60.0
"""Seconds after which work that neither uses the processor nor writes is taken for dead."""
_STILL_ON_FULL_DISK = 3.0
_FULL = 1 << 20  # bytes that are free
_BEAT = 0.25  # seconds
_BUSY = 0.02  # share of the time in which a process that waits in a loop may use the processor
_ALIVE, _FAILED = b".", b"!"


class LibraryError(Exception):
    """What the library said when it failed, or how it came to no end."""


class StillError(LibraryError):
    """The library stood still and was ended."""


@contextmanager
def apart(work: Callable[[], None], folder: Path, still: float = STILL) -> Iterator[None]:
    """``with apart(work, folder): …`` has *work*, which writes to *folder*, done by a child that is forked for it.

    It is done beside what stands under the ``with``, and before it where forks are missing. Its results are the files
    it wrote. Files that are open here are not open there.

    Raises:
        OSError: raised by *work*; or there is no room left, and *work* came to no end.
        StillError: *work* stood still for *still* seconds.
        LibraryError: *work* raised a RuntimeError, or its process died of a signal.
        Exception: any other that *work* raises, when it is done again in this process.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin":
        _here(work)
        yield
        return
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads here draw progress and answer requests
        child = os.fork()
    if not child:
        _be_a_child(work, folder, writer)
    os.close(writer)
    _lead(child)
    try:
        yield
        told = _heard(reader, folder, still)
    finally:
        os.close(reader)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # one that has ended keeps its code
        status = os.waitpid(child, 0)[1]
    if told:
        raise pickle.loads(told)  # noqa: S301 - our own child's
    if os.WIFSIGNALED(status):
        raise _no_room(folder) or LibraryError(signal.Signals(os.WTERMSIG(status)).name)
    if status:
        _here(work)


def _lead(child: int) -> None:
    """Make *child* lead a group: what it starts is ended with it. Both sides see to it, for either may be first."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(child, child)


def _let_go(but: int) -> None:
    """Hold nothing that the parent has open: its locks must end with it. Numbers stay taken, for objects know them."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        if (number := int(name)) > 2 and number not in (but, nothing):  # what is said goes where it went
            with suppress(OSError):
                os.dup2(nothing, number)


def _here(work: Callable[[], None]) -> None:
    try:
        work()
    except RuntimeError as error:
        raise LibraryError(str(error)) from error


def _heard(reader: int, folder: Path, still: float) -> bytes:
    """What the child said of a failure; empty where it said nothing.

    Raises:
        OSError, StillError: there was no sign of life for so long.
    """
    said, silent_since = b"", time.monotonic()
    while True:
        if select.select([reader], [], [], _BEAT)[0]:
            if not (told := os.read(reader, 1 << 16)):
                return said.lstrip(_ALIVE)[1:]
            said = said.lstrip(_ALIVE) + told
            silent_since = time.monotonic()
        silent = time.monotonic() - silent_since
        if silent > min(still, _STILL_ON_FULL_DISK) and (full := _no_room(folder)):
            raise full
        if silent > still:
            raise StillError


def _no_room(folder: Path) -> OSError | None:
    if shutil.disk_usage(folder).free < _FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
    return None


def _be_a_child(work: Callable[[], None], folder: Path, writer: int) -> None:
    """Do the work and end, without running anything of the parent's on the way out."""
    code = 1
    try:
        _lead(os.getpid())
        _let_go(but=writer)
        threading.Thread(target=_beat, args=(folder, writer), daemon=True).start()
        _here(work)
        code = 0
    except (OSError, LibraryError) as error:
        with suppress(Exception):
            os.write(writer, _FAILED + pickle.dumps(error))
            code = 0
    except BaseException:  # noqa: BLE001, S110 - this process cannot say it: the parent tries again, and says it
        pass
    finally:
        os._exit(code)


def _beat(folder: Path, writer: int) -> None:
    """Say that the work goes on, as long as it does; end where nobody listens any more."""
    used, written, parent = time.process_time(), _written(folder), os.getppid()
    while True:
        time.sleep(_BEAT)
        used_now, written_now = time.process_time(), _written(folder)
        lives = used_now - used > _BEAT * _BUSY or written_now != written
        used, written = used_now, written_now
        if lives:
            try:
                os.write(writer, _ALIVE)
            except OSError:
                _end()
        elif os.getppid() != parent:  # it was killed
            _end()


def _end() -> None:
    """End this process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _written(folder: Path) -> int:
    """Bytes in files of *folder*."""
    total = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_size
    return total
