"""Videos of a build: encoded where the person at the terminal said, with a word on how things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbgen.build.progress import Progress
from kbgen.errors import Problem
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.model.videos import Media, Video
    from kbgen.video.survey import Surveyed


def encoded(
    videos: Sequence[Video],
    workspace: Workspace,
    progress: Progress,
    *,
    jobs: int | None = None,
    scheduler: str = "",
    line: float = 0.0,
    quick: bool = False,
) -> tuple[Mapping[str, Media], tuple[Problem, ...]]:
    """What is published of every video: id → Media, and what went wrong; see :func:`kbgen.video.encode`.

    Args:
        videos: what to encode.
        workspace: whose store and recordings.
        progress: told how things stand, recording by recording and all together.
        jobs: recordings worked on at a time; None: as the machine has cores.
        scheduler: address of a dask scheduler whose workers shall do it; empty: threads of this process.
        line: megabits a second of the slowest reader's line; 0: none is slow.
        quick: whether they are to be made sooner and larger.

    Raises:
        UsageError: there is no such scheduler, or the extra ``cluster`` is not installed.
    """
    from kbgen.video import encode
    from kbgen.video.estimate import Estimate
    from kbgen.video.scheduling import executor

    if not videos:
        return {}, ()
    with ExitStack() as stack:
        far = stack.enter_context(executor(scheduler=scheduler)) if scheduler else None
        return encode(videos, workspace, jobs=far or jobs, progress=Estimate(progress.work), line=line, quick=quick)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a recording stands for a client that shows it; see :class:`kbgen.video.survey.Surveyed`."""

    client: str
    video: str
    """Its id."""
    file: str
    seconds: float
    state: str
    why: str
    source: int
    made: Mapping[str, int]
    saved: float | None
    captions: str
    problem: Problem | None


def listed(workspace: Workspace, clients: Sequence[str]) -> tuple[tuple[Listed, ...], tuple[Problem, ...]]:
    """Every recording of these clients, and what is wrong with videos otherwise. Nothing is made or written.

    Raises:
        UsageError: there is no such client.
    """
    from kbgen.importers.kb import try_kb
    from kbgen.video.survey import survey

    rows: list[Listed] = []
    problems: list[Problem] = []
    for client in clients:
        attempt = try_kb(workspace, client)
        found = survey(attempt.kb.videos, workspace, attempt.kb.client.line, attempt.kb.client.quick_videos)
        rows += [_listed(client, one) for one in found.videos]
        about_videos = [p for p in attempt.problems if p.place.file.startswith("videos/")]
        problems += [p for p in (*about_videos, *found.problems) if p not in problems]
    return tuple(rows), tuple(problems)


def _listed(client: str, one: Surveyed) -> Listed:
    return Listed(
        client=client,
        video=one.video.id,
        file=one.video.file,
        seconds=one.seconds,
        state=one.state,
        why=one.why,
        source=one.source,
        made=one.made,
        saved=one.saved,
        captions=one.captions,
        problem=one.problem,
    )
