"""Mark: what tells a PPTX that kbgen made from one that a trainer has changed since (``seminar/untouched.py``)."""

from __future__ import annotations

from typing import Any

from pptx.opc.serialized import PackageWriter
from pptx.presentation import Presentation

from kbgen.seminar.untouched import CORE, digest
from kbgen.templates.package import packed

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
    note = f"<dc:identifier>kbgen-{digest(parts)}</dc:identifier>".encode()
    return packed((name, body.replace(_END, note + _END) if name == CORE else body) for name, body in parts)
