"""Shards as files: a call of one function, named by what is in it."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from pathlib import Path


class Keeper:
    """Writes shards, each named by what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, kind: str, content: bytes) -> str:
        """The name *content* has as a shard; the file is there afterwards."""
        packed = pack(content)
        name = kind + digest(packed)
        if not (self.folder / f"{name}.js").is_file():
            self._write(name, packed)
        return name

    def write(self, name: str, content: bytes) -> None:
        """*content* under a name of its own."""
        self._write(name, pack(content))

    def _write(self, name: str, packed: bytes) -> None:
        path = self.folder / f"{name}.js"
        content = b'kbgenSearch("%s","%s");\n' % (name.encode(), packed)
        if not path.is_file() or path.read_bytes() != content:
            fresh = path.with_suffix(".new")  # the old one may be linked from a site
            fresh.write_bytes(content)
            fresh.replace(path)


def digest(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()[:10]


def pack(content: bytes) -> bytes:
    return base64.b64encode(zlib.compress(content, 6))


def as_json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
