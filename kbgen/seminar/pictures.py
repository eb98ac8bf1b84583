"""Pictures of slides: as small as their place on a slide allows, and posters with a play sign."""

from __future__ import annotations

import hashlib
import io
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from kbgen.diagrams.raster import raster
from kbgen.keeping import keep, kept

_WIDEST = 1280
"""Pixels of a slide's width."""
_SHOWN = 960
"""Pixels of a picture's width in HTML and PDF: a third more than the place of a screenshot has, for large screens."""
_ENOUGH = 800
"""Pixels that do where they are a whole part of the picture's: squares of pixels become one each, which keeps letters
even, and takes a fifth of the time of any other size.
"""
_QUALITY = 62
"""Of WebP; letters of a screenshot stay sharp, and forty of them take a megabyte."""
_PRINTED = 78
"""Quality of JPEG on paper."""
_SMALL = 40_000
"""Bytes below which a picture is taken as it is."""
_MOST_PIXELS = 40_000_000
"""A picture with more is not opened: it would take hundreds of megabytes."""
_MARK = "kept-"
"""What names on the shelf begin with: such files begin with a sum. Former ones had none, and are not looked at."""
_KINDS = {"webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pictures made small, kept by their content, so that each is made small once: for all decks and all builds."""

    folder: Path | None = None
    """Where they are kept; None: for this process only."""

    def web(self, path: str) -> str:
        """The picture at *path* as a data URI: WebP of at most 960 pixels in width, or the file itself where it is
        small. Empty where the file is no picture.
        """
        kind, content = self._small(path, "webp")
        return uri(_KINDS[kind], content) if content else ""

    def paper(self, path: str) -> tuple[str, bytes]:
        """The picture at *path* for PDF: ``jpeg`` or ``png``, and its bytes; empty where the file is no picture."""
        return self._small(path, "jpeg")

    def prepare(self, paths: Iterable[str]) -> None:
        """Compress the pictures at *paths* side by side, so that :meth:`web` has them at hand."""
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # the library works outside of Python's lock
            list(pool.map(self.web, sorted(set(paths))))

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What was made under *name* before, else made now; *name* must tell everything that it is made of."""
        path = self.folder / f"{_MARK}{name}" if self.folder else None
        known = kept(path) if path else None
        if known is not None:
            return known
        content = make()
        if path:
            keep(path, content)
        return content

    def _small(self, path: str, kind: str) -> tuple[str, bytes]:
        stat = Path(path).stat()
        return _small(self.folder, path, kind, (stat.st_size, stat.st_mtime_ns))


@lru_cache(maxsize=512)
def _small(folder: Path | None, path: str, kind: str, _stamp: tuple[int, int]) -> tuple[str, bytes]:
    """What *path* is shown as, from the *folder* where it has been made before."""
    raw = Path(path).read_bytes()
    name = f"{_MARK}{hashlib.sha256(raw).hexdigest()[:40]}.{_SHOWN}.{_QUALITY}.{kind}"
    place = folder / name if folder else None
    known = kept(place) if place else None
    if known is not None:
        return kind, known
    try:
        made, content = _made(raw, kind)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return kind, b""
    if place and made == kind:
        keep(place, content)
    return made, content


def _made(raw: bytes, kind: str) -> tuple[str, bytes]:
    with Image.open(io.BytesIO(raw)) as image:
        own = str(image.format or "").lower()
        if len(raw) <= _SMALL and image.width <= _WIDEST and own in ("png", "jpeg", kind):
            image.load()
            return own, raw
        picture = _limited(image).convert("RGB")
    if picture.width >= 2 * _ENOUGH:
        picture = picture.reduce(picture.width // _ENOUGH)
    if picture.width > _SHOWN:
        picture = picture.resize((_SHOWN, round(picture.height * _SHOWN / picture.width)), Image.Resampling.BOX)
    out = io.BytesIO()
    if kind == "webp":
        picture.save(out, "WEBP", quality=_QUALITY, method=0)
    else:
        picture.save(out, "JPEG", quality=_PRINTED)
    return kind, out.getvalue()


def _limited(image: Image.Image) -> Image.Image:
    if image.width * image.height > _MOST_PIXELS:
        raise ValueError("too many pixels")
    return image


def uri(mime: str, content: bytes) -> str:
    """*content* as a data URI."""
    return f"data:{mime};base64,{b64encode(content).decode('ascii')}"


def ratio(path: str) -> float:
    """Width of the picture at *path* by its height; 0 where it cannot be told."""
    try:
        stat = Path(path).stat()
        return _ratio(path, stat.st_size, stat.st_mtime_ns)
    except OSError:
        return 0.0


@lru_cache(maxsize=1024)
def _ratio(path: str, _size: int, _changed: int) -> float:
    try:
        with Image.open(path) as image:
            return image.width / image.height
    except (OSError, ValueError, SyntaxError, ZeroDivisionError, Image.DecompressionBombError):
        return 0.0


def office(path: str) -> bytes:
    """The picture at *path* in a format PowerPoint knows; empty where the file is no picture."""
    stat = Path(path).stat()
    return _office(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=256)
def _office(path: str, _size: int, _changed: int) -> bytes:
    raw = Path(path).read_bytes()
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.format in ("PNG", "JPEG") and image.width <= 2 * _WIDEST:
                image.verify()
                return raw
            out = io.BytesIO()
            _limited(image).convert("RGB").save(out, "PNG")
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""


def poster(path: str, ground: str, sign: str) -> bytes:
    """A JPEG: a play sign in the colour *sign* on the picture at *path*, on a plain *ground* where there is none."""
    stamp = Path(path).stat().st_mtime_ns if path and Path(path).is_file() else 0
    return _poster(path if stamp else "", stamp, ground, sign)


@lru_cache(maxsize=64)
def _poster(path: str, _changed: int, ground: str, sign: str) -> bytes:
    image = Image.new("RGB", (_WIDEST, 720), ground)
    if path:
        with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError), Image.open(path) as frame:
            image = _limited(frame).convert("RGB")
    draw = ImageDraw.Draw(image, "RGBA")
    x, y, radius = image.width / 2, image.height / 2, image.height / 8
    red, green, blue = (int(sign[i : i + 2], 16) for i in (1, 3, 5))
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(red, green, blue, 230))
    arm = radius * 0.5
    draw.polygon([(x - arm * 0.75, y - arm), (x - arm * 0.75, y + arm), (x + arm, y)], fill=(255, 255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def logo(path: Path) -> bytes:
    """A logo as PNG: SVG is drawn 600 pixels wide, PNG and JPEG are taken as they are; empty where it fails."""
    if path.suffix.lower() != ".svg":
        return office(str(path))
    return _drawn(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _drawn(path: Path, _changed: int) -> bytes:
    try:
        return raster(path.read_text(encoding="utf-8"), 600)
    except (OSError, UnicodeDecodeError):
        return b""
