"""SHA-256 of many files by all processors: what making and checking a copy costs most."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(paths: Sequence[Path]) -> Iterator[str]:
    """SHA-256 of every file in the order of *paths*; empty for one that cannot be read.

    Threads are enough: hashing and reading let others run.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(_readable, paths)


def _readable(path: Path) -> str:
    try:
        return digest(path)
    except OSError:
        return ""
