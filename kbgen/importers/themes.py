"""A theme's ``theme.yml``: colours, logo, fonts; what a theme does not say is said by ``base``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kbgen.errors import ContentError, Place, Problem
from kbgen.importers.yaml_files import read_yaml
from kbgen.language.nearness import nearest
from kbgen.theme import FontFace, Fonts, Theme, readable_on
from kbgen.workspace import Workspace

BASE = "base"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONTS = {".woff2": (b"wOF2",), ".woff": (b"wOFF",)}
_FONT_VALUES = {
    "family": re.compile(r"[\w][\w .-]{0,60}"),
    "weight": re.compile(r"[1-9]\d{2}( [1-9]\d{2})?"),
    "range": re.compile(r"(U\+[0-9A-Fa-f?]{1,6}(-[0-9A-Fa-f]{1,6})?(,\s*(?=U)|$))*"),
}
_PICTURES = {"logo": (".svg", ".png"), "favicon": (".svg", ".png", ".ico")}


@dataclass(frozen=True, slots=True)
class FontFile:
    """One of ``fonts: files:``; see :class:`FontFace`."""

    family: str
    file: str
    weight: str = "400"
    style: Literal["normal", "italic"] = "normal"
    range: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class FontsFile:
    """``fonts:`` of a theme; empty means: as the layer below says."""

    text: str = ""
    heading: str = ""
    office: str = ""
    files: tuple[FontFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """One layer's ``theme.yml``; empty means: as the layer below says."""

    name: str = ""
    primary: str = ""
    on_primary: str = ""
    accent: str = ""
    on_accent: str = ""
    logo: str = ""
    favicon: str = ""
    fonts: FontsFile = FontsFile()
    scripts: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Layer:
    folder: Path
    file: ThemeFile
    places: dict[str, Place]


def read_theme(workspace: Workspace, name: str) -> Theme:
    """The theme *name* over ``base``. Text colours that no layer names are chosen to be readable.

    Raises:
        ContentError: no such theme, an unknown key, a colour that is not ``#rrggbb``, a missing picture; all at once.
    """
    problems: list[Problem] = []
    layers = [_read_layer(workspace, one, problems) for one in dict.fromkeys((name, BASE))]
    found = [layer for layer in layers if layer]
    for layer in found:
        problems += _layer_problems(layer)
    if problems:
        raise ContentError(problems)
    return _joined(name, found)


def _read_layer(workspace: Workspace, name: str, problems: list[Problem]) -> _Layer | None:
    path = workspace.themes / name / "theme.yml"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or not path.is_file():
        if name != BASE:
            problems.append(_unknown(workspace, name))
        return None
    reading = read_yaml(path, ThemeFile, workspace)
    problems += reading.problems
    if reading.value is None:
        return None
    places = {str(key[0]): place for key, place in reading.places.items() if len(key) == 1}
    return _Layer(path.parent, reading.value, {"": Place(workspace.shown(path)), **places})


def _unknown(workspace: Workspace, name: str) -> Problem:
    there = [p.parent.name for p in workspace.themes.glob("*/theme.yml")]
    return Problem("theme_unknown", Place("themes"), {"name": name, "guess": nearest(name, there) or BASE})


def _layer_problems(layer: _Layer) -> Iterator[Problem]:
    for colour in ("primary", "on_primary", "accent", "on_accent"):
        value = getattr(layer.file, colour)
        if value and not _COLOUR.fullmatch(value):
            yield Problem("theme_colour", _place(layer, colour), {"value": value})
    for role, endings in _PICTURES.items():
        if path := getattr(layer.file, role):
            if not _inside(layer.folder, path):
                yield Problem("theme_file", _place(layer, role), {"path": path})
            elif Path(path).suffix.lower() not in endings:
                yield Problem("theme_picture", _place(layer, role), {"path": path, "allowed": ", ".join(endings)})
    for face in layer.file.fonts.files:
        yield from _font_problems(layer, face)


def _font_problems(layer: _Layer, face: FontFile) -> Iterator[Problem]:
    place = _place(layer, "fonts")
    if not _inside(layer.folder, face.file):
        yield Problem("theme_file", place, {"path": face.file})
    elif (layer.folder / face.file).read_bytes()[:4] not in _FONTS.get(Path(face.file).suffix.lower(), ()):
        yield Problem("theme_font", place, {"path": face.file})
    for key, pattern in _FONT_VALUES.items():
        if not pattern.fullmatch(value := getattr(face, key)):
            yield Problem("theme_font_value", place, {"key": key, "value": value[:60], "path": face.file})


def _place(layer: _Layer, key: str) -> Place:
    return layer.places.get(key, layer.places[""])


def _inside(folder: Path, relative: str) -> bool:
    path = (folder / relative).resolve()
    return path.is_relative_to(folder.resolve()) and path.is_file()


def _joined(name: str, layers: list[_Layer]) -> Theme:
    """The layers as one theme: every value from the nearest layer that has it."""
    default = Theme(name, ())

    def said(key: str) -> str:
        return next((value for layer in layers if (value := getattr(layer.file, key))), "")

    def picture(key: str) -> Path | None:
        return next((layer.folder / value for layer in layers if (value := getattr(layer.file, key))), None)

    def font(key: str) -> str:
        named = next((value for layer in layers if (value := getattr(layer.file.fonts, key))), "")
        return named or str(getattr(default.fonts, key))

    faces = tuple(
        FontFace(f.family, layer.folder / f.file, f.weight, f.style, f.range, f.licence)
        for layer in layers
        for f in layer.file.fonts.files
    )

    primary, accent = said("primary") or default.primary, said("accent") or default.accent
    on_primary = _text_colour(layers, "primary") or readable_on(primary)
    on_accent = _text_colour(layers, "accent") or readable_on(accent)
    return Theme(
        name,
        tuple(layer.folder for layer in layers),
        primary.lower(),
        on_primary.lower(),
        accent.lower(),
        on_accent.lower(),
        picture("logo"),
        picture("favicon"),
        Fonts(font("text"), font("heading"), font("office"), faces),
        next((layer.file.scripts for layer in layers if layer.file.scripts), ()),
        layers[0].places[""] if layers else Place("themes"),
    )


def _text_colour(layers: list[_Layer], background: str) -> str:
    """The text colour named by the layer that names the background; a lower layer's was chosen for another one."""
    for layer in layers:
        if text := getattr(layer.file, f"on_{background}"):
            return str(text)
        if getattr(layer.file, background):
            return ""
    return ""
