"""Untouched: whether a PPTX is as kbgen made it, or a trainer has changed it since.

The file's property ``identifier`` is the digest of all its other parts. PowerPoint and Impress write those parts anew
whenever they save, and whoever changes a slide changes one of them.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

CORE = "docProps/core.xml"
"""The part that holds the mark."""
_NOTE = re.compile(rb"<dc:identifier>kbgen-([0-9a-f]{64})</dc:identifier>")


def is_untouched(path: Path) -> bool:
    """Whether the file at *path* is as kbgen made it; False also where it is no PPTX at all."""
    try:
        with zipfile.ZipFile(path) as package:
            found = _NOTE.search(package.read(CORE))
            parts = ((name, package.read(name)) for name in package.namelist())
            return found is not None and found[1].decode() == digest(parts)
    except (OSError, KeyError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents of all parts but the one with the mark."""
    digests = {name: hashlib.sha256(body).digest() for name, body in parts if name != CORE}
    whole = hashlib.sha256()
    for name in sorted(digests):
        whole.update(name.encode() + b"\0" + digests[name])
    return whole.hexdigest()
