"""Running ffmpeg: with progress, a limit to silence, a way to stop, and nothing left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO, Literal

from kbgen.video.lines import Stop

_TAIL = 200
"""Lines of ffmpeg's complaints that are kept: a broken file can make millions."""
_GRACE = 5.0
"""Seconds between asking ffmpeg to end and ending it."""
_TICK = 0.2
SILENCE = 180.0
"""Seconds without any progress after which a run is taken for hung."""

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Ending = Literal["ended", "stopped", "hung"]

__all__ = ["SILENCE", "Ending", "Outcome", "Stop", "run"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. A code of 0 proves nothing: ffmpeg says 0 on a full disk, too."""

    ending: Ending
    code: int
    complaints: str
    """Last lines of standard error."""


def run(
    argv: Sequence[str],
    *,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
    silence: float | None = None,
) -> Outcome:
    """Run ffmpeg to its end.

    Args:
        argv: the whole command; it should hold ``-progress pipe:1`` where *progress* or *silence* matter.
        progress: told the seconds of output made so far, about once a second, in the caller's thread.
        stop: ends the run early (ending "stopped"); where it was asked before, nothing is started.
        silence: seconds without any progress after which the run is ended (ending "hung"); None: :data:`SILENCE`.

    Whatever happens, an exception included, no process is left: ffmpeg has a process group of its own, which is
    ended as a whole, and on Linux it dies with the thread that started it, were that by SIGKILL. (Windows has job
    objects for that; without one, an ffmpeg whose kbgen was killed works on to its end there, into a draft that
    nobody will take for finished and the next run sweeps.)
    """
    if stop is not None and stop.asked():
        return Outcome("stopped", -1, "")
    process = subprocess.Popen(
        list(argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Own process group: Ctrl+C in the terminal reaches us first, and we end ffmpeg in order.
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        start_new_session=os.name == "posix",
        preexec_fn=partial(_die_with_us, os.getpid()) if _LIBC else None,  # C calls, nothing that waits for a lock
    )
    watch = _Watch(process)
    try:
        ending = _wait(process, watch, progress, stop, SILENCE if silence is None else silence)
    finally:
        _end(process)
        watch.close()
    return Outcome(ending, process.returncode, "\n".join(watch.complaints))


def _die_with_us(parent: int) -> None:
    """In the new process: end when the thread that started it ends, were it by SIGKILL (prctl(2), PR_SET_PDEATHSIG)."""
    assert _LIBC is not None
    _LIBC.prctl(1, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


class _Watch:
    """Two threads that empty ffmpeg's pipes, so that it never waits for us."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.complaints: deque[str] = deque(maxlen=_TAIL)
        self._numbers: dict[bytes, int] = {}
        self.moved = time.monotonic()
        assert process.stdout is not None
        assert process.stderr is not None
        self._threads = [
            threading.Thread(target=self._read_progress, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_complaints, args=(process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read_progress(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                name, _, value = line.partition(b"=")
                if name in (b"out_time_us", b"total_size", b"frame") and value.strip().isdigit():
                    self._note(name, int(value))

    def _note(self, name: bytes, value: int) -> None:
        if value > self._numbers.get(name, 0):
            self._numbers[name] = value
            self.moved = time.monotonic()

    @property
    def seconds(self) -> float:
        """Length of what was made so far."""
        return self._numbers.get(b"out_time_us", 0) / 1e6

    def _read_complaints(self, pipe: IO[bytes]) -> None:
        with pipe:
            while line := pipe.readline(4096):
                self.complaints.append(line.decode("utf-8", "replace").rstrip())

    def close(self) -> None:
        """Wait until the pipes are read to their ends."""
        for thread in self._threads:
            thread.join(_GRACE)


def _wait(
    process: subprocess.Popen[bytes],
    watch: _Watch,
    progress: Callable[[float], None] | None,
    stop: Stop | None,
    silence: float,
) -> Ending:
    told = -1.0
    while True:
        try:
            process.wait(_TICK)
            return "ended"
        except subprocess.TimeoutExpired:
            pass
        if stop is not None and stop.asked():
            return "stopped"
        if time.monotonic() - watch.moved > silence:
            return "hung"
        if progress is not None and watch.seconds != told:
            told = watch.seconds
            progress(told)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the process and all it started to end, then end them."""
    if process.poll() is None:
        _send(process, signal.SIGTERM)
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            _send(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.wait()


def _send(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
    else:
        process.send_signal(number)
