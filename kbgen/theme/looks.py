"""Theme: colours, logo, fonts, and the files of its layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kbgen.errors import Place, Problem

MOST_FONTS = 300
"""Kilobytes of fonts a page may reasonably carry."""
_SYSTEM = '"Segoe UI", "PT Sans", "Noto Sans", "Helvetica Neue", Arial, sans-serif'


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font file that a theme brings along."""

    family: str
    file: Path
    weight: str = "400"
    """CSS: ``400``, or the two ends of a variable font: ``400 900``."""
    style: str = "normal"
    range: str = ""
    """CSS ``unicode-range``; empty: all signs."""
    licence: str = ""
    """Whose it is and on what terms; goes wherever the font goes."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font families. Nothing is fetched: a family is used where the reader's machine or the theme has it."""

    text: str = _SYSTEM
    """CSS ``font-family`` of running text on pages and HTML slides."""
    heading: str = _SYSTEM
    office: str = "Arial"
    """One family that every Windows has, for PPTX and DOCX."""
    files: tuple[FontFace, ...] = ()
    """Fonts carried inside the stylesheet, so that they work from a folder in every browser."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The look. Colours are ``#rrggbb`` in lower case."""

    name: str
    folders: tuple[Path, ...]
    """Layers, nearest first: ``themes/<name>``, then ``themes/base``."""
    primary: str = "#1f4e79"
    """Header of the site, title slides, table heads."""
    on_primary: str = "#ffffff"
    """Text on ``primary``."""
    accent: str = "#c2410c"
    """Buttons, marks, things to press."""
    on_accent: str = "#ffffff"
    logo: Path | None = None
    """SVG or PNG."""
    favicon: Path | None = None
    fonts: Fonts = Fonts()
    scripts: tuple[str, ...] = ()
    """Scripts that must be loaded before the others of ``assets/kbgen/``, in this order."""
    place: Place = field(default=Place(""))

    def find(self, relative: str) -> Path | None:
        """The file *relative* (POSIX) from the nearest layer that has it."""
        for folder in self.folders:
            path = folder.joinpath(*PurePosixPath(relative).parts)
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path
        return None

    def files(self, under: str) -> dict[str, Path]:
        """Every file below the folder *under* (``assets``), or that file itself: POSIX path → nearest layer's file.

        Hidden files and links that lead out of their layer are left out.
        """
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            start = folder / under
            for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
                relative = path.relative_to(folder)
                hidden = any(part.startswith(".") for part in relative.parts)
                if path.is_file() and not hidden and path.resolve().is_relative_to(folder.resolve()):
                    found[relative.as_posix()] = path
        return dict(sorted(found.items()))

    def problems(self) -> tuple[Problem, ...]:
        """Warnings: pairs of colours that are hard to read together, light and dark; fonts that make pages slow."""
        from kbgen.theme.pairs import hard_to_read

        return (*hard_to_read(self), *self._heavy_fonts())

    def _heavy_fonts(self) -> tuple[Problem, ...]:
        kilobytes = sum(face.file.stat().st_size for face in self.fonts.files) // 1000
        if kilobytes <= MOST_FONTS:
            return ()
        return (Problem("theme_heavy_fonts", self.place, {"kilobytes": kilobytes, "most": MOST_FONTS}, "warning"),)
