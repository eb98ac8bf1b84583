"""Template: the layouts a deck is made with, ours or the client's own."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from lxml.etree import XMLSyntaxError
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation as Open

from kbgen.errors import Place, Problem
from kbgen.language import words
from kbgen.seminar.layouts import BASE, Box, Geometry
from kbgen.theme import Theme

FILE = "deck/template.pptx"
INDEX: Mapping[str, int] = {
    "title": 0, "subtitle": 1, "body": 1, "kicker": 13, "meta": 14, "table": 15, "picture": 16, "result": 17,
    "answer0": 20, "answer1": 21, "answer2": 22, "answer3": 23,
}  # fmt: skip
"""Placeholder → its number in the layout, which PowerPoint keeps when a template is edited."""
_OPTIONAL = ("kicker", "meta")
_EMU = 914400


@dataclass(frozen=True, slots=True)
class Template:
    """An open presentation without slides, and where its placeholders are."""

    office: Open
    layouts: Mapping[str, Any]
    geometry: Geometry
    marks: Mapping[str, Mapping[str, str]]
    """Layout → placeholder (also ``ftr`` and ``sldNum``) → the ``p:ph`` that binds a shape to it."""
    media: dict[str, Any] = field(default_factory=dict)
    """Digest of a picture → its part, filled while slides are made."""


def is_own(theme: Theme) -> bool:
    """Whether the template lies in a layer of the theme above the base."""
    path = theme.find(FILE)
    return path is not None and not path.is_relative_to(theme.folders[-1])


def read_template(theme: Theme) -> Template | tuple[Problem, ...]:
    """The theme's template, or what is wrong with it."""
    path = theme.find(FILE)
    if path is None:
        return (Problem("deck_template_missing", Place(f"themes/{theme.name}/{FILE}")),)
    place = Place(_shown(path))
    try:
        office = Presentation(str(path))
        named = {layout.name.strip().casefold(): layout for layout in office.slide_layouts}
    except (PythonPptxError, zipfile.BadZipFile, XMLSyntaxError, ParseError, KeyError, ValueError, OSError) as error:
        return (Problem("deck_template_broken", place, {"reason": str(error)[:200] or type(error).__name__}),)
    layouts: dict[str, Any] = {
        key: layout for key in BASE if (layout := next((named[n] for n in _names(key) if n in named), None))
    }
    problems = [Problem("deck_template_layout", place, {"layout": key}) for key in BASE if key not in layouts]
    marks = {key: _marks(key, layout) for key, layout in layouts.items()}
    for key, found in marks.items():
        problems += [
            Problem("deck_template_placeholder", place, {"layout": key, "placeholder": name, "index": INDEX[name]})
            for name in BASE[key]
            if name not in found and name not in _OPTIONAL
        ]
    if problems:
        return tuple(problems)
    geometry = {key: _boxes(key, layout) for key, layout in layouts.items()} if is_own(theme) else BASE
    return Template(office, layouts, geometry, marks)


def _marks(key: str, layout: Any) -> Mapping[str, str]:
    """What binds shapes to the placeholders of *layout*."""
    names = {INDEX[name]: name for name in BASE[key]}
    marks: dict[str, str] = {}
    for found in layout._element.cSld.spTree.iter("{*}ph"):
        kind, index = found.get("type"), int(found.get("idx", 0))
        name = kind if kind in ("ftr", "sldNum") else names.get(index)
        if name:
            marks[name] = mark(found)
    return marks


def mark(found: Any) -> str:
    """The ``p:ph`` of a layout as text, to stand in a shape of a slide."""
    return "<p:ph" + "".join(f' {key}="{value}"' for key, value in found.attrib.items()) + "/>"


def _names(key: str) -> tuple[str, ...]:
    """Names a layout may have: the built-in one, or what it is called in a finished Russian or English deck."""
    name = f"seminar.layout.{key}"
    return (key, words("ru")(name).casefold(), words("en")(name).casefold())


def _boxes(key: str, layout: Any) -> Mapping[str, Box]:
    found = {p.placeholder_format.idx: p for p in layout.placeholders}
    boxes = {}
    for name, base in BASE[key].items():
        shape = found.get(INDEX[name])
        if shape is not None and shape.width:
            sizes = (shape.left or 0, shape.top or 0, shape.width, shape.height)
            boxes[name] = Box(*(round(x / _EMU, 3) for x in sizes))
        else:
            boxes[name] = base
    return boxes


def _shown(path: Path) -> str:
    """The path from ``themes`` on, as an analyst sees it."""
    parts = path.parts
    return "/".join(parts[parts.index("themes") :]) if "themes" in parts else path.as_posix()
