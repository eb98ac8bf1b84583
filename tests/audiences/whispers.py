"""What a copy tells: every text in every file of it, however packed; and what of a knowledge base it must not tell."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import re
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from kbgen.language import words
from kbgen.model import addresses
from kbgen.model.kb import KnowledgeBase

MEDIA = (".mp4", ".jpg", ".jpeg", ".png", ".woff", ".woff2", ".webp", ".avif")
_PACKED = re.compile(r'"([A-Za-z0-9+/]{40,}={0,2})"')
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG = re.compile(r"<[^<>]*>")
_MARKUP = re.compile(r"[*_`\[\](){}|#>!]+|\n(?:\d+\. )?|^\d+\. |--+")


def told(copy: Path) -> Iterator[tuple[str, str]]:
    """Place and text of everything in the folder *copy*: names of files too."""
    for path in sorted(p for p in copy.rglob("*") if p.is_file()):
        name = path.relative_to(copy).as_posix()
        yield f"{name} (name)", name
        yield from _inside(name, path.read_bytes())


def _inside(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    suffix = Path(name).suffix.lower()
    if zipfile.is_zipfile(io.BytesIO(content)) and suffix != ".zim":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for item in archive.infolist():
                yield f"{name}!{item.filename} (name)", item.filename
                yield from _inside(f"{name}!{item.filename}", archive.read(item))
    elif suffix == ".zim":
        yield from _zim(name, content)
    elif content.startswith(b"SQLite format 3"):
        yield from _sqlite(name, content)
    elif content.startswith(b"\x1f\x8b"):
        yield from _inside(f"{name}!gz", gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        yield name, _printed(content)
    elif suffix in MEDIA:
        yield name, content.decode("latin-1")  # metadata of pictures and recordings
        yield name, content.decode("utf-8", "ignore")
    else:
        yield from _text(name, content)


def _printed(content: bytes) -> str:
    """Words on the pages of a PDF, and what it says of itself."""
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        pytest.skip("pdftotext is not installed (Debian: poppler-utils)")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        commands = (["pdftotext", "-enc", "UTF-8", file.name, "-"], ["pdfinfo", "-enc", "UTF-8", file.name])
        return "\n".join(
            subprocess.run(c, check=True, capture_output=True, timeout=60).stdout.decode() for c in commands
        )


def _text(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    text = content.decode("utf-8", "replace")
    yield name, text
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    yield name, html.unescape(_TAG.sub("", plain))
    yield name, html.unescape(_TAG.sub(" ", plain))
    for packed in _PACKED.finditer(text):
        if (opened := _opened(packed[1])) is not None:
            yield from _text(f"{name}!packed", opened)


def _opened(packed: str) -> bytes | None:
    try:
        raw = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    for bits in (-15, 15, 31):
        try:
            return zlib.decompress(raw, bits)
        except zlib.error:
            continue
    return None


def _zim(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    reader = __import__("libzim.reader", fromlist=["Archive"])
    with tempfile.NamedTemporaryFile(suffix=".zim") as file:
        file.write(content)
        file.flush()
        archive = reader.Archive(Path(file.name))
        for key in archive.metadata_keys:
            yield from _inside(f"{name}!{key}", bytes(archive.get_metadata(key)))
        for number in range(archive.all_entry_count):
            entry = archive._get_entry_by_id(number)
            yield f"{name}!{entry.path} (name)", f"{entry.path} {entry.title}"
            if not entry.is_redirect and not entry.path.endswith((".zip", ".zim")):
                yield from _inside(f"{name}!{entry.path}", bytes(entry.get_item().content))


def _sqlite(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    yield name, content.decode("utf-8", "ignore")  # pages that were freed, too
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        file.write(content)
        file.flush()
        base = sqlite3.connect(file.name)
        for (table,) in base.execute("select name from sqlite_master where type = 'table'").fetchall():
            try:
                rows = base.execute(f'select * from "{table}"').fetchall()
            except sqlite3.Error:
                continue
            for row in rows:
                for cell in row:
                    if isinstance(cell, str):
                        yield f"{name}!{table}", cell
                    elif isinstance(cell, bytes):
                        yield from _blob(f"{name}!{table}", cell)
        base.close()


def _blob(name: str, cell: bytes) -> Iterator[tuple[str, str]]:
    yield name, cell.decode("utf-8", "ignore")
    for bits in (-15, 15, 31):
        try:
            yield name, zlib.decompress(cell, bits).decode("utf-8", "ignore")
        except zlib.error:
            continue


def plain(text: str) -> str:
    """*text* so that it can be compared: small letters, single blanks."""
    return " ".join(text.replace("\u00ad", "").casefold().split())


def forbidden(whole: KnowledgeBase, part: KnowledgeBase, around: str = "") -> frozenset[str]:
    """Wordings and addresses of *whole* that are nowhere in *part*, in the words of kbgen itself, or in *around*."""
    known = plain(" \n ".join([*_said(part), *_ids(part), *words(part.language).texts.values(), around]))
    wordings = {piece for text in _said(whole) for piece in map(plain, _MARKUP.split(text))}
    names = re.compile(
        r"[\w./#-]+\.(?:md|html|png|jpe?g|svg)"
    )  # targets of links: addresses are looked for by themselves
    wordings = {w for w in wordings if len(w) >= 8 and re.search(r"[^\W\d_]{4}", w) and not names.fullmatch(w)}
    hidden = {w for w in wordings if w not in known}
    return frozenset(hidden | _addresses(whole) - _addresses(part))


def _ids(kb: KnowledgeBase) -> Iterator[str]:
    """Names that analysts give things by: what refers to a thing that may be seen tells nothing of what may not."""
    spec = kb.spec
    yield from (f"entities/{entity.id}" for entity in spec.entities.entities)
    yield from (f"processes/{process.id}" for process in spec.processes.processes)
    yield from (f"equipment/{device.id}" for device in spec.equipment.devices)


def _addresses(kb: KnowledgeBase) -> set[str]:
    spec = kb.spec
    found = {addresses.guide_page(g.id) for g in kb.guides} | {addresses.video_page(v.id) for v in kb.videos}
    found |= {addresses.entity_page(e.id) for e in spec.entities.entities}
    found |= {addresses.process_page(p.id) for p in spec.processes.processes}
    found |= {addresses.device_page(d.id) for d in spec.equipment.devices}
    found |= {addresses.role_page(r.id) for r in spec.roles.roles}
    return {address.removesuffix(".md") + ending for address in found for ending in (".html", ".md")}


def _said(value: Any) -> Iterator[str]:
    """Every wording in *value*, however deep; of lists by name (rights, terms) the texts, not the ids."""
    if isinstance(value, KnowledgeBase):
        for part in (value.client, value.spec, value.guides, value.videos):
            yield from _said(part)
        for snapshot in filter(None, (value.approved, value.previous)):
            yield from _said(snapshot.spec)
            yield from _said(snapshot.guides or {})
            yield from _said(snapshot.videos or {})
    elif isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _said(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("place", "file", "path", "audience"):
                yield from _said(getattr(value, field.name))


def leaks(copy: Path, hidden: frozenset[str]) -> dict[str, set[str]]:
    """Forbidden text → places in *copy* that tell it."""
    alike = re.compile("|".join(map(re.escape, sorted(hidden, key=len, reverse=True)))) if hidden else None
    found: dict[str, set[str]] = {}
    for place, text in told(copy):
        for match in alike.finditer(plain(text)) if alike else ():
            found.setdefault(match[0], set()).add(place)
    return found
