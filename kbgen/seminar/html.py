"""HTML writer: one self-contained file per deck that works from a memory stick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup
from markupsafe import escape as safe

from kbgen.diagrams.qr import qr
from kbgen.language import words
from kbgen.model.decks import Deck, Slide
from kbgen.model.text import Language
from kbgen.seminar.colours import Palette, palette
from kbgen.seminar.fit import lead_height, points, result_height
from kbgen.seminar.layouts import BASE, PIXELS, Box, kicker, layout, sizes
from kbgen.seminar.notes import notes
from kbgen.seminar.pictures import Shelf, poster, ratio, uri
from kbgen.seminar.places import caption_box, code_box, marks
from kbgen.seminar.player import part, player, presenter
from kbgen.seminar.sketch import place, sketch
from kbgen.seminar.tables import grid
from kbgen.templates import render
from kbgen.theme import Theme, stylesheet

_MIMES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def write_html(deck: Deck, theme: Theme, path: Path, shelf: Shelf = Shelf()) -> None:  # noqa: B008 - frozen
    """Write *deck* to *path*: reveal.js, pictures and styles inside; only videos stay outside, in ``../site/``.

    The same deck and theme give the same bytes. A picture shown twice is in it once. Small pictures are taken from
    the *shelf*, and put there.

    Raises:
        ContentError: the theme lacks a file that decks are made of, or reveal.js is of another version.
    """
    made = palette(theme)
    stills = (s.clip.poster for s in deck.slides if s.clip and Path(s.clip.poster).is_file())
    shelf.prepare((*(s.picture.path for s in deck.slides if s.picture and s.picture.path), *stills))
    drawn = Drawn(shelf, made)
    page = render(
        "seminar/deck.html.j2",
        deck.language,
        title=safe(deck.title),
        footer=safe(deck.footer),
        standing=safe(deck.standing),
        draft=deck.draft,
        logo=_logo(theme),
        styles=Markup("\n".join(_styles(theme, made))),  # noqa: S704 - files of the theme
        scripts=[Markup(s) for s in (player(theme, deck.language), presenter(theme, deck.language))],  # noqa: S704
        slides=[_shown(slide, number, deck.language, drawn) for number, slide in enumerate(deck.slides, 1)],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")


def _styles(theme: Theme, made: Palette) -> Iterator[str]:
    """Styles in order; nothing in them may fetch anything."""
    for name in ("assets/vendor/reveal/reset.css", "assets/vendor/reveal/reveal.css"):
        yield _without_print(re.sub(r"@import[^;]*;", "", part(theme, name)))
    yield stylesheet(theme, fonts=False)  # slides are measured in the office font
    colours = {
        "soft": made.soft,
        "tint": made.tint,
        "shade": made.shade,
        "lit": made.lit,
        "on-primary": made.on_primary,
    }
    yield f":root {{ --kb-primary: {made.primary}; }}"
    # The family that slides are measured in comes first, so that they look alike in HTML and PPTX.
    yield f':root {{ --deck-font: "{theme.fonts.office}", Arial, "Liberation Sans", {theme.fonts.text}; }}'
    yield ":root {" + "".join(f"--deck-{name}: {value};" for name, value in colours.items()) + "}"
    for name, boxes in BASE.items():
        yield from (f".layout-{name} > .box-{key} {{ {place(box)} }}" for key, box in boxes.items())
    yield part(theme, "deck/deck.css")


def _without_print(css: str) -> str:
    """*css* without reveal's rules for paper, which take slides apart; ours print them whole."""
    while (start := css.find("@media print{")) >= 0:
        depth, end = 1, start + len("@media print{")
        while depth and end < len(css):
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        css = css[:start] + css[end:]
    return css


def _logo(theme: Theme) -> str | Markup:
    if theme.logo is None or not theme.logo.is_file():
        return ""
    mime = _MIMES.get(theme.logo.suffix.lower())
    return Markup(uri(mime, theme.logo.read_bytes())) if mime else ""  # noqa: S704 - base64


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one deck: each is in the file once, and shown again by its name."""

    shelf: Shelf
    colours: Palette
    names: dict[str, str] = field(default_factory=dict)

    def once(self, source: str) -> dict[str, Any]:
        """*source* where it is new, and the name it is known by."""
        new = source not in self.names
        name = self.names.setdefault(source, f"picture-{len(self.names) + 1}")
        return {"source": Markup(source) if new else "", "name": name}  # noqa: S704 - base64


def _shown(slide: Slide, number: int, language: Language, drawn: Drawn) -> dict[str, Any]:
    """What the template prints of *slide*; every string is escaped for HTML."""
    name = layout(slide)
    keys = [key for key in BASE[name] if key not in ("kicker", "table", "picture")]
    return {
        "id": safe(slide.id),
        "kind": slide.kind,
        "kicker": kicker(slide),
        "layout": name,
        "number": number,
        "seconds": round(slide.minutes * 60),
        "title": safe(slide.title),
        "lines": [safe(line) for line in slide.lines],
        "numbered": slide.kind in ("steps", "screenshot", "exercise"),
        "first": slide.first,
        "pixels": {key: _pixels(points(slide, key)) for key in keys},
        "result": safe(slide.result),
        "result_height": f"{result_height(slide) * PIXELS:.0f}px" if name == "exercise" else "",
        "answer": slide.answer,
        "table": _table(slide, language) if slide.table else None,
        "flow": sketch(slide.flow, BASE[name]["picture"]) if slide.flow else None,
        "picture": _picture(slide, drawn),
        "marks": [{"place": Markup(place(b)), "number": n} for b, n in _marks(slide)],  # noqa: S704 - numbers only
        "legend": list(enumerate(map(safe, slide.legend), slide.first_mark)),
        "clip": _clip(slide, drawn) if slide.clip else None,
        "code": _code(slide, language) if slide.address else None,
        "page": safe(f"../site/{slide.page}") if slide.page else "",
        "video": safe(f"../site/{slide.video}") if slide.video else "",
        "notes": [(safe(head), safe(text)) for head, text in notes(slide, language)],
    }


def _pixels(size: int) -> str:
    return f"{size * 4 / 3:.4g}px"


def _table(slide: Slide, language: Language) -> dict[str, Any]:
    assert slide.table is not None
    box = BASE["table"]["table"]
    plan = grid(slide.table, box.width, box.height - lead_height(slide))
    rows = [[safe(cell) for cell in row] for row in slide.table.rows]
    return {
        "head": [safe(cell) for cell in slide.table.head],
        "rows": rows,
        "widths": [f"{w / box.width * 100:.4g}%" for w in plan.widths],
        "pixels": _pixels(plan.points),
        "lead": _pixels(sizes("table", "body")[0]),
        "total": slide.kind == "agenda" and slide.table.rows[-1][0] == words(language)("seminar.agenda.total"),
    }


def _picture(slide: Slide, drawn: Drawn) -> dict[str, Any] | None:
    if slide.picture is None:
        return None
    if slide.picture.svg:
        source = uri("image/svg+xml", slide.picture.svg.encode())
    elif slide.picture.path:
        source = drawn.shelf.web(slide.picture.path)
    else:
        source = uri("image/png", slide.picture.png)
    return {**drawn.once(source), "alt": safe(slide.picture.alt)} if source else None


def _marks(slide: Slide) -> Iterator[tuple[Box, int]]:
    if slide.picture and slide.picture.path:
        yield from marks(slide, ratio(slide.picture.path))


def _code(slide: Slide, language: Language) -> dict[str, Any]:
    """The QR code of the slide's address, and what is said of it."""
    return {
        "place": Markup(place(code_box(slide))),  # noqa: S704 - numbers only
        "caption_place": Markup(place(caption_box(slide))),  # noqa: S704
        "svg": Markup(qr(slide.address)),  # noqa: S704 - made of squares
        "address": safe(slide.address),
        "caption": words(language)(f"seminar.code.{slide.kind}"),
    }


def _clip(slide: Slide, drawn: Drawn) -> dict[str, Any]:
    clip = slide.clip
    assert clip is not None
    still = drawn.shelf.web(clip.poster) if clip.poster and Path(clip.poster).is_file() else ""
    still = still or uri("image/jpeg", poster("", drawn.colours.shade, drawn.colours.accent))
    minutes, seconds = divmod(int(clip.duration), 60)
    return {
        "poster": Markup(still),  # noqa: S704 - base64
        "source": safe(f"../site/{clip.href}{clip.cut}") if clip.href else "",
        "page": safe(f"../site/{clip.page}{clip.moment}"),
        "title": safe(clip.title),
        "clock": f"{minutes}:{seconds:02d}" if clip.duration else "",
    }  # fmt: skip
