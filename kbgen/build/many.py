"""Many clients: built one after the other, or by the workers of a dask scheduler. What fails keeps no other from it."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kbgen.errors import BusyError, KbgenError, Place, Problem, UsageError, of_disk
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.build.progress import Progress
    from kbgen.build.story import Built, Options

_TRIES = 3
"""How often a client whose worker was lost is given to another one."""
_PAGES = "site"


@dataclass(frozen=True, slots=True)
class End:
    """How the build of one client ended."""

    client: str
    seconds: float
    problems: tuple[Problem, ...] = ()
    built: Built | None = None
    """None: it was not built; the last good release stays."""
    pages: int = 0
    """Of the site of a new release; 0 where there is none."""
    busy: bool = False
    """Another build of the same client runs."""
    usage: bool = False
    """What was asked for cannot be done."""
    trace: str = ""
    """Where kbgen itself broke; empty where it did not."""

    @property
    def good(self) -> bool:
        """Whether it has a release without errors."""
        return self.built is not None and not any(p.severity == "error" for p in self.problems)


def build_many(
    workspace: Workspace, clients: Sequence[str], options: Options, begins: Callable[[str], Progress]
) -> Iterator[End]:
    """Build *clients*, the unchanged ones first; an end each, as they come. *begins* is told whose turn it is.

    What all clients share is looked at once; of clients with nothing changed nothing more is loaded than their own
    files. With ``options.scheduler`` whole clients go to the workers of that scheduler, which must see the workspace at
    the same path; one whose worker is lost goes to another.

    Raises:
        UsageError: no scheduler answers, or the extra ``cluster`` is not installed.
    """
    from kbgen.build.inputs import shared_fingerprint

    shared = shared_fingerprint(workspace)
    waiting = []
    for client in clients:
        end = None if options.force else _as_it_was(workspace, client, options, shared)
        if end is not None:
            yield end
        else:
            waiting.append(client)
    if options.scheduler and waiting:
        yield from _far(workspace, waiting, options)
    else:
        yield from (build_apart(workspace, client, options, begins(client), shared) for client in waiting)


def build_apart(
    workspace: Workspace, client: str, options: Options, progress: Progress | None = None, shared: str = ""
) -> End:
    """Build one client; whatever is wrong with it comes back as its end."""
    from kbgen.build.story import build_client

    since = time.monotonic()

    def broken(code: str, place: str, **values: object) -> End:
        problems = (Problem(code, Place(place), values),)
        return End(client, time.monotonic() - since, problems, trace=traceback.format_exc())

    try:
        built = build_client(workspace, client, options, progress, shared)
    except KbgenError as failure:
        busy, usage = isinstance(failure, BusyError), isinstance(failure, UsageError)
        return End(client, time.monotonic() - since, failure.problems, busy=busy, usage=usage)
    except OSError as whole:
        first = of_disk(whole)
        return broken("disk", str(first.filename or client), why=first.strerror or type(first).__name__)
    except Exception as failure:  # noqa: BLE001 - told with its trace at the end; the others are built meanwhile
        return broken("build_broke", f"content/clients/{client}", error=f"{type(failure).__name__}: {failure}"[:300])
    pages = _pages(built.folder) if built.changed else 0
    return End(client, time.monotonic() - since, built.problems, built, pages)


def _as_it_was(workspace: Workspace, client: str, options: Options, shared: str) -> End | None:
    """The end of a client with nothing changed; None where it must be built."""
    from kbgen.build.remembered import unchanged
    from kbgen.build.story import as_built, inputs_of, signed_as_asked

    since = time.monotonic()
    try:
        same = unchanged(workspace, client, inputs_of(workspace, client, options, shared))
        built = as_built(workspace, client, *same) if same else None
        if built is None or not signed_as_asked(built, options):
            return None
    except (OSError, KbgenError):
        return None  # the build says what is wrong
    return End(client, time.monotonic() - since, (), built)


def _far(workspace: Workspace, clients: Sequence[str], options: Options) -> Iterator[End]:
    """The same by the workers of a scheduler."""
    from kbgen.video.scheduling import executor

    with executor(scheduler=options.scheduler) as workers:
        own = replace(options, scheduler="")  # each worker encodes what its client shows
        yield from _gathered(workers, workspace, clients, own, 1)


def _gathered(
    workers: Executor, workspace: Workspace, clients: Sequence[str], options: Options, tried: int
) -> Iterator[End]:
    from kbgen.video.scheduling import lost

    futures = {workers.submit(build_apart, workspace, client, options): client for client in clients}
    again = []
    for future in as_completed(futures):
        client = futures[future]
        try:
            yield future.result()
        except BaseException as failure:
            if not lost(failure):
                raise
            if tried < _TRIES:
                again.append(client)
            else:
                place = Place(f"content/clients/{client}")
                yield End(client, 0, (Problem("build_worker_lost", place, {"times": tried}),))
    if again:
        yield from _gathered(workers, workspace, again, options, tried + 1)


def _pages(release: Path) -> int:
    """Pages of the site of *release*."""
    walked = os.walk(release / _PAGES)
    return sum(name.endswith(".html") and name != "404.html" for _, _, names in walked for name in names)
