"""Lines: how work in other processes hears that we stop, or are no more, and how we hear how far it has come.

In this process a line is a flag and a call. To other processes, on this machine or another with the same folders,
it is a few small files in the store, so that any ``concurrent.futures.Executor`` will do.
"""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

BEAT = 1.0
"""Seconds between two signs of life, and between two looks at them."""
GONE = 60.0
"""Seconds without a sign of life after which a run is taken for dead: a busy network disk may be slow to show it."""

Tell = Callable[[float], None]
"""Told the part of a piece of work that is done, 0 to 1."""


class Pulse:
    """A run's sign of life: a file whose content changes as long as the run lives. No clocks are compared."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = ""
        self._changed = self._looked = time.monotonic()
        self._gone = False

    def beat(self, number: int) -> None:
        """Give the sign, another one than last time."""
        with suppress(OSError):  # a full or unreachable disk: whoever watches waits a minute
            self._file.write_text(str(number), encoding="ascii")

    def gone(self) -> bool:
        """Whether the run ended or died. Looks at the disk once a second at most."""
        now = time.monotonic()
        if self._gone or now - self._looked < BEAT:
            return self._gone
        self._looked = now
        try:
            seen = self._file.read_text(encoding="ascii")
        except FileNotFoundError:
            self._gone = True
            return True
        except OSError:
            seen = self._seen
        if seen != self._seen:
            self._seen, self._changed = seen, now
        self._gone = now - self._changed > GONE
        return self._gone

    def __reduce__(self) -> tuple[type[Pulse], tuple[Path]]:
        return Pulse, (self._file,)


class Stop:
    """A request to stop, seen by every run it was given to, in other processes too where there is a *pulse*."""

    def __init__(self, pulse: Pulse | None = None, *, far: bool = False) -> None:
        self._event = threading.Event()
        self._pulse = pulse
        self._far = far

    def __call__(self) -> None:
        """Ask for the end."""
        self._event.set()

    def asked(self) -> bool:
        """Whether the end was asked for, or nobody is left to ask for it."""
        return self._event.is_set() or (self._far and self._pulse is not None and self._pulse.gone())

    def __reduce__(self) -> tuple[Callable[[Pulse | None], Stop], tuple[Pulse | None]]:
        return _far_stop, (self._pulse,)


def _far_stop(pulse: Pulse | None) -> Stop:
    return Stop(pulse, far=True)


class FarTell:
    """A :data:`Tell` in another process: leaves the number where :class:`FarLine` looks for it."""

    def __init__(self, file: Path, tell: Tell | None = None) -> None:
        self._file, self._tell = file, tell
        self._told = 0.0

    def __call__(self, part: float) -> None:
        """Tell, once a second at most."""
        if self._tell is not None:  # never left this process
            self._tell(part)
        elif (now := time.monotonic()) - self._told >= BEAT:
            self._told = now
            with suppress(OSError):  # progress is not worth a failure
                self._file.write_text(f"{part:.4f}", encoding="ascii")

    def __reduce__(self) -> tuple[type[FarTell], tuple[Path]]:
        return FarTell, (self._file,)


class Line:
    """The line to work in threads of this process. A context: leaving it by an exception asks all work to stop."""

    def __init__(self) -> None:
        self.stop = Stop()

    def telling(self, tell: Tell) -> Tell:
        """What to give a piece of work so that *tell* hears of it."""
        return tell

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is not None:
            self.stop()


class FarLine(Line):
    """The line to work in other processes: a folder ``runs/<random>`` in the store, gone when we are done."""

    def __init__(self, store: Path) -> None:
        self._folder = store / "runs" / uuid.uuid4().hex
        self._pulse = Pulse(self._folder / "alive")
        self.stop = Stop(self._pulse)
        self._tells: dict[Path, Tell] = {}
        self._heard: dict[Path, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def telling(self, tell: Tell) -> Tell:
        """What to give a piece of work, wherever it is done, so that *tell* hears of it."""
        file = self._folder / f"{len(self._tells)}.part"
        self._tells[file] = tell
        return FarTell(file, tell)

    def __enter__(self) -> FarLine:
        self._folder.mkdir(parents=True)
        self._pulse.beat(0)
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        super().__exit__(*failure)
        self._over.set()
        self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _watch(self) -> None:
        number = 0
        while not self._over.wait(BEAT):
            number += 1
            self._pulse.beat(number)
            self._hear()

    def _hear(self) -> None:
        for file, tell in list(self._tells.items()):
            with suppress(OSError, ValueError):  # nothing said yet, or half written
                part = float(file.read_text(encoding="ascii"))
                if part != self._heard.get(file):
                    self._heard[file] = part
                    tell(part)


def line_to(executor: Executor, store: Path) -> Line:
    """The line to the work that *executor* does for the store in this folder."""
    return Line() if isinstance(executor, ThreadPoolExecutor) else FarLine(store)
