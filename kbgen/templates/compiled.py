"""Compiled: templates as Jinja compiled them the last time, beside them in ``__pycache__`` like Python's own modules.

Compiling them takes longer than filling them. They lie with the program, where nobody's content can put anything.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from kbgen.keeping import keep, kept
from kbgen.model.text import Language

_PROGRAM = Path(__file__).resolve().parent.parent
_ROOMS = ("language", "model", "templates")
"""What of the program compiling may work out in advance: filters of words that stand in a template."""


class Compiled(BytecodeCache):
    """The templates of one language; a file of another version, or a damaged one, is none."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._made_with = _made_with()

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """Where the template is kept; empty where it is nothing of ours."""
        if filename is None or not Path(filename).resolve().is_relative_to(_PROGRAM):
            return ""
        return cache_from_source(f"{filename}.{self._language}.py")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it was made with the same program."""
        content = kept(Path(bucket.key)) if bucket.key else None
        if content is not None and content.startswith(self._made_with):
            bucket.bytecode_from_string(content[len(self._made_with) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.key and not sys.dont_write_bytecode:
            keep(Path(bucket.key), self._made_with + bucket.bytecode_to_string())


def _made_with() -> bytes:
    """A sum over what templates are compiled with."""
    digest = hashlib.sha256(f"{sys.version} {version('jinja2')} {version('markupsafe')}".encode())
    for room in _ROOMS:
        for here, inner, names in os.walk(_PROGRAM / room):
            inner.sort()
            for name in sorted(name for name in names if not name.endswith(".pyc")):
                digest.update(f"{name}\0".encode() + hashlib.sha256((Path(here) / name).read_bytes()).digest())
    return digest.digest()
