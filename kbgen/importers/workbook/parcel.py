"""The parcel a workbook comes in: a zip of XML, opened only after it proved harmless.

Nothing is unpacked to the disk, no formula is reckoned, no link is followed. Refused are parcels that would grow too
large, hold macros or links to other files, or XML with a document type (the way to entity bombs).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from kbgen.errors import ContentError, Place, Problem

LARGEST = 32 * 1024 * 1024
"""Bytes of the file."""
LARGEST_PART = 48 * 1024 * 1024
LARGEST_WHOLE = 96 * 1024 * 1024
"""Bytes unpacked; a workbook of 200 entities with 40 fields each takes about 20 MB."""
MOST_PARTS = 2_000

_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The parts of a workbook that matter, unpacked in memory: path inside → XML."""

    name: str
    """File name, for problems."""
    parts: dict[str, bytes]

    def root(self, path: str) -> Any:
        """The root element of a part; None where there is no such part.

        Raises:
            ContentError: the part is no XML.
        """
        if path not in self.parts:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            return etree.fromstring(self.parts[path], parser)
        except etree.XMLSyntaxError as error:
            raise refused(self.name, "workbook_broken", reason=f"{path}: {error.msg}"[:200]) from None

    def events(self, path: str, *tags: str) -> Any:
        """Elements of these local names as they end, for parts too large for a tree."""
        names = [f"{{*}}{tag}" for tag in tags]
        return etree.iterparse(io.BytesIO(self.parts[path]), events=("end",), tag=names, resolve_entities=False,
                               no_network=True, load_dtd=False, huge_tree=True)  # fmt: skip


def refused(name: str, code: str, **values: object) -> ContentError:
    """The error with one problem of the workbook as a whole."""
    return ContentError([Problem(code, Place(name), values)])


def open_parcel(path: Path) -> Parcel:
    """The parts of the workbook *path*.

    Raises:
        ContentError: it is no workbook, or one that kbgen does not open.
    """
    name = path.name
    try:
        if not path.is_file():
            raise refused(name, "workbook_not_a_file")
        if path.stat().st_size > LARGEST:
            raise refused(name, "workbook_too_large", megabytes=LARGEST // 1024**2)
        content = path.read_bytes()
    except OSError as error:
        raise refused(name, "unreadable_file", reason=error.strerror or str(error)) from None
    if content.startswith(_OLE):
        raise refused(name, "workbook_old_or_locked")
    try:
        return Parcel(name, _unpacked(content, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise refused(name, "workbook_broken", reason=str(error)[:200] or type(error).__name__) from None


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        infos = parcel.infolist()
        if len(infos) > MOST_PARTS:
            raise refused(name, "workbook_too_large", megabytes=LARGEST_WHOLE // 1024**2)
        _look_at_names({i.filename for i in infos}, name)
        for info in infos:
            if info.is_dir() or not _wanted(info.filename):
                continue
            with parcel.open(info) as part:
                text = part.read(LARGEST_PART + 1)
            total += len(text)
            if len(text) > LARGEST_PART or total > LARGEST_WHOLE:
                raise refused(name, "workbook_too_large", megabytes=LARGEST_WHOLE // 1024**2)
            _look_at_xml(text, info.filename, name)
            parts[info.filename.lstrip("/")] = text
    types = parts.get("[Content_Types].xml", b"")
    if b"macroEnabled" in types or b"vnd.ms-excel.sheet.binary" in types:
        raise refused(name, "workbook_macros")
    if "xl/workbook.xml" not in parts:
        raise refused(name, "workbook_no_workbook")
    return parts


def _wanted(path: str) -> bool:
    """Whether a part is read at all: sheets, strings, styles and what ties them together."""
    return bool(re.fullmatch(r"/?(\[Content_Types\]\.xml|xl/(workbook|sharedStrings|styles)\.xml"
                             r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml)", path))  # fmt: skip


def _look_at_names(names: set[str], name: str) -> None:
    lowered = {n.lower() for n in names}
    if any("vbaproject" in n or n.startswith(("xl/macrosheets/", "xl/activex/")) for n in lowered):
        raise refused(name, "workbook_macros")
    if any(n.startswith("xl/externallinks/") for n in lowered):
        raise refused(name, "workbook_links")
    if "content.xml" in lowered and "mimetype" in lowered:
        raise refused(name, "workbook_ods")


def _look_at_xml(text: bytes, path: str, name: str) -> None:
    head = text[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    declared = re.match(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", head)
    if not head.startswith(b"<") or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise refused(name, "workbook_broken", reason=path)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refused(name, "workbook_entities")
