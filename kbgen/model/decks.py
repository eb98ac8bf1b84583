"""Deck and Slide: the seminar before it is written as HTML or PPTX."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kbgen.model.guides import Callout
from kbgen.model.text import Language

SlideKind = Literal[
    "title", "goals", "agenda", "text", "table", "process", "steps", "screenshot", "video",
    "exercise", "quiz", "summary", "contacts", "feedback",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table: plain-text cells; the first row of ``rows`` is data, not heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a slide."""

    path: str = ""
    """Absolute path of a PNG or JPEG."""
    svg: str = ""
    """SVG text, preferred by HTML where given."""
    png: bytes = b""
    """The same as PNG, for PPTX, where there is no file."""
    alt: str = ""
    callouts: tuple[Callout, ...] = ()
    """Numbered marks on it."""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A step of a process on a slide."""

    number: int
    lane: int
    """Index of its lane."""
    text: str
    lit: bool = False
    """Whether the deck's role takes it."""
    when: str = ""
    """Condition under which it is taken."""
    next: tuple[int, ...] = ()
    """Numbers of the steps that follow, where they are not simply the next one."""
    over: bool = False
    """Whether the process ends after it, so that no arrow leads on."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A process in lanes, or the part of it that a slide shows."""

    lanes: tuple[str, ...]
    steps: tuple[FlowStep, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """A video on a slide: poster, and where to watch it."""

    video: str
    title: str
    poster: str = ""
    """Absolute path of the poster."""
    source: str = ""
    """Absolute path of the H.264 rendition."""
    page: str = ""
    """Address of the video's page relative to the site root."""
    start: float = 0.0
    """The second it begins at, where only a cut of the video is shown."""
    end: float | None = None
    """The second the cut ends at; None: at the video's end."""
    href: str = ""
    """Published address of ``source`` relative to the site root; empty where nothing is published."""
    duration: float = 0.0
    """Seconds of what is shown."""

    @property
    def moment(self) -> str:
        """What follows an address of the page or of the file: ``#t=40``; empty where all of it is shown."""
        return f"#t={self.start:g}" if self.start else ""

    @property
    def cut(self) -> str:
        """What follows the file's address where a player shows it (Media Fragments URI 1.0): ``#t=40,48.8``."""
        return f"#t={self.start:g},{self.end:g}" if self.end else self.moment


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. All strings are plain text; writers escape them."""

    id: str
    """Stable and unique within the deck; traces the slide to the spec: ``process-sale``."""
    kind: SlideKind
    title: str
    lines: tuple[str, ...] = ()
    """Bullets, numbered steps or quiz answers, by kind; on slides with a table, what stands above it."""
    first: int = 1
    """Number of the first line where lines are numbered."""
    table: Table | None = None
    picture: Picture | None = None
    flow: Flow | None = None
    """Process: steps in lanes, drawn by the writers so that it can be read and, in PPTX, edited."""
    clip: Clip | None = None
    legend: tuple[str, ...] = ()
    """What the numbered marks on the picture say; without numbers, in their order."""
    first_mark: int = 1
    """Number of the first line of ``legend``."""
    address: str = ""
    """Full address for phones, shown as a QR code: of a video's second, or of a form; empty: no code."""
    answer: int | None = None
    """Quiz: index of the right line."""
    result: str = ""
    """Exercise: what one should see in the end."""
    say: str = ""
    """What the trainer says."""
    do: str = ""
    """What the trainer does."""
    minutes: float = 0.0
    page: str = ""
    """Wiki page with the details, relative to the site root (``entities/deal.html``)."""
    video: str = ""
    """Page of a video at the second that shows this, relative to the site root (``videos/tour.html#t=42``)."""
    trace: tuple[str, ...] = ()
    """Items of the spec the slide comes from: ``processes/sale``, ``processes/sale/steps/call``."""


@dataclass(frozen=True, slots=True)
class Deck:
    """The seminar for one role, or one session of it."""

    id: str
    """Also the file name: a role's id (``manager``), or ``session-`` and the session's (``session-intro``)."""
    title: str
    subtitle: str
    language: Language
    slides: tuple[Slide, ...]
    footer: str = ""
    standing: str = ""
    """Where the agreement stands, for the title slide: «Утверждено: версия 1.0 от 12 ноября 2026 г.»."""
    draft: bool = False
    """The spec is not approved: every slide says so."""
    session: str = ""
    """Id of the session it is for; empty: everything a role is taught."""

    def minutes(self) -> float:
        """Length of the whole deck in minutes."""
        return sum(s.minutes for s in self.slides)


@dataclass(frozen=True, slots=True)
class SlideRef:
    """One slide as seen from the spec: which deck, which number (from 1), and its title."""

    deck: str
    number: int
    title: str

    def __str__(self) -> str:
        return f"{self.deck}/{self.number}"


def slides_by_trace(decks: Iterable[Deck]) -> dict[str, tuple[SlideRef, ...]]:
    """Trace id → the slides made of that item, in the order of *decks*."""
    found: dict[str, list[SlideRef]] = {}
    for deck in decks:
        for number, slide in enumerate(deck.slides, 1):
            for id in slide.trace:
                found.setdefault(id, []).append(SlideRef(deck.id, number, slide.title))
    return {id: tuple(slides) for id, slides in found.items()}
