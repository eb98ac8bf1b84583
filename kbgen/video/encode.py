"""Encoding: from recordings to what is published of them, as many at a time as the machine bears."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

from kbgen.errors import Problem
from kbgen.model.videos import Media, Video
from kbgen.workspace import Workspace

Progress = Callable[[str, float], None]
"""Called with a recording's path and the part of its work that is done, 0 to 1; from any thread."""


def encode(
    videos: Sequence[Video], workspace: Workspace, *, progress: Progress, jobs: int | Executor | None = None
) -> tuple[Mapping[str, Media], tuple[Problem, ...]]:
    """What is published of every video: id → :class:`Media`, and what went wrong, one problem a recording.

    Work done before is taken from the store. A video that failed has a Media without renditions.
    """
    return {video.id: Media(video.id) for video in videos}, ()
