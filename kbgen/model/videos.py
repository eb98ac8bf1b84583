"""Videos: source recordings, and what was made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kbgen.errors import Place
from kbgen.model.text import NO_TEXT, Language, Text

QUALITIES = "qualities.json"
"""File of a folder of recordings in which builds keep what they found out about them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named point in a video, in seconds."""

    start: float
    title: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: shown from ``start`` to ``end`` (seconds)."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions of a video in one language."""

    language: Language
    cues: tuple[Cue, ...]
    draft: bool = False
    """Written by a program, and read by nobody yet."""
    file: str = ""
    """Where they were read, relative to the workspace."""


@dataclass(frozen=True, slots=True)
class Video:
    """A source recording with its sidecar ``.yml`` and captions."""

    id: str
    """ASCII, unique within a client; page address and file names are made of it."""
    title: Text
    file: str
    """Path of the recording relative to the workspace, POSIX."""
    description: Text = NO_TEXT
    roles: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    guide: str = ""
    audience: tuple[str, ...] = ()
    """Ids of the only audiences whose copies have the video; empty: as its roles and records say."""
    language: Language = "ru"
    draft: bool = False
    """Made by a program of a guide's text and pictures, until a person has recorded a better one."""
    poster: float | None = None
    """Second the poster is taken from; a good one is chosen where none is named."""
    chapters: tuple[Chapter, ...] = ()
    captions: tuple[Captions, ...] = ()
    place: Place = field(default=Place(""))

    @property
    def captions_draft(self) -> bool:
        """Whether it has captions, and those that are shown first are a draft."""
        return bool(self.captions) and self.captions[0].draft


@dataclass(frozen=True, slots=True)
class Rendition:
    """One transcoded file of a video, lying in the store."""

    codec: str
    """``av1`` or ``h264``."""
    path: str
    """Absolute path of the file in the store."""
    name: str
    """Published file name, with a part of the content's hash: ``new-request.3fa9c1d2.av1.mp4``."""
    mime: str
    """For ``<source type>``, with codecs: ``video/mp4; codecs="av01.0.08M.08, opus"``."""
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Small pictures of a video, row by row in one image: what the time bar shows before one goes there."""

    path: str
    """Absolute path of the image in the store."""
    name: str
    """Published file name, with a part of the content's hash: ``new-request.3fa9c1d2.jpg``."""
    step: float
    """Seconds between two pictures; the first is of second 0."""
    count: int
    columns: int
    width: int
    """Of one picture, in pixels."""
    height: int


@dataclass(frozen=True, slots=True)
class Media:
    """What is published of a video. Without renditions the page says that the video is being prepared."""

    video: str
    duration: float = 0.0
    width: int = 0
    height: int = 0
    """Of the full picture."""
    renditions: tuple[Rendition, ...] = ()
    """In the order of ``<source>``: AV1, then H.264 for every browser; of each the one of 720 lines first where the
    client's line needs one, then the full picture. The last is the full one that every program plays."""
    poster: str = ""
    """Absolute path of a JPEG in the store; empty where there is none."""
    poster_name: str = ""
    storyboard: Storyboard | None = None

    @property
    def ready(self) -> bool:
        """Whether there is something to play."""
        return bool(self.renditions)

    @property
    def by_codec(self) -> dict[str, int]:
        """Codec → bytes of all renditions made with it."""
        return {r.codec: sum(o.bytes for o in self.renditions if o.codec == r.codec) for r in self.renditions}
