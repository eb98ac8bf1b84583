"""Pictures of slides: as small as their place on a slide allows, and posters with a play sign."""

from __future__ import annotations

import io
import os
from base64 import b64encode
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from kbgen.diagrams.raster import raster

_WIDEST = 1280
"""Pixels of a slide's width."""
_SHOWN = 1120
"""Pixels of a picture's width in HTML: half as many again as the place of a screenshot has, for large screens."""
_SMALL = 40_000
"""Bytes below which a picture is taken as it is."""
_MOST_PIXELS = 40_000_000
"""A picture with more is not opened: it would take hundreds of megabytes."""


def web(path: str) -> str:
    """The picture at *path* as a data URI: WebP of at most 1120 pixels in width, or the file itself where it is small.

    Empty where the file is no picture.
    """
    stat = Path(path).stat()
    return _web(path, stat.st_size, stat.st_mtime_ns)


def prepare(paths: Iterable[str]) -> None:
    """Compress the pictures at *paths* side by side, so that :func:`web` has them at hand."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # the library works outside of Python's lock
        list(pool.map(web, sorted(set(paths))))


@lru_cache(maxsize=512)
def _web(path: str, size: int, _changed: int) -> str:
    raw = Path(path).read_bytes()
    try:
        with Image.open(io.BytesIO(raw)) as image:
            mime = str(Image.MIME.get(image.format or "", ""))
            if mime in ("image/png", "image/jpeg", "image/webp") and size <= _SMALL and image.width <= _WIDEST:
                return uri(mime, raw)
            return uri("image/webp", _compressed(image))
    except (OSError, ValueError, Image.DecompressionBombError):
        return ""


def _compressed(image: Image.Image) -> bytes:
    picture = _limited(image).convert("RGB")
    if picture.width > _SHOWN:
        picture = picture.resize((_SHOWN, round(picture.height * _SHOWN / picture.width)), Image.Resampling.HAMMING)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=68, method=1)
    return out.getvalue()


def _limited(image: Image.Image) -> Image.Image:
    if image.width * image.height > _MOST_PIXELS:
        raise ValueError("too many pixels")
    return image


def uri(mime: str, content: bytes) -> str:
    """*content* as a data URI."""
    return f"data:{mime};base64,{b64encode(content).decode('ascii')}"


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
    image = Image.new("RGB", (_WIDEST, 720), ground)
    if path and Path(path).is_file():
        with Image.open(path) as frame:
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
