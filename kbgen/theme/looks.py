"""Theme: colours, logo, fonts, and the files of its layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kbgen.errors import Place, Problem
from kbgen.theme.contrast import READABLE, contrast

_SYSTEM = '"Segoe UI", "PT Sans", "Noto Sans", "Helvetica Neue", Arial, sans-serif'


@dataclass(frozen=True, slots=True)
class Fonts:
    """Font families. Nothing is fetched: a family is used where the reader's machine or the theme has it."""

    text: str = _SYSTEM
    """CSS ``font-family`` of running text on pages and HTML slides."""
    heading: str = _SYSTEM
    office: str = "Arial"
    """One family that every Windows has, for PPTX and DOCX."""


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
        """Warnings about colours that are hard to read together."""
        pairs = (("on_primary", "primary"), ("on_accent", "accent"))
        return tuple(
            Problem(
                "theme_contrast",
                self.place,
                {
                    "text": f"{text} {getattr(self, text)}",
                    "background": f"{background} {getattr(self, background)}",
                    "ratio": f"{ratio:.1f}",
                    "least": READABLE,
                },
                "warning",
            )
            for text, background in pairs
            if (ratio := contrast(getattr(self, text), getattr(self, background))) < READABLE
        )
