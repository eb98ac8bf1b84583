"""PDF writer: the only door to the typesetter (typst). Papers for listeners and for the trainer, without a browser.

A handout has three slides a page with lines to write on; the trainer's guide has every slide with what to do and say,
and when. Fonts come from the theme (``deck/fonts``), never from the machine: the same deck gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Literal

from kbgen.errors import ContentError, Place, Problem
from kbgen.language import words
from kbgen.model.decks import Deck, Slide
from kbgen.seminar.colours import INK, MUTED, palette
from kbgen.seminar.measure import breakable, shorten
from kbgen.seminar.notes import duration, notes
from kbgen.seminar.pdf.files import Files
from kbgen.seminar.pdf.sheets import pieces
from kbgen.seminar.pictures import Shelf
from kbgen.theme import Theme

Kind = Literal["handout", "guide"]
FONTS = "deck/fonts"
_SILENT = ("page", "trace", "slide", "video", "minutes")
"""Notes that stand elsewhere in the guide."""


def write_handout(deck: Deck, theme: Theme, path: Path, shelf: Shelf = Shelf(), site: str = "") -> None:  # noqa: B008
    """Write the listeners' handout of *deck* to *path*: slides, lines for notes, codes that lead to *site*.

    Raises:
        ContentError: the theme has no fonts for it.
    """
    _write(deck, theme, path, ("handout", shelf, site))


def write_guide(deck: Deck, theme: Theme, path: Path, shelf: Shelf = Shelf(), site: str = "") -> None:  # noqa: B008
    """Write the trainer's guide of *deck* to *path*: what to prepare, and each slide with its minutes and notes.

    Raises:
        ContentError: the theme has no fonts for it.
    """
    _write(deck, theme, path, ("guide", shelf, site))


def _write(deck: Deck, theme: Theme, path: Path, order: tuple[Kind, Shelf, str]) -> None:
    kind, shelf, site = order
    fonts = _fonts(tuple(sorted(_font_folders(theme))))
    if not any(font.path for font in fonts.fonts()):
        raise ContentError([Problem("deck_fonts_missing", Place(f"themes/{theme.name}/{FONTS}"))])
    with tempfile.TemporaryDirectory(prefix="kbgen-") as name:
        folder = Path(name)
        files = Files(folder, shelf, deck.language).with_logo(theme)
        told = json.dumps(_told(deck, theme, (kind, files, site)), ensure_ascii=False)
        content = shelf.kept(_name(told, fonts), lambda: _typeset(told, folder, fonts))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _typeset(told: str, folder: Path, fonts: Any) -> bytes:
    import typst

    (folder / "told.json").write_text(told, "utf-8")
    main = folder / "main.typ"
    main.write_bytes(_source())
    made = typst.compile(str(main), root=str(folder), font_paths=fonts, ignore_system_fonts=True, timestamp=0)
    return bytes(made)


def _source() -> bytes:
    return resources("kbgen.templates").joinpath("seminar", "paper.typ").read_bytes()


def _name(told: str, fonts: Any) -> str:
    """A name that tells everything a paper is made of; pictures are in *told* by their content."""
    files = sorted({font.path for font in fonts.fonts() if font.path})
    digest = hashlib.sha256(told.encode() + _source() + version("typst").encode())
    for file in files:
        digest.update(hashlib.sha256(Path(file).read_bytes()).digest())
    return f"{digest.hexdigest()[:40]}.pdf"


def _font_folders(theme: Theme) -> set[str]:
    return {str(file.parent) for file in theme.files(FONTS).values()}


@lru_cache(maxsize=8)
def _fonts(folders: tuple[str, ...]) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))


def _told(deck: Deck, theme: Theme, order: tuple[Kind, Files, str]) -> dict[str, Any]:
    """Everything the typesetter needs, as plain values."""
    kind, files, site = order
    w, made = words(deck.language), palette(theme)
    shown = list(_chosen(deck, kind))
    agenda = next((s.table for s in deck.slides if s.kind == "agenda" and s.table), None)
    return {
        "kind": kind,
        "title": shorten(deck.title, 22, 6.2, 4, bold=True),
        "head": [shorten(deck.title, 8.5, 4.8, 1), shorten(deck.subtitle, 8.5, 2.0, 1)],
        "footer": deck.footer,
        "language": deck.language,
        "about": [line for s in deck.slides[:1] for line in (*s.lines, duration(deck.minutes(), deck.language))],
        "words": {key: w(f"seminar.paper.{key}") for key in ("slide", "guide", "before", "agenda")},
        "before": [w(f"seminar.paper.before_{n}") for n in range(1, 7)],
        "agenda": [[" · ".join(filter(None, row[:-1])), row[-1]] for row in agenda.rows] if agenda else [],
        "look": {
            "fonts": [theme.fonts.office, "Liberation Sans", "DejaVu Sans Mono"],
            "ink": INK,
            "muted": MUTED,
            **{key: getattr(made, key) for key in ("primary", "on_primary", "heading", "soft", "tint", "mark")},
        },
        "slides": [_slide(deck, (n, s, at), made, (files, site if kind == "handout" else "")) for n, s, at in shown],
    }


def _chosen(deck: Deck, kind: Kind) -> Iterator[tuple[int, Slide, float]]:
    """Number, slide and the minute it begins at; listeners get no slide that is outside of the talk."""
    at = 0.0
    for number, slide in enumerate(deck.slides, 1):
        if slide.minutes or kind == "guide" or not deck.minutes():
            yield number, slide, at
        at += slide.minutes


def _slide(deck: Deck, shown: tuple[int, Slide, float], made: Any, papers: tuple[Files, str]) -> dict[str, Any]:
    (number, slide, at), (files, site) = shown, papers
    w = words(deck.language)
    told = notes(slide, deck.language)
    silent = {w(f"seminar.notes.{key}") for key in _SILENT}
    page = slide.video.replace("#t=", "?t=") or slide.page  # phones and letters lose what follows a #
    address = f"{site.rstrip('/')}/{page}" if site and page else ""
    hours, minutes = divmod(int(at), 60)
    begins = w("seminar.paper.begins", clock=f"{hours}:{minutes:02d}") if slide.minutes else ""
    return {
        "number": number,
        "title": breakable(slide.title, 11, _NOTES, bold=True),
        "time": " · ".join(filter(None, (duration(slide.minutes, deck.language), begins))),
        "notes": [[head, breakable(said, 9.5, _NOTES)] for head, said in told if head not in silent],
        "source": breakable("\n".join(filter(None, (slide.id, slide.page, _traced(slide.trace)))), 8, _SOURCES),
        "address": address,
        "code": files.code(address) if address else "",
        "pieces": list(pieces(deck, slide, made, files)),
    }


def _traced(items: tuple[str, ...]) -> str:
    """The first items of the spec, and how many more there are."""
    more = f" +{len(items) - _MOST_TRACED}" if len(items) > _MOST_TRACED else ""
    return ", ".join(items[:_MOST_TRACED]) + more


_MOST_TRACED = 3
_NOTES, _SOURCES = 3.3, 3.2
"""Inches of the columns beside and below a slide in the trainer's guide."""


__all__ = ["write_guide", "write_handout"]
