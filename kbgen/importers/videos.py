"""Recordings: files of ``videos/<folder>/`` with their sidecars ``.yml`` and captions ``.srt`` or ``.vtt``."""

from __future__ import annotations

from collections.abc import Iterable

from kbgen.errors import Problem
from kbgen.model.text import Language
from kbgen.model.videos import Video
from kbgen.workspace import Workspace


def read_videos(
    workspace: Workspace, folders: Iterable[str], language: Language
) -> tuple[tuple[Video, ...], tuple[Problem, ...]]:
    """Every recording of these folders of ``videos/``, in order of folder and name, and all problems met.

    *folders*: names inside ``workspace.videos`` (the client's id first, then ``client.videos``); one that does
    not exist gives nothing. *language*: of recordings whose sidecar names none.
    """
    return (), ()
