"""Sheets: a slide as boxes, words, pictures and arrows in points, for the typesetter to draw. 960 × 540 points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kbgen.language import words
from kbgen.model.decks import Deck, Slide
from kbgen.seminar.colours import INK, LINE, MUTED, PAPER, Palette
from kbgen.seminar.fit import indent, lead_height, points, result_height
from kbgen.seminar.flow import NAMES, drawing
from kbgen.seminar.layouts import BASE, FOOTER, LOGO, NUMBER, TITLE_LOGO, Box, kicker, layout, sizes
from kbgen.seminar.measure import breakable
from kbgen.seminar.pdf.files import Files
from kbgen.seminar.pictures import ratio
from kbgen.seminar.places import MARK_POINTS, body_box, caption_box, code_box, marks, picture_box
from kbgen.seminar.tables import PAD_X, Grid, grid

Piece = dict[str, Any]
_SPARE = (0.0, 0.0, 13.333, 7.5)


def pieces(deck: Deck, slide: Slide, made: Palette, files: Files) -> Iterator[Piece]:
    """Everything on *slide*, from the ground up; pictures are laid into *files*."""
    if layout(slide) == "title":
        yield from _title(deck, slide, made, files)
        return
    yield box(Box(0, 0, 0.156, 7.5), made.primary)
    yield box(Box(0, 0.7, 0.156, 0.98), made.accent)
    topic = words(deck.language)(f"seminar.kicker.{kicker(slide)}").upper()
    yield label(BASE["text"]["kicker"], topic, (14, made.mark), bold=True)
    title = BASE[layout(slide)]["title"]
    yield label(title, slide.title, (points(slide, "title"), made.heading), bold=True)
    yield from _logo(files, LOGO, right=True)
    yield from _content(deck, slide, made, files)
    yield label(FOOTER, deck.footer, (14, MUTED), bold=deck.draft)


def _content(deck: Deck, slide: Slide, made: Palette, files: Files) -> Iterator[Piece]:
    name = layout(slide)
    if slide.table:
        yield from _table(deck, slide)
    elif slide.flow:
        yield from _flow(slide, made)
    elif name == "quiz":
        yield from _answers(deck, slide, made)
    elif name != "picture":
        yield _lines(slide, made)
    if name == "exercise" and slide.result:
        yield from _result(deck, slide, made)
    if name in ("steps", "picture") and not slide.flow:
        yield from _picture(slide, made, files)
    if slide.address:
        yield image(code_box(slide), files.code(slide.address), slide.address)
        said = words(deck.language)(f"seminar.code.{slide.kind}")
        yield label(caption_box(slide), said, (14, MUTED))


def _title(deck: Deck, slide: Slide, made: Palette, files: Files) -> Iterator[Piece]:
    boxes = BASE["title"]
    yield box(Box(*_SPARE), made.soft)
    yield box(Box(0, 0, 8.448, 7.5), made.primary)
    yield box(Box(0, 6.2, 8.448, 1.3), made.shade)
    yield box(Box(8.448, 0, 0.1, 7.5), made.accent)
    yield box(Box(0.95, 4.375, 1.3, 0.09), made.accent)
    topic = words(deck.language)("seminar.kicker.title").upper()
    yield label(boxes["kicker"], topic, (15, made.on_primary), bold=True)
    size = points(slide, "title")
    yield label(boxes["title"], slide.title, (size, made.on_primary), bold=True, valign="bottom")
    for key, line in zip(("subtitle", "meta"), slide.lines, strict=False):
        yield label(boxes[key], line, (points(slide, key), made.on_primary), valign="top")
    if deck.standing:
        under = Box(boxes["subtitle"].left, 5.5, boxes["subtitle"].width, 0.6)
        yield label(under, deck.standing, (14, made.on_primary), bold=deck.draft)
    yield from _logo(files, TITLE_LOGO, right=False)


def _logo(files: Files, place: Box, *, right: bool) -> Iterator[Piece]:
    if files.logo and files.logo_ratio:
        wide = min(place.width, place.height * files.logo_ratio)
        high = wide / files.logo_ratio
        left = place.left + (place.width - wide) * (1 if right else 0.5)
        yield image(Box(left, place.top + (place.height - high) / 2, wide, high), files.logo, "")


def _lines(slide: Slide, made: Palette) -> Piece:
    numbered = slide.kind in ("steps", "screenshot", "exercise")
    labels = [f"{n}." if numbered else "■" for n in range(slide.first, slide.first + len(slide.lines))]
    if slide.kind == "video":
        labels = [""] * len(slide.lines)
    labels += [f"({n})" for n in range(slide.first_mark, slide.first_mark + len(slide.legend))]
    wide = 0.0 if slide.kind == "video" else indent(slide) * 72 - 4
    lines = list(zip(labels, (*slide.lines, *slide.legend), strict=True))
    size = points(slide, "body")
    return box(body_box(slide), text=text(lines, size, INK, valign="top", label=wide, mark=made.mark))


def _picture(slide: Slide, made: Palette, files: Files) -> Iterator[Piece]:
    file, alt, wide = files.picture(slide, made)
    if not file:
        return
    yield image(picture_box(slide, wide), file, alt)
    path = slide.picture.path if slide.picture else ""
    for place, number in marks(slide, ratio(path) if path else wide):
        words_ = text([("", str(number))], MARK_POINTS, PAPER, bold=True, align="center", inset=0)
        yield box(place, made.mark, stroke=PAPER, line=1.5, radius=place.width * 36, text=words_)


def _table(deck: Deck, slide: Slide) -> Iterator[Piece]:
    assert slide.table is not None
    room = BASE["table"]["table"]
    lead = lead_height(slide)
    if slide.lines:
        place = Box(room.left, room.top - 0.05, room.width, lead)
        lines = [("", line) for line in slide.lines]
        yield box(place, text=text(lines, sizes("table", "body")[0], INK, valign="top"))
    plan = grid(slide.table, room.width, room.height - lead)
    total = words(deck.language)("seminar.agenda.total")
    yield {
        "k": "table",
        **_place(Box(room.left, room.top + lead, room.width, plan.height)),
        "size": plan.points,
        "widths": [w * 72 for w in plan.widths],
        "head": _cells(slide.table.head, plan, bold=True),
        "rows": [_cells(row, plan) for row in slide.table.rows],
        "total": slide.kind == "agenda" and slide.table.rows[-1][0] == total,
    }


def _cells(row: tuple[str, ...], plan: Grid, *, bold: bool = False) -> list[str]:
    inner = (wide - 2 * PAD_X for wide in plan.widths)
    return [breakable(cell, plan.points, wide, bold) for cell, wide in zip(row, inner, strict=True)]


def _flow(slide: Slide, made: Palette) -> Iterator[Piece]:
    assert slide.flow is not None
    plan = drawing(slide.flow, BASE["picture"]["picture"])
    for number, (place, name) in enumerate(plan.lanes):
        yield box(place, PAPER if number % 2 else made.soft, stroke=made.tint, line=0.75)
        said = text([("", name)], plan.points, INK, bold=True, align="center")
        yield box(Box(place.left, place.top, NAMES, place.height), made.tint, stroke=made.tint, line=0.75, text=said)
    for one, other in plan.arrows:
        yield _arrow(plan.steps[one][0], plan.steps[other][0])
    for place, step in plan.steps:
        said = text([("", step.text)], plan.points, INK, bold=step.lit)
        look = (made.lit, made.accent, 2.2) if step.lit else (PAPER, made.heading, 1.0)
        yield {**box(place, look[0], stroke=look[1], line=look[2], radius=6, text=said), "dash": bool(step.when)}


def _arrow(start: Box, end: Box) -> Piece:
    x1, y1 = (start.left + start.width) * 72, (start.top + start.height / 2) * 72
    x2, y2 = end.left * 72, (end.top + end.height / 2) * 72
    middle = (x1 + x2) / 2
    return {"k": "arrow", "x": 0, "y": 0, "points": [[x1, y1], [middle, y1], [middle, y2], [x2, y2]]}


def _answers(deck: Deck, slide: Slide, made: Palette) -> Iterator[Piece]:
    letters = words(deck.language)("seminar.quiz.letters")
    for number, line in enumerate(slide.lines):
        place = BASE["quiz"][f"answer{number}"]
        yield box(place, made.soft, stroke=made.tint, line=0.75, radius=9)
        letter = text([("", letters[number])], 18, made.on_primary, bold=True, align="center", inset=0)
        top = place.top + place.height / 2 - 0.24
        yield box(Box(place.left + 0.25, top, 0.48, 0.48), made.primary, radius=17, text=letter)
        said = Box(place.left + 0.95, place.top, place.width - 1.15, place.height)
        yield box(said, text=text([("", line)], points(slide, f"answer{number}"), INK))


def _result(deck: Deck, slide: Slide, made: Palette) -> Iterator[Piece]:
    place = BASE["exercise"]["result"]
    place = Box(place.left, place.top, place.width, result_height(slide))
    yield box(place, made.soft, stroke=made.tint, line=0.75, radius=9)
    head = words(deck.language)("seminar.exercise.result")
    yield label(Box(place.left + 0.2, place.top + 0.15, place.width - 0.4, 0.4), head, (18, made.mark), bold=True)
    below = Box(place.left + 0.2, place.top + 0.62, place.width - 0.4, place.height - 0.7)
    yield label(below, slide.result, (points(slide, "result"), INK), valign="top")


def box(place: Box, fill: str = "", **look: Any) -> Piece:
    """A rectangle at *place*, with words where *look* has a ``text``."""
    return {
        "k": "box",
        **_place(place),
        "fill": fill,
        "stroke": look.get("stroke", ""),
        "line": look.get("line", 0.75),
        "dash": False,
        "r": look.get("radius", 0),
        "text": _within(place, look.get("text")),
    }


def _within(place: Box, said: dict[str, Any] | None) -> dict[str, Any] | None:
    """*said* with words that are wider than *place* made breakable: the typesetter would let them hang over."""
    if said is None:
        return None
    room = place.width - (2 * said["inset"] + said["label"]) / 72
    lines = [[mark, breakable(line, said["size"], room, said["bold"])] for mark, line in said["lines"]]
    return {**said, "lines": lines}


def label(place: Box, said: str, look: tuple[float, str], *, bold: bool = False, valign: str = "horizon") -> Piece:
    """One paragraph at *place*; *look* is its size and colour."""
    return box(place, text=text([("", said)], look[0], look[1], bold=bold, valign=valign))


def text(lines: list[tuple[str, str]], size: float, fill: str, **look: Any) -> Piece:
    """Lines, each with its label, as the typesetter takes them."""
    usual = {"bold": False, "align": "left", "valign": "horizon", "inset": 3.6, "label": 0, "mark": LINE, "gap": 0.48}
    return {"lines": [list(line) for line in lines], "size": size, "fill": fill, **usual, **look}


def image(place: Box, file: str, alt: str) -> Piece:
    """The picture *file* at *place*."""
    return {"k": "image", **_place(place), "file": file, "alt": alt}


def _place(place: Box) -> dict[str, float]:
    sides = (("x", place.left), ("y", place.top), ("w", place.width), ("h", place.height))
    return {key: round(inches * 72, 2) for key, inches in sides}


__all__ = ["NUMBER", "Piece", "pieces"]
