"""Survey: how every recording stands. Only looked at: nothing is made, hashed or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kbgen.errors import ContentError, Place, Problem
from kbgen.model.videos import Media, Video
from kbgen.video.encode import look
from kbgen.video.ledger import Entry, entries
from kbgen.video.presets import VERSION
from kbgen.video.store import Store, UnknownSourceError, asked
from kbgen.video.tools import find_tool
from kbgen.workspace import Workspace

State = Literal["ready", "preparing", "broken", "stale"]
Why = Literal["", "recording", "presets", "tool"]
_PASSING = frozenset({"video-stopped", "video-no-space", "video-worker-lost", "video-hung"})
"""Problems that are not the recording's: the next build may do better."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """How a recording stands."""

    video: Video
    state: State
    """``ready``: published as it is; ``preparing``: the next build makes it; ``broken``: cannot be made of this file;
    ``stale``: was made, of another recording or by other means than today's."""
    why: Why = ""
    """Of what is stale: whether the recording, the presets or ffmpeg changed."""
    problem: Problem | None = None
    """What went wrong at the last try."""
    seconds: float = 0.0
    """Length; 0 where nothing was made of it yet."""
    source: int = 0
    """Bytes of the recording."""
    made: Mapping[str, int] = field(default_factory=dict)
    """Codec → bytes of everything published with it."""

    @property
    def saved(self) -> float | None:
        """The part of the recording's bytes that all renditions together do not need; negative where they need more.

        None where nothing was made, or of another recording.
        """
        made = sum(self.made.values())
        return 1 - made / self.source if made and self.source and self.why != "recording" else None

    @property
    def captions(self) -> Literal["yes", "no", "draft"]:
        """Whether it has captions, and whether a person wrote or read them."""
        if not self.video.captions:
            return "no"
        return "draft" if all(captions.draft for captions in self.video.captions) else "yes"


@dataclass(frozen=True, slots=True)
class Survey:
    """How all recordings of one client stand."""

    videos: tuple[Surveyed, ...]
    keys: frozenset[str]
    """Keys of everything in the store that these videos are made of."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with no recording in particular: there is no ffmpeg, so nothing can be found or made."""


def survey(videos: Sequence[Video], workspace: Workspace, line: float = 0.0, quick: bool = False) -> Survey:
    """How *videos* stand, by what the store holds and the ledger remembers; the rest as :func:`look` takes it."""
    folder = workspace.cache / "videos"
    with asked() as keys:
        media, problems = look(videos, workspace, line=line, quick=quick)
    files = {video.file for video in videos}
    verdicts = {p.place.file: p for p in problems if p.place.file in files and p.code != "video-stopped"}
    verdicts = {file: p for file, p in verdicts.items() if p.severity == "error"}
    known = entries(folder)
    found = tuple(_surveyed(v, media[v.id], verdicts.get(v.file), known.get(v.file), workspace) for v in videos)
    return Survey(found, frozenset(keys), tuple(p for p in problems if p.place.file == "ffmpeg"))


def _surveyed(
    video: Video, media: Media, verdict: Problem | None, entry: Entry | None, workspace: Workspace
) -> Surveyed:
    file = workspace.root / video.file
    size = file.stat().st_size if file.is_file() else 0
    if media.ready:
        return Surveyed(video, "ready", seconds=media.duration, source=size, made=media.by_codec)
    if verdict:  # kept of the last try, or: the file is not there
        return Surveyed(video, "broken", problem=verdict, source=size)
    if entry is None:
        return Surveyed(video, "preparing", source=size)
    why = _why(entry, file, workspace.cache / "videos")
    if entry.seconds and why:
        return Surveyed(video, "stale", why, seconds=entry.seconds, source=size, made=entry.bytes)
    if entry.code and not why:
        problem = Problem(entry.code, Place(video.file), {"file": video.file, **entry.values})
        return Surveyed(video, "preparing" if entry.code in _PASSING else "broken", problem=problem, source=size)
    return Surveyed(video, "preparing", source=size)


def _why(entry: Entry, file: Path, folder: Path) -> Why:
    """Why what the ledger tells of cannot be published today."""
    try:
        if Store(folder, at_rest=True).source_hash(file) != entry.source:
            return "recording"
    except (UnknownSourceError, OSError):
        return "recording"
    if entry.version != VERSION:
        return "presets"
    try:
        return "tool" if entry.tool != find_tool(folder).build else ""
    except ContentError:
        return "tool"
