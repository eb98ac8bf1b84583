"""Fit: a slide parted into as many as its words need, and the size of letters on each. Nothing is ever too small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kbgen.language import words
from kbgen.language.plain import clean
from kbgen.model.decks import Flow, Slide, Table
from kbgen.model.text import Language
from kbgen.seminar.flow import split_flow
from kbgen.seminar.layouts import BASE, Box, Geometry, layout, sizes
from kbgen.seminar.measure import LEADING, height, pieces, rows, shorten
from kbgen.seminar.places import body_box
from kbgen.seminar.tables import split_table


def fitting(slide: Slide, language: Language, geometry: Geometry = BASE) -> Iterator[Slide]:
    """*slide*, or several in its place, whose words fit the placeholders of *geometry*; minutes are shared.

    Words that cannot be parted (a title, an answer) are cut with an ellipsis and stand in full in what the trainer
    says. Characters that XML forbids are dropped.
    """
    cleaned = _cleaned(slide)
    parted = list(_parted(cleaned, geometry))
    for number, part in enumerate(parted, 1):
        suffix = words(language)("seminar.part", n=number, of=len(parted)) if len(parted) > 1 else ""
        numbered = replace(part, minutes=slide.minutes / len(parted), id=f"{slide.id}-{number}" if suffix else slide.id)
        yield _cut(numbered, suffix, language, geometry)


def points(slide: Slide, placeholder: str, geometry: Geometry = BASE) -> int:
    """Size of the words in *placeholder* of *slide*, which has been made to fit."""
    name = layout(slide)
    box, tries = geometry[name][placeholder], sizes(name, placeholder)
    if placeholder == "body":
        box = body_box(slide, geometry)
    if placeholder == "title":
        one_line = (
            s for s in tries if name != "title" and s >= _LARGE and rows(slide.title, s, box.width - 0.1, True) == 1
        )
        return next(one_line, next((s for s in tries if _title_fits(slide.title, s, box)), tries[-1]))
    text = _paragraphs(slide, placeholder)
    if placeholder.startswith("answer"):  # all answers alike
        boxes = geometry[name]
        return next((s for s in tries if all(_fits([x], s, boxes[f"answer{i}"], 1.0) for i, x in enumerate(text))), 14)
    if placeholder == "result":  # its heading and its own margins take room
        box = Box(box.left, box.top, box.width - 0.45, box.height - 0.95)
    return next((s for s in tries if _fits(text, s, box, indent(slide))), tries[-1])


_LARGE = 26
"""Points of a title that is still one: rather so small than a second line with a word or two."""


def indent(slide: Slide) -> float:
    """Inches that bullets and numbers take from the width of a text."""
    return 0.5 if layout(slide) in ("text", "steps", "exercise") else 0.05


def result_height(slide: Slide, geometry: Geometry = BASE) -> float:
    """Inches of the panel with an exercise's result: as high as its words, at least a third of its place."""
    box = geometry["exercise"]["result"]
    size = points(slide, "result", geometry)
    return min(box.height, max(box.height / 3, height([slide.result], size, box.width - 0.5) + 1.0))


def _paragraphs(slide: Slide, placeholder: str) -> Sequence[str]:
    if placeholder == "result":
        return (slide.result,)
    if placeholder in ("subtitle", "meta"):
        return slide.lines[:1] if placeholder == "subtitle" else slide.lines[1:]
    return (*slide.lines, *slide.legend) if placeholder == "body" else slide.lines


def _fits(text: Sequence[str], size: float, box: Box, taken: float) -> bool:
    return height(text, size, box.width - 0.1 - taken) <= box.height


def _title_fits(title: str, size: float, box: Box) -> bool:
    return rows(title, size, box.width - 0.1, bold=True) <= _title_rows(size, box)


def _title_rows(size: float, box: Box) -> int:
    return max(1, int(box.height / (size * LEADING / 72) + 0.15))


def _parted(slide: Slide, geometry: Geometry) -> Iterator[Slide]:
    name = layout(slide)
    if slide.table:
        yield from _table_parts(slide, geometry)
    elif slide.flow:
        yield from (replace(slide, flow=part) for part in split_flow(slide.flow, geometry[name]["picture"]))
    elif slide.kind == "video":
        yield _few_chapters(slide, geometry)
    elif name in ("text", "steps", "exercise"):
        for part in _line_parts(slide, body_box(slide, geometry), sizes(name, "body")[-1]):
            yield from _with_legend(part, slide.legend, body_box(slide, geometry)) if part.legend else (part,)
    else:
        yield slide


def _table_parts(slide: Slide, geometry: Geometry) -> Iterator[Slide]:
    """The sentences above a table stand on its first slide only."""
    assert slide.table is not None
    tables = split_table(slide.table, lead_height(slide, geometry), geometry["table"]["table"])
    for index, table in enumerate(tables):
        yield replace(slide, table=table, lines=slide.lines if index == 0 else ())


def lead_height(slide: Slide, geometry: Geometry = BASE) -> float:
    """Inches that the sentences above a table take."""
    if not slide.lines:
        return 0.0
    return height(slide.lines, sizes("table", "body")[0], geometry["table"]["body"].width - 0.1) + 0.25


def _line_parts(slide: Slide, box: Box, smallest: int) -> Iterator[Slide]:
    """Lines in groups that fit at the smallest size; a picture is shown with each of them."""
    room = box.width - 0.1 - indent(slide)
    most = int(box.height / (smallest * LEADING / 72))
    group: list[str] = []
    first = number = slide.first
    for line in slide.lines:
        for index, piece in enumerate(pieces(line, smallest, room, most)):
            if group and height([*group, piece], smallest, room) > box.height:
                yield replace(slide, lines=tuple(group), first=first, result="", legend=())
                group, first = [], number
            group.append(piece)
            number += index == 0
    yield replace(slide, lines=tuple(group), first=first)


def _with_legend(slide: Slide, legend: Sequence[str], box: Box) -> Iterator[Slide]:
    """*slide* with as much of the *legend* as has room below its lines, then the picture again with the rest."""
    size, first = sizes(layout(slide), "body")[-1], 1
    most = int(box.height / (size * LEADING / 72))
    rest = [shorten(line, size, box.width - 0.1 - indent(slide), most) for line in legend]
    while True:
        count = len(rest)
        while count and not _fits((*slide.lines, *rest[:count]), size, box, indent(slide)):
            count -= 1
        if count or slide.lines:
            yield replace(slide, legend=tuple(rest[:count]), first_mark=first)
        rest, first, slide = rest[count:], first + count, replace(slide, lines=())
        if not rest:
            return


def _few_chapters(slide: Slide, geometry: Geometry) -> Slide:
    """A video is shown once: chapters that have no room beside it stand on its page."""
    box, size = body_box(slide, geometry), sizes("steps", "body")[-1]
    count = len(slide.lines)
    while count and not _fits(slide.lines[:count], size, box, indent(slide)):
        count -= 1
    return replace(slide, lines=slide.lines[:count])


def _cut(slide: Slide, suffix: str, language: Language, geometry: Geometry) -> Slide:
    """*slide* with a title, answers and a result that fit; what was cut is told in full."""
    name = layout(slide)
    boxes, full = geometry[name], []
    title = _short_title(slide.title, suffix, sizes(name, "title")[-1], boxes["title"])
    if title != slide.title + suffix:
        full.append(slide.title)
    slide = replace(slide, title=title)
    if name == "quiz":
        answers = tuple(_short(x, 14, boxes[f"answer{i % 4}"], 1.0) for i, x in enumerate(slide.lines[:4]))
        full += [x for x, short in zip(slide.lines, answers, strict=False) if x != short]
        slide = replace(slide, lines=answers)
    if name == "exercise":
        result = _short(slide.result, 14, boxes["result"], 0.5)
        full += [slide.result] if result != slide.result else []
        slide = replace(slide, result=result)
    if name == "title":
        slide = replace(slide, lines=tuple(shorten(x, 14, boxes["meta"].width - 0.1, 2) for x in slide.lines[:2]))
    told = words(language)("seminar.in_full", text=" · ".join(full)) if full else ""
    return replace(slide, say=" ".join(filter(None, (slide.say, told))))


def _short_title(title: str, suffix: str, size: int, box: Box) -> str:
    most = _title_rows(size, box)
    if rows(title + suffix, size, box.width - 0.1, bold=True) <= most:
        return title + suffix
    return shorten(title, size, box.width - 0.1 - (0.1 * len(suffix)), most, bold=True) + suffix


def _short(text: str, size: int, box: Box, taken: float) -> str:
    return shorten(text, size, box.width - 0.1 - taken, int((box.height - 0.9) / (size * LEADING / 72)))


def _told(table: Table) -> Table:
    """*table* without rows that say nothing."""
    rows = tuple(tuple(map(_cell, row)) for row in table.rows)
    return Table(tuple(map(clean, table.head)), tuple(row for row in rows if any(row)) or rows)


def _cell(text: str) -> str:
    """A cell of a table: the only words on slides that may stand on several lines."""
    return "\n".join(filter(None, map(clean, text.split("\n"))))


def _cleaned(slide: Slide) -> Slide:
    picture, clip, flow = slide.picture, slide.clip, slide.flow
    return replace(
        slide,
        title=clean(slide.title) or "…",
        lines=tuple(filter(None, map(clean, slide.lines))),
        legend=tuple(clean(x) or "…" for x in slide.legend),
        table=slide.table and _told(slide.table),
        picture=picture and replace(picture, alt=clean(picture.alt)),
        flow=flow and Flow(tuple(map(clean, flow.lanes)), tuple(replace(s, text=clean(s.text)) for s in flow.steps)),
        clip=clip and replace(clip, title=clean(clip.title)),
        say=clean(slide.say),
        do=clean(slide.do),
        result=clean(slide.result),
    )
