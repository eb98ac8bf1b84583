"""Mark: what tells a PPTX that kbgen made from one that a trainer has changed since.

The file's property ``identifier`` is the digest of all its other parts. PowerPoint and Impress write those parts anew
whenever they save, and whoever changes a slide changes one of them.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pptx.opc.serialized import PackageWriter
from pptx.presentation import Presentation

from kbgen.templates.package import packed

_CORE = "docProps/core.xml"
_NOTE = re.compile(rb"<dc:identifier>kbgen-([0-9a-f]{64})</dc:identifier>")
_END = b"</cp:coreProperties>"


class _Parts(list[tuple[str, bytes]]):
    """Takes the parts that python-pptx writes, which would pack them only to be unpacked again."""

    def write(self, name: str, content: bytes) -> None:
        self.append((str(name).lstrip("/"), content))


def content(office: Presentation) -> bytes:
    """The whole file of *office* with its mark: the same presentation gives the same bytes."""
    package, parts = office.part.package, _Parts()
    writer: Any = PackageWriter("", package._rels, tuple(package.iter_parts()))
    writer._write_content_types_stream(parts)
    writer._write_pkg_rels(parts)
    writer._write_parts(parts)
    note = f"<dc:identifier>kbgen-{_digest(parts)}</dc:identifier>".encode()
    return packed((name, body.replace(_END, note + _END) if name == _CORE else body) for name, body in parts)


def is_untouched(path: Path) -> bool:
    """Whether the file at *path* is as kbgen made it; False also where it is no PPTX at all."""
    try:
        with zipfile.ZipFile(path) as package:
            found = _NOTE.search(package.read(_CORE))
            parts = ((name, package.read(name)) for name in package.namelist())
            return found is not None and found[1].decode() == _digest(parts)
    except (OSError, KeyError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents of all parts but the one with the mark."""
    digests = {name: hashlib.sha256(body).digest() for name, body in parts if name != _CORE}
    whole = hashlib.sha256()
    for name in sorted(digests):
        whole.update(name.encode() + b"\0" + digests[name])
    return whole.hexdigest()
