"""Parts of guides that are not for everywhere: for slides only, for the page only, to be said.

A part stands between two lines of its own, indented as the text around it::

    ::: say
    Кнопка справа вверху, рядом с вашим именем.
    :::

``::: slides`` is shown on slides only, inside of a step instead of the step's words; ``::: page`` on the page only;
``::: say`` is said by whoever presents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import dedent

from kbgen.errors import Place, Problem
from kbgen.importers.steps import items
from kbgen.language.nearness import nearest
from kbgen.language.prose import without_code
from kbgen.model.guides import GuideStep

KINDS = ("slides", "page", "say")
_OPEN = re.compile(r"[ \t]*:::[ \t]*([\w-]+)[ \t]*")
_CLOSE = re.compile(r"[ \t]*:::[ \t]*")

Part = tuple[int, str]
"""Line (from 0) of a part, and its Markdown."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A guide's text for each place. Every line stays at its number."""

    page: str
    slides: str
    """What steps are read from."""
    said: tuple[Part, ...] = ()
    shown: tuple[Part, ...] = ()
    """Those that are indented: they may belong to a step."""
    apart: str = ""
    """Parts for slides that are not indented, so that they belong to no step."""
    problems: tuple[Problem, ...] = ()

    def given(self, steps: Sequence[GuideStep]) -> tuple[tuple[GuideStep, ...], str, str]:
        """*steps* with the parts inside of them; what is said and what is shown outside of all steps."""
        if not self.said and not self.shown:
            return tuple(steps), "", self.apart
        spans = [range(line, line + item.count("\n") + 1) for line, item in items(self.slides)]
        made = (
            replace(step, say=_inside(self.said, span), shown=" ".join(_inside(self.shown, span).split()))
            for step, span in zip(steps, spans, strict=True)
        )
        said = "\n".join(text for line, text in self.said if not any(line in span for span in spans))
        return tuple(made), said, self.apart


def _inside(parts: Sequence[Part], span: range) -> str:
    return "\n".join(text for line, text in parts if line in span)


def parted(body: str, first_line: int, name: str) -> Parts:
    """The parts of *body*, which starts at *first_line* of the file *name*; problems: unknown, never closed."""
    if ":::" not in body:
        return Parts(body, body)
    lines = body.split("\n")
    page, slides = list(lines), list(lines)
    told: dict[str, list[Part]] = {kind: [] for kind in KINDS}
    problems = []
    for start, end, kind in _fences(without_code(body).split("\n")):
        if kind not in KINDS or end < 0:
            values = {"kind": kind[:40], "known": ", ".join(KINDS), "near": nearest(kind, KINDS) or KINDS[0]}
            code = "guide_part_unknown" if kind not in KINDS else "guide_part_open"
            problems.append(Problem(code, Place(name, first_line + start), values))
            continue
        told[kind].append((start, dedent("\n".join(lines[start + 1 : end])).strip()))
        for number in range(start, end + 1):
            slides[number] = ""
            if kind != "page" or number in (start, end):
                page[number] = ""
    inside = tuple(part for part in told["slides"] if lines[part[0]][:1].isspace())
    apart = "\n".join(text for line, text in told["slides"] if (line, text) not in inside)
    return Parts("\n".join(page), "\n".join(slides), tuple(told["say"]), inside, apart, tuple(problems))


def _fences(outline: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last line of each part (the last is -1 where it is never closed), and its kind."""
    start, kind = -1, ""
    for number, line in enumerate(outline):
        if match := _OPEN.fullmatch(line):
            if start >= 0:
                yield start, -1, kind
            start, kind = number, match[1]
        elif start >= 0 and _CLOSE.fullmatch(line):
            yield start, number, kind
            start = -1
    if start >= 0:
        yield start, -1, kind
