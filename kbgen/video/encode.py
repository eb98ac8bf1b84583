"""Encoding: from recordings to what is published of them, as many at a time as the machine bears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from kbgen.errors import ContentError, Problem
from kbgen.model.videos import QUALITIES, Media, Video
from kbgen.video.estimate import Estimate
from kbgen.video.jobs import Failure, Job
from kbgen.video.ledger import note
from kbgen.video.lines import line_to
from kbgen.video.making import Making, entry, late, media
from kbgen.video.presets import PRESETS, QUICK
from kbgen.video.scheduling import cores
from kbgen.video.stages import Progress, make_all, make_small, share_cores, study_all, take
from kbgen.video.store import Store, UnknownSourceError
from kbgen.video.tools import find_tool
from kbgen.workspace import Workspace

__all__ = ["Progress", "encode", "inside", "look"]

Made = tuple[Mapping[str, Media], tuple[Problem, ...]]
"""Id → what is published of the video, and what went wrong."""


def encode(
    videos: Sequence[Video],
    workspace: Workspace,
    *,
    progress: Progress,
    jobs: int | Executor | None = None,
    line: float = 0.0,
    quick: bool = False,
) -> Made:
    """What is published of every video: id → :class:`Media`, and what went wrong, one problem a recording.

    Args:
        progress: told of every recording as its work goes on; once with 1.0 for one that was ready.
        jobs: recordings worked on at a time, or the executor to use; None: as the machine has cores.
        line: megabits a second a viewer's line carries (``client.line``); videos too heavy for it get a second,
            smaller picture. 0: any video goes through.
        quick: made sooner and larger (``client.quick_videos``).

    Work done before is taken from the store in ``workspace.cache``; a run with nothing new starts no process.
    A video that failed has a Media without renditions, and the others go on. Warnings come with the problems.
    Where no ffmpeg can do the work, all fail with one problem. Whatever interrupts the run ends its processes.
    """
    folder = workspace.cache / "videos"
    begun = _begun(videos, workspace, Store(folder), line, quick)
    if not isinstance(begun, list):
        return begun
    waiting = [making for making in begun if making.waits()]
    if waiting:
        with _executor(jobs) as executor, line_to(executor, folder) as work:
            study_all(waiting, executor, work)
            if not isinstance(jobs, Executor):
                share_cores(waiting)
            _expect(begun, progress)
            make_all(waiting, executor, progress, work)
            make_small(waiting, executor, work)
    for making in begun:
        if making not in waiting and not making.problems:
            progress(making.video.file, 1.0)
    published = {making.video.id: media(making) for making in begun}
    note(folder, {m.video.file: entry(m, published[m.video.id]) for m in begun if m.job})
    return published, _problems(begun)


def look(videos: Sequence[Video], workspace: Workspace, *, line: float = 0.0, quick: bool = False) -> Made:
    """What would be published now: as :func:`encode` says it, but nothing is made, hashed or written.

    What is not ready has the problem ``video-stopped``.
    """
    begun = _begun(videos, workspace, Store(workspace.cache / "videos", at_rest=True), line, quick)
    if not isinstance(begun, list):
        return begun
    for making in begun:
        if making.waits():
            making.fail(Failure("video-stopped"))
    return {making.video.id: media(making) for making in begun}, _problems(begun)


def _begun(
    videos: Sequence[Video], workspace: Workspace, store: Store, line: float, quick: bool
) -> list[Making] | Made:
    """All of them with what the store has; where no ffmpeg can do the work, what comes of that."""
    if not videos:
        return {}, ()
    try:
        tool = find_tool(store.folder)
    except ContentError as error:
        return {video.id: Media(video.id) for video in videos}, error.problems
    makings = [Making(video, QUICK if quick else PRESETS, line) for video in videos]
    top = workspace.videos.resolve()
    for making in makings:
        try:
            source = _within(top, workspace.root / making.video.file)
            digest, qualities = store.source_hash(source), _qualities(top, source)
            making.job = Job(source, digest, store.folder, tool, making.video.poster, qualities=qualities)
        except (UnknownSourceError, OSError, ValueError) as error:
            making.fail(_refused(error))
        take(making)
    return makings


def _refused(error: Exception) -> Failure:
    """Why a recording cannot even be begun with."""
    if isinstance(error, UnknownSourceError):
        return Failure("video-stopped")
    if isinstance(error, FileNotFoundError):
        return Failure("video-missing")
    if isinstance(error, OSError):
        return Failure("video-unreadable", {"reason": error.strerror or ""})
    return Failure("video-outside")


def _expect(makings: Sequence[Making], progress: Progress) -> None:
    """Tell a progress that reckons how much there is, and what of it is ready."""
    if isinstance(progress, Estimate):
        progress.expect({m.video.file: m.study.recording.duration for m in makings if m.study and not m.problems})


def _problems(makings: Sequence[Making]) -> tuple[Problem, ...]:
    return tuple(problem for making in makings for problem in (*making.problems, *late(making)))


def _qualities(top: Path, source: Path) -> Path:
    """Where qualities found for *source* are kept: in the folder of ``videos/``, *top*, that it belongs to."""
    folders = source.relative_to(top).parts[:-1]
    return top.joinpath(*folders[:1], QUALITIES)


def inside(folder: Path, file: Path) -> Path:
    """*file* with links resolved.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it lies outside *folder*.
    """
    return _within(folder.resolve(), file)


def _within(top: Path, file: Path) -> Path:
    real = file.resolve(strict=True)
    if not real.is_relative_to(top) or not real.is_file():
        raise ValueError(f"{file} leads out of {top}")
    return real


@contextmanager
def _executor(jobs: int | Executor | None) -> Iterator[Executor]:
    """The given executor, or our own, which begins nothing new after an interruption."""
    if isinstance(jobs, Executor):
        yield jobs
        return
    own = ThreadPoolExecutor(jobs or cores())
    try:
        yield own
    finally:
        own.shutdown(cancel_futures=True)
