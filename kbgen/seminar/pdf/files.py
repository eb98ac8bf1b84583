"""Files: pictures that the typesetter reads, each laid into its folder once."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kbgen.diagrams.qr import qr
from kbgen.language import words
from kbgen.model.decks import Slide
from kbgen.model.text import Language
from kbgen.seminar.colours import Palette
from kbgen.seminar.pictures import Shelf, logo, poster
from kbgen.theme import Theme


@dataclass
class Files:
    """The folder of one paper."""

    folder: Path
    shelf: Shelf
    language: Language
    logo: str = ""
    logo_ratio: float = 0.0
    _ratios: dict[str, float] = field(default_factory=dict)

    def with_logo(self, theme: Theme) -> Files:
        """The same with the theme's logo in it."""
        content = logo(theme.logo) if theme.logo and theme.logo.is_file() else b""
        self.logo, self.logo_ratio = self._laid(content, "png")
        return self

    def picture(self, slide: Slide, made: Palette) -> tuple[str, str, float]:
        """Name, description and ratio (width by height) of the slide's picture; empty without one."""
        if slide.clip:
            alt = words(self.language)("seminar.video.alt", title=slide.clip.title)
            file, wide = self._laid(poster(slide.clip.poster, made.shade, made.accent), "jpg")
            return file, alt, wide
        if slide.picture is None:
            return "", "", 0.0
        if slide.picture.path:
            kind, content = self.shelf.paper(slide.picture.path)
        else:
            kind, content = "png", slide.picture.png
        file, wide = self._laid(content, "jpg" if kind == "jpeg" else kind)
        return file, slide.picture.alt, wide

    def code(self, address: str) -> str:
        """Name of the QR code of *address*."""
        name = f"{hashlib.sha256(address.encode()).hexdigest()[:40]}.qr.svg"
        return self._kept(self.shelf.kept(name, lambda: _drawn(address)), "svg")

    def _laid(self, content: bytes, ending: str) -> tuple[str, float]:
        if not content:
            return "", 0.0
        name = self._kept(content, ending)
        if name not in self._ratios:
            with Image.open(io.BytesIO(content)) as image:
                self._ratios[name] = image.width / image.height
        return name, self._ratios[name]

    def _kept(self, content: bytes, ending: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"
        path = self.folder / name
        if not path.exists():
            path.write_bytes(content)
        return name


def _drawn(address: str) -> bytes:
    return qr(address).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
