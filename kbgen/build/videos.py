"""Videos of a build: encoded where the person at the terminal said, with a word on how things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from kbgen.build.progress import Progress
from kbgen.errors import Problem
from kbgen.workspace import Workspace

if TYPE_CHECKING:
    from kbgen.model.videos import Media, Video


def encoded(
    videos: Sequence[Video], workspace: Workspace, progress: Progress, *, jobs: int | None = None, scheduler: str = ""
) -> tuple[Mapping[str, Media], tuple[Problem, ...]]:
    """What is published of every video: id → Media, and what went wrong; see :func:`kbgen.video.encode`.

    Args:
        videos: what to encode.
        workspace: whose store and recordings.
        progress: told how things stand, recording by recording and all together.
        jobs: recordings worked on at a time; None: as the machine has cores.
        scheduler: address of a dask scheduler whose workers shall do it; empty: threads of this process.

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
        return encode(videos, workspace, jobs=far or jobs, progress=Estimate(progress.work))
