"""Layouts: where title, text, pictures and tables stand on a 16:9 slide. Inches; the template and HTML share them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kbgen.model.decks import Slide

WIDTH, HEIGHT = 13.333, 7.5
PIXELS = 96
"""CSS pixels an inch: HTML slides are 1280 × 720."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the slide, in inches from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


_KICKER = Box(0.62, 0.36, 9.6, 0.36)
_TITLE = Box(0.62, 0.7, 12.1, 0.98)
_WHOLE = Box(0.62, 1.95, 12.1, 4.7)
_ANSWERS = {
    f"answer{n}": Box(0.62 + 6.15 * (n % 2), 2.35 + 2.15 * (n // 2), 5.95, 1.95) for n in range(4)
}  # two rows of two

Geometry = Mapping[str, Mapping[str, Box]]
"""Layout → placeholder → its place."""

BASE: Geometry = MappingProxyType(
    {
        "title": {
            "title": Box(0.85, 1.6, 7.0, 2.6),
            "kicker": Box(0.85, 0.62, 7.0, 0.4),
            "subtitle": Box(0.85, 4.62, 7.0, 0.9),
            "meta": Box(0.85, 6.45, 7.0, 0.5),
        },
        "text": {"title": _TITLE, "kicker": _KICKER, "body": Box(0.62, 1.95, 11.2, 4.7)},
        "table": {"title": _TITLE, "kicker": _KICKER, "body": Box(0.62, 1.85, 12.1, 0.6), "table": _WHOLE},
        "picture": {"title": _TITLE, "kicker": _KICKER, "picture": Box(0.62, 1.85, 12.1, 4.85)},
        "steps": {
            "title": _TITLE,
            "kicker": _KICKER,
            "body": Box(0.62, 1.95, 4.2, 4.7),
            "picture": Box(5.1, 2.0, 7.62, 4.29),
        },
        "exercise": {
            "title": _TITLE,
            "kicker": _KICKER,
            "body": Box(0.62, 1.95, 7.1, 4.7),
            "result": Box(8.1, 2.0, 4.62, 4.3),
        },
        "quiz": {"title": Box(0.62, 0.7, 12.1, 1.4), "kicker": _KICKER, **_ANSWERS},
    }
)
"""The layouts of the built-in template, by the names a client's own template must have."""

LOGO = Box(10.72, 0.2, 2.0, 0.52)
"""Upper right corner of content slides, above titles of three lines."""
TITLE_LOGO = Box(9.05, 2.75, 3.7, 2.0)
"""The bright part of the title slide."""
FOOTER = Box(0.62, 6.98, 9.5, 0.3)
MOMENT = Box(10.12, 6.98, 1.6, 0.3)
"""Beside the footer: the way to the second of a video."""
NUMBER = Box(11.72, 6.98, 1.0, 0.3)

SIZES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "title/title": (40, 36, 32, 28, 24),
        "title/subtitle": (22, 20, 18, 16),
        "title/meta": (16, 14),
        "title": (30, 28, 26, 24, 22, 20),
        "body": (24, 22, 20, 18, 16),
        "steps/body": (20, 18, 16),
        "exercise/body": (22, 20, 18, 16),
        "result": (22, 20, 18, 16, 14),
        "answer": (24, 22, 20, 18, 16, 14),
        "table/body": (20, 18, 16),
        "table": (22, 20, 18, 16, 14),
    }
)
"""Sizes of text in points, best first; nothing on a slide is smaller than 14."""


def sizes(layout: str, placeholder: str) -> tuple[int, ...]:
    """Sizes to try in *placeholder* of *layout*."""
    name = placeholder.rstrip("0123456789")
    return SIZES.get(f"{layout}/{name}") or SIZES[name]


_TOPICS = {"why": "why", "rights": "rights", "process-": "process", "device-": "device", "severities": "contacts",
           "topic": "topic"}  # fmt: skip


def kicker(slide: Slide) -> str:
    """What the line above the title of *slide* is about, as a key of the catalogue: its topic, else its kind."""
    return next((topic for start, topic in _TOPICS.items() if slide.id.startswith(start)), slide.kind)


def layout(slide: Slide) -> str:
    """Name of the layout that shows *slide*."""
    if slide.kind in ("title", "quiz", "exercise"):
        return slide.kind
    if slide.table:
        return "table"
    if slide.clip or (slide.picture and (slide.lines or slide.legend)):
        return "steps"
    return "picture" if slide.picture or slide.flow else "text"
